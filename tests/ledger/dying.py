"""A sequencer that is killed at a step on the disk: URL FOLDER STEP before|during|after."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from psycopg import AsyncConnection
from tests.ledger.oracle import CLOCK, LOG

from quorate.ledger.files import Disk
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Signers


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit("still alive")


class DyingDisk(Disk):
    """The `at`-th step is this process's last: before, in the middle of, or after it."""

    def __init__(self, at: int, moment: str) -> None:
        self._left, self._moment = at, moment

    def _begins(self) -> None:
        self._left -= 1
        if self._left == 0 and self._moment == "before":
            _die()

    def _ends(self) -> None:
        if self._left == 0:
            _die()

    def make_folder(self, path: Path) -> bool:
        self._begins()
        made = super().make_folder(path)
        self._ends()
        return made

    def write_file(self, path: Path, data: bytes, scratch: Path) -> None:
        self._begins()
        if self._left == 0 and self._moment == "during":
            scratch.write_bytes(data[: len(data) // 2])
            _die()
        super().write_file(path, data, scratch)
        self._ends()

    def sync_folder(self, path: Path) -> None:
        self._begins()
        super().sync_folder(path)
        self._ends()

    def remove_file(self, path: Path) -> None:
        self._begins()
        super().remove_file(path)
        self._ends()


async def main(url: str, folder: str, at: str, moment: str) -> None:
    sequencer = Sequencer(Path(folder), Signers([(LOG, CLOCK)]), disk=DyingDisk(int(at), moment))
    async with await AsyncConnection.connect(url, autocommit=True) as conn:
        while await sequencer.sequence(conn):
            pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
