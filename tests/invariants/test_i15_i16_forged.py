"""I15, I16: a row that claims more than its signatures carry changes nothing, and is told why."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from quorate.authority.charter import Charge
from quorate.cases.deciding import ABOUT, Decision
from quorate.decisions.statement import CaseRef
from quorate.incidents.stage.amending import FIRST, SECOND, THIRD, amend, amendment, wait, word
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.ledger.entry import Entry, process_entry, read_entry, sealed
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind, Slot

NEW = row("newcomer", "night")
NOBODY = seeded("nobody")
Made: TypeAlias = Callable[[World], bytes]


def own(
    world: World, event: Event, data: dict[str, Any], counter: int | None = 50, **said: Any
) -> bytes:
    """A row as the effector writes and signs it; `said` replaces fields of the envelope."""
    key = world.process_key("effector")
    numbered: dict[str, Any] = {} if counter is None else {"counter": counter}
    entry = process_entry(event, world.now, "effector", data, key=key_id(key.public), **numbered)
    return sealed(replace(entry, **said), key.sign).canonical()


def ordered(world: World, event: Event, body: dict[str, Any], **more: Any) -> bytes:
    """A person's order as the effector's row carries it."""
    order = {**body["order"], "key": body["key"], "sig": body["sig"], **more}
    return own(world, event, {"order": order, "person": order["about"], "glass": "glass_1"})


def locking(world: World, about: str = "auditor", by: str = "on-call", **more: Any) -> bytes:
    return ordered(world, Event.PERSON_LOCKED, world.order("lock-person", about, by), **more)


def outside(world: World, **said: Any) -> bytes:
    """An account that no decision silences, as an effector tells it."""
    data = {"change": "change_1", "ref": world.ref(TROLL), "tier": 2, "action": "suspend"}
    return own(world, Event.PLATFORM_CHANGED, {**data, "in_force": True, **said})


def looked(world: World, key: PrivateKey | None = None, **said: Any) -> bytes:
    """The intent of a look, under its person's key or another."""
    asked = look(world, "employee")
    signer = key or seeded("employee")
    data = {
        "order": {**asked["order"], **said},
        "key": key_id(signer.public),
        "sig": asked["sig"],
        "account": world.ref(TROLL),
        "tier": 0,
        "ends": asked["order"]["at"],
    }
    return own(world, Event.REVEAL_INTENDED, data)


def raised(world: World, key: PrivateKey | None = None, **said: Any) -> bytes:
    """A raise as its row would stand, taken back from a log of its own."""
    entry = _raise(world)
    data = {**entry.data, **said}
    if key is not None:
        data["key"] = key_id(key.public)
    return replace(entry, data=data).canonical()


def _raise(world: World, **said: str) -> Entry:
    kept: list[bytes] = []

    def keep(*bodies: bytes) -> None:
        kept.extend(bodies)

    published, world.publish = world.publish, keep
    world.raise_protection(TROLL, 2, "on-call", **said)
    world.publish = published
    return read_entry(kept[0])


def renamed(body: bytes, event: Event) -> bytes:
    return replace(read_entry(body), event=event).canonical()


def foreign_change(world: World) -> bytes:
    kept, world.genesis = world.genesis, "00" * 32
    try:
        return world.change_entry(Charge.PEOPLE, {"people": []})
    finally:
        world.genesis = kept


def unopened(world: World, charge: Charge, content: object, **fields: Any) -> bytes:
    return word(world, amendment(world, charge, content, **fields), Kind.PROPOSE, THIRD)


def approved(world: World, key: PrivateKey) -> bytes:
    """An approval in the first founder's name, of an amendment that stands in the log."""
    made = amend(world, Charge.PERSON, NEW)
    return word(world, made, Kind.APPROVE, FIRST, key)


def hand(world: World, kind: Kind, who: str, key: PrivateKey | None = None, **said: Any) -> bytes:
    """A word about a proposal that stands in the log."""
    opened = world.propose(0, **said)
    return world.word(opened, kind, who, key)


