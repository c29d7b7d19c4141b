"""The test of public interest: what a proposer answers before silencing a protected subject.

The answers are kept beside the log; their digest stands in the signed statement's parameters, so
that whoever approves signs what was answered. They name offices and harms, never private people.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import rfc8785

from quorate.decisions.statement import Statement
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, is_digest, text
from quorate.vocabulary.kinds import LessIntrusive

PARAMETER = "public_interest"
LONGEST = 600
QUESTIONS = {
    "speaker": "Who speaks?",
    "office": "In which office or role?",
    "harm": "Which harm does it do, to whom?",
    "considered": "Which less intrusive measure was considered?",
    "insufficient": "Why is that not enough?",
}


@dataclass(frozen=True, slots=True)
class PublicInterest:
    """One proposer's answers, in the order in which they are asked."""

    speaker: str
    office: str
    harm: str
    considered: LessIntrusive
    insufficient: str

    def fields(self) -> dict[str, Json]:
        """The answers as a JSON object."""
        return asdict(self)

    def digest(self) -> str:
        """How the answers stand in a statement: SHA-256 of their canonical JSON, hex."""
        return hashlib.sha256(rfc8785.dumps(asdict(self))).hexdigest()

    def told(self) -> list[tuple[str, str]]:
        """Question and answer, for people; the texts are hostile and get escaped."""
        return [(asked, str(getattr(self, name))) for name, asked in QUESTIONS.items()]


def _answer(row: Mapping[str, object], name: str) -> str:
    found = text(row, name).strip()
    if not found or len(found) > LONGEST:
        raise ValueError(f"{name}: 1 to {LONGEST} characters")
    return found


def read_interest(value: object) -> PublicInterest:
    """Answers from parsed JSON or a form. Raises ValueError naming the field that does not fit."""
    row = as_object(value, PARAMETER)
    if set(row) != set(QUESTIONS):
        raise ValueError(f"{PARAMETER}: fields are not exactly {', '.join(QUESTIONS)}")
    considered = text(row, "considered")
    if considered not in set(LessIntrusive):
        raise ValueError(f"considered: one of {', '.join(LessIntrusive)}")
    return PublicInterest(
        _answer(row, "speaker"),
        _answer(row, "office"),
        _answer(row, "harm"),
        LessIntrusive(considered),
        _answer(row, "insufficient"),
    )


def interest_digest(statement: Statement) -> str:
    """The digest that the statement carries; empty when it carries none."""
    found = dict(statement.parameters).get(PARAMETER, "")
    return found if is_digest(found) else ""


def answers_of(statement: Statement, value: object) -> PublicInterest | None:
    """The answers shown for a statement; None when none were. Raises ValueError for others."""
    if value is None:
        return None
    found = read_interest(value)
    if found.digest() != interest_digest(statement):
        raise ValueError("the answers shown are not those that the statement carries")
    return found
