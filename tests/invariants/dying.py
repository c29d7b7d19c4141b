"""An effector that dies when its call to the platform has left."""

import pytest

from quorate.decisions.statement import Statement
from quorate.incidents.stage.station import Crash, Station, nothing
from quorate.incidents.stage.world import World


async def killed(world: World, station: Station) -> Statement:
    """A proposal that is being carried out; the effector is begun again."""

    def die() -> None:
        raise Crash

    world.platform.before_act = die
    said = world.propose(0)
    with pytest.raises(Crash):
        await station.step()
    world.platform.before_act = nothing
    station.restart()
    return said
