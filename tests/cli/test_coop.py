"""A platform that speaks Coop's words, at a whole installation: it reports, hears, and appeals."""

import base64
import json
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from tests.casework import rows
from tests.cli.asking import account, plainly, quorate
from tests.installed import ended, wait_until

from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting
from quorate.settings.reading import secret
from quorate.settings.serve import serve_settings

pytest_plugins = ["tests.cli.running"]
pytestmark = pytest.mark.long


@dataclass
class Platform:
    """Its end of the callback; the first one is answered with an error."""

    taken: list[tuple[bytes, str]] = field(default_factory=list[tuple[bytes, str]])

    def handler(self) -> type[BaseHTTPRequestHandler]:
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.append((body, self.headers["Coop-Signature"]))
                self.send_response(503 if len(taken) == 1 else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        return Handler

    def heard(self, count: int) -> list[tuple[bytes, str]]:
        wait_until(lambda: len(self.taken) >= count, 60)
        return self.taken


@pytest.fixture
def platform() -> Iterator[tuple[Platform, str]]:
    made = Platform()
    server = ThreadingHTTPServer(("127.0.0.1", 0), made.handler())
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield made, f"http://127.0.0.1:{server.server_port}/coop"
    server.shutdown()
    thread.join()
    server.server_close()


def restarted(house: Setting, *names: str) -> None:
    """As after a change of settings."""
    for name in names:
        ended(house, name, signal.SIGTERM)
    wait_until(lambda: answers(house), 60)


def answers(house: Setting) -> bool:
    with suppress(httpx2.HTTPError):
        return httpx2.get(house.profile.server + "/v1/changes/next").status_code == 200
    return False


def coop(house: Setting, address: str, folder: Path) -> tuple[dict[str, str], RSAPrivateKey]:
    """A new source by the command line; the header that it shows, and the key it signs with."""
    settings, key = house.folder / "serve/serve.toml", generate_private_key(65537, 2048)
    pem = house.folder / "serve/coop.pem"
    pem.touch(mode=0o600)
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    options, token = folder / "options.json", folder / "coop.token"
    told = {"action": address, "key_file": "coop.pem", "actions": {"suspend": "a-7"}}
    connector = f"matrix:{house.synapse.homeserver.server_name}"
    said = {"connector": connector, "accounts": ["user"], "account": "author"}
    options.write_text(json.dumps({**said, "areas": {"p-1": "harassment"}, "callback": told}))
    words = ("--token-file", str(token), "--reads", "coop", "--options", str(options))
    done = plainly("intake", "source", "coop", "--settings", str(settings), *words)
    assert (done.returncode, done.stderr) == (0, "")
    restarted(house, "serve", "worker")
    return {"X-API-KEY": token.read_text().strip()}, key


def post(house: Setting, path: str, key: dict[str, str], body: dict[str, Any]) -> httpx2.Response:
    url = house.profile.server + path
    return httpx2.post(url, json=body, headers=key, trust_env=False, timeout=30)


def test_a_coop_platform_reports_hears_what_was_done_and_hands_over_the_appeal(
    house: Setting, platform: tuple[Platform, str], tmp_path: Path
) -> None:
    ends, address = platform
    header, key = coop(house, address, tmp_path)
    native = account(house)
    item: dict[str, Any] = {"id": native, "typeId": "user", "data": {}}
    report = {
        "reporter": {"kind": "user", "typeId": "user", "id": "@w:example.org"},
        "reportedAt": "2026-11-24T10:30:00.000Z",
        "reportedForReason": {"policyId": "p-1", "reason": "rude"},
        "reportedItem": item,
    }
    filed = post(house, "/api/v1/report", header, report)
    assert filed.status_code == 201, filed.text
    url = secret(serve_settings(house.folder / "serve/serve.toml").database_url)
    ((case,),) = rows(url, "SELECT case_id FROM reports WHERE source = 'coop'")
    words = ("--action", "suspend", "--policy", "harassment/1")
    done = quorate(house, REVIEWER, "propose", f"case_{case.hex}", *words, typed="yes")
    assert done.returncode == 0, done.stderr
    (first, _), (body, sig) = ends.heard(2)
    assert first == body, "tried again after the error"
    key.public_key().verify(base64.b64decode(sig), body, PKCS1v15(), SHA256())
    told = json.loads(body)
    assert told["item"] == {"id": native, "typeId": "user"}
    assert (told["action"]["id"], told["policies"][0]["id"]) == ("a-7", "p-1")
    appeal = {
        "appealId": "ap-1",
        "appealedBy": {"typeId": "user", "id": native},
        "appealedAt": "2026-11-24T11:30:00.000Z",
        "actionedItem": item,
        "actionsTaken": ["a-7"],
        "appealReason": "a quotation",
    }
    for _ in range(2):
        handed = post(house, "/api/v1/report/appeal", header, appeal)
        assert handed.status_code == 204, handed.text
    assert rows(url, "SELECT filed_by, proposal_id FROM appeals") == [
        ("service:coop", told["custom"]["proposal"])
    ]
