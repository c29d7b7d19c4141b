"""A backup comes back as an installation in a new folder on an empty database."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from quorate.backups.agreement import refuse_parted, verified
from quorate.backups.contents import DUMP, PROCESSES, Manifest
from quorate.backups.dumping import make_roles
from quorate.backups.dumping import restore as restore_dump
from quorate.backups.errors import BackupError
from quorate.bootstrap import ROLES, give_passwords
from quorate.ledger.checkpoint import read_body


@dataclass(frozen=True, slots=True)
class Restored:
    """`missing` are the secret files that have to be brought before the processes start; `newer`
    is how many entries a checkpoint that somebody has seen has more, 0 where none was shown."""

    manifest: Manifest
    missing: tuple[str, ...]
    newer: int


def bring_back(target: Path, folder: Path, database_url: str, seen: str | None = None) -> Restored:
    """Makes `folder` whole or not at all; the URL is of a role that may make tables and roles.

    `seen` is a checkpoint that somebody kept: it says whether this is older than what they saw.
    Raises BackupError, LedgerError, psycopg.Error, OSError.
    """
    manifest = Manifest.read(target)
    manifest.refuse_changed(target)
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. A backup comes back into a new folder only.")
    newer = _newer(target, manifest, seen) if seen else 0
    made = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(made, ignore_errors=True)
    _lay_out(target, made, manifest)
    with psycopg.connect(database_url) as conn:
        _refuse_alive(conn)
        make_roles(conn)
    restore_dump(database_url, target / DUMP)
    with psycopg.connect(database_url) as conn:
        refuse_parted(made, manifest.genesis, conn)
        give_passwords(conn, made, database_url)
    if folder.exists():
        folder.rmdir()
    made.rename(folder)
    missing = tuple(path for path in manifest.keys if not (folder / path).exists())
    return Restored(manifest, missing, newer)


def _lay_out(target: Path, made: Path, manifest: Manifest) -> None:
    """Files with the rights they had; the folders of processes are theirs alone."""
    for name in PROCESSES:
        (made / name).mkdir(mode=0o700, parents=True)
    for path in manifest.files:
        if path == DUMP:
            continue
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(target / path, made / path)
        public = path.endswith(".toml") or path.split("/")[0] not in PROCESSES
        (made / path).chmod(0o644 if public else 0o600)


def _refuse_alive(conn: psycopg.Connection[Any]) -> None:
    """Neither over a database that holds something, nor beside an installation that would be
    locked out: roles, and with them their passwords, are the whole server's."""
    row = conn.execute(
        "SELECT count(*) FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchone()
    if row and row[0]:
        raise BackupError("The database is not empty. A backup comes back into a new one only.")
    busy = conn.execute(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE usename = ANY(%s)",
        (list(ROLES.values()),),
    ).fetchall()
    if busy:
        raise BackupError(
            f"An installation lives on this server as {busy[0][0]}. "
            "Stop it, or take another server."
        )


def _newer(target: Path, manifest: Manifest, seen: str) -> int:
    """How many entries more somebody has seen; BackupError where they saw another history."""
    known = read_body(seen)
    roots = {known.size: b""}
    log = verified(target, manifest.genesis, roots)
    log.keys.open(seen)
    size = log.size
    if known.size <= size and known.size and roots[known.size] != known.root:
        raise BackupError(
            f"The checkpoint of {known.size} entries that was seen is of another history than "
            "this backup. Find out who signed two before anything is started."
        )
    return max(known.size - size, 0)
