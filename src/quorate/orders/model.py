"""An authority's order and what may become of it. Pure: the clock is an argument, people are facts.

An order silences nothing: once two people found its authority real, what it names becomes cases,
and those are decided as any.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final
from uuid import UUID

from quorate.intake.wellformed import is_clean
from quorate.orders.content import Content, Element, faults, misfit, missing
from quorate.people.model import Person, employed
from quorate.vocabulary.identifiers import ORDER, edge
from quorate.vocabulary.kinds import OrderGround, OrderKind, OrderOutcome
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.states import STATES, UNION
from quorate.vocabulary.times import stamp

IN_FORCE: Final = datetime(2022, 11, 16, tzinfo=UTC)
"""Since when the DSA is (Article 93(1)). A deadline of the year 1 would be so urgent that no queue
could be put in order any more."""
SOON: Final = timedelta(hours=24)
SHORTEST_ANSWER: Final = 20
LONGEST_ANSWER: Final = 5_000
_LONGEST_TAG: Final = 35


class Found(StrEnum):
    """What two people found about the authority; until then nothing may come of the order."""

    CHECKED = "checked"
    REJECTED = "rejected"


class How(StrEnum):
    """How somebody made sure that the authority is real and competent."""

    CALLED_BACK = "called_back"
    LIST = "list"
    PORTAL = "portal"


class Stage(StrEnum):
    """Where an order stands."""

    ANSWERED = "answered"
    CHECKED = "checked"
    INCOMPLETE = "incomplete"
    REJECTED = "rejected"
    UNCHECKED = "unchecked"


class Letter(StrEnum):
    """What the authority was told: that the order came (and what it lacks), or its answer."""

    ANSWER = "answer"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Word:
    """One person's signed word on the authority; `genuine` is whether they found it real."""

    person: str
    genuine: bool
    how: How
    said_at: datetime


@dataclass(frozen=True, slots=True)
class LegalOrder:
    """`state` is the authority's Member State; `territory` Member States or `EU`. `content` and
    `answer` are commitments to texts beside the log. `number` counts how often it was taken in:
    what was missing comes later. `given` are the private fields that were handed over."""

    id: UUID
    number: int
    kind: OrderKind
    state: str
    area: str
    language: str
    territory: tuple[str, ...]
    deadline: datetime
    received_at: datetime
    taken_at: datetime
    taken_by: str
    content: str
    items: int
    missing: tuple[Element, ...] = ()
    found: Found | None = None
    found_at: datetime | None = None
    told_at: datetime | None = None
    outcome: OrderOutcome | None = None
    ground: OrderGround | None = None
    given: tuple[PrivateField, ...] = ()
    effected_at: datetime | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str | None = None
    answer_told_at: datetime | None = None

    @property
    def name(self) -> str:
        """As it is named outside, `order_0199…`."""
        return edge(ORDER, self.id)

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        if self.outcome:
            return Stage.ANSWERED
        if self.found:
            return Stage(self.found)
        return Stage.INCOMPLETE if self.missing else Stage.UNCHECKED

    def waits(self) -> bool:
        """Whether something is still owed to the authority."""
        return self.stage not in (Stage.ANSWERED, Stage.REJECTED)

    def overdue(self, now: datetime) -> bool:
        """Whether its deadline has passed without an answer."""
        return self.waits() and now >= self.deadline

    def soon(self, now: datetime) -> bool:
        """Whether it is overdue, or will be within 24 hours."""
        return self.waits() and now >= self.deadline - SOON


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a door hands in: the plain facts of an order, beside its content."""

    kind: str
    state: str
    area: str
    language: str
    territory: tuple[str, ...]
    deadline: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the authority is told: `given` are the private fields handed over, `effected_at` is
    when effect was given."""

    outcome: OrderOutcome
    text: str
    ground: OrderGround | None = None
    given: tuple[PrivateField, ...] = ()
    effected_at: datetime | None = None

    def about(self) -> str:
        """What its signature is over, beside the text."""
        at = stamp(self.effected_at) if self.effected_at else "-"
        return " ".join([self.outcome, self.ground or "-", at, *sorted(self.given)])


def decide_receive(
    order: UUID,
    wanted: Wanted,
    content: Content,
    commitment: str,
    who: str,
    areas: Collection[str],
    now: datetime,
) -> LegalOrder | Refusal:
    """A new order, complete or not, or the first field that does not fit. What is missing is no
    fault: the authority is told what (Article 9(2)), and the order waits for it."""
    for fault in (*_unfit(wanted, areas, now), *faults(content, wanted.area)):
        return fault
    kind = OrderKind(wanted.kind)
    return LegalOrder(
        id=order,
        number=1,
        kind=kind,
        state=wanted.state,
        area=wanted.area,
        language=wanted.language,
        territory=tuple(sorted(set(wanted.territory))),
        deadline=wanted.deadline,
        received_at=wanted.received_at,
        taken_at=now,
        taken_by=who,
        content=commitment,
        items=len(content.items),
        missing=missing(kind, content, wanted.territory),
    )


def decide_complete(known: LegalOrder, again: LegalOrder) -> LegalOrder | Refusal:
    """What was missing has come: the order as it stands with it, still received when it first was.

    Refused: ALREADY_DECIDED where nothing was missing, since people vouch for what they read.
    """
    if known.stage is not Stage.INCOMPLETE:
        return Refusal(Problem.ALREADY_DECIDED, f"nothing is missing of {known.name}", "id")
    return replace(again, number=known.number + 1, received_at=known.received_at)


