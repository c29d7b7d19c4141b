"""Whether a platform does what the effector rests on, shown on a test account of the operator's.

A whole installation is founded in a throwaway folder, with the real connector as its platform: each
effect is proposed, certified, carried out and undone by the same code as any, and there is no
second way to a platform. Only what can be undone is tried, and all of it is undone.
"""

import re
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Final, TypeAlias, cast

from quorate.accounts.subject import Subject
from quorate.decisions.statement import Statement
from quorate.effects.connectors.base import INVERSES, Connector, Counting
from quorate.effects.connectors.webhook import WebhookConnector
from quorate.effects.telling import Rows, Telling
from quorate.incidents.stage.repeating import Repeating
from quorate.incidents.stage.world import World, proposal_of
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Kind, SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

Step: TypeAlias = Callable[[], Awaitable[str]]
_NO_SUCH: Final = {Problem.SUBJECT_UNKNOWN, Problem.SUBJECT_NOT_CANONICAL}
_ADDRESS: Final = "https://check.invalid"
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a platform has to do; `wrong` says what it did instead, empty where it
    conforms."""

    name: str
    wrong: str = ""


class _Rows(Rows):
    """No web server serves this installation."""

    def __init__(self) -> None:
        super().__init__(cast("Any", None))

    async def keep(self, proposal: str, token: str) -> bool:
        return True

    async def delivered(self, proposal: str) -> bool:
        return True


async def conform(
    folder: Path, connector: Connector, account: str, message: str
) -> AsyncGenerator[Point]:
    """Each point as it is tried, up to the first that is wrong; whoever stops listening leaves
    nothing in force. `folder` is empty and thrown away after; `message` is one of the account's,
    empty where there is none."""
    check = _Check(folder, connector, account, message)
    try:
        for name, step in check.steps():
            point = Point(name, await step())
            yield point
            if point.wrong:
                break
    finally:
        await check.free_all()


class _Check:
    def __init__(self, folder: Path, connector: Connector, account: str, message: str) -> None:
        self._real, self._account, self._message = connector, account, message
        self._subject = Subject(connector.instance, SubjectKind.ACCOUNT, account)
        self._post = Subject(connector.instance, SubjectKind.MESSAGE, message)
        self._twice = Repeating(connector)
        world = World(folder, instance=connector.instance)
        self._station = world.found().station(connector=self._twice)
        self._station.knows(account)
        if message:
            self._station.knows(message)
        executor = self._station.executor
        executor.teller = self._telling = Telling(executor, _Rows(), _ADDRESS)
        self._tried: list[tuple[Action, Subject]] = []
        self._said: Statement | None = None
        self._before: dict[str, int] = {}

    def steps(self) -> list[tuple[str, Step]]:
        """In the order in which each rests on the ones before."""
        offered = [a for a in sorted(self._real.offered) if a in INVERSES]
        found: list[tuple[str, Step]] = [
            ("the test account is known and free", self._known),
            ("an account that there is not is unknown", self._unknown),
            ("other spellings are refused", self._spellings),
        ]
        for action in offered:
            found += self._effect(action)
        if Action.WARN in self._real.offered:
            found.append(("warn is taken, the same twice", self._warned))
        others = sorted(set(PrivateField) - self._real.private)
        if others:
            found.append(("a private field that is not declared is refused", self._private))
        return found

    def _effect(self, action: Action) -> list[tuple[str, Step]]:
        inverse = INVERSES[action]
        on = self._post if FACTS[action].content else self._subject

        async def done() -> str:
            return await self._done(action, on)

        async def undone() -> str:
            return await self._undone(action, on)

        found: list[tuple[str, Step]] = [
            (f"{action}, the same twice, is read back", done),
            (f"{action} is told with its reasons, once", self._told),
            (f"{inverse} gives back all of it", undone),
        ]
        if isinstance(self._real, WebhookConnector):

            async def late() -> str:
                return await self._late(action, on)

            found.append((f"{action} that comes again after {inverse} does nothing", late))
        return found

    async def _known(self) -> str:
        for subject in (self._subject, *([self._post] if self._message else [])):
            refused = await self._real.resolve(subject)
            if refused:
                return f"{subject.native}: {refused}"
        if self._message and self._real.account_of(self._post) != self._account:
            return f"{self._message} is another account's"
        reading = await self._real.read(self._subject)
        if isinstance(reading, Refusal):
            return str(reading)
        if reading.tier:
            return f"its facts make tier {reading.tier}: take an account that nobody protects"
        return await self._free()

    async def _free(self) -> str:
        """Whether nothing that will be tried stands already."""
        for action in sorted(a for a in self._real.offered if a in INVERSES):
            on = self._post if FACTS[action].content else self._subject
            shown = await self._real.in_force(action, on) if on.native else False
            if shown is not False:
                return f"{action} is in force already" if shown is True else f"{action}: {shown}"
        return ""

    async def _unknown(self) -> str:
        longer = f"nobody{secrets.token_hex(4)}"
        native = re.sub(r"[A-Za-z0-9]+", lambda m: m[0] + longer, self._account, count=1)
        return await self._refused(native)

    async def _spellings(self) -> str:
        own = self._account
        others = {own.swapcase(), f" {own}", f"{own} ", f"{own}\n", f"../{own}", f"{own}/", ""}
        for native in sorted(others - {own}):
            wrong = await self._refused(native)
            if wrong:
                return wrong
        return ""

    async def _refused(self, native: str) -> str:
        answer = await self._real.resolve(Subject(self._real.instance, SubjectKind.ACCOUNT, native))
        if answer is None:
            return f"{native!r} was taken for an account"
        return "" if answer.problem in _NO_SUCH else f"{native!r}: {answer}"

    async def _done(self, action: Action, on: Subject) -> str:
        if not on.native:
            return "name a message of the test account with --message"
        before = await self._counted()
        if isinstance(before, str):
            return before
        self._before = before
        self._tried.append((action, on))
        wrong = await self._carried_out(action, on)
        if wrong:
            return wrong
        shown = await self._real.in_force(action, on)
        return "" if shown is True else f"read back: {shown}"

    async def _carried_out(self, action: Action, on: Subject) -> str:
        world, name = self._station.world, f"prop_{secrets.token_hex(16)}"
        self._said = said = world.propose(0, on.native, action=action, proposal=name)
        for _ in range(_TRIES):
            await self._station.step()
            if proposal_of(self._station, said).outcome == "done":
                return ""
        return str(self._twice.refused or "it was not carried out, or not read back")

    async def _told(self) -> str:
        taken = self._twice.notices
        await self._telling.tell()
        return "" if self._twice.notices > taken else await self._untold()

    async def _untold(self) -> str:
        """Whom the effect signs out was told before it."""
        told = self._said and self._station.memory.telling(self._said.proposal)
        if told is None or told.moment is not None:
            return ""
        return str(self._twice.refused or "the notice was not taken")

    async def _undone(self, action: Action, on: Subject) -> str:
        if self._said is None:
            return "nothing was done"
        began = monotonic()
        word = self._station.world.spoken(self._said, Kind.RESTORE, "on-call")
        answer = await self._station.door.restore(word)
        took = monotonic() - began
        if isinstance(answer, Refusal):
            return str(answer)
        shown = await self._real.in_force(action, on)
        if shown is not False:
            return f"read back: {shown}"
        if took > 1:
            return f"it took {took:.1f} s"
        after = await self._counted()
        if isinstance(after, str):
            return after
        lost = [name for name, count in self._before.items() if after.get(name, 0) < count]
        return f"before {self._before}, after {after}" if lost else ""

    async def _late(self, action: Action, on: Subject) -> str:
        await self._twice.again()
        shown = await self._real.in_force(action, on)
        return "" if shown is False else f"read back: {shown}"

    async def _counted(self) -> dict[str, int] | str:
        """What hangs on the account, where the platform says it."""
        if not isinstance(self._real, Counting):
            return {}
        found = await self._real.dependants(self._account)
        return str(found) if isinstance(found, Refusal) else dict(found)

    async def _warned(self) -> str:
        return await self._carried_out(Action.WARN, self._subject)

    async def _private(self) -> str:
        field = min(set(PrivateField) - self._real.private)
        answer = await self._real.reveal(field, self._subject)
        return "" if isinstance(answer, Refusal) else f"{field} was given"

    async def free_all(self) -> None:
        """Whatever was begun, however the check ended."""
        for action, on in self._tried:
            if await self._real.in_force(action, on) is not False:
                await self._real.free(INVERSES[action], on)
        self._station.memory.close()
