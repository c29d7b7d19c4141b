"""`quorate retention`: what is due of each kind; `quorate forget`: erasing on request."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Literal

import psycopg
from cyclopts import Parameter

from quorate.cli.access import Key, Where, client
from quorate.ledger.fields import integer, items, text
from quorate.retention.model import DataKind
from quorate.retention.queries import Figures, figures
from quorate.settings.reading import secret
from quorate.settings.serve import ServeSettings, serve_settings
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import now, stamp

Source = Annotated[str, Parameter(help="the platform's instance, or the reporter's source")]


def retention(settings: Path) -> None:
    """Say for each kind of data its days, what is due now, since when, and what a hold keeps;
    settings is serve.toml."""
    told = serve_settings(settings)
    found = asyncio.run(_figures(told))
    print(f"{'kind':<10}{'days':>6}{'due':>9}{'held':>7}  the oldest")
    for kind, row in found.items():
        oldest = stamp(row.oldest)[:10] if row.oldest else "-"
        print(f"{kind:<10}{told.retention[kind]:>6}{row.due:>9}{row.held:>7}  {oldest}")


async def _figures(told: ServeSettings) -> dict[DataKind, Figures]:
    async with await psycopg.AsyncConnection.connect(
        secret(told.database_url), options="-c timezone=UTC"
    ) as conn:
        return await figures(conn, told.retention, now())


def forget(
    whose: Literal["account", "reporter", "address"],
    name: str,
    *,
    key: Key,
    profile: Where,
    source: Source = "",
) -> None:
    """List what there is of one account, reporter or e-mail address; erase what nothing needs."""
    asked: dict[str, object] = {"who": whose, "id": name, "source": source}
    found = client(profile, key).call("POST", "/v1/erasure-requests", asked)
    if not found["kinds"]:
        sys.exit("There is nothing of them.")
    _tell(found, "found")
    print("Type erase to erase what no duty, decision in force or hold needs: ", end="", flush=True)
    if sys.stdin.readline().strip() != "erase":
        sys.exit("Not erased.")
    done = client(profile, key).call("POST", "/v1/erasure-requests", {**asked, "erase": True})
    _tell(done, "erased")
    _tell(done, "kept")


def _tell(found: dict[str, object], what: str) -> None:
    rows = items(found, "kinds")
    said = [f"{integer(r, what)} {text(r, 'kind')}" for r in rows if integer(r, what)]
    print(plain(f"{what}: {', '.join(said) or 'nothing'}"))
