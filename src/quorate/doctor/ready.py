"""What a process says of itself where it shows itself to those who watch."""

from typing import Any, Final

import httpx2

_SECONDS: Final = 5.0


def missing(place: str) -> list[str] | None:
    """The parts that it lacks, at a port of this machine or at a socket; None where nobody
    answers."""
    port, socket = (place, None) if place.isdecimal() else (80, place)
    try:
        with httpx2.Client(transport=httpx2.HTTPTransport(uds=socket), timeout=_SECONDS) as client:
            told: dict[str, Any] = client.get(f"http://127.0.0.1:{port}/ready").json()
    except (httpx2.HTTPError, ValueError):
        return None
    return [str(part) for part in told.get("missing", ())]
