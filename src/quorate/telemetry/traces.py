"""A case's whole way as one trace, over all processes.

The trace of a case is made from the case's id, which every row and entry on the way names: nothing
has to be carried beside it, and a process that was killed goes on in the same trace. Between two
processes that call each other, W3C Trace Context carries it.

Nothing of OpenTelemetry is loaded here: a step is a few numbers until `exporting` has set a sink.
"""

import hashlib
import re
import secrets
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol, TypeAlias
from uuid import UUID

Facts: TypeAlias = Mapping[str, str | int]
"""What a span tells beside its times: closed words and numbers."""
_PARENT: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_TRACE_DOMAIN: Final = b"quorate/trace/v1\n"
HEADER: Final = "traceparent"


@dataclass(frozen=True, slots=True)
class Place:
    """A span as others name it: 16 bytes and 8, as numbers above 0."""

    trace: int
    span: int

    def header(self) -> str:
        """As W3C Trace Context writes it, sampled."""
        return f"00-{self.trace:032x}-{self.span:016x}-01"


class Side(Enum):
    """Which end of a call a span is."""

    INSIDE = "inside"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Span:
    """Something that was done. Times are nanoseconds since 1970."""

    name: str
    place: Place
    parent: Place | None
    began: int
    ended: int
    facts: Facts
    failed: bool = False
    side: Side = Side.INSIDE
    link: Place | None = None


class Sink(Protocol):
    """Where finished spans go."""

    def take(self, span: Span) -> None:
        """Must not block; from any thread."""
        ...


@dataclass(slots=True)
class Ongoing:
    """What is being done here, for the steps within and for the lines of the log. The case of a
    request is known only when it has been read."""

    place: Place
    case: UUID | None = None
    parent: Place | None = None
    facts: dict[str, str | int] = field(default_factory=dict[str, str | int])

    def about(self, case: UUID) -> None:
        """The first case that it touches is the one that it is about."""
        if self.case is None:
            self.case = case
            self.place = Place(trace_of(case), self.place.span)


_sinks: Final[list[Sink]] = []
_ongoing: ContextVar[Ongoing | None] = ContextVar("ongoing", default=None)


def send_to(sink: Sink | None) -> None:
    """From now on; None ends it."""
    _sinks[:] = [] if sink is None else [sink]


def wanted() -> bool:
    """Whether anybody takes spans."""
    return bool(_sinks)


def trace_of(case: UUID) -> int:
    """The id of the case's trace. Hashed: samplers count on all bits being random."""
    return int.from_bytes(hashlib.sha256(_TRACE_DOMAIN + case.bytes).digest()[:16]) or 1


def root_of(case: UUID) -> Place:
    """The span under which all steps of a case stand."""
    root = hashlib.sha256(_TRACE_DOMAIN + b"root\n" + case.bytes).digest()[:8]
    return Place(trace_of(case), int.from_bytes(root) or 1)


def read_header(text: str) -> Place | None:
    """The place that a `traceparent` names, if it is one."""
    found = _PARENT.fullmatch(text)
    if found is None:
        return None
    trace, span = int(found[1], 16), int(found[2], 16)
    return Place(trace, span) if trace and span else None


def headers() -> dict[str, str]:
    """For a call to another process of ours."""
    found = _ongoing.get()
    return {HEADER: found.place.header()} if found and _sinks else {}


def current() -> str:
    """The id of the trace that is going on here, 32 hex digits; empty where there is none."""
    found = _ongoing.get()
    return f"{found.place.trace:032x}" if found else ""


def about(case: UUID) -> None:
    """What is going on here is about this case, if about none yet."""
    found = _ongoing.get()
    if found is not None:
        found.about(case)


def began() -> int:
    """This instant, as spans count."""
    return time.time_ns()


def opened(case: UUID, since: int) -> None:
    """The case has come to be: the root of its trace."""
    if _sinks:
        _take(Span("case", root_of(case), None, since, began(), {"quorate.case": case.hex}))


def done(name: str, case: UUID, since: int, **facts: str | int) -> None:
    """A step about a case that has just ended, within whatever is going on here."""
    about(case)
    if _sinks:
        place = Place(trace_of(case), _new())
        _take(Span(name, place, _parent(case), since, began(), {"quorate.case": case.hex, **facts}))


@contextmanager
def step(name: str, case: UUID, **facts: str | int) -> Generator[None]:
    """Something done about a case; steps within stand under it."""
    parent = _parent(case)
    now = Ongoing(Place(trace_of(case), _new()), case)
    token, since, failed = _ongoing.set(now), began(), True
    try:
        yield
        failed = False
    finally:
        _ongoing.reset(token)
        told = {"quorate.case": case.hex, **facts}
        _take(Span(name, now.place, parent, since, began(), told, failed))


@contextmanager
def request(told: str, *, trusted: bool) -> Generator[Ongoing]:
    """An incoming request, whose span is told when it ends: with the facts that were filled in
    meanwhile, of which `name` is its name.

    `told` is its traceparent. A `trusted` caller is one of our own processes, whose trace goes on;
    a stranger's is linked to, for nobody outside may write into a case's trace.
    """
    caller = read_header(told)
    trace = caller.trace if caller and trusted else _new(16)
    now = Ongoing(Place(trace, _new()), parent=caller if trusted else None)
    token, since, failed = _ongoing.set(now), began(), True
    try:
        yield now
        failed = False
    finally:
        _ongoing.reset(token)
        if _sinks:
            link = caller if not trusted else None
            _take(_request(now, since, link, failed=failed))


def _request(now: Ongoing, since: int, link: Place | None, *, failed: bool) -> Span:
    parent, facts = now.parent, dict(now.facts)
    if now.case is not None:
        facts["quorate.case"] = now.case.hex
        if parent is None or parent.trace != now.place.trace:
            parent = root_of(now.case)
    name = str(facts.pop("name", "request"))
    return Span(name, now.place, parent, since, began(), facts, failed, Side.SERVER, link)


def _parent(case: UUID) -> Place:
    """What is going on here, if it is about the same case; else the case's root."""
    found = _ongoing.get()
    if found is None:
        return root_of(case)
    found.about(case)
    return found.place if found.case == case else root_of(case)


def _new(size: int = 8) -> int:
    return int.from_bytes(secrets.token_bytes(size)) or 1


def _take(span: Span) -> None:
    for sink in _sinks:
        sink.take(span)
