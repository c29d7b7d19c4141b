"""A year of casework by the real actions, with notes of what a report has to tell.

They are taken as it is played, by the year's own clock: nothing of it is read from a ledger.
"""

import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from tests.appealing import BODY, Appeals, tell
from tests.casework import JOIN, granted
from tests.noticing import NOTICE, decide, give, handed, unfounded
from tests.playing import Play
from tests.transparency.expected import Notes
from tests.transparency.stories import (
    AREAS,
    ENDING,
    FLOODS,
    HOTLINE,
    Complained,
    Measured,
    Noticed,
    Settled,
    Story,
    Worked,
)
from uuid_utils.compat import uuid7

from quorate.accounts.register import Reading
from quorate.accounts.resolution import SignedResolution
from quorate.appeals.filing import Filed as Appealed
from quorate.appeals.model import Appeal
from quorate.authority.gate import service_warrant
from quorate.decisions import actions as deciding
from quorate.decisions.model import Signature, Wish
from quorate.decisions.statement import CaseRef, Statement
from quorate.decisions.store import Draft
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import ANSWERS
from quorate.intake import flagging
from quorate.intake.actions import file_reports
from quorate.intake.flaggers import Flagger
from quorate.intake.misuse import Decided
from quorate.intake.model import Filed, Report, ReportKind
from quorate.intake.notices import FORM, Given, Handed
from quorate.people.actions import InForce, confirm
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import AppealOutcome, Kind, Outcome, Settlement
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

LATE = datetime(2026, 3, 31, 23, 35, tzinfo=UTC)
"""When an effect is carried out of which the log hears later, in April."""
HEARD = LATE + timedelta(minutes=40)
MISUSE = datetime(2026, 5, 5, 10, tzinfo=UTC)
"""When somebody is suspended who gives unfounded notices."""
APPROVERS = ("employee", "contractor")
DECIDER = "other employee"


@dataclass(order=True)
class Step:
    """What is to be done then."""

    at: datetime
    number: int
    do: Callable[[], Awaitable[None]] = field(compare=False)


