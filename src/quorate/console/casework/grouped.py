"""Reports of one case in groups: one message that many report, or many send, is read once. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from quorate.cases.likeness import bands, normal
from quorate.cases.near import SHARED
from quorate.cases.queries import ReportRow
from quorate.vocabulary.evidence import Message, message
from quorate.vocabulary.media import Media, media

LONGEST_FIELD: Final = 300
MOST_FIELDS: Final = 20
Place = tuple[str, str]
"""Room and event of a message on its platform."""


@dataclass(slots=True)
class Group:
    """Reports of nearly the same message. `message` is the newest report's, None where its
    evidence has none; `places` are where such messages stand, newest first."""

    message: Message | None
    likeness: frozenset[int]
    reports: list[ReportRow] = field(default_factory=list[ReportRow])
    places: list[Place] = field(default_factory=list[Place])

    @property
    def said(self) -> list[tuple[ReportRow, int]]:
        """Reports whose words differ, with the number of each wording, the most frequent first."""
        first: dict[str, ReportRow] = {}
        counted: Counter[str] = Counter()
        for report in self.reports:
            if report.body:
                key = normal(report.body) or report.body
                first.setdefault(key, report)
                counted[key] += 1
        return [(first[key], number) for key, number in counted.most_common()]

    @property
    def media(self) -> list[Media]:
        """The pictures, films and sounds that these messages name, each once."""
        return reported(self.reports)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the newest report's evidence says beside messages: names and short values."""
        rows = [row for row in self.reports[0].evidence if message(row) is None]
        return [fact for row in rows for fact in _facts(row)][:MOST_FIELDS]

    def takes(self, found: Message | None, likeness: frozenset[int]) -> bool:
        """Whether such a message belongs here: alike, the same short text, or the same event."""
        if found is None or self.message is None:
            return found is self.message
        if likeness or self.likeness:
            return len(likeness & self.likeness) >= SHARED
        if found.text or self.message.text:
            return normal(found.text or "") == normal(self.message.text or "") != ""
        return found.event == self.message.event


def groups(reports: Sequence[ReportRow]) -> list[Group]:
    """In the order of each group's first report."""
    found: list[Group] = []
    for report in reports:
        first = _first_message(report)
        likeness = frozenset(bands(first.text or "")) if first else frozenset[int]()
        group = next((g for g in found if g.takes(first, likeness)), None)
        if group is None:
            group = Group(first, likeness)
            found.append(group)
        group.reports.append(report)
        if first and first.room and first.event and (first.room, first.event) not in group.places:
            group.places.append((first.room, first.event))
    return found


def reported(reports: Sequence[ReportRow]) -> list[Media]:
    """The media that reports name, each once, in their order."""
    items = (item for report in reports for item in report.evidence)
    return list(dict.fromkeys(one for item in items if (one := media(item))))


def text_of(report: ReportRow) -> str | None:
    """The text of the message that a report shows."""
    first = _first_message(report)
    return first.text if first else None


def _first_message(report: ReportRow) -> Message | None:
    return next((one for item in report.evidence if (one := message(item))), None)


def _facts(row: object) -> list[tuple[str, str]]:
    if not isinstance(row, Mapping):
        return []
    items = list(row.items())[:MOST_FIELDS]  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    return [
        (str(name)[:LONGEST_FIELD], str(value)[:LONGEST_FIELD])  # pyright: ignore[reportUnknownArgumentType]
        for name, value in items  # pyright: ignore[reportUnknownVariableType]
        if isinstance(value, str | int | float)
    ]
