"""`quorate signals bank`: lists of hashes of known media, which a second person puts live."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import cyclopts

from quorate.cli.access import Key, Where, client
from quorate.ledger.fields import as_object, integer, items, text
from quorate.vocabulary.terminal import plain

app = cyclopts.App(name="bank", help="Banks of hashes of known media.")
_BANKS = "/v1/signals/banks"


@app.command(name="list")
def list_banks(*, key: Key, profile: Where) -> None:
    """Every bank with its state and how many reports were near; what became of the pictures that
    reports named."""
    found = client(profile, key).call("GET", _BANKS)
    for one in items(found, "banks"):
        print(plain(_line(one)))
    pictures = as_object(found.get("pictures"), "pictures")
    told = [f"{integer(pictures, name)} {name.replace('_', ' ')}" for name in sorted(pictures)]
    print(plain(f"pictures of reports: {', '.join(told)}"))


@app.command
def add(
    file: Path,
    *,
    name: str,
    area: str,
    algorithm: Literal["pdq", "phash"] = "pdq",
    distance: int = 31,
    key: Key,
    profile: Where,
) -> None:
    """Add a file of hashes in hex, one a line, as a bank that waits for a second person; what
    follows a `#` or a comma is not read."""
    lines = [line.split("#")[0].split(",")[0].strip() for line in file.read_text().splitlines()]
    body = {
        "name": name,
        "algorithm": algorithm,
        "distance": distance,
        "area": area,
        "hashes": [line for line in lines if line],
    }
    print(plain(_line(client(profile, key).call("POST", _BANKS, body))))


@app.command
def live(name: str, *, key: Key, profile: Where) -> None:
    """Have reports compared with a bank that somebody else added."""
    _move(name, "live", key, profile)


@app.command
def stop(name: str, *, key: Key, profile: Where) -> None:
    """Compare reports with it no longer; what it opened stays."""
    _move(name, "off", key, profile)


def _move(name: str, to: str, key: Path, profile: Path) -> None:
    made = client(profile, key).call("POST", f"{_BANKS}/{name}/move", {"to": to})
    print(plain(_line(made)))


def _line(one: Mapping[str, object]) -> str:
    said = f"{text(one, 'name')}: {text(one, 'state')}, {integer(one, 'hashes')} hashes"
    near = f"{text(one, 'algorithm')} within {integer(one, 'distance')}"
    return f"{said}, {near}, {integer(one, 'hits')} hits, SHA-256 {text(one, 'digest')[:16]}"
