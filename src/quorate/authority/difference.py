"""What an amendment changes, field by field: what stands, and what would stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.ledger.fields import as_object, items, text
from quorate.people.model import Key
from quorate.people.roster import read_keys
from quorate.vocabulary.kinds import Channel

NOTHING = "-"
_TITLES: Final = {
    Charge.AUTHORITY: "Put other rules of authority in force",
    Charge.CONNECTOR: "Let an effector work with other settings",
    Charge.IDENTITY: "Let it be shown whom a pseudonym stands for",
    Charge.LOWERING: "Lower the protection of accounts",
    Charge.PERSON: "Put the facts and keys of a person in force",
    Charge.POLICY: "Put a policy in force",
    Charge.QUORUM: "Ask for other numbers of approvers",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changes, as people read it."""

    field: str
    before: str
    after: str


def title(amendment: Amendment) -> str:
    """`Lower the protection of accounts`; with a person's id where it is about one."""
    if amendment.charge is Charge.PERSON:
        return f"{_TITLES[amendment.charge]}: {', '.join(sorted(amendment.concerned))}"
    if "retired" in after(amendment):
        return "Retire a policy"
    return _TITLES[amendment.charge]


def after(amendment: Amendment) -> dict[str, object]:
    """What the amendment says shall stand, in the shape of what stands before."""
    content = amendment.content[amendment.charge]
    if isinstance(content, list):
        return {text(r, "ref"): r.get("tier") for r in items(amendment.content, amendment.charge)}
    return dict(as_object(content, amendment.charge))


def by_key(row: Mapping[str, object]) -> dict[str, object]:
    """A person's row with each key under its own id, as its holder reads it out; any other row as
    it is. Raises ValueError naming the field that does not fit."""
    if "keys" not in row:
        return dict(row)
    keys = {f"key {key.id}": _where(key) for key in read_keys(row, "")}
    return {**{name: value for name, value in row.items() if name != "keys"}, **keys}


def _where(key: Key) -> str:
    if key.passkey is not None:
        return f"passkey on {key.passkey.rp_id}"
    return "command line" if key.channel is Channel.CLI else f"{key.channel}"


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
