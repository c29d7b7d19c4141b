"""How many are in each room of one Synapse, which tells it for one room at a time.

Whoever is in hundreds of rooms would else be counted from the first one at each look, and never to
the end where one call in a hundred fails: nothing could be judged of them.
"""

from collections.abc import Iterable
from time import monotonic
from typing import Final
from urllib.parse import quote

from quorate.effects.connectors.calling import Calls, away
from quorate.vocabulary.problems import Refusal

KEPT_SECONDS: Final = 300.0
"""What a room grows by meanwhile is little beside the ten thousand that make a tier."""


class Rooms:
    """Counts of the last minutes; which rooms somebody is in is never kept."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._counted: dict[str, tuple[float, int]] = {}

    async def largest(self, rooms: Iterable[str]) -> int | Refusal:
        """The members of the largest one; 0 of none. The first room that cannot be counted ends it:
        a platform that does not answer is not asked a hundred times more."""
        oldest = monotonic() - KEPT_SECONDS
        self._counted = {room: c for room, c in self._counted.items() if c[0] > oldest}
        found = 0
        for room in rooms:
            members = await self._members(room)
            if isinstance(members, Refusal):
                return members
            found = max(found, members)
        return found

    async def _members(self, room: str) -> int | Refusal:
        if room in self._counted:
            return self._counted[room][1]
        path = f"/_synapse/admin/v1/rooms/{quote(room, safe='')}"
        answer = await self._calls.call("GET", path)
        if isinstance(answer, Refusal):
            return answer
        members = answer[1].get("joined_members")
        if answer[0] != 200 or not isinstance(members, int):
            return away("a room's members could not be counted")
        self._counted[room] = monotonic(), members
        return members
