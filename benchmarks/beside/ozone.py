"""Ozone as its makers deploy it: the service and its daemon, with a PostgreSQL and a PDS.

Its reviewer asks by the administrator's password, which costs it no signature to check. The AppView
that it asks for names, languages and its own profile is a stand-in that answers at once. What it
lacks here to be slower with, it is not charged for.
"""

import base64
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, LiteralString

import httpx2
import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from tests.network.running import Network, ended, started

from benchmarks.beside.side import Matter, Read
from benchmarks.wire import posted
from quorate.atproto.keys import written
from quorate.demo.setting import free_ports
from quorate.ledger.fields import items

FOLDER: Final = Path(__file__).parent.parent / "peer"
SCRIPT: Final = FOLDER / "ozone.mjs"
PASSWORD: Final = "only on this machine, only for this run"
_EMIT: Final = "tools.ozone.moderation.emitEvent"
_EVENTS: Final = "tools.ozone.moderation.defs#modEvent"
_QUEUE: Final = {
    "sortField": "priorityScore",
    "sortDirection": "desc",
    "reviewState": "tools.ozone.moderation.defs#reviewOpen",
    "limit": "50",
}
_ACCOUNT: Final = "com.atproto.admin.defs#repoRef"
_FILL: Final[Sequence[LiteralString]] = (
    'INSERT INTO moderation_event (action, "subjectType", "subjectDid", comment, meta, "createdAt",'
    " \"createdBy\") SELECT 'tools.ozone.moderation.defs#modEventReport',"
    " 'com.atproto.admin.defs#repoRef', 'did:plc:' || lpad(n::text, 24, 'a'), 'bulk messages',"
    " jsonb_build_object('reportType', 'com.atproto.moderation.defs#reasonSpam'),"
    " to_char(now() - n * interval '1 second', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'),"
    " 'did:plc:' || lpad((n %% 1000)::text, 24, 'b')"
    " FROM generate_series(%(start)s + 1, %(end)s) n",
    'INSERT INTO moderation_subject_status (did, "reviewState", "lastReportedAt", "priorityScore",'
    ' tags, "createdAt", "updatedAt") SELECT "subjectDid",'
    " 'tools.ozone.moderation.defs#reviewOpen', \"createdAt\", floor(random() * 101),"
    ' \'["report:spam", "lang:und"]\', "createdAt", "createdAt" FROM moderation_event e WHERE'
    ' NOT EXISTS (SELECT FROM moderation_subject_status s WHERE s.did = e."subjectDid")',
    "REFRESH MATERIALIZED VIEW account_events_stats",
    "REFRESH MATERIALIZED VIEW record_events_stats",
    "REFRESH MATERIALIZED VIEW account_record_events_stats",
    "REFRESH MATERIALIZED VIEW account_record_status_stats",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)
_INDEX: Final[LiteralString] = (
    'CREATE INDEX bench_by_priority ON moderation_subject_status ("reviewState",'
    ' "priorityScore" DESC NULLS LAST, id DESC NULLS LAST)'
)


@dataclass(frozen=True, slots=True)
class _Held:
    """One account; there is nothing to hold or to draw up."""

    http: httpx2.Client
    reviewer: str
    did: str

    def draw(self) -> None:
        pass

    def send(self) -> None:
        self._emit("Takedown")

    def undo(self) -> None:
        self._emit("ReverseTakedown")

    def request(self) -> bytes:
        said = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {said}"}
        return posted(f"/xrpc/{_EMIT}", headers, self._event("Takedown"))

    def _emit(self, event: str) -> None:
        answer = self.http.post(_EMIT, json=self._event(event))
        if answer.status_code != 200:
            raise RuntimeError(answer.text)

    def _event(self, event: str) -> dict[str, object]:
        return {
            "event": {"$type": _EVENTS + event},
            "subject": {"$type": _ACCOUNT, "did": self.did},
            "createdBy": self.reviewer,
        }


@dataclass(frozen=True, slots=True)
class Ozone:
    """Running."""

    did: str
    port: int
    database: str
    http: httpx2.Client
    running: Sequence[subprocess.Popen[str]]

    @property
    def pages(self) -> Mapping[str, Read]:
        return {"queue": self._queue}

    def _queue(self, seconds: float) -> None:
        answer = self._statuses(_QUEUE, seconds)
        if answer.status_code != 200:
            raise RuntimeError(answer.text)

    def _statuses(self, asked: Mapping[str, str], seconds: float) -> httpx2.Response:
        method = "tools.ozone.moderation.queryStatuses"
        return self.http.get(method, params=dict(asked), timeout=seconds)

    def visible(self, did: str) -> bool:
        return bool(items(self._statuses({"subject": did}, 20).json(), "subjectStatuses"))

    def batches(self, dids: Sequence[str]) -> Sequence[bytes]:
        return ()

    def hold(self, did: str, number: int) -> Matter:
        return _Held(self.http, self.did, did)

    def fill(self, start: int, end: int) -> None:
        with psycopg.connect(self.database, autocommit=True) as conn:
            conn.execute("SET synchronous_commit = off")
            for statement in _FILL:
                conn.execute(statement, {"start": start, "end": end} if "%(" in statement else None)

    def index(self) -> None:
        """Gives it the index that it lacks."""
        with psycopg.connect(self.database, autocommit=True) as conn:
            conn.execute(_INDEX)
            conn.execute("VACUUM ANALYZE")

    def processes(self) -> Sequence[int]:
        return [process.pid for process in self.running]


def _settings(
    network: Network, key: ec.EllipticCurvePrivateKey, port: int, appview: int, database: str
) -> dict[str, str]:
    """Its environment, whose names are its own. In development mode it reads documents of this
    machine; its log is off."""
    return {
        "APPVIEW_PORT": str(appview),
        "LOG_ENABLED": "false",
        "NODE_ENV": "production",
        "OZONE_ADMIN_PASSWORD": PASSWORD,
        "OZONE_APPVIEW_DID": "did:web:appview.test",
        "OZONE_APPVIEW_URL": f"http://127.0.0.1:{appview}",
        "OZONE_DB_POSTGRES_URL": database,
        "OZONE_DEV_MODE": "true",
        "OZONE_DID_PLC_URL": network.plc,
        "OZONE_PDS_DID": network.did,
        "OZONE_PDS_URL": network.pds,
        "OZONE_PORT": str(port),
        "OZONE_PUBLIC_URL": f"http://localhost:{port}",
        "OZONE_SERVER_DID": network.service,
        "OZONE_SIGNING_KEY_HEX": written(key),
    }


@contextmanager
def ozone(
    network: Network, key: ec.EllipticCurvePrivateKey, port: int, database: str
) -> Generator[Ozone]:
    """On the port that the network's labeler is registered with, by its key; `database` is empty
    and its own."""
    settings = _settings(network, key, port, free_ports("appview")["appview"], database)
    with ExitStack() as stack:
        running: list[subprocess.Popen[str]] = []
        for role in ("appview", "service", "daemon"):
            running.append(started(SCRIPT, (role,), settings))
            stack.callback(ended, running[-1])
        http = httpx2.Client(
            base_url=f"http://127.0.0.1:{port}/xrpc/",
            auth=httpx2.BasicAuth("admin", PASSWORD),
            timeout=20,
            trust_env=False,
        )
        stack.callback(http.close)
        yield Ozone(network.service, port, database, http, running[1:])
