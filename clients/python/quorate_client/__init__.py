"""A small client of Quorate: reports and appeals, cases to read, and events to believe."""

from quorate_client.client import Backend, Reader, RefusedError
from quorate_client.events import Event, UnbelievedError, verified

__all__ = ["Backend", "Event", "Reader", "RefusedError", "UnbelievedError", "verified"]
