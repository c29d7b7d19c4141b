"""Founding a prepared installation: the genesis that all founders signed is the first entry."""

import json
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from quorate.authority.charter import Genesis, read_genesis
from quorate.authority.founding import FoundingError
from quorate.authority.laws import Laws
from quorate.database.migrate import migrate
from quorate.effects.connectors.configured import read_platform
from quorate.ledger.entry import Entry, Json, entry_hash, read_entry
from quorate.ledger.files import CHECKPOINT
from quorate.ledger.keys import PrivateKey
from quorate.preparing import EFFECTOR, KEYS, PINNED, vkeys, write_secret
from quorate.profile import Profile
from quorate.settings import FILES
from quorate.settings.serve import serve_settings
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.times import now, stamp

ROLES = {"serve": "quorate_web", "sequencer": "quorate_sequencer", "effector": "quorate_effector"}


def found(folder: Path, database_url: str, data: Mapping[str, Json]) -> Profile:
    """Makes the signed genesis the first entry, once, and pins it in the settings.

    The URL is of a role that may make tables and roles. Said again, it finishes what was begun and
    founds nothing anew. Raises FoundingError; ValueError where signatures do not carry it.
    """
    genesis = read_genesis(data)
    _refuse_others(folder, genesis)
    try:
        migrate(database_url)
        with psycopg.connect(database_url) as conn:
            first = _first(conn, folder, data) or _begin(conn, folder, database_url, data)
    except psycopg.Error as problem:
        told = " ".join(str(problem).split())
        raise FoundingError(
            f"database: {told}. Name one that runs, by a role that may make tables and roles."
        ) from problem
    pinned = entry_hash(first)
    for name in PINNED:
        _pin(folder / name, pinned)
    settings = serve_settings(folder / FILES["serve"])
    server = f"http://127.0.0.1:{settings.port}"
    profile = Profile(
        *(pinned, server, settings.door, genesis.log, genesis.cosigner), genesis.effectors
    )
    (folder / "profile.json").write_text(json.dumps(asdict(profile), indent=2) + "\n")
    return profile


def _refuse_others(folder: Path, genesis: Genesis) -> None:
    """What founders signed has to be what stands here: it can never be mended."""
    if not (folder / "sequencer").is_dir():
        raise FoundingError(f"{folder} is not prepared: run `quorate prepare` there first.")
    keys = {name: PrivateKey.load(folder / f"{name}.key") for name in KEYS}
    effector, signer = (_table(folder / name) for name in PINNED[1:])
    platform = read_platform(effector, folder / "effector")
    here: dict[str, bool] = {
        "log, cosigner": (genesis.log, genesis.cosigner) == vkeys(platform.name, keys),
        "effectors": genesis.effectors.get(EFFECTOR) == keys["effector/effector"].public.hex(),
        "connectors": platform.instance in genesis.connectors,
        "origins": signer["origin"] in genesis.origins,
        "authority": not Laws(folder / "authority").pinned(genesis.authority).broken,
    }
    wrong = [field for field, fits in here.items() if not fits]
    if wrong:
        raise FoundingError(
            f"{wrong[0]}: not what stands in {folder}. Take the folder that was prepared with this "
            "founding file, or put right what differs and sign anew."
        )


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text())


def _first(conn: psycopg.Connection[Any], folder: Path, data: Mapping[str, Json]) -> bytes | None:
    """The first entry, where this same genesis is it already; nobody else founds meanwhile."""
    conn.execute("LOCK TABLE ledger_queue IN EXCLUSIVE MODE")
    row = conn.execute("SELECT body FROM ledger_queue ORDER BY id LIMIT 1").fetchone()
    if row is None:
        if (folder / "ledger" / CHECKPOINT).exists():
            raise FoundingError(
                f"ledger: {folder / 'ledger'} holds a log that this database does not know. "
                "Take the log's own database."
            )
        return None
    body = bytes(row[0])
    if read_entry(body).data.get("genesis") != data["genesis"]:
        raise FoundingError(
            f"genesis: this database was founded with another, {entry_hash(body)}. "
            "Take a new database."
        )
    return body


def _begin(
    conn: psycopg.Connection[Any], folder: Path, database_url: str, data: Mapping[str, Json]
) -> bytes:
    """Gives each role a password of its own and queues the genesis, both or neither."""
    give_passwords(conn, folder, database_url)
    entry = Entry(Event.GENESIS, stamp(now()), Attested.SOURCE, "founders", data)
    conn.execute(
        "INSERT INTO ledger_queue (body, written_by) VALUES (%s, %s)",
        (entry.canonical(), entry.by),
    )
    return entry.canonical()


def give_passwords(conn: psycopg.Connection[Any], folder: Path, database_url: str) -> None:
    """A new password for each role, written where its process reads it."""
    for process, role in ROLES.items():
        password = secrets.token_urlsafe(24)
        conn.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )
        url = make_conninfo(database_url, user=role, password=password)
        write_secret(folder / process / "database_url", url)


def _pin(path: Path, genesis: str) -> None:
    """Names the genesis in a settings file that names none."""
    said = path.read_text()
    named = tomllib.loads(said).get("genesis")
    if named is None:
        path.write_text(f'genesis = "{genesis}"\n{said}')
    elif named != genesis:
        raise FoundingError(f"genesis: {path} pins another ledger. Prepare a folder of its own.")
