"""The whole service with time as a rule: people, hands, objections, locks, kills, failures, clocks.

Real keys, signatures, log, effector and memory; only platform and sink are twins. After every step
each call that reached the platform has to be explained by what people had said (machine.py).
"""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.invariants.conftest import MEMORY
from tests.invariants.machine import TEAM, Account, Told

from quorate.decisions.statement import Statement
from quorate.incidents.stage.station import Crash, Station, nothing
from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.kinds import Kind

TIER = {
    TROLL: 1,
    "@loud:here.example": 1,
    "@office:here.example": 2,
    "@candidate:here.example": 2,
    "@newsroom:here.example": 2,
}
PEOPLE = st.sampled_from(sorted(TEAM))
ANYBODY = st.sampled_from([*sorted(TEAM), "on-call", "owner", "auditor"])
OBJECTORS = [*sorted(TEAM), "on-call"]
ENDINGS = [Kind.DENY, Kind.VETO, Kind.REVOKE, Kind.RESTORE]
PROPOSALS = Bundle("proposals")
ENDED = Bundle("ended")


class Service(RuleBasedStateMachine):
    """One world, one effector; `told` remembers for the oracle."""

    @initialize()
    def begin(self) -> None:
        self._disk = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self._loop = asyncio.new_event_loop()
        self.world = World(Path(self._disk.name)).found()
        self.world.register(TIER)
        self.station: Station = self.world.station()
        for native in TIER:
            self.station.knows(native)
        self.told, self.said = Account(), dict[str, Statement]()
        self.seen = 0

    def teardown(self) -> None:
        if hasattr(self, "_loop"):
            self.station.memory.close()
            self._loop.close()
            self._disk.cleanup()

    @rule(target=PROPOSALS, who=PEOPLE, native=st.sampled_from(sorted(TIER)))
    def propose(self, who: str, native: str) -> str:
        said = self.world.propose(TIER[native], native, signer=who)
        self.said[said.proposal] = said
        self.told.proposals[said.proposal] = Told(native, TIER[native], who, self.world.now)
        return said.proposal

    @rule(who=ANYBODY, name=st.one_of(PROPOSALS, ENDED))
    def approve(self, who: str, name: str) -> None:
        self.world.approve(self.said[name], who)
        if who in TEAM:
            self.told.proposals[name].approvals.setdefault(who, self.world.now)

    @rule(who=st.permutations(sorted(TEAM)), name=PROPOSALS)
    def three_approve(self, who: list[str], name: str) -> None:
        for person in who[:3]:
            self.approve(person, name)

    @rule(
        target=ENDED,
        kind=st.sampled_from(ENDINGS),
        who=st.sampled_from(OBJECTORS),
        name=consumes(PROPOSALS),
    )
    def object(self, kind: Kind, who: str, name: str) -> str:
        """A denial in the log; a veto, a revocation or a restore at the effector's own door."""
        said, door = self.said[name], self.station.door
        if kind is Kind.DENY and who in TEAM:
            self.world.deny(said, who)
            self.told.end(name, "I20: denied")
        elif kind is Kind.VETO and isinstance(door.veto(self.world.spoken(said, kind, who)), dict):
            self.told.end(name, "I11: vetoed")
        elif kind is Kind.REVOKE:
            if isinstance(door.revoke(self.world.spoken(said, kind, said.signer)), dict):
                self.told.end(name, "taken back")
        elif kind is Kind.RESTORE:
            self.restore(who, name)
        return name

    def restore(self, who: str, name: str) -> None:
        """Ends the proposal and voids the others on its subject."""
        body = self.world.spoken(self.said[name], Kind.RESTORE, who)
        if isinstance(self._loop.run_until_complete(self.station.door.restore(body)), dict):
            self.told.end(name, "restored")
            self.told.restored(self.told.proposals[name].native)

    @rule(who=PEOPLE, locked=st.booleans())
    def people_change(self, who: str, locked: bool) -> None:
        self.told.locked = self.told.locked | {who} if locked else self.told.locked - {who}
        self.world.changed(who, locked=locked)
        self.told.people_changed = self.world.now

    @rule(minutes=st.sampled_from([1, 9, 60, 13 * 60]))
    def later(self, minutes: int) -> None:
        self.world.later(minutes=minutes)

    @rule(minutes=st.sampled_from([0, 9, 10, 11]))
    def step_and_wait_and_step(self, minutes: int) -> None:
        """What a quiet afternoon does: the effector looks, time passes, it looks again."""
        self._loop.run_until_complete(self._step())
        self.world.later(minutes=minutes)
        self._loop.run_until_complete(self._step())

    async def _step(self, *, signed: bool = True) -> None:
        if signed:
            self.world.resign()
        try:
            await self.station.effector.tick()
            await self.station.effector.wrongs.tell()
            await self.station.effector.keep_restoring()
        except Crash:
            self.station.restart()

    @rule(what=st.sampled_from(["platform", "sink", "log", "clock"]))
    def step_without(self, what: str) -> None:
        """One of the four fails while the effector looks, and is well again afterwards."""
        self.world.platform.down, self.station.pager.down = what == "platform", what == "sink"
        back = timedelta(minutes=30) if what == "clock" else timedelta()
        self.world.now -= back
        self._loop.run_until_complete(self._step(signed=what != "log"))
        self.every_call_is_explained()
        self.world.now += back
        self.world.platform.down = self.station.pager.down = False

    @rule(when=st.sampled_from(["now", "before the call", "after the call"]))
    def die(self, when: str) -> None:
        def crash() -> None:
            self.world.platform.before_act = self.world.platform.after_act = nothing
            raise Crash

        if when == "before the call":
            self.world.platform.before_act = crash
        elif when == "after the call":
            self.world.platform.after_act = crash
        else:
            self.station.restart()

    @invariant()
    def every_call_is_explained(self) -> None:
        if not hasattr(self, "world"):
            return
        calls = self.world.platform.calls
        for call, native in calls[self.seen :]:
            if call == "suspend":
                self.told.explains(native, self.world.now)
                event(f"silenced at tier {TIER[native]}")
        self.seen = len(calls)

    @invariant()
    def the_log_is_believed(self) -> None:
        if hasattr(self, "world"):
            self.station.chronicle.catch_up()
            forged = self.station.chronicle.view.forged
            assert not [f for f in forged if "signature" in f.reason], forged


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
Service.TestCase.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=QUIET
)
TestService = Service.TestCase


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_thousands_of_steps() -> None:
    run_state_machine_as_test(
        Service,
        settings=settings(
            max_examples=150, stateful_step_count=60, deadline=None, suppress_health_check=QUIET
        ),
    )
