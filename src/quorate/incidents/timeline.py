"""Who did what, when and why, in words: steps out of entries, and how long lay between them.

Pure, but that a page's language is spoken; where there is no page it is English. What an entry does
not say itself (a person's role then, what a proposal was about, a policy's name) is asked of
`Known`, which reads it from other entries of the same log.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from quorate.decisions.statement import Statement
from quorate.incidents.sentences import NOBODY, sentence, spoken, text_of
from quorate.languages.retelling import retell
from quorate.languages.tongues import say, spelled
from quorate.ledger.entry import Entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.problems import FACTS, Problem

# The promise that a refusal of this kind keeps (docs/reference/invariants.md).
PROMISES: Final = {
    Problem.ACTION_IRREVERSIBLE: "I1",
    Problem.ALREADY_DECIDED: "I18",
    Problem.CAP_REACHED: "I17",
    Problem.CASE_NEEDED: "I8",
    Problem.CHANNEL_NOT_COUNTED: "I1",
    Problem.CLOCK_DOUBT: "I13",
    Problem.COOLING_OFF: "I11",
    Problem.DIGEST_MISMATCH: "I3",
    Problem.EXPIRED: "I4",
    Problem.IDENTITY_SEALED: "I9",
    Problem.KEY_UNKNOWN: "I5",
    Problem.LEDGER_STALE: "I13",
    Problem.LEDGER_UNAVAILABLE: "I14",
    Problem.LOOKS_CAPPED: "I17",
    Problem.NARROWED: "I6",
    Problem.PAGE_NOT_TAKEN: "I11",
    Problem.PEOPLE_STALE: "I13",
    Problem.PERSON_NOT_ALIVE: "I5",
    Problem.PLATFORM_UNAVAILABLE: "I13",
    Problem.POLICY_BROKEN: "I13",
    Problem.POLICY_UNKNOWN: "I3",
    Problem.PUBLIC_INTEREST_MISSING: "I1",
    Problem.PURPOSE_NOT_ALLOWED: "I8",
    Problem.QUORUM_MISSING: "I1",
    Problem.SELF_EXCLUDED: "I2",
    Problem.SETTINGS_NOT_PINNED: "I9",
    Problem.SIGNATURE_INVALID: "I3",
    Problem.TIER_CAPPED: "I9",
    Problem.TIER_UNREAD: "I13",
}
MARKS: Final = {
    Event.PROPOSAL_OPENED: "proposed",
    Event.PROPOSAL_APPROVED: "last approval",
    Event.PAGE_SENT: "on-call paged",
    Event.EFFECT_INTENDED: "begun",
    Event.EFFECT_DONE: "in force",
    Event.EFFECT_ENDED: "ended",
    Event.EFFECT_RESTORED: "restored",
}
DETAILS: Final = ("reason_commitment", "purpose", "field", "criterion", "missing", "asked_by")
"""What an entry says of itself, in reading order."""
_CLOSED: Final = frozenset({"criterion", "field", "missing", "purpose"})
_FIRST: Final = frozenset({Event.PAGE_SENT, Event.EFFECT_INTENDED, Event.EFFECT_DONE})
CASE_MARKS: Final = {Event.CASE_OPENED: "reported", Event.CASE_CLAIMED: "claimed"}


@dataclass(frozen=True, slots=True)
class Who:
    """A person as the newest signed row before an entry had them; `leaf` is where that stands."""

    id: str
    roles: tuple[str, ...]
    team: str
    employment: str
    leaf: int


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Where a key was enrolled, for whom, and where it signs."""

    leaf: int
    person: str
    channel: str


@dataclass(frozen=True, slots=True)
class Written:
    """A policy's name and version, and where its text was put in force."""

    leaf: int
    name: str


class Known(Protocol):
    """What other entries of the log say."""

    def proposal(self, name: str, leaf: int) -> Statement | None:
        """What a proposal is about that the entry `leaf` names."""
        ...

    def who(self, person: str, leaf: int) -> Who | None:
        """The person's row before that entry."""
        ...

    def key(self, identifier: str) -> Enrolled | None:
        """Where the key was enrolled."""
        ...

    def policy(self, digest: str) -> Written | None:
        """Which policy has this hash."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the log; `entry` is None for a row that is none of ours, `flaw` says why a row
    does not count."""

    leaf: int
    body: bytes
    entry: Entry | None
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. `gap` is seconds since the step before, None for the first;
    `refused` names the promise that was kept; `flaw` says why the entry does not count."""

    leaf: int
    at: datetime | None
    event: str
    who: str
    whom: str
    what: str
    details: tuple[tuple[str, str], ...]
    gap: float | None
    refused: str
    flaw: str


@dataclass(slots=True)
class Course:
    """One proposal from the report to the end: what happened when, and how long it was in force.

    `exposure` counts seconds to the restore or its own end, or to `now` while `lasting`.
    """

    proposal: str
    action: str
    ref: str
    marks: dict[str, datetime] = field(default_factory=dict[str, datetime])
    exposure: float | None = None
    lasting: bool = False

    def legs(self) -> list[tuple[str, str, float]]:
        """From what to what, and the seconds between."""
        marks = sorted(self.marks.items(), key=lambda mark: mark[1])
        pairs = itertools.pairwise(marks)
        return [(one, two, (later - at).total_seconds()) for (one, at), (two, later) in pairs]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Steps in the log's order, and each proposal's course as far as they tell it."""

    steps: tuple[Step, ...]
    courses: tuple[Course, ...]


