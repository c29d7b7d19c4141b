"""An account with its messages: under which pseudonyms proposals are about it."""

import json
from uuid import uuid4

import psycopg
from tests.casework import NOW, rows, web_pool

from quorate.decisions.store import accounts_behind, refs_of_account

HERE, THERE = "matrix:here.example", "matrix:there.example"
ADA, SLASHED = "@ada:here.example", "@a/da:here.example"


def proposed(url: str, connector: str, kind: str, native: str, ref: str) -> None:
    subject, case, row = uuid4(), uuid4(), json.dumps({"resolution": {"ref": ref}})
    with psycopg.connect(url) as conn:
        conn.execute(
            "INSERT INTO subjects VALUES (%s, %s, %s, %s, %s)",
            (subject, connector, kind, native, NOW),
        )
        conn.execute(
            "INSERT INTO cases (id, subject_id, state, area, opened_at, opened_by, waiting_since,"
            " due_at, look_at)"
            " VALUES (%s, %s, 'open', 'spam', %s, 'service:intake', %s, %s, %s)",
            (case, subject, NOW, NOW, NOW, NOW),
        )
        conn.execute(
            "INSERT INTO proposals VALUES (%s, %s, %s, '{}', %s, 'proposer', %s)",
            (f"prop_{ref}", case, subject, row, NOW),
        )


async def test_an_account_is_found_with_its_messages_and_no_other(database_url: str) -> None:
    proposed(database_url, HERE, "account", ADA, "own")
    proposed(database_url, HERE, "message", f"!room:here.example/$event/{ADA}", "message")
    proposed(database_url, HERE, "message", f"!room:here.example/$event/{SLASHED}", "slashed")
    proposed(database_url, HERE, "account", f"@x{ADA[1:]}", "longer name")
    proposed(database_url, THERE, "account", ADA, "elsewhere")
    async with web_pool(database_url) as pool, pool.connection() as conn:
        assert sorted(await refs_of_account(conn, HERE, ADA)) == ["message", "own"]
        assert await refs_of_account(conn, HERE, SLASHED) == ["slashed"]
        assert await refs_of_account(conn, HERE, "") == []
    asked = "SELECT indexdef FROM pg_indexes WHERE indexname = 'subjects_by_account'"
    assert len(rows(database_url, asked)) == 1


async def test_an_erased_proposal_takes_no_name_from_a_younger_one(database_url: str) -> None:
    with psycopg.connect(database_url) as conn:
        for native in ("@ada:here.example", "erased"):
            proposed(database_url, HERE, "account", native, native)
            row = {"resolution": {"ref": "own", "native": native}}
            conn.execute(
                "UPDATE proposals SET resolution = %s, erased_at = %s WHERE id = %s",
                (json.dumps(row), NOW if native == "erased" else None, f"prop_{native}"),
            )
    async with web_pool(database_url) as pool, pool.connection() as conn:
        assert await accounts_behind(conn, ["own", "other"]) == {"own": "@ada:here.example"}
