"""What an amendment is compared with is all that stands, so that its reader sees each change."""

from pathlib import Path

from quorate.authority.charter import Charge
from quorate.authority.difference import differences
from quorate.effects.standing import before
from quorate.incidents.stage.amending import amendment
from quorate.incidents.stage.world import POLICY, World

ROW = {
    **POLICY,
    "law": "Section 1 of the Act",
    "reference_url": "https://rules.example/harassment",
    "interim": "warn",
    "strikes": {"points": 2},
}


async def test_a_policy_is_compared_with_the_whole_one_in_force(tmp_path: Path) -> None:
    world = World(tmp_path).found()
    world.change(Charge.POLICIES, {"policies": [ROW]})
    station = world.station()
    await station.step()
    made = amendment(world, Charge.POLICY, {**ROW, "version": 2, "text": "Nobody is hounded."})
    stands = before(station.chronicle.view, made)
    assert stands == {**ROW, "actions": sorted(ROW["actions"])}
    assert {d.field.text for d in differences(made, stands)} == {"version", "text"}
    without = {name: value for name, value in ROW.items() if name != "law"}
    made = amendment(world, Charge.POLICY, {**without, "version": 2})
    assert "law" in {d.field.text for d in differences(made, before(station.chronicle.view, made))}
