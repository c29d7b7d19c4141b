"""What an amendment changes, field by field: what stands, and what would stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changes, as people read it."""

    field: str
    before: str
    after: str


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[Difference]:
    """The fields whose meaning differs; a field that is absent means the same as an empty one."""
    names = [*after, *(n for n in before if n not in after)]
    found = [Difference(n, told(before.get(n)), told(after.get(n))) for n in names]
    return [d for d in found if d.before != d.after]


def told(value: object) -> str:
    """A value in words; nothing, false and an empty list are a dash."""
    if isinstance(value, Mapping):
        row = cast("Mapping[str, object]", value)
        parts = [f"{k} {told(v)}" for k, v in sorted(row.items())]
        return ", ".join(parts) or NOTHING
    if isinstance(value, list):
        parts = sorted(told(v) for v in cast("list[object]", value))
        return "; ".join(parts) or NOTHING
    if value is None or value is False or value == "":
        return NOTHING
    return "yes" if value is True else str(value)
