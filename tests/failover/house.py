"""An installation on three PostgreSQL nodes under Patroni, in front of a real platform."""

import secrets
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from tests.chaos.house import Watched, stopped, watched
from tests.failover.cluster import Cluster, Node, cluster


@dataclass
class House(Watched):
    """Its processes reach all nodes by one URL."""

    cluster: Cluster = field(kw_only=True)

    def kill_leader(self) -> Node:
        """SIGKILL to the leader's Patroni and PostgreSQL, in one breath; the dead node."""
        leader = self.cluster.until_safe()
        leader.kill()
        self.faults["kill leader"] += 1
        return leader


@contextmanager
def house(folder: Path) -> Generator[House]:
    """A new one, kept running and looked at."""
    servers = Path(tempfile.mkdtemp(prefix="quorate-patroni-", dir="/tmp"))
    try:
        with cluster(servers) as found:
            database = _database(found)
            with stopped(folder, "failover.localhost", database) as (setting, platform):
                made = House(folder, setting, database, platform, cluster=found)
                with watched(made):
                    yield made
    finally:
        shutil.rmtree(servers)


def _database(found: Cluster) -> str:
    name = f"quorate_{secrets.token_hex(4)}"
    with psycopg.connect(found.url("postgres"), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return found.url(name)
