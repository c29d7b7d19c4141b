"""The check before a private field is read: from a signed order and facts to a grant. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from quorate.accounts.grants import Grant, granted
from quorate.accounts.reveal import CaseWord, Reveal
from quorate.authority.asking import Ask
from quorate.authority.engine import Law
from quorate.effects.checks.caps import looks_capped
from quorate.effects.limits import Limits
from quorate.people.model import Person, standing
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.private import FIELDS, PrivateField
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import instant

ORDER_LASTS: Final = timedelta(minutes=5)
WORD_LASTS: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Known:
    """What the effector found out itself at this instant.

    `expires` is the later of its clocks. `tier` is the highest of register and platform, None
    without a reading. `account` is the subject's account, `reporters` the accounts that reported
    it. `word` is the verified word about the case, or None. `alone` are the accounts that the
    person looked at in the last hour, with when last, `together` those of their team; `used` says
    that the order was taken before, `glass` that the person broke the glass. `law` is the pinned
    set of rules, which only narrows.
    """

    genesis: str
    expires: datetime
    doubt: Refusal | None
    kind: SubjectKind | None
    tier: int | None
    account: str
    reporters: frozenset[str]
    glass: bool
    offered: frozenset[PrivateField]
    word: CaseWord | None
    alone: Mapping[str, datetime]
    together: Mapping[str, datetime]
    used: bool
    law: Law

    @property
    def viewed(self) -> int:
        """How many accounts it is in the hour, with this one."""
        return len({*self.alone, self.account})


def permit(order: Reveal, person: Person, known: Known, limits: Limits) -> Grant | Refusal:
    """Every check, once; the grant ends at the earliest of all that it rests on (I7)."""
    if known.used:
        return Refusal(Problem.ALREADY_DECIDED, "this order was given before", "nonce", "I18")
    refused = entitled(order, person, known)
    if refused:
        return refused
    capped = looks_capped(person, known.account, known.alone, known.together, limits)
    if capped:
        return capped
    return granted(person, known.expires, limits.reveal_box)


def entitled(order: Reveal, person: Person, known: Known) -> Refusal | None:
    """What has to hold when the order comes and still when the platform is read."""
    return (
        _form(order, known)
        or _alive(person, known)
        or _case(order, known)
        or _own(order, person, known)
        or _eligible(order, person, known)
        or known.doubt
    )


def _form(order: Reveal, known: Known) -> Refusal | None:
    if order.genesis != known.genesis:
        return Refusal(Problem.STATEMENT_FOREIGN, "an order for something else", "order")
    if abs(known.expires - instant(order.at)) > ORDER_LASTS:
        return Refusal(Problem.EXPIRED, "not signed within the last 5 minutes", "at", "I4")
    facts = FIELDS[order.field]
    if order.purpose not in facts.purposes:
        detail = f"{order.field} is not shown for {order.purpose}"
        return Refusal(Problem.PURPOSE_NOT_ALLOWED, detail, "purpose", "I8")
    if known.kind is None:
        return Refusal(Problem.NOT_FOUND, "nobody resolved this subject", "ref")
    if order.field not in known.offered or known.kind not in facts.kinds:
        detail = f"{order.field} of this subject is not to be had here"
        return Refusal(Problem.FIELD_NOT_OFFERED, detail, "field")
    return None


def _alive(person: Person, known: Known) -> Refusal | None:
    alive = standing(person, known.expires)
    if known.glass:
        return Refusal(Problem.NARROWED, f"{person.id} broke the glass", "signer", "I22")
    if alive.alive:
        return None
    return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")


def _case(order: Reveal, known: Known) -> Refusal | None:
    """An open case about that subject, which the signer holds now (I8)."""
    word = known.word
    if word is None or (word.genesis, word.case, word.ref) != (
        order.genesis,
        order.case,
        order.ref,
    ):
        return Refusal(Problem.CASE_NEEDED, "no word about this case and subject", "case", "I8")
    if abs(known.expires - instant(word.at)) > WORD_LASTS:
        return Refusal(Problem.CASE_NEEDED, "the word about the case is old", "case", "I8")
    if word.state != "open":
        return Refusal(Problem.CASE_NEEDED, f"the case is {word.state}", "case", "I8")
    if word.holder != order.signer:
        return Refusal(Problem.LEASE_LOST, f"{order.signer} does not hold the case", "case", "I8")
    return None


def _own(order: Reveal, person: Person, known: Known) -> Refusal | None:
    """Nobody looks in a case that they made or picked, nor in a matter of their own."""
    if known.word and person.id in (known.word.creator, known.word.assigner):
        detail = f"{person.id} created, reopened, picked or assigned this case"
        return Refusal(Problem.SELF_EXCLUDED, detail, "case", "I8")
    if {order.ref, known.account, *known.reporters}.intersection(person.accounts):
        detail = f"{person.id} owns or reported the subject"
        return Refusal(Problem.SELF_EXCLUDED, detail, "signer", "I2")
    return None


def _eligible(order: Reveal, person: Person, known: Known) -> Refusal | None:
    if known.tier is None:
        return Refusal(Problem.TIER_UNREAD, "no reading of the platform's facts", "ref", "I13")
    highest = person.powers.reveal
    if highest is None or highest < known.tier:
        detail = f"{person.id} may not see private fields at tier {known.tier}"
        return Refusal(Problem.NOT_ELIGIBLE, detail, "signer")
    ask = Ask(person, Permission.FIELD_REVEAL, known.expires, order.purpose, known.tier)
    return known.law.refusal(ask)
