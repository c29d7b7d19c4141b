"""What the effector's door says while its disk takes nothing."""

from pathlib import Path

import httpx2
from tests.invariants.test_i11_i14_told import full
from tests.sessions.effector_door import door_of

from quorate.incidents.stage.world import World
from quorate.vocabulary.kinds import Kind


async def test_a_veto_that_no_disk_takes_is_refused_in_words_and_holds_once_it_does(
    tmp_path: Path,
) -> None:
    world = World(tmp_path).found()
    station = world.station()
    said = world.spoken(world.propose(2), Kind.VETO, "on-call")
    await station.step()
    door = httpx2.ASGITransport(app=door_of(world, station))
    async with httpx2.AsyncClient(transport=door, base_url="http://door") as there:
        with full(station, "spool"):
            refused = await there.post("/v1/veto", json=said)
        assert refused.status_code == 503, refused.text
        assert refused.json()["type"] == "urn:quorate:problem:ledger-unavailable"
        assert "disk" in refused.json()["detail"]
        assert (await there.post("/v1/veto", json=said)).status_code == 200
