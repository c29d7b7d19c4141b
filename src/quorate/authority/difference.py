"""What an amendment changes, field by field: what stands, and what would stand.

Our own words are a `Phrase`, what people wrote is plain text and stays as it is. Lines are compared
before anything is translated, so that no language hides one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.languages.tongues import Phrase, phrase, say
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

    field: Phrase
    before: str | Phrase
    after: str | Phrase


def title(amendment: Amendment) -> str:
    """`Lower the protection of accounts` in the page's language; with a person's id where it is
    about one."""
    if amendment.charge is Charge.PERSON:
        return f"{say(TITLES[amendment.charge])}: {', '.join(sorted(amendment.concerned))}"
    if "retired" in after(amendment):
        return say("Retire a policy")
    return say(TITLES[amendment.charge])


def after(amendment: Amendment) -> dict[str, object]:
    """What the amendment says shall stand, in the shape of what stands before."""
    content = amendment.content[amendment.charge]
    if isinstance(content, list):
        return {text(r, "ref"): r.get("tier") for r in items(amendment.content, amendment.charge)}
    return dict(as_object(content, amendment.charge))


def in_words(amendment: Amendment, row: Mapping[str, object]) -> dict[Phrase, str | Phrase]:
    """A row of the amendment's charge, label and text; each key stands under the id that its
    holder reads out. Raises ValueError naming the field that does not fit."""
    if amendment.charge is Charge.QUORUM:
        rows = sorted(row.items())
        return {phrase("approvers at tier %(tier)s", tier=t): _more(n) for t, n in rows}
    if amendment.charge is Charge.LOWERING:
        return {phrase("account %(ref)s", ref=r): _tier(n) for r, n in row.items()}
    keys = read_keys({"keys": [], **row}, "")
    rest = {Phrase(n.replace("_", " ")): _value(v) for n, v in row.items() if n != "keys"}
    return {**rest, **{phrase("key %(id)s", id=key.id): _where(key) for key in keys}}


def _more(number: object) -> Phrase:
    if not number:
        return phrase("the least")
    return phrase("%(number)s more than the least", number=str(number))


def _tier(number: object) -> Phrase:
    return phrase("tier %(tier)s", tier=str(number)) if number else phrase("off the register")


def _where(key: Key) -> Phrase:
    if key.passkey is not None:
        return phrase("passkey on %(site)s", site=key.passkey.rp_id)
    if key.channel is Channel.NETWORK:
        return phrase("kept by the server, for a moderator of the network")
    return phrase("command line") if key.channel is Channel.CLI else Phrase(key.channel)


def _value(value: object) -> str | Phrase:
    return phrase("yes") if value is True else told(value)


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
