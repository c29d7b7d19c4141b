"""Two processes never act by one memory (I18)."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from quorate.effects.holding import alone

HOLDS = """
import asyncio, sys
from pathlib import Path
from quorate.effects.holding import alone

async def hold():
    async with alone(Path(sys.argv[1]), asyncio.Event()):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(hold())
"""


async def test_i18_the_second_stands_by_until_the_first_is_killed(tmp_path: Path) -> None:
    memory = tmp_path / "state.sqlite"
    first = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDS, str(memory), stdout=subprocess.PIPE
    )
    assert first.stdout is not None
    await first.stdout.readline()
    leads = asyncio.Event()

    async def second() -> bool:
        async with alone(memory, asyncio.Event()) as found:
            leads.set()
            return found

    waiting = asyncio.create_task(second())
    await asyncio.sleep(0.3)
    assert not leads.is_set()
    first.send_signal(signal.SIGKILL)
    assert await asyncio.wait_for(waiting, 10)
    await first.wait()


async def test_one_that_stands_by_ends_when_it_is_told_to(tmp_path: Path) -> None:
    memory, stop = tmp_path / "state.sqlite", asyncio.Event()
    async with alone(memory, asyncio.Event()) as first:
        assert first
        stop.set()
        async with alone(memory, stop) as second:
            assert not second
