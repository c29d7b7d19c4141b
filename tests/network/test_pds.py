"""A whole installation on a real PDS: reported, decided, taken down, undone, told, watched."""

import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest
from tests.installed import OFFICE, WEIGHED, wait_until, whole_log
from tests.network.conftest import Platform
from tests.network.running import Network, Person
from tests.network.settling import settle

from quorate.client import Shown
from quorate.database import embedded
from quorate.demo.people import APPROVER, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import House, housed, intake_token, new_database, place_of
from quorate.effects.folds.outside import FREE
from quorate.ledger.entry import Entry
from quorate.ledger.fields import as_object, integer, text
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem

pytestmark = [pytest.mark.long, pytest.mark.platform]
INSTANCE = "atproto:localhost"


@dataclass(frozen=True, slots=True)
class Desk:
    """The installation and its platform."""

    house: House
    platform: Platform

    @property
    def network(self) -> Network:
        return self.platform.network

    def report(self, kind: str, native: str) -> str:
        """By the platform's backend; the case."""
        headers = {
            "Authorization": f"Bearer {intake_token(self.house)}",
            "Idempotency-Key": secrets.token_hex(8),
        }
        subject = {"connector": INSTANCE, "kind": kind, "id": native}
        body = {"subject": subject, "category": "harassment"}
        url = self.house.profile.server + "/v1/reports"
        answer = httpx2.post(url, json=body, headers=headers)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["case"])

    def propose(self, case: str, action: str) -> Shown:
        """Claimed, drafted, checked and signed by a reviewer."""
        client = self.house.client(REVIEWER)
        row = as_object(client.call("GET", f"/v1/cases/{case}")["case"], "case")
        version = {"version": integer(row, "version")}
        fence = integer(client.call("POST", f"/v1/cases/{case}/claim", version), "fence")
        wish = {"action": action, "policy": "harassment/1", "fence": fence, **WEIGHED}
        shown = client.check(client.call("POST", f"/v1/cases/{case}/drafts", wish))
        body = {"statement": shown.statement.fields(), **client.signed(shown.statement)}
        client.call("POST", "/v1/proposals", body)
        return shown

    def restore(self, shown: Shown) -> dict[str, object]:
        said = self.house.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
        return dict(as_object(said["receipt"], "receipt"))

    def changes(self) -> list[Entry]:
        return [e for e in whole_log(self.house) if e.event is Event.PLATFORM_CHANGED]


