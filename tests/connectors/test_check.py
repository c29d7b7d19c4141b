"""`quorate connector check` on the reference receiver: right, and each fault found by its point."""

import itertools
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.connectors.conftest import OFFERED, Receiver

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.cli.connectors import CheckError, check
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.webhook import WebhookConnector
from quorate.incidents.stage.conforming import Point, conform
from quorate.preparing import Place, prepare
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

MESSAGE = "square/1/test"


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Path:
    place = Place(tmp_path, "here.example", receiver.url, "https://s.example", platform="webhook")
    prepare(place)
    toml = tmp_path / "effector/effector.toml"
    text = toml.read_text().replace('["suspend", "warn"]', json.dumps(sorted(OFFERED)))
    toml.write_text(text)  # as `quorate prepare` leaves it: nobody has founded anything yet
    key = tmp_path / "effector/webhook.key"
    key.unlink()
    receiver.key.save(key)
    return toml


def test_the_receiver_conforms_and_each_thing_reaches_it_once(
    settings: Path, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(receiver.taken())
    check(settings, account="test", message=MESSAGE)
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("right  ")] == [
        "       remove_content was not tried: it cannot be undone"
    ]
    assert "right  hide_content, the same twice, is read back" in lines
    assert "right  show_content gives back all of it" in lines
    assert "right  suspend that comes again after unsuspend does nothing" in lines
    assert len(lines) == 18
    counted = [one.get("action", "notice") for one in receiver.taken()[before:]]
    for action in ("hide_content", "show_content", "suspend", "unsuspend", "lock", "unlock"):
        assert counted.count(action) == 1, action
    assert counted.count("notice") == 3


async def _nothing(_: WebhookConnector, *__: object) -> None:
    return None


async def _refuses(_: WebhookConnector, *__: object) -> Refusal:
    return Refusal(Problem.PLATFORM_UNAVAILABLE, "the platform answered 500")


@pytest.mark.parametrize(
    ("method", "fault", "point"),
    [
        ("resolve", _refuses, "the test account is known and free"),
        ("resolve", _nothing, "an account that there is not is unknown"),
        ("act", _nothing, "hide_content, the same twice, is read back"),
        ("act", _refuses, "hide_content, the same twice, is read back"),
        ("notify", _refuses, "hide_content is told with its reasons, once"),
    ],
)
async def test_a_fault_ends_it_at_its_point_and_nothing_stays_in_force(
    folder: Path,
    connector: WebhookConnector,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    fault: object,
    point: str,
) -> None:
    monkeypatch.setattr(WebhookConnector, method, fault)
    points = [one async for one in conform(folder, connector, "test", MESSAGE)]
    assert points[-1].name == point
    assert [one.name for one in points if one.wrong] == [point]
    post = Subject(connector.instance, SubjectKind.MESSAGE, MESSAGE)
    assert await connector.in_force(Action.HIDE_CONTENT, post) is False


def test_the_command_ends_at_the_first_wrong_point(
    settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WebhookConnector, "act", _refuses)
    with pytest.raises(SystemExit) as ended:
        check(settings, account="test", message=MESSAGE)
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "WRONG  hide_content, the same twice, is read back",
        "       platform-unavailable: the platform answered 500",
    ]


async def test_what_stands_already_or_stays_is_found(
    folder: Path, connector: WebhookConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Subject(connector.instance, SubjectKind.MESSAGE, MESSAGE)
    with monkeypatch.context() as patched:
        patched.setattr(WebhookConnector, "free", _nothing)
        *_, last = [p async for p in conform(folder / "a", connector, "test", MESSAGE)]
    assert last == Point("show_content gives back all of it", "read back: True")
    (only,) = [p async for p in conform(folder / "b", connector, "test", MESSAGE)]
    assert only.wrong == "hide_content is in force already"
    await connector.free(Freeing.SHOW_CONTENT, post)


async def test_a_follower_that_an_undo_loses_is_missed(
    folder: Path, connector: WebhookConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = itertools.count(3, -1)

    async def counted(_: WebhookConnector, account: str) -> Mapping[str, int]:
        return {"followers": next(counts)}

    monkeypatch.setattr(WebhookConnector, "dependants", counted)
    *_, last = [p async for p in conform(folder, connector, "test", MESSAGE)]
    assert last.wrong == "before {'followers': 3}, after {'followers': 2}"


async def test_a_protected_account_is_no_test_account(
    folder: Path, connector: WebhookConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def office(_: WebhookConnector, subject: Subject) -> Reading:
        return Reading(3, verified=False, office=True)

    monkeypatch.setattr(WebhookConnector, "read", office)
    (only,) = [p async for p in conform(folder, connector, "test", MESSAGE)]
    assert "tier 2" in only.wrong


def test_settings_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "effector.toml").write_text("name = 7")
    with pytest.raises(CheckError):
        check(tmp_path / "effector.toml", account="test")
