"""I15, I24: a value beside the log is erased by a signed order; entry and receipt stay.

Without that order's entry, a value that is gone is a difference to whoever rebuilds the state.
"""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from tests.casework import entries, rows
from tests.playing import Play, playing

from quorate.authority.amendment import Amendment
from quorate.authority.erasing import erase
from quorate.authority.erasure import ERASE
from quorate.effects.needing import needed
from quorate.incidents.stage.amending import word
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import ANSWERS, TROLL, World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.kept import kept
from quorate.ledger.keys import VerifierKey
from quorate.ledger.receipt import Receipt
from quorate.people.keys import key_id
from quorate.people.orders import Order, order_digest, read_order
from quorate.people.sign_ins import link, person_of
from quorate.rebuilding.reading import compare_with, told_by
from quorate.rebuilding.told import Told
from quorate.retention.queries import held_value
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

REASON = "Ada Lovelace of Elm Street complained"
ISSUER, SUBJECT = "https://id.example", "ada@mail.example"


@pytest.fixture
async def play(world: World, station: Station, database_url: str) -> AsyncGenerator[Play]:
    """With a second owner among the people."""
    world.people["other owner"] = row("other owner", "panel", roles=["owner"])
    async with playing(world, database_url) as found:
        yield found


async def denied(play: Play, who: str = "lead") -> Amendment:
    """An amendment with REASON, about which nothing is to be decided any more."""
    made = await play.amend(who, REASON)
    play.publish()
    play.world.publish(word(play.world, made, Kind.DENY, "other lead"))
    play.onlooker.catch_up()
    return made


def order(play: Play, commitment: str, who: str = "owner", what: str = ERASE) -> Order:
    said = play.world.order(what, f"gdpr-17:{commitment}", who)
    return read_order(said["order"], said["key"], said["sig"])


async def ask(play: Play, signed: Order, leave: str = "", by: str = "owner") -> Refusal | None:
    """What the action answers to this order; `by` is whose request it is."""
    view, now = play.onlooker.view, play.world.now
    commitment = leave or signed.about.rpartition(":")[2]
    async with play.pool.connection() as conn:
        return await erase(
            conn,
            play.leave(by, Permission.VALUE_ERASE, commitment),
            signed,
            view.genesis_hash,
            view.roster,
            lambda value: needed(view, value, now),
            held_value,
            view.erased,
            now,
        )


def erasures(play: Play) -> list[dict[str, Any]]:
    return [e for e in entries(play.url) if e["event"] == Event.VALUE_ERASED]


def told(play: Play) -> tuple[Told, list[str]]:
    """What the log tells, and how the database differs."""
    found, size = told_by(play.world.log, play.world.genesis)
    return found, [str(d) for d in compare_with(play.url, found, size).differences]


def receipt(play: Play, event: Event) -> Receipt:
    """Of the log's last entry of this type, as a file."""
    reader, size = LogReader(play.world.log), play.world.sequencer.size
    bodies = list(reader.entries(0, size))
    index = max(i for i, body in enumerate(bodies) if read_entry(body).event is event)
    proof = reader.inclusion_proof(index, size)
    return Receipt.parse(Receipt(index, proof, reader.checkpoint_text(), bodies[index]).text)


async def test_i15_i24_an_erased_reason_leaves_entry_and_receipt_as_they_were(play: Play) -> None:
    made = await denied(play)
    before = receipt(play, Event.AMENDMENT_OPENED)
    async with play.pool.connection() as conn:
        (shown,) = (await kept(conn, [made.reason])).values()
    assert (shown.value, shown.commitment) == (REASON, made.reason)
    assert await ask(play, order(play, made.reason)) is None
    assert rows(play.url, "SELECT * FROM kept_values") == []
    play.publish()
    found, differences = told(play)
    assert not found.wrong
    assert differences == []
    last = play.world.sequencer.size - 1
    assert found.books.erased() == [f"entry {last}: kept_values {made.reason} is erased"]
    log = VerifierKey.parse(play.onlooker.view.founded.log)
    for known in (before, receipt(play, Event.AMENDMENT_OPENED)):
        assert known.extra is not None
        assert made.reason.encode() in known.extra
        known.verify(known.extra, log)
    (entry,) = erasures(play)
    assert (entry["by"], entry["attested"]) == ("owner", "person")
    assert (entry["data"]["kind"], entry["data"]["ground"]) == ("amendment-reason", "gdpr-17")


