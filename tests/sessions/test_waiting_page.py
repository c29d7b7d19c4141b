"""What does not go through, on its page: from the effector's own door and the endpoints' places."""

from datetime import timedelta
from typing import Any, cast

import httpx2
from tests.sessions.conftest import Office

from quorate.api.door import create_door
from quorate.effects.asking import Asking
from quorate.effects.doors.outside import OutsideDoor
from quorate.events import store
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.people.keys import key_id
from quorate.vocabulary.times import now

PATH = "/console/waiting"


def answering(station: Station, office: Office) -> Asking:
    """The web's way to the door of this effector."""
    outside, none = OutsideDoor(station.effector, station.door), cast("Any", None)
    public = office.house.asking.key.public
    known = {key_id(public): public.hex()}
    door = create_door(station.door, none, none, none, outside, none, none, known)
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=door))
    return Asking("http://door.test", office.house.asking.key, http)


async def test_what_waits_stands_there_with_its_last_answer(office: Office, world: World) -> None:
    station = world.station()
    world.platform.down = True
    said = world.propose(0)
    async with office.browser() as one:
        await office.sign_in(one, "employee")
        assert "The effector does not answer" in (await one.get(PATH)).text
        office.house.asking = answering(station, office)
        page = (await one.get(PATH)).text
        assert "Nothing waits for the platform." in page
        assert "an endpoint does not take" not in page
        await station.step()
        async with office.pool.connection() as conn:
            await store.take(conn, "<b>ops</b>", 1, now(), now())
            later = world.now + timedelta(minutes=5)
            await store.failed(conn, "<b>ops</b>", "status 503", world.now, later)
        page = (await one.get(PATH)).text
        assert f'/console/proposals/{said.proposal}">The effect of a decision' in page
        assert "platform-unavailable: away" in page
        assert "&lt;b&gt;ops&lt;/b&gt;" in page and "status 503" in page
        german = (await one.get(PATH, headers={"accept-language": "de"})).text
        assert "Was nicht durchgeht" in german
        world.platform.down = False
        for _ in range(2):
            await station.step()
        assert "Nothing waits for the platform." in (await one.get(PATH)).text


async def test_nobody_else_asks_the_door(office: Office, world: World) -> None:
    asking = answering(world.station(), office)
    stranger = Asking(asking.door, world.process_key("stranger"), asking.http)
    assert await stranger.waiting() is None
