"""A replay: a story played step by step on the real code, with what each guard was worth.

Real are keys, signatures, log, sequencer, view, kernel, executor, effector and its door. The
platform is a twin in memory, the pager keeps what it is told, and the clock is set. What is kept of
it is English: a replay is played once for every language, and a page finds its sentences again.
"""

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from quorate.accounts.register import Reading
from quorate.decisions.statement import Statement
from quorate.incidents.believing import believing
from quorate.incidents.stage.roles import Row
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World, proposal_of
from quorate.incidents.without import Guard, Layer, Trial, peel
from quorate.people.model import Person
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.problems import Problem, Refusal

TWIN: Final = (
    "Keys, signatures, log, sequencer, kernel, executor and the effector's door are the real ones; "
    "the platform is a twin in memory, on-call's sink keeps what it is told, and the clock is set."
)
OFFICE: Final = "@office:here.example"
_UNNAMED: Final = {Problem.NOT_ELIGIBLE: "I9", Problem.KEY_UNKNOWN: "I5"}


@dataclass(frozen=True, slots=True)
class Page:
    """What on-call's sink took, when, and how many times in a row."""

    at: datetime
    title: str
    times: int


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did, and what came of it. `answer` is refused, done or waiting; `promise` the
    invariant that refused; `said` the machine's own words; `pages` what on-call got since
    the step before; `without` what would have come of it with guards taken out, one line each."""

    at: datetime
    who: str
    does: str
    answer: str
    said: str = ""
    promise: str = ""
    pages: tuple[Page, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """A played story. `ending` says what became of it; `calls` are those that changed something
    on the twin, with their number, and `silenced` what is still in force there at the end."""

    name: str
    title: str
    tells: str
    steps: tuple[Step, ...]
    ending: str
    calls: tuple[tuple[str, int], ...]
    silenced: tuple[str, ...]


@dataclass(slots=True)
class Scene:
    """The stage of one story, and the steps so far."""

    world: World
    station: Station
    steps: list[Step] = field(default_factory=list[Step])
    native: str = OFFICE
    _told: int = 0

    def step(self, who: str, does: str, answer: str, refused: Refusal | None = None) -> Step:
        """Keeps a step with the pages taken since the last one."""
        pager = self.station.pager
        titles = [title for title, _ in pager.taken]
        counted = Counter(zip(pager.times[self._told :], titles[self._told :], strict=True))
        pages = tuple(Page(at, title, times) for (at, title), times in counted.items())
        self._told = len(titles)
        said, promise = ("", "") if refused is None else (str(refused), _promise(refused))
        made = Step(self.world.now, who, does, answer, said, promise, pages)
        self.steps.append(made)
        return made

    async def look(self) -> None:
        """The effector looks at the log, as it does all the time."""
        await self.station.step()

    async def cool(self, minutes: int = 31) -> None:
        """The cooling-off passes."""
        await self.station.cool(minutes)

    async def propose(self, who: str, does: str, action: Action, **fields: object) -> Statement:
        """A signed proposal in the log; the effector has seen it."""
        tier = self._tier()
        said = self.world.propose(tier, self.native, signer=who, action=action, **fields)
        await self.look()
        done = proposal_of(self.station, said).outcome == "done"
        self.step(who, does, "done" if done else "waiting")
        return said

    def _tier(self) -> int:
        reading = self.world.platform.readings.get(self.native, Reading(0, False, False))
        listed = self.station.chronicle.view.register.tier(
            self.world.ref(self.native), self.world.now
        )
        return max(reading.tier, listed)

    async def approve(self, said: Statement, who: str, does: str) -> None:
        """A signed approval in the log."""
        self.world.approve(said, who)
        await self.look()
        self.step(who, does, "waiting")

    async def order(
        self, said: Statement, who: str, does: str, first: Sequence[Guard] = ()
    ) -> Refusal | None:
        """Asks the effector's own door to carry it out now. `first` are the guards that are taken
        out first to see what they were worth; then whichever refuses."""
        self.world.resign()
        answer = await self.station.door.execute(self.world.order("execute", said.proposal, who))
        if not isinstance(answer, Refusal):
            self.step(who, does, "done")
            return None
        layers = await self._peeled(said, first)
        made = self.step(who, does, "refused", answer)
        self._tell_without(made, said, layers)
        return answer

    async def judged(
        self, said: Statement, who: str, does: str, first: Sequence[Guard], promise: str = ""
    ) -> None:
        """What the effector makes of the log by itself; nobody asks it to."""
        await self.look()
        proposal = proposal_of(self.station, said)
        if proposal.outcome:
            self.step(who, does, "done")
            return
        verdict = await self.station.executor.judge(proposal, look=True)
        layers = await self._peeled(said, first)
        refused = verdict if isinstance(verdict, Refusal) else None
        made = self.step(who, does, "refused", refused)
        self._tell_without(replace(made, promise=promise or made.promise), said, layers)

    async def _peeled(self, said: Statement, first: Sequence[Guard]) -> list[Layer]:
        station, view = self.station, self.station.chronicle.view
        facts = await station.executor.facts(proposal_of(station, said), look=True)
        if Guard.BYTES in first:
            view = believing(self.world, view)
        trial = Trial(view, view.docket.proposals[said.proposal], facts, station.limits)
        return peel(trial, first)

    def _tell_without(self, made: Step, said: Statement, layers: Sequence[Layer]) -> None:
        says = FACTS[said.action].says
        lines = tuple(_line(layer, says, first=layer is layers[0]) for layer in layers)
        self.steps[-1] = replace(made, without=lines)

    def forged(self, who: str, does: str, answer: str, said: str, promise: str) -> None:
        """A step that the fold itself answered, in its words."""
        made = self.step(who, does, answer)
        self.steps[-1] = replace(made, said=said, promise=promise)

    def had_it_been(self, guard: str, then: str) -> None:
        """What came of the last step's repetition with a guard answered otherwise."""
        self.steps[-1] = replace(self.steps[-1], without=(f"Without {guard}: {then}.",))

    def knows(self, native: str = OFFICE, reach: int = 0, tier: int = 0) -> None:
        """The account as the platform has it, and its place in the protected register."""
        self.native = native
        self.station.knows(native)
        self.world.platform.readings[native] = Reading(reach, reach > 0, tier >= 2)

    def person(self, name: str) -> Person:
        """Somebody's facts as the effector has them."""
        return self.station.chronicle.view.roster.people[name]


