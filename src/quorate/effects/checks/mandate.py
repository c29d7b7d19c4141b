"""The check that an amendment may come into force: hands, pages, delay, or a refusal.

Pure, as the certificate is. The view verifies the quorum again when the entry is folded.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quorate.authority.administrators import APPLY_WITHIN, quorum
from quorate.authority.agenda import Filed
from quorate.authority.charter import Charge
from quorate.effects.folds.charges import unfit_now
from quorate.effects.folds.state import State
from quorate.effects.limits import Limits
from quorate.ledger.fields import as_object
from quorate.people.signed import Signed
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

_MINT: Final = object()


@dataclass(frozen=True, slots=True)
class Moment:
    """This instant as the effector knows it: `expires` is the later of its clocks, `waits` the
    earlier; `page_taken` is when the sink took the page about the approved amendment. `behind` is
    whom a pseudonym that it would open stands for, None where this effector knows nobody."""

    expires: datetime
    waits: datetime
    doubt: Refusal | None
    page_taken: datetime | None
    behind: str | None = ""


@dataclass(frozen=True, slots=True)
class Mandate:
    """Leave to put exactly one amendment in force now. Only `mandate` makes one."""

    amendment: str
    hands: tuple[str, ...]
    _minted: object = None

    def __post_init__(self) -> None:
        if self._minted is not _MINT:
            raise TypeError("a mandate comes only from the check of signatures")


def recovers(view: State, filed: Filed) -> bool:
    """Whether it replaces a lost key: the holder is paged, and it waits longer."""
    if filed.amendment.charge is not Charge.PERSON:
        return False
    return view.roster.recovers(as_object(filed.amendment.content["person"], "person"))


def hands_of(
    view: State, filed: Filed, moment: Moment, limits: Limits
) -> tuple[str, ...] | Refusal:
    """Whose hands count now: given in time, with keys that have rested, by people still alive."""
    opened = filed.opened.seen
    latest = min(filed.amendment.approve_until, opened + limits.approve_within)

    def discounted(signed: Signed) -> str:
        if view.glass(signed.signer, moment.expires):
            return f"{signed.signer} broke the glass"
        if signed.signer == moment.behind:
            return f"{signed.signer}: in their own matter"
        if signed.seen > latest:
            return f"{signed.signer}: too late"
        since = view.roster.since.get(signed.key)
        if since is not None and moment.waits < since + limits.key_rests:
            return f"{signed.signer}: the key is new until {stamp(since + limits.key_rests)}"
        return ""

    return quorum(view.founded, view.roster, filed, view.more_hands, moment.expires, discounted)


def mandate(view: State, filed: Filed, moment: Moment, limits: Limits) -> Mandate | Refusal:
    """Every check, in the order in which a refusal says most; a mandate when none refuses."""
    if filed.settled:
        return Refusal(Problem.ALREADY_DECIDED, filed.settled, "amendment", "I9")
    until = filed.amendment.approve_until + APPLY_WITHIN
    if moment.expires > until:
        return Refusal(Problem.EXPIRED, f"to be applied by {stamp(until)}", "approve_by", "I4")
    hands = hands_of(view, filed, moment, limits)
    if isinstance(hands, Refusal):
        return hands
    if moment.behind is None:
        return Refusal(Problem.NOT_FOUND, "it stands for nobody here", "content", "I2")
    if moment.doubt:
        return moment.doubt
    why = unfit_now(view, filed, moment.expires)
    if why:
        return Refusal(Problem.VERSION_STALE, why, "content")
    if moment.page_taken is None:
        return Refusal(Problem.PAGE_NOT_TAKEN, "on-call has not taken the page", None, "I9")
    ready = ready_at(view, filed, moment.page_taken, limits)
    if moment.waits < ready:
        return Refusal(Problem.COOLING_OFF, f"until {stamp(ready)}", None, "I10")
    return Mandate(filed.amendment.id, hands, _MINT)


def ready_at(view: State, filed: Filed, page_taken: datetime, limits: Limits) -> datetime:
    """When the delay of its charge has passed since the last approval and the page about it."""
    last = max(s.seen for s in filed.approvals.values())
    delay = limits.delay(filed.amendment.charge, recovers=recovers(view, filed))
    return max(last, page_taken) + delay
