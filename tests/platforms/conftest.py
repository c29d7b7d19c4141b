"""One installation on a real Synapse for all tests of effects."""

from collections.abc import Iterator

import pytest

from quorate.demo.setting import Setting, installation, new_database
from quorate.demo.synapse import SynapseProcess


@pytest.fixture(scope="session")
def quorate(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """With a Synapse of its own, since tests here stop it."""
    folder = tmp_path_factory.mktemp("effects")
    with (
        SynapseProcess(folder / "synapse", "effects.localhost") as synapse,
        installation(folder / "quorate", new_database(postgres_url), synapse, (1, 2)) as setting,
    ):
        yield setting
