"""Requests that nobody signed, or somebody else, or too long ago; and bodies that are none."""

import json
import secrets
import signal
from datetime import datetime, timedelta, tzinfo
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar, Self, cast

import httpx2
import pytest
from tests.casework import rows
from tests.cli.asking import account, case_about, claim, file, key_of, problem, report_body, send
from tests.installed import ended, wait_until

from quorate.demo.people import APPROVER, REVIEWER
from quorate.demo.setting import Setting, intake_token
from quorate.events.model import public_of
from quorate.ledger.keys import PrivateKey
from quorate.people import requests
from quorate.people.keys import key_id
from quorate.people.requests import signed_headers
from quorate.vocabulary.problems import Problem
from quorate_client import Backend, Event, Reader, RefusedError, verified
from quorate_client.types import ReportIn

pytest_plugins = ["tests.cli.running"]
JSON = {"Content-Type": "application/json"}


def get(house: Setting, headers: dict[str, str]) -> httpx2.Response:
    url = house.profile.server + "/v1/cases"
    return httpx2.get(url, headers=headers, trust_env=False)


def signed(house: Setting, who: str = REVIEWER) -> dict[str, str]:
    return signed_headers(key_of(house, who), "GET", house.profile.server + "/v1/cases", b"")


def test_an_unsigned_request_is_refused(house: Setting) -> None:
    problem(get(house, {}), Problem.NOT_SIGNED_IN, "Signature")
    bearer = {"Authorization": "Bearer anything"}
    problem(get(house, bearer), Problem.NOT_SIGNED_IN, "Signature")


def test_a_request_is_taken_once(house: Setting) -> None:
    headers = signed(house)
    assert get(house, headers).status_code == 200
    problem(get(house, headers), Problem.NOT_SIGNED_IN, "nonce")


