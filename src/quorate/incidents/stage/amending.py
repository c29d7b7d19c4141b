"""Amendments in a World: made, signed and published as people, web and effector would."""

import hashlib
import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

from quorate.authority.agenda import Filed
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.incidents.stage.passkeys import Authenticator
from quorate.incidents.stage.roles import Row, row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import FOUNDERS, World
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.times import stamp

WORDS = {
    Kind.APPROVE: Event.AMENDMENT_APPROVED,
    Kind.DENY: Event.AMENDMENT_DENIED,
    Kind.VETO: Event.AMENDMENT_VETOED,
}
FIRST, SECOND, THIRD = FOUNDERS
_numbers = itertools.count(1)


def leads(**fields: Any) -> list[Row]:
    """Three leads of three teams, one of them a contractor."""
    return [
        row("lead", "reviews", roles=["lead"], **fields),
        row("other lead", "appeals", roles=["lead"], **fields),
        row("contractor lead", "reports", "contractor", roles=["lead"], **fields),
    ]


def amendment(world: World, charge: Charge, content: object, **fields: Any) -> Amendment:
    """One person's wish to change something, not yet signed."""
    number = f"{next(_numbers):032x}"
    made = Amendment(
        genesis=world.genesis,
        id=f"amd_{number}",
        nonce=hashlib.sha256(number.encode()).hexdigest(),
        charge=charge,
        content={charge: content},
        reason=hashlib.sha256(b"because").hexdigest(),
        approve_by=stamp(world.now + timedelta(hours=24)),
    )
    return replace(made, **fields)


def said(
    made: Amendment, kind: Kind, who: str, key: PrivateKey | Authenticator | None = None
) -> Row:
    """Who says it, and the proof: a signature, or what a passkey answers."""
    spoken = made.spoken(kind, who)
    if isinstance(key, Authenticator):
        proof = key.says(spoken).fields()
        return {"signer": who, "key": key.key_id, "assertion": proof}
    key = key or seeded(who)
    sig = key.sign(spoken.digest()).hex()
    return {"signer": who, "key": key_id(key.public), "sig": sig}


def word(
    world: World,
    made: Amendment,
    kind: Kind,
    who: str,
    key: PrivateKey | Authenticator | None = None,
) -> bytes:
    """A signed word as an entry; opening carries the amendment itself."""
    data: Row = {
        "amendment": made.fields() if kind is Kind.PROPOSE else made.id,
        **said(made, kind, who, key),
    }
    event = Event.AMENDMENT_OPENED if kind is Kind.PROPOSE else WORDS[kind]
    return world.entry(event, data, Attested.PERSON, who, data["key"]).canonical()


def amend(
    world: World,
    charge: Charge,
    content: object,
    *approvers: str,
    by: str = THIRD,
    **fields: Any,
) -> Amendment:
    """Opened and approved in the log."""
    made = amendment(world, charge, content, **fields)
    world.publish(word(world, made, Kind.PROPOSE, by))
    world.publish(*(word(world, made, Kind.APPROVE, who) for who in approvers))
    return made


def filed(station: Station, made: Amendment) -> Filed:
    """The amendment as that effector sees it."""
    return station.chronicle.view.agenda.amendments[made.id]


async def wait(station: Station, hours: float = 1) -> None:
    """Looks, lets the delay pass, looks until what was written is folded."""
    await station.step()
    station.world.later(hours=hours)
    await station.step()
    await station.step()


def applied(station: Station, made: Amendment) -> bool:
    """Whether it is in force."""
    known = station.chronicle.view.agenda.amendments.get(made.id)
    return known is not None and known.applied is not None
