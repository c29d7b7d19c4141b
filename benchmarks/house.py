"""An installation on a real homeserver, with nothing in it, for one measurement."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quorate.database import embedded
from quorate.demo.setting import Setting, installation, new_database
from quorate.demo.synapse import SynapseProcess


@dataclass(frozen=True, slots=True)
class House:
    """`database` is the installation's, `server` the URL of the PostgreSQL that it is on."""

    setting: Setting
    database: str
    server: str
    folder: Path


@contextmanager
def house() -> Generator[House]:
    """It runs while the block does, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cluster = embedded.start(folder / "postgres")
        url = new_database(cluster.url)
        try:
            with (
                SynapseProcess(folder / "synapse", "bench.localhost") as synapse,
                installation(folder / "quorate", url, synapse, (1, 2)) as setting,
            ):
                yield House(setting, url, cluster.url, folder)
        finally:
            embedded.stop(cluster)
