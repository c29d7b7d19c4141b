"""A sink that hangs keeps a thread of its own, and no page waits for more than its seconds."""

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from quorate.demo.sink import Sink
from quorate.effects.paging import pager
from quorate.effects.paging.pager import Pager

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
PAGED = """
import asyncio, sys
from quorate.effects.paging import pager
pager.TIMEOUT_SECONDS = 0.3
print(asyncio.run(pager.Pager(sys.argv[1:]).page("title", "body")))
"""


@pytest.fixture
def hung() -> Iterator[str]:
    """A sink that sends a part of its answer again and again and never ends it."""
    kept, over = list[socket.socket](), threading.Event()

    def answer() -> None:
        while not over.wait(0.1):
            try:
                kept.append(server.accept()[0])
                kept[-1].sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            except TimeoutError:
                for one in kept:
                    with suppress(OSError):
                        one.sendall(b".")

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        thread = threading.Thread(target=answer)
        thread.start()
        yield f"json://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        thread.join()
    for one in kept:
        one.close()
    time.sleep(0.2)  # whoever waited for an answer goes on, and ends


@pytest.fixture
def sink() -> Iterator[Sink]:
    found = Sink()
    yield found
    found.close()


async def test_a_sink_that_hangs_keeps_one_thread_and_none_of_the_others(
    hung: str, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pager, "TIMEOUT_SECONDS", 0.5)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    await asyncio.to_thread(int)
    before, on_call = _threads(), Pager([hung, sink.address])
    for n in range(3):
        assert not await on_call.page(f"page {n}", "body")
    assert [page.title for page in sink.pages] == ["page 0", "page 1", "page 2"]
    assert _threads() == before + 1
    await asyncio.wait_for(asyncio.to_thread(int), 2)


def _threads() -> int:
    """Without those of the sinks of this test, which serve a connection each."""
    named = [t.name for t in threading.enumerate()]
    return sum("process_request" not in name for name in named)


async def test_two_pages_at_once_are_both_taken(sink: Sink) -> None:
    on_call = Pager([sink.address])
    assert (
        await asyncio.gather(*(on_call.page(f"page {n}", "body") for n in range(4))) == [True] * 4
    )
    assert {page.title for page in sink.pages} == {f"page {n}" for n in range(4)}


def test_nobody_s_end_waits_for_a_sink_that_hangs(hung: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PAGED, hung, hung], capture_output=True, timeout=20, check=True
    )
    assert b"False" in told.stdout
