"""Whatever stands in the log: the fold goes on, and nothing unsigned changes who counts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.authority.charter import Charge
from quorate.effects.view import View
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind

SEEN = datetime(2026, 11, 25, 12, tzinfo=UTC)
FUZZ = settings(derandomize=True, max_examples=60, deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[bytes]]:
    """A genesis and the entries of a small life: changes, proposals, words of every kind."""
    world = World(tmp_path_factory.mktemp("world"))
    world.found()
    said = world.propose(2)
    world.approve(said, "employee", "other employee")
    world.deny(said, "contractor")
    world.veto(said, "on-call")
    world.publish(world.opening(world.statement(1), seeded("nobody")))
    world.publish(world.word(said, Kind.APPROVE, "owner"))
    world.register({"@office:here.example": 2})
    world.publish(world.change_entry(Charge.PEOPLE, {"people": []}, ("first founder",)))
    return world.genesis, entries_of(world.log)


def entries_of(log: Path) -> list[bytes]:
    reader = LogReader(log)
    return list(reader.entries(0, int(reader.checkpoint_text().split("\n")[1])))


def folded(real: tuple[str, list[bytes]]) -> View:
    view = View(real[0])
    for body in real[1]:
        view.apply(body, SEEN)
    return view


def written(row: dict[str, Any]) -> bytes:
    """As canonical JSON as Python's own writer makes it."""
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode(errors="surrogatepass")


def in_force(view: View) -> tuple[Any, ...]:
    told = (view.genesis, view.roster, view.catalogue, view.register, view.changes)
    return (*told, dict(view.outside), dict(view.docket.freed))


def holds(real: tuple[str, list[bytes]], *bodies: bytes) -> None:
    """They are folded without a raise, are counted, and change nothing that is in force."""
    view = folded(real)
    before, size = in_force(view), view.size
    for body in bodies:
        view.apply(body, SEEN)
    assert in_force(view) == before
    assert view.size == size + len(bodies)
    approvals = {s for p in view.docket.proposals.values() for s in p.approvals}
    assert approvals <= {"employee", "other employee", "owner"}


@FUZZ
@given(body=st.binary(max_size=300))
def test_arbitrary_bytes_change_nothing(real: tuple[str, list[bytes]], body: bytes) -> None:
    holds(real, body)


@FUZZ
@given(value=JSON)
def test_arbitrary_json_changes_nothing(real: tuple[str, list[bytes]], value: object) -> None:
    holds(real, json.dumps(value).encode())


@FUZZ
@given(event=st.sampled_from(list(Event)), data=st.dictionaries(st.text(max_size=9), JSON))
def test_an_entry_of_any_event_with_arbitrary_data_changes_nothing(
    real: tuple[str, list[bytes]], event: Event, data: dict[str, Any]
) -> None:
    row: dict[str, Any] = json.loads(real[1][-1])
    row.update(event=event, data=data)
    holds(real, written(row))


@FUZZ
@given(choice=st.data())
def test_a_real_entry_with_one_byte_changed_changes_nothing(
    real: tuple[str, list[bytes]], choice: st.DataObject
) -> None:
    body = bytearray(choice.draw(st.sampled_from(real[1])))
    place = choice.draw(st.integers(0, len(body) - 1))
    body[place] ^= choice.draw(st.integers(1, 255))
    holds(real, bytes(body))


@FUZZ
@given(choice=st.data())
def test_a_real_entry_with_one_field_replaced_changes_nothing(
    real: tuple[str, list[bytes]], choice: st.DataObject
) -> None:
    row: dict[str, Any] = json.loads(choice.draw(st.sampled_from(real[1])))
    where: dict[str, Any] = row
    while True:
        name = choice.draw(st.sampled_from(sorted(where)))
        if not isinstance(where[name], dict) or not where[name] or choice.draw(st.booleans()):
            break
        where = where[name]
    where[name] = choice.draw(JSON)
    holds(real, written(row))


def test_every_real_entry_said_again_changes_nothing(real: tuple[str, list[bytes]]) -> None:
    holds(real, *real[1])


@pytest.mark.parametrize("body", [b"[" * 65_000, b'{"a":' * 13_000, b"1" * 65_000])
def test_endless_nesting_changes_nothing(real: tuple[str, list[bytes]], body: bytes) -> None:
    holds(real, body)


def test_what_nobody_signed_is_not_in_force(real: tuple[str, list[bytes]]) -> None:
    view = folded(real)
    assert (view.changes, len(view.roster.people)) == (3, 10)
    reasons = [f.reason for f in view.forged]
    assert len(reasons) == 2, reasons
    assert "the key is not a living one of the signer" in reasons
    assert "1 of 3 founders' signatures" in reasons
