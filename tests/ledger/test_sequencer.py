"""Committed rows become the log: each once, in order, over crashes and old databases."""

from pathlib import Path

import psycopg
import pytest
from psycopg import AsyncConnection
from tests.ledger.oracle import CLOCK, LOG

from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Signers

pytestmark = pytest.mark.both_postgres


def queue(url: str, *bodies: bytes) -> None:
    with psycopg.connect(url) as conn:
        for body in bodies:
            conn.execute("INSERT INTO ledger_queue (body, written_by) VALUES (%s, 'web')", (body,))


def logged(folder: Path) -> list[bytes]:
    reader = LogReader(folder)
    return list(reader.entries(0, int(reader.checkpoint_text().split("\n")[1])))


async def sequence(url: str, folder: Path) -> None:
    sequencer = Sequencer(folder, Signers([(LOG, CLOCK)]))
    try:
        async with await AsyncConnection.connect(url, autocommit=True) as conn:
            while await sequencer.sequence(conn):
                pass
    finally:
        sequencer.close()


async def test_rows_become_entries_in_order_once(database_url: str, tmp_path: Path) -> None:
    bodies = [f"entry {n}".encode() for n in range(2500)]
    queue(database_url, *bodies)
    await sequence(database_url, tmp_path)
    await sequence(database_url, tmp_path)
    assert logged(tmp_path) == bodies


async def test_a_crash_between_place_and_publishing_neither_loses_nor_doubles(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(database_url, b"one", b"two")
    await sequence(database_url, tmp_path)
    queue(database_url, b"three", b"two")

    def crash(_: Sequencer, __: list[bytes]) -> None:
        raise OSError("killed here")

    with monkeypatch.context() as fault:
        fault.setattr(Sequencer, "publish", crash)
        with pytest.raises(OSError, match="killed here"):
            await sequence(database_url, tmp_path)
    queue(database_url, b"four")
    await sequence(database_url, tmp_path)
    assert logged(tmp_path) == [b"one", b"two", b"three", b"two", b"four"]


async def test_an_older_database_stops_the_sequencer(database_url: str, tmp_path: Path) -> None:
    queue(database_url, b"one", b"two")
    await sequence(database_url, tmp_path)
    with psycopg.connect(database_url) as conn:
        conn.execute("DELETE FROM ledger_queue WHERE leaf = 1")
    with pytest.raises(LedgerError) as refused:
        await sequence(database_url, tmp_path)
    assert refused.value.reason is LedgerReason.ROLLBACK


ROLES = {
    "quorate_web": [
        "DELETE FROM ledger_queue",
        "UPDATE ledger_queue SET body = 'x'",
        "UPDATE ledger_queue SET leaf = 0",
        "SELECT body FROM ledger_queue",
        "INSERT INTO ledger_queue (body, written_by, leaf) VALUES ('x', 'web', 0)",
        "INSERT INTO inbox (connector, identity, payload) VALUES ('a', 'b', '{}')",
        "UPDATE inbox SET payload = '{}'",
        "UPDATE inbox SET identity = 'y'",
        "DELETE FROM cases",
        "UPDATE proposals SET statement = '{}'",
        "DELETE FROM hands",
        "UPDATE hands SET signer = 'x'",
        "CREATE TABLE mine (a int)",
        "ALTER TABLE cases DISABLE TRIGGER ALL",
    ],
    "quorate_effector": [
        "SELECT body FROM ledger_queue",
        "DELETE FROM ledger_queue",
        "SELECT body FROM reports",
        "UPDATE cases SET state = 'closed'",
        "INSERT INTO hands VALUES ('a', 'b', 'c', 'd', 'e', now())",
        "DELETE FROM inbox",
    ],
    "quorate_sequencer": [
        "INSERT INTO ledger_queue (body, written_by) VALUES ('x', 'y')",
        "UPDATE ledger_queue SET body = 'x'",
        "DELETE FROM ledger_queue",
        "SELECT * FROM cases",
        "SELECT * FROM inbox",
    ],
}


@pytest.mark.parametrize(
    ("role", "statement"), [(role, s) for role, found in ROLES.items() for s in found]
)
def test_a_stolen_role_is_refused_what_is_not_its_own(
    database_url: str, role: str, statement: str
) -> None:
    with psycopg.connect(database_url) as conn:
        conn.execute("INSERT INTO inbox (connector, identity, payload) VALUES ('m', 'x', '{}')")
        conn.execute(f"SET ROLE {role}")  # pyright: ignore[reportArgumentType, reportCallIssue]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement)  # pyright: ignore[reportArgumentType, reportCallIssue]
