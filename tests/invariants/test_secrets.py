"""The effector does not silence while its secrets are not its own."""

import os
from pathlib import Path

import pytest
from tests.invariants.asking import problem

from quorate.effects.configuration import Configuration, exposed
from quorate.effects.connectors.configured import MatrixSettings
from quorate.effects.limits import Limits
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.languages.tongues import ENGLISH
from quorate.vocabulary.problems import Problem

SECRETS = ("key", "subject_key", "database_url", "pager", "token")


def configured(folder: Path, *, shared: bool = True) -> Configuration:
    paths = {name: folder / name for name in (*SECRETS, "authority", "ledger", "state")}
    for path in paths.values():
        path.write_text("secret")
        path.chmod(0o600)
    return Configuration(
        name="effector",
        genesis="0" * 64,
        settings="0" * 64,
        platform=MatrixSettings("here.example", "", paths.pop("token")),
        askers={},
        port=0,
        labels=None,
        shared_user=shared,
        public_url="",
        further=ENGLISH,
        limits=Limits(),
        **paths,
    )


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_readable_secret_refuses(tmp_path: Path, secret: str, mode: int) -> None:
    configuration = configured(tmp_path)
    assert exposed(configuration) is None
    (tmp_path / secret).chmod(mode)
    found = exposed(configuration)
    assert found is not None
    assert found.problem is Problem.SECRETS_EXPOSED
    assert found.field == secret


def test_sequencer_under_the_same_user_refuses_unless_said_so(tmp_path: Path) -> None:
    found = exposed(configured(tmp_path, shared=False))
    assert found is not None
    assert found.field == "shared_user"


def test_secret_of_another_owner_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = configured(tmp_path)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:
        os.chown(tmp_path / "token", 12345, 12345)
    found = exposed(configuration)
    assert found is not None


async def test_exposed_effector_silences_nobody(world: World, station: Station) -> None:
    configuration = configured(world.log, shared=False)
    station.executor.exposed = exposed(configuration)
    said = world.propose(0)
    await station.step()
    assert world.platform.calls == []
    assert await problem(world, station, said) is Problem.SECRETS_EXPOSED
