"""Private fields of a real Synapse: read through the effector, logged, and kept nowhere."""

import secrets
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.installed import matter, problem_of, wait_until

from quorate.cases.deciding import Decision
from quorate.cli.looking import looked, wanted
from quorate.database import embedded
from quorate.demo.matrix import call
from quorate.demo.people import APPROVER, LEAD, REVIEWER
from quorate.demo.setting import Setting
from quorate.effects.asking import Shown
from quorate.ledger.fields import as_object, integer
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.private import PrivateField

pytestmark = pytest.mark.platform
PURPOSES = {
    PrivateField.DEVICES: "ban_evasion",
    PrivateField.DIRECT_CHATS: "spam_network",
    PrivateField.EMAIL: "ban_evasion",
    PrivateField.IP_ADDRESSES: "legal_request",
    PrivateField.PHONE: "threat_to_life",
}


def assigned(setting: Setting, case: str, to: str) -> None:
    client = setting.client(LEAD)
    row = as_object(client.call("GET", f"/v1/cases/{case}")["case"], "case")
    version = integer(row, "version")
    genesis = setting.profile.genesis
    made = Decision(genesis, Event.CASE_ASSIGNED, case, version + 1, LEAD, to)
    sig = client.key.sign(made.digest()).hex()
    body = {"to": to, "version": version, "key": key_id(client.key.public), "sig": sig}
    done = client.call("POST", f"/v1/cases/{case}/assign", body)
    assert (done["claimed_by"], done["assigned_by"]) == (to, LEAD)


def look(setting: Setting, who: str, case: str, field: PrivateField) -> Shown:
    client = setting.client(who)
    order, _ = wanted(client, case, field, PURPOSES[field])
    return looked(client, order)


def outcomes(setting: Setting, ref: str) -> list[tuple[str, str, str]]:
    found = setting.client(APPROVER).call("GET", f"/v1/accounts/{ref}/reveals")["looks"]
    assert isinstance(found, list)
    return [(row["person"], row["field"], row["outcome"]) for row in found]  # pyright: ignore


def kept(setting: Setting, words: bytes) -> list[Path]:
    """Which files of the installation and of its PostgreSQL hold the words; Synapse's do."""
    places = (setting.folder, embedded.start(setting.folder.parent / "postgres").folder)
    ours = [path for place in places for path in place.rglob("*") if path.is_file()]
    assert {"PG_VERSION", "checkpoint", "state.sqlite"} <= {path.name for path in ours}
    return [path for path in ours if words in read(path)]


def read(path: Path) -> bytes:
    """A file that lives: it may have been renamed since it was listed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def test_fields_are_read_for_whoever_was_given_the_case_and_kept_nowhere(quorate: Setting) -> None:
    about = matter(quorate)
    home = quorate.synapse.homeserver
    mail = f"{secrets.token_hex(8)}@mail.example"
    user = quote(about.user.user_id, safe="")
    threepids = [
        {"medium": "email", "address": mail},
        {"medium": "msisdn", "address": "4915112345678"},
    ]
    url = f"{home.base_url}/_synapse/admin/v2/users/{user}"
    assert call("PUT", url, {"threepids": threepids}, home.admin_token)[0] == 200
    direct = f"{home.base_url}/_matrix/client/v3/user/{user}/account_data/m.direct"
    chats: dict[str, object] = {"@b:x.example": ["!r:x.example"], "@c:x.example": []}
    assert call("PUT", direct, chats, about.user.token)[0] == 200

    about.claim(REVIEWER)
    order, resolution = wanted(
        quorate.client(REVIEWER), about.case, PrivateField.EMAIL, "ban_evasion"
    )
    refused = problem_of(lambda: looked(quorate.client(REVIEWER), order))
    assert (refused["type"], refused["invariant"]) == ("urn:quorate:problem:self-excluded", "I8")
    ref = resolution.ref
    wait_until(lambda: outcomes(quorate, ref) == [(REVIEWER, "email", "self-excluded")])

    row = as_object(quorate.client(REVIEWER).call("GET", f"/v1/cases/{about.case}")["case"], "case")
    hold = {"version": integer(row, "version"), "fence": integer(row, "fence")}
    quorate.client(REVIEWER).call("POST", f"/v1/cases/{about.case}/release", hold)
    assigned(quorate, about.case, REVIEWER)
    assert look(quorate, REVIEWER, about.case, PrivateField.EMAIL).values == [mail]
    assert look(quorate, REVIEWER, about.case, PrivateField.PHONE).values == ["+4915112345678"]
    found = look(quorate, REVIEWER, about.case, PrivateField.DIRECT_CHATS).values
    assert found == ["with 2 people"]
    (device,) = look(quorate, REVIEWER, about.case, PrivateField.DEVICES).values
    assert "last seen" in device

    def seen_from() -> bool:
        found = look(quorate, REVIEWER, about.case, PrivateField.IP_ADDRESSES).values
        return bool(found) and found[0].startswith("127.0.0.1, last seen")

    wait_until(seen_from)
    shown = [entry for entry in outcomes(quorate, ref) if entry[2] == "shown"]
    assert (REVIEWER, "email", "shown") in shown
    assert kept(quorate, mail.encode()) == []

    done = quorate.command(
        REVIEWER, "reveal", about.case, "email", "--purpose", "ban_evasion", typed="yes"
    )
    assert done.returncode == 0, done.stderr
    assert mail in done.stdout
    again = quorate.command(
        REVIEWER, "reveal", about.case, "email", "--purpose", "ban_evasion", typed="no"
    )
    assert again.returncode == 1
    assert mail not in again.stdout
