"""On a real PDS with its directory: the published client reports, and a stranger reads labels."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from psycopg_pool import AsyncConnectionPool
from tests.appealing import Appeals
from tests.casework import ADDRESSES, rows, web_pool
from tests.casework import CONNECTOR as PLAYED
from tests.labeler.moderating import Net, at_work
from tests.labeler.network import CONNECTOR, TROLL, new_key, nobody
from tests.labeler.serving import node, served
from tests.labeler.test_labels import POST, URI, Desk, effector_pool
from tests.network.moderating import Client, ask, emit
from tests.network.running import Network, real_network
from tests.playing import playing
from tests.provider.running import free_port

from quorate.api.around.deps import Dependencies
from quorate.atproto.keys import key_of
from quorate.atproto.resolving import Resolver
from quorate.authority.engine import shipped_law
from quorate.effects.labelling import Labels
from quorate.incidents.stage.world import World
from quorate.labeler.service import Identity, Labeler
from quorate.vocabulary.times import now, stamp


@dataclass(frozen=True, slots=True)
class Here:
    """A network that knows us: our label key, and where it looks for us."""

    network: Network
    key: ec.EllipticCurvePrivateKey
    port: int

    def labeler(
        self,
        pool: AsyncConnectionPool[Any],
        http: httpx2.AsyncClient,
        clock: Callable[[], datetime],
        connector: str = CONNECTOR,
    ) -> Labeler:
        deps = Dependencies(pool, nobody, {}, clock, shipped_law, ADDRESSES)
        url, key = f"http://localhost:{self.port}", key_of(self.key).multikey
        identity = Identity(self.network.service, url, key, connector)
        return Labeler(identity, deps, Resolver(self.network.plc, http, http))


@pytest.fixture(scope="module")
def here() -> Iterator[Here]:
    key, port = new_key(), free_port()
    told = f"did:key:{key_of(key).multikey}"
    with real_network(key=told, endpoint=f"http://localhost:{port}") as network:
        yield Here(network, key, port)


async def test_a_stranger_checks_every_label_with_the_published_libraries(
    here: Here, tmp_path: Path, database_url: str
) -> None:
    network = here.network
    async with (
        effector_pool(database_url) as own,
        web_pool(database_url) as pool,
        httpx2.AsyncClient() as http,
    ):
        desk = Desk(tmp_path, database_url, own)
        desk.key = here.key
        desk.station.executor.labels = Labels(network.service, here.key, own)
        until = stamp(desk.world.now.replace(hour=20))
        said = desk.propose("rude")
        desk.propose("spam", POST, until=until)
        await desk.station.step()
        await desk.restore(said)
        async with served(here.labeler(pool, http, desk.world.clock), here.port):
            options = {"plc": network.plc, "did": network.service, "pattern": "*", "most": 3}
            found = await node("reader.mjs", options)
    told = [*found["labels"], *found["followed"]]
    assert all((label["holds"], label["forged"]) == (True, False) for label in told)
    shown = [(m["src"], m["uri"], m["val"], m.get("neg"), m.get("exp"), m["ver"]) for m in told]
    spam = (network.service, URI, "spam", None, until, 1)
    rude = (network.service, TROLL, "rude", None, None, 1)
    assert shown == [spam, rude, spam, (*rude[:3], True, None, 1)]


async def test_a_report_sent_with_the_published_client_through_its_pds_is_a_case(
    here: Here, database_url: str
) -> None:
    network = here.network
    troll = network.person()
    uri = troll.post("buy now")
    cid = str(troll.read(uri)[1]["cid"])
    reports: list[dict[str, Any]] = [
        {
            "reasonType": "com.atproto.moderation.defs#reasonSpam",
            "reason": "sells and sells",
            "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": troll.did},
        },
        {
            "reasonType": "example.lexicon#mine",
            "subject": {"$type": "com.atproto.repo.strongRef", "uri": uri, "cid": cid},
        },
    ]
    options = {"pds": network.pds, "service": network.service, "reports": reports}
    async with (
        web_pool(database_url) as pool,
        httpx2.AsyncClient() as http,
        served(here.labeler(pool, http, now), here.port),
    ):
        found = await node("reporter.mjs", options)
    for said, told in zip(reports, found["told"], strict=True):
        assert {**said, "reportedBy": found["did"]} == {
            name: value for name, value in told.items() if name not in ("id", "createdAt")
        }
    cases = rows(
        database_url,
        "SELECT s.native, c.reports, r.reporter FROM cases c JOIN subjects s ON s.id = c.subject_id"
        " JOIN reports r ON r.case_id = c.id ORDER BY s.kind",
    )
    _, collection, rkey = uri.removeprefix("at://").split("/")
    assert cases == [
        (troll.did, 1, found["did"]),
        (f"{collection}/{rkey}/{troll.did}", 1, found["did"]),
    ]


async def test_whom_it_concerns_appeals_by_the_published_client_while_taken_down(
    here: Here, tmp_path: Path, database_url: str
) -> None:
    network, person = here.network, here.network.person()
    async with (
        playing(World(tmp_path).found(), database_url) as play,
        httpx2.AsyncClient() as http,
        served(here.labeler(play.pool, http, now, PLAYED), here.port),
    ):
        _, decided = await Appeals(play).decided(person.did)
        with psycopg.connect(database_url) as conn:
            conn.execute("UPDATE tellings SET made_at = now()")
        network.take_down(person.did)
        options = {
            "pds": network.pds,
            "service": network.service,
            "identifier": person.handle,
            "password": person.password,
            "reason": "I quoted it.",
        }
        told = await node("appealer.mjs", options)
    assert told["reportedBy"] == person.did
    assert rows(
        database_url,
        "SELECT proposal_id, side, filed_by, k.value FROM appeals"
        " JOIN kept_values k ON k.commitment = words",
    ) == [(decided.proposal, "person", "service:atproto", "I quoted it.")]
    assert rows(database_url, "SELECT count(*) FROM reports WHERE source = 'atproto'") == [(0,)]


async def test_the_published_moderators_client_works_through_its_pds_unchanged(
    here: Here, tmp_path: Path, database_url: str
) -> None:
    network, did = here.network, here.network.person().did
    moderator = Client(network, "moderator").join()
    net = Net(network.service, network.plc, moderator.did, now())
    steps = (
        emit("modEventReport", did, reportType="com.atproto.moderation.defs#reasonSpam"),
        emit("modEventTag", did, add=["wave"], remove=[], comment="seen before"),
        emit("modEventLabel", did, createLabelVals=["rude"], negateLabelVals=[]),
        emit("modEventTakedown", did, policies=["harassment"]),
        emit("modEventMute", did, durationInHours=1),
        ask("queryStatuses", onlyMuted=True, tags=["wave"], limit=10),
        ask("queryEvents", subject=did, sortDirection="asc"),
        ask("getRepo", did=did),
        emit("modEventAcknowledge", did),
        ask("queryStatuses", reviewState="tools.ozone.moderation.defs#reviewClosed"),
    )
    async with at_work(tmp_path, database_url, net) as room:
        room.station.knows(did)
        async with served(room.here, here.port):
            found = await moderator.does(*steps)
    assert [one for one in found if "error" in one] == []
    (muted,), events, repo = found[5]["subjectStatuses"], found[6]["events"], found[7]
    assert (muted["subject"]["did"], muted["tags"], muted["takendown"]) == (did, ["wave"], False)
    assert [one["id"] for one in events] == [one["id"] for one in found[:5]]
    assert repo["moderation"]["subjectStatus"]["id"] == muted["id"]
    assert len(found[9]["subjectStatuses"]) == 1
    assert rows(database_url, "SELECT outcome FROM cases") == [("actioned",)]
