"""I2 at the orders' doors: nobody has a word about an authority's order about themselves."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from tests.casework import rows
from tests.sessions.conftest import Office
from tests.sessions.owners import (
    MESSAGE,
    OTHER,
    OWNER,
    Api,
    api,
    effector,
    excluded,
    hang,
    owned,
)

from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import INSTANCE
from quorate.incidents.stage.world import TROLL
from quorate.ledger.commitment import commitment
from quorate.orders.model import Answer
from quorate.orders.saying import OrderWord
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import OrderGround, OrderOutcome

NAMED = {"account": TROLL, "message": MESSAGE}
TEXT = "Nothing of it was carried out."
SALT = "5b" * 32
THIRD = "third lead"
REFUSED = Answer(OrderOutcome.NOT_CARRIED_OUT, TEXT, next(iter(OrderGround)))
WORDS = {True: Event.ORDER_VOUCHED, False: Event.ORDER_REJECTED}


@pytest.fixture
def staffed(office: Office) -> Office:
    """Three leads of three teams."""
    teams = {OWNER: "south", OTHER: "north", THIRD: "west"}
    office.world.change_people(*(row(who, team, roles=["lead"]) for who, team in teams.items()))
    return office


async def received(doors: Api, kinds: Collection[str]) -> Any:
    """An order about what is not ours, and about these."""
    now, elsewhere = doors.office.world.now, ("matrix:elsewhere.example", "account", "@x:y.org")
    named = [elsewhere, *((INSTANCE, kind, NAMED[kind]) for kind in kinds)]
    items = [{"connector": c, "kind": kind, "id": native} for c, kind, native in named]
    body = {
        "kind": "act",
        "via": "letter",
        "state": "DE",
        "authority": "Court",
        "contact": "registry@court.example",
        "reference": "1/26",
        "issued_on": "2026-11-20",
        "received_at": (now - timedelta(hours=1)).isoformat(),
        "deadline": (now + timedelta(hours=30)).isoformat(),
        "language": "de",
        "area": "safety",
        "territory": ["DE"],
        "basis": "Section 1",
        "reasons": "hatred",
        "redress": "an appeal",
    }
    answer = await doors.post(THIRD, "/orders", **body, items=items)
    assert answer.status_code == 201, answer.text
    return answer.json()


def signed(doors: Api, who: str, order: Any, event: Event, about: str, text: str = "") -> Any:
    genesis, key = doors.office.world.genesis, seeded(who)
    said = OrderWord(genesis, event, order["order"], order["content"], who, about, text)
    return {"key": key_id(key.public), "sig": key.sign(said.digest()).hex()}


async def say(doors: Api, who: str, order: Any, *, genuine: bool) -> httpx2.Response:
    word = signed(doors, who, order, WORDS[genuine], "called_back")
    path = f"/orders/{order['order']}/word"
    return await doors.post(who, path, genuine=genuine, how="called_back", **word)


async def refuse(doors: Api, who: str, order: Any) -> httpx2.Response:
    """Answers that nothing was carried out."""
    told = commitment("order-answer", TEXT, bytes.fromhex(SALT))
    word = signed(doors, who, order, Event.ORDER_ANSWERED, REFUSED.about(), told)
    body = {"outcome": REFUSED.outcome, "ground": REFUSED.ground, "text": TEXT, "salt": SALT}
    return await doors.post(who, f"/orders/{order['order']}/answer", **body, **word)


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("genuine", [True, False])
async def test_i2_nobody_has_a_word_on_the_order_about_themselves(
    staffed: Office, kind: str, genuine: bool, database_url: str
) -> None:
    owned(staffed)
    async with effector(staffed), api(staffed) as doors:
        order = await received(doors, [kind])
        assert excluded(await say(doors, OWNER, order, genuine=genuine))
        assert rows(database_url, "SELECT found FROM legal_orders") == [(None,)]
        assert not excluded(await say(doors, OTHER, order, genuine=genuine))


@pytest.mark.parametrize("kind", NAMED)
async def test_i2_nobody_answers_the_order_about_themselves(staffed: Office, kind: str) -> None:
    owned(staffed)
    async with effector(staffed), api(staffed) as doors:
        order = await received(doors, [kind])
        for who in (OTHER, THIRD):
            assert not excluded(await say(doors, who, order, genuine=True))
        assert excluded(await refuse(doors, OWNER, order))
        assert not excluded(await refuse(doors, OTHER, order))


async def test_an_effector_that_hangs_stops_no_word_about_an_order(staffed: Office) -> None:
    """It is asked once, however much the order names."""
    owned(staffed)
    asked = hang(staffed)
    async with api(staffed) as doors:
        order = await received(doors, NAMED)
        assert not excluded(await say(doors, OWNER, order, genuine=False))
    assert asked == ["/v1/owners"]
