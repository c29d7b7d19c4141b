"""Effects by signed webhooks, on the reference receiver in its own process."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from tests.connectors.conftest import OFFERED, Receiver

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects import outward, server_notices
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.webhook import WebhookConnector
from quorate.effects.outward import Outward
from quorate.effects.server_notices import ServerNotice
from quorate.ledger.keys import PrivateKey
from quorate.people.requests import signed_headers
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

HERE = "webhook:here.example"
ADA = Subject(HERE, SubjectKind.ACCOUNT, "ada")
POST = Subject(HERE, SubjectKind.MESSAGE, "square/1/bob")
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def order(action: Action, name: str = "") -> Outward:
    """As the effector makes one from a certificate."""
    name = name or f"prop_{secrets.token_hex(8)}"
    return Outward(name, action, ("hand",), outward._MINT, "spam/1", AT, AT)  # pyright: ignore[reportPrivateUsage]


def notice(name: str) -> ServerNotice:
    minted = server_notices._MINT  # pyright: ignore[reportPrivateUsage]
    return ServerNotice(name, "A decision", "Why.", minted, "https://q/x")


async def test_an_effect_is_told_once_whole_and_read_back(
    connector: WebhookConnector, receiver: Receiver
) -> None:
    suspend = order(Action.SUSPEND)
    assert await connector.in_force(Action.SUSPEND, ADA) is False
    for _ in range(3):
        assert await connector.act(suspend, ADA) is None
    assert await connector.in_force(Action.SUSPEND, ADA) is True
    (said,) = [one for one in receiver.taken() if one.get("effect_id") == suspend.proposal]
    assert said == {
        "effect_id": suspend.proposal,
        "action": "suspend",
        "subject": {"kind": "account", "id": "ada", "account": "ada"},
        "reason_code": "spam/1",
        "reversible": True,
        "issued_at": "2026-05-04T12:00:00.000Z",
        "until": "2026-05-04T12:00:00.000Z",
    }
    assert await connector.free(Freeing.UNSUSPEND, ADA) is None
    assert await connector.in_force(Action.SUSPEND, ADA) is False


async def test_an_effect_that_was_undone_does_not_come_back_with_a_late_retry(
    connector: WebhookConnector,
) -> None:
    lock = order(Action.LOCK)
    assert await connector.act(lock, ADA) is None
    assert await connector.free(Freeing.UNLOCK, ADA) is None
    answer = await connector.act(lock, ADA)
    assert isinstance(answer, Refusal)
    assert await connector.in_force(Action.LOCK, ADA) is False


async def test_content_is_hidden_and_shown_and_its_author_left_alone(
    connector: WebhookConnector,
) -> None:
    assert connector.account_of(POST) == "bob"
    assert await connector.act(order(Action.HIDE_CONTENT), POST) is None
    assert await connector.in_force(Action.HIDE_CONTENT, POST) is True
    assert await connector.state("bob") == {Action.LOCK: False, Action.SUSPEND: False}
    assert await connector.free(Freeing.SHOW_CONTENT, POST) is None
    assert await connector.in_force(Action.HIDE_CONTENT, POST) is False


async def test_what_the_platform_says_of_an_account(connector: WebhookConnector) -> None:
    assert await connector.resolve(ADA) is None
    assert await connector.resolve(POST) is None
    assert await connector.read(POST) == Reading(3, verified=False, office=False)
    assert await connector.reveal(PrivateField.EMAIL, ADA) == ["ada@example.org"]


@pytest.mark.parametrize(
    ("kind", "native", "why"),
    [
        (SubjectKind.ACCOUNT, "nobody", Problem.SUBJECT_UNKNOWN),
        (SubjectKind.ACCOUNT, "Ada", Problem.SUBJECT_UNKNOWN),
        (SubjectKind.MESSAGE, "square/9/ada", Problem.SUBJECT_UNKNOWN),
        (SubjectKind.MESSAGE, "square/1/nobody", Problem.SUBJECT_UNKNOWN),
        (SubjectKind.ACCOUNT, "a/b", Problem.SUBJECT_NOT_CANONICAL),
        (SubjectKind.ACCOUNT, "..", Problem.SUBJECT_NOT_CANONICAL),
        (SubjectKind.ACCOUNT, "a\nb", Problem.SUBJECT_NOT_CANONICAL),
        (SubjectKind.ACCOUNT, "ä", Problem.SUBJECT_NOT_CANONICAL),
        (SubjectKind.MESSAGE, "square/ada", Problem.SUBJECT_NOT_CANONICAL),
        (SubjectKind.MESSAGE, "a/b/c/ada", Problem.SUBJECT_NOT_CANONICAL),
        (SubjectKind.MESSAGE, "../1/ada", Problem.SUBJECT_NOT_CANONICAL),
    ],
)
async def test_another_id_is_refused_by_its_reason(
    connector: WebhookConnector, kind: SubjectKind, native: str, why: Problem
) -> None:
    found = await connector.resolve(Subject(HERE, kind, native))
    assert isinstance(found, Refusal)
    assert found.problem is why


async def test_what_the_settings_do_not_declare_is_refused(connector: WebhookConnector) -> None:
    answers = [
        await connector.act(order(Action.TAKE_DOWN), ADA),
        await connector.free(Freeing.GIVE_BACK, ADA),
        await connector.reveal(PrivateField.PHONE, ADA),
        await connector.media("mxc://here.example/x"),
    ]
    assert [a.problem for a in answers if isinstance(a, Refusal)] == [
        Problem.ACTION_NOT_OFFERED,
        Problem.ACTION_NOT_OFFERED,
        Problem.FIELD_NOT_OFFERED,
        Problem.MEDIA_NOT_SHOWN,
    ]


async def test_a_statement_of_reasons_arrives_once(
    connector: WebhookConnector, receiver: Receiver
) -> None:
    told = notice(f"prop_{secrets.token_hex(8)}.after")
    for _ in range(2):
        assert await connector.notify(told, POST) is None
    found = [one for one in receiver.taken() if one.get("notice_id") == told.name]
    assert found == [
        {"notice_id": told.name, "account": "bob", "text": "Why.", "address": "https://q/x"}
    ]


def changed(**headers: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda signed: {**signed, **headers}


def unsigned(signed: dict[str, str]) -> dict[str, str]:
    return {n: v for n, v in signed.items() if not n.startswith("Signature")}


BODY = b'{"action":"suspend","subject":{"kind":"account","id":"test","account":"test"}}'


@pytest.mark.parametrize(
    ("how", "path", "body"),
    [
        (unsigned, "/effects", BODY),
        (changed(**{"Idempotency-Key": "another"}), "/effects", BODY),
        (changed(**{"Content-Type": "text/plain"}), "/effects", BODY),
        (changed(), "/notices", BODY),
        (changed(), "/effects", BODY.replace(b"test", b"bob")),
    ],
)
def test_the_receiver_takes_nothing_but_what_was_signed(
    receiver: Receiver,
    how: Callable[[dict[str, str]], dict[str, str]],
    path: str,
    body: bytes,
) -> None:
    before = receiver.taken()
    covered = {"Content-Type": "application/json", "Idempotency-Key": "once"}
    signed = signed_headers(receiver.key, "POST", f"{receiver.url}/effects", BODY, covered)
    url = receiver.url + path
    answer = httpx2.post(url, content=body, headers=how(signed), trust_env=False)
    assert answer.status_code == 401
    assert receiver.taken() == before


def test_the_receiver_takes_no_other_key_and_nothing_recorded_or_old(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, covered = f"{receiver.url}/effects", {"Content-Type": "a/b", "Idempotency-Key": "k"}
    other = signed_headers(PrivateKey.generate(), "POST", url, BODY, covered)
    own = signed_headers(receiver.key, "POST", url, BODY, covered)
    monkeypatch.setattr("quorate.people.requests.datetime", _Past)
    old = signed_headers(receiver.key, "POST", url, BODY, covered)
    answers = [
        httpx2.post(url, content=BODY, headers=headers, trust_env=False).status_code
        for headers in (other, own, own, old)
    ]
    assert answers == [401, 200, 401, 401]


class _Past(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:  # pyright: ignore
        return datetime.now(UTC) - timedelta(minutes=2)


async def test_another_keys_platform_is_no_platform(receiver: Receiver) -> None:
    stranger = WebhookConnector("here.example", receiver.url, PrivateKey.generate(), OFFERED)
    found = await stranger.act(order(Action.SUSPEND), ADA)
    await stranger.close()
    assert isinstance(found, Refusal)
    assert found.problem is Problem.PLATFORM_UNAVAILABLE
