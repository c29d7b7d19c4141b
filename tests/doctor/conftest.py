"""One installation for all faults of a file: founding one takes longer than looking at it."""

import asyncio
import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from tests.backups.small import small_installation
from tests.doctor.examining import Patient

from quorate.doctor.model import Verdict


@pytest.fixture(scope="module")
def patient(
    postgres_url: str, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Patient]:
    """As it is before any fault."""
    name, server = f"doctor_{secrets.token_hex(6)}", postgres_url.rpartition("/")[0]
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(postgres_url, autocommit=True) as conn:
        conn.execute(copy.format(sql.Identifier(name), sql.Identifier(database_template)))
        folder = tmp_path_factory.mktemp("doctor") / "installation"
        made = Patient(asyncio.run(small_installation(folder, f"{server}/{name}")))
        (folder / "effector/token").write_text("a token")
        bad = [f for f in made.found() if f.verdict is not Verdict.OK]
        made.usual = frozenset((f.check, f.mending) for f in bad)
        yield made
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
