"""What an amendment will change, in words made from its own bytes."""

from collections.abc import Mapping

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.authority.difference import Difference, after, by_key, differences, told


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
