"""Who may have a say in amendments now, and whether enough of them had one (I9)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from quorate.authority.agenda import Filed
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Founder, Genesis, Signature, founder_key_ids
from quorate.authority.kernel import (
    ADMINISTRATING,
    Administrator,
    may_administrate,
    missing_administrators,
)
from quorate.people.model import Key, Person, employed, standing
from quorate.people.roster import Roster
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import Channel, Employment, Role
from quorate.vocabulary.problems import Problem, Refusal

APPLY_WITHIN = timedelta(days=7)


def founder_of(genesis: Genesis, key: str) -> Founder | None:
    """The founder whose genesis key this is."""
    who = founder_key_ids(genesis).get(key)
    return next((f for f in genesis.founders if f.id == who), None)


def living_key(genesis: Genesis, roster: Roster, key: str) -> Key | None:
    """A living key: a founder's of the genesis, or an enrolled one."""
    founder = founder_of(genesis, key)
    if founder is not None and key not in roster.revoked:
        return Key(key, founder.id, founder.public, Channel.CLI)
    return roster.key(key)


def administrator(
    genesis: Genesis, roster: Roster, signed: Signed, now: datetime
) -> Administrator | Refusal:
    """Founders, leads and owners, from the facts at `now` (I5)."""
    founder = founder_of(genesis, signed.key)
    if founder is not None and founder.id == signed.signer:
        return _founding(founder, roster, signed.key, now)
    key, person = roster.key(signed.key), roster.holder(signed.key)
    if key is None or person is None or person.id != signed.signer:
        return Refusal(Problem.KEY_UNKNOWN, f"{signed.signer}: the key is not enrolled", "key")
    return may_administrate(person, key.channel, now)


def _founding(founder: Founder, roster: Roster, key: str, now: datetime) -> Administrator | Refusal:
    """A founder has no shift; one who stands in the people file is judged by it otherwise."""
    if key in roster.revoked:
        return Refusal(Problem.KEY_UNKNOWN, f"{founder.id}: the key was revoked", "key")
    person = roster.people.get(founder.id)
    if person is None:
        return Administrator(founder.id, founder.team, founder.manager, True, Channel.CLI)
    if not employed(person, now):
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{founder.id}: not employed", "signer", "I5")
    return Administrator(
        person.id,
        person.team,
        person.manager,
        person.employment is Employment.EMPLOYEE,
        Channel.CLI,
        frozenset(person.accounts),
    )


def living_founders(
    genesis: Genesis, roster: Roster, signatures: Sequence[Signature], now: datetime
) -> list[Signature]:
    """Without those of a founder whose key was revoked, or who is locked or gone (I5)."""
    gone = {
        founder.id
        for key, founder in ((k, founder_of(genesis, k)) for k in founder_key_ids(genesis))
        if founder and isinstance(_founding(founder, roster, key, now), Refusal)
    }
    return [signature for signature in signatures if signature.person not in gone]


READING = ADMINISTRATING | {Role.AUDITOR, Role.ON_CALL}


def may_read(person: Person, now: datetime, amendment: Amendment | None = None) -> Refusal | None:
    """Who sees amendments besides founders: those with a say, auditors and on-call, while alive.

    Whom one is about sees that one, on shift or off: it may be the theft of a key.
    """
    if amendment is not None and person.id in amendment.concerned:
        return None
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", None, "I5")
    if not person.roles & READING:
        detail = f"none of {person.id}'s roles reads amendments"
        return Refusal(Problem.NOT_ELIGIBLE, detail, "permission")
    return None


def counts_always(_: Signed) -> str:
    """No further reason why a signature should not count."""
    return ""


def quorum(
    genesis: Genesis,
    roster: Roster,
    filed: Filed,
    now: datetime,
    discounted: Callable[[Signed], str] = counts_always,
) -> tuple[str, ...] | Refusal:
    """Whose hands carry the amendment at `now`, or which slots are empty.

    `discounted` says why a signature does not count for a reason of the caller's own.
    """
    refusals: list[str] = []

    def counted(signed: Signed) -> Administrator | None:
        found = administrator(genesis, roster, signed, now)
        why = discounted(signed) if isinstance(found, Administrator) else str(found)
        if why:
            refusals.append(why)
        return found if isinstance(found, Administrator) and not why else None

    proposer = counted(filed.opened)
    approvers = [a for a in map(counted, filed.approvals.values()) if a]
    missing = missing_administrators(proposer, approvers, filed.amendment.concerned)
    if missing:
        told = f" [not counted: {'; '.join(refusals)}]" if refusals else ""
        detail = "missing: " + ", ".join(missing) + told
        return Refusal(Problem.QUORUM_MISSING, detail, "approvals", "I9", missing)
    return (filed.opened.signer, *sorted(a.id for a in approvers))
