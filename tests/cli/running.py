"""One installation for many tests: real PostgreSQL, Synapse and processes.

A module takes it with `pytest_plugins = ["tests.cli.running"]`. Its PostgreSQL is its own, since
founding gives the database roles of a server new passwords.
"""

import shutil
from collections.abc import Iterator

import pytest

from quorate.database import embedded
from quorate.demo.setting import Setting, installation, new_database
from quorate.demo.synapse import SynapseProcess


@pytest.fixture(scope="session")
def house(synapse: SynapseProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """Quorate, founded and running."""
    cluster = embedded.start(tmp_path_factory.mktemp("installed-postgres"))
    database = new_database(cluster.url)
    with installation(tmp_path_factory.mktemp("installed"), database, synapse, (1, 2)) as setting:
        yield setting
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)
