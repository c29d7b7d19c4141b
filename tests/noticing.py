"""Notices and what is decided about whoever gives them, for tests of any room."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.casework import CONNECTOR, JOIN, granted
from tests.playing import Play
from uuid_utils.compat import uuid7

from quorate.accounts.subject import Subject
from quorate.authority.gate import service_warrant
from quorate.cases.deciding import Decision
from quorate.incidents.stage.roles import seeded
from quorate.intake import flagging, misusing
from quorate.intake.flaggers import Flagger, SuspendReason
from quorate.intake.misuse import Decided
from quorate.intake.misusing import NOTIFIERS
from quorate.intake.notices import FORM, NOTIFIER, Given, Handed, Notice
from quorate.intake.notifying import give_notice
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Outcome, SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

NOTICE = Notice(
    explanation="it threatens my neighbour by name",
    location="@noticed:here.example",
    account="",
    category="spam",
    ground="illegal",
    name="Ada Canary",
    email="ada.canary@mail.example",
    child_abuse=False,
    good_faith=True,
    language="en",
)
WHY = "they were about the weather, says canary"
VOICE = b"v" * 32


def handed(key: str, native: str = "@noticed:example.org", **changes: Any) -> Handed:
    subject = Subject(CONNECTOR, SubjectKind.ACCOUNT, native)
    token = key.encode().ljust(32, b"t")[:32]
    return replace(Handed(replace(NOTICE, location=native), subject, key, token, VOICE), **changes)


async def give(pool: Any, one: Handed, now: Any, source: str = FORM) -> Given | Refusal:
    """In a transaction of its own."""
    leave = granted(service_warrant(source, Permission.REPORT_FILE, source))
    async with pool.connection() as conn:
        return await give_notice(conn, leave, one, now, JOIN)


async def unfounded(play: Play, key: str, native: str) -> UUID:
    """A notice whose case is closed as no violation, and that is called unfounded; its notifier."""
    given = await give(play.pool, handed(key, native), play.world.now)
    assert isinstance(given, Given)
    assert given.case
    await play.claim("contractor", given.case)
    await play.close("contractor", given.case, Outcome.NO_VIOLATION)
    leave = play.leave("contractor", Permission.CASE_RELEASE, edge(CASE, given.case))
    async with play.pool.connection() as conn:
        refused = await misusing.call_unfounded(
            conn, leave, given.case, given.id, (), play.world.now, it_is=True
        )
        assert refused is None, refused
        rows = await conn.execute("SELECT notifier_id FROM notices WHERE id = %s", (given.id,))
        row = await rows.fetchone()
    assert row
    return row[0]


async def decide(
    play: Play, event: Event, notifier: UUID, number: int, who: str = "lead", days: int = 7
) -> Decided | Refusal:
    """A lead's decision under their own key."""
    about = str(days) if event is Event.NOTIFIER_SUSPENDED else ""
    genesis, name = play.onlooker.view.genesis_hash, edge(NOTIFIER, notifier)
    key = seeded(who)
    sig = key.sign(Decision(genesis, event, name, number + 1, who, about).digest()).hex()
    said = {"key": key_id(key.public), "sig": sig}
    now = play.world.now
    async with play.pool.connection() as conn:
        if event is Event.NOTIFIER_RESTORED:
            leave = play.leave(who, Permission.CASE_RELEASE, NOTIFIERS)
            return await misusing.restore(conn, leave, notifier, number, now, **said)
        leave = play.leave(who, Permission.CASE_ASSIGN, NOTIFIERS)
        if event is Event.NOTIFIER_WARNED:
            return await misusing.warn(conn, leave, notifier, number, WHY, now, **said)
        return await misusing.suspend(conn, leave, notifier, number, days, WHY, now, **said)


async def misused(play: Play) -> UUID:
    """Warned, suspended, restored; and a flagger that comes and goes."""
    notifier = await unfounded(play, "n1", "@n1:here.example")
    assert isinstance(await decide(play, Event.NOTIFIER_WARNED, notifier, 0), Decided)
    play.world.later(minutes=1)
    await unfounded(play, "n2", "@n2:here.example")
    assert isinstance(await decide(play, Event.NOTIFIER_SUSPENDED, notifier, 1), Decided)
    assert isinstance(await decide(play, Event.NOTIFIER_RESTORED, notifier, 2), Decided)
    flagger = Flagger(
        id=uuid7(),
        name="Hotline of Canary",
        contact="desk@canary.example",
        source="hotline",
        domain=None,
        awarded_by="Coordinator of Elbonia",
        areas=("spam",),
        since=play.world.now,
        until=play.world.now + timedelta(days=900),
    )
    leave = play.leave("lead", Permission.CASE_ASSIGN, flagging.FLAGGERS)
    async with play.pool.connection() as conn:
        added = await flagging.add_flagger(conn, leave, flagger, ["spam"], play.world.now)
        assert isinstance(added, Flagger), added
        reason = SuspendReason.INACCURATE
        done = await flagging.suspend_flagger(conn, leave, flagger.id, 1, reason, play.world.now)
        assert isinstance(done, Flagger), done
    return notifier
