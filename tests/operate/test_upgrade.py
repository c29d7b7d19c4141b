"""The page about upgrading is run, command by command, on a real installation."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.backups.small import Small, small_installation
from tests.operate.telling import ROOT, commands

from quorate.supervisor import PROCESSES

PAGE = "docs/how-to/upgrade.md"


@pytest.fixture
async def small(tmp_path: Path, database_url: str) -> Small:
    return await small_installation(tmp_path / "quorate", database_url)


@pytest.fixture
def empty(database_url: str) -> Iterator[str]:
    """One more database on the same server."""
    server, _, name = database_url.rpartition("/")
    other = sql.Identifier(f"{name}_back")
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(other))
        yield f"{server}/{name}_back"
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(other))


class Shell:
    """Runs one line after the other in one shell, with this checkout's command."""

    def __init__(self, folder: Path) -> None:
        command = folder / "bin/quorate"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m quorate "$@"\n')
        command.chmod(0o755)
        self._environment = {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}"}

    def run(self, line: str) -> tuple[int, str]:
        """Its status and all that it said. What it exports, the next line sees."""
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            self._environment[name] = value
            return 0, ""
        done = subprocess.run(
            line, shell=True, capture_output=True, text=True, check=False, env=self._environment
        )
        return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_each_command_does_what_the_page_says(small: Small, empty: str) -> None:
    """The database is one migration behind; no process runs, which the doctor is to say."""
    with psycopg.connect(small.url) as conn:
        conn.execute("DELETE FROM quorate_migrations WHERE name = '0049_pre_doctor.sql'")
    folder, shell = small.folder.parent, Shell(small.folder.parent)
    places = {
        "OWNER_URL": small.url,
        "EMPTY_URL": empty,
        "GENESIS": small.genesis,
        "/srv/": f"{folder}/",
        "/backups/": f"{folder}/backups-",
    }
    said: list[str] = []
    for told in commands(PAGE):
        line = told
        for word, place in places.items():
            line = line.replace(word, place)
        status, text = shell.run(line)
        assert status == (1 if " doctor " in line else 0), text
        said.append(text)
    before, *_ = [text for text in said if "not applied: 0049_pre_doctor.sql" in text]
    assert "quorate migrate" in before
    assert sum("not applied" in text for text in said) == 1, "the migration was not mended"
    assert sum("applied 0049_pre_doctor.sql" in text for text in said) == 1
    assert sum("checked: 1 entries" in text for text in said) == 1
    assert sum("verified: 1 entries" in text for text in said) == 2
    assert (folder / "quorate-back/ledger/checkpoint").exists()


def test_every_process_has_its_place_in_the_order() -> None:
    text = (ROOT / PAGE).read_text()
    places = [text.index(f"| `{process}`") for process in ("sequencer", "effector", "signer")]
    places += [text.index(f"| `{process}`") for process in ("worker", "serve")]
    assert places == sorted(places)
    assert len(places) == len(PROCESSES)
