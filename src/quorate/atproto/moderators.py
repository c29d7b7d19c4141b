"""Which accounts of the network are moderators here, as settings say it. Pure."""

from dataclasses import dataclass
from pathlib import Path

from quorate.atproto.subjects import is_did
from quorate.ledger.fields import as_object, text


@dataclass(frozen=True, slots=True)
class ModeratorSettings:
    """Who of the people file an account is, and the file of the key, enrolled on the channel
    `network`, that serve keeps for them."""

    person: str
    key: Path


def read_moderators(value: object, folder: Path) -> dict[str, ModeratorSettings]:
    """By the accounts' DIDs. One person has one account: whose event it was would be a question
    else. Raises ValueError naming what does not fit."""
    found: dict[str, ModeratorSettings] = {}
    for did, row in as_object(value, "moderators").items():
        if not is_did(did):
            raise ValueError(f"moderators: {did[:64]} is not the DID of an account")
        part = as_object(row, f"moderators.{did}")
        found[did] = ModeratorSettings(text(part, "person"), folder / text(part, "key"))
    if len({one.person for one in found.values()}) != len(found):
        raise ValueError("moderators: a person stands twice")
    return found
