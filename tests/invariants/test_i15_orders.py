"""I15: nobody alone checks an authority's order, and no answer counts without two who did."""

from dataclasses import replace

from tests.ordering import Orders, ordered
from tests.playing import Play, playing

from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, Json, read_entry
from quorate.orders.model import LegalOrder
from quorate.rebuilding.reading import compare_with, told_by
from quorate.vocabulary.events import Event


def told(world: World, event: Event) -> list[Entry]:
    found = [read_entry(b) for b in LogReader(world.log).entries(0, world.sequencer.size)]
    return [entry for entry in found if entry.event is event]


def forged(world: World, station: Station, *made: Entry) -> list[str]:
    station.chronicle.catch_up()
    before = len(station.chronicle.view.forged)
    world.publish(*(entry.canonical() for entry in made))
    station.chronicle.catch_up()
    return [f.event for f in station.chronicle.view.forged[before:]]


async def half_checked(play: Play) -> tuple[Orders, LegalOrder]:
    """An order for whose authority one person vouched."""
    orders = Orders(play)
    order = await orders.received()
    assert isinstance(await orders.say("lead", order), LegalOrder)
    return orders, order


async def test_i15_orders_are_made_again_from_the_log(world: World, database_url: str) -> None:
    async with playing(world, database_url) as play:
        await ordered(play)
        play.publish()
    found, size = told_by(world.log, world.genesis)
    assert not found.wrong
    compared = compare_with(database_url, found, size)
    assert not [d for d in compared.differences if "order" in d.table]
    assert found.books.table("legal_order_items")


async def test_i15_one_word_that_claims_to_check_is_forged(
    world: World, station: Station, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        await half_checked(play)
        with_one = [e for e in entries_of(play.url) if e.event is Event.ORDER_VOUCHED]
        (said,) = with_one
        data: dict[str, Json] = {**said.data, "checked": True, "cases": []}
        assert forged(world, station, *received_of(play.url), replace(said, data=data)) == [
            Event.ORDER_VOUCHED
        ]


async def test_i5_i15_a_word_that_counts_one_who_was_locked_out_since_checks_nothing(
    world: World, station: Station, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        orders, order = await half_checked(play)
        play.publish()
        world.changed("lead", locked=True)
        alone = await orders.say("other lead", order)
        assert isinstance(alone, LegalOrder)
        assert alone.found is None
        said = entries_of(play.url)[-1]
        claimed: dict[str, Json] = {**said.data, "checked": True, "cases": []}
        assert forged(world, station, replace(said, data=claimed)) == [Event.ORDER_VOUCHED]
        assert forged(world, station, said) == []
        assert not station.chronicle.view.orders[order.name].checked


async def test_i15_an_answer_in_another_s_name_or_before_the_check_is_forged(
    world: World, station: Station, database_url: str
) -> None:
    async with playing(world, database_url) as play:
        orders = Orders(play)
        order = await orders.checked()
        assert isinstance(await orders.answer("lead", order), LegalOrder)
        every = entries_of(play.url)
    answer = next(e for e in every if e.event is Event.ORDER_ANSWERED)
    begun = [e for e in every if e.event is not Event.ORDER_ANSWERED]
    first = [e for e in begun if e.event is not Event.ORDER_VOUCHED]
    assert forged(world, station, *first, answer) == [Event.ORDER_ANSWERED]
    words = [e for e in begun if e.event is Event.ORDER_VOUCHED]
    other = replace(answer, by="other lead", data={**answer.data, "by": "other lead"})
    worse = replace(answer, data={**answer.data, "outcome": "partly"})
    assert (
        forged(world, station, *words, other, worse, answer, answer) == [Event.ORDER_ANSWERED] * 3
    )


def entries_of(url: str) -> list[Entry]:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(url) as conn:
        rows = conn.execute("SELECT body FROM ledger_queue ORDER BY id").fetchall()
    return [read_entry(bytes(body)) for (body,) in rows]


def received_of(url: str) -> list[Entry]:
    return [e for e in entries_of(url) if e.event is Event.ORDER_RECEIVED]
