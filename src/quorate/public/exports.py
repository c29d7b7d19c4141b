"""A person's own data behind an address and a code: a page to read and a file to take along."""

import tempfile
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import IO, Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import RefusedError, accepted, refuse
from quorate.api.steps.casework import house
from quorate.exports import actions
from quorate.exports.document import INFORMATION, SECTIONS, Section
from quorate.exports.gathering import Held, held, sections
from quorate.exports.store import Opened
from quorate.exports.writing import written
from quorate.ledger.entry import Json
from quorate.public.pages import HEADERS, page
from quorate.vocabulary.problems import FACTS, Problem, Refusal

router = APIRouter(prefix="/export")
Code = Annotated[str, Form(max_length=64)]
SHOWN: Final = 100
"""Rows of a section on the page; the file has all of them."""
IN_MEMORY: Final = 1 << 20
_PIECE: Final = 1 << 16
NAME: Final = "quorate-export.json"
_FILE: Final = {
    **HEADERS,
    "Content-Disposition": f'attachment; filename="{NAME}"',
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its first rows; `more` where the file has further ones."""

    name: str
    section: Section
    rows: list[dict[str, Json]]
    more: bool


@router.get("/{token}", response_model=None)
async def ask_code(request: Request, token: str) -> Response:
    """What the address alone shows: nothing of anybody, and a field for the code."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        if await actions.under(conn, token, deps.clock()) is None:
            refuse(Problem.NOT_FOUND, "there is no such page", "token")
    return page("export_code.html", token=token, wrong=None)


@router.post("/{token}", response_model=None)
async def show(request: Request, token: str, code: Code = "") -> Response:
    """All of it to read, of long lists the newest."""
    found = await _opened(request, token, code, "page")
    if isinstance(found, Refusal):
        return page("export_code.html", FACTS[found.problem].status, token=token, wrong=found)
    async with _reading(request, found) as whole:
        parts = [await _part(name, rows()) for name, rows in sections(whole).items()]
    return page(
        "export.html",
        token=token,
        code=code,
        account=found.account,
        until=found.export.until,
        information=INFORMATION,
        parts=[part for part in parts if part.rows],
        empty=[part for part in parts if not part.rows],
        shown=SHOWN,
    )


@router.post("/{token}/file", response_model=None)
async def download(request: Request, token: str, code: Code = "") -> Response:
    """The same as JSON, whole. It is written down first, so that a slow line holds no connection
    to the database."""
    found = accepted(await _opened(request, token, code, "file"))
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    try:
        async with _reading(request, found) as whole, aclosing(written(whole)) as pieces:
            async for piece in pieces:
                file.write(piece.encode())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return StreamingResponse(
        _pieces(file),
        media_type="application/json",
        headers=_FILE,
        background=BackgroundTask(file.close),
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


async def _opened(request: Request, token: str, code: str, form: str) -> Opened | Refusal:
    """Recorded before anything is shown; only another code is not the end of it."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        found = await actions.open_with(conn, token, code, form, deps.clock())
    if isinstance(found, Refusal) and found.problem is not Problem.BODY_INVALID:
        raise RefusedError(found)
    return found


@asynccontextmanager
async def _reading(request: Request, found: Opened) -> AsyncGenerator[Held]:
    """One instant of the database for the whole document."""
    deps, onlooker = dependencies(request), house(request).onlooker
    onlooker.catch_up()
    async with deps.pool.connection() as conn, conn.transaction():
        await conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield await held(conn, onlooker.view, found, deps.clock())


async def _part(name: str, rows: AsyncGenerator[dict[str, Json]]) -> Part:
    found: list[dict[str, Json]] = []
    async with aclosing(rows):
        async for row in rows:
            found.append(row)
            if len(found) > SHOWN:
                break
    return Part(name, SECTIONS[name], found[:SHOWN], len(found) > SHOWN)
