"""A platform that answers badly: hung, slow, wrong, huge, elsewhere, or asking for time. Stand-ins,
to inject the fault; each is a typed refusal and never a fact."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from tests.connectors.answering import Answering, Endless, answering, saying
from tests.connectors.conftest import OFFERED
from tests.connectors.test_webhook import ADA, notice, order

from quorate.effects.connectors import webhook_wire
from quorate.effects.connectors.base import Freeing
from quorate.effects.connectors.webhook import WebhookConnector
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.actions import Action
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

IN_FORCE = {action: False for action in OFFERED}
STATE: dict[str, object] = {
    "subject": {"kind": "account", "id": "ada", "account": "ada"},
    "in_force": IN_FORCE,
    "facts": {"reach": 1, "verified": False, "office": False},
}


def state(**changed: object) -> bytes:
    return json.dumps({**STATE, **changed}).encode()


async def hung(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)


async def cut(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    await writer.drain()


@asynccontextmanager
async def platform(answer: Answering) -> AsyncGenerator[tuple[WebhookConnector, list[str]]]:
    private = frozenset({PrivateField.EMAIL})
    async with answering(answer) as (url, asked):
        made = WebhookConnector("here.example", url, PrivateKey.generate(), OFFERED, private)
        try:
            yield made, asked
        finally:
            await made.close()


WRONG = {
    "500": saying("500 No", b"{}"),
    "401": saying("401 No", b'{"error": "unknown-subject"}'),
    "a proxy's 404": saying("404 Not Found", b"<html>"),
    "moved": saying("302 Found", b"", "Location: http://127.0.0.1:1/elsewhere"),
    "a 204": saying("204 No Content", b""),
    "no JSON": saying("200 OK", b"not json"),
    "a list": saying("200 OK", b"[]"),
    "nested": saying("200 OK", b"[" * 100_000),
    "another account": saying(
        "200 OK", state(subject={"kind": "account", "id": "Ada", "account": "ada"})
    ),
    "another author": saying(
        "200 OK", state(subject={"kind": "account", "id": "ada", "account": "bob"})
    ),
    "half a state": saying("200 OK", state(in_force={"lock": False})),
    "a text for truth": saying("200 OK", state(in_force={**IN_FORCE, "suspend": "false"})),
    "no facts": saying("200 OK", state(facts={"reach": True})),
    "endless": Endless(),
    "cut": cut,
}


@pytest.mark.parametrize("how", WRONG)
async def test_a_wrong_answer_is_a_refusal_and_never_a_fact(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_wire, "monotonic", lambda: asyncio.get_running_loop().time() * 1e6)
    async with platform(WRONG[how]) as (connector, _):
        answers = [
            await connector.resolve(ADA),
            await connector.read(ADA),
            await connector.state("ada"),
            await connector.in_force(Action.SUSPEND, ADA),
            await connector.act(order(Action.SUSPEND), ADA),
            await connector.free(Freeing.UNSUSPEND, ADA),
        ]
        if how in ("500", "401", "moved", "endless", "cut"):
            answers.append(await connector.notify(notice("x.after"), ADA))
    for answer in answers:
        assert isinstance(answer, Refusal)
        assert answer.problem is Problem.PLATFORM_UNAVAILABLE


@pytest.mark.parametrize("how", [hung, dripping])
async def test_who_keeps_us_waiting_is_left(
    how: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_wire, "ANSWERS_WITHIN", 0.3)
    began = asyncio.get_running_loop().time()
    async with platform(how) as (connector, _):
        answer = await connector.resolve(ADA)
    assert isinstance(answer, Refusal)
    assert answer.detail == "no answer: TimeoutError"
    assert asyncio.get_running_loop().time() - began < 2


async def test_an_effect_that_the_platform_says_is_not_in_force_is_not_done() -> None:
    async with platform(saying("200 OK", state())) as (connector, _):
        answer = await connector.act(order(Action.SUSPEND), ADA)
    assert isinstance(answer, Refusal)
    assert answer.problem is Problem.PLATFORM_UNAVAILABLE


async def test_a_platform_in_trouble_is_asked_slowly_but_whom_it_holds_is_freed() -> None:
    async with platform(WRONG["500"]) as (connector, asked):
        for _ in range(20):
            await connector.in_force(Action.SUSPEND, ADA)
        assert len(asked) == 1
        for _ in range(3):
            await connector.free(Freeing.UNSUSPEND, ADA)
        assert len(asked) == 4


@pytest.mark.parametrize("rest", ["1", "86400", "soon", ""])
async def test_a_platform_that_asks_for_time_gets_ten_seconds_at_most(
    rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = [0.0]
    monkeypatch.setattr(webhook_wire, "monotonic", lambda: later[0])
    header = [f"Retry-After: {rest}"] if rest else []
    async with platform(saying("429 Slowly", b"", *header)) as (connector, asked):
        for _ in range(5):
            await connector.free(Freeing.UNSUSPEND, ADA)
        assert len(asked) == 1
        later[0] = 10.1
        await connector.free(Freeing.UNSUSPEND, ADA)
    assert len(asked) == 2


async def test_a_redirect_is_not_followed_wherever_it_leads() -> None:
    async with platform(saying("200 OK", state())) as (other, asked):
        elsewhere = f"Location: {other._base_url}/subjects/ada/state"  # pyright: ignore[reportPrivateUsage]
        async with platform(saying("302 Found", b"", elsewhere)) as (connector, _):
            answer = await connector.resolve(ADA)
    assert isinstance(answer, Refusal)
    assert answer.detail == "the platform answered 302"
    assert asked == []