async def test_i15_a_value_that_is_missing_without_an_order_is_named_by_its_entry(
    play: Play,
) -> None:
    made = await denied(play)
    with psycopg.connect(play.url) as conn:
        conn.execute("DELETE FROM kept_values")
    (difference,) = told(play)[1]
    index = receipt(play, Event.AMENDMENT_OPENED).index
    assert difference == f"entry {index}: kept_values {made.reason} is missing"


async def test_i15_what_came_back_is_named_and_goes_again_under_the_entry_that_there_is(
    play: Play,
) -> None:
    made = await denied(play)
    (before,) = rows(play.url, "SELECT * FROM kept_values")
    assert await ask(play, order(play, made.reason)) is None
    play.publish()
    with psycopg.connect(play.url) as conn:
        conn.execute("INSERT INTO kept_values VALUES (%s, %s, %s, %s, %s, %s)", before)
    (difference,) = told(play)[1]
    last = play.world.sequencer.size - 1
    assert difference == f"entry {last}: kept_values {made.reason} was erased and is still there"
    for _ in range(2):
        assert await ask(play, order(play, made.reason)) is None
        assert told(play)[1] == []
    assert len(erasures(play)) == 1


async def test_i15_value_and_entry_go_together_or_neither(play: Play) -> None:
    made = await denied(play)
    with psycopg.connect(play.url) as conn:
        conn.execute("REVOKE INSERT ON ledger_queue FROM quorate_web")
        conn.execute("REVOKE INSERT (body, written_by) ON ledger_queue FROM quorate_web")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await ask(play, order(play, made.reason))
    assert len(rows(play.url, "SELECT * FROM kept_values")) == 1


async def test_i15_a_sign_in_goes_once_its_person_is_gone(play: Play) -> None:
    async with play.pool.connection() as conn:
        await link(conn, ISSUER, SUBJECT, "contractor", play.world.now, "web")
    play.publish()
    name = receipt(play, Event.SIGN_IN_LINKED)
    assert name.extra is not None
    commitment = str(read_entry(name.extra).data["sign_in"])
    refused = await ask(play, order(play, commitment))
    assert refused is not None
    assert refused.problem is Problem.VALUE_NEEDED
    play.world.changed("contractor", locked=True)
    play.onlooker.catch_up()
    assert await ask(play, order(play, commitment)) is None
    async with play.pool.connection() as conn:
        assert await person_of(conn, ISSUER, SUBJECT) is None
    play.publish()
    assert told(play)[1] == []


async def test_i15_what_somebody_has_yet_to_decide_by_stays(play: Play) -> None:
    made = await play.amend("lead", REASON)
    play.publish()
    raised = await play.protect("on-call", TROLL, "Ada's office")
    play.publish()
    for commitment in (made.reason, raised.commitment):
        refused = await ask(play, order(play, commitment))
        assert refused is not None
        assert refused.problem is Problem.VALUE_NEEDED
    await play.protect("on-call", TROLL, "an office")
    play.publish()
    assert await ask(play, order(play, raised.commitment)) is None
    play.world.later(hours=24 * 9)
    assert await ask(play, order(play, made.reason)) is None
    play.publish()
    assert told(play)[1] == []


