"""`quorate erase` on a running installation, and what a receipt still proves afterwards."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest
import yaml
from tests.cli.asking import THREE, Json, ask, change, given, key_of, plainly, problem, quorate

from quorate.authority.charter import Charge
from quorate.authority.drafting import amendment_of
from quorate.demo.people import LEAD, ON_CALL
from quorate.demo.setting import Setting, intake_token
from quorate.ledger.commitment import Salted
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.receipt import Receipt
from quorate.people.keys import key_id
from quorate.people.orders import order_digest
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import now, stamp

pytest_plugins = ["tests.cli.running"]
REASON = "Ada Lovelace of Elm Street complained"


@pytest.fixture(scope="module")
def owned(house: Setting) -> Iterator[Setting]:
    """On-call is the owner, too."""
    usual = yaml.safe_load(house.cast.people.read_text())
    staff = yaml.safe_load(house.cast.people.read_text())
    for person in staff["people"]:
        if person["id"] == ON_CALL:
            person["roles"] = ["on_call", "owner"]
    change(house, Charge.PEOPLE, staff)
    yield house
    change(house, Charge.PEOPLE, usual)


@pytest.fixture
def said(owned: Setting) -> Salted:
    """The reason of an amendment that was denied."""
    reason = Salted.fresh(ValueKind.AMENDMENT_REASON, REASON)
    made = amendment_of({"quorum": {"2": 1}}, owned.profile.genesis, reason, now())
    owned.client(THREE[0]).open_amendment(made, reason, THREE[0])
    done = quorate(owned, LEAD, "deny", made.id, typed=made.id[-8:])
    assert done.returncode == 0, done.stderr
    return reason


def receipt(setting: Setting, commitment: str, path: Path) -> Path:
    """Of the entry that opened the amendment, made from the folder that anybody may read."""
    reader = LogReader(setting.folder / "ledger")
    text = reader.checkpoint_text()
    size = int(text.split("\n")[1])
    bodies = list(reader.entries(0, size))
    (index,) = [
        n
        for n, body in enumerate(bodies)
        if read_entry(body).event is Event.AMENDMENT_OPENED and commitment.encode() in body
    ]
    path.write_text(Receipt(index, reader.inclusion_proof(index, size), text, bodies[index]).text)
    return path


def verified(setting: Setting, path: Path, *words: str) -> tuple[int, str]:
    done = plainly("receipt", "verify", str(path), "--log", setting.profile.log, *words)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def kept(setting: Setting, commitment: str) -> int:
    with psycopg.connect((setting.folder / "serve/database_url").read_text()) as conn:
        row = conn.execute(
            "SELECT count(*) FROM kept_values WHERE commitment = %s", (commitment,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_value_is_shown_by_its_receipt_then_erased_and_the_receipt_holds(
    owned: Setting, said: Salted, tmp_path: Path
) -> None:
    name, salt = said.commitment, ("--salt", said.salt.hex())
    path = receipt(owned, name, tmp_path / "r")
    status, told = verified(owned, path, "--value", REASON, *salt)
    assert (status, "the value is the entry's amendment-reason" in told) == (0, True), told
    for words in (("--value", "another", *salt), ("--value", REASON, "--salt", "00" * 32)):
        status, told = verified(owned, path, *words)
        assert (status, "open no commitment" in told) == (1, True), told
    for words in (("--value", REASON), ("--value", REASON, "--salt", "x")):
        assert verified(owned, path, *words)[0] == 1
    done = quorate(owned, ON_CALL, "erase", name, "--ground", "gdpr-17", typed="no")
    assert (done.returncode, kept(owned, name)) == (1, 1)
    for _ in range(2):
        done = quorate(owned, ON_CALL, "erase", name, "--ground", "gdpr-17", typed=name[-8:])
        assert done.returncode == 0, done.stderr
        assert kept(owned, name) == 0
    assert verified(owned, path)[0] == 0
    assert verified(owned, receipt(owned, name, tmp_path / "after"))[0] == 0
    listed = given(ask(owned, LEAD, "GET", "/v1/amendments"))["amendments"]
    (shown,) = [a for a in listed if a["amendment"]["reason"] == name]
    assert (shown["reason"], shown["salt"]) == (None, None)
    reader = LogReader(owned.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    bodies = [b for b in reader.entries(0, size) if b"value:erased" in b]
    (entry,) = [read_entry(b) for b in bodies if name.encode() in b]
    assert entry.by == ON_CALL
    assert REASON.encode() not in json.dumps([b.decode() for b in bodies]).encode()


def ordered(setting: Setting, who: str, about: str, order: str = "erase-value") -> Json:
    fields = {"genesis": setting.profile.genesis, "order": order, "about": about}
    fields |= {"signer": who, "at": stamp(now())}
    key = key_of(setting, who)
    sig = key.sign(order_digest(fields)).hex()
    return {"order": fields, "key": key_id(key.public), "sig": sig}


def test_who_may_not_erase_is_told_why(owned: Setting, said: Salted) -> None:
    about = f"gdpr-17:{said.commitment}"
    answer = ask(owned, LEAD, "POST", "/v1/erasures", ordered(owned, LEAD, about))
    problem(answer, Problem.NOT_ELIGIBLE, "permission")
    answer = ask(owned, ON_CALL, "POST", "/v1/erasures", ordered(owned, LEAD, about))
    problem(answer, Problem.KEY_UNKNOWN, "key")
    for wrong in ("gdpr-17:x", said.commitment, f"spite:{said.commitment}"):
        answer = ask(owned, ON_CALL, "POST", "/v1/erasures", ordered(owned, ON_CALL, wrong))
        problem(answer, Problem.BODY_INVALID, "order")
    other = ordered(owned, ON_CALL, f"gdpr-17:{'ab' * 32}")
    problem(ask(owned, ON_CALL, "POST", "/v1/erasures", other), Problem.NOT_FOUND, "order.about")
    assert kept(owned, said.commitment) == 1


def test_an_owner_asks_what_there_is_of_a_person_and_what_is_due(owned: Setting) -> None:
    own = ("--key", str(owned.cast.keys[ON_CALL]), "--profile", str(owned.folder / "profile.json"))
    place = f"matrix:{owned.synapse.homeserver.server_name}"
    key = secrets.token_hex(4)
    native = f"@forgotten-{key}:{owned.synapse.homeserver.server_name}"
    assert plainly("forget", "account", native, *own, "--source", place).returncode == 1
    answer = httpx2.post(
        owned.profile.server + "/v1/reports",
        headers={"Authorization": f"Bearer {intake_token(owned)}", "Idempotency-Key": key},
        json={
            "subject": {"connector": place, "kind": "account", "id": native},
            "category": "spam",
            "body": REASON,
        },
    )
    assert answer.status_code == 202, answer.text
    done = plainly("forget", "account", native, *own, "--source", place, typed="erase")
    assert done.returncode == 0, done.stderr
    assert "found: 1 report, 1 account" in done.stdout
    assert "erased: nothing\nkept: 1 report, 1 account" in done.stdout
    told = plainly("retention", str(owned.folder / "serve/serve.toml"))
    assert told.returncode == 0, told.stderr
    assert [line.split()[:3] for line in told.stdout.splitlines()[1:3]] == [
        ["report", "365", "0"],
        ["notice", "365", "0"],
    ]