def tell(entries: Sequence[Told], known: Known, now: datetime) -> Timeline:
    """The timeline of these entries."""
    steps: list[Step] = []
    before: datetime | None = None
    for told in entries:
        step = _step(told, known, before)
        before = step.at or before
        steps.append(step)
    return Timeline(tuple(steps), tuple(_courses(entries, known, now)))


def _step(told: Told, known: Known, before: datetime | None) -> Step:
    entry = told.entry
    if entry is None:
        what = say("a row of %(bytes)s bytes that is no entry", bytes=len(told.body))
        flaw = retell(told.flaw) or say("no entry")
        return Step(told.leaf, None, "?", say(NOBODY), "", what, (), None, "", flaw)
    proposal = known.proposal(proposal_of(entry.data), told.leaf)
    who = actor_of(entry)
    row = known.who(who, told.leaf)
    gap = None if before is None else (entry.instant - before).total_seconds()
    return Step(
        told.leaf,
        entry.instant,
        entry.event,
        say(NOBODY) if who == NOBODY else who,
        _as_row(row),
        sentence(entry, proposal),
        tuple(_details(entry, proposal, known)),
        gap,
        _refused(entry),
        retell(told.flaw),
    )


def actor_of(entry: Entry) -> str:
    """Who did it: the signer, the person whom a process names, or the process itself."""
    named = text_of(entry.data.get("order"), "signer")
    named = named or text_of(entry.data, "signer") or text_of(entry.data, "by")
    return entry.by if entry.attested is Attested.PERSON else named or entry.by or NOBODY


def _as_row(row: Who | None) -> str:
    if row is None:
        return ""
    return say(
        "%(roles)s, %(employment)s, team %(team)s",
        roles=", ".join(spelled(role.replace("_", "-")) for role in row.roles),
        employment=spelled(row.employment),
        team=row.team,
    )


def _details(entry: Entry, proposal: Statement | None, known: Known) -> Iterable[tuple[str, str]]:
    data = entry.data
    said = proposal if entry.event is Event.PROPOSAL_OPENED else None
    if said is not None:
        yield say("policy"), _policy(said.policy, known)
        yield say("case"), said.case.id
        yield (
            say("case opened by"),
            say(
                "%(creator)s, handed out by %(assigner)s",
                creator=said.case.creator,
                assigner=said.case.assigner,
            ),
        )
        for name, value in said.parameters:
            yield spoken(name), value
    if key := text_of(data, "key") or entry.key:
        yield say("key"), _key(key, known)
    for name in DETAILS:
        if value := _value(name, data.get(name)):
            yield spoken(name), value
    if reason := text_of(data.get("amendment"), "reason"):
        yield say("reason commitment"), reason
    if entry.event is Event.EFFECT_INTENDED and text_of(data, "inverse"):
        yield say("inverse digest"), text_of(data, "inverse")
    if entry.attested is Attested.PROCESS:
        signed = say("%(by)s, signed", by=entry.by) if entry.sig else ""
        yield say("vouched for by"), signed or say("%(by)s, unsigned", by=entry.by)


def _value(name: str, value: object) -> str:
    """The words of closed lists as people write them, all else as it stands."""
    told = spelled if name in _CLOSED else str
    if isinstance(value, list):
        return ", ".join(told(str(part)) for part in value)  # pyright: ignore
    return told(value) if isinstance(value, str) else ""


def _policy(digest: str, known: Known) -> str:
    found = known.policy(digest)
    if found is None:
        return digest
    return say("%(policy)s (entry %(entry)s)", policy=found.name, entry=found.leaf)


def _key(identifier: str, known: Known) -> str:
    found = known.key(identifier)
    if found is None:
        return identifier
    return say(
        "%(key)s, %(channel)s key of %(person)s, enrolled by entry %(entry)s",
        key=identifier,
        channel=spelled(found.channel),
        person=found.person,
        entry=found.leaf,
    )


def _refused(entry: Entry) -> str:
    named = text_of(entry.data, "problem")
    if not named or named not in set(Problem):
        return named
    problem = Problem(named)
    promise = PROMISES.get(problem)
    return f"{say(FACTS[problem].title)}{f' ({promise})' if promise else ''}"


def _courses(entries: Sequence[Told], known: Known, now: datetime) -> list[Course]:
    found: dict[str, Course] = {}
    cases: dict[str, dict[str, datetime]] = {}
    for told in entries:
        entry = told.entry
        if entry is None or told.flaw:
            continue
        _of_case(entry, cases)
        said = known.proposal(proposal_of(entry.data), told.leaf)
        mark = MARKS.get(entry.event)
        if said is None or mark is None:
            continue
        course = found.get(said.proposal)
        if course is None:
            course = Course(said.proposal, said.action, said.target.ref)
            course.marks.update(cases.get(said.case.id, {}))
            found[said.proposal] = course
        if entry.event not in _FIRST or mark not in course.marks:
            course.marks[mark] = entry.instant
    for course in found.values():
        _expose(course, now)
    return list(found.values())


def _of_case(entry: Entry, cases: dict[str, dict[str, datetime]]) -> None:
    mark = CASE_MARKS.get(entry.event)
    if mark is not None:
        cases.setdefault(text_of(entry.data, "case"), {})[mark] = entry.instant


def proposal_of(data: Mapping[str, object]) -> str:
    """The proposal that an entry names, empty where it names none."""
    return text_of(data, "proposal") or text_of(data.get("statement"), "proposal")


def _expose(course: Course, now: datetime) -> None:
    began = course.marks.get("in force")
    if began is None:
        return
    over = [course.marks[mark] for mark in ("restored", "ended") if mark in course.marks]
    ended = min(over, default=None)
    course.lasting = ended is None
    course.exposure = max(((ended or now) - began).total_seconds(), 0.0)
