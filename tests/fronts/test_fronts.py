"""The fronts of docs/how-to/put-tls-in-front.md, as they stand there, before a process of ours."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.installed import program, wait_until

from quorate.demo.setting import free_ports

pytestmark = pytest.mark.long
ECHO = Path(__file__).with_name("echo.py")
PAGE = Path("docs/how-to/put-tls-in-front.md")
STRANGER = "203.0.113.9"
IDLE_SECONDS = 6.0
"""Longer than servers of Python keep a connection where nobody tells them to."""


@dataclass(frozen=True, slots=True)
class Front:
    """Where it listens, by TLS, and what stands behind it."""

    port: int
    behind: int

    def client(self) -> httpx2.Client:
        """Whose certificate is its own."""
        return httpx2.Client(base_url=f"https://localhost:{self.port}", verify=False)


def written(name: str) -> str:
    """The configuration under this heading."""
    found = re.search(rf"^## {name}\n+```\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    key, cert = folder / "key.pem", folder / "cert.pem"
    made = ("req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    subprocess.run(
        ["openssl", *made, "-keyout", key, "-out", cert], check=True, capture_output=True
    )
    server = written("nginx")
    for said, ours in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "quorate.example.org": "localhost",
        "/etc/ssl/quorate.pem": str(cert),
        "/etc/ssl/quorate.key": str(key),
        "127.0.0.1:8400": f"127.0.0.1:{behind}",
    }.items():
        assert said in server
        server = server.replace(said, ours)
    places = "".join(
        f"{one}_temp_path {folder}/{one};\n"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # whose this folder is
    whole = f"{user}pid {folder}/pid;\ndaemon off;\nevents {{}}\n"
    (folder / "conf").write_text(f"{whole}http {{\naccess_log off;\n{places}{server}}}\n")
    return [program("nginx", "nginx-light"), "-e", str(folder / "log"), "-c", str(folder / "conf")]


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    ours = written("Caddy").partition("sign.example.org")[0]
    for said, here in {
        "quorate.example.org": f"https://localhost:{port}",
        "127.0.0.1:8400": f"127.0.0.1:{behind}",
    }.items():
        assert said in ours
        ours = ours.replace(said, here)
    told = (
        f"admin off\nlocal_certs\nskip_install_trust\nauto_https disable_redirects\n"
        f"storage file_system {folder}\n"
    )
    (folder / "Caddyfile").write_text(f"{{\n{told}}}\n{ours}")
    return [
        program("caddy", "caddy"),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        str(folder / "Caddyfile"),
    ]


FRONTS: Mapping[str, Callable[[Path, int, int], list[str]]] = {"nginx": nginx, "caddy": caddy}


@contextmanager
def running(command: list[str], client: httpx2.Client) -> Generator[None]:
    """Once it answers this client."""

    def answers() -> bool:
        with suppress(httpx2.HTTPError):
            return client.get("/").is_success
        return False

    with subprocess.Popen(command) as process, client:
        try:
            wait_until(answers, 30)
            yield
        finally:
            process.send_signal(signal.SIGTERM)


@pytest.fixture(params=sorted(FRONTS))
def front(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Front]:
    ports = free_ports("front", "behind")
    made = Front(ports["front"], ports["behind"])
    command = FRONTS[request.param](tmp_path, made.port, made.behind)
    own = httpx2.Client(base_url=f"http://127.0.0.1:{made.behind}")
    echo = [sys.executable, str(ECHO), str(made.behind)]
    with running(echo, own), running(command, made.client()):
        yield made


def test_what_reaches_us(front: Front) -> None:
    """The scheme that was spoken, the host and the path as they came, and no address that the
    client made up."""
    with front.client() as client:
        forged = {"X-Forwarded-For": STRANGER, "X-Forwarded-Proto": "http"}
        answer = client.post("/a%2Fb/%C3%A9", content=b"x" * 70_000, headers=forged)
        told = answer.json()
    assert told["scheme"] == "https"
    assert told["address"] != STRANGER
    assert told["host"] == f"localhost:{front.port}"
    assert told["path"] == "/a%2Fb/%C3%A9"
    assert told["bytes"] == 70_000
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert answer.headers["Content-Security-Policy"]
    assert "Server" not in answer.headers or "uvicorn" not in answer.headers["Server"]


def test_a_connection_that_lies_idle_is_left_to_the_front(front: Front) -> None:
    kept = httpx2.Limits(keepalive_expiry=None)
    with httpx2.Client(base_url=f"http://127.0.0.1:{front.behind}", limits=kept) as client:
        first = client.get("/").json()["connection"]
        time.sleep(IDLE_SECONDS)
        assert client.get("/").json()["connection"] == first


def test_the_front_of_the_containers_is_understood() -> None:
    command = [program("caddy", "caddy"), "validate", "--adapter", "caddyfile", "--config"]
    subprocess.run([*command, "examples/compose/Caddyfile"], check=True)
