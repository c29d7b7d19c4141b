"""What a door does with a request for one's own data: resolve the account, then the room's verb."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from fastapi import Request

from quorate.accounts.subject import Subject
from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.api.steps.noticing import marks
from quorate.authority.gate import Actor
from quorate.exports import actions
from quorate.exports.actions import EXPORTS, Half, Wanted
from quorate.vocabulary.identifiers import EXPORT, uuid_of
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


async def ask(request: Request, actor: Actor, account: str, received: str, email: str) -> Half:
    """Takes a request in for an account as the platform names it. `received` is the day on which
    its owner asked; `email` an address that the platform has verified for it, or empty."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, EXPORTS)
    at = _day(received)
    (connector,) = house(request).rules().genesis.connectors
    subject = Subject(connector, SubjectKind.ACCOUNT, account)
    resolved = accepted(await house(request).asking.resolve(subject, [])).resolution
    known = Subject(resolved.connector, SubjectKind(resolved.kind), resolved.native)
    made = marks(request)
    sources = sorted(set(deps.intake_tokens.values()))
    voices = [made.voice_of_reporter(source, known.native) for source in sources]
    if email:
        voices.append(made.voice_of_email(email))
    wanted = Wanted(known, resolved.ref, at, voices, email or None)
    async with deps.pool.connection() as conn:
        return accepted(await actions.ask(conn, leave, actor, wanted, deps.clock()))


async def give(request: Request, actor: Actor, export: str, *, verified: bool) -> Half:
    """Gives it out, by somebody else."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, EXPORTS)
    name, now = _id(export), deps.clock()
    async with deps.pool.connection() as conn:
        return accepted(await actions.give(conn, leave, actor, name, now, verified=verified))


async def end(request: Request, actor: Actor, export: str) -> None:
    """Ends it at once."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, EXPORTS)
    async with deps.pool.connection() as conn:
        accepted(await actions.end(conn, leave, actor, _id(export), deps.clock()))


def path_of(token: str) -> str:
    """Where the public door asks for the code."""
    return f"/public/export/{token}"


def _id(text: str) -> UUID:
    found = uuid_of(EXPORT, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such export", "id")
    return found


def _day(text: str) -> datetime:
    """Its beginning, UTC."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        refuse(Problem.BODY_INVALID, "a day is needed", "received")
