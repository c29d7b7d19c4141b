"""What an amendment will change, in words made from its own bytes."""

from collections.abc import Mapping
from typing import Final

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.authority.difference import Difference, after, by_key, differences, told

_TITLES: Final = {
    Charge.AUTHORITY: "Put other rules of authority in force",
    Charge.CONNECTOR: "Let an effector work with other settings",
    Charge.IDENTITY: "Let it be shown whom a pseudonym stands for",
    Charge.LOWERING: "Lower the protection of accounts",
    Charge.PERSON: "Put the facts and keys of a person in force",
    Charge.POLICY: "Put a policy in force",
    Charge.QUORUM: "Ask for other numbers of approvers",
}


def title(amendment: Amendment) -> str:
    """`Lower the protection of accounts`; with a person's id where it is about one."""
    if amendment.charge is Charge.PERSON:
        return f"{_TITLES[amendment.charge]}: {', '.join(sorted(amendment.concerned))}"
    if "retired" in after(amendment):
        return "Retire a policy"
    return _TITLES[amendment.charge]


def content(amendment: Amendment) -> list[tuple[str, str]]:
    """Everything that would stand, label and text. Raises ValueError where it does not fit."""
    return [(_label(name), _text(amendment, v)) for name, v in by_key(after(amendment)).items()]


def changes(amendment: Amendment, before: Mapping[str, object]) -> list[Difference]:
    """Only what differs from what is in force. Raises ValueError where it does not fit."""
    found = differences(by_key(before), by_key(after(amendment)))
    return [Difference(_label(d.field), d.before, d.after) for d in found]


def _label(name: str) -> str:
    return name.replace("_", " ")


def _text(amendment: Amendment, value: object) -> str:
    if amendment.charge is Charge.LOWERING:
        return f"tier {value}" if value else "off the register"
    return told(value)
