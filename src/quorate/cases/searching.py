"""What cases are searched for, and the marks around a found word. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final

LONGEST = 300
# Around a found word, and in the place of brackets, between which PostgreSQL looks for no word.
# What somebody wrote loses these characters first.
FROM, TO = "\x01", "\x02"
BRACKETS: Final = {"\x03": "<", "\x04": ">"}
# How many rows of an answer are shown, and how many go into one file.
PAGE, EXPORTED = 25, 5000


@dataclass(frozen=True, slots=True)
class Search:
    """All that is asked for must be true of a case; None leaves it open.

    `text`, `reporter` and `source` must be true of one and the same report. `held_by` is who holds
    the case now; `policy` the hash of a policy under which something was proposed; `since` and
    `until` are days of UTC on which it was opened, both within.
    """

    text: str = ""
    state: str | None = None
    area: str | None = None
    language: str | None = None
    tier: int | None = None
    outcome: str | None = None
    held_by: str | None = None
    since: date | None = None
    until: date | None = None
    policy: str | None = None
    reporter: str | None = None
    source: str | None = None

    @property
    def reads_reports(self) -> bool:
        """Whether reports have to be read, and not cases alone."""
        return bool(self.text.strip() or self.reporter or self.source)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what somebody wrote; `found` where it is a word that was searched for."""

    text: str
    found: bool


_BACK: Final = str.maketrans(BRACKETS)


def pieces(marked: str) -> tuple[Piece, ...]:
    """Plain parts of a marked text, in order, so that each is escaped by itself."""
    parts: list[Piece] = []
    before, *others = marked.translate(_BACK).split(FROM)
    parts.append(Piece(before, found=False))
    for other in others:
        word, _, rest = other.partition(TO)
        parts += [Piece(word, found=True), Piece(rest, found=False)]
    return tuple(p for p in parts if p.text)


EXACTLY: Final = {"reporter": "by ", "source": "from "}


def exactly(search: Search) -> str:
    """The reporter and the source as text of a `tsquery`; empty where neither is asked for."""
    asked = {"reporter": search.reporter, "source": search.source}
    return " & ".join(lexeme(EXACTLY[name] + value) for name, value in asked.items() if value)


def lexeme(text: str) -> str:
    """One word of a `tsquery`, whatever stands in it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
