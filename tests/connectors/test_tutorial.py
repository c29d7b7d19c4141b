"""docs/tutorial/your-own-connector.md: what the reader writes is what the page says it is."""

import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.connectors.answering import until_answering

from quorate.cli.connectors import check
from quorate.demo.setting import free_ports
from quorate.ledger.keys import PrivateKey
from quorate.preparing import Place, prepare

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/tutorial/your-own-connector.md").read_text()
STEPS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
OTHER = re.sub(r"```python.*?```", "", PAGE, flags=re.DOTALL)
PLAIN = re.findall(r"^```\n(.*?)^```$", OTHER, re.DOTALL | re.MULTILINE)
SHOWN = [block for block in PLAIN if "right  " in block]


@contextmanager
def running(folder: Path, port: int, code: str) -> Generator[None]:
    """The platform that somebody wrote as far as this."""
    (folder / "pinboard.py").write_text(code)
    key = PrivateKey.load(folder / "effector/webhook.key")
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "pinboard:app", "--port", str(port)),
            *("--log-level", "warning"),
        ],
        cwd=folder,
        env={
            **os.environ,
            "QUORATE_KEY": key.public.hex(),
            "BASE_URL": url,
            "PYTHONPATH": f"{ROOT / 'examples/receiver'}:{folder}",
        },
    )
    try:
        until_answering(url)
        yield
    finally:
        process.kill()
        process.wait()


def told(settings: Path, capsys: pytest.CaptureFixture[str], *, whole: bool) -> str:
    """What the check prints."""
    if whole:
        check(settings, account="test")
    else:
        with pytest.raises(SystemExit):
            check(settings, account="test")
    return capsys.readouterr().out


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_after_each_step_the_check_says_what_the_page_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], step: int
) -> None:
    port = free_ports("pinboard")["pinboard"]
    place = Place(
        *(tmp_path, "pinboard.example", f"http://127.0.0.1:{port}", "https://s.example"),
        platform="webhook",
    )
    prepare(place)
    with running(tmp_path, port, "\n\n".join(STEPS[: step + 1])):
        said = told(tmp_path / "effector/effector.toml", capsys, whole=step + 1 == len(STEPS))
    shown = re.sub(r"^\$ .*\n", "", SHOWN[step])
    assert said.endswith(shown)
    assert len(SHOWN) == len(STEPS)
