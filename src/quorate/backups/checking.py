"""Proving a backup before it is needed: it is brought back into a server that is thrown away."""

import tempfile
from pathlib import Path

import psycopg

from quorate.backups.agreement import refuse_parted
from quorate.backups.contents import DUMP, Manifest
from quorate.backups.dumping import make_roles, restore
from quorate.database import embedded
from quorate.ledger.verify import VerifiedLog


def check(target: Path) -> VerifiedLog:
    """Hashes, the ledger by its keys, the dump by restoring it, and that the three are of one
    instant. Raises BackupError, LedgerError, psycopg.Error."""
    manifest = Manifest.read(target)
    manifest.refuse_changed(target)
    with tempfile.TemporaryDirectory(prefix="quorate-check-") as folder:
        cluster = embedded.start(Path(folder) / "postgres")
        try:
            with psycopg.connect(cluster.url) as conn:
                make_roles(conn)
            restore(cluster.url, target / DUMP)
            with psycopg.connect(cluster.url) as conn:
                return refuse_parted(target, manifest.genesis, conn)
        finally:
            embedded.destroy(cluster)
