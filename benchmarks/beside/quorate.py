"""Quorate as `quorate up` runs it, on the same PDS: its five processes, its labeler in serve."""

import json
import re
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec
from tests.installed import WEIGHED
from tests.network.running import Network
from tests.network.settling import settle

from benchmarks.beside.side import Matter, Read
from benchmarks.filling import Filling, fill
from benchmarks.intake import BATCH
from benchmarks.wire import posted
from quorate.atproto.keys import key_of
from quorate.client import Client, Shown
from quorate.demo.people import APPROVER, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.seating import sit_down
from quorate.demo.setting import House, housed, intake_token, place_of
from quorate.ledger.fields import as_object, integer
from quorate.people.requests import signed_headers
from quorate.preparing import Place
from quorate.supervisor import PROCESSES
from quorate.vocabulary.kinds import Kind

HOST: Final = "localhost"
CONNECTOR: Final = f"atproto:{HOST}"
PROPOSALS: Final = "/v1/proposals"
SUBJECT: Final = {"connector": CONNECTOR, "kind": "account"}
REVIEWERS: Final = (REVIEWER, APPROVER, SECOND_CONTRACTOR)
FILLING: Final = Filling(CONNECTOR, "did:plc:a", 1)
_CASE: Final = re.compile(r"/console/cases/(case_[0-9a-f]{32})")


@dataclass(slots=True)
class _Held:
    """A case under a claim; the restore is somebody else's, as always."""

    client: Client
    on_call: Client
    case: str
    fence: int
    shown: Shown | None = None

    def draw(self) -> None:
        wish = {"action": "take_down", "policy": "harassment/1", "fence": self.fence, **WEIGHED}
        drafted = self.client.call("POST", f"/v1/cases/{self.case}/drafts", wish)
        self.shown = self.client.check(drafted)

    def send(self) -> None:
        self.client.call("POST", PROPOSALS, self._body())

    def request(self) -> bytes:
        body, url = self._body(), self.client.profile.server + PROPOSALS
        signed = signed_headers(self.client.key, "POST", url, json.dumps(body).encode())
        host = self.client.profile.server.rpartition("/")[2]
        return posted(PROPOSALS, {"Host": host, **signed}, body)

    def _body(self) -> dict[str, object]:
        statement = self._drawn().statement
        return {"statement": statement.fields(), **self.client.signed(statement)}

    def undo(self) -> None:
        self.on_call.say(self._drawn(), Kind.RESTORE, ON_CALL)

    def _drawn(self) -> Shown:
        if self.shown is None:
            raise RuntimeError("nothing was drawn up")
        return self.shown


@dataclass(frozen=True, slots=True)
class Quorate:
    """Running. Its reviewer has `browser` at the console, and `http` for signed requests."""

    house: House
    did: str
    database: str
    browser: httpx2.Client
    http: httpx2.Client

    @property
    def port(self) -> int:
        return int(self.house.profile.server.rpartition(":")[2])

    @property
    def pages(self) -> Mapping[str, Read]:
        return {"queue": self._listed, "console": self._shown}

    def _listed(self, seconds: float) -> None:
        """Signed, as every request of a person at the API is."""
        url = self.house.profile.server + "/v1/cases"
        headers = signed_headers(self.house.client(REVIEWER).key, "GET", url, b"")
        self.http.get(url, headers=headers, timeout=seconds).raise_for_status()

    def _shown(self, seconds: float) -> None:
        self.browser.get("/console/queue", timeout=seconds).raise_for_status()

    def batches(self, dids: Sequence[str]) -> Sequence[bytes]:
        token = {"Authorization": f"Bearer {intake_token(self.house)}"}
        items = [
            {"subject": {**SUBJECT, "id": did}, "category": "spam", "key": did} for did in dids
        ]
        several = [items[n : n + BATCH] for n in range(0, len(items), BATCH)]
        return [posted("/v1/reports/batch", token, {"items": some}) for some in several]

    def visible(self, did: str) -> bool:
        return self._case(did) is not None

    def _case(self, did: str) -> str | None:
        asked = {"text": did.rpartition(":")[2], "state": "open"}
        found = _CASE.search(self.browser.get("/console/search", params=asked).text)
        return found[1] if found else None

    def hold(self, did: str, number: int) -> Matter:
        case, client = self._case(did), self.house.client(REVIEWERS[number % len(REVIEWERS)])
        row = as_object(client.call("GET", f"/v1/cases/{case}")["case"], "case")
        version = {"version": integer(row, "version")}
        fence = integer(client.call("POST", f"/v1/cases/{case}/claim", version), "fence")
        return _Held(client, self.house.client(ON_CALL), str(case), fence)

    def fill(self, start: int, end: int) -> None:
        fill(self.database, FILLING, start, end)

    def processes(self) -> Sequence[int]:
        return [self.house.supervisor.pid(name) for name in PROCESSES]


def _labels(place: Place, did: str, key: ec.EllipticCurvePrivateKey, plc: str) -> None:
    """Makes it the labeler `did`."""
    told = {
        "did": did,
        "url": place.public_url,
        "label_key": key_of(key).multikey,
        "connector": CONNECTOR,
        "plc": plc,
    }
    with (place.folder / "serve/serve.toml").open("a") as file:
        file.write("[labeler]\n" + "".join(f'{k} = "{v}"\n' for k, v in told.items()))


@contextmanager
def quorate(network: Network, key: ec.EllipticCurvePrivateKey, database: str) -> Generator[Quorate]:
    """A new installation. It acts by the key of the labeler that the PDS trusts, and is a labeler
    of its own for reports; `database` is empty and its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "quorate"
        place = place_of(folder, HOST, network.pds, (1, 2), platform="atproto")
        own = ec.generate_private_key(ec.SECP256K1())
        did = network.register(f"did:key:{key_of(own).multikey}", place.public_url)

        def prepared() -> None:
            settle(place, network.service, key, mails=False)
            _labels(place, did, own, network.plc)

        with (
            httpx2.Client(trust_env=False) as http,
            housed(place, database, "", prepared=prepared) as house,
        ):
            yield Quorate(house, did, database, sit_down(house, REVIEWER), http)
