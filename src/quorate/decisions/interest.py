"""The test of public interest: what a proposer answers before silencing a protected subject.

The answers are kept beside the log; a salted commitment to them stands in the signed statement's
parameters, so that whoever approves signs what was answered. They name offices and harms, never
private people.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from quorate.decisions.statement import Statement
from quorate.intake.wellformed import is_clean, one_ended
from quorate.languages.tongues import say, word
from quorate.ledger.canonical import canonical
from quorate.ledger.commitment import Salted, new_salt
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, digest_text, is_digest, text
from quorate.vocabulary.kinds import LessIntrusive, ValueKind

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
    """One proposer's answers, in the order in which they are asked; `salt` is 64 hex digits."""

    speaker: str
    office: str
    harm: str
    considered: LessIntrusive
    insufficient: str
    salt: str

    def fields(self) -> dict[str, Json]:
        """The answers and the salt as a JSON object."""
        return asdict(self)

    @property
    def salted(self) -> Salted:
        """The canonical JSON of the answers, with the salt: what a statement commits to."""
        answers = {name: str(getattr(self, name)) for name in QUESTIONS}
        text = canonical(answers).decode()
        return Salted(ValueKind.PUBLIC_INTEREST, text, bytes.fromhex(self.salt))

    def lines(self) -> Mapping[str, str]:
        """Each answer by the name of its question, for people; the texts are hostile and get
        escaped. The measure, a word of a closed list, is in the page's language."""
        given = {name: str(getattr(self, name)) for name in QUESTIONS}
        return {**given, "considered": word(self.considered)}

    def told(self) -> list[tuple[str, str]]:
        """Question and answer, for people."""
        return [(say(QUESTIONS[name]), answer) for name, answer in self.lines().items()]


def _answer(row: Mapping[str, object], name: str) -> str:
    found = text(row, name).strip()
    if not found or len(found) > LONGEST or not is_clean(found):
        raise ValueError(f"{name}: 1 to {LONGEST} characters, none of them NUL")
    return found


def read_interest(value: object) -> PublicInterest:
    """Answers with their salt from parsed JSON. Raises ValueError naming the field that does not
    fit."""
    row = as_object(value, PARAMETER)
    if set(row) != {*QUESTIONS, "salt"}:
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
        digest_text(row, "salt"),
    )


def answered(value: object) -> PublicInterest:
    """Answers just given, without a salt yet; a form's line ends become the one character that it
    counts. Raises ValueError as `read_interest`, and for a salt that somebody else chose."""
    row = as_object(value, PARAMETER)
    if "salt" in row:
        raise ValueError(f"{PARAMETER}: the salt is made here")
    plain = {n: one_ended(v) if isinstance(v, str) else v for n, v in row.items()}
    return read_interest({**plain, "salt": new_salt().hex()})


def kept_interest(value: Salted) -> PublicInterest:
    """Answers as they are kept."""
    row = as_object(json.loads(value.value), PARAMETER)
    return read_interest({**row, "salt": value.salt.hex()})


def interest_commitment(statement: Statement) -> str:
    """The commitment that the statement carries; empty when it carries none."""
    found = dict(statement.parameters).get(PARAMETER, "")
    return found if is_digest(found) else ""


def answers_of(statement: Statement, value: object) -> PublicInterest | None:
    """The answers shown for a statement; None when none were. Raises ValueError for others."""
    if value is None:
        return None
    found = read_interest(value)
    if found.salted.commitment != interest_commitment(statement):
        raise ValueError("the answers shown are not those that the statement carries")
    return found