@dataclass
class Year:
    """Everything that happens, in its order, and the notes of it."""

    play: Play
    station: Station
    queue: psycopg.Connection[Any]
    measured: list[Measured] = field(default_factory=list[Measured])
    complained: list[Complained] = field(default_factory=list[Complained])
    worked: dict[UUID, Worked] = field(default_factory=dict[UUID, Worked])
    noticed: dict[UUID, list[Noticed]] = field(default_factory=dict[UUID, list[Noticed]])
    acts: dict[UUID, list[str]] = field(default_factory=dict[UUID, list[str]])
    settled: list[Settled] = field(default_factory=list[Settled])
    suspended: list[datetime] = field(default_factory=list[datetime])
    late: Measured | None = None
    _steps: list[Step] = field(default_factory=list[Step])
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def notices(self) -> list[Noticed]:
        """All that were given."""
        return [one for found in self.noticed.values() for one in found]

    def notes(self, measured: list[Measured], since: datetime, until: datetime) -> Notes:
        """What is known of a span, with these measures."""
        return Notes(
            *(measured, self.complained, self.notices, self.settled, self.suspended),
            *(since, until),
        )

    def __post_init__(self) -> None:
        self.appeals = Appeals(self.play)
        self.world = self.play.world

    async def begin(self, planned: list[Story]) -> None:
        """What the platform shows of each, a trusted flagger, and all that will come in."""
        readings = self.world.platform.readings
        readings |= {s.native: Reading(0, s.tier == 1, s.tier == 2) for s in planned}
        since, areas = self.world.now, (*AREAS, FLOODS)
        flagger = Flagger(
            uuid7(), "Hotline", "desk@hotline.example", HOTLINE, None, "Elbonia", areas, since, None
        )
        leave = self.play.leave("lead", Permission.CASE_ASSIGN, flagging.FLAGGERS)
        async with self.play.pool.connection() as conn:
            added = await flagging.add_flagger(conn, leave, flagger, areas, since)
            assert isinstance(added, Flagger), added
        for story in planned:
            self._at(story.came, lambda s=story: self._came(s))
        self._at(LATE, self._unheard)
        self._at(MISUSE, self._misused)

    def _at(self, instant: datetime, do: Callable[[], Awaitable[None]]) -> None:
        """Nobody begins anything in the last minutes of a shift, which ends at midnight; so nothing
        else happens while the log does not hear of what the effector does."""
        if (instant.hour, instant.minute) >= (23, 0) and do != self._unheard:
            instant = instant.replace(hour=22, minute=0) + timedelta(hours=3)
        heapq.heappush(self._steps, Step(instant, next(self._numbers), do))

    def _after(self, waits: timedelta, do: Callable[[], Awaitable[None]]) -> None:
        self._at(self.world.now + waits, do)

    async def until(self, instant: datetime) -> None:
        """All that happens before it; then it is then, and the ledger's checkpoint is of then."""
        while self._steps and self._steps[0].at < instant:
            step = heapq.heappop(self._steps)
            self._wait(step.at)
            await step.do()
        self._wait(instant)
        self.publish()
        self.world.resign()

    def _wait(self, instant: datetime) -> None:
        if instant > self.world.now:
            self.world.later(seconds=(instant - self.world.now).total_seconds())

    def publish(self) -> None:
        """What the sequencer does, by one connection that stays."""
        query = "SELECT id, body FROM ledger_queue WHERE leaf IS NULL ORDER BY id"
        rows = self.queue.execute(query).fetchall()
        first = self.world.sequencer.size
        if rows:
            self.world.publish(*(bytes(body) for _, body in rows))
        numbered = [(leaf, number) for leaf, (number, _) in enumerate(rows, first)]
        update = "UPDATE ledger_queue SET leaf = %s WHERE id = %s"
        self.queue.cursor().executemany(update, numbered)
        self.play.onlooker.catch_up()

    async def _came(self, story: Story) -> None:
        """A report, an alarm or a notice, and sometimes another about the same."""
        case = await self._filed(story, "first")
        self.worked[case] = Worked(self.world.now)
        if story.number % 7 == 0:
            self.world.later(seconds=20)
            assert await self._filed(story, "second") == case
        self._after(story.waits, lambda: self._handled(story, case))

    async def _filed(self, story: Story, which: str) -> UUID:
        key, now = f"{which}-{story.number}", self.world.now
        if story.source in (FORM, HOTLINE):
            said = replace(NOTICE, location=story.native, category=story.area)
            said = replace(said, language=story.language or "en", email=f"{key}@mail.example")
            token = key.encode().ljust(32, b"t")[:32]
            handed = Handed(said, story.subject, key, token, token)
            given = await give(self.play.pool, handed, now, story.source)
            assert isinstance(given, Given), given
            assert given.case
            made = Noticed(now, story.area, trusted=story.source == HOTLINE)
            self.noticed.setdefault(given.case, []).append(made)
            return given.case
        alarm = story.source == "alarms"
        made = Report(
            story.source,
            key,
            ReportKind.ALARM if alarm else ReportKind.REPORT,
            story.subject,
            story.area,
            language=story.language,
            score=0.9 if alarm else None,
        )
        leave = granted(service_warrant(made.source, Permission.REPORT_FILE, made.source))
        async with self.play.pool.connection() as conn:
            (filed,) = await file_reports(conn, leave, [made], now, JOIN)
        assert isinstance(filed, Filed), filed
        return filed.case

    async def _handled(self, story: Story, case: UUID) -> None:
        """Claimed, decided, closed; what follows is put on the calendar."""
        await self._claimed(story, case)
        if story.action is None:
            await self._closed(story, case, story.outcome)
            if story.appealed:
                told = self.world.now
                self._after(story.appealed, lambda: self._reported(story, case, told))
            return
        said = await self._carried_out(story, case, story.action)
        await self._closed(story, case, Outcome.ACTIONED)
        if story.restored:
            self._after(story.restored, lambda: self._freed(said, "on-call"))
        if story.appealed and story.action is not Action.WARN:
            tell(self.play.url, said.proposal, self.world.now)
            self._after(story.appealed, lambda: self._complained(story, case, said))

    async def _claimed(self, story: Story, case: UUID) -> None:
        found = await self.play.claim(story.who, case)
        assert not isinstance(found, Refusal), found

    async def _closed(self, story: Story, case: UUID, outcome: Outcome) -> None:
        found = await self.play.close(story.who, case, outcome)
        assert not isinstance(found, Refusal), found
        worked = self.worked[case]
        worked.decided = worked.decided or self.world.now
        for one in self.noticed.get(case, []):
            if one.decided is None:
                one.decided, one.acts = self.world.now, tuple(self.acts.get(case, ()))
        self.publish()

    async def _carried_out(self, story: Story, case: UUID, action: Action) -> Statement:
        """Proposed, approved by as many as its tier wants, done by the effector."""
        self.station.knows(story.native)
        await self._confirmed()
        said = await self._proposed(story, case, action)
        self.publish()
        for who in APPROVERS[: story.tier]:
            found = await self.play.say(who, Kind.APPROVE, said)
            assert not isinstance(found, Refusal), found
        self.publish()
        await self.station.step()
        if story.tier >= 2:
            self.world.later(minutes=11)
            await self._confirmed()
            self.publish()
            await self.station.step()
        known = self.station.chronicle.view.docket.proposals[said.proposal]
        if self.station.memory.database_up and known.outcome != "done":
            raise AssertionError(f"{await self.station.executor.judge(known, look=True)}: {story}")
        if said.until:
            self._at(said.until, self._ended)
        if action is not Action.WARN:
            spoken = (story.language or ("en" if self._by_notice(story) else "")).partition("-")[0]
            made = Measured(
                self.world.now, story.under, story.source, action, spoken.lower() or None
            )
            self.measured.append(made)
            self.acts.setdefault(case, []).append(story.under)
        return said

    def _by_notice(self, story: Story) -> bool:
        return story.source in (FORM, HOTLINE)

    async def _confirmed(self) -> None:
        """The directory says that nobody's facts changed, unless it said so just before."""
        view, speaker = self.play.onlooker.view, Source(self.world).speaker
        known = InForce(view.genesis_hash, view.roster, view.chains)
        async with self.play.pool.connection() as conn:
            await confirm(conn, speaker, known, self.world.now)

    async def _proposed(self, story: Story, case: UUID, action: Action) -> Statement:
        found = self.world.resolution(story.native).resolution
        found = replace(found, kind=story.subject.kind, tier=story.tier)
        sig = self.world.process_key("effector").sign(found.digest()).hex()
        resolved = SignedResolution(found, "effector", sig)
        ref = CaseRef(edge(CASE, case), "service:intake", "service:queue")
        until = self.world.now + story.lasts if story.lasts and action in ENDING else None
        answers = ANSWERS if story.tier >= 2 else None
        wish = Wish(ref, action, f"on-{story.under}/1", [], answers, None, until)
        who, now, rules = story.who, self.world.now, self.play.rules()
        actor, number = self.play.actor(who), next(self._numbers)
        ids = (f"prop_{number:032x}", f"{number:064x}")
        async with self.play.pool.connection() as conn:
            leave = self.play.leave(who, Permission.PROPOSAL_DRAFT, ref.id)
            made = await deciding.draft(
                conn, leave, case, wish, actor, (), resolved, ids, rules, now
            )
            assert isinstance(made, Statement), made
            leave = self.play.leave(who, Permission.PROPOSAL_OPEN, made.proposal)
            key = seeded(who)
            signed = Signature(key_id(key.public), key.sign(made.digest()))
            done = await deciding.open_proposal(conn, leave, made, signed, actor, (), rules, now)
        assert isinstance(done, Draft), done
        return made

    async def _ended(self) -> None:
        await self.station.step()
        await self.station.effector.temporary.end()

    async def _freed(self, said: Statement, who: str) -> None:
        self.world.resign()
        found = await self.station.door.restore(self.world.spoken(said, Kind.RESTORE, who))
        assert not isinstance(found, Refusal), found

    async def _reported(self, story: Story, case: UUID, told: datetime) -> None:
        """Whoever reported it appeals that nothing was done."""
        found = await self.appeals.report(case, told)
        assert isinstance(found, Appealed), found
        note = Complained(self.world.now, "notice", trusted=story.source == HOTLINE)
        again = story.ruling is not AppealOutcome.UPHELD
        ruling = AppealOutcome.REVERSED if again else AppealOutcome.UPHELD
        self._noted(story, case, found.appeal, note, ruling)

    async def _complained(self, story: Story, case: UUID, said: Statement) -> None:
        appeal = await self.appeals.filed(said.proposal)
        about = "visibility" if said.action is Action.REMOVE_CONTENT else "account"
        note = Complained(self.world.now, about)
        self._noted(story, case, appeal, note, story.ruling, said)

    def _noted(
        self,
        story: Story,
        case: UUID,
        appeal: Appeal,
        note: Complained,
        ruling: AppealOutcome,
        said: Statement | None = None,
    ) -> None:
        self.publish()
        self.complained.append(note)
        if story.answered:
            self._after(
                story.answered, lambda: self._answered(story, case, appeal, note, ruling, said)
            )

    async def _answered(
        self,
        story: Story,
        case: UUID,
        appeal: Appeal,
        note: Complained,
        ruling: AppealOutcome,
        said: Statement | None,
    ) -> None:
        """A reversal frees, and a case that it opens again is decided once more."""
        person = said is not None
        again = ruling is (AppealOutcome.PARTLY_REVERSED if person else AppealOutcome.REVERSED)
        await self.appeals.answered(DECIDER, appeal, ruling, reopens=again)
        note.decided, note.outcome = self.world.now, ruling.value
        self.publish()
        if said and said.action in ENDING and ruling is AppealOutcome.REVERSED:
            await self._freed(said, DECIDER)
        if said and story.number % 2 == 0:
            self._after(timedelta(days=10), lambda: self._settled(appeal, said, ruling))
        if again:
            self._after(timedelta(hours=5), lambda: self._once_more(story, case, person))

    async def _settled(self, appeal: Appeal, said: Statement, ruling: AppealOutcome) -> None:
        """For the platform what it took back itself is not; what cannot be undone is never."""
        freed = said.action in ENDING and ruling is AppealOutcome.REVERSED
        won = freed or said.action not in ENDING
        found = Settlement.PERSON if won else Settlement.PLATFORM
        today = self.world.now.date().isoformat()
        done = await self.appeals.settle("other lead", appeal, BODY, today, found)
        assert not isinstance(done, Refusal), done
        outcome = "reversed" if won else "upheld"
        self.settled.append(Settled(self.world.now, outcome, freed))
        self.publish()

    async def _misused(self) -> None:
        """Two unfounded notices, a warning, a suspension; a third is only recorded."""
        notifier = await self._unfounded(1)
        warned = await decide(self.play, Event.NOTIFIER_WARNED, notifier, 0)
        assert isinstance(warned, Decided), warned
        self.world.later(minutes=1)
        await self._unfounded(2)
        gone = await decide(self.play, Event.NOTIFIER_SUSPENDED, notifier, 1)
        assert isinstance(gone, Decided), gone
        self.suspended.append(self.world.now)
        third = handed("n3", "@n3:here.example")
        given = await give(self.play.pool, third, self.world.now)
        assert isinstance(given, Given), given
        assert given.case is None
        self.noticed[uuid7()] = [Noticed(self.world.now, FLOODS, trusted=False)]
        self.publish()

    async def _unfounded(self, number: int) -> UUID:
        """Of an area of which the provider's file says as little as of floods."""
        notifier = await unfounded(self.play, f"n{number}", f"@n{number}:here.example")
        now, case = self.world.now, uuid7()
        self.noticed[case] = [Noticed(now, FLOODS, trusted=False, decided=now)]
        self.worked[case] = Worked(now, now)
        return notifier

    async def _once_more(self, story: Story, case: UUID, person: bool) -> None:
        """Something else in part's place, or what was not done before."""
        await self._claimed(story, case)
        less = replace(story, action=None if person else Action.SUSPEND, lasts=None, tier=0)
        if less.action and "/" not in story.native and not story.tier:
            await self._carried_out(less, case, less.action)
        await self._closed(story, case, Outcome.ACTIONED)

    async def _unheard(self) -> None:
        """The platform shows it, and the database is away before the effector's word is in it."""
        story = Story(
            *(10**6, "app", "threats", "threats", "de", LATE, timedelta(minutes=1), "employee"),
            *(Action.LOCK, Outcome.ACTIONED, 0, None, None, None, None, AppealOutcome.UPHELD),
        )
        case = await self._filed(story, "first")
        self.worked[case] = Worked(self.world.now)
        await self._claimed(story, case)

        def away() -> None:
            self.station.memory.database_up = False

        platform, before = self.world.platform, self.world.platform.after_act
        platform.after_act = away
        await self._carried_out(story, case, Action.LOCK)
        platform.after_act = before
        self.late = self.measured[-1]
        await self._closed(story, case, Outcome.ACTIONED)

    def heard(self) -> None:
        """The database is back: what the effector kept goes into the log."""
        self.station.memory.database_up = True
        self.station.memory.flush()
        self.world.resign()
        self.station.chronicle.catch_up()
