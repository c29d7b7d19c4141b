"""A balancer as small as can be: it asks each server whether it is ready, and gives new connections
to those in turn. It tries nothing again: a request that fails has failed."""

import itertools
import threading
from collections.abc import Sequence
from contextlib import suppress

import httpx2
from tests.chaos.wire import Wire

LOOKS_SECONDS = 0.05


class Balancer(Wire):
    """In front of servers at these ports, until closed."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ready: set[int] = set()
        self._ports, self._turn, self._over = ports, itertools.cycle(ports), threading.Event()
        super().__init__(ports[0])
        for port in ports:
            threading.Thread(target=self._look, args=(port,), daemon=True).start()

    def target(self) -> int:
        """The next one that is ready."""
        turns = itertools.islice(self._turn, len(self._ports))
        return next((port for port in turns if port in self.ready), self.port)

    def close(self) -> None:
        """Looks and listens no more."""
        self._over.set()
        super().close()

    def _look(self, port: int) -> None:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=5.0) as client:
            while not self._over.wait(LOOKS_SECONDS):
                (self.ready.add if _is_ready(client) else self.ready.discard)(port)


def _is_ready(client: httpx2.Client) -> bool:
    with suppress(httpx2.HTTPError):
        return client.get("/ready").is_success
    return False