def moved(seconds: int) -> type[datetime]:
    """A clock that is off by so many seconds."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(seconds=seconds)

    return Moved


@pytest.mark.parametrize("seconds", [-36, -3600, 8, 3600])
def test_a_request_signed_too_long_ago_or_in_the_future_is_refused(
    house: Setting, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    monkeypatch.setattr(requests, "datetime", moved(seconds))
    problem(get(house, signed(house)), Problem.NOT_SIGNED_IN, "Signature")


def test_a_request_by_a_key_that_is_not_enrolled_is_refused(house: Setting) -> None:
    answer = send(house, PrivateKey.generate(), "GET", "/v1/cases")
    problem(answer, Problem.KEY_UNKNOWN, "keyid")


def test_a_request_in_the_name_of_another_key_is_refused(house: Setting) -> None:
    headers = signed(house)
    own, other = signed(house, APPROVER), headers["Signature"]
    problem(get(house, {**own, "Signature": other}), Problem.NOT_SIGNED_IN, "Signature")


def test_a_body_changed_after_signing_is_refused(house: Setting) -> None:
    case = case_about(house, account(house))
    url = f"{house.profile.server}/v1/cases/{case}/claim"
    headers = {**signed_headers(key_of(house, REVIEWER), "POST", url, b'{"version":2}'), **JSON}
    answer = httpx2.post(url, content=b'{"version":1}', headers=headers, trust_env=False)
    problem(answer, Problem.NOT_SIGNED_IN, "Signature")
    assert claim(house, case) == 1


def test_a_request_moved_to_another_path_or_method_is_refused(house: Setting) -> None:
    headers = signed(house)
    url = house.profile.server + "/v1/cases"
    answer = httpx2.get(url + "?limit=1", headers=headers, trust_env=False)
    problem(answer, Problem.NOT_SIGNED_IN, "Signature")
    headers = signed_headers(key_of(house, REVIEWER), "POST", url, b"")
    problem(get(house, headers), Problem.NOT_SIGNED_IN, "Signature")


@pytest.mark.parametrize("left_out", ["created", "nonce", "keyid", "@method", "@target-uri"])
def test_a_signature_that_leaves_something_out_is_refused(
    house: Setting, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    if left_out.startswith("@"):
        kept = tuple({"@method", "@target-uri"} - {left_out})
        monkeypatch.setattr(requests, "_COVERED", kept)
        headers = signed(house)
    else:
        headers = signed(house)
        parts = headers["Signature-Input"].split(";")
        headers["Signature-Input"] = ";".join(p for p in parts if not p.startswith(left_out))
    problem(get(house, headers), Problem.NOT_SIGNED_IN, "Signature")


def test_a_body_that_the_signature_does_not_cover_is_refused(house: Setting) -> None:
    case = case_about(house, account(house))
    url = f"{house.profile.server}/v1/cases/{case}/claim"
    unsaid: Any = None
    headers = {**signed_headers(key_of(house, REVIEWER), "POST", url, unsaid), **JSON}
    assert "Content-Digest" not in headers
    answer = httpx2.post(url, content=b'{"version":1}', headers=headers, trust_env=False)
    problem(answer, Problem.NOT_SIGNED_IN, "Signature")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "nothing",
        "a=1",
        "a=()",
        'a=("@method");created=x',
        'a=("@method" "@target-uri");keyid=7;created=1',
        'a=("@method" "@method");keyid="k"',
        'a=("@query-param");keyid="k";created=1',
        'a=("@status");keyid="k";created=1',
        'a=("@method";req);keyid="k";created=1',
        'a=(1 2);keyid="k";created=1',
        'a=("x"), b=("y")',
        "a=(" * 2000,
        "\u00fc".encode().decode("latin-1"),
    ],
)
def test_a_malformed_signature_is_refused_in_words(house: Setting, said: str) -> None:
    headers = {"Signature-Input": said, "Signature": "a=:AAAA:"}
    answer = get(house, {k: v.encode("latin-1") for k, v in headers.items()})  # pyright: ignore
    problem(answer, Problem.NOT_SIGNED_IN, "Signature")
    for name in ("Signature", "Content-Digest"):
        answer = get(house, {**signed(house), name: said.encode("latin-1")})  # pyright: ignore
        problem(answer, Problem.NOT_SIGNED_IN, "Signature")


def test_a_report_of_ten_megabytes_is_refused(house: Setting) -> None:
    body = report_body(house, "@a:example.org") | {"body": "x" * 10_000_000}
    answer = file(house, json.dumps(body).encode())
    problem(answer, Problem.BODY_TOO_LARGE, "body")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b'{"a": "\xc3\x28"}', b"\x00", b"[" * 200_000, b"", b"{" * 1000]
)
def test_a_body_that_is_no_json_in_utf_8_is_refused(house: Setting, content: bytes) -> None:
    problem(file(house, content), Problem.BODY_INVALID, "body")
    path = f"/v1/cases/case_{secrets.token_hex(16)}/claim"
    url = house.profile.server + path
    headers = {**signed_headers(key_of(house, REVIEWER), "POST", url, content), **JSON}
    answer = httpx2.post(url, content=content, headers=headers, trust_env=False)
    problem(answer, Problem.BODY_INVALID, "body")


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
@pytest.mark.parametrize("field", ["body", "category", "reporter"])
def test_a_text_that_no_database_holds_is_refused_by_field(
    house: Setting, text: str, field: str
) -> None:
    body = report_body(house, "@a:example.org") | {field: text}
    problem(file(house, json.dumps(body).encode()), Problem.BODY_INVALID, field)


@pytest.mark.parametrize("depth", [40, 200, 300, 900, 5000])
def test_deeply_nested_json_is_refused(house: Setting, depth: int) -> None:
    nested = ("[" * depth + "]" * depth).encode()
    body = json.dumps(report_body(house, "@a:example.org")).encode()[:-1]
    answer = file(house, body + b', "evidence": [' + nested + b"]}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    content = b'{"change": {"a": ' + nested + b'}, "signatures": []}'
    url = house.profile.server + "/v1/changes"
    answer = httpx2.post(url, content=content, headers=JSON, trust_env=False)
    assert answer.json()["type"] == f"urn:quorate:problem:{Problem.BODY_INVALID}", answer.text


class _Ear(BaseHTTPRequestHandler):
    """An endpoint that keeps what it believes."""

    heard: ClassVar[list[Event]] = []
    keys: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.heard.append(verified(dict(self.headers), body, self.keys))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def begun(house: Setting) -> bool:
    url = (house.folder / "serve/database_url").read_text()
    return rows(url, "SELECT endpoint FROM event_cursors") == [("ears",)]


def test_the_python_client_files_reads_and_believes(house: Setting) -> None:
    key = PrivateKey.generate()
    key.save(house.folder / "serve/ears.key")
    _Ear.keys.append(public_of(key))
    with HTTPServer(("127.0.0.1", 0), _Ear) as ear:
        Thread(target=ear.serve_forever, daemon=True).start()
        toml = house.folder / "serve/serve.toml"
        url = f"http://127.0.0.1:{ear.server_port}/hook"
        told = toml.read_text()
        toml.write_text(f'{told}\n[events.ears]\nurl = "{url}"\nkey_file = "ears.key"\n')
        ended(house, "worker", signal.SIGKILL)
        wait_until(lambda: begun(house), 60)
        server, own = house.profile.server, key_of(house, REVIEWER)
        report = cast("ReportIn", report_body(house, account(house)))
        with (
            Backend(server, intake_token(house)) as backend,
            Reader.from_pem(server, key_id(own.public), own.pem()) as reader,
        ):
            filed = backend.report(report, key="once")
            assert backend.report(report, key="once") == filed
            with pytest.raises(RefusedError) as refused:
                backend.report({**report, "category": "another"}, key="once")
            assert refused.value.problem["type"].endswith("idempotency-conflict")
            assert reader.case(filed["case"])["case"]["reports"] == 1
            assert filed["case"] in {case["id"] for case in reader.cases(limit="100")["cases"]}
        wait_until(lambda: any(e.data.get("case") == filed["case"] for e in _Ear.heard), 30)
        ear.shutdown()
        toml.write_text(told)
    assert {event.type for event in _Ear.heard} == {"case.opened"}
