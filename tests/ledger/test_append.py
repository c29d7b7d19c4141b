"""The one way into the log, by the web's own role: a row with its change, and a word at commit."""

import psycopg
import pytest
from tests.casework import NOW, entries, web_pool

from quorate.ledger.append import append
from quorate.ledger.entry import process_entry
from quorate.vocabulary.events import Event

pytestmark = pytest.mark.both_postgres
ENTRY = process_entry(Event.CASE_SKIPPED, NOW, "web", {"case": "case_1"})


@pytest.mark.parametrize("kept", [True, False])
async def test_an_entry_stands_and_wakes_the_sequencer_when_its_change_is_kept(
    database_url: str, kept: bool
) -> None:
    with psycopg.connect(database_url, autocommit=True) as listening:
        listening.execute("LISTEN ledger_queue")
        async with web_pool(database_url) as pool, pool.connection() as conn:
            await append(conn, ENTRY)
            await append(conn, ENTRY)
            if not kept:
                await conn.rollback()
        heard = list(listening.notifies(timeout=2.0, stop_after=1))
    assert len(heard) == kept
    assert len(entries(database_url)) == 2 * kept
