"""What both doors show of an incident: whom or what was asked about, and its timeline, proved.

No rule stands here. It exists so that the API and the console cannot differ.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from fastapi import Request

from quorate.accounts.subject import Subject
from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor
from quorate.effects.folds.state import ForgedError
from quorate.incidents.bundle import ENTRIES, bundle
from quorate.incidents.index import number_of
from quorate.incidents.looking import Asked, Look, Page
from quorate.incidents.naming import facts_name
from quorate.incidents.timeline import Timeline, tell
from quorate.ledger.errors import LedgerError
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import instant, stamp

EVERYTHING: Final = "incidents"
_OURS: Final = re.compile(r"(case|prop|amd)_[0-9a-f]{1,64}|[A-Za-z0-9_-]{43}")
_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks: an account's own id or pseudonym, a person, a case, a proposal, an
    amendment, or nothing but a time. Times are UTC, RFC 3339 or a form's `2026-11-25T16:45`."""

    about: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """What was asked in the ledger's own words, a page of entries, and their telling."""

    asked: Asked
    page: Page
    timeline: Timeline

    @property
    def at(self) -> str:
        """The time that the checkpoint's cosignature gives."""
        return stamp(datetime.fromtimestamp(self.page.under.seconds, UTC))


async def incident(
    request: Request, actor: Actor, wanted: Wanted, after: int, limit: int
) -> Incident:
    """The timeline, for who may see it. Raises what the gate, the effector or the ledger refuse."""
    now = dependencies(request).clock()

    def read(look: Look, asked: Asked) -> Incident:
        page = look.page(asked, after, limit)
        return Incident(asked, page, tell(page.entries, look, now))

    return await looked(request, actor, wanted, read)


async def proof(request: Request, actor: Actor, wanted: Wanted) -> bytes:
    """The bundle that proves itself, for who may see the timeline."""
    return await _whole(
        request, actor, wanted, lambda look, asked, page: bundle(look, asked, page.entries)
    )


async def print_out(request: Request, actor: Actor, wanted: Wanted) -> bytes:
    """The timeline as PDF, for who may see it; none of nothing."""

    def write(look: Look, asked: Asked, page: Page) -> bytes:
        from quorate.incidents.paper import printed  # noqa: PLC0415 # 17 MB, for whoever asks

        return printed(look, asked, page) if page.entries else b""

    found = await _whole(request, actor, wanted, write)
    if not found:
        refuse(Problem.NOT_FOUND, "nothing in the ledger names this", "about")
    return found


async def _whole(
    request: Request, actor: Actor, wanted: Wanted, write: Callable[[Look, Asked, Page], bytes]
) -> bytes:
    def read(look: Look, asked: Asked) -> bytes | None:
        page = look.page(asked, limit=ENTRIES)
        return None if page.cursor is not None else write(look, asked, page)

    found = await looked(request, actor, wanted, read)
    if found is None:
        refuse(Problem.BODY_INVALID, f"more than {ENTRIES} entries: name a shorter time", "since")
    return found


async def looked(
    request: Request, actor: Actor, wanted: Wanted, read: Callable[[Look, Asked], T]
) -> T:
    """What `read` finds in one look at the ledger; it runs beside the event loop."""
    deps = dependencies(request)
    allowed(deps, actor, Permission.INCIDENTS_READ, wanted.about or EVERYTHING)
    since, until = _instant(wanted.since, "since"), _instant(wanted.until, "until")
    if not (wanted.about or since or until):
        refuse(Problem.BODY_INVALID, "an account, a person, a case, a proposal or a time", "about")
    asked = Asked(await _name(request, wanted.about), since, until)
    return await _within(request, lambda look: read(look, asked))


async def _within(request: Request, read: Callable[[Look], T]) -> T:
    found = house(request)
    found.onlooker.catch_up()
    flaws = {forged.index: forged.reason for forged in found.onlooker.view.forged}
    if found.incidents is None:
        refuse(Problem.LEDGER_UNAVAILABLE, "this process keeps no index of the ledger")
    incidents = found.incidents

    def look() -> T:
        with incidents.look(flaws) as opened:
            return read(opened)

    try:
        return await asyncio.to_thread(look)
    except (LedgerError, ForgedError, OSError) as problem:
        refuse(Problem.LEDGER_UNAVAILABLE, str(problem)[:200])


async def _name(request: Request, about: str) -> str:
    """As the ledger writes it: an account goes by the pseudonym that the effector makes."""
    if not about or _OURS.fullmatch(about) or await _is_person(request, about):
        return about
    (connector,) = house(request).rules().genesis.connectors
    kind = SubjectKind.MESSAGE if "/" in about else SubjectKind.ACCOUNT
    found = accepted(await house(request).asking.resolve(Subject(connector, kind, about), []))
    return found.resolution.ref


async def _is_person(request: Request, name: str) -> bool:
    """Now or once: somebody who has left is asked about, too."""
    if name in house(request).rules().roster.people:
        return True
    return await _within(request, lambda look: look.knows(number_of(facts_name(name))))


def _instant(text: str, field: str) -> str:
    if not text:
        return ""
    if _LOCAL.fullmatch(text):
        text = stamp(datetime.fromisoformat(text).replace(tzinfo=UTC))
    try:
        return stamp(instant(text))
    except ValueError:
        refuse(Problem.BODY_INVALID, "an instant such as 2026-11-25T16:45:00.000Z", field)
