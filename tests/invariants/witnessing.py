"""Real witnesses behind their real door, asked by the sequencer's own errand; set clocks."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx2

from quorate.api.witnessing import create_witness
from quorate.effects.following import pinned_policy
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.ledger.cosigning import Cosigning
from quorate.ledger.directory import LogReader
from quorate.ledger.keys import KeyKind, SignerKey, VerifierKey
from quorate.ledger.witness import Witness, make_memory


class Watched:
    """A world whose genesis asks for a quorum of witnesses. `down` are those that do not answer,
    `ahead` is how many seconds the clocks of some are ahead;
    `later` are keys of the log, beside its first, that the witnesses know."""

    def __init__(
        self, folder: Path, names: Sequence[str], quorum: str, later: Sequence[VerifierKey] = ()
    ) -> None:
        self.world = World(folder)
        self.down: set[str] = set()
        self.ahead: dict[str, float] = {}
        self.keys = {
            name: SignerKey(f"{name}.example", KeyKind.COSIGNATURE, seeded(f"witness {name}"))
            for name in names
        }
        lines = [
            f"witness {name} {key.verifier.vkey} http://{name}.example/w"
            for name, key in self.keys.items()
        ]
        self.world.witness = "\n".join([*lines, quorum])
        self.world.found()
        self.logs = [self.world.log_key, *later]
        self._doors = {name: self._door(name, folder) for name in names}
        reader = LogReader(self.world.log)
        self.cosigning = Cosigning(self.world.log, lambda: pinned_policy(reader), self.world.time)

    def _door(self, name: str, folder: Path) -> httpx2.ASGITransport:
        make_memory(folder / f"{name}.sqlite")

        def clock() -> float:
            return self.world.now.timestamp() + self.ahead.get(name, 0)

        found = Witness(folder / f"{name}.sqlite", self.keys[name], self.logs, clock)
        return httpx2.ASGITransport(create_witness(found))

    async def handle(self, request: httpx2.Request) -> httpx2.Response:
        """The network: an address leads to its witness, unless that is down."""
        name = request.url.host.removesuffix(".example")
        if name in self.down:
            raise httpx2.ConnectError("nobody answers")
        path = httpx2.URL(f"http://witness{request.url.path.removeprefix('/w')}")
        inner = httpx2.Request(request.method, path, content=await request.aread())
        return await self._doors[name].handle_async_request(inner)

    async def ask(self) -> None:
        """A freshly signed checkpoint, and a round to the witnesses, until the last answered."""
        self.world.resign()
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(self.handle)) as http:
            await self.cosigning.round(http)
            late = asyncio.all_tasks() - {asyncio.current_task()}
            if late:
                await asyncio.wait(late)

    async def step(self, station: Station) -> None:
        """The witnesses are asked, a second passes, and the effector looks."""
        self.world.later(seconds=1)
        await self.ask()
        await station.effector.tick()
        await station.effector.silence.tell()
