"""Exports of a person's own data in a Play: asked for by a lead, given by somebody else."""

from datetime import UTC, datetime, time

from tests.casework import CONNECTOR
from tests.playing import Play

from quorate.accounts.subject import Subject
from quorate.exports import actions
from quorate.exports.actions import EXPORTS, Half, Wanted
from quorate.exports.model import Export
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal


def wanted(play: Play, native: str, voices: list[bytes] | None = None) -> Wanted:
    subject = Subject(CONNECTOR, SubjectKind.ACCOUNT, native)
    received = datetime.combine(play.world.now.date(), time(), UTC)
    return Wanted(subject, play.world.ref(native), received, voices or [], "me@mail.example")


async def ask(play: Play, one: Wanted, who: str = "lead") -> Half | Refusal:
    leave = play.leave(who, Permission.CASE_ASSIGN, EXPORTS)
    async with play.pool.connection() as conn:
        return await actions.ask(conn, leave, play.actor(who), one, play.world.now)


async def give(
    play: Play, export: Export, who: str = "employee", *, verified: bool = True
) -> Half | Refusal:
    leave = play.leave(who, Permission.CASE_CLAIM, EXPORTS)
    async with play.pool.connection() as conn:
        return await actions.give(
            conn, leave, play.actor(who), export.id, play.world.now, verified=verified
        )


async def end(play: Play, export: Export, who: str = "contractor") -> Export | Refusal:
    leave = play.leave(who, Permission.CASE_RELEASE, EXPORTS)
    async with play.pool.connection() as conn:
        return await actions.end(conn, leave, play.actor(who), export.id, play.world.now)


async def given(play: Play, native: str, voices: list[bytes] | None = None) -> tuple[str, str]:
    """The token of its address, and its code."""
    asked = await ask(play, wanted(play, native, voices))
    assert isinstance(asked, Half), asked
    out = await give(play, asked.export)
    assert isinstance(out, Half), out
    return out.secret, asked.secret


async def exported(play: Play, native: str) -> None:
    """Asked for, given out, and ended."""
    asked = await ask(play, wanted(play, native))
    assert isinstance(asked, Half), asked
    assert isinstance(await give(play, asked.export), Half)
    assert isinstance(await end(play, asked.export), Export)
