"""The whole examination, in the order in which one thing rests on another."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from quorate.doctor.database import clocks, locks, migrations, reach, vacuum
from quorate.doctor.firehose import firehose
from quorate.doctor.guarded import secrets, users
from quorate.doctor.installation import Installation, read_installation
from quorate.doctor.ledgers import Log, checkpoint, reached, read_log, witnesses
from quorate.doctor.machine import disk, libraries, python, zones
from quorate.doctor.memories import memory
from quorate.doctor.model import Check, Finding, wrong
from quorate.doctor.outside import mail, platform, provider
from quorate.doctor.pins import keys, pins
from quorate.doctor.ports import ports
from quorate.doctor.roles import roles
from quorate.doctor.working import backups, retention, worker

Clock: TypeAlias = Callable[[], datetime]


def examine(folder: Path, clock: Clock) -> Iterator[Finding]:
    """Each finding as it is made. `clock` is this machine's, asked anew for each check: one that
    waits for what is down makes what comes after no older. Nothing is changed, and nothing that is
    down stops it."""
    yield from _tried(Check.PYTHON, python)
    yield from _tried(Check.LIBRARIES, libraries)
    yield from _tried(Check.ZONES, zones)
    found = read_installation(folder)
    yield from found.findings
    yield from _tried(Check.SECRETS, lambda: secrets(found))
    yield from _tried(Check.USERS, lambda: users(found))
    yield from _tried(Check.DISK, lambda: disk(found))
    yield from _tried(Check.PORTS, lambda: ports(found))
    with ExitStack() as held:
        yield from _of_data(found, held, clock)
    yield from _tried(Check.BACKUPS, lambda: backups(found, clock()))
    yield from _tried(Check.PLATFORM, lambda: platform(found))
    yield from _tried(Check.MAIL, lambda: mail(found))
    yield from _tried(Check.PROVIDER, lambda: provider(found))


def _of_data(found: Installation, held: ExitStack, clock: Clock) -> Iterator[Finding]:
    made: dict[str, psycopg.Connection[Any]] = {}
    yield from _tried(Check.DATABASE, lambda: reach(found, held, made))
    yield from _tried(Check.MIGRATIONS, lambda: migrations(made))
    yield from _tried(Check.ROLES, lambda: roles(made))
    yield from _tried(Check.CLOCK, lambda: clocks(made, clock))
    yield from _tried(Check.LOCKS, lambda: locks(made))
    yield from _tried(Check.VACUUM, lambda: vacuum(made))
    log = read_log(found) if found.ledger else None
    if isinstance(log, Finding):
        yield log
        log = None
    if log is not None:
        yield from _of_log(found, log, made, clock)
    yield from _tried(Check.MEMORY, lambda: memory(found, log, clock()))
    yield from _tried(Check.WORKER, lambda: worker(found, made, clock()))
    yield from _tried(Check.RETENTION, lambda: retention(found, made, clock()))
    yield from _tried(Check.FIREHOSE, lambda: firehose(found, made))


def _of_log(
    found: Installation, log: Log, made: dict[str, psycopg.Connection[Any]], clock: Clock
) -> Iterator[Finding]:
    yield from _tried(Check.LEDGER, lambda: reached(log, made))
    yield from _tried(Check.CHECKPOINT, lambda: checkpoint(found, log, clock()))
    yield from _tried(Check.PINS, lambda: pins(found, log))
    yield from _tried(Check.KEYS, lambda: keys(found, log))
    yield from _tried(Check.WITNESSES, lambda: witnesses(log, clock()))


def _tried(check: Check, work: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What the check finds; that it could not end is a finding, too, and the next one goes on."""
    try:
        yield from work()
    except Exception as problem:
        says = f"this could not be looked at: {type(problem).__name__}"
        yield wrong(check, says, "mend what is wrong above and examine again")
