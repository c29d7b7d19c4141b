"""What was taken back is counted by policy, of the newest proposals only."""

from datetime import timedelta
from pathlib import Path

from quorate.decisions.reversals import Reversals, reversals
from quorate.incidents.stage.world import NOON, World, proposal_of
from quorate.vocabulary.actions import Action


def test_done_restored_and_stopped_are_told_apart_and_old_ones_left_out(tmp_path: Path) -> None:
    world = World(tmp_path / "world").found()
    station = world.station()
    old = world.propose(0)
    world.later(days=8)
    kept, back, vetoed, warned = (
        world.propose(0),
        world.propose(0),
        world.propose(2),
        world.propose(0, action=Action.WARN),
    )
    world.veto(vetoed, "on-call")
    station.chronicle.catch_up()
    docket = station.chronicle.view.docket
    for said in (old, kept, back, warned):
        proposal_of(station, said).outcome = "done"
    proposal_of(station, back).restored = True
    names = {kept.policy: "harassment"}
    found = reversals(docket, names, NOON + timedelta(days=1))
    assert found == {"harassment": Reversals(done=2, restored=1, stopped=1)}
    assert found["harassment"].share == 0.5
    assert list(reversals(docket, {}, NOON + timedelta(days=1))) == [kept.policy[:12]]
    assert Reversals().share == 0
