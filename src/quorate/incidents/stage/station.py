"""One effector of a World, with a platform and a pager that can be told to fail."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.authority.laws import Laws
from quorate.authority.policyset import SHIPPED
from quorate.effects.chronicle import Chronicle
from quorate.effects.connectors.base import UNDOES, Connector, Freeing
from quorate.effects.doors.objections import Objections
from quorate.effects.doors.reveals import Reveals
from quorate.effects.effector import Effector
from quorate.effects.executor import Executor
from quorate.effects.limits import Limits
from quorate.effects.memory import Memory
from quorate.effects.outward import Outward
from quorate.effects.paging.pager import Pager
from quorate.effects.server_notices import ServerNotice
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

if TYPE_CHECKING:
    from psycopg_pool import AsyncConnectionPool

    from quorate.incidents.stage.world import World

INSTANCE = "matrix:here.example"
AWAY = Refusal(Problem.PLATFORM_UNAVAILABLE, "away", "platform", "I13")


class Crash(Exception):
    """The effector's process dies here."""


def nothing() -> None:
    """A hook that does nothing."""


@dataclass
class Platform:
    """A platform in memory. `calls` are those that change something, in order, `told` what came
    with each that silences or warns; `secrets` are the private fields by account, and `reads` what
    of them was read, in order; `notices` the account and text of each by its name, of which a
    `deaf` one takes none."""

    instance: str = INSTANCE
    offered: frozenset[Action] = frozenset(Action) - {Action.LABEL}
    private: frozenset[PrivateField] = frozenset(PrivateField)
    secrets: dict[tuple[str, PrivateField], list[str]] = field(
        default_factory=dict[tuple[str, PrivateField], list[str]]
    )
    reads: list[tuple[str, PrivateField]] = field(default_factory=list[tuple[str, PrivateField]])
    in_effect: set[tuple[Action, str]] = field(default_factory=set[tuple[Action, str]])
    readings: dict[str, Reading] = field(default_factory=dict[str, Reading])
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    told: list[Outward] = field(default_factory=list[Outward])
    notices: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    down: bool = False
    deaf: bool = False
    unreadable: bool = False
    before_act: Callable[[], None] = nothing
    after_act: Callable[[], None] = nothing
    while_reading: Callable[[], object] = nothing
    before_reveal: Callable[[], None] = nothing
    after_notify: Callable[[], None] = nothing

    def account_of(self, subject: Subject) -> str:
        """The account itself, or the author of a message."""
        return subject.native.rsplit("/", 1)[-1]

    async def resolve(self, subject: Subject) -> Refusal | None:
        """Known, unless the platform is away."""
        await asyncio.sleep(0)
        return AWAY if self.down else None

    async def read(self, subject: Subject) -> Reading | Refusal:
        """The facts it was given, or those of an unknown account."""
        await asyncio.sleep(0)
        self.while_reading()
        if self.down or self.unreadable:
            return AWAY
        return self.readings.get(self.account_of(subject), Reading(0, False, False))

    async def state(self, account: str) -> Mapping[Action, bool] | Refusal:
        """What stands of it."""
        await asyncio.sleep(0)
        if self.down:
            return AWAY
        shown = (Action.SUSPEND, Action.LOCK, Action.DEACTIVATE)
        return {action: (action, account) in self.in_effect for action in shown}

    async def in_force(self, action: Action, subject: Subject) -> bool | Refusal:
        """Whether the action stands."""
        return AWAY if self.down else (action, self._reached(action, subject)) in self.in_effect

    def _reached(self, action: Action, subject: Subject) -> str:
        """The message, or the account on whose whole it works."""
        return subject.native if FACTS[action].content else self.account_of(subject)

    async def act(self, order: Outward, subject: Subject) -> Refusal | None:
        """Carries it out and keeps the call."""
        self.before_act()
        if self.down:
            return AWAY
        self.calls.append((order.action, subject.native))
        self.told.append(order)
        self.in_effect.add((order.action, self._reached(order.action, subject)))
        self.after_act()
        return None

    async def media(self, address: str) -> bytes | Refusal:
        """The stage has none."""
        return Refusal(Problem.MEDIA_NOT_SHOWN, f"no {address}", "media")

    async def notify(self, notice: ServerNotice, subject: Subject) -> Refusal | None:
        """Keeps it under its name, as often as it comes."""
        if self.down or self.deaf:
            return AWAY
        self.notices[notice.name] = (self.account_of(subject), notice.text)
        self.after_notify()
        return None

    async def reveal(self, field: PrivateField, subject: Subject) -> list[str] | Refusal:
        """What `secrets` holds, unless the platform is down."""
        self.before_reveal()
        if self.down:
            return AWAY
        self.reads.append((subject.native, field))
        return list(self.secrets.get((self.account_of(subject), field), []))

    async def free(self, call: Freeing, subject: Subject) -> Refusal | None:
        """Undoes and keeps the call."""
        if self.down:
            return AWAY
        self.calls.append((call, subject.native))
        self.in_effect.discard((UNDOES[call], self._reached(UNDOES[call], subject)))
        return None


