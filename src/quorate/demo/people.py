"""The people of the demo: roles, nobody real. One of them has a last working day today."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from quorate.authority.charter import Founder, genesis_digest
from quorate.ledger.entry import Json
from quorate.ledger.keys import PrivateKey

CONTRACTOR = "contractor-on-last-day"
SECOND_CONTRACTOR = "second-contractor"
REVIEWER = "employee-of-reviews"
APPROVER = "employee-of-appeals"
ON_CALL = "employee-on-call"
LEAD = "lead-of-reviews"
STAFF = (CONTRACTOR, SECOND_CONTRACTOR, REVIEWER, APPROVER, ON_CALL, LEAD)
FOUNDERS = (
    ("founder-of-product", "product", "board"),
    ("founder-of-safety", "safety", "chair"),
    ("founder-of-law", "law", "board"),
)
_AFTERNOON = 14


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody's keys, and the people file that three founders will sign."""

    keys: dict[str, Path]
    founders: list[tuple[Founder, PrivateKey]]
    people: Path
    policies: Path


def afternoon_zone(now: datetime) -> str:
    """A time zone where it is early afternoon, so that no shift of the story meets midnight."""
    hours = _AFTERNOON - now.astimezone(UTC).hour
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


def _person(zone: str, **facts: object) -> dict[str, object]:
    return {
        "employment": "employee",
        "vendor": None,
        "roles": ["reviewer"],
        "languages": ["en"],
        "zone": zone,
        "shift": {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "00:00", "ends": "23:59"},
        "last_working_day": None,
        "contract_end": None,
        "locked": False,
        "accounts": [],
        "training": ["private-data", "protected-accounts"],
        **facts,
    }


def _staff(now: datetime) -> list[dict[str, object]]:
    zone = afternoon_zone(now)
    hours = _AFTERNOON - now.astimezone(UTC).hour
    local = now.astimezone(UTC) + timedelta(hours=hours)
    ends = (local + timedelta(minutes=60)).strftime("%H:%M")
    shift = {"days": [1, 2, 3, 4, 5, 6, 7], "starts": "06:00", "ends": ends}
    agency = {"employment": "contractor", "vendor": "agency", "manager": "lead-of-reports"}
    return [
        _person(
            zone,
            id=CONTRACTOR,
            team="reports",
            **agency,
            shift=shift,
            last_working_day=local.date().isoformat(),
        ),
        _person(zone, id=SECOND_CONTRACTOR, team="reports", **agency),
        _person(zone, id=REVIEWER, team="reviews", manager="lead-of-reviews"),
        _person(zone, id=APPROVER, team="appeals", manager="lead-of-appeals"),
        _person(
            zone, id=ON_CALL, team="operations", manager="lead-of-operations", roles=["on_call"]
        ),
        _person(zone, id=LEAD, team="reviews", manager="head-of-safety", roles=["lead"]),
    ]


def gather(folder: Path, now: datetime) -> Cast:
    """Makes keys (files of mode 0600) and the people file in an empty folder."""
    folder.mkdir(parents=True, mode=0o700)
    keys: dict[str, Path] = {}
    made: dict[str, PrivateKey] = {}
    staff = _staff(now)
    for name in [*(f[0] for f in FOUNDERS), *(str(p["id"]) for p in staff)]:
        made[name], keys[name] = PrivateKey.generate(), folder / f"{name}.key"
        made[name].save(keys[name])
    for person in staff:
        public = made[str(person["id"])].public.hex()
        person["keys"] = [{"public": public, "channel": "cli"}]
    people = folder / "people.yaml"
    people.write_text(yaml.safe_dump({"people": staff}, sort_keys=False))
    policies = folder / "policies.yaml"
    policies.write_text((Path(__file__).parent / "files/policies.yaml").read_text())
    founders = [
        (Founder(name, team, manager, made[name].public.hex()), made[name])
        for name, team, manager in FOUNDERS
    ]
    return Cast(keys, founders, people, policies)


def signed_by_all(
    content: Mapping[str, Json], founders: Sequence[tuple[Founder, PrivateKey]]
) -> dict[str, Json]:
    """A genesis under the signatures of all founders, whose keys are at hand at once."""
    genesis: dict[str, Json] = {**content, "founders": [asdict(f) for f, _ in founders]}
    digest = genesis_digest(genesis)
    signatures: list[Json] = [
        {"person": f.id, "sig": key.sign(digest).hex()} for f, key in founders
    ]
    return {"genesis": genesis, "signatures": signatures}
