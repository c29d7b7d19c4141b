"""A station that tells the people concerned, with tables that may be away."""

from typing import Any, cast

from quorate.effects.telling import Rows, Telling
from quorate.incidents.stage.station import Station
from quorate.languages.catalogues import tongues

URL = "https://q.example"


class Kept(Rows):
    """The web's tables, which may be away."""

    def __init__(self) -> None:
        super().__init__(cast("Any", None))
        self.up = True
        self.tokens: dict[str, str] = {}
        self.done: list[str] = []

    async def keep(self, proposal: str, token: str) -> bool:
        if self.up:
            assert self.tokens.setdefault(proposal, token) == token
        return self.up

    async def delivered(self, proposal: str) -> bool:
        if self.up and proposal not in self.done:
            self.done.append(proposal)
        return self.up


class Post:
    """A station that tells, over restarts."""

    def __init__(self, station: Station) -> None:
        self.station, self.rows = station, Kept()
        self.begin()

    def begin(self) -> None:
        made = Telling(self.station.executor, self.rows, URL, tongues()["de"])
        self.station.effector.telling = self.station.executor.teller = made
        self.telling = made

    def restart(self) -> None:
        self.station.restart()
        self.begin()

    async def step(self) -> None:
        """A look, and a round of telling."""
        await self.station.step()
        self.telling._rests.clear()  # pyright: ignore[reportPrivateUsage]
        await self.telling.tell()

    @property
    def notices(self) -> dict[str, tuple[str, str]]:
        return self.station.platform.notices
