"""Paging loads the one plugin that an address needs."""

import json
import subprocess
import sys

import pytest

from quorate.effects.sinks import sinks

ALL = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # all plugins are loaded
LOADED = """
import json, sys
from quorate.effects.sinks import sinks
sinks(sys.argv[1:])
loaded = [name for name in sys.modules if name.startswith("apprise.plugins.")]
print(json.dumps(sorted(name.rpartition(".")[2] for name in loaded)))
"""


def loaded(*urls: str) -> list[str]:
    """The plugins in memory, those that look alike among them."""
    return json.loads(subprocess.check_output([sys.executable, "-c", LOADED, *urls]))


def test_one_plugin_is_loaded() -> None:
    found = loaded("jsons://pager.example/wake")
    assert "custom_json" in found
    assert len(found) < 10
    assert "slack" not in found


@ALL
def test_a_service_s_own_address_is_understood() -> None:
    sinks(["https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"])


@ALL
@pytest.mark.parametrize("url", ["nosuch://pager.example", "https://pager.example", "words", ""])
def test_an_address_that_nothing_understands_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="apprise does not understand"):
        sinks(["json://pager.example", url])
