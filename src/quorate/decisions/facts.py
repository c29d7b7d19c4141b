"""What the person concerned is told about the facts of a decision (DSA, Article 17(3)(b)).

The proposer writes it. The text is kept beside the log; a salted commitment to it stands in the
signed statement's parameters, so that whoever approves signs what the person will read.
"""

from dataclasses import asdict, dataclass
from typing import Final

from quorate.decisions.statement import Statement
from quorate.intake.wellformed import is_clean
from quorate.ledger.commitment import Salted, new_salt
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, digest_text, is_digest, text
from quorate.vocabulary.kinds import ValueKind

PARAMETER: Final = "facts"
LONGEST: Final = 5000


@dataclass(frozen=True, slots=True)
class ToldFacts:
    """The text, 1 to 5,000 characters, and its salt, 64 hex digits."""

    text: str
    salt: str

    def fields(self) -> dict[str, Json]:
        """Text and salt as a JSON object."""
        return asdict(self)

    @property
    def salted(self) -> Salted:
        """What a statement commits to."""
        return Salted(ValueKind.FACTS, self.text, bytes.fromhex(self.salt))


def read_facts(value: object) -> ToldFacts:
    """A text with its salt from parsed JSON. Raises ValueError naming what does not fit."""
    row = as_object(value, PARAMETER)
    if set(row) != {"text", "salt"}:
        raise ValueError(f"{PARAMETER}: fields are not exactly text, salt")
    found = text(row, "text")
    if not found.strip() or len(found) > LONGEST or not is_clean(found):
        raise ValueError(f"{PARAMETER}: 1 to {LONGEST} characters, none of them NUL")
    return ToldFacts(found, digest_text(row, "salt"))


def given(said: str) -> ToldFacts | None:
    """A text just written, under a new salt; None for an empty one. Raises ValueError as
    `read_facts`."""
    found = "\n".join(said.splitlines()).strip()
    return read_facts({"text": found, "salt": new_salt().hex()}) if found else None


def kept_facts(value: Salted) -> ToldFacts:
    """A text as it is kept."""
    return ToldFacts(value.value, value.salt.hex())


def facts_commitment(statement: Statement) -> str:
    """The commitment that the statement carries; empty when it carries none."""
    found = dict(statement.parameters).get(PARAMETER, "")
    return found if is_digest(found) else ""


def facts_of(statement: Statement, value: object) -> ToldFacts | None:
    """The facts shown for a statement; None when none were. Raises ValueError for others."""
    if value is None:
        return None
    found = read_facts(value)
    if found.salted.commitment != facts_commitment(statement):
        raise ValueError("the facts shown are not those that the statement carries")
    return found
