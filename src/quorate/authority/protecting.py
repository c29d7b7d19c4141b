"""Writing one person's raise of a subject's protection, with its entry."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from quorate.accounts.raising import Raise, fit_to_sign
from quorate.accounts.register import Register
from quorate.authority.gate import Warrant
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Entry
from quorate.ledger.kept import keep
from quorate.people.keys import signature_holds
from quorate.people.roster import Roster
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


async def raise_protection(
    conn: AsyncConnection[Any],
    warrant: Warrant,
    raised: Raise,
    reason: Salted,
    key: str,
    sig: str,
    roster: Roster,
    register: Register,
    now: datetime,
) -> Refusal | None:
    """Appends one person's raise: at once, and never lowering (I10)."""
    warrant.require(Permission.REGISTER_RAISE, raised.ref)
    if raised.reason_commitment != reason.commitment:
        raise ValueError("the reason's text is not the one of the raise")
    known = roster.key(key)
    if known is None or known.person != raised.signer or warrant.who != raised.signer:
        return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
    if not signature_holds(known.public, raised.digest(), bytes.fromhex(sig)):
        return Refusal(Problem.SIGNATURE_INVALID, "it does not hold", "sig")
    if raised.ref in roster.accounts_of(raised.signer):
        return Refusal(
            Problem.SELF_EXCLUDED, "nobody raises the protection of their own account", "ref", "I2"
        )
    unfit = _unfit(raised, roster, register, now)
    if unfit:
        return Refusal(Problem.BODY_INVALID, unfit, unfit.partition(":")[0])
    await keep(conn, reason, raised.signer, now)
    data = {**raised.fields(), "key": key, "sig": sig}
    entry = Entry(Event.REGISTER_RAISED, stamp(now), Attested.PERSON, raised.signer, data, key=key)
    await append(conn, entry)
    return None


def _unfit(raised: Raise, roster: Roster, register: Register, now: datetime) -> str:
    """Why the row may not stand in the register; its field comes first."""
    if raised.owner not in roster.people:
        return "owner: nobody of the people file, so nobody would look at it again"
    try:
        return fit_to_sign(raised, register.listed.get(raised.ref), now.date())
    except ValueError as problem:
        return str(problem)[:200]
