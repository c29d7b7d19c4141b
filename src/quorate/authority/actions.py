"""Writing the founders' and the protectors' word: changes and raises, with their entries."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from quorate.accounts.raising import Raise
from quorate.accounts.register import Register
from quorate.authority.charter import (
    Change,
    Charge,
    Genesis,
    Signature,
    missing_founders,
)
from quorate.authority.gate import Warrant
from quorate.ledger.append import append
from quorate.ledger.entry import Entry, Json
from quorate.people.keys import signature_holds
from quorate.people.roster import Roster
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

_EVENTS = {
    Charge.PEOPLE: Event.PEOPLE_CHANGED,
    Charge.POLICIES: Event.POLICIES_CHANGED,
    Charge.REGISTER: Event.REGISTER_CHANGED,
}


async def apply_change(
    conn: AsyncConnection[Any],
    genesis: Genesis,
    change: Change,
    signatures: list[Signature],
    next_number: int,
    now: datetime,
) -> Refusal | None:
    """Appends a change that enough founders signed; nobody alone, no role gets around it (I9)."""
    lacking = missing_founders(genesis, change, signatures)
    if lacking:
        return Refusal(Problem.QUORUM_MISSING, lacking, "signatures", "I9", ("founder",))
    if change.number != next_number:
        return Refusal(Problem.VERSION_STALE, f"the next change is {next_number}", "number")
    unfit = _unfit(change, now)
    if unfit:
        return Refusal(Problem.BODY_INVALID, unfit, "change.content")
    data: dict[str, Json] = {
        "change": change.fields(),  # pyright: ignore[reportAssignmentType]
        "signatures": [{"person": s.person, "sig": s.sig} for s in signatures],
    }
    who = ",".join(sorted(s.person for s in signatures))
    entry = Entry(_EVENTS[change.charge], stamp(now), Attested.SOURCE, who, data)
    await append(conn, entry)
    return None


def _unfit(change: Change, now: datetime) -> str:
    """Why the content could not be put in force; empty when it can."""
    try:
        if change.charge is Charge.PEOPLE:
            Roster().replaced(change.content)
        if change.charge is Charge.REGISTER:
            return Register().replaced(change.content, now).broken
    except ValueError as problem:
        return str(problem)[:200]
    return ""


async def raise_protection(
    conn: AsyncConnection[Any],
    warrant: Warrant,
    raised: Raise,
    key: str,
    sig: str,
    roster: Roster,
    now: datetime,
) -> Refusal | None:
    """Appends one person's raise: at once, and never lowering (I10)."""
    if (warrant.permission, warrant.resource) != (Permission.REGISTER_RAISE, raised.ref):
        raise ValueError("raising needs a warrant for just that subject")
    known = roster.key(key)
    if known is None or known.person != raised.signer or warrant.who != raised.signer:
        return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
    if not signature_holds(known.public, raised.digest(), bytes.fromhex(sig)):
        return Refusal(Problem.SIGNATURE_INVALID, "it does not hold", "sig")
    data: dict[str, Json] = {
        "genesis": raised.genesis,
        "ref": raised.ref,
        "tier": raised.tier,
        "signer": raised.signer,
        "reason_digest": raised.reason_digest,
        "at": raised.at,
        "key": key,
        "sig": sig,
    }
    entry = Entry(Event.REGISTER_RAISED, stamp(now), Attested.PERSON, raised.signer, data, key=key)
    await append(conn, entry)
    return None