def about_own(world: World) -> bytes:
    world.changed("on-call", accounts=[world.ref(TROLL)])
    return hand(world, Kind.VETO, "on-call")


def again(world: World, **said: Any) -> bytes:
    """A second proposal that takes the first one's id or nonce."""
    first = world.propose(0)
    taken = {name: getattr(first, name) for name in said}
    return world.opening(replace(world.statement(0), **taken))


def amended_again(world: World, *names: str) -> bytes:
    first = amend(world, Charge.PERSON, NEW)
    taken = {name: getattr(first, name) for name in names}
    return unopened(world, Charge.PERSON, NEW, **taken)


def used_twice(world: World) -> bytes:
    world.publish(own(world, Event.PAGE_SENT, {"stage": "opened"}))
    return own(world, Event.PAGE_SENT, {"stage": "again"})


def from_nobody(world: World, by: str, genesis: str = "") -> bytes:
    """What a source says whom the founders did not declare, or for another installation."""
    data = {
        "genesis": genesis or world.genesis,
        "source": by,
        "sequence": 1,
        "previous": "00" * 32,
    }
    return world.entry(Event.PEOPLE_CONFIRMED, data, Attested.SOURCE, by).canonical()


def decision(
    world: World, key: PrivateKey | None = None, event: Event = Event.CASE_CLOSED, **said: Any
) -> bytes:
    """What an employee decides about a case, signed; `said` replaces fields of data afterwards."""
    about = {ABOUT[event]: "duplicate"}
    made = Decision(world.genesis, event, "case_1", 3, "employee", "duplicate")
    signer = key or seeded("employee")
    data = {
        "case": "case_1",
        "by": "employee",
        "fence": 1,
        "version": 3,
        **about,
        "key": key_id(signer.public),
        "sig": signer.sign(made.digest()).hex(),
        **said,
    }
    return world.entry(event, data, Attested.PERSON, "employee", str(data["key"])).canonical()


def unsigned(world: World, event: Event = Event.CASE_CLOSED, **said: Any) -> bytes:
    """A decision in an employee's name, as whoever holds the web's database role can write it."""
    data = {"case": "case_1", "by": "employee", "fence": 1, "version": 3, "outcome": "duplicate"}
    return process_entry(event, world.now, "web", {**data, **said}).canonical()


def closing(world: World, **said: Any) -> bytes:
    """A case closed by an employee's signed proposal of no violation; `said` tells otherwise."""
    case = CaseRef("case_1", "service:intake", "service:queue")
    fields: dict[str, Any] = {
        "signer": "employee",
        "action": Action.NO_VIOLATION,
        "case": case,
    }
    made = world.propose(0, **{**fields, **said.pop("statement", {})})
    told: dict[str, Any] = {"outcome": "no_violation", "proposal": made.proposal, **said}
    return unsigned(world, **told)


