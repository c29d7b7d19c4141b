"""What Cedar is told about one question: the person, the matter, and nothing else it could miss."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypedDict

from cedarpy import Entities

from quorate.authority.policyset import Policies
from quorate.people.model import Person

_TIERS: Final = range(4)
_SLICES: Final = 8192


class Request(TypedDict):
    """As Cedar reads it."""

    principal: dict[str, str]
    action: dict[str, str]
    resource: dict[str, str]
    context: dict[str, object]


@dataclass(frozen=True, slots=True)
class Slice:
    """Parsed entities, and the names of them: to Cedar an absent one merely has no attributes."""

    entities: Entities
    person: str
    matters: frozenset[str]

    def holds(self, request: Request) -> bool:
        """Whether the slice has what the request is by and about."""
        return request["principal"]["id"] == self.person and (
            request["resource"]["id"] in self.matters
        )


def matter_name(tier: int | None, region: str | None) -> str:
    """How the matter of a tier and region is named."""
    named = "any tier" if tier is None else f"tier {tier}"
    return named if region is None else f"{named} in {region}"


@lru_cache(maxsize=_SLICES)
def slice_of(policies: Policies, person: Person, region: str | None) -> Slice:
    """Every entity that a question about this person can reference, checked by the schema."""
    about = {} if region is None else {"region": region}
    rows = [_entity("Matter", matter_name(None, region), about)]
    rows += [_entity("Matter", matter_name(t, region), {"tier": t, **about}) for t in _TIERS]
    rows.append(_entity("Person", person.id, _attributes(person)))
    entities = Entities.from_json_str(json.dumps(rows), policies.schema)  # pyright: ignore
    return Slice(entities, person.id, frozenset(matter_name(t, region) for t in (None, *_TIERS)))


def _entity(kind: str, name: str, attributes: Mapping[str, object]) -> dict[str, object]:
    return {"uid": {"type": kind, "id": name}, "attrs": dict(attributes), "parents": []}


def _attributes(person: Person) -> dict[str, object]:
    found: dict[str, object] = {
        "employment": person.employment,
        "languages": sorted(person.languages),
        "manager": person.manager,
        "regions": sorted(person.regions),
        "roles": sorted(person.roles),
        "team": person.team,
        "training": sorted(person.training),
    }
    return found if person.vendor is None else {**found, "vendor": person.vendor}