def _line(layer: Layer, says: str, *, first: bool) -> str:
    """What came of it with one guard out, on top of those before."""
    guard = layer.guard
    if layer.through:
        done = f"Without {guard}: it would be done: it {says}."
        return done if first else f"without {guard} too: it would be done: it {says}."
    refused = f"Without {guard}: still refused, {layer.verdict}."
    return refused if first else f"without {guard} too: still refused, {layer.verdict}."


def _promise(refused: Refusal) -> str:
    return refused.invariant or _UNNAMED.get(refused.problem, "")


Play = Callable[[Scene], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Story:
    """What can be replayed. `people` come on top of the usual ones; `play` returns the ending."""

    name: str
    title: str
    tells: str
    people: Callable[[], list[Row]]
    play: Play


async def played(story: Story, folder: Path) -> Replay:
    """Plays a story in an empty folder."""
    world = World(folder)
    world.people.update({str(r["id"]): r for r in story.people()})
    world.found()
    scene = Scene(world, world.station())
    scene.knows()
    ending = await story.play(scene)
    platform = world.platform
    calls = tuple(sorted(Counter(call for call, _ in platform.calls).items()))
    silenced = tuple(sorted(native for _, native in platform.in_effect))
    return Replay(story.name, story.title, story.tells, tuple(scene.steps), ending, calls, silenced)


def play(story: Story) -> Replay:
    """Plays a story in a folder of its own, in memory where the machine has such a place."""
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # nosec B108
    with tempfile.TemporaryDirectory(dir=place) as folder:
        return asyncio.run(played(story, Path(folder)))
