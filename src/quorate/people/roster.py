"""The people and keys that signed entries put in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from quorate.ledger.fields import integers, items, optional_text, text, texts, truth
from quorate.people.keys import key_id
from quorate.people.model import Key, Person, Shift
from quorate.people.passkeys import point, read_passkey
from quorate.vocabulary.kinds import Channel, Employment, Role

PUBLIC_BYTES = 32
# By whose hand a key is: what the server keeps, what a page can lie to, one's own, a device's.
_REACH = (Channel.NETWORK, Channel.CONSOLE, Channel.CLI, Channel.SIGNER)
_FACTS = frozenset(
    {
        *("id", "team", "manager", "employment", "vendor", "roles", "languages", "zone", "shift"),
        *("last_working_day", "contract_end", "locked", "accounts", "training", "regions", "keys"),
    }
)


class Held(NamedTuple):
    """A living key and the person whom it serves."""

    key: Key
    person: Person


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody's facts; a key once revoked never comes back.

    `sources` are those whose facts narrow people: name to Ed25519 public key, hex.
    `served` is whom each key ever served: it never serves another; `channels` is where, of late.
    `since` is when an amendment gave a further key to somebody who had one.
    """

    people: Mapping[str, Person] = field(default_factory=dict[str, Person])
    keys: Mapping[str, Key] = field(default_factory=dict[str, Key])
    revoked: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict[str, str])
    served: Mapping[str, str] = field(default_factory=dict[str, str])
    since: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    channels: Mapping[str, Channel] = field(default_factory=dict[str, Channel])

    def key(self, identifier: str, *, kept: bool = False) -> Key | None:
        """An enrolled key that was not revoked, in its person's own hand; with `kept` also one that
        the server keeps for its person, for what such a key may say."""
        found = None if identifier in self.revoked else self.keys.get(identifier)
        if found and found.channel is Channel.NETWORK and not kept:
            return None
        return found

    def living(self, identifier: str, *, kept: bool = False) -> Held | None:
        """The same, with its person."""
        key = self.key(identifier, kept=kept)
        person = self.people.get(key.person) if key else None
        return Held(key, person) if key and person else None

    def holder(self, identifier: str) -> Person | None:
        """The person whom a living key serves."""
        held = self.living(identifier)
        return held.person if held else None

    def keys_of(self, person: str) -> list[Key]:
        """A person's enrolled keys that were not revoked."""
        return [k for k in self.keys.values() if k.person == person and k.id not in self.revoked]

    def team_of(self, person: str) -> str:
        """The team a person is in now; empty for who is not of the people file."""
        known = self.people.get(person)
        return known.team if known else ""

    def roles_of(self, person: str) -> frozenset[Role]:
        """The roles a person has now; none for who is not of the people file."""
        known = self.people.get(person)
        return known.roles if known else frozenset()

    def accounts_of(self, person: str) -> tuple[str, ...]:
        """The pseudonyms of a person's own accounts; none for who is not of the people file."""
        known = self.people.get(person)
        return known.accounts if known else ()

    def without_key(self, identifier: str) -> "Roster":
        """The roster after a revocation."""
        return replace(self, revoked=self.revoked | {identifier})

    def with_person(self, person: Person) -> "Roster":
        """The roster with new facts about one person, whose keys stay."""
        return replace(self, people={**self.people, person.id: person})

    def replaced(self, content: Mapping[str, object]) -> "Roster":
        """The roster that a people file declares, whole. Raises ValueError naming the field."""
        people: dict[str, Person] = {}
        keys: dict[str, Key] = {}
        for row in items(content, "people"):
            person = read_person(row)
            if person.id in people:
                raise ValueError(f"people: {person.id} stands twice")
            people[person.id] = person
            for key in read_keys(row, person.id):
                if key.id in keys:
                    raise ValueError(f"keys: one public key cannot serve two: {key.id}")
                keys[key.id] = self._own(key)
        served = {**self.served, **{k.id: k.person for k in keys.values()}}
        return replace(
            self,
            people=people,
            keys=keys,
            served=served,
            sources=_sources(content),
            channels=self._channels(keys),
        )

    def _own(self, key: Key) -> Key:
        if self.served.get(key.id, key.person) != key.person:
            raise ValueError(f"keys: {key.id} served somebody else before")
        return key

    def _no_wider(self, key: Key) -> Key:
        """What a page or the server has held is nobody's own hand later: it is no new key, so it
        would neither rest nor wait as one."""
        known = self.channels.get(key.id, key.channel)
        if _REACH.index(key.channel) > _REACH.index(known):
            raise ValueError(f"keys: {key.id} came as a key of {known}, not of {key.channel}")
        return key

    def _channels(self, keys: Mapping[str, Key]) -> dict[str, Channel]:
        return {**self.channels, **{k.id: k.channel for k in keys.values()}}

    def amended(self, row: Mapping[str, object], now: datetime) -> "Roster":
        """The roster after one person's row came or was replaced, keys included.

        What the row leaves out of the keys is revoked for good. Raises ValueError naming the field.
        """
        person = self._as_bounded(read_person(row))
        new = {k.id: self._no_wider(self._own(k)) for k in read_keys(row, person.id)}
        had = {k for k, who in self.served.items() if who == person.id}
        others = {k: key for k, key in self.keys.items() if key.person != person.id}
        further = new.keys() - had if had else ()
        return replace(
            self,
            people={**self.people, person.id: person},
            keys={**others, **new},
            revoked=self.revoked | (had - new.keys()),
            served={**self.served, **dict.fromkeys(new, person.id)},
            since={**self.since, **dict.fromkeys(further, now)},
            channels=self._channels(new),
        )

    def _as_bounded(self, person: Person) -> Person:
        """Who gets other keys and no other facts stays as narrow as a source made them."""
        before = self.people.get(person.id, person)
        return before if replace(person, bounds=before.bounds) == before else person

    def recovers(self, row: Mapping[str, object]) -> bool:
        """Whether the row gives a new key for one that is lost: not every living one stays."""
        who = text(row, "id")
        new = {k.id for k in read_keys(row, who)}
        had = {k for k, served in self.served.items() if served == who}
        living = {k.id for k in self.keys_of(who)}
        return bool(had) and bool(new - had) and (not living or not living <= new)


