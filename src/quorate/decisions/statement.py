"""The bytes people sign: one statement about one proposal, and its digest.

The digest is SHA-256 over a domain tag and the canonical JSON (RFC 8785) of every field. Whatever
an approver should be able to rely on is inside; golden vectors hold the form (tests/decisions).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from quorate.intake.wellformed import is_clean
from quorate.ledger.canonical import canonical
from quorate.ledger.fields import is_digest
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import SLOT_OF, Kind, Slot, SubjectKind
from quorate.vocabulary.times import instant

DOMAIN = b"quorate/statement/v1\n"
UNTIL = "until"
LABEL = "label"


@dataclass(frozen=True, slots=True)
class CaseRef:
    """The case, with the two people or services that brought it into being and handed it out."""

    id: str
    creator: str
    assigner: str


@dataclass(frozen=True, slots=True)
class Target:
    """The subject by its pseudonym; only the effector turns it back into an id."""

    kind: SubjectKind
    ref: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One person's word about one proposal.

    `genesis`, `reporters`, `policy` and `evidence` are hex SHA-256 digests; `connector` is the
    instance; `approve_by` and `execute_by` are canonical instants. What is signed for staging
    means nothing in production, since genesis and instance are inside.
    """

    genesis: str
    connector: str
    kind: Kind
    slot: Slot
    signer: str
    proposal: str
    nonce: str
    case: CaseRef
    reporters: str
    target: Target
    tier: int
    action: Action
    parameters: tuple[tuple[str, str], ...]
    policy: str
    evidence: str
    approve_by: str
    execute_by: str

    def fields(self) -> dict[str, object]:
        """The statement as a JSON object."""
        case, target = self.case, self.target
        return {
            **{name: getattr(self, name) for name in _NAMES},
            "case": {"id": case.id, "creator": case.creator, "assigner": case.assigner},
            "target": {"kind": target.kind, "ref": target.ref},
            "parameters": dict(self.parameters),
        }

    def canonical(self) -> bytes:
        """The canonical JSON that `digest` covers."""
        return canonical(self.fields())

    def digest(self) -> bytes:
        """What the key signs: 32 bytes."""
        return hashlib.sha256(DOMAIN + self.canonical()).digest()

    def spoken_by(self, kind: Kind, signer: str) -> "Statement":
        """The same proposal as another person's word about it."""
        return replace(self, kind=kind, slot=SLOT_OF[kind], signer=signer)

    @property
    def approve_until(self) -> datetime:
        """Approvals seen later than this do not count."""
        return instant(self.approve_by)

    @property
    def execute_until(self) -> datetime:
        """Nothing starts later than this."""
        return instant(self.execute_by)

    @property
    def until(self) -> datetime | None:
        """When its effect ends by itself; None where it lasts until somebody restores it."""
        found = dict(self.parameters).get(UNTIL)
        return instant(found) if found is not None else None

    @property
    def label(self) -> str:
        """The label that it puts on its subject; empty where it puts none."""
        return dict(self.parameters).get(LABEL, "")

    @property
    def by_kept_key(self) -> bool:
        """Whether a key that the server keeps may say it: a proposal, which others approve where it
        silences, and that a mark is taken off again."""
        if self.kind is Kind.RESTORE:
            return FACTS[self.action].marks
        return self.kind is Kind.PROPOSE

    @property
    def effect(self) -> tuple[Action, str]:
        """What it does to its subject. Whatever does the same is undone with it."""
        return self.action, self.label


_NAMES: Final = tuple(Statement.__dataclass_fields__)
_KEYS: Final = frozenset(_NAMES)


def _text(value: object, name: str, longest: int = 256) -> str:
    if not isinstance(value, str) or not value or len(value) > longest:
        raise ValueError(f"{name}: not a text of 1 to {longest} characters")
    if not is_clean(value):
        raise ValueError(f"{name}: a text with NUL or half a surrogate pair")
    return value


def _hex(value: object, name: str) -> str:
    text = _text(value, name, 64)
    if not is_digest(text):
        raise ValueError(f"{name}: not 64 hex digits")
    return text


def _object(value: object, name: str, keys: frozenset[str] | None = None) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{name}: not an object")
    found: dict[str, object] = {str(k): v for k, v in value.items()}  # pyright: ignore
    if keys is not None and frozenset(found) != keys:
        raise ValueError(f"{name}: fields are not exactly {', '.join(sorted(keys))}")
    return found


def _parameters(value: object) -> tuple[tuple[str, str], ...]:
    pairs = _object(value, "parameters")
    if UNTIL in pairs:
        instant(_text(pairs[UNTIL], f"parameters.{UNTIL}"))
    return tuple(
        (_text(k, "parameters"), _text(v, f"parameters.{k}")) for k, v in sorted(pairs.items())
    )


def read_statement(value: object) -> Statement:
    """A statement from parsed JSON. Raises ValueError naming the field that does not fit."""
    f = _object(value, "statement", _KEYS)
    case = _object(f["case"], "case", frozenset({"id", "creator", "assigner"}))
    target = _object(f["target"], "target", frozenset({"kind", "ref"}))
    tier = f["tier"]
    if not isinstance(tier, int) or isinstance(tier, bool) or not 0 <= tier <= 3:
        raise ValueError("tier: not 0, 1, 2 or 3")
    statement = Statement(
        genesis=_hex(f["genesis"], "genesis"),
        connector=_text(f["connector"], "connector"),
        kind=Kind(_text(f["kind"], "kind")),
        slot=Slot(_text(f["slot"], "slot")),
        signer=_text(f["signer"], "signer"),
        proposal=_text(f["proposal"], "proposal"),
        nonce=_hex(f["nonce"], "nonce"),
        case=CaseRef(*(_text(case[k], f"case.{k}") for k in ("id", "creator", "assigner"))),
        reporters=_hex(f["reporters"], "reporters"),
        target=Target(
            SubjectKind(_text(target["kind"], "target.kind")), _text(target["ref"], "target.ref")
        ),
        tier=tier,
        action=Action(_text(f["action"], "action")),
        parameters=_parameters(f["parameters"]),
        policy=_hex(f["policy"], "policy"),
        evidence=_hex(f["evidence"], "evidence"),
        approve_by=_text(f["approve_by"], "approve_by"),
        execute_by=_text(f["execute_by"], "execute_by"),
    )
    if statement.slot is not SLOT_OF[statement.kind]:
        raise ValueError("slot: does not belong to the kind")
    if statement.approve_until > statement.execute_until:
        raise ValueError("execute_by: before approve_by")
    return statement