LIVING = "the key is not a living one of the signer"
OTHERS = "for something else"
USED = "was used before"
BY_EFFECTOR = "only an effector writes this"
TABLE: dict[str, tuple[Made, str]] = {
    "approval by a stranger's key": (lambda w: approved(w, NOBODY), LIVING),
    "approval by another founder's key": (lambda w: approved(w, seeded(SECOND)), LIVING),
    "word about no amendment": (
        lambda w: word(w, amendment(w, Charge.PERSON, NEW), Kind.APPROVE, FIRST),
        "no such amendment",
    ),
    "amendment's id again": (lambda w: amended_again(w, "id"), USED),
    "amendment's nonce again": (lambda w: amended_again(w, "nonce"), USED),
    "change for another genesis": (foreign_change, "another genesis"),
    "change out of order": (
        lambda w: w.change_entry(Charge.PEOPLE, {"people": []}, number=9),
        "out of its order",
    ),
    "change under another name": (
        lambda w: renamed(w.change_entry(Charge.PEOPLE, {"people": []}), Event.POLICIES_CHANGED),
        "another kind",
    ),
    "raise by a stranger's key": (lambda w: raised(w, NOBODY), LIVING),
    "raise by another's key": (lambda w: raised(w, seeded("employee")), LIVING),
    "raise for another genesis": (lambda w: raised(w, genesis="00" * 32), LIVING),
    "raise of another tier than signed": (lambda w: raised(w, tier=3), "does not hold"),
    "settings of no effector": (
        lambda w: unopened(w, Charge.CONNECTOR, {"effector": "stranger", "settings": "ab" * 32}),
        "not one of the genesis",
    ),
    "settings with more": (
        lambda w: unopened(
            w, Charge.CONNECTOR, {"effector": "effector", "settings": "ab" * 32, "x": 1}
        ),
        "x: not a field",
    ),
    "identity of no pseudonym": (
        lambda w: unopened(w, Charge.IDENTITY, {"pseudonym": "employee"}),
        "32 hex digits",
    ),
    "lowering of nothing": (lambda w: unopened(w, Charge.LOWERING, []), "at least one row"),
    "lowering of one twice": (
        lambda w: unopened(w, Charge.LOWERING, [{"ref": "r", "tier": 0}, {"ref": "r", "tier": 1}]),
        "each subject once",
    ),
    "a founder's key for another": (
        lambda w: unopened(
            w,
            Charge.PERSON,
            row(
                "newcomer", "night", keys=[{"public": seeded(FIRST).public.hex(), "channel": "cli"}]
            ),
        ),
        "is a founder's",
    ),
    "quorum of many": (lambda w: unopened(w, Charge.QUORUM, {"2": 6}), "0 to 5 approvers"),
    "quorum below the least": (lambda w: unopened(w, Charge.QUORUM, {"2": -1}), "0 to 5"),
    "proposal opened by an approver": (
        lambda w: w.opening(w.statement(0, kind=Kind.APPROVE, slot=Slot.APPROVER)),
        "opened by its proposer",
    ),
    "proposal's id again": (lambda w: again(w, proposal=0), USED),
    "proposal's nonce again": (lambda w: again(w, nonce=0), USED),
    "word about no proposal": (
        lambda w: w.word(w.statement(0), Kind.APPROVE, "employee"),
        "no such proposal",
    ),
    "hand by a stranger's key": (lambda w: hand(w, Kind.APPROVE, "employee", NOBODY), LIVING),
    "hand by another's key": (
        lambda w: hand(w, Kind.APPROVE, "employee", seeded("contractor")),
        LIVING,
    ),
    "proposal of another genesis": (
        lambda w: w.opening(w.statement(0, genesis="00" * 32)),
        "another installation",
    ),
    "veto by whom no role gives it": (lambda w: hand(w, Kind.VETO, "auditor"), "no veto"),
    "denial by whom no role gives it": (lambda w: hand(w, Kind.DENY, "on-call"), "no say"),
    "veto about the own account": (about_own, "their own account"),
    "intent by a person": (
        lambda w: own(w, Event.PAGE_SENT, {}, attested=Attested.PERSON),
        BY_EFFECTOR,
    ),
    "intent by a stranger": (lambda w: own(w, Event.PAGE_SENT, {}, by="stranger"), BY_EFFECTOR),
    "intent without number": (lambda w: own(w, Event.PAGE_SENT, {}, counter=None), BY_EFFECTOR),
    "intent by the second effector's name": (
        lambda w: own(w, Event.PAGE_SENT, {}, by="second effector"),
        "does not hold",
    ),
    "number taken twice": (used_twice, USED),
    "look by a stranger's key": (lambda w: looked(w, NOBODY), LIVING),
    "look by another's key": (lambda w: looked(w, seeded("contractor")), LIVING),
    "look for another genesis": (lambda w: looked(w, genesis="00" * 32), LIVING),
    "look for another case than signed": (lambda w: looked(w, case="case-2"), "does not hold"),
    "source nobody declared": (lambda w: from_nobody(w, "stranger"), "no source"),
    "lock by a stranger's key": (
        lambda w: locking(w, key=key_id(NOBODY.public)),
        LIVING,
    ),
    "lock by another's key": (
        lambda w: locking(w, key=key_id(seeded("employee").public)),
        LIVING,
    ),
    "lock for another genesis": (lambda w: locking(w, genesis="00" * 32), OTHERS),
    "lock by another order": (
        lambda w: ordered(w, Event.PERSON_LOCKED, w.order("break-glass", "auditor", "on-call")),
        OTHERS,
    ),
    "lock of another than signed": (lambda w: locking(w, about="employee", sig="00" * 64), "hold"),
    "lock of nobody": (lambda w: locking(w, about="nobody"), "nobody of this id"),
    "lock by whom no role gives it": (lambda w: locking(w, by="employee"), "neither on-call"),
    "closing by whoever holds the database": (unsigned, "without their signature"),
    "reopening by the same": (
        lambda w: unsigned(w, Event.CASE_REOPENED, reason="mistake"),
        "without their signature",
    ),
    "assigning by the same": (
        lambda w: unsigned(w, Event.CASE_ASSIGNED, to="proposer"),
        "without their signature",
    ),
    "escalating by the same": (
        lambda w: unsigned(w, Event.CASE_ESCALATED, reason="legal"),
        "without their signature",
    ),
    "lateness in a person's name": (
        lambda w: unsigned(w, Event.CASE_ESCALATED, reason="overdue"),
        "without their signature",
    ),
    "closing by the service of deadlines": (
        lambda w: unsigned(w, by="service:deadline"),
        "without their signature",
    ),
    "closing in another's envelope": (
        lambda w: replace(read_entry(decision(w)), by="contractor").canonical(),
        "without their signature",
    ),
    "closing by a stranger's key": (lambda w: decision(w, NOBODY), LIVING),
    "closing by another's key": (lambda w: decision(w, seeded("contractor")), LIVING),
    "closing as something else than signed": (
        lambda w: decision(w, outcome="actioned"),
        "does not hold",
    ),
    "closing at another version than signed": (lambda w: decision(w, version=5), "does not hold"),
    "closing another case than signed": (lambda w: decision(w, case="case_2"), "does not hold"),
    "closing under no signature": (lambda w: decision(w, sig="zz"), "not hex"),
    "signed, and attested by a process": (
        lambda w: replace(read_entry(decision(w)), attested=Attested.PROCESS).canonical(),
        "without their signature",
    ),
    "closing by no proposal": (lambda w: closing(w, proposal="prop_0"), "no proposal of"),
    "closing by another's proposal": (
        lambda w: closing(w, statement={"signer": "proposer"}),
        "no proposal of",
    ),
    "closing by a proposal to suspend": (
        lambda w: closing(w, statement={"action": Action.SUSPEND}),
        "something else",
    ),
    "closing another case than proposed": (lambda w: closing(w, case="case_2"), "something else"),
    "closing as something else than proposed": (
        lambda w: closing(w, outcome="duplicate"),
        "something else",
    ),
    "reopening by a proposal": (
        lambda w: renamed(closing(w), Event.CASE_REOPENED),
        "something else",
    ),
    "a change on the platform by no effector": (
        lambda w: replace(read_entry(outside(w)), sig="00" * 64).canonical(),
        "effector's signature",
    ),
    "a change to an action that does not exist": (
        lambda w: outside(w, action="forget"),
        "not a valid",
    ),
    "a change that nobody told, acknowledged": (
        lambda w: ordered(
            w, Event.PLATFORM_ACKNOWLEDGED, w.order("acknowledge-change", "change_0", "on-call")
        ),
        "no such change",
    ),
    "a change that nobody told, freed": (
        lambda w: ordered(w, Event.PLATFORM_FREED, w.order("free-account", "change_0", "on-call")),
        "no such change",
    ),
    "a change acknowledged by who is not on call": (
        lambda w: ordered(
            w, Event.PLATFORM_ACKNOWLEDGED, w.order("acknowledge-change", "change_0", "employee")
        ),
        "neither on-call",
    ),
    "review of no glass": (
        lambda w: ordered(w, Event.GLASS_REVIEWED, w.order("review-glass", "glass_0", "owner")),
        "no such glass",
    ),
}


