"""One installation on a real Synapse for all tests of effects."""

import shutil
from collections.abc import Iterator

import pytest

from quorate.database import embedded
from quorate.demo.setting import Setting, installation, new_database
from quorate.demo.synapse import SynapseProcess


@pytest.fixture(scope="session")
def quorate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """With a Synapse of its own, since tests here stop it, and a PostgreSQL of its own, since
    founding gives the server-wide roles new passwords."""
    folder = tmp_path_factory.mktemp("effects")
    cluster = embedded.start(folder / "postgres")
    database = new_database(cluster.url)
    with (
        SynapseProcess(folder / "synapse", "effects.localhost") as synapse,
        installation(folder / "quorate", database, synapse, (1, 2)) as setting,
    ):
        yield setting
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)
