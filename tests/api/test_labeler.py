"""An installation that is told who it is on the AT Protocol's network."""

import signal
from collections.abc import Iterator

import httpx2
import pytest
from tests.installed import ended, restart_effector, wait_until

from quorate.atproto.documents import did_web, own_document
from quorate.atproto.keys import key_of, read_private
from quorate.cli.keys import label
from quorate.demo.setting import Setting

pytest_plugins = ["tests.cli.running"]


def _is_up(server: str) -> bool:
    try:
        return httpx2.get(server + "/health").status_code == 200
    except httpx2.HTTPError:
        return False


@pytest.fixture
def told(house: Setting) -> Iterator[tuple[str, str]]:
    """Its address and the public half of its key for labels; afterwards its files say no
    more of it, and its effector has the settings that others may pin."""
    files = [house.folder / name for name in ("serve/serve.toml", "effector/effector.toml")]
    before = [file.read_text() for file in files]
    secret = house.folder / "effector/label_key"
    label(secret)
    server, key = house.profile.server, key_of(read_private(secret.read_text().strip())).multikey
    did = did_web(server)
    serve = f'did = "{did}"\nurl = "{server}"\nlabel_key = "{key}"\nplc = "http://localhost:1"\n'
    tables = (
        f'\n[labeler]\n{serve}connector = "atproto:pds.example"\n',
        f'\n[labels]\ndid = "{did}"\nkey_file = "label_key"\n',
    )
    for file, text, more in zip(files, before, tables, strict=True):
        file.write_text(text + more)
    ended(house, "serve", signal.SIGTERM)
    wait_until(lambda: _is_up(server), 60)
    restart_effector(house)
    yield server, key
    for file, text in zip(files, before, strict=True):
        file.write_text(text)
    restart_effector(house)


def test_it_answers_as_a_labeler_and_the_effector_has_its_key(told: tuple[str, str]) -> None:
    server, key = told
    found = httpx2.get(server + "/.well-known/did.json")
    assert found.json() == own_document(did_web(server), server, key)
    asked = {"uriPatterns": "*"}
    labels = httpx2.get(server + "/xrpc/com.atproto.label.queryLabels", params=asked)
    assert labels.json() == {"labels": []}
    report = httpx2.post(server + "/xrpc/com.atproto.moderation.createReport", json={})
    assert (report.status_code, report.json()["error"]) == (401, "AuthenticationRequired")
