"""One `serve` after the other is restarted under load, and no request fails."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psycopg
import pytest
from tests.installed import wait_until
from tests.processes.balancer import Balancer

from quorate.demo.setting import free_ports

SERVING = Path(__file__).with_name("serving.py")
DRAIN = "1.0"
CLIENTS = 4


@dataclass
class Servers:
    url: str
    ports: list[int]
    running: dict[int, subprocess.Popen[bytes]] = field(
        default_factory=dict[int, "subprocess.Popen[bytes]"]
    )

    def start(self, port: int, drain: str = DRAIN) -> None:
        command = [sys.executable, str(SERVING), self.url, str(port), drain]
        self.running[port] = subprocess.Popen(command)

    def end(self, port: int) -> int:
        self.running[port].send_signal(signal.SIGTERM)
        return self.running[port].wait(30)


@pytest.fixture
def servers(database_url: str) -> Iterator[Servers]:
    made = Servers(database_url, list(free_ports("one", "two").values()))
    yield made
    for one in made.running.values():
        one.kill()
        one.wait()


class Clients:
    """Each on one connection as long as it is left open, with a report after the other."""

    def __init__(self, port: int) -> None:
        self.acknowledged: list[str] = []
        self.failed: list[object] = []
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._report, args=(port, n)) for n in range(CLIENTS)
        ]
        for one in self._threads:
            one.start()

    def end(self) -> None:
        self._over.set()
        for one in self._threads:
            one.join()

    def _report(self, port: int, who: int) -> None:
        headers = {"Authorization": "Bearer token"}
        base = f"http://127.0.0.1:{port}"
        with httpx2.Client(base_url=base, headers=headers, timeout=30.0) as client:
            number = 0
            while not self._over.wait(0.01):
                number += 1
                key = f"{who}-{number}"
                subject = {
                    "connector": "app:example.org",
                    "kind": "account",
                    "id": f"account-{who}",
                }
                body = {"subject": subject, "category": "spam"}
                try:
                    answer = client.post("/v1/reports", json=body, headers={"Idempotency-Key": key})
                except httpx2.HTTPError as problem:
                    self.failed.append(problem)
                    continue
                if answer.is_success:
                    self.acknowledged.append(key)
                else:
                    self.failed.append(answer.text)


@pytest.mark.long
def test_a_rolling_restart_fails_no_request(servers: Servers) -> None:
    for port in servers.ports:
        servers.start(port)
    with closing(Balancer(servers.ports)) as balancer:
        wait_until(lambda: balancer.ready == set(servers.ports), 60)
        clients = Clients(balancer.address)
        for port in servers.ports:
            before = len(clients.acknowledged)
            wait_until(lambda before=before: len(clients.acknowledged) > before + 20, 60)
            assert servers.end(port) == 0
            servers.start(port)
            wait_until(lambda port=port: port in balancer.ready, 60)
        clients.end()
    assert not clients.failed
    with psycopg.connect(servers.url) as conn:
        found = conn.execute("SELECT key FROM reports").fetchall()
    assert sorted(key for (key,) in found) == sorted(clients.acknowledged)


def test_one_that_leaves_says_so_and_still_answers(servers: Servers) -> None:
    port = servers.ports[0]
    servers.start(port, "30")
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:

        def ready() -> int:
            try:
                return client.get("/ready").status_code
            except httpx2.HTTPError:
                return 0

        wait_until(lambda: ready() == 200, 60)
        servers.running[port].send_signal(signal.SIGTERM)
        wait_until(lambda: ready() == 503, 20)
        answer = client.get("/health")
        assert (answer.status_code, answer.headers["connection"]) == (200, "close")
