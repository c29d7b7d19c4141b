"""Opening an amendment and saying a word about it, checked as the effector will check it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from quorate.authority.administrators import administrator, living_key
from quorate.authority.agenda import Agenda, Filed
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Genesis
from quorate.authority.objecting import may_object
from quorate.authority.slots import Administrator
from quorate.people.hands import Proof, unproved
from quorate.people.roster import Roster
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import Channel, Kind
from quorate.vocabulary.problems import Problem, Refusal

LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Order:
    """What the log says that administration rests on; `genesis_hash` pins the installation, `glass`
    says whether a person has broken the glass and it still lasts."""

    genesis_hash: str
    genesis: Genesis
    roster: Roster
    agenda: Agenda
    glass: Callable[[str, datetime], bool]


@dataclass(frozen=True, slots=True)
class Word:
    """A person's word: their key's id, and the proof that its holder said it."""

    signer: str
    key: str
    proof: Proof


def check_word(
    order: Order, amendment: Amendment, kind: Kind, word: Word, now: datetime
) -> Administrator | Refusal:
    """Whether a living key of somebody with a say signed exactly this."""
    held = living_key(order.genesis, order.roster, word.key)
    if held is None or held.person != word.signer:
        return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
    said = amendment.spoken(kind, word.signer)
    wrong = unproved(held, said, word.proof, order.genesis.origins)
    if wrong:
        return Refusal(Problem.SIGNATURE_INVALID, wrong, "sig", "I3")
    return administrator(order.genesis, order.roster, _signed(word, now), now)


def _signed(word: Word, now: datetime) -> Signed:
    """The word, once it has verified, before the log has it."""
    return Signed(word.signer, word.key, -1, now, word.proof)


def decide_open(order: Order, amendment: Amendment, word: Word, now: datetime) -> Refusal | None:
    """Opens what somebody with a say has signed, for this installation, once."""
    if amendment.genesis != order.genesis_hash:
        return Refusal(Problem.STATEMENT_FOREIGN, "signed for another genesis", "genesis")
    agenda = order.agenda
    if amendment.id in agenda.amendments or amendment.nonce in agenda.nonces:
        return Refusal(Problem.ALREADY_DECIDED, "this id or nonce was used before", "id")
    if not now < amendment.approve_until <= now + LONGEST:
        return Refusal(Problem.EXPIRED, "approve_by: within the next 24 hours", "approve_by", "I4")
    found = check_word(order, amendment, Kind.PROPOSE, word, now)
    return found if isinstance(found, Refusal) else _own(amendment, found)


def _own(amendment: Amendment, who: Administrator) -> Refusal | None:
    if who.concerned_by(amendment.concerned):
        return Refusal(Problem.SELF_EXCLUDED, "nobody amends their own matter", "signer", "I2")
    return None


def decide_say(order: Order, filed: Filed, kind: Kind, word: Word, now: datetime) -> Refusal | None:
    """An approval or a denial of an open amendment."""
    amendment = filed.amendment
    if filed.settled:
        return Refusal(Problem.ALREADY_DECIDED, filed.settled, "amendment")
    found = check_word(order, amendment, kind, word, now)
    if isinstance(found, Refusal):
        return found
    if kind is Kind.DENY:
        signed, glass = _signed(word, now), order.glass(found.id, now)
        return may_object(kind, order.genesis, order.roster, amendment, signed, now, glass=glass)
    if now > amendment.approve_until:
        detail = f"approve-by was {amendment.approve_by}"
        return Refusal(Problem.EXPIRED, detail, "approve_by", "I4")
    if found.id == filed.opened.signer:
        return Refusal(Problem.SELF_EXCLUDED, "one's own amendment", "signer", "I2")
    if found.id in filed.approvals:
        return Refusal(Problem.ALREADY_DECIDED, f"{found.id} has approved", "signer")
    if found.channel is Channel.CONSOLE:
        detail = "an approval of an amendment does not count from a page"
        return Refusal(Problem.CHANNEL_NOT_COUNTED, detail, "key")
    return _own(amendment, found)