async def test_i15_answers_stay_while_what_they_speak_for_does(
    play: Play, station: Station
) -> None:
    case = await play.report(TROLL)
    await play.claim("proposer", case)
    said = await play.propose("proposer", case, TROLL, ANSWERS)
    play.publish()
    signed = order(play, ANSWERS.salted.commitment)
    assert "is open" in str(await ask(play, signed))
    await play.say("employee", Kind.APPROVE, said)
    play.publish()
    for _ in range(3):  # looked at, cooled off, done
        await play.confirm()
        play.publish()
        await station.step()
        play.world.later(minutes=31)
    play.onlooker.catch_up()
    assert "is in force" in str(await ask(play, order(play, ANSWERS.salted.commitment)))
    await station.door.restore(play.world.spoken(said, Kind.RESTORE, "on-call"))
    await station.step()
    play.onlooker.catch_up()
    assert await ask(play, order(play, ANSWERS.salted.commitment)) is None
    play.publish()
    assert [d for d in told(play)[1] if "kept_values" in d] == []


async def test_i15_answers_to_a_proposal_that_lapsed_go(play: Play) -> None:
    case = await play.report(TROLL)
    await play.claim("proposer", case)
    await play.propose("proposer", case, TROLL, ANSWERS)
    play.publish()
    play.world.later(hours=26)
    await play.claim("proposer", case)
    anew = replace(ANSWERS, salt="5b" * 32)
    await play.propose("proposer", case, TROLL, anew)
    play.publish()
    assert "is open" in str(await ask(play, order(play, anew.salted.commitment)))
    assert await ask(play, order(play, ANSWERS.salted.commitment)) is None


async def test_i02_i15_nobody_erases_their_own_words(play: Play) -> None:
    made = await denied(play, "owner")
    refused = await ask(play, order(play, made.reason))
    assert refused is not None
    assert refused.problem is Problem.SELF_EXCLUDED
    assert await ask(play, order(play, made.reason, "other owner"), by="other owner") is None


OTHERS: list[tuple[dict[str, str], Problem]] = [
    ({"genesis": "00" * 32}, Problem.STATEMENT_FOREIGN),
    ({"about": "because:" + "ab" * 32}, Problem.BODY_INVALID),
    ({"about": "gdpr-17:ada"}, Problem.BODY_INVALID),
    ({"order": "lock-person"}, Problem.BODY_INVALID),
    ({"at": "2020-01-01T00:00:00.000Z"}, Problem.SIGNATURE_INVALID),
]


async def test_i15_an_order_for_something_else_erases_nothing(play: Play) -> None:
    made = await denied(play)
    signed = order(play, made.reason)
    for change, problem in OTHERS:
        other = replace(signed, fields={**signed.fields, **change})
        refused = await ask(play, other, made.reason if problem is Problem.BODY_INVALID else "")
        assert refused is not None
        assert refused.problem is problem, change
    assert len(rows(play.url, "SELECT * FROM kept_values")) == 1


async def test_i05_i15_only_an_owner_s_fresh_order_by_a_living_key_erases(play: Play) -> None:
    made = await denied(play)
    for who in ("lead", "auditor", "other owner"):  # at an owner's request, signed by another
        refused = await ask(play, order(play, made.reason, who))
        assert refused is not None
        assert refused.problem is Problem.KEY_UNKNOWN
    signed = order(play, made.reason)
    for other in (replace(signed, key="00" * 8), _signed(dict(signed.fields), "lead")):
        refused = await ask(play, other)
        assert refused is not None
        assert refused.problem is Problem.KEY_UNKNOWN
    play.world.now += timedelta(seconds=31)
    refused = await ask(play, signed)
    assert refused is not None
    assert refused.problem is Problem.EXPIRED
    refused = await ask(play, order(play, "ab" * 32))
    assert refused is not None
    assert refused.problem is Problem.NOT_FOUND
    with pytest.raises(ValueError, match="warrant"):
        await ask(play, order(play, made.reason), "cd" * 32)
    assert len(rows(play.url, "SELECT * FROM kept_values")) == 1
    assert erasures(play) == []


