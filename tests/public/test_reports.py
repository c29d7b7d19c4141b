"""Whoever reported sees by an address of their own what became of it, without an account."""

from typing import Any

import pytest
from tests.casework import ADDRESSES, CONNECTOR, rows
from tests.public.conftest import Outside
from tests.public.test_notices import decided

from quorate.intake.marks import Addresses
from quorate.vocabulary.identifiers import REPORT, uuid_of
from quorate.vocabulary.kinds import Outcome

HEADERS = {"Authorization": "Bearer token-of-hotline", "Idempotency-Key": "r1"}
SUBJECT = {"connector": CONNECTOR, "kind": "account", "id": "@troll:here.example"}
BODY: dict[str, Any] = {"subject": SUBJECT, "category": "spam", "reporter": "@canary:here.example"}


async def reported(outside: Outside) -> str:
    """The address of a new report."""
    answer = await outside.http.post("/v1/reports", json=BODY, headers=HEADERS)
    again = await outside.http.post("/v1/reports", json=BODY, headers=HEADERS)
    assert (answer.status_code, answer.json()) == (202, again.json())
    return str(answer.json()["address"])


async def test_the_address_tells_each_step_and_neither_reporter_nor_reviewer(
    outside: Outside,
) -> None:
    address = await reported(outside)
    page = await outside.read(address)
    assert "Received; nobody has looked at it yet" in page
    assert "@troll:here.example" in page
    ((case,),) = rows(outside.url, "SELECT id FROM cases")
    await outside.play.claim("contractor", case)
    assert "Being reviewed" in await outside.read(address)
    outside.world.later(minutes=20)
    await decided(outside, Outcome.NO_VIOLATION)
    page = await outside.read(address)
    assert "no violation" in page
    for who in ("contractor", "@canary:here.example"):
        assert who not in page
    await outside.play.reopen("lead", case)
    assert "Being reviewed" in await outside.read(address)


async def test_who_reported_appeals_there(outside: Outside) -> None:
    address = await reported(outside)
    data = {"words": "look again"}
    assert (await outside.http.post(f"{address}/appeal", data=data)).status_code == 404
    await decided(outside, Outcome.DUPLICATE)
    assert f'href="{address}/appeal"' in await outside.read(address)
    assert (await outside.http.post(f"{address}/appeal", data=data)).status_code == 303
    assert "waits for its decision" in await outside.read(f"{address}/appeal")


async def test_each_report_of_a_batch_has_its_address_and_an_alarm_none(outside: Outside) -> None:
    items = [{**BODY, "key": "a"}, {**BODY, "key": "b"}, {"key": "c"}]
    answer = await outside.http.post("/v1/reports/batch", json={"items": items}, headers=HEADERS)
    first, second, unfit = answer.json()["items"]
    assert first["address"] != second["address"]
    assert "Received" in await outside.read(second["address"])
    assert unfit["address"] is None
    alarm = {"subject": SUBJECT, "category": "spam", "score": 0.9}
    taken = await outside.http.post("/v1/alarms", json=alarm, headers=HEADERS)
    assert (taken.status_code, taken.json()["address"]) == (202, None)
    report = uuid_of(REPORT, taken.json()["report"])
    assert report
    made = f"/public/reports/{ADDRESSES.of(report)}"
    assert (await outside.http.get(made)).status_code == 404


@pytest.mark.parametrize("end", ["", "0" * 32, "\u0661" * 32, "x" * 5000])
async def test_whoever_knows_a_report_s_id_and_not_the_key_sees_nothing(
    outside: Outside, end: str
) -> None:
    address = await reported(outside)
    known = address.rpartition("/")[2][:32]
    assert (await outside.http.get(f"/public/reports/{known}{end}")).status_code == 404
    ((report,),) = rows(outside.url, "SELECT id FROM reports")
    other = Addresses(b"another key").of(report)
    assert (await outside.http.get(f"/public/reports/{other}")).status_code == 404
