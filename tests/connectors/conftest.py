"""The reference receiver as the other side, in a process of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.connectors.answering import until_answering

from quorate.demo.setting import free_ports
from quorate.effects.connectors.webhook import OFFERABLE, WebhookConnector
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.actions import Action
from quorate.vocabulary.private import PrivateField

RECEIVER = Path(__file__).parents[2] / "examples/receiver"
OFFERED = OFFERABLE - {Action.DEACTIVATE, Action.LIMIT, Action.TAKE_DOWN}


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where it answers, and the key that it takes."""

    url: str
    key: PrivateKey

    def taken(self) -> list[dict[str, object]]:
        """What it acted on, in order."""
        return httpx2.get(f"{self.url}/log", trust_env=False).json()


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    key, port = PrivateKey.generate(), free_ports("receiver")["receiver"]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "receiver:app", "--port", str(port)),
            *("--log-level", "warning"),
        ],
        cwd=RECEIVER,
        env={**os.environ, "QUORATE_KEY": key.public.hex(), "BASE_URL": url},
    )
    try:
        until_answering(f"{url}/log")
        yield Receiver(url, key)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
async def connector(receiver: Receiver) -> AsyncIterator[WebhookConnector]:
    private = frozenset({PrivateField.EMAIL})
    made = WebhookConnector("here.example", receiver.url, receiver.key, OFFERED, private)
    yield made
    await made.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where there is such a disk: every step of an effector is synced."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)
