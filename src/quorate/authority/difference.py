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
TITLES: Final = {
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
        return f"{TITLES[amendment.charge]}: {', '.join(sorted(amendment.concerned))}"
    if "retired" in after(amendment):
        return "Retire a policy"
    return TITLES[amendment.charge]


def after(amendment: Amendment) -> dict[str, object]:
    """What the amendment says shall stand, in the shape of what stands before."""
    content = amendment.content[amendment.charge]
    if isinstance(content, list):
        return {text(r, "ref"): r.get("tier") for r in items(amendment.content, amendment.charge)}
    return dict(as_object(content, amendment.charge))


def in_words(amendment: Amendment, row: Mapping[str, object]) -> dict[str, str]:
    """A row of the amendment's charge, label and text; each key stands under the id that its
    holder reads out. Raises ValueError naming the field that does not fit."""
    if amendment.charge is Charge.QUORUM:
        return {f"approvers at tier {tier}": _more(n) for tier, n in sorted(row.items())}
    if amendment.charge is Charge.LOWERING:
        return {f"account {r}": f"tier {n}" if n else "off the register" for r, n in row.items()}
    keys = {f"key {key.id}": _where(key) for key in read_keys({"keys": [], **row}, "")}
    rest = {name.replace("_", " "): told(v) for name, v in row.items() if name != "keys"}
    return {**rest, **keys}


def _more(number: object) -> str:
    return f"{number} more than the least" if number else "the least"


def _where(key: Key) -> str:
    if key.passkey is not None:
        return f"passkey on {key.passkey.rp_id}"
    return "command line" if key.channel is Channel.CLI else f"{key.channel}"


def differences(amendment: Amendment, before: Mapping[str, object]) -> list[Difference]:
    """What would change of what stands; a field that is absent means the same as an empty one.

    Tiers that an amendment of quorums does not name stay as they are.
    """
    wanted, stands = in_words(amendment, after(amendment)), in_words(amendment, before)
    gone = () if amendment.charge is Charge.QUORUM else (n for n in stands if n not in wanted)
    usual = _more(0) if amendment.charge is Charge.QUORUM else NOTHING
    found = [Difference(n, stands.get(n, usual), wanted.get(n, usual)) for n in (*wanted, *gone)]
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
