"""The firehose where it is turned on: its servers, and whether a process takes it in."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from quorate.doctor.database import Connections
from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, wrong
from quorate.doctor.ready import missing
from quorate.firehose.store import PRESENT

_PORT: Final = 4222
_SECONDS: Final = 5.0


def firehose(found: Installation, made: Connections) -> Iterator[Finding]:
    """Each server can be reached; with one away reports still come in, with most away none do. On
    some host a process takes them in, and if it is this one and watched, it is ready."""
    told = found.serve.firehose if found.serve else None
    if told is None:
        return
    for server in told.servers:
        address = urlsplit(server)
        try:
            where = (address.hostname or "", address.port or _PORT)
            socket.create_connection(where, timeout=_SECONDS).close()
        except OSError as problem:
            says = f"{server} cannot be reached: {type(problem).__name__}"
            mending = f"start it, or correct [firehose] servers in {found.settings('serve')}"
            yield wrong(Check.FIREHOSE, says, mending)
        else:
            yield ok(Check.FIREHOSE, f"{server} can be reached")
    yield from _taken_in(found, made)
    yield from _ready(found.folder)


def _taken_in(found: Installation, made: Connections) -> Iterator[Finding]:
    conn = made.get("serve")
    if conn is None:
        return
    [(present,)] = conn.execute(PRESENT).fetchall()
    if present:
        yield ok(Check.FIREHOSE, f"{present} members take the firehose in")
    else:
        says = "no process takes the firehose in"
        yield wrong(Check.FIREHOSE, says, found.starts("firehose"))


def _ready(folder: Path) -> Iterator[Finding]:
    place = folder / "run/firehose.sock"
    lacks = missing(str(place)) if place.is_socket() else None
    if lacks:
        says = f"the firehose is not ready: {', '.join(lacks)}"
        mending = f"mend what is said of that part; {folder / 'log/firehose.log'} says more"
        yield wrong(Check.FIREHOSE, says, mending)
    elif lacks is not None:
        yield ok(Check.FIREHOSE, "the firehose is ready")
