"""Paging loads the one plugin that an address needs."""

import json
import subprocess
import sys

import apprise
import pytest

from quorate.effects.paging.sinks import _sink, sinks  # pyright: ignore[reportPrivateUsage]

ALL = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # all plugins are loaded
LOADED = """
import json, sys
from quorate.effects.paging.sinks import sinks
sinks(sys.argv[1:])
loaded = [name for name in sys.modules if name.startswith("apprise.plugins.")]
print(json.dumps(sorted(name.rpartition(".")[2] for name in loaded)))
"""


def loaded(*urls: str) -> list[str]:
    """The plugins in memory, those that look alike among them."""
    return json.loads(subprocess.check_output([sys.executable, "-c", LOADED, *urls]))


def as_apprise_has_it(url: str) -> apprise.NotifyBase | None:
    return apprise.Apprise.instantiate(url)  # pyright: ignore[reportUnknownMemberType]


def told(sink: apprise.NotifyBase) -> str:
    return sink.url()  # pyright: ignore[reportUnknownMemberType]


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


@ALL
@pytest.mark.parametrize(
    "url",
    [
        "json://user:secret@pager.example:8080/wake?+X-Token=a",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#on-call/#other",
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/+encoded/@somebody",
        "mailto://user:secret@example.com?to=on-call@example.com",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
        "pagerduty://AAAA@BBBB/source/component",
        "ntfys://user:secret@ntfy.example/on-call?priority=high",
        "MATRIXS://user:secret@matrix.example/#on-call:matrix.example",
    ],
)
def test_an_address_means_what_apprise_says_it_means(url: str) -> None:
    ours, its = _sink(url), as_apprise_has_it(url)
    assert ours is not None
    assert its is not None
    assert (type(ours), told(ours)) == (type(its), told(its))


@ALL
@pytest.mark.parametrize(
    "url", ["slack://", "json://:0/", "mattermost://pager.example", "tgram://a"]
)
def test_what_its_plugin_cannot_use_is_refused_in_words(url: str) -> None:
    assert as_apprise_has_it(url) is None
    with pytest.raises(ValueError, match="apprise does not understand"):
        sinks([url])
