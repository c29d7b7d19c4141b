"""Taking a source at its word: what narrows goes into the ledger at once, what widens waits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from quorate.ledger.append import append
from quorate.ledger.entry import Json, entry_hash
from quorate.people import directory
from quorate.people.chain import Chain, Speaker, said
from quorate.people.directory import Account, Connection, Spoken
from quorate.people.drafts import Draft, draft, read_post
from quorate.people.facts import Facts, narrowed, narrowing, read_facts
from quorate.people.roster import Roster
from quorate.vocabulary.events import Event

CONFIRM_EVERY: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class InForce:
    """What the published ledger says: the people in force, and how far each source was heard."""

    genesis: str
    roster: Roster
    chains: Mapping[str, Chain]

    def declares(self, speaker: Speaker) -> bool:
        """Whether the founders named this source with this key; else nobody would believe it."""
        return self.roster.sources.get(speaker.name) == speaker.key.public.hex()


def split(facts: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """The stored facts of an account: those about the person's time and powers, and the post."""
    post = {k: v for k, v in facts.items() if k in ("team", "manager", "employment", "vendor")}
    return {k: v for k, v in facts.items() if k not in post}, post


def follows(known: InForce, account: Account) -> tuple[Facts | None, Draft | None]:
    """What the account's facts take away from the person in force, and what they would add."""
    first, second = split(account.facts)
    facts, post = read_facts(first), read_post(second)
    person = known.roster.people.get(account.person)
    less = narrowing(person, facts) if person else None
    then = narrowed(person, facts) if person else None
    return less, draft(then, account.person, facts, post)


async def hear(
    conn: Connection, speaker: Speaker, known: InForce, account: Account, now: datetime
) -> None:
    """Narrows the person by what the account says now, and keeps or drops the draft.

    The caller owns the transaction, in which the account was stored or locked.
    """
    less, waits = follows(known, account)
    if less and known.declares(speaker):
        data: dict[str, Json] = {"person": account.person, "facts": less.fields()}
        await _say(conn, speaker, known, Event.PEOPLE_NARROWED, data, now)
    if waits:
        await directory.keep_draft(conn, account.source, waits, now)
    else:
        await directory.drop_draft(conn, account.source, account.person)


async def confirm(conn: Connection, speaker: Speaker, known: InForce, now: datetime) -> bool:
    """Says that nothing is missing here, at most every three minutes; whether it was said.

    Not while the source's last change was refused: that change we do not have.
    """
    if not known.declares(speaker):
        return False
    spoken = await _spoken(conn, speaker, known)
    if spoken.refused or (spoken.confirmed_at and now - spoken.confirmed_at < CONFIRM_EVERY):
        return False
    await _say(conn, speaker, known, Event.PEOPLE_CONFIRMED, {}, now)
    return True


async def mark(conn: Connection, speaker: Speaker, *, refused: bool) -> None:
    """Remembers whether the source's last change was refused."""
    key = speaker.key.public.hex()
    spoken = await directory.lock_spoken(conn, speaker.name, key)
    if spoken.refused is not refused:
        await directory.save_spoken(conn, speaker.name, key, replace(spoken, refused=refused))


async def _spoken(conn: Connection, speaker: Speaker, known: InForce) -> Spoken:
    """By the database, or by the ledger where that is further: an old backup repeats no number."""
    spoken = await directory.lock_spoken(conn, speaker.name, speaker.key.public.hex())
    chain = known.chains.get(speaker.name)
    if chain is None or chain.public != speaker.key.public.hex():
        return spoken
    if chain.sequence <= spoken.sequence:
        return spoken
    return replace(spoken, sequence=chain.sequence, last=chain.last)


async def _say(
    conn: Connection,
    speaker: Speaker,
    known: InForce,
    event: Event,
    data: Mapping[str, Json],
    now: datetime,
) -> None:
    key = speaker.key.public.hex()
    spoken = await _spoken(conn, speaker, known)
    after = Chain(key, spoken.sequence, spoken.last)
    entry = said(speaker, after, event, {"genesis": known.genesis, **data}, now)
    await append(conn, entry)
    await conn.execute("NOTIFY people")
    digest = entry_hash(entry.canonical())
    told = replace(spoken, sequence=spoken.sequence + 1, last=digest, confirmed_at=now)
    await directory.save_spoken(conn, speaker.name, key, told)
