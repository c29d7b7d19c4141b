"""`quorate connector check`: does the platform do what the effector rests on?"""

import asyncio
import sys
import tempfile
from contextlib import aclosing
from pathlib import Path

import cyclopts

from quorate.effects.connectors.configured import Connected, read_platform
from quorate.incidents.stage.conforming import conform
from quorate.settings.reading import table
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.errors import ToldError
from quorate.vocabulary.terminal import plain

app = cyclopts.App(name="connector", help="Platforms: check one against a test account.")


class CheckError(ToldError):
    """The settings cannot be used."""


@app.command
def check(settings: Path, *, account: str, message: str = "") -> None:
    """Try a platform on a test account of yours, through the effector's own connector.

    SETTINGS is effector.toml, of which the platform's table is read, so that it works before
    anything is founded; ACCOUNT an account that nobody uses and MESSAGE one of its messages, each
    as the platform spells it. It is silenced for a moment, and everything is undone. One line a
    point; it ends at the first that is wrong.
    """
    if not asyncio.run(_check(settings, account, message)):
        sys.exit(1)


async def _check(settings: Path, account: str, message: str) -> bool:
    connector = _connected(settings)
    wrong = ""
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with aclosing(conform(Path(folder), connector, account, message)) as points:
                async for point in points:
                    wrong = point.wrong
                    print(plain(f"{'WRONG' if wrong else 'right'}  {point.name}", 1000))
    finally:
        await connector.close()
    if wrong:
        print(plain(f"       {wrong}", 1000))
        return False
    for action in sorted(a for a in connector.offered if not FACTS[a].reversible):
        if FACTS[action].silencing:
            print(f"       {action} was not tried: it cannot be undone")
    return True


def _connected(settings: Path) -> Connected:
    try:
        return read_platform(table(settings), settings.parent).connect()
    except (OSError, ValueError) as problem:
        raise CheckError(f"{settings.name}: {problem}") from problem