@pytest.fixture(scope="module")
def desk(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """By the key that the PDS trusts: nobody shares its administrator's password."""
    folder = tmp_path_factory.mktemp("pds")
    cluster = embedded.start(folder / "postgres")
    network = platform.network
    place = place_of(folder / "quorate", "localhost", network.pds, (1, 2), platform="atproto")

    def prepared() -> None:
        settle(place, network.service, platform.key, mails=True)

    with housed(place, new_database(cluster.url), "", prepared=prepared) as house:
        yield Desk(house, platform)
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


def down(person: Person) -> bool:
    status, answer = person.write("heard?")
    return (status, answer.get("error")) == (401, "AccountTakedown")


def timed(what: str, true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Prints how long it took until it was true."""
    started = time.monotonic()
    wait_until(true, seconds)
    print(f"{what}: {1000 * (time.monotonic() - started):.0f} ms")


def test_taken_down_by_a_signed_decision_told_and_given_back_with_the_same_token(
    desk: Desk,
) -> None:
    address = f"{secrets.token_hex(4)}@mail.example"
    person = desk.network.person(email=address)
    shown = desk.propose(desk.report("account", person.did), "take_down")
    timed("proposal to AccountTakedown", lambda: down(person))
    status = desk.network.admin("getSubjectStatus", did=person.did)
    assert as_object(status["takedown"], "takedown")["ref"] == shown.statement.proposal
    wait_until(lambda: bool(desk.platform.mails.to(address)))
    (mail,) = desk.platform.mails.to(address)
    said = mail.get_body(("plain",))
    assert said is not None
    assert mail["Subject"] == "A decision about your account"
    found = re.search(r"http://localhost:\d+/public/reasons/[0-9a-f]{64}", said.get_content())
    assert found, said.get_content()
    page = httpx2.get(found[0].replace("localhost", "127.0.0.1"))
    way = re.search(r"/public/appeals/[0-9a-f]{64}", page.text)
    assert way, page.text
    form = desk.house.profile.server + way[0]
    own = {"Sec-Fetch-Site": "same-origin"}
    words = {"words": "It was a quotation."}
    sent = httpx2.post(form, data=words, headers=own, follow_redirects=True)
    assert sent.status_code == 200, sent.text
    wait_until(lambda: Event.APPEAL_FILED in [e.event for e in whole_log(desk.house)])
    started = time.monotonic()
    receipt = desk.restore(shown)
    print(f"restore: {1000 * (time.monotonic() - started):.0f} ms")
    assert receipt["state"] == "restored"
    assert person.write("heard?")[0] == 200


def test_one_record_is_hidden_and_shown_again(desk: Desk) -> None:
    author, reader = desk.network.person(), desk.network.person()
    uri = author.post("a post that breaks the rules")
    did, collection, rkey = uri.removeprefix("at://").split("/")
    shown = desk.propose(desk.report("message", f"{collection}/{rkey}/{did}"), "hide_content")
    timed("proposal to RecordNotFound", lambda: reader.read(uri)[0] == 400)
    for who in (reader, author):
        assert who.read(uri)[1]["error"] == "RecordNotFound"
    assert author.write("heard?")[0] == 200
    assert desk.restore(shown)["state"] == "restored"
    assert reader.read(uri)[0] == 200


def test_a_protected_account_needs_its_hands(desk: Desk) -> None:
    person = desk.network.person()
    done = desk.house.command(ON_CALL, "protect", person.did, "--tier", "2", *OFFICE)
    assert done.returncode == 0, done.stderr
    shown = desk.propose(desk.report("account", person.did), "take_down")
    assert shown.statement.tier == 2
    for who in (APPROVER, SECOND_CONTRACTOR):
        assert not down(person)
        desk.house.client(who).say(shown, Kind.APPROVE, who)
    timed("last hand to AccountTakedown, cooling off 1 s", lambda: down(person))
    assert desk.restore(shown)["state"] == "restored"
    assert not down(person)


def test_a_takedown_by_others_is_an_incident_at_once_and_one_person_frees(
    desk: Desk,
) -> None:
    """Also of an account that nobody here ever heard of."""
    person, before = desk.network.person(), len(desk.changes())
    desk.network.take_down(person.did)
    done = time.time()
    timed("takedown by others to its entry", lambda: len(desk.changes()) > before)
    change = desk.changes()[-1]
    assert (change.data["action"], change.data["in_force"]) == ("take_down", True)
    told = f"take_down of {person.did}, tier 0, is in force without a decision"
    wait_until(lambda: any(told in page.body for page in desk.house.sink.pages))
    page = next(page for page in desk.house.sink.pages if told in page.body)
    print(f"takedown by others to on-call's page: {1000 * (page.at - done):.0f} ms")
    name = text(change.data, "change")
    freed = desk.house.client(ON_CALL).order(FREE, name, ON_CALL)
    assert freed["state"] == "freed"
    assert not down(person)
    wait_until(lambda: desk.changes()[-1].data["in_force"] is False)


def test_given_back_by_others_is_an_incident_too(desk: Desk) -> None:
    person = desk.network.person()
    shown = desk.propose(desk.report("account", person.did), "take_down")
    wait_until(lambda: down(person))
    done = shown.statement.proposal
    wait_until(lambda: any(e.event is Event.EFFECT_DONE for e in about(desk, done)))
    before = len(desk.changes())
    desk.network.take_down(person.did, applied=False)
    timed("given back by others to its entry", lambda: len(desk.changes()) > before)
    assert desk.changes()[-1].data["proposal"] == done


def about(desk: Desk, proposal: str) -> list[Entry]:
    return [e for e in whole_log(desk.house) if e.data.get("proposal") == proposal]


def test_what_quorate_does_itself_is_no_incident(desk: Desk) -> None:
    person, before = desk.network.person(), len(desk.changes())
    shown = desk.propose(desk.report("account", person.did), "take_down")
    wait_until(lambda: down(person))
    desk.restore(shown)
    time.sleep(3)
    assert len(desk.changes()) == before


def test_what_a_pds_cannot_do_is_refused_by_the_effector(desk: Desk) -> None:
    """A policy may name for another platform what this one does not offer."""
    person = desk.network.person()
    name = desk.propose(desk.report("account", person.did), "lock").statement.proposal
    wait_until(lambda: any(e.event is Event.EFFECT_REFUSED for e in about(desk, name)))
    refused = next(e for e in about(desk, name) if e.event is Event.EFFECT_REFUSED)
    assert refused.data["problem"] == Problem.ACTION_NOT_OFFERED
    assert not down(person)


def test_a_restore_is_accepted_while_the_pds_hangs_and_done_once_it_wakes(desk: Desk) -> None:
    person = desk.network.person()
    shown = desk.propose(desk.report("account", person.did), "take_down")
    wait_until(lambda: down(person))
    desk.network.hang()
    try:
        assert desk.restore(shown)["state"] == "accepted"
    finally:
        desk.network.wake()
    timed("awake to given back", lambda: not down(person))
