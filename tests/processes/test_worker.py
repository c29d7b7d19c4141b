"""The worker's jobs beside each other: what ends one ends no other, and it is begun anew."""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.transparency.making import provider

from quorate.database.bell import Bell
from quorate.events.jobs import Events
from quorate.ledger.keys import PrivateKey
from quorate.processes import worker
from quorate.signals.media_jobs import Pictures
from quorate.telemetry import jobs
from quorate.transparency.filing import Filing

FUNCTIONS = (
    *("watched", "run_worker", "run_signals", "run_desk", "run_deadlines", "run_restored"),
    *("run_figures", "run_retention", "run_stating", "run_drawing", "run_people", "run_index"),
    *("run_mail", "_closing"),
)
CLASSES = (Bell, Pictures, Events, Filing)
ALL = {*FUNCTIONS, *(one.__name__ for one in CLASSES), "Caller"}
SETTINGS = """
database_url_file = "database.url"
ledger = "ledger"
genesis = "00"
port = 1
door = "http://127.0.0.1:1"
key_file = "key"
intake_tokens_file = "tokens"
invites_file = "invites"
authority = "authority"
[events.ops]
url = "https://here.example/x"
key_file = "key"
[transparency_database]
rehearsal_file = "rehearsed"
[transparency]
provider_file = "provider"
months = "months"
reports = "reports"
[mail]
host = "127.0.0.1"
port = 1
from = "no-reply@here.example"
address = "https://here.example/"
"""


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Path:
    """With everything that can be turned on."""
    for name, said in (("database.url", database_url), ("tokens", json.dumps({"app": "t"}))):
        (tmp_path / name).write_text(said)
        (tmp_path / name).chmod(0o600)
    PrivateKey.generate().save(tmp_path / "key")
    (tmp_path / "serve.toml").write_text(SETTINGS)
    return tmp_path / "serve.toml"


def giving(found: object) -> Callable[..., object]:
    def give(*_: object) -> object:
        return found

    return give


async def test_a_job_that_fails_ends_no_other_and_is_begun_anew(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, begun = asyncio.Event(), Counter[str]()

    def failing(name: str) -> Callable[..., Coroutine[None, None, None]]:
        async def run(*_: object) -> None:
            begun[name] += 1
            if begun[name] == 1:
                raise sqlite3.OperationalError("database is locked")
            await stop.wait()

        return run

    for name in FUNCTIONS:
        monkeypatch.setattr(worker, name, failing(name))
    for one in CLASSES:
        monkeypatch.setattr(one, "run", failing(one.__name__))
    caller = SimpleNamespace(sources=["app"], run=failing("Caller"))
    for name, found in (("_caller", caller), ("load_provider", provider())):
        monkeypatch.setattr(worker, name, giving(found))
    monkeypatch.setattr(worker, "stopping", lambda: stop)
    monkeypatch.setattr(jobs, "FIRST_SECONDS", 0.05)
    task = asyncio.create_task(worker.run(settings))
    async with asyncio.timeout(15):
        while begun != dict.fromkeys(ALL, 2) and not task.done():
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.wait_for(task, 15)
    assert begun == dict.fromkeys(ALL, 2)


async def test_the_pause_grows_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = list[float]()

    async def pause(_: asyncio.Event, seconds: float) -> None:
        await asyncio.sleep(0)
        pauses.append(seconds)

    async def job() -> None:
        await asyncio.sleep(0)
        if len(pauses) < 8:
            raise OSError("no space left")

    monkeypatch.setattr(jobs, "pause", pause)
    await jobs.kept("index", job, asyncio.Event())
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


async def test_one_that_fails_as_it_is_asked_to_end_is_not_begun_again() -> None:
    stop, begun = asyncio.Event(), list[int]()

    async def job() -> None:
        begun.append(1)
        await stop.wait()
        raise OSError("the database is gone, too")

    task = asyncio.create_task(jobs.kept("index", job, stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(task, 5)
    assert begun == [1]
