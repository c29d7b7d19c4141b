"""`quorate intake` against a serving API: a mail server's pipe, a CSV file, and new sources."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import identify
from tests.casework import ADDRESSES, CONNECTOR, NOW, rows, web_pool
from tests.intake.foreigners import ARF, TOKENS, sources

from quorate.api.app import create_app
from quorate.api.around.deps import Dependencies
from quorate.authority.engine import shipped_law
from quorate.cli import intake
from quorate.demo.setting import free_ports
from quorate.intake.sources import Shape
from quorate.intake.tables import BadTableError, Rows, Wrong, batches
from quorate.processes.running import listen
from quorate.settings.reading import BadSettingError
from quorate.settings.sources import intake_sources

HEADER = "key,connector,kind,id,category,reporter,body,score,evidence\n"


def row(key: str, native: str = "@spam:example.org", **other: str) -> str:
    cells = [key, CONNECTOR, "account", native, other.get("category", "spam")]
    cells += [other.get(name, "") for name in ("reporter", "body", "score", "evidence")]
    return ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells) + "\n"


# The table


def found(text: str) -> list[Rows | Wrong]:
    return list(batches(io.StringIO(text, newline=""), "secret", 900_000))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "connector is missing"),
        ("connector,kind,id\n", "category is missing"),
        (HEADER.replace("body", "words"), "no column 'words'"),
        (HEADER.replace("body", "key"), "twice"),
    ],
)
def test_a_header_that_does_not_fit_ends_it(text: str, says: str) -> None:
    with pytest.raises(BadTableError, match=says):
        found(text)


def test_wrong_rows_are_named_by_line_and_column() -> None:
    text = HEADER + row("1", body="two\nlines") + row("2", native="") + row("3", score="high")
    text += row("4", evidence="{") + "\nshort\n" + row("5").replace("\n", ",more\n") + row("6")
    table = found(text)
    wrong = [(one.line, one.field) for one in table if isinstance(one, Wrong)]
    assert wrong == [(4, "id"), (5, "score"), (6, "evidence"), (8, "connector"), (9, "row")]
    (right,) = [one for one in table if isinstance(one, Rows)]
    assert (right.lines, [item["key"] for item in right.items]) == ([2, 10], ["1", "6"])


@pytest.mark.parametrize("cut", ["b" * 100_001, 'b" and '])
def test_what_somebody_wrote_never_becomes_a_row(cut: str) -> None:
    text = HEADER + row("1") + row("2").replace("spam", f"{cut}\n{row('3')}\n", 1) + row("4")
    *rest, rows = found(text)
    assert [(one.line, one.field) for one in rest if isinstance(one, Wrong)] == [(3, "row")]
    assert isinstance(rows, Rows)
    assert [item["key"] for item in rows.items] == ["1"]


def test_rows_go_in_batches_that_the_api_takes() -> None:
    table = found(HEADER + "".join(row(str(n), body="b" * 20_000) for n in range(250)))
    assert [len(one.items) for one in table if isinstance(one, Rows)] == [44] * 5 + [30]
    table = found(HEADER + "".join(row(str(n)) for n in range(250)))
    assert [len(one.items) for one in table if isinstance(one, Rows)] == [100, 100, 50]


def test_a_row_without_a_key_has_its_own_and_it_tells_nothing() -> None:
    (one,) = found(HEADER + row("") + row(""))
    assert isinstance(one, Rows)
    first, second = (str(item["key"]) for item in one.items)
    assert first == second
    other = next(iter(batches(io.StringIO(HEADER + row("")), "another secret", 900_000)))
    assert isinstance(other, Rows)
    assert other.items[0]["key"] != first


# Against a serving API


@dataclass(frozen=True)
class Place:
    server: str
    folder: Path

    def token(self, name: str) -> Path:
        told: Any = TOKENS[name]
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(told if isinstance(told, str) else told["token"])
        return file


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncGenerator[Place]:
    known, port, stop = sources(), free_ports("serve")["serve"], asyncio.Event()
    tokens = {source.secret: name for name, source in known.items()}
    async with web_pool(database_url) as pool:
        deps = Dependencies(pool, identify, tokens, lambda: NOW, shipped_law, ADDRESSES, known)
        serving = asyncio.create_task(listen(create_app(deps), port, stop))
        yield Place(f"http://127.0.0.1:{port}", tmp_path)
        stop.set()
        await serving


async def test_a_file_is_filed_once_and_its_wrong_rows_are_named(
    place: Place, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file, token = place.folder / "reports.csv", place.token("app")
    text = HEADER + row("1") + row("2", category="NO SLUG") + row("3", score="0.5") + row("")
    file.write_text("\ufeff" + text)
    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            await asyncio.to_thread(intake.csv, file, server=place.server, token_file=token)
        assert ended.value.code == 1
        said = capsys.readouterr().out.splitlines()
        assert said[0].startswith("line 3: category: ")
        assert said[-1] == "3 filed, 1 wrong"
    kinds = rows(database_url, "SELECT kind, source FROM reports ORDER BY kind")
    assert kinds == [("alarm", "app"), ("report", "app"), ("report", "app")]


def piped(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


async def test_a_piped_mail_is_filed_or_kept_by_the_mail_server(
    place: Place,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    right, wrong, missing = place.token("abuse"), place.token("app"), place.folder / "none"

    async def status(raw: bytes, server: str, token: Path) -> object:
        piped(monkeypatch, raw)
        try:
            await asyncio.to_thread(intake.mail, server=server, token_file=token)
        except SystemExit as ended:
            return ended.code
        return 0

    assert await status(ARF, place.server, right) == 0
    assert await status(ARF + b"x" * (3 << 20), place.server, right) == 0
    assert await status(b"", place.server, right) == 65
    assert await status(ARF, place.server, wrong) == 75
    assert await status(ARF, place.server, missing) == 75
    assert await status(ARF, "http://127.0.0.1:1", right) == 75
    assert await status(ARF, "http://quorate.example.org", right) == 75
    said = capsys.readouterr()
    assert "prince" not in said.out + said.err
    assert rows(database_url, "SELECT DISTINCT source FROM reports") == [("abuse",)]


def test_a_source_is_added_and_its_secret_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("database_url_file", "ledger", "genesis", "door", "key_file", "invites_file")
    lines = [f'{name} = "x"' for name in (*names, "authority")]
    settings, tokens = tmp_path / "serve.toml", tmp_path / "tokens"
    settings.write_text("\n".join(["port = 1", 'intake_tokens_file = "tokens"', *lines]))
    tokens.touch(mode=0o600)
    tokens.write_text('{"demo": "a token of before"}')
    hook, options = tmp_path / "hook", tmp_path / "options"
    hook.touch(mode=0o600)
    hook.write_text("made by the platform\n")
    options.write_text('{"connector": "mastodon:social.example"}')
    own, file = tmp_path / "own", intake_sources
    intake.source("new", settings=settings, token_file=own)
    intake.source(
        "social", settings=settings, token_file=hook, reads=Shape.MASTODON, options=options
    )
    known = file(tokens)
    assert list(known) == ["demo", "new", "social"]
    assert known["new"].secret == own.read_text().strip()
    assert known["social"].secret == "made by the platform"
    assert known["social"].connector == "mastodon:social.example"
    assert tokens.stat().st_mode & 0o077 == own.stat().st_mode & 0o077 == 0
    said = capsys.readouterr().out
    assert not any(source.secret in said for source in known.values())
    for name in ("new", "notice:form", "matrix:example.org"):
        with pytest.raises(ValueError, match="NAME"):
            intake.source(name, settings=settings, token_file=own)
    options.write_text(json.dumps({"connector": "x:y", "areas": {}, "surprise": 1}))
    more = {"token_file": tmp_path / "more", "reads": Shape.COOP, "options": options}
    with pytest.raises(ValueError, match="surprise"):
        intake.source("coop", settings=settings, **more)  # pyright: ignore[reportArgumentType]
    with pytest.raises(BadSettingError, match="none"):
        intake.source("own", settings=settings, token_file=own, options=options)
    assert list(file(tokens)) == ["demo", "new", "social"]
    assert not (tmp_path / "more").exists()
