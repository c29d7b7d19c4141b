"""A notice of content that is illegal or against the terms, and what it needs to count. Pure.

Article 16(2) of the DSA names the elements; a notice that has them lets a diligent reader see what
is meant without a detailed legal examination (Article 16(3)).
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from quorate.accounts.subject import Subject
from quorate.intake.model import BODY_CHARACTERS, Report, ReportKind
from quorate.intake.wellformed import is_clean
from quorate.mail.model import ADDRESS, LONGEST_ADDRESS
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

FORM: Final = "notice:form"
NOTICE: Final = "notice"
NOTIFIER: Final = "notifier"
OTHER: Final = "other"
LONGEST_LOCATION: Final = 2_000
LONGEST_NAME: Final = 200


class Ground(StrEnum):
    """What the content is said to break."""

    ILLEGAL = "illegal"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class Notice:
    """What was typed. `category` is an area of the policies in force, or OTHER. `child_abuse` says
    that it is about an offence of Articles 3 to 7 of Directive 2011/93/EU: then nobody has to say
    who they are. `language` is the one to answer in, `account` whoever the person says wrote it."""

    explanation: str
    location: str
    account: str
    category: str
    ground: str
    name: str
    email: str
    child_abuse: bool
    good_faith: bool
    language: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A notice that has its elements, as a door hands it in under its source's own key.

    `voice` knows its notifier again: a keyed hash of address or reporter, None where neither is
    known. `reporter` is the platform's id of whoever gave it, where the source says one.
    """

    notice: Notice
    subject: Subject
    key: str
    token_hash: bytes
    voice: bytes | None
    reporter: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The answer: it is recorded. `held_until` says that it is in no case, since its notifier is
    suspended until then (Article 23(2))."""

    id: UUID
    case: UUID | None
    held_until: datetime | None


def faults(notice: Notice, areas: Collection[str]) -> list[Refusal]:
    """Every element that is missing or does not fit, each naming its field; none when it counts."""
    return [*_missing(notice, areas), *_unfit(notice)]


def _missing(notice: Notice, areas: Collection[str]) -> Iterator[Refusal]:
    bad = Problem.BODY_INVALID
    if not notice.location.strip():
        yield Refusal(bad, "say exactly where it is", "location")
    if notice.ground not in set(Ground):
        yield Refusal(bad, "say whether it breaks the law or the terms", "ground")
    if notice.category not in {*areas, OTHER}:
        yield Refusal(bad, "choose what it is about", "category")
    if not notice.explanation.strip():
        yield Refusal(bad, "say why it is wrong", "explanation")
    if not notice.child_abuse and not notice.name.strip():
        yield Refusal(bad, "your name is needed", "name")
    if not notice.child_abuse and not notice.email:
        yield Refusal(bad, "your e-mail address is needed", "email")
    if not notice.good_faith:
        yield Refusal(bad, "confirm that you believe it to be accurate and complete", "good_faith")


def _unfit(notice: Notice) -> Iterator[Refusal]:
    texts = (
        ("location", notice.location, LONGEST_LOCATION),
        ("account", notice.account, LONGEST_LOCATION),
        ("explanation", notice.explanation, BODY_CHARACTERS),
        ("name", notice.name, LONGEST_NAME),
    )
    for field, text, most in texts:
        if len(text) > most:
            yield Refusal(Problem.BODY_INVALID, f"at most {most} characters are taken here", field)
        elif not is_clean(text):
            yield Refusal(Problem.BODY_INVALID, "it has a character that cannot be stored", field)
    email = notice.email
    if email and (len(email) > LONGEST_ADDRESS or not _is_address(email)):
        yield Refusal(Problem.BODY_INVALID, "this is not an e-mail address", "email")


def _is_address(text: str) -> bool:
    return text.isprintable() and ADDRESS.fullmatch(text) is not None


def digest_of(handed: Handed) -> bytes:
    """SHA-256 over all that was handed in but the key, so that a key says one thing."""
    said = {**asdict(handed.notice), "subject": list(asdict(handed.subject).values())}
    whole = {**said, "reporter": handed.reporter}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).digest()


def report_of(handed: Handed, source: str, notifier: str | None) -> Report:
    """The report that it becomes. Name and address are no part of it: reviewers need neither, and
    what is reported is proposed, digested and searched."""
    notice, subject = handed.notice, handed.subject
    evidence: dict[str, object] = {"kind": NOTICE, "location": notice.location}
    evidence["ground"] = notice.ground
    if subject.kind is SubjectKind.MESSAGE:
        room, event, _ = subject.native.split("/", 2)
        evidence |= {"room_id": room, "event_id": event}
    return Report(
        source=source,
        key=handed.key,
        kind=ReportKind.REPORT,
        subject=subject,
        category=notice.category,
        reporter=handed.reporter or notifier,
        body=notice.explanation,
        language=notice.language,
        evidence=[evidence],
    )
