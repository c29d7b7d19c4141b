"""Faults of what stands outside: platform, mail server, provider."""

import asyncio
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
from tests.doctor.examining import Patient, of, rewritten
from tests.doctor.showing import shown
from tests.mail.sink import sink

from quorate.doctor.installation import read_installation
from quorate.doctor.model import Check, Finding, Verdict
from quorate.doctor.outside import mail, platform, provider
from quorate.firehose.store import BE_PRESENT


class Answering(BaseHTTPRequestHandler):
    """Answers all alike."""

    status, body = 404, "{}"

    def do_GET(self) -> None:
        self.send_response(Answering.status)
        self.end_headers()
        self.wfile.write(Answering.body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def answers() -> Iterator[str]:
    """The address of a server that answers as told."""
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _platform(patient: Patient) -> Finding:
    (found,) = platform(read_installation(patient.folder))
    return found


def test_a_platform_that_is_away_or_takes_no_token(patient: Patient, answers: str) -> None:
    toml, token = patient.folder / "effector/effector.toml", patient.folder / "effector/token"
    fault = _platform(patient)
    assert "http://127.0.0.1:9 does not answer as it should: no answer: ConnectError" in fault.says
    assert fault.mending == f"start the platform, or correct base_url in {toml}"
    before = rewritten(toml, lambda text: text.replace("http://127.0.0.1:9", answers))
    Answering.status = 401
    fault = _platform(patient)
    assert "does not take our credential: the platform answered 401" in fault.says
    assert fault.mending == (f"put that of an administrator into {token}, and restart the effector")
    Answering.status = 404
    fine = _platform(patient)
    assert fine.verdict is Verdict.OK
    assert f"quorate connector check {toml} --account" in fine.says
    token.write_text("")
    fault = _platform(patient)
    assert fault.says == f"{token} is empty"
    token.write_text("a token")
    toml.write_text(before)
    assert patient.is_as_before()


def _hose(patient: Patient) -> list[Finding]:
    return of(patient.found(), Check.FIREHOSE)


@pytest.fixture
def hose(patient: Patient, answers: str) -> Iterator[str]:
    """A [firehose] with one server that is away, and one that is there."""
    there = answers.replace("http://", "nats://")
    servers = f'servers = ["nats://127.0.0.1:1", "{there}"]'
    table = f'\n[firehose]\n{servers}\nsources = ["platform"]\n'
    toml = patient.folder / "serve/serve.toml"
    before = rewritten(toml, lambda text: text + table)
    yield there
    toml.write_text(before)
    assert _hose(patient) == []


def test_a_server_of_the_firehose_that_is_away(patient: Patient, hose: str) -> None:
    away, fine, _ = _hose(patient)
    assert away.says == "nats://127.0.0.1:1 cannot be reached: ConnectionRefusedError"
    toml = patient.folder / "serve/serve.toml"
    assert away.mending == f"start it, or correct [firehose] servers in {toml}"
    assert fine == Finding(Check.FIREHOSE, Verdict.OK, f"{hose} can be reached", "")


@pytest.mark.usefixtures("hose")
def test_a_firehose_that_takes_nothing_in(patient: Patient) -> None:
    absent = _hose(patient)[-1]
    assert (absent.verdict, absent.says) == (Verdict.WRONG, "no process takes the firehose in")
    assert absent.mending == f"start it: quorate firehose {patient.folder}/serve/serve.toml"
    with closing(psycopg.connect(patient.small.url)) as conn:
        conn.execute(BE_PRESENT)
        assert [one.verdict for one in _hose(patient)[2:]] == [Verdict.OK]
        socket = patient.folder / "run/firehose.sock"
        socket.parent.mkdir()
        with shown(socket, ["nats"]):
            unready = _hose(patient)[-1]
            assert unready.says == "the firehose is not ready: nats"
            assert unready.verdict is Verdict.WRONG
        with shown(socket, []):
            assert [one.verdict for one in _hose(patient)[2:]] == [Verdict.OK] * 2
        socket.parent.rmdir()


def _mail(folder: Path) -> Finding:
    (found,) = mail(read_installation(folder))
    return found


class Denying(socketserver.StreamRequestHandler):
    """A mail server that takes no password."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            told = {b"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n", b"AUTH": b"535 no\r\n"}
            self.wfile.write(told.get(word, b"221 bye\r\n"))
            if word == b"QUIT":
                return


async def test_a_mail_server_that_is_away_or_takes_no_password(patient: Patient) -> None:
    toml, password = patient.folder / "serve/serve.toml", patient.folder / "serve/mail_password"
    password.touch(0o600)
    password.write_text("hunter2-mail")
    before = toml.read_text()

    async def told(port: int, more: str = "") -> Finding:
        table = (
            '\n[mail]\nhost = "127.0.0.1"\nfrom = "q@x.example"\naddress = "https://x.example"\n'
        )
        toml.write_text(f"{before}{table}port = {port}\n{more}")
        return await asyncio.to_thread(_mail, patient.folder)

    fault = await told(1)
    assert fault.says == "the mail server 127.0.0.1:1 cannot be reached: ConnectionRefusedError"
    assert fault.mending == f"start it, or correct [mail] host and port in {toml}"
    login = 'user = "quorate"\npassword_file = "mail_password"\n'
    with socketserver.TCPServer(("127.0.0.1", 0), Denying) as server:
        threading.Thread(target=server.handle_request).start()
        fault = await told(server.server_address[1], login)
    assert fault.mending == f"correct {password} or [mail] user in {toml}"
    assert "hunter2" not in f"{fault}"
    async with sink() as server:
        assert (await told(server.port)).verdict is Verdict.OK
        assert server.taken == []
    toml.write_text(before)
    password.unlink()


def test_a_provider_that_is_away_or_another(patient: Patient, answers: str) -> None:
    toml = patient.folder / "serve/serve.toml"
    table = '\n[oidc]\nclient_id = "quorate"\nclient_secret_file = "oidc"\n'
    table += f'redirect_uri = "https://x.example/return"\nissuer = "{answers}"\n'
    before = rewritten(toml, lambda text: text + table)

    def found() -> Finding:
        (one,) = provider(read_installation(patient.folder))
        return one

    Answering.status, Answering.body = 404, "{}"
    assert found().mending == f"start it, or correct [oidc] issuer in {toml}"
    Answering.status, Answering.body = 200, json.dumps({"issuer": "https://other.example"})
    assert "the metadata is of another issuer" in found().says
    Answering.body = json.dumps({"issuer": answers})
    assert found().verdict is Verdict.OK
    toml.write_text(before)
    assert of(patient.found(), Check.PROVIDER) == []
