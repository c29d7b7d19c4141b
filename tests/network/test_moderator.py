"""The published moderator's client drives a whole installation through a real PDS, unchanged."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpx2
import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.installed import wait_until
from tests.network.conftest import did_key
from tests.network.moderating import DEFS, Client, ask, emit
from tests.network.running import Network, Person, real_network

from quorate.atproto.keys import written
from quorate.database import embedded
from quorate.demo.people import APPROVER, REVIEWER
from quorate.demo.setting import House, founders_apply, housed, new_database, place_of
from quorate.ledger.keys import PrivateKey
from quorate.preparing import Place, write_secret
from quorate.vocabulary.kinds import Kind

pytestmark = [pytest.mark.long, pytest.mark.platform]
SPAM = "com.atproto.moderation.defs#reasonSpam"
OFFERED = "[no_violation, warn, remove_content, suspend, deactivate]"
ACTIONS = "[no_violation, warn, hide_content, take_down, label]"


@dataclass(frozen=True, slots=True)
class Desk:
    """The installation, and one account that is a moderator there and one that is none."""

    house: House
    network: Network
    moderator: Client
    stranger: Client

    def labels(self, did: str) -> list[str]:
        url = self.house.profile.server + "/xrpc/com.atproto.label.queryLabels"
        found = httpx2.get(url, params={"uriPatterns": did}).json()["labels"]
        return [label["val"] for label in found]


def _told(place: Place, network: Network, moderator: Client) -> None:
    """Settings and people: the moderator is the reviewer, and serve keeps a key for them."""
    key = PrivateKey.generate()
    key.save(place.folder / "serve/moderator.key")
    people = place.folder / "keys/people.yaml"
    content = yaml.safe_load(people.read_text())
    for person in content["people"]:
        if person["id"] == REVIEWER:
            person["keys"].append({"public": key.public.hex(), "channel": "network"})
    people.write_text(yaml.safe_dump(content, sort_keys=False))
    policies = place.folder / "keys/policies.yaml"
    assert OFFERED in policies.read_text()
    policies.write_text(policies.read_text().replace(OFFERED, ACTIONS))
    settings = place.folder / "serve/serve.toml"
    url = f"http://localhost:{place.ports['serve']}"
    settings.write_text(
        settings.read_text()
        + f'\n[labeler]\ndid = "{network.service}"\nurl = "{url}"\nlabel_key = "unused"\n'
        f'connector = "atproto:localhost"\nplc = "{network.plc}"\n'
        f'[labeler.moderators."{moderator.did}"]\nperson = "{REVIEWER}"\nkey = "moderator.key"\n'
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("moderator")
    cluster = embedded.start(folder / "postgres")
    own = generate_private_key(SECP256K1())
    place = place_of(folder / "quorate", "localhost", "", (1, 2), platform="atproto")
    endpoint = f"http://localhost:{place.ports['serve']}"
    with real_network(key=did_key(own), endpoint=endpoint) as network:
        place = replace(place, platform_url=network.pds)
        moderator = Client(network, "moderator").join()

        def prepared() -> None:
            pem = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_secret(place.folder / "effector/service_key", pem.decode())
            write_secret(place.folder / "effector/label_key", written(own))
            file = place.folder / "effector/effector.toml"
            by_password = 'password_file = "token"\nmails = false'
            assert by_password in file.read_text()
            by_key = f'key_file = "service_key"\ndid = "{network.service}"\nmails = false'
            labels = f'\n[labels]\ndid = "{network.service}"\nkey_file = "label_key"\n'
            file.write_text(file.read_text().replace(by_password, by_key) + labels)
            _told(place, network, moderator)

        with housed(place, new_database(cluster.url), "", prepared=prepared) as house:
            yield Desk(house, network, moderator, Client(network, "stranger").join())
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


def down(person: Person) -> bool:
    status, answer = person.write("heard?")
    return (status, answer.get("error")) == (401, "AccountTakedown")


def test_what_silences_nobody_is_done_at_once(desk: Desk) -> None:
    did = desk.network.person().did
    report, statuses, comment, tag, label, mute = desk.moderator.takes(
        emit("modEventReport", did, reportType=SPAM, comment="sells and sells"),
        ask("queryStatuses", subject=did),
        emit("modEventComment", did, comment="seen before"),
        emit("modEventTag", did, add=["wave"], remove=[]),
        emit("modEventLabel", did, createLabelVals=["rude"], negateLabelVals=[]),
        emit("modEventMute", did, durationInHours=1),
    )
    assert report["event"]["comment"] == "sells and sells"
    (status,) = statuses["subjectStatuses"]
    assert (status["subject"]["did"], status["takendown"]) == (did, False)
    assert comment["id"] > report["id"]
    assert tag["event"]["add"] == ["wave"]
    assert label["modTool"]["meta"]["proposals"], label
    assert mute["event"]["durationInHours"] == 1
    wait_until(lambda: desk.labels(did) == ["rude"])
    off, statuses, events, event, repo, _, escalated = desk.moderator.takes(
        emit("modEventLabel", did, createLabelVals=[], negateLabelVals=["rude"]),
        ask("queryStatuses", onlyMuted=True, tags=["wave"]),
        ask("queryEvents", subject=did),
        ask("getEvent", id=comment["id"]),
        ask("getRepo", did=did),
        emit("modEventUnmute", did),
        emit("modEventEscalate", did, comment="legal: a court asks"),
    )
    assert off["event"]["negateLabelVals"] == ["rude"], off
    wait_until(lambda: desk.labels(did) == [])
    assert [one["subject"]["did"] for one in statuses["subjectStatuses"]] == [did]
    assert [one["event"]["$type"].removeprefix(DEFS) for one in events["events"]] == [
        *("modEventLabel", "modEventMute", "modEventLabel", "modEventTag"),
        *("modEventComment", "modEventReport"),
    ]
    assert event["event"]["comment"] == "seen before"
    assert event["subject"]["did"] == did
    assert repo["handle"].endswith(".test")
    assert "email" not in repo
    assert repo["moderation"]["subjectStatus"]["tags"] == ["wave"]
    assert "error" not in escalated, escalated


def test_a_takedown_waits_for_somebody_s_own_key(desk: Desk) -> None:
    person = desk.network.person()
    _, taken = desk.moderator.takes(
        emit("modEventReport", person.did, reportType=SPAM),
        emit("modEventTakedown", person.did, policies=["spam"], comment="a swindle"),
    )
    (name,) = taken["modTool"]["meta"]["proposals"]
    time.sleep(2)
    assert not down(person)
    approver = desk.house.client(APPROVER)
    approver.say(approver.proposal(name), Kind.APPROVE, APPROVER)
    wait_until(lambda: down(person))
    status, done, given_back, closed = desk.moderator.takes(
        ask("queryStatuses", subject=person.did),
        emit("modEventAcknowledge", person.did),
        emit("modEventReverseTakedown", person.did),
        ask("queryStatuses", subject=person.did, takendown=True),
    )
    assert status["subjectStatuses"][0]["takendown"] is True
    assert "error" not in done, done
    assert "quorate restore" in given_back["message"]
    assert closed["subjectStatuses"][0]["reviewState"] == f"{DEFS}reviewClosed"
    assert down(person)


def test_others_are_refused_in_words(desk: Desk) -> None:
    did = desk.network.person().did
    tag = emit("modEventTag", did, add=["x"], remove=[])
    for refused in desk.stranger.takes(ask("queryStatuses"), tag):
        assert (refused["status"], refused["error"]) == (401, "AuthenticationRequired"), refused
        assert "no moderator here" in refused["message"]
    another = {**tag["given"], "createdBy": desk.stranger.did}
    foreign, unknown = desk.moderator.takes({"method": "emitEvent", "given": another}, tag)
    assert "nobody speaks for another" in foreign["message"]
    assert "report it first" in unknown["message"]


def test_whoever_is_locked_is_refused_from_then_on(desk: Desk) -> None:
    people = desk.house.cast.people
    content = yaml.safe_load(people.read_text())
    for person in content["people"]:
        person["locked"] = person["id"] == REVIEWER
    people.write_text(yaml.safe_dump(content, sort_keys=False))
    founders_apply(desk.house, people)
    (refused,) = desk.moderator.takes(ask("queryStatuses"))
    assert refused["error"] == "Forbidden"
    assert "locked" in refused["message"]
