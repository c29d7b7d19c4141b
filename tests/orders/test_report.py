"""Part 3 of the harmonised report, from the ledger of orders that were really handled."""

import csv
from dataclasses import replace
from pathlib import Path

from tests.ordering import CONTENT, Orders
from tests.playing import playing
from tests.transparency.making import provider

from quorate.incidents.stage.world import World
from quorate.orders.actions import Letter
from quorate.orders.model import Answer, LegalOrder
from quorate.transparency.closing import close
from quorate.transparency.collecting import LedgerSource
from quorate.transparency.months import Month
from quorate.transparency.ordered import NOT_SPECIFIED
from quorate.transparency.provider import Provider
from quorate.transparency.records import Kind, Order, OrderKind
from quorate.transparency.reporting import report
from quorate.transparency.sheets import Span
from quorate.transparency.template import ORDERS
from quorate.vocabulary.kinds import OrderGround, OrderOutcome

NOVEMBER = Month(2026, 11)
PLACE = {"category": "STATEMENT_CATEGORY_CYBER_VIOLENCE", "keyword": "KEYWORD_CYBER_HARASSMENT"}
PROVIDER: Provider = provider(type="hosting", areas={"safety": PLACE})


async def test_part_3_counts_orders_from_the_ledger(tmp_path: Path, database_url: str) -> None:
    world = World(tmp_path / "world").found()
    async with playing(world, database_url) as play:
        orders, start = Orders(play), play.world.now
        done = await orders.received()
        world.later(hours=2)
        for who in ("lead", "other lead"):
            assert isinstance(await orders.say(who, done), LegalOrder)
        assert isinstance(await orders.tell("lead", done, Letter.RECEIPT), LegalOrder)
        world.later(hours=3)
        assert isinstance(await orders.answer("lead", done), LegalOrder)
        content = replace(CONTENT, fields=("email",))
        asked = await orders.checked(
            content, kind=OrderKind.INFORM, state="FR", area="other", territory=()
        )
        text = "The account was deleted long ago."
        nothing = Answer(OrderOutcome.NOT_CARRIED_OUT, text, OrderGround.NOT_FOUND)
        assert isinstance(await orders.answer("lead", asked, nothing), LegalOrder)
        fake = await orders.received()
        assert isinstance(await orders.say("other lead", fake, genuine=False), LegalOrder)
        play.publish()
    world.resign()
    source = LedgerSource(world.log, PROVIDER, world.genesis)
    found = [one for one in source.take(NOVEMBER).records[Kind.ORDERS] if isinstance(one, Order)]
    acted, informed = found
    assert (acted.kind, acted.state, acted.items) == (OrderKind.ACT, "DE", 1)
    assert acted.told and acted.effected
    assert (acted.told - start).total_seconds() // 3600 == 2
    assert (acted.effected - start).total_seconds() // 3600 == 5
    assert (informed.kind, informed.state, informed.items) == (OrderKind.INFORM, "FR", None)
    assert (acted.category, informed.category) == (PLACE["category"], NOT_SPECIFIED)
    assert (informed.told, informed.effected) == (None, None)
    world.now = NOVEMBER.end
    world.resign()
    close(source, NOVEMBER, tmp_path / "months", NOVEMBER.end)
    made = report(tmp_path / "months", Span(NOVEMBER, NOVEMBER), PROVIDER, tmp_path / "out")
    with (made.folder / f"{ORDERS}.csv").open(newline="", encoding="utf-8") as file:
        total = next(row for row in csv.reader(file) if "TOTAL" in row)
    # Orders to act, their items, hours until told and until done; orders to inform.
    assert total[6:11] == ["1", "1", "3", "6", "1"]
