"""One installation for all faults of a file: founding one takes longer than looking at it."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.backups.small import small_installation
from tests.databases import Databases
from tests.doctor.examining import Patient

from quorate.doctor.model import Verdict


@pytest.fixture(scope="module")
def patient(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    """As it is before any fault."""
    with databases.one() as url:
        folder = tmp_path_factory.mktemp("doctor") / "installation"
        made = Patient(asyncio.run(small_installation(folder, url)))
        (folder / "effector/token").write_text("a token")
        bad = [f for f in made.found() if f.verdict is not Verdict.OK]
        made.usual = frozenset((f.check, f.mending) for f in bad)
        yield made
