"""The effector on a platform behind webhooks: read back, once over crashes, undone at once."""

import secrets
from pathlib import Path

import pytest
from tests.connectors.conftest import Receiver

from quorate.accounts.subject import Subject
from quorate.effects.connectors.webhook import WebhookConnector
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World, proposal_of
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind, SubjectKind

BOB = Subject("webhook:here.example", SubjectKind.ACCOUNT, "bob")


@pytest.fixture
def station(folder: Path, connector: WebhookConnector) -> Station:
    """The stage's effector, whose platform is the receiver."""
    made = World(folder, instance=connector.instance).found().station(connector=connector)
    made.knows("bob")
    return made


def sent(receiver: Receiver, name: str) -> int:
    return sum(one.get("effect_id") == name for one in receiver.taken())


async def test_decided_here_done_there_and_undone(
    station: Station, connector: WebhookConnector, receiver: Receiver
) -> None:
    said = station.world.propose(0, "bob", proposal=f"prop_{secrets.token_hex(8)}")
    await station.step()
    assert proposal_of(station, said).outcome == "done"
    assert sent(receiver, said.proposal) == 1
    assert await connector.in_force(Action.SUSPEND, BOB) is True
    answer = await station.door.restore(station.world.spoken(said, Kind.RESTORE, "on-call"))
    assert isinstance(answer, dict)
    assert await connector.in_force(Action.SUSPEND, BOB) is False


async def test_an_effector_that_dies_after_the_call_records_it_and_does_not_call_again(
    station: Station, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = station.world.propose(0, "bob", proposal=f"prop_{secrets.token_hex(8)}")

    async def dies(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        act = WebhookConnector.act

        async def act_and_die(*facts: object) -> None:
            await act(*facts)  # pyright: ignore
            await dies()

        patched.setattr(WebhookConnector, "act", act_and_die)
        with pytest.raises(RuntimeError):
            await station.step()
    station.restart()
    for _ in range(2):
        await station.step()
    assert proposal_of(station, said).outcome == "done"
    assert sent(receiver, said.proposal) == 1
    await station.door.restore(station.world.spoken(said, Kind.RESTORE, "on-call"))
