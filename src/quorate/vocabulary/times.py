"""Time at every edge: UTC, RFC 3339, milliseconds, `Z`. One instant has one spelling."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

_YEARS: Final = range(1000, 9000)
"""Far from both ends of the calendar, beyond which a deadline cannot be counted on."""


def stamp(instant: datetime) -> str:
    """The canonical spelling, `2026-11-24T11:00:00.000Z`; a naive datetime is a defect."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The instant of a canonical stamp; any other spelling raises ValueError, and so does a year
    that no calendar of ours reaches."""
    parsed = datetime.fromisoformat(text)
    if parsed.utcoffset() or stamp(parsed) != text or parsed.year not in _YEARS:
        raise ValueError(f"not a canonical instant: {text[:40]!r}")
    return parsed


def now() -> datetime:
    """The wall clock, aware and in UTC."""
    return datetime.now(UTC)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Waits so long, or until `stop` is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
