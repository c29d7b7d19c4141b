"""The reach of a Matrix account that is in many rooms, which Synapse counts one at a time."""

from collections import Counter

import httpx2
import pytest

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects.connectors import matrix_rooms
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

USER = Subject("matrix:here.example", SubjectKind.ACCOUNT, "@many:here.example")


class Synapse:
    """The admin calls by which reach is read; a `faulty` one answers each second count wrongly."""

    def __init__(self, sizes: dict[str, int]) -> None:
        self.sizes, self.counted = sizes, Counter[str]()
        self.faulty, self._asked = False, 0

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """As Synapse does, or as a bad one."""
        path = request.url.path
        if path.endswith("/joined_rooms"):
            return httpx2.Response(200, json={"joined_rooms": list(self.sizes)})
        if "/rooms/" not in path:
            return httpx2.Response(200, json={"name": USER.native, "admin": False})
        self._asked += 1
        if self.faulty and self._asked % 2:
            return httpx2.Response(200, json={"name": None, "joined_rooms": {}})
        room = path.rpartition("/")[2]
        self.counted[room] += 1
        return httpx2.Response(200, json={"joined_members": self.sizes[room]})


@pytest.fixture
def synapse() -> Synapse:
    """One account in fifty rooms."""
    return Synapse({f"!{n}:here.example": n for n in range(50)})


@pytest.fixture
def connector(synapse: Synapse) -> MatrixConnector:
    made = MatrixConnector("here.example", "http://here.example", "the token")
    made._calls.http = httpx2.AsyncClient(  # pyright: ignore[reportPrivateUsage]
        base_url="http://here.example", transport=httpx2.MockTransport(synapse.answer)
    )
    return made


def reach(found: Reading | Refusal) -> int:
    assert isinstance(found, Reading), found
    return found.reach


async def test_a_reading_that_failed_goes_on_at_the_room_where_it_did(
    synapse: Synapse, connector: MatrixConnector
) -> None:
    synapse.faulty = True
    for _ in range(len(synapse.sizes)):
        found = await connector.read(USER)
        assert isinstance(found, Refusal) and found.problem is Problem.PLATFORM_UNAVAILABLE
    assert reach(await connector.read(USER)) == 49
    assert set(synapse.counted.values()) == {1}


async def test_which_rooms_an_account_is_in_is_read_each_time(
    synapse: Synapse, connector: MatrixConnector
) -> None:
    assert reach(await connector.read(USER)) == 49
    synapse.sizes["!new:here.example"] = 10_000
    assert reach(await connector.read(USER)) == 10_000
    synapse.sizes = {"!7:here.example": 7}
    assert reach(await connector.read(USER)) == 7


async def test_a_count_of_minutes_ago_is_none(
    synapse: Synapse, connector: MatrixConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = matrix_rooms.monotonic()
    monkeypatch.setattr(matrix_rooms, "monotonic", lambda: at)
    assert reach(await connector.read(USER)) == 49
    synapse.sizes["!7:here.example"] = 10_000
    at += matrix_rooms.KEPT_SECONDS - 1
    assert reach(await connector.read(USER)) == 49
    at += 1
    assert reach(await connector.read(USER)) == 10_000
    assert set(synapse.counted.values()) == {2}
