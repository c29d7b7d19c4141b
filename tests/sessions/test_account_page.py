"""The page of one account, and a person's own looks: what they show, and that they do not grow."""

import json
import re
from dataclasses import replace
from datetime import datetime

import psycopg
import pytest
from tests.casework import filed, report
from tests.sessions.conftest import Office

from quorate.accounts.looks import Look
from quorate.authority.engine import Law
from quorate.authority.policyset import SCHEMA, SHIPPED, read_set, read_texts
from quorate.decisions.statement import Statement
from quorate.incidents.stage.world import TROLL
from quorate.vocabulary.times import stamp

OWN = '@id("own") @says("own") forbid (principal, action == Action::"looks:read", resource);'


async def opened(office: Office, url: str, said: Statement, erased_at: datetime | None) -> None:
    """The proposal's row beside the log; an erased one names nobody."""
    (one,) = await filed(office.pool, report(said.proposal, TROLL))
    native = "erased" if erased_at else TROLL
    texts = dict.fromkeys(("genesis", "reporters", "at"), "x")
    known = {**texts, "connector": said.connector, "kind": "account", "native": native}
    known |= {"ref": said.target.ref, "tier": 0, "reach": 0, "reporter_count": 0}
    signed = {"resolution": known, "effector": "x", "sig": "x"}
    with psycopg.connect(url) as conn:
        conn.execute(
            "INSERT INTO proposals (id, case_id, subject_id, statement, resolution, proposed_by,"
            " proposed_at, erased_at) SELECT %s, c.id, c.subject_id, %s, %s, %s, %s, %s"
            " FROM cases c WHERE c.id = %s",
            (
                *(said.proposal, json.dumps(said.fields()), json.dumps(signed)),
                *(said.signer, office.world.now, erased_at, one.case),
            ),
        )


def look(office: Office, index: int) -> Look:
    at = stamp(office.world.now)
    ref = office.world.ref(TROLL)
    row = ("employee", "email", "verify", f"case_{index}", ref, ref, 0, index, at)
    return Look(f"rev_{index}", at, *row, "shown", "south")


async def test_an_account_is_named_by_what_is_not_erased_and_told_without_the_database(
    office: Office, database_url: str
) -> None:
    """A case that is erased takes no name from a younger one; what the database lacks, as after a
    restored backup, the ledger still tells."""
    world = office.world
    kept, erased, lacking = (world.propose(0) for _ in range(3))
    await opened(office, database_url, kept, None)
    await opened(office, database_url, erased, world.now)
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        page = await browser.get(f"/console/accounts/{kept.target.ref}")
    assert page.status_code == 200
    assert f"Timeline of <code>{TROLL}</code>" in page.text
    for said in (kept, erased, lacking):
        assert f"/console/proposals/{said.proposal}" in page.text


@pytest.mark.parametrize("page", ["/console/reveals", "/console/accounts/{ref}"])
async def test_looks_come_by_pages_however_many_there_were(office: Office, page: str) -> None:
    for index in range(120):
        office.house.onlooker.view.looks.note(look(office, index))
    seen: list[str] = []
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        path, address = page.format(ref=office.world.ref(TROLL)), ""
        for _ in range(3):
            shown = (await browser.get(f"{path}{address}")).text
            seen += re.findall(r"/console/cases/(case_\d+)\"", shown)
            older = re.search(r'href="(\?before=\d+)[#"]', shown)
            address = older[1] if older else ""
    assert seen == [f"case_{index}" for index in reversed(range(120))]
    assert not address


async def test_who_may_not_see_who_looked_does_not_see_it_on_the_page_either(
    office: Office,
) -> None:
    """Where a house's rules take that leave away, as at the API."""
    office.house.onlooker.view.looks.note(look(office, 7))
    law = Law(read_set({SCHEMA: read_texts(SHIPPED)[SCHEMA], "own.cedar": OWN, **rest()}))
    app = office.app
    app.state.dependencies = replace(app.state.dependencies, law=lambda: law)
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        assert (await browser.get("/console/reveals")).status_code == 403
        page = await browser.get(f"/console/accounts/{office.world.ref(TROLL)}")
    assert page.status_code == 200
    assert "case_7" not in page.text


def rest() -> dict[str, str]:
    """The shipped rules."""
    return {name: text for name, text in read_texts(SHIPPED).items() if name != SCHEMA}
