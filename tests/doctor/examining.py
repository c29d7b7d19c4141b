"""An installation for many faults: each is put in, seen in exactly one line, mended, and gone."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from tests.backups.small import Small

from quorate.doctor.examining import examine
from quorate.doctor.model import Check, Finding, Verdict
from quorate.vocabulary.times import now

OWNER = "as the database's owner: "


@dataclass
class Patient:
    """No process runs here. All is looked at as of an hour later, so that what is out of date is so
    from the first test to the last, and every other line is a fault that was put in."""

    small: Small
    usual: frozenset[tuple[Check, str]] = frozenset()

    @property
    def folder(self) -> Path:
        return self.small.folder

    def found(self, at: datetime | None = None) -> list[Finding]:
        ahead = at - now() if at else timedelta(hours=1)
        return list(examine(self.folder, lambda: now() + ahead))

    def fault(self) -> Finding:
        """The only line that is not as it was before."""
        others = [f for f in self.found() if (f.check, f.mending) not in self.usual]
        bad = [f for f in others if f.verdict is not Verdict.OK]
        assert len(bad) == 1, bad
        return bad[0]

    def is_as_before(self) -> bool:
        """Whether no line says what it did not say before any fault."""
        bad = [f for f in self.found() if f.verdict is not Verdict.OK]
        return {(f.check, f.mending) for f in bad} <= self.usual

    def sql(self, statement: str) -> None:
        """As the database's owner; what a mending says."""
        with psycopg.connect(self.small.url, autocommit=True) as conn:
            conn.execute(statement.encode())

    def mends(self, fault: Finding) -> None:
        """Does what the line says, word for word."""
        if fault.mending.startswith(OWNER):
            self.sql(fault.mending.removeprefix(OWNER))
        else:
            subprocess.run(fault.mending, shell=True, check=True)
        assert self.is_as_before(), fault


def rewritten(path: Path, change: Callable[[str], str]) -> str:
    """Changes a file of settings; what it said before."""
    before = path.read_text()
    path.write_text(change(before))
    assert path.read_text() != before
    return before


def of(found: list[Finding], check: Check) -> list[Finding]:
    """The lines of one check."""
    return [one for one in found if one.check is check]
