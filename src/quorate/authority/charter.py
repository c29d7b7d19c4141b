"""The founders' word: the genesis of an installation, and every change of people, policy, register.

Both carry detached Ed25519 signatures over the canonical JSON under a domain tag of their own, so
that neither can be taken for the other, nor for a statement about a proposal.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quorate.ledger.canonical import canonical
from quorate.ledger.fields import as_object, integer, items, text, texts, truth
from quorate.people.keys import hex_bytes, key_id, signature_holds

GENESIS_DOMAIN = b"quorate/genesis/v1\n"
CHANGE_DOMAIN = b"quorate/change/v1\n"
FOUNDERS_WANTED = 3
TWO_FOUNDERS_TIER = 1
_PUBLIC_BYTES = 32


class Charge(StrEnum):
    """What a change or an amendment is about."""

    AUTHORITY = "authority"
    CONNECTOR = "connector"
    IDENTITY = "identity"
    LOWERING = "lowering"
    PEOPLE = "people"
    PERSON = "person"
    POLICIES = "policies"
    POLICY = "policy"
    QUORUM = "quorum"
    REGISTER = "register"


REPLACED_WHOLE = (Charge.PEOPLE, Charge.POLICIES, Charge.REGISTER)
AMENDED = tuple(c for c in Charge if c not in REPLACED_WHOLE)


@dataclass(frozen=True, slots=True)
class Founder:
    """One of those who began it. `public` is an Ed25519 key in hex."""

    id: str
    team: str
    manager: str
    public: str


@dataclass(frozen=True, slots=True)
class Genesis:
    """The first entry: who founded this, and the keys of its processes. Pinned by its hash.

    `authority` is the hash of the Cedar set that it begins with.
    `origins` are the signer's; with `cli_approves` keys of the command line, too, approve at
    tier >= 2, for which else passkeys alone count.
    """

    founders: tuple[Founder, ...]
    log: str
    cosigner: str
    witness: str
    effectors: Mapping[str, str]
    connectors: tuple[str, ...]
    authority: str
    origins: tuple[str, ...] = ()
    cli_approves: bool = False

    @property
    def tier_cap(self) -> int:
        """With two founders nothing above tier 1 is ever silenced."""
        return 3 if len(self.founders) >= FOUNDERS_WANTED else TWO_FOUNDERS_TIER


@dataclass(frozen=True, slots=True)
class Signature:
    """A founder's signature, hex."""

    person: str
    sig: str


@dataclass(frozen=True, slots=True)
class Change:
    """A numbered replacement of people, policies or register for one genesis."""

    genesis: str
    charge: Charge
    number: int
    content: Mapping[str, object]

    def fields(self) -> dict[str, object]:
        """The change as a JSON object."""
        return {
            "genesis": self.genesis,
            "charge": self.charge,
            "number": self.number,
            "content": dict(self.content),
        }

    def digest(self) -> bytes:
        """What each founder signs."""
        spelled = canonical(self.fields())
        return hashlib.sha256(CHANGE_DOMAIN + spelled).digest()


def genesis_digest(content: Mapping[str, object]) -> bytes:
    """What each founder signs at the first start."""
    spelled = canonical(dict(content))
    return hashlib.sha256(GENESIS_DOMAIN + spelled).digest()


def read_signatures(data: Mapping[str, object]) -> list[Signature]:
    """The signatures of a genesis or change entry."""
    return [Signature(text(s, "person"), text(s, "sig")) for s in items(data, "signatures")]


def read_content(content: Mapping[str, object]) -> Genesis:
    """What founders sign, not yet signed. Raises ValueError naming the field."""
    genesis = Genesis(
        tuple(_founder(n, f) for n, f in enumerate(items(content, "founders"))),
        text(content, "log"),
        text(content, "cosigner"),
        text(content, "witness"),
        dict(_effector(n, e) for n, e in enumerate(items(content, "effectors"))),
        tuple(texts(content, "connectors")),
        text(content, "authority"),
        tuple(texts(content, "origins")),
        truth(content, "cli_approves"),
    )
    _refuse_weak(genesis)
    return genesis


