"""Where a report stands on its way through NATS: its stream, its partition, its subject. Pure.

A source has a stream of its own: what it floods is its own, and the stream's message ids, by which
NATS knows what was sent twice, are nobody else's to use up.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from quorate.accounts.subject import Subject
from quorate.intake.model import ReportKind

PARTITIONS: Final = "0123456789abcdef"
ASIDE: Final = "quorate-aside"
ASIDE_SUBJECTS: Final = "quorate.aside.>"
_PLACE: Final = re.compile(r"quorate\.intake\.([A-Za-z0-9_-]{1,64})\.(alarm|report)\.([0-9a-f])")


@dataclass(frozen=True, slots=True)
class Partition:
    """One sixteenth of what a source sends: what is about one subject is in one of them."""

    source: str
    digit: str

    @property
    def stream(self) -> str:
        """The stream that holds it."""
        return stream_of(self.source)

    @property
    def consumer(self) -> str:
        """The stream's durable consumer of this partition."""
        return f"partition-{self.digit}"

    @property
    def subjects(self) -> str:
        """What the consumer is shown."""
        return f"quorate.intake.{self.source}.*.{self.digit}"

    def __str__(self) -> str:
        return f"{self.source}/{self.digit}"


@dataclass(frozen=True, slots=True)
class Place:
    """What the subject of a message says of it; the permissions of NATS vouch for the source."""

    partition: Partition
    kind: ReportKind


def stream_of(source: str) -> str:
    """The name of a source's stream."""
    return f"quorate-{source}"


def subjects_of(source: str) -> list[str]:
    """All that a source may publish to. Each is named, so that a message to any other subject is
    refused to its publisher, where one that no consumer is shown would stay in the stream."""
    return [
        f"quorate.intake.{source}.{kind}.{digit}" for kind in ReportKind for digit in PARTITIONS
    ]


def aside_subject(source: str) -> str:
    """Where what was set aside of a source stands."""
    return f"quorate.aside.{source}"


def partitions(sources: Iterable[str]) -> list[Partition]:
    """Those of all sources."""
    return [Partition(source, digit) for source in sources for digit in PARTITIONS]


def digit_of(subject: Subject) -> str:
    """The partition of all that is about a subject: the first hex digit of a SHA-256."""
    named = f"{subject.connector}\n{subject.kind}\n{subject.native}"
    return hashlib.sha256(named.encode(errors="replace")).hexdigest()[0]


def place_of(subject: str) -> Place | None:
    """Of a message's subject; None for one that is no report's."""
    found = _PLACE.fullmatch(subject)
    if found is None:
        return None
    source, kind, digit = found.groups()
    return Place(Partition(source, digit), ReportKind(kind))
