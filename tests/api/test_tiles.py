"""/ledger/: the log's files, exactly, and nothing else of the machine."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from tests.ledger.oracle import ORIGIN, grow, make_entries, make_log

from quorate.api.around import problems
from quorate.api.tiles import add_ledger
from quorate.ledger.files import WITNESSED
from quorate.ledger.writer import LogWriter

SECRET = "a key"
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house") / "ledger"
    folder.mkdir()
    make_log(folder, 200, 300, 65_600)
    (folder.parent / "log.key").write_text(SECRET)
    (folder / "note").write_text(SECRET)
    return folder


@pytest.fixture
async def client(log: Path) -> AsyncGenerator[httpx2.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    add_ledger(app, log)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quorate.test") as made:
        yield made


async def test_every_published_file_is_served_as_it_stands(
    log: Path, client: httpx2.AsyncClient
) -> None:
    paths = [p.relative_to(log) for p in (log / "tile").rglob("*") if p.is_file()]
    assert Path("tile/entries/256.p/64") in paths
    assert Path("tile/2/000.p/1") in paths
    grown = await client.get("/ledger/tile/0/000.p/200")
    assert grown.content == (log / "tile/0/000").read_bytes()[: 200 * 32]
    for path in paths[::7]:
        answer = await client.get(f"/ledger/{path}")
        assert answer.status_code == 200, path
        assert answer.content == (log / path).read_bytes()
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == FOREVER


async def test_the_checkpoint_is_fresh_text(log: Path, client: httpx2.AsyncClient) -> None:
    answer = await client.get("/ledger/checkpoint")
    assert answer.content == (log / "checkpoint").read_bytes()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=1"
    head = await client.head("/ledger/checkpoint")
    assert head.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "note",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/000.p",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/0200",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/entries/000/",
        "tile/entries/000%00",
        "tile/entries/%D9%A0%D9%A0%D9%A0",
        "tile/0/999",
        "tile/%2e%2e/%2e%2e/log.key",
        "tile/..%2f..%2flog.key",
        "tile//" + "..%2f" * 12 + "etc/passwd",
        "%2e%2e/log.key",
    ],
)
async def test_nothing_else_is_a_path(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(f"/ledger/{path}")
    assert answer.status_code == 404
    assert SECRET not in answer.text
    assert "cache-control" not in answer.headers


async def test_before_the_first_checkpoint_there_is_nothing(tmp_path: Path) -> None:
    app = FastAPI()
    problems.install(app)
    add_ledger(app, tmp_path)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quorate.test") as client:
        for path in ("checkpoint", "tile/0/000"):
            assert (await client.get(f"/ledger/{path}")).status_code == 404


async def test_a_tile_that_no_checkpoint_covers_yet_is_not_there(
    log: Path, client: httpx2.AsyncClient
) -> None:
    """The last test: it lets the log grow."""
    with LogWriter(log, ORIGIN) as writer:
        ahead = [f"tile/{level}/256.p/70" for level in ("entries", "0")]
        writer.append(make_entries(65_600, 65_606))
        assert all((log / path).is_file() for path in ahead)
        assert {(await client.get(f"/ledger/{path}")).status_code for path in ahead} == {404}
    with LogWriter(log, ORIGIN) as writer:
        grow(writer, make_entries(65_600, 65_606))
        assert {(await client.get(f"/ledger/{path}")).status_code for path in ahead} == {200}


async def test_the_newest_witnessed_checkpoint_is_served_once_there_is_one(
    log: Path, client: httpx2.AsyncClient
) -> None:
    assert (await client.get(f"/ledger/{WITNESSED}")).status_code == 404
    (log / WITNESSED).write_text("cosigned\n")
    answer = await client.get(f"/ledger/{WITNESSED}")
    assert (answer.status_code, answer.text) == (200, "cosigned\n")
    (log / WITNESSED).unlink()
