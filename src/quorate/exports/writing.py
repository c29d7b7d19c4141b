"""An export as one JSON document, piece by piece, however long it is."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

from quorate.exports.document import FORMAT, INFORMATION
from quorate.exports.gathering import Held, sections
from quorate.ledger.entry import Json
from quorate.vocabulary.times import stamp


async def written(whole: Held) -> AsyncGenerator[str]:
    """The document's text; what the law wants told is in the language of the page."""
    head: dict[str, Json] = {
        "format": FORMAT,
        "made_at": stamp(whole.now),
        "account": {"platform": whole.account.connector, "id": whole.account.native},
        "information": {name: str(told.text) for name, told in INFORMATION.items()},
    }
    yield _said(head)[:-1]
    for name, rows in sections(whole).items():
        yield f',\n"{name}": ['
        between = "\n"
        async with aclosing(rows()) as found:
            async for row in found:
                yield between + _said(row)
                between = ",\n"
        yield "]"
    yield "}\n"


def _said(row: dict[str, Json]) -> str:
    return json.dumps(row, ensure_ascii=False)
