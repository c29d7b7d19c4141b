"""The homeserver that the demo and the tests act on is a real one, and outlives a crash."""

import secrets
from pathlib import Path
from typing import cast

import pytest

from quorate.demo.matrix import Answer, JsonObject, MatrixClient, MatrixRefused, call
from quorate.demo.synapse import Homeserver, SynapseDidNotStart, SynapseProcess

pytestmark = pytest.mark.platform


@pytest.fixture
def alice(synapse: SynapseProcess) -> MatrixClient:
    return synapse.client(f"alice-{secrets.token_hex(4)}")


@pytest.fixture
def bob(synapse: SynapseProcess) -> MatrixClient:
    return synapse.client(f"bob-{secrets.token_hex(4)}")


def test_a_report_of_a_message_reaches_the_admin_api(
    synapse: SynapseProcess, alice: MatrixClient, bob: MatrixClient
) -> None:
    room = str(ok(alice.create_room("lobby"))["room_id"])
    event = str(ok(alice.send(room, "buy gold"))["event_id"])
    ok(bob.join(room))
    ok(bob.report_event(room, event, "spam", -100))
    total, reports = listed(synapse.homeserver, "event_reports", "event_reports")
    assert total >= 1
    assert (reports[0]["event_id"], reports[0]["user_id"]) == (event, bob.user_id)
    assert (reports[0]["reason"], reports[0]["score"]) == ("spam", -100)


def test_a_report_of_a_user_reaches_the_admin_api(
    synapse: SynapseProcess, alice: MatrixClient, bob: MatrixClient
) -> None:
    ok(bob.report_user(alice.user_id, "impersonates my bank"))
    _, reports = listed(synapse.homeserver, "user_reports", "user_reports")
    assert reports[0]["target_user_id"] == alice.user_id
    assert reports[0]["reason"] == "impersonates my bank"


def test_a_refusal_is_an_errcode(alice: MatrixClient, bob: MatrixClient) -> None:
    room = str(ok(alice.create_room("den", public=False))["room_id"])
    status, body = bob.send(room, "let me in")
    assert (status, body["errcode"]) == (403, "M_FORBIDDEN")


def test_a_name_is_registered_once(synapse: SynapseProcess) -> None:
    assert synapse.register("carol", "secret")
    with pytest.raises(MatrixRefused, match="M_USER_IN_USE"):
        synapse.register("carol", "secret")


def test_users_are_sent_server_notices(synapse: SynapseProcess, alice: MatrixClient) -> None:
    content: JsonObject = {"msgtype": "m.text", "body": "please mind the rules"}
    notice: JsonObject = {"user_id": alice.user_id, "content": content}
    ok(admin(synapse.homeserver, "POST", "send_server_notice", notice))


def test_tokens_and_port_outlive_a_crash(synapse: SynapseProcess, alice: MatrixClient) -> None:
    room = str(ok(alice.create_room("lobby"))["room_id"])
    before = synapse.homeserver
    synapse.kill()
    after = synapse.start()
    assert (after.base_url, after.admin_token) == (before.base_url, before.admin_token)
    ok(alice.send(room, "still here"))
    ok(admin(before, "GET", "event_reports"))


def test_a_missing_synapse_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUORATE_SYNAPSE_PYTHON", str(tmp_path / "python"))
    with pytest.raises(SynapseDidNotStart, match="make setup"):
        SynapseProcess(tmp_path / "synapse").start()


def admin(server: Homeserver, method: str, path: str, body: JsonObject | None = None) -> Answer:
    return call(method, f"{server.base_url}/_synapse/admin/v1/{path}", body, server.admin_token)


def listed(server: Homeserver, path: str, key: str) -> tuple[int, list[JsonObject]]:
    """How many there are, and the newest first."""
    body = ok(admin(server, "GET", f"{path}?dir=b"))
    total, reports = body["total"], body[key]
    assert isinstance(total, int)
    return total, cast("list[JsonObject]", reports)


def ok(answer: Answer) -> JsonObject:
    status, body = answer
    assert status == 200, answer
    return body
