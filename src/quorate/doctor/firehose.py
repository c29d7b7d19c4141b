"""The firehose's servers, where it is turned on."""

import socket
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, wrong

_PORT: Final = 4222
_SECONDS: Final = 5.0


def firehose(found: Installation) -> Iterator[Finding]:
    """Each server can be reached; with one away reports still come in, with most away none do."""
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
