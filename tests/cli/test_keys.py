"""`quorate key passkey | waiting | enrol | lost` and `quorate link`, as people type them."""

import json
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from tests.cli.asking import (
    Json,
    ask,
    change,
    given,
    key_of,
    opened,
    plainly,
    problem,
    prompted,
    quorate,
    send,
)
from tests.cli.lying import lying
from tests.installed import wait_until

from quorate.authority.charter import Charge
from quorate.demo.people import APPROVER, FOUNDERS, LEAD, ON_CALL, REVIEWER
from quorate.demo.setting import Setting, signer_of
from quorate.incidents.stage.passkeys import Authenticator
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.problems import Problem

pytest_plugins = ["tests.cli.running"]
pytestmark = [pytest.mark.platform]
FOUNDER = FOUNDERS[0][0]
REASON = ("--reason", "a passkey whose id was compared")


def nameless(house: Setting, who: str, *words: str) -> subprocess.CompletedProcess[str]:
    """What signs nothing but its request takes a key and no name."""
    profile = str(house.folder / "profile.json")
    return plainly(*words, "--key", str(house.cast.keys[who]), "--profile", profile)


def link_of(house: Setting, who: str) -> str:
    done = nameless(house, who, "key", "passkey")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def post(house: Setting, path: str, body: Json) -> httpx2.Response:
    return httpx2.post(house.profile.server + path, json=body, timeout=30)


def asked(house: Setting, who: str, device: Authenticator) -> httpx2.Response:
    """What the signer hands on once the authenticator has made a passkey."""
    link = link_of(house, who).partition("link=")[2]
    return post(house, "/v1/signing/passkeys", {"link": link, "row": device.row()})


def device(name: str) -> Authenticator:
    return Authenticator(name, rp_id="sign.localhost")


def test_key_passkey_prints_a_link_that_is_one_s_own_and_serves_once(house: Setting) -> None:
    url = link_of(house, REVIEWER)
    assert url.startswith(f"{signer_of(house)}/passkeys?link=")
    sealed = url.partition("link=")[2]
    shown = given(post(house, "/v1/signing/shown", {"link": sealed}))
    assert (shown["who"], shown["about"]) == (REVIEWER, "passkey")
    body = {"link": sealed, "row": device("once").row()}
    assert given(post(house, "/v1/signing/passkeys", body)) == {"key": device("once").key_id}
    again = {"link": sealed, "row": device("twice").row()}
    problem(post(house, "/v1/signing/passkeys", again), Problem.ALREADY_DECIDED, "link")


def test_key_waiting_shows_whose_and_which_to_those_who_may_enrol_it(house: Setting) -> None:
    made = device("waits")
    given(asked(house, REVIEWER, made))
    for who in (LEAD, FOUNDER):
        done = nameless(house, who, "key", "waiting")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{made.key_id}  {REVIEWER}" in done.stdout
    refused = nameless(house, REVIEWER, "key", "waiting")
    assert refused.returncode == 1
    assert "none of" in refused.stderr


@pytest.mark.parametrize("who", [LEAD, FOUNDER])
def test_key_enrol_proposes_the_person_as_in_force_with_the_key(house: Setting, who: str) -> None:
    made = device(f"enrolled by {who}")
    given(asked(house, REVIEWER, made))
    done = prompted(house, who, "key", "enrol", made.key_id, *REASON)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"key {made.key_id}: - -> passkey on sign.localhost" in done.stdout
    name = done.stdout.strip().rpartition("Proposed: ")[2]
    found = given(ask(house, who, "GET", f"/v1/amendments/{name}"))
    wanted = found["amendment"]["content"]["person"]
    assert {**wanted, "keys": wanted["keys"][:-1]} == found["before"]
    assert wanted["keys"][-1] == made.row()
    assert (found["proposer"], found["reason"]) == (who, REASON[1])


def test_key_enrol_leaves_lost_keys_out(house: Setting) -> None:
    made, lost = device("recovered"), key_id(key_of(house, REVIEWER).public)
    given(asked(house, REVIEWER, made))
    done = prompted(house, LEAD, "key", "enrol", made.key_id, "--lost", lost, *REASON)
    assert done.returncode == 0, done.stderr
    name = done.stdout.strip().rpartition("Proposed: ")[2]
    found = given(ask(house, LEAD, "GET", f"/v1/amendments/{name}"))
    keys = found["amendment"]["content"]["person"]["keys"]
    assert made.row() in keys
    assert key_of(house, REVIEWER).public.hex() not in [key["public"] for key in keys]