class RecordingPager(Pager):
    """Keeps what it took; told to fail, it takes nothing."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__([])
        self._clock = clock
        self.down = False
        self.taken: list[tuple[str, str]] = []
        self.times: list[datetime] = []

    async def page(self, title: str, body: str) -> bool:
        """Keeps it, unless told to fail."""
        if not self.down:
            self.taken.append((title, body))
            self.times.append(self._clock())
        return not self.down

    def heard(self, words: str) -> int:
        """How many pages have these words in title or text."""
        return sum(words in title or words in body for title, body in self.taken)


class SentMemory(Memory):
    """The effector's memory, with a database that is a step away from the log."""

    def __init__(self, path: Path, world: "World") -> None:
        super().__init__(path)
        self._world = world
        self.database_up = True

    def spool(self, body: bytes, digest: str) -> int:
        """Kept, and on its way into the log while the database is up."""
        number = super().spool(body, digest)
        if self.database_up:
            self.flush()
        return number

    def flush(self) -> None:
        """What Effector.flush and the sequencer do together."""
        for number, body in self.unsent():
            self._world.publish(body)
            self.sent(number)


class Station:
    """Effector, executor, chronicle and door over one state file; `connector` leads to another
    platform than the one in memory."""

    def __init__(
        self,
        world: "World",
        name: str = "effector",
        state: str = "",
        limits: Limits | None = None,
        rules: Path = SHIPPED.parent,
        connector: Connector | None = None,
    ) -> None:
        self.world, self.name = world, name
        self.path = world.folder / f"{state or name}.sqlite"
        self.platform, self.pager = world.platform, RecordingPager(world.clock)
        self.connector: Connector = connector or world.platform
        self.limits = limits or Limits()
        self.laws = Laws(rules, clock=world.time).pinned
        self.start()

    def start(self) -> None:
        """Begins as a new process over what is on the disk."""
        self.memory = SentMemory(self.path, self.world)
        key = self.world.process_key(self.name)
        self.chronicle = Chronicle(
            self.world.log,
            self.world.genesis,
            self.memory,
            self.name,
            key,
            self.world.clock,
            lambda: self.world.ticks,
        )
        self.executor = Executor(
            self.chronicle,
            self.connector,
            self.pager,
            self.limits,
            self.world.subject_key,
            self.laws,
        )
        pool = cast("AsyncConnectionPool[Any]", None)
        self.effector = Effector(self.executor, pool)
        self.door = Objections(self.effector)
        asker = self.world.process_key("web").public.hex()
        self.reveals = Reveals(self.effector, {"web": asker})

    def restart(self) -> None:
        """Dies and begins again."""
        self.memory.close()
        self.start()

    def knows(self, native: str, reporters: tuple[str, ...] = ()) -> None:
        """What `resolve` leaves in memory."""
        kind = SubjectKind.MESSAGE if "/" in native else SubjectKind.ACCOUNT
        subject = Subject(self.world.instance, kind, native)
        author = self.world.ref(self.world.platform.account_of(subject))
        self.memory.keep_subject(self.world.ref(native), subject, author)
        refs = [self.world.ref(r) for r in reporters]
        self.memory.keep_reporters(self.world.reporters_digest(reporters), refs)

    async def step(self) -> None:
        """A freshly signed checkpoint, then one look of the effector."""
        self.world.resign()
        await self.effector.tick()
        await self.effector.wrongs.tell()

    async def cool(self, minutes: int = 31) -> None:
        """Looks, lets the cooling-off pass, looks again."""
        await self.step()
        self.world.later(minutes=minutes)
        await self.step()
