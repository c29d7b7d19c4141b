"""The log's folder under /ledger/, exactly as any web server serves it (C2SP tlog-tiles).

Whoever reads proves what they read: nothing here is signed, counted or judged once more.
"""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import Response

from quorate.api.around.problems import refuse
from quorate.ledger.checkpoint import read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError
from quorate.ledger.files import CHECKPOINT, WITNESSED, read_checkpoint
from quorate.ledger.tiles import TILE_WIDTH, hash_count, parse_tile_path
from quorate.vocabulary.problems import Problem

PATH: Final = "/ledger"
# A follower has to see a checkpoint that is at most five seconds old.
MUTABLE: Final = "public, max-age=1"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
_NO_SNIFFING: Final = {"X-Content-Type-Options": "nosniff"}


def _newest(text: str) -> Response:
    """A checkpoint, which another one follows within the second."""
    headers = {"Cache-Control": MUTABLE, **_NO_SNIFFING}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def add_ledger(app: FastAPI, folder: Path) -> None:
    """Serves the checkpoint, the newest witnessed one, and every tile and bundle that the
    checkpoint covers; nothing else is a path."""

    def checkpoint() -> Response:
        return _newest(_checkpoint(folder))

    def witnessed() -> Response:
        text = LogReader(folder).witnessed_text()
        if not text:
            refuse(Problem.NOT_FOUND, "no witness has cosigned it", "path")
        return _newest(text)

    def tile(name: str) -> Response:
        data = _tile(folder, name)
        headers = {"Cache-Control": IMMUTABLE, **_NO_SNIFFING}
        return Response(data, media_type="application/octet-stream", headers=headers)

    paths = {f"/{CHECKPOINT}": checkpoint, f"/{WITNESSED}": witnessed, "/{name:path}": tile}
    for path, answer in paths.items():
        app.add_api_route(PATH + path, answer, methods=["GET", "HEAD"], include_in_schema=False)


def _checkpoint(folder: Path) -> str:
    try:
        return read_checkpoint(folder)
    except LedgerError:
        refuse(Problem.NOT_FOUND, "nothing is published yet", "path")


def _tile(folder: Path, path: str) -> bytes:
    """A tile's bytes, also of a partial one that has grown since.

    One ahead of the checkpoint is not there: a crash may take it back, and whoever fetched it
    would keep it for a year.
    """
    tile, size = parse_tile_path(path), read_body(_checkpoint(folder)).size
    if tile is None or tile.n * TILE_WIDTH + tile.width > hash_count(tile.level, size):
        refuse(Problem.NOT_FOUND, "no such tile in the published log", "path")
    try:
        return LogReader(folder).tile(tile)
    except LedgerError:
        refuse(Problem.NOT_FOUND, "no such tile in the published log", "path")
