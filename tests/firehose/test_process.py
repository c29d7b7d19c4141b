"""The process itself: it says whether it can work, and ends where it never could again."""

import asyncio
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.firehose import servers
from tests.firehose.hosing import connected, item, until
from tests.firehose.running import House, house
from tests.firehose.servers import Node

from quorate.demo.setting import free_ports
from quorate_client.firehose import Firehose

USERS = """authorization {{ users: [
  {{ user: "quorate", password: "{0}" }}, {{ user: "rules", password: "rules" }} ] }}"""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with servers.one(tmp_path / "nats", config=USERS.format("first")) as found:
        yield found


@pytest.fixture
def hose(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "house") as found:
        yield found


@pytest.fixture
def watch() -> int:
    """The port where the process shows itself."""
    return free_ports("watch")["watch"]


def says(hose: House, password: str) -> None:
    file = hose.folder / "quorate/serve/nats_password"
    file.write_text(password)
    file.chmod(0o600)


def begin(hose: House, node: Node, watch: int) -> subprocess.Popen[bytes]:
    own = 'user = "quorate"\npassword_file = "nats_password"\n'
    hose.start("one", [node.url], "rules", own=own, watch=watch)
    return hose.running["one"]


def ready(watch: int) -> tuple[int, list[str]]:
    """What it says of itself; 0 while nobody listens."""
    try:
        answer = httpx2.get(f"http://127.0.0.1:{watch}/ready", trust_env=False)
    except httpx2.HTTPError:
        return 0, []
    return answer.status_code, answer.json()["missing"]


def logged(hose: House, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (hose.folder / "one.log").read_text().splitlines()]
    return [line for line in lines if line["event"] == event]


async def send(node: Node, key: str) -> None:
    words = {"user": "rules", "password": "rules"}
    async with connected(node.url, inbox_prefix="_INBOX.rules", **words) as client:
        await Firehose(client, "rules").report(item(key))


async def test_one_whose_connection_is_closed_for_good_ends_and_says_why(
    node: Node, hose: House, watch: int
) -> None:
    says(hose, "first")
    process = begin(hose, node, watch)
    await until(lambda: ready(watch) == (200, []))
    await send(node, "before")
    await until(lambda: hose.keys("rules") == ["before"])
    config = node.folder / "nats.conf"
    config.write_text(config.read_text().replace('"first"', '"second"'))
    assert node.process is not None
    node.process.send_signal(signal.SIGHUP)
    assert await asyncio.to_thread(process.wait, 15) == 1
    (line,) = logged(hose, "firehose_connection_closed")
    assert line["level"] == "error"
    assert line["why"] == "nats: authorization failed"
    begin(hose, node, watch)
    await until(lambda: len(logged(hose, "firehose_connection")) > 0)
    says(hose, "second")
    await send(node, "after")
    await until(lambda: hose.keys("rules") == ["before", "after"])


async def test_one_without_nats_is_not_ready_and_goes_on_once_it_is_back(
    node: Node, hose: House, watch: int
) -> None:
    says(hose, "first")
    begin(hose, node, watch)
    await until(lambda: ready(watch) == (200, []))
    node.kill()
    await until(lambda: ready(watch) == (503, ["nats"]))
    node.start()
    await until(lambda: ready(watch) == (200, []))
    await send(node, "after")
    await until(lambda: hose.keys("rules") == ["after"])
