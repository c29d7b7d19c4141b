"""Taking a backup of an installation that goes on running."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from quorate.backups.contents import (
    CHECKPOINT_LAST,
    DUMP,
    MEMORY,
    MONTHS,
    PROVIDER,
    REPORTS,
    Manifest,
    digest_of,
    keep,
    keys_of,
    public_of,
    settings_of,
)
from quorate.backups.dumping import dump
from quorate.backups.errors import BackupError
from quorate.backups.moment import Moment, moment
from quorate.backups.noting import note_backup
from quorate.effects.configuration import read_configuration
from quorate.ledger.directory import LogReader
from quorate.ledger.tiles import ENTRIES, changed_tiles
from quorate.settings import FILES
from quorate.settings.serve import ServeSettings, serve_settings
from quorate.vocabulary.hearing import Done, unheard
from quorate.vocabulary.times import now, stamp


def take(
    folder: Path,
    target: Path,
    database_url: str,
    *,
    with_keys: bool,
    copied: Done = unheard,
) -> Manifest:
    """Copies everything as of one instant into a new folder; the URL is of the database's owner.

    Secrets come along only `with_keys`; `copied` hears how many entries more are copied. Raises
    BackupError, LedgerError, psycopg.Error, OSError; then what stands in `target` is no backup: its
    list is written last.
    """
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} is not empty: name a new folder for each backup.")
    settings = serve_settings(folder / FILES["serve"])
    _refuse_elsewhere(folder, settings)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.chmod(0o700)
    keys = tuple(keys_of(folder))
    began = stamp(now())
    for path in (*settings_of(folder), *(keys if with_keys else ())):
        keep(target / path, (folder / path).read_bytes())
    # Before the ledger: a month never tells of an entry that the copied ledger lacks.
    for path in public_of(folder):
        keep(target / path, (folder / path).read_bytes(), 0o644)
    with moment(settings.ledger, folder / MEMORY, database_url) as instant:
        _copy_ledger(settings.ledger, instant, target, copied)
        if instant.memory is not None:
            _copy_memory(instant.memory, target / MEMORY)
        dump(database_url, instant.snapshot, target / DUMP)
        body = instant.body
    (target / DUMP).chmod(0o600)
    paths = sorted(path for path in target.rglob("*") if path.is_file())
    files = {path.relative_to(target).as_posix(): digest_of(path) for path in paths}
    made = Manifest(began, settings.genesis, body.size, body.root.hex(), keys, files)
    os.sync()
    made.write(target)
    os.sync()
    note_backup(folder, made)
    return made


def _refuse_elsewhere(folder: Path, settings: ServeSettings) -> None:
    """An installation whose parts lie elsewhere would come back half."""
    effector = folder / FILES["effector"]
    state = read_configuration(effector).state if effector.exists() else folder / MEMORY
    parts = [(settings.ledger, folder / "ledger"), (state, folder / MEMORY)]
    if told := settings.transparency:
        parts += [(told.months, folder / MONTHS), (told.reports, folder / REPORTS)]
        parts += [(told.provider, folder / PROVIDER)]
    for path, usual in parts:
        if path.resolve() != usual.resolve():
            raise BackupError(f"The settings name {path}, not {usual}: back that up by itself.")


def _copy_ledger(ledger: Path, instant: Moment, target: Path, copied: Done) -> None:
    """Tiles never change and are there before their checkpoint, so they are copied in any order;
    the checkpoint comes last, as a writer would put it."""
    reader = LogReader(ledger)
    for tile in changed_tiles(0, instant.body.size):
        keep(target / "ledger" / tile.path, reader.tile(tile), 0o644)
        copied(tile.width if tile.level == ENTRIES else 0)
    keep(target / CHECKPOINT_LAST, instant.checkpoint.encode(), 0o644)


def _copy_memory(source: sqlite3.Connection, path: Path) -> None:
    keep(path, b"")
    with closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a second one beside it
