"""A look at a private field, asked at the effector's door, and what the log says of it."""

import json
from typing import Any

from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.vocabulary.problems import Problem, Refusal

SECRET = "troll-behind-the-account@mail.example"


def logged(world: World) -> list[dict[str, Any]]:
    """What the log holds, in order."""
    bodies = LogReader(world.log).entries(0, world.sequencer.size)
    return [json.loads(body) for body in bodies]


def events(world: World) -> list[str]:
    return [entry["event"] for entry in logged(world)]


async def asked(station: Station, body: dict[str, Any]) -> Any:
    """The door's answer, with a fresh checkpoint."""
    station.world.resign()
    return await station.reveals.reveal(body)


async def refused(station: Station, body: dict[str, Any], why: Problem) -> Refusal:
    """Refused for this reason, logged, and nothing read."""
    before = len(station.platform.reads)
    found = await asked(station, body)
    assert isinstance(found, Refusal), found
    assert found.problem is why, found
    assert len(station.platform.reads) == before
    last = logged(station.world)[-1]
    assert (last["event"], last["data"]["problem"]) == ("reveal:refused", why)
    assert last["data"]["signer"] == body["order"]["signer"]
    return found
