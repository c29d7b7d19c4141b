"""The whole door of a station's effector, and the web's way to it, in this process."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
from fastapi import FastAPI
from tests.sessions.conftest import Office

from quorate.api.door import create_door
from quorate.effects.asking import Asking
from quorate.effects.doors.identities import Identities
from quorate.effects.doors.media import MediaDoor
from quorate.effects.doors.outside import OutsideDoor
from quorate.effects.doors.resolution import Resolver
from quorate.effects.doors.staff import StaffDoor
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World


def door_of(world: World, station: Station) -> FastAPI:
    """As the effector's process has it."""
    said = station.door
    return create_door(
        said,
        StaffDoor(station.effector, said),
        station.reveals,
        Identities(station.effector, said),
        OutsideDoor(station.effector, said),
        Resolver(station.executor),
        MediaDoor(station.executor),
        {"web": world.process_key("web").public.hex()},
    )


@asynccontextmanager
async def answers(office: Office, station: Station) -> AsyncGenerator[None]:
    """Until the block ends it answers whatever the office asks."""
    world, door = office.world, door_of(office.world, station)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=door)) as http:
        office.house.asking = Asking("http://door", world.process_key("web"), http)
        yield
