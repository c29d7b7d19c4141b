"""The demo's founders, who enrol the browsers' keys by the normal path."""

import json

import psycopg
import yaml

from quorate.demo.setting import Setting, founders_apply
from quorate.ledger.fields import items, text
from quorate.settings import secret


def sign_in_links(setting: Setting) -> dict[str, str]:
    """Invitation to role."""
    found: dict[str, str] = json.loads(secret(setting.folder / "serve/invites"))
    return found


def _waiting(setting: Setting) -> list[tuple[str, str]]:
    with psycopg.connect(secret(setting.folder / "serve/database_url")) as conn:
        rows = conn.execute("SELECT public, person FROM enrolments ORDER BY asked_at").fetchall()
    return [(row[0], row[1]) for row in rows]


def _passkeys_waiting(setting: Setting) -> list[tuple[dict[str, str], str]]:
    with psycopg.connect(secret(setting.folder / "serve/database_url")) as conn:
        rows = conn.execute("SELECT enrolment, person FROM passkeys_asked ORDER BY asked_at")
        return [(row[0], row[1]) for row in rows.fetchall()]


def enrol_waiting(setting: Setting) -> int:
    """Adds what browsers asked for to the people file and has it signed; how many keys."""
    people = yaml.safe_load(setting.cast.people.read_text())
    staff = {text(p, "id"): p for p in items(people, "people")}
    known = {text(k, "public") for p in staff.values() for k in items(p, "keys")}
    asked = [({"public": p, "channel": "console"}, who) for p, who in _waiting(setting)]
    asked += _passkeys_waiting(setting)
    new = [(key, who) for key, who in asked if key["public"] not in known]
    for key, who in new:
        keys = staff[who]["keys"]
        if isinstance(keys, list):
            keys.append(key)  # pyright: ignore[reportUnknownMemberType]
    if new:
        setting.cast.people.write_text(yaml.safe_dump(people, sort_keys=False))
        founders_apply(setting, setting.cast.people)
    return len(new)