def _founder(place: int, row: Mapping[str, object]) -> Founder:
    try:
        return Founder(text(row, "id"), text(row, "team"), text(row, "manager"), _public(row))
    except ValueError as problem:
        raise ValueError(f"founders.{place}.{problem}") from problem


def _effector(place: int, row: Mapping[str, object]) -> tuple[str, str]:
    try:
        return text(row, "name"), _public(row)
    except ValueError as problem:
        raise ValueError(f"effectors.{place}.{problem}") from problem


def _public(row: Mapping[str, object]) -> str:
    public = text(row, "public")
    if len(hex_bytes(public)) != _PUBLIC_BYTES:
        raise ValueError("public: an Ed25519 key of 64 hex digits is needed")
    return public


def read_genesis(data: Mapping[str, object]) -> Genesis:
    """Parses and verifies a genesis entry's data. Raises ValueError in words."""
    content = as_object(data.get("genesis"), "genesis")
    genesis = read_content(content)
    signed = signers(genesis, genesis_digest(content), read_signatures(data))
    if signed != {f.id for f in genesis.founders}:
        raise ValueError("signatures: every founder signs the genesis")
    return genesis


def _refuse_weak(genesis: Genesis) -> None:
    founders = genesis.founders
    if len({f.id for f in founders}) != len(founders):
        raise ValueError("founders: one person stands twice")
    if len({bytes.fromhex(f.public) for f in founders}) != len(founders):
        raise ValueError("founders: one key cannot serve two")
    if len({f.team for f in founders}) < 2 or len({f.manager for f in founders}) < 2:
        raise ValueError("founders: two teams under different managers are needed")
    if not genesis.effectors:
        raise ValueError("effectors: at least one key")


def signers(genesis: Genesis, digest: bytes, signatures: Sequence[Signature]) -> set[str]:
    """The founders whose signature over the digest holds."""
    public = {f.id: f.public for f in genesis.founders}
    return {
        s.person
        for s in signatures
        if s.person in public and signature_holds(public[s.person], digest, hex_bytes(s.sig))
    }


def read_change(data: Mapping[str, object]) -> Change:
    """Parses a change. Raises ValueError naming the field."""
    row = as_object(data.get("change"), "change")
    charge = Charge(text(row, "charge"))
    if charge not in REPLACED_WHOLE:
        raise ValueError("charge: a change replaces people, policies or register")
    return Change(
        text(row, "genesis"),
        charge,
        integer(row, "number"),
        as_object(row.get("content"), "content"),
    )


def missing_founders(
    genesis: Genesis,
    change: Change,
    signatures: Sequence[Signature],
    wanted: int = FOUNDERS_WANTED,
) -> str:
    """Why the founders' signatures do not carry the change yet; empty when they do (I9).

    As many as are wanted, of two teams under two managers; in an installation of two, both.
    """
    return short_of_founders(genesis, change.digest(), signatures, wanted)


def short_of_founders(
    genesis: Genesis,
    digest: bytes,
    signatures: Sequence[Signature],
    wanted: int = FOUNDERS_WANTED,
) -> str:
    """Why the founders' signatures over a digest are not enough; empty when they are."""
    signed = signers(genesis, digest, signatures)
    wanted = min(wanted, len(genesis.founders))
    if len(signed) < wanted:
        return f"{len(signed)} of {wanted} founders' signatures"
    who = [f for f in genesis.founders if f.id in signed]
    apart = len({f.team for f in who}) >= 2 and len({f.manager for f in who}) >= 2
    return "" if apart else "founders of two teams under two managers have to sign"


def founder_key_ids(genesis: Genesis) -> dict[str, str]:
    """Key id to founder id."""
    return {key_id(bytes.fromhex(f.public)): f.id for f in genesis.founders}
