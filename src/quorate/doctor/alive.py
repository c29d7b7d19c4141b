"""Whether the process that a container runs does its work; the container's own check asks.

`python -m quorate.doctor.alive` looks which process it is by the command that the container began
with, and exits with 1 where it does nothing.
"""

import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, LiteralString

import httpx2
import psycopg

from quorate.doctor.ready import missing
from quorate.doctor.working import COUNTS_WITHIN
from quorate.effects.configuration import read_configuration
from quorate.firehose.store import PRESENT
from quorate.ledger.files import checkpoint_seconds
from quorate.settings import watched_at
from quorate.settings.reading import secret
from quorate.settings.sequencer import sequencer_settings
from quorate.settings.serve import serve_settings
from quorate.settings.signer import signer_settings
from quorate.settings.witness import witness_settings
from quorate.supervisor import PROCESSES

FIRST: Final = Path("/proc/1/cmdline")
SIGNS_WITHIN: Final = 15.0
_SECONDS: Final = 5.0


def is_alive(process: str, settings: Path) -> bool:
    """Whether it answers, or did of late what it does again and again."""
    match process:
        case "sequencer":
            # Signed anew each second, by this one or by the one that leads.
            return checkpoint_seconds(sequencer_settings(settings).ledger) < SIGNS_WITHIN
        case "worker":
            return _counts(serve_settings(settings).database_url)
        case "serve":
            return _answers(serve_settings(settings).port)
        case "effector":
            return _answers(read_configuration(settings).port)
        case "signer":
            return _answers(signer_settings(settings).port)
        case "firehose":
            return _takes_in(serve_settings(settings).database_url)
        case _:
            return _answers(witness_settings(settings).port)


def _answers(port: int) -> bool:
    """Any answer will do: one that stands on a database that is away is not mended by a restart."""
    try:
        httpx2.get(f"http://127.0.0.1:{port}/health", timeout=_SECONDS, trust_env=False)
    except httpx2.HTTPError:
        return False
    return True


def _counts(database_url: Path) -> bool:
    asked = "SELECT extract(epoch FROM now() - max(looked_at)) FROM queue_figures"
    ago = _told(database_url, asked)
    return ago is not None and ago < COUNTS_WITHIN.total_seconds()


def _told(database_url: Path, query: LiteralString) -> Any:
    with closing(psycopg.connect(secret(database_url), connect_timeout=5)) as conn:
        [(found,)] = conn.execute(query).fetchall()
    return found


def _takes_in(database_url: Path) -> bool:
    """By its own word where somebody watches it; else one like it is present in the database."""
    place = watched_at("firehose")
    if place is not None:
        return missing(place) == []
    return bool(_told(database_url, PRESENT))


def main() -> None:
    """Of the first process of this container."""
    words = FIRST.read_bytes().decode().split("\0")
    named = [(one, Path(path)) for one, path in pairwise(words)]
    ours = {*PROCESSES, "firehose", "witness"}
    found = next(((one, path) for one, path in named if one in ours), None)
    if found is None:
        sys.exit("the first process is none of Quorate's")
    if not is_alive(*found):
        sys.exit(f"{found[0]} does not do its work")


if __name__ == "__main__":
    main()
