"""What somebody with the web's database role can write: a proposal with hands."""

import secrets
from dataclasses import replace

from quorate.decisions.statement import Statement
from quorate.ledger.entry import Entry, Json
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.times import now, stamp


def forged_entries(real: Statement) -> list[Entry]:
    """A quorum out of thin air: a stranger's key under the names of people who may."""
    stranger = PrivateKey.generate()
    name = f"prop_{secrets.token_hex(16)}"
    proposed = replace(real, proposal=name, nonce=secrets.token_hex(32))
    proposed = proposed.spoken_by(Kind.PROPOSE, "employee-of-reviews")
    key = key_id(stranger.public)
    opened: dict[str, Json] = {
        "statement": proposed.fields(),  # pyright: ignore[reportAssignmentType]
        "key": key,
        "sig": stranger.sign(proposed.digest()).hex(),
    }
    entries = [_entry(Event.PROPOSAL_OPENED, proposed.signer, opened, key)]
    for who in ("second-contractor", "employee-of-appeals"):
        word = proposed.spoken_by(Kind.APPROVE, who)
        data: dict[str, Json] = {
            "proposal": name,
            "signer": who,
            "key": key,
            "sig": stranger.sign(word.digest()).hex(),
        }
        entries.append(_entry(Event.PROPOSAL_APPROVED, who, data, key))
    return entries


def _entry(event: Event, by: str, data: dict[str, Json], key: str) -> Entry:
    return Entry(event, stamp(now()), Attested.PERSON, by, data, key=key)
