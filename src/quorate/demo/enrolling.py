"""The demo's founders, who enrol the browsers' keys by the normal path."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, LiteralString

import psycopg
import yaml

from quorate.demo.setting import House, founders_apply
from quorate.ledger.fields import items, text
from quorate.settings.reading import secret


def sign_in_links(setting: House) -> dict[str, str]:
    """Invitation to role."""
    found: dict[str, str] = json.loads(secret(setting.folder / "serve/invites"))
    return found


_ASKED: Final[LiteralString] = (
    "SELECT jsonb_build_object('public', public, 'channel', 'console'), public, person, asked_at"
    " FROM enrolments UNION ALL"
    " SELECT enrolment, enrolment->>'public', person, asked_at FROM passkeys_asked"
    " ORDER BY asked_at"
)


class Founders:
    """They look at what browsers ask for, as often as `enrol` is called."""

    def __init__(self, setting: House, conn: psycopg.Connection) -> None:
        self._setting, self._conn = setting, conn
        self._known: set[str] = set()

    def enrol(self) -> int:
        """Adds it to the people file and has that signed; how many keys."""
        rows = self._conn.execute(_ASKED).fetchall()
        asked = [(key, who) for key, public, who, _ in rows if public not in self._known]
        if not asked:
            return 0
        new = self._added(asked)
        self._known |= {public for _, public, _, _ in rows}
        return new

    def _added(self, asked: list[tuple[dict[str, str], str]]) -> int:
        file = self._setting.cast.people
        people = yaml.safe_load(file.read_text())
        staff = {text(p, "id"): p for p in items(people, "people")}
        known = {text(k, "public") for p in staff.values() for k in items(p, "keys")}
        new = [(key, who) for key, who in asked if key["public"] not in known]
        for key, who in new:
            keys = staff[who]["keys"]
            if isinstance(keys, list):
                keys.append(key)  # pyright: ignore[reportUnknownMemberType]
        if new:
            file.write_text(yaml.safe_dump(people, sort_keys=False))
            founders_apply(self._setting, file)
        return len(new)


@contextmanager
def founders_at_hand(setting: House) -> Generator[Founders]:
    """Founders who read what browsers ask for from the database."""
    url = secret(setting.folder / "serve/database_url")
    with psycopg.connect(url, autocommit=True) as conn:
        yield Founders(setting, conn)


@contextmanager
def attended(setting: House) -> Generator[None]:
    """While it lasts, the founders enrol what browsers ask for, at once."""
    stop = threading.Event()

    def watch() -> None:
        with founders_at_hand(setting) as founders:
            while not stop.wait(0.1):
                founders.enrol()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()