@pytest.mark.parametrize("name", TABLE)
async def test_i16_what_signatures_do_not_carry_is_told_by_its_reason(
    world: World, station: Station, name: str
) -> None:
    made, reason = TABLE[name]
    body = made(world)
    world.publish(body)
    index = world.sequencer.size - 1
    await station.step()
    (forged,) = station.chronicle.view.forged
    assert forged.index == index
    assert reason in forged.reason
    assert station.pager.heard("forged") == 1


def test_i16_the_rows_of_the_table_hold_but_for_what_is_changed(
    world: World, station: Station
) -> None:
    """Else each would be refused for a reason of the table's own."""
    late = unsigned(world, Event.CASE_ESCALATED, reason="overdue", by="service:deadline")
    decisions = [decision(world, event=event) for event in ABOUT]
    for body in (
        *(_raise(world).canonical(), looked(world), locking(world)),
        *(*decisions, closing(world), late),
    ):
        world.publish(body)
    world.publish(own(world, Event.PAGE_SENT, {}, counter=51))
    world.publish(word(world, amend(world, Charge.PERSON, NEW), Kind.APPROVE, FIRST))
    world.publish(hand(world, Kind.VETO, "on-call"), hand(world, Kind.APPROVE, "employee"))
    station.chronicle.catch_up()
    assert [f.reason for f in station.chronicle.view.forged] == [
        "the effector's counter was used before"  # of the lock: both rows carry the same number
    ]


