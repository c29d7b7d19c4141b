"""`quorate connector check` on a real Synapse, with the settings of a real installation."""

import pytest
from tests.installed import matter

from quorate.cli.connectors import check
from quorate.demo.setting import Setting

pytestmark = pytest.mark.platform


def test_synapse_conforms(quorate: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    about = matter(quorate)
    check(quorate.folder / "effector/effector.toml", account=about.user.user_id)
    lines = capsys.readouterr().out.splitlines()
    tried = [line for line in lines if line.startswith("right  ")]
    assert "right  unlock gives back all of it" in tried
    assert "right  suspend is told with its reasons, once" in tried
    assert [line.split()[0] for line in lines if line not in tried] == [
        "deactivate",
        "remove_content",
    ]
    assert about.heard()
