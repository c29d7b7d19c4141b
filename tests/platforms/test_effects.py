"""Effects on a real Synapse: each action, its undo, and what must never happen."""

import secrets
from urllib.parse import quote

import pytest
from tests.installed import (
    Matter,
    client_with,
    entries,
    matter,
    notices,
    problem_of,
    report,
    wait_until,
)

from quorate.accounts.subject import Subject
from quorate.client import Client
from quorate.demo.matrix import call
from quorate.demo.people import APPROVER, FOUNDERS, ON_CALL, REVIEWER, STAFF
from quorate.demo.setting import Setting
from quorate.effects.checks.certificate import Certificate
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.ledger.keys import PrivateKey
from quorate.people.pseudonyms import pseudonym
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind, SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

pytestmark = pytest.mark.platform


def test_suspend_and_undo_at_tier_0(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "suspend")
    wait_until(lambda: not about.heard())
    answer = quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    assert about.heard()
    receipt = answer["receipt"]
    assert isinstance(receipt, dict)
    assert receipt["state"] == "restored"
    again = quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    assert isinstance(again["receipt"], dict)
    wait_until(lambda: len(entries(quorate, Event.EFFECT_RESTORED, shown.statement.proposal)) == 1)


def test_unlocking_gives_the_same_token_back(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "lock")
    wait_until(lambda: about.user.send(about.room, "x")[1].get("errcode") == "M_USER_LOCKED")
    quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    assert about.heard()


def test_a_warning_reaches_the_account_once(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "warn")
    name = shown.statement.proposal
    wait_until(lambda: len(entries(quorate, Event.EFFECT_DONE, name)) == 1)
    home = quorate.synapse.homeserver
    sync = call("GET", f"{home.base_url}/_matrix/client/v3/sync", None, about.user.token)[1]
    assert "rooms" in sync
    assert str(sync).count("Server") or "invite" in str(sync)
    assert about.heard()


def test_i16_the_account_and_the_platform_see_a_pseudonym_and_no_person(quorate: Setting) -> None:
    """In the notice itself, and in every file that the platform keeps."""
    about = matter(quorate)
    warned = about.propose(REVIEWER, "warn").statement.proposal
    wait_until(lambda: len(entries(quorate, Event.EFFECT_DONE, warned)) == 1)
    matter_of_office = matter(quorate)
    shown = matter_of_office.propose(REVIEWER, "suspend")
    wait_until(lambda: not matter_of_office.heard())
    quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    assert notice(about) == (
        "The moderators of this server looked at a report about your account and ask you to read "
        "the server's rules. Nothing was taken from your account. "
        f"Decision {warned}, signed by {outside(quorate, REVIEWER)}."
    )
    kept = b"".join(
        f.read_bytes() for f in quorate.synapse.homeserver.folder.rglob("*") if f.is_file()
    )
    assert outside(quorate, REVIEWER).encode() in kept
    for who in (*STAFF, *(founder for founder, _, _ in FOUNDERS)):
        assert who.encode() not in kept, who


def outside(quorate: Setting, who: str) -> str:
    key = bytes.fromhex((quorate.folder / "effector/subject_key").read_text())
    return pseudonym(key, who)


def notice(about: Matter) -> str:
    """What the account's own client reads."""
    (body,) = notices(about)
    return body


def test_deactivation_is_final_and_cannot_be_restored(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "deactivate")
    wait_until(lambda: about.state().get("deactivated") is True)
    found = problem_of(lambda: quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL))
    assert found["type"] == "urn:quorate:problem:action-irreversible"


def test_an_unknown_user_is_refused_and_never_created(quorate: Setting) -> None:
    home = quorate.synapse.homeserver
    ghost = f"@ghost-{secrets.token_hex(4)}:{home.server_name}"
    case = str(report(quorate, ghost).json()["case"])
    client = quorate.client(REVIEWER)
    claimed = client.call("POST", f"/v1/cases/{case}/claim", {"version": 1})
    wish = {"action": "lock", "policy": "harassment/1", "fence": claimed["fence"]}
    found = problem_of(lambda: client.call("POST", f"/v1/cases/{case}/drafts", wish))
    assert found["type"] == "urn:quorate:problem:subject-unknown"
    assert found["field"] == "subject"
    url = f"{home.base_url}/_synapse/admin/v2/users/{ghost}"
    assert call("GET", url, None, home.admin_token)[0] == 404


async def test_the_connector_itself_creates_nobody(quorate: Setting) -> None:
    home = quorate.synapse.homeserver
    ghost = Subject(
        f"matrix:{home.server_name}", SubjectKind.ACCOUNT, f"@nobody:{home.server_name}"
    )
    connector = MatrixConnector(home.server_name, home.base_url, home.admin_token)
    freed = await connector.free(Freeing.UNLOCK, ghost)
    await connector.close()
    assert freed is not None
    assert freed.problem is Problem.SUBJECT_UNKNOWN
    url = f"{home.base_url}/_synapse/admin/v2/users/{ghost.native}"
    assert call("GET", url, None, home.admin_token)[0] == 404


@pytest.mark.parametrize(
    "native", ["@Upper:{}", "user:{}", "@user", "@user:elsewhere.example", "@user:{} "]
)
async def test_what_is_not_canonical_is_refused(quorate: Setting, native: str) -> None:
    home = quorate.synapse.homeserver
    subject = Subject(
        f"matrix:{home.server_name}", SubjectKind.ACCOUNT, native.format(home.server_name)
    )
    connector = MatrixConnector(home.server_name, home.base_url, home.admin_token)
    refused = await connector.resolve(subject)
    await connector.close()
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.SUBJECT_NOT_CANONICAL


def test_a_certificate_comes_from_the_check_alone() -> None:
    with pytest.raises(TypeError):
        Certificate("prop_x", "suspend", "ref", 0, ("a",))  # pyright: ignore[reportArgumentType]


def test_one_message_is_redacted_and_no_other(quorate: Setting) -> None:
    about = matter(quorate)
    _, first = about.user.send(about.room, "bad words")
    _, second = about.user.send(about.room, "good words")
    home = quorate.synapse.homeserver
    native = f"{about.room}/{first['event_id']}/{about.user.user_id}"
    case = str(
        report(
            quorate,
            native,
            subject={
                "connector": f"matrix:{home.server_name}",
                "kind": "message",
                "id": native,
            },
        ).json()["case"]
    )
    about.case = case
    shown = about.propose(REVIEWER, "remove_content")
    name = shown.statement.proposal
    wait_until(lambda: len(entries(quorate, Event.EFFECT_DONE, name)) == 1)

    def content(event: object) -> object:
        room = quote(about.room, safe="")
        where = f"{room}/context/{quote(str(event), safe='')}"
        url = f"{home.base_url}/_synapse/admin/v1/rooms/{where}"
        return call("GET", url, None, home.admin_token)[1]["event"]

    assert "redacted_because" in str(content(first["event_id"]))
    assert "redacted_because" not in str(content(second["event_id"]))


def test_a_stranger_s_and_another_s_key_restore_nothing(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "suspend")
    wait_until(lambda: not about.heard())
    stranger = client_with(quorate, Client(quorate.profile, PrivateKey.generate()))
    found = problem_of(lambda: stranger.say(shown, Kind.RESTORE, ON_CALL))
    assert found["type"] == "urn:quorate:problem:key-unknown"
    found = problem_of(lambda: quorate.client(APPROVER).say(shown, Kind.RESTORE, ON_CALL))
    assert found["type"] == "urn:quorate:problem:key-unknown"
    assert not about.heard()