async def test_i9_what_was_vetoed_is_not_applied_by_an_effector_s_row(
    world: World, station: Station
) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    world.publish(word(world, made, Kind.VETO, "on-call"))
    await wait(station)
    world.publish(own(world, Event.AMENDMENT_APPLIED, {"amendment": made.id, "hands": []}))
    station.chronicle.catch_up()
    assert station.chronicle.view.forged[-1].reason.startswith("not to be applied: ")


async def test_i4_an_amendment_is_not_applied_a_week_after_its_time(
    world: World, station: Station
) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    station.chronicle.catch_up()
    world.later(days=8, minutes=1)
    world.publish(own(world, Event.AMENDMENT_APPLIED, {"amendment": made.id, "hands": []}))
    station.chronicle.catch_up()
    assert station.chronicle.view.forged[-1].reason == "applied too late"


async def test_i15_a_deadline_at_the_end_of_the_calendar_holds_up_nobody(
    world: World, station: Station
) -> None:
    """To whoever adds a day to it there is no such instant; rightly signed, it may stand there."""
    last = "9999-12-31T23:59:59.999Z"
    made = amendment(world, Charge.QUORUM, {"2": 1}, approve_by=last)
    world.publish(word(world, made, Kind.PROPOSE, FIRST))
    world.propose(1, approve_by=last, execute_by=last)
    world.propose(0)
    await station.step()
    view = station.chronicle.view
    assert world.platform.calls == [("suspend", TROLL)]
    assert view.docket.unsettled(world.now) == []
    assert {f.event for f in view.forged} == {Event.AMENDMENT_OPENED, Event.PROPOSAL_OPENED}


def test_i11_the_highest_tier_of_its_intents_stays_a_proposal_s(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    for counter, tier in enumerate((2, 1), 50):
        data = {"proposal": said.proposal, "action": said.action, "tier": tier}
        world.publish(own(world, Event.EFFECT_INTENDED, data, counter))
    station.chronicle.catch_up()
    assert station.chronicle.view.forged == []
    assert proposal_of(station, said).intended_tier == 2


def test_i10_a_row_dated_ahead_puts_no_review_further_off(world: World, station: Station) -> None:
    now = world.now
    world.later(days=400)
    ahead = _raise(world, review_by=world.now.date().isoformat()).canonical()
    world.now = now
    world.publish(ahead)
    station.chronicle.catch_up()
    (forged,) = station.chronicle.view.forged
    assert "review_by" in forged.reason


def test_i18_numbers_count_upward_in_whatever_order_rows_come(
    world: World, station: Station
) -> None:
    for counter in (51, 50):
        world.publish(own(world, Event.PAGE_SENT, {"stage": "opened"}, counter))
    station.chronicle.catch_up()
    assert station.chronicle.view.counters == {"effector": 51}
