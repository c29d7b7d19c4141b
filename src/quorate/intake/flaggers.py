"""Trusted flaggers: whom a Digital Services Coordinator named (DSA, Article 22). Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from quorate.intake.notices import FORM, LONGEST_NAME
from quorate.vocabulary.problems import Problem, Refusal

FLAGGER: Final = "flagger"
_DOMAIN: Final = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}")
_SOURCE: Final = re.compile(r"[!-~]{1,64}")


class SuspendReason(StrEnum):
    """Why a flagger's notices get no priority for now (Article 22(6))."""

    COORDINATOR_INVESTIGATES = "coordinator_investigates"
    INACCURATE = "inaccurate"
    TOO_IMPRECISE = "too_imprecise"
    UNSUBSTANTIATED = "unsubstantiated"


@dataclass(frozen=True, slots=True)
class Flagger:
    """`source` names the intake token that it sends with, `domain` where its addresses are.

    `number` counts what was decided about it. Its name and contact stand in no entry of the log.
    """

    id: UUID
    name: str
    contact: str
    source: str | None
    domain: str | None
    awarded_by: str
    areas: tuple[str, ...]
    since: datetime
    until: datetime | None
    suspended: SuspendReason | None = None
    number: int = 1

    def counts_for(self, area: str, now: datetime) -> bool:
        """Whether a notice about this area has its priority at `now`."""
        ended = self.until is not None and now >= self.until
        return area in self.areas and self.since <= now and not ended and self.suspended is None


def decide_add(flagger: Flagger, areas: Collection[str]) -> Flagger | Refusal:
    """A new one, or the first field that does not fit. `areas` are those of policies in force."""
    for field, text in (("name", flagger.name), ("contact", flagger.contact)):
        if not 1 <= len(text) <= LONGEST_NAME or not text.isprintable():
            return Refusal(
                Problem.BODY_INVALID, f"1 to {LONGEST_NAME} characters are needed", field
            )
    if not 1 <= len(flagger.awarded_by) <= LONGEST_NAME or not flagger.awarded_by.isprintable():
        return Refusal(Problem.BODY_INVALID, "name the coordinator", "awarded_by")
    if flagger.source is None and flagger.domain is None:
        return Refusal(Problem.BODY_INVALID, "name an intake token or a domain", "source")
    # Whoever fills in the form would be one.
    if flagger.source is not None and (
        flagger.source == FORM or not _SOURCE.fullmatch(flagger.source)
    ):
        return Refusal(Problem.BODY_INVALID, "this is no name of an intake token", "source")
    if flagger.domain is not None and not _DOMAIN.fullmatch(flagger.domain):
        return Refusal(Problem.BODY_INVALID, "this is no domain", "domain")
    if not flagger.areas or not set(flagger.areas) <= set(areas):
        return Refusal(Problem.BODY_INVALID, "choose areas of the policies in force", "areas")
    if flagger.until is not None and flagger.until <= flagger.since:
        return Refusal(Problem.BODY_INVALID, "it ends before it begins", "until")
    return flagger


def decide_suspend_flagger(
    flagger: Flagger, number: int, reason: SuspendReason
) -> Flagger | Refusal:
    """Takes its priority away. Refused: VERSION_STALE, ALREADY_DECIDED."""
    if flagger.number != number:
        return Refusal(Problem.VERSION_STALE, "somebody changed the flagger meanwhile", "version")
    if flagger.suspended is not None:
        return Refusal(Problem.ALREADY_DECIDED, "the flagger is suspended already", "flagger")
    return replace(flagger, suspended=reason, number=flagger.number + 1)


def decide_restore_flagger(flagger: Flagger) -> Flagger | Refusal:
    """Gives it back at once. Refused: ALREADY_DECIDED."""
    if flagger.suspended is None:
        return Refusal(Problem.ALREADY_DECIDED, "the flagger is not suspended", "flagger")
    return replace(flagger, suspended=None, number=flagger.number + 1)


def decide_end(flagger: Flagger, number: int, now: datetime) -> Flagger | Refusal:
    """Its status ends now, since the coordinator revoked it. Refused: as above."""
    if flagger.number != number:
        return Refusal(Problem.VERSION_STALE, "somebody changed the flagger meanwhile", "version")
    if flagger.until is not None and flagger.until <= now:
        return Refusal(Problem.ALREADY_DECIDED, "its status has ended already", "flagger")
    return replace(flagger, until=max(now, flagger.since), number=flagger.number + 1)
