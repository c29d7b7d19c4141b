"""A set of Cedar policies: read, validated and hashed once, or refused in words.

What Cedar would pass over in silence is refused here: a policy without a name and a sentence, and
one that names an entity. One which no request carries is to Cedar merely without attributes, so
that a forbid about it never holds; rules ask `principal` and `resource` for theirs.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cedarpy import (
    PolicySet,
    Schema,
    policies_to_json_str,
    validate_policies,  # pyright: ignore[reportUnknownVariableType]
)

from quorate.ledger.canonical import canonical
from quorate.ledger.fields import as_object

SHIPPED: Final = Path(__file__).parent / "policies"
SCHEMA: Final = "schema.cedarschema"
_DOMAIN: Final = b"quorate/authority/v1\n"
_NAMED: Final = frozenset({"Action"})


class PolicySetError(ValueError):
    """A set that cannot be used; the message names the policy and what is wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class Policies:
    """A usable set. `hash` pins its bytes, `says` is each policy's sentence by its `@id`."""

    hash: str
    policies: PolicySet
    schema: Schema
    says: Mapping[str, str]


def set_hash(texts: Mapping[str, str]) -> str:
    """SHA-256 over the canonical JSON of file name to text, under a domain tag."""
    return hashlib.sha256(_DOMAIN + canonical(dict(texts))).hexdigest()


def read_texts(folder: Path) -> dict[str, str]:
    """The files that make a set: the schema and every `.cedar`. Raises OSError, ValueError."""
    files = [folder / SCHEMA, *sorted(folder.glob("*.cedar"))]
    return {file.name: file.read_bytes().decode() for file in files}


def read_set(texts: Mapping[str, str]) -> Policies:
    """Parses and checks a set. Raises PolicySetError."""
    schema = texts.get(SCHEMA, "")
    text = "\n".join(texts[name] for name in sorted(texts) if name != SCHEMA)
    try:
        parsed, policies = Schema.from_str(schema), PolicySet.from_str(text)
        rows: dict[str, dict[str, object]] = json.loads(policies_to_json_str(text))[
            "staticPolicies"
        ]
    except (KeyError, ValueError) as problem:
        raise PolicySetError(str(problem)[:500]) from problem
    found = validate_policies(text, schema)
    if not found.validation_passed:
        raise PolicySetError("; ".join(str(error) for error in found.errors)[:500])
    return Policies(set_hash(texts), policies, parsed, _sentences(rows))


def _sentences(rows: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    says: dict[str, str] = {}
    for row in rows.values():
        named = as_object(row.get("annotations", {}), "annotations")
        name, sentence = named.get("id"), named.get("says")
        if not isinstance(name, str) or not isinstance(sentence, str):
            raise PolicySetError(f"a policy has no @id or no @says: {name or row['effect']}")
        if name in says:
            raise PolicySetError(f"two policies have the @id {name}")
        strange = set(_entity_types(row)) - _NAMED
        if strange:
            raise PolicySetError(
                f"{name}: names a {', '.join(sorted(strange))}, which a request may not carry"
            )
        says[name] = sentence
    return says


def _entity_types(value: object) -> Iterator[str]:
    """The types of the entities that a policy's JSON names, in scope and conditions."""
    if isinstance(value, list):
        parts: list[object] = value  # pyright: ignore[reportUnknownVariableType]
        for part in parts:
            yield from _entity_types(part)
    if isinstance(value, dict):
        row: dict[str, object] = value  # pyright: ignore[reportUnknownVariableType]
        if set(row) == {"type", "id"}:
            yield str(row["type"])
        for part in row.values():
            yield from _entity_types(part)


@cache
def shipped() -> Policies:
    """The set that a new installation is founded on."""
    return read_set(read_texts(SHIPPED))
