"""Which picture of a report is hashed, what can become of it, and when it is tried again. Pure.

Only what the platform's own effector took as a report has an address that it gives the bytes of, so
nothing is asked for what another source names. Encrypted media have none.
"""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

from quorate.vocabulary.media import MediaKind, media
from quorate.vocabulary.problems import Problem, Refusal

MOST_PIXELS: Final = 32_000_000
"""As Synapse takes for its thumbnails; a larger picture is not decoded."""
MOST_WAITING: Final = 10_000
"""Reports whose pictures wait; those beyond are left out, and counted."""
MOST_TRIES: Final = 8
LEASE: Final = timedelta(minutes=2)
"""For longer than fetching and hashing take together; a worker that was killed held it so long."""
_WITHHELD_TRIES: Final = 3
_FIRST_PAUSE: Final = timedelta(seconds=30)


class Outcome(StrEnum):
    """What became of a report's picture; each is counted."""

    COMPARED = "compared"
    LEFT_OUT = "left_out"
    NO_PICTURE = "no_picture"
    NOT_DECODED = "not_decoded"
    NOT_GIVEN = "not_given"
    TOO_LARGE = "too_large"
    UNREACHABLE = "unreachable"


def address_of(source: str, connector: str, evidence: Sequence[object]) -> str | None:
    """Where the platform has the picture of its own report, which names one at most."""
    if source != connector:
        return None
    found = (media(item) for item in evidence)
    return next((m.address for m in found if m and m.kind is MediaKind.IMAGE and m.address), None)


def again_after(tries: int, why: Refusal) -> timedelta | Outcome:
    """How long until the next try after so many; what it comes to once it is given up.

    What the platform does not give is asked for thrice, since its answer may be of the moment; an
    effector or a platform that is away is asked for two hours.
    """
    withheld = why.problem is Problem.MEDIA_NOT_SHOWN
    if tries >= (_WITHHELD_TRIES if withheld else MOST_TRIES):
        return Outcome.NOT_GIVEN if withheld else Outcome.UNREACHABLE
    return _FIRST_PAUSE * 2 ** (tries - 1)
