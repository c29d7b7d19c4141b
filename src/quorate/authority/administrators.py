"""Who may have a say in amendments now, and whether enough of them had one (I9)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from quorate.authority.agenda import Filed
from quorate.authority.amendment import Amendment
from quorate.authority.charter import (
    FOUNDERS_WANTED,
    Founder,
    Genesis,
    Signature,
    founder_key_ids,
)
from quorate.authority.slots import (
    ADMINISTRATING,
    PAIR,
    Administrator,
    fewest,
    hand_of,
    may_administrate,
    missing_administrators,
)
from quorate.people.keys import key_id
from quorate.people.model import Key, Person, employed, standing
from quorate.people.roster import Roster
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import ON_PAGES, Channel, Role
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
    held = roster.living(signed.key)
    if held is None or held.person.id != signed.signer:
        return Refusal(Problem.KEY_UNKNOWN, f"{signed.signer}: the key is not enrolled", "key")
    return may_administrate(held.person, held.key.channel, now)


def _founding(founder: Founder, roster: Roster, key: str, now: datetime) -> Administrator | Refusal:
    """A founder has no shift; one who stands in the people file is judged by it otherwise."""
    if key in roster.revoked:
        return Refusal(Problem.KEY_UNKNOWN, f"{founder.id}: the key was revoked", "key")
    person = roster.people.get(founder.id)
    if person is None:
        return Administrator(founder.id, founder.team, founder.manager, True, Channel.CLI)
    if not employed(person, now):
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{founder.id}: not employed", "signer", "I5")
    return hand_of(person, Channel.CLI)


def _founders_now(genesis: Genesis, roster: Roster, now: datetime) -> dict[str, Administrator]:
    """Those whose key was not revoked, and who are neither locked nor gone (I5)."""
    found = {
        founder.id: _founding(founder, roster, key_id(bytes.fromhex(founder.public)), now)
        for founder in genesis.founders
    }
    return {who: hand for who, hand in found.items() if isinstance(hand, Administrator)}


def living_founders(
    genesis: Genesis, roster: Roster, signatures: Sequence[Signature], now: datetime
) -> list[Signature]:
    """The signatures in the names of founders who still count."""
    living = _founders_now(genesis, roster, now)
    return [s for s in signatures if s.person in living]


def founders_wanted(genesis: Genesis, roster: Roster, now: datetime, more: int) -> int:
    """How many founders sign a file: where a quorum was raised, all who still count, never fewer
    than else."""
    return max(FOUNDERS_WANTED, len(_founders_now(genesis, roster, now)) if more else 0)


def unreachable(genesis: Genesis, roster: Roster, more: int, now: datetime) -> str:
    """Why nothing could be amended any more with that many approvers on top; empty when it could.

    Whoever is employed may be on shift one day. An amendment about one of them, or after one has
    left, is signed by the others: so the rest has to be enough without any single one.
    """
    people = _administrators(genesis, roster, now)
    for absent in people:
        rest = [a for a in people if a is not absent]
        missing = fewest(missing_administrators(a, rest, frozenset(), more) for a in rest)
        if missing:
            return (
                f"changing anything would take {1 + PAIR + more} people with a say, whoever is"
                f" away; without {absent.id} there would be missing: {', '.join(missing)}"
            )
    return ""


def _administrators(genesis: Genesis, roster: Roster, now: datetime) -> list[Administrator]:
    """Everybody with a say whose approval counts once they are on shift."""
    found = _founders_now(genesis, roster, now)
    for person in roster.people.values():
        keys = [k for k in roster.keys_of(person.id) if k.channel not in ON_PAGES]
        if keys and person.roles & ADMINISTRATING and employed(person, now):
            found.setdefault(person.id, hand_of(person, keys[0].channel))
    return list(found.values())


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
    more: int,
    now: datetime,
    discounted: Callable[[Signed], str] = counts_always,
) -> tuple[str, ...] | Refusal:
    """Whose hands carry the amendment at `now`, or which slots are empty.

    `more` approvers come on top of the least, as a raised quorum asks; `discounted` says why a
    signature does not count for a reason of the caller's own.
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
    missing = missing_administrators(proposer, approvers, filed.amendment.concerned, more)
    if missing:
        told = f" [not counted: {'; '.join(refusals)}]" if refusals else ""
        detail = "missing: " + ", ".join(missing) + told
        return Refusal(Problem.QUORUM_MISSING, detail, "approvals", "I9", missing)
    return (filed.opened.signer, *sorted(a.id for a in approvers))