def claimed(play: Play, signed: Order, **own: Any) -> bytes:
    """An entry that says a value was erased."""
    ground, _, commitment = signed.about.partition(":")
    data = {"commitment": commitment, "kind": "amendment-reason", "ground": ground}
    whole = {**data, "order": signed.plain(), **own}
    entry = play.world.entry(Event.VALUE_ERASED, whole, Attested.PERSON, signed.signer, signed.key)
    return entry.canonical()


async def test_i15_i16_a_row_that_claims_an_erasure_excuses_nothing(play: Play) -> None:
    """A stolen web server deletes a value and says that an owner ordered it."""
    made = await denied(play)
    signed, nothing = order(play, made.reason), order(play, "ab" * 32)
    foreign = play.world.order(ERASE, signed.about, "owner")["order"]
    claims = {
        "a signature": claimed(play, replace(signed, sig="00" * 64)),
        "a key": claimed(play, replace(signed, key="00" * 8)),
        "a role": claimed(play, order(play, made.reason, "lead")),
        "a ground": claimed(play, signed, ground="retention"),
        "a commitment": claimed(play, nothing, commitment=made.reason),
        "a genesis": claimed(play, _signed({**foreign, "genesis": "00" * 32})),
        "an order": claimed(play, order(play, made.reason, what="lock-person")),
        "nothing": claimed(play, nothing),
    }
    with psycopg.connect(play.url) as conn:
        conn.execute("DELETE FROM kept_values")
    play.world.publish(*claims.values())
    found, (difference,) = told(play)
    assert [wrong.event for wrong in found.wrong] == [Event.VALUE_ERASED] * len(claims)
    assert "not a living one" in found.wrong[[*claims].index("a key")].reason
    assert "is missing" in difference


@pytest.mark.parametrize("wrong", ["own", "shift", "signer"])
async def test_i15_i16_who_may_not_erase_claims_in_vain(play: Play, wrong: str) -> None:
    """Their own words, off their shift, or in the name of somebody who is an owner, too."""
    made = await denied(play, "owner" if wrong == "own" else "lead")
    signed = order(play, made.reason)
    if wrong == "shift":
        play.world.changed("owner", shift=None)
    elif wrong == "signer":
        play.world.changed("employee", roles=["owner"])
        signed = _signed(dict(signed.fields), "employee")
    with psycopg.connect(play.url) as conn:
        conn.execute("DELETE FROM kept_values")
    play.world.publish(claimed(play, signed))
    found, (difference,) = told(play)
    assert [wrong.event for wrong in found.wrong] == [Event.VALUE_ERASED]
    assert "is missing" in difference


def _signed(fields: dict[str, str], who: str = "owner") -> Order:
    """An order in the owner's name, by anybody's key."""
    key = seeded(who)
    return Order(fields, key_id(key.public), key.sign(order_digest(fields)).hex())


async def test_i15_the_first_entry_about_a_value_is_the_one_that_is_told(play: Play) -> None:
    made = await denied(play)
    with psycopg.connect(play.url) as conn:
        conn.execute("DELETE FROM kept_values")
    first = play.world.sequencer.size
    play.world.publish(*(claimed(play, order(play, made.reason)) for _ in range(2)))
    found, differences = told(play)
    assert differences == []
    assert found.books.erased() == [f"entry {first}: kept_values {made.reason} is erased"]


async def test_i15_i16_an_erasure_in_another_s_envelope_is_forged(play: Play) -> None:
    made = await denied(play)
    signed = order(play, made.reason)
    data = {"commitment": made.reason, "kind": "amendment-reason", "ground": "gdpr-17"}
    whole = {**data, "order": signed.plain()}
    for attested, by in ((Attested.PROCESS, "owner"), (Attested.PERSON, "lead")):
        entry = play.world.entry(Event.VALUE_ERASED, whole, attested, by, signed.key)
        play.world.publish(entry.canonical())
    found, differences = told(play)
    assert [wrong.event for wrong in found.wrong] == [Event.VALUE_ERASED] * 2
    assert differences == []