def _unfit(wanted: Wanted, areas: Collection[str], now: datetime) -> Iterator[Refusal]:
    scopes = set(wanted.territory)
    if wanted.kind not in set(OrderKind):
        yield misfit("an order to act, or to inform", "kind")
    if wanted.state not in STATES:
        yield misfit("the authority's Member State, such as DE", "state")
    if wanted.area not in areas:
        yield misfit("choose an area of the policies in force", "area")
    if not _is_tag(wanted.language):
        yield misfit("a tag of BCP 47 such as de is needed", "language")
    if not scopes <= {*STATES, UNION} or (UNION in scopes and len(scopes) > 1):
        yield misfit("Member States, or EU alone", "territory")
    if not IN_FORCE <= wanted.received_at <= now:
        since = stamp(IN_FORCE)[:10]
        yield misfit(f"not one to come, nor before there was the law, {since}", "received_at")
    if wanted.deadline <= wanted.received_at:
        yield misfit("it ends before it came", "deadline")


def _is_tag(said: str) -> bool:
    plain = said.replace("-", "")
    return plain.isascii() and plain.isalnum() and said[:2].isalpha() and len(said) <= _LONGEST_TAG


def apart(one: Person, other: Person) -> bool:
    """Two people of two teams, neither of whom manages the other."""
    tied = one.manager == other.id or other.manager == one.id
    return one.id != other.id and one.team != other.team and not tied


def vouched(people: Iterable[Person], now: datetime) -> bool:
    """Whether two of those who vouched stand apart; nobody alone, however often they say it. Who
    left or was locked out since counts no more (I5); off shift they count, for an order takes
    days."""
    here = [person for person in people if employed(person, now)]
    return any(apart(one, other) for one, other in combinations(here, 2))


def decide_word(
    order: LegalOrder,
    person: Person,
    words: Sequence[Word],
    others: Collection[Person],
    owners: Collection[str],
    now: datetime,
    *,
    genuine: bool,
) -> LegalOrder | Refusal:
    """One person's word on the authority. One no ends it; two who stand apart make it checked.

    `others` are those who vouched before, as they are now, `owners` the people here who own or
    wrote what it names, as far as is known. Refused: ALREADY_DECIDED where it was decided, or the
    person said the same before; SELF_EXCLUDED; BODY_INVALID while something is missing.
    """
    if order.found or order.outcome:
        return Refusal(Problem.ALREADY_DECIDED, f"{order.name} is {order.stage}", "id")
    if own := _own(person.id, owners):
        return own
    if not genuine:
        return replace(order, found=Found.REJECTED, found_at=now)
    if order.missing:
        return Refusal(Problem.BODY_INVALID, f"{order.name} lacks {order.missing[0]}", "id")
    if any(word.person == person.id and word.genuine for word in words):
        return Refusal(Problem.ALREADY_DECIDED, f"{person.id} vouched for it already", "id")
    if not vouched([person, *others], now):
        return order
    return replace(order, found=Found.CHECKED, found_at=now)


def _own(who: str, owners: Collection[str]) -> Refusal | None:
    """Nobody ends an order about themselves, nor lets it begin."""
    if who not in owners:
        return None
    return Refusal(
        Problem.SELF_EXCLUDED, "nobody has a word on an order about themselves", "signer", "I2"
    )


def decide_answer(
    order: LegalOrder,
    fields: Collection[str],
    said: Answer,
    who: str,
    owners: Collection[str],
    now: datetime,
) -> LegalOrder | Refusal:
    """The answer to a checked order; `fields` are the private fields that it asks for, `owners` as
    for a word.

    Refused: QUORUM_MISSING before two people checked the authority, ALREADY_DECIDED, SELF_EXCLUDED,
    BODY_INVALID for a field that the order does not name, a ground where there is none or the other
    way round, an instant of the effect that is none, a text of another length than 20 to 5,000
    characters.
    """
    if order.outcome or order.found is Found.REJECTED:
        return Refusal(Problem.ALREADY_DECIDED, f"{order.name} is {order.stage}", "id")
    if order.found is not Found.CHECKED:
        return Refusal(
            Problem.QUORUM_MISSING,
            "two people of two teams check the authority first",
            "id",
            missing=("checker",),
        )
    if own := _own(who, owners):
        return own
    for fault in _misfits(order, fields, said, now):
        return fault
    return replace(
        order,
        outcome=said.outcome,
        ground=said.ground,
        given=tuple(sorted(said.given)),
        effected_at=said.effected_at,
        answered_by=who,
        answered_at=now,
    )


def _misfits(
    order: LegalOrder, fields: Collection[str], said: Answer, now: datetime
) -> Iterator[Refusal]:
    refuses = said.outcome is OrderOutcome.NOT_CARRIED_OUT
    whole = said.outcome is OrderOutcome.CARRIED_OUT
    at, size = said.effected_at, len(said.text)
    if (said.ground is None) != whole:
        yield misfit("a ground, unless all of it was carried out", "ground")
    if (at is None) != refuses:
        yield misfit("when effect was given, where any was", "effected_at")
    if at is not None and not order.received_at <= at <= now:
        yield misfit("after the order came, and not to come", "effected_at")
    if not set(said.given) <= set(fields):
        yield misfit("the order does not name this field", "given")
    if refuses and said.given:
        yield misfit("nothing is given where nothing is carried out", "given")
    if not (SHORTEST_ANSWER <= size <= LONGEST_ANSWER and is_clean(said.text)):
        needed = f"{SHORTEST_ANSWER} to {LONGEST_ANSWER}"
        yield misfit(f"{needed} characters are needed, none of them NUL, these are {size}", "text")
