"""People as roles, and keys made from names."""

import hashlib
from typing import Any

from quorate.ledger.keys import PrivateKey

Row = dict[str, Any]


def seeded(name: str) -> PrivateKey:
    """A real key, made from a name so that every run is the same."""
    return PrivateKey.from_seed(hashlib.sha256(name.encode()).digest())


def row(name: str, team: str, employment: str = "employee", **fields: Any) -> Row:
    """A person on shift around the clock, under a manager of their team's own."""
    return {
        "id": name,
        "team": team,
        "manager": f"head of {team}",
        "employment": employment,
        "vendor": f"vendor of {team}" if employment == "contractor" else None,
        "roles": ["reviewer"],
        "languages": ["en"],
        "zone": "UTC",
        "shift": {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "00:00", "ends": "00:00"},
        "last_working_day": None,
        "contract_end": None,
        "locked": False,
        "accounts": [],
        "training": ["private-data", "protected-accounts"],
        "keys": [{"public": seeded(name).public.hex(), "channel": "cli"}],
        **fields,
    }


def cast_of_roles() -> list[Row]:
    """Everybody who takes part: teams and managers differ unless a name says so."""
    return [
        row("proposer", "intake", "contractor"),
        row("contractor", "north", "contractor"),
        row("other contractor", "east", "contractor"),
        row("employee", "south"),
        row("other employee", "west"),
        row("employee of contractor's team", "north"),
        row("employee of contractor's manager", "coast", manager="head of north"),
        row("on-call", "watch", roles=["on_call"]),
        row("owner", "board", roles=["owner"]),
        row("auditor", "audit", roles=["auditor"]),
    ]