def test_key_enrol_signs_nothing_for_another_id_another_word_or_a_reviewer(
    house: Setting,
) -> None:
    made = device("not enrolled")
    given(asked(house, REVIEWER, made))
    unknown = quorate(house, LEAD, "key", "enrol", "0" * 16, *REASON)
    assert (unknown.returncode, unknown.stderr) == (1, f"No passkey of the id {'0' * 16} waits.\n")
    other = quorate(house, LEAD, "key", "enrol", made.key_id, *REASON, typed="yes")
    assert (other.returncode, other.stderr) == (1, "Not signed.\n")
    refused = quorate(house, APPROVER, "key", "enrol", made.key_id, *REASON)
    assert refused.returncode == 1
    opened = given(ask(house, LEAD, "GET", "/v1/amendments"))["amendments"]
    assert made.key_id not in json.dumps(opened)


def test_key_enrol_of_one_s_own_key_is_refused(house: Setting) -> None:
    made = device("the lead's")
    given(asked(house, LEAD, made))
    done = prompted(house, LEAD, "key", "enrol", made.key_id, *REASON)
    assert done.returncode == 1
    assert "nobody amends their own matter" in done.stderr


def test_key_enrol_takes_no_other_key_from_a_server_that_lies(
    house: Setting, tmp_path: Path
) -> None:
    made, thief = device("asked for"), device("thief")
    given(asked(house, REVIEWER, made))

    def lie(path: str, found: dict[str, Any]) -> dict[str, Any]:
        if path.endswith("/passkeys"):
            for row in found["passkeys"]:
                row["content"]["person"]["keys"] = [thief.row()]
        return found

    with lying(house, tmp_path, lie) as liar:
        done = quorate(house, LEAD, "key", "enrol", made.key_id, *REASON, profile=liar.profile)
    assert done.returncode == 1
    assert done.stderr == "The server's row does not hold this key. Nothing was signed.\n"


@pytest.fixture
def second_key(house: Setting) -> Iterator[PrivateKey]:
    """Another key of the approver, on the command line; the people file is put back."""
    usual = yaml.safe_load(house.cast.people.read_text())
    made, staff = PrivateKey.generate(), deepcopy(usual)
    person = next(p for p in staff["people"] if p["id"] == APPROVER)
    person["keys"].append({"public": made.public.hex(), "channel": "cli"})
    change(house, Charge.PEOPLE, staff)
    yield made
    change(house, Charge.PEOPLE, usual)


def test_key_lost_ends_it_at_once_and_for_good(house: Setting, second_key: PrivateKey) -> None:
    lost = key_id(second_key.public)
    assert send(house, second_key, "GET", "/v1/cases").status_code == 200
    theirs = quorate(house, ON_CALL, "key", "lost", lost)
    assert theirs.returncode == 1
    assert "not a living key of yours" in theirs.stderr
    done = quorate(house, APPROVER, "key", "lost", lost)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Key {lost} signs nothing any more." in done.stdout
    wait_until(lambda: send(house, second_key, "GET", "/v1/cases").status_code != 200)
    problem(send(house, second_key, "GET", "/v1/cases"), Problem.KEY_UNKNOWN, "keyid")
    again = quorate(house, APPROVER, "key", "lost", lost)
    assert again.returncode == 1


def test_link_leads_to_the_signer_about_a_proposal_or_an_amendment(house: Setting) -> None:
    proposal = opened(house).statement.proposal
    file = house.folder / "amend.yaml"
    file.write_text(f"identity: {{pseudonym: person_{'0' * 32}}}\n")
    done = prompted(house, FOUNDER, "amend", str(file), *REASON)
    amendment = done.stdout.strip().rpartition("Proposed: ")[2]
    for who, name, book in (
        (APPROVER, proposal, "proposals"),
        (LEAD, amendment, "amendments"),
    ):
        done = nameless(house, who, "link", name)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{signer_of(house)}/{book}/{name}?link=")
        sealed = done.stdout.strip().partition("link=")[2]
        shown = given(post(house, "/v1/signing/shown", {"link": sealed}))
        assert (shown["who"], shown["about"]) == (who, name)


@pytest.mark.parametrize(
    ("who", "name", "says"),
    [
        (LEAD, "amd_" + "0" * 32, "no such amendment"),
        (LEAD, "prop_" + "0" * 32, "no such proposal"),
        (LEAD, "passkeys", "about"),
        (APPROVER, "amd_" + "0" * 32, "none of"),
    ],
)
def test_link_to_nothing_is_refused_in_words(
    house: Setting, who: str, name: str, says: str
) -> None:
    done = nameless(house, who, "link", name)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