def _sources(content: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in items(content, "sources"):
        name, public = text(row, "name"), text(row, "public")
        if name in found or len(bytes.fromhex(public)) != PUBLIC_BYTES:
            raise ValueError(f"sources: {name[:40]} stands twice, or has no Ed25519 key")
        found[name] = public
    return found


def read_keys(row: Mapping[str, object], person: str) -> list[Key]:
    """The keys of one person's row."""
    return [read_key(key, person) for key in items(row, "keys")]


def read_key(row: Mapping[str, object], person: str) -> Key:
    """One key of a people file. Raises ValueError naming the field that does not fit.

    The channel `signer` takes passkeys and nothing else, and no other channel takes one.
    """
    channel, public = Channel(text(row, "channel")), text(row, "public")
    if channel is not Channel.SIGNER:
        if "credential" in row:
            raise ValueError("credential: only a key of the channel signer has one")
        return Key(key_id(bytes.fromhex(public)), person, public, channel)
    passkey = read_passkey(row)
    bare = point(bytes.fromhex(public), passkey.algorithm)
    return Key(key_id(bare), person, public, channel, passkey)


def _only_facts(row: Mapping[str, object]) -> None:
    """A people file stays in the ledger for good: no name or address gets in beside the facts."""
    surplus = sorted(row.keys() - _FACTS)
    if surplus:
        raise ValueError(f"{surplus[0][:40]}: not a fact of a person; the ledger would keep it")
    if "@" in text(row, "id"):
        raise ValueError("id: an address names somebody; take an id that does not")


def read_person(row: Mapping[str, object]) -> Person:
    """One person of a people file. Raises ValueError naming the field that does not fit."""
    _only_facts(row)
    shift = row.get("shift")
    vendor = optional_text(row, "vendor")
    employment = Employment(text(row, "employment"))
    if (employment is Employment.CONTRACTOR) != (vendor is not None):
        raise ValueError("vendor: a contractor has one, nobody else")
    return Person(
        id=text(row, "id"),
        team=text(row, "team"),
        manager=text(row, "manager"),
        employment=employment,
        vendor=vendor,
        roles=frozenset(Role(r) for r in texts(row, "roles")),
        languages=tuple(texts(row, "languages")),
        zone=read_zone(text(row, "zone")),
        shift=None if shift is None else read_shift(shift),
        last_working_day=read_day(row, "last_working_day"),
        contract_end=read_day(row, "contract_end"),
        locked=truth(row, "locked"),
        accounts=tuple(texts(row, "accounts")),
        training=frozenset(texts(row, "training")),
        regions=frozenset(texts(row, "regions")),
    )


def read_shift(value: object) -> Shift:
    """A shift of a people file. Raises ValueError naming the field."""
    if not isinstance(value, dict):
        raise ValueError("shift: not an object")
    row: dict[str, object] = value  # pyright: ignore[reportUnknownVariableType]
    days = frozenset(integers(row, "days"))
    if not days <= set(range(1, 8)):
        raise ValueError("shift.days: 1 is Monday, 7 is Sunday")
    starts, ends = text(row, "starts"), text(row, "ends")
    return Shift(days, time.fromisoformat(starts), time.fromisoformat(ends))


def read_zone(name: str) -> str:
    """The name of a known time zone. Raises ValueError."""
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError(f"zone: {name} is unknown") from None
    return name


def read_day(row: Mapping[str, object], name: str) -> date | None:
    """An ISO 8601 date, or None where it is null or absent. Raises ValueError."""
    found = optional_text(row, name)
    return None if found is None else date.fromisoformat(found)
