"""What folding adds to, and the two checks that most folds share: a person's and an effector's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from quorate.accounts.looks import Looks
from quorate.accounts.register import Register
from quorate.authority.agenda import Agenda
from quorate.authority.charter import Genesis
from quorate.authority.glass import Glass
from quorate.authority.outside import Change
from quorate.cases.deciding import Spoken, unsaid
from quorate.decisions.catalogue import Catalogue
from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.statement import Statement
from quorate.ledger.entry import Entry
from quorate.ledger.fields import text
from quorate.ledger.keyring import Keyring
from quorate.people.chain import Chain
from quorate.people.hands import read_proof, unproved
from quorate.people.keys import signature_holds
from quorate.people.roster import Roster
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import AppealSide, Attested


class ForgedError(ValueError):
    """The entry claims what its signatures do not carry."""


@dataclass(frozen=True, slots=True)
class Forged:
    """An entry that was refused: where it stands, what it claims and why it does not count."""

    index: int
    event: str
    proposal: str
    reason: str


@dataclass(frozen=True, slots=True)
class SetBack:
    """A hand whose passkey counted less than before: where it stands, whose it is."""

    index: int
    signer: str
    key: str


@dataclass(frozen=True, slots=True)
class At:
    """Where and when an entry was met."""

    index: int
    entry: Entry
    seen: datetime


@dataclass(frozen=True, slots=True)
class Appealed:
    """An open appeal: whose, what it is against, and the commitment to its words."""

    side: AppealSide
    decision: str
    proposal: str | None
    words: str


@dataclass(slots=True)
class Ordered:
    """An authority's order: the commitment to what it says, and who vouched for the authority.
    `over` once it was rejected or answered."""

    version: int
    content: str
    incomplete: bool
    vouched: set[str] = field(default_factory=set[str])
    checked: bool = False
    over: bool = False


@dataclass(slots=True)
class State:
    """What the entries so far have put in force.

    `authority` is the hash of the pinned set of policies on who may do what; `more_approvers` by
    tier comes on top of the kernel's minimum; `settings` are pinned digests by effector;
    `identities` are the pseudonyms that a quorum opened, `erased` the commitments whose values are
    gone on purpose; `outside` the accounts that do not stand as decided, by pseudonym and action;
    `appeals` the open ones by id, `orders` the authorities' by id; `vouched` is the latest instant
    that an effector signed.
    """

    genesis_hash: str
    genesis: Genesis | None = None
    roster: Roster = field(default_factory=Roster)
    catalogue: Catalogue = field(default_factory=Catalogue)
    register: Register = field(default_factory=Register)
    docket: Docket = field(default_factory=Docket)
    agenda: Agenda = field(default_factory=Agenda)
    authority: str = ""
    more_approvers: Mapping[int, int] = field(default_factory=dict[int, int])
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    identities: frozenset[str] = frozenset()
    erased: set[str] = field(default_factory=set[str])
    looks: Looks = field(default_factory=Looks)
    glasses: dict[str, Glass] = field(default_factory=dict[str, Glass])
    outside: dict[tuple[str, str], Change] = field(default_factory=dict[tuple[str, str], Change])
    appeals: dict[str, Appealed] = field(default_factory=dict[str, Appealed])
    orders: dict[str, Ordered] = field(default_factory=dict[str, Ordered])
    refusals: list[At] = field(default_factory=list[At])
    forged: list[Forged] = field(default_factory=list[Forged])
    set_back: list[SetBack] = field(default_factory=list[SetBack])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    changes: int = 0
    keys: Keyring | None = None
    people_changed: datetime | None = None
    chains: dict[str, Chain] = field(default_factory=dict[str, Chain])
    size: int = 0
    counters: dict[str, int] = field(default_factory=dict[str, int])
    used: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    vouched: datetime | None = None

    @property
    def more_hands(self) -> int:
        """Approvers more that any change takes: as many as the strictest quorum it could undo."""
        return max(self.more_approvers.values(), default=0)

    def glass(self, person: str, now: datetime) -> bool:
        """Whether this person has broken the glass and it still lasts (I22)."""
        return any(g.person == person and g.open(now) for g in self.glasses.values())

    @property
    def founded(self) -> Genesis:
        """The genesis; an empty log has none yet."""
        if self.genesis is None:
            raise ForgedError("no genesis was read")
        return self.genesis


def verified(view: State, at: At, statement: Statement) -> Signed:
    """The signer's own word, by a living key of theirs; else ForgedError."""
    data = at.entry.data
    key = view.roster.key(text(data, "key"), kept=statement.by_kept_key)
    if key is None or key.person != statement.signer:
        raise ForgedError("the key is not a living one of the signer")
    if statement.genesis != view.genesis_hash:
        raise ForgedError("signed for another installation")
    proof = read_proof(data)
    wrong = unproved(key, statement, proof, view.founded.origins)
    if wrong:
        raise ForgedError(wrong)
    return Signed(statement.signer, key.id, at.index, at.seen, proof)


def in_own_name(at: At) -> str:
    """Who says what the entry tells, themselves and not a process for them; else ForgedError."""
    entry, who = at.entry, text(at.entry.data, "by")
    if entry.attested is not Attested.PERSON or entry.by != who:
        raise ForgedError(f"in the name of {who[:64]}, without their signature")
    return who


def heard(view: State, at: At, said: Spoken, *, kept: bool = False) -> None:
    """The signature in the entry is the signer's own over this; else ForgedError."""
    data = at.entry.data
    wrong = unsaid(said, text(data, "key"), text(data, "sig"), view.roster, kept=kept)
    if wrong:
        raise ForgedError(wrong)


def by_effector(view: State, entry: Entry) -> None:
    """The envelope's signature is one of the genesis's effector keys, its counter new.

    Rows may come in another order than they were written: whoever holds the database could
    otherwise let a later row disown a restore.
    """
    public = view.founded.effectors.get(entry.by)
    if entry.attested is not Attested.PROCESS or public is None or entry.counter is None:
        raise ForgedError("only an effector writes this")
    if not signature_holds(public, entry.signed_bytes(), bytes.fromhex(entry.sig)):
        raise ForgedError("the effector's signature does not hold")
    if (entry.by, entry.counter) in view.used:
        raise ForgedError("the effector's counter was used before")
    view.used.add((entry.by, entry.counter))
    view.counters[entry.by] = max(entry.counter, view.counters.get(entry.by, 0))
    view.vouched = max(entry.instant, view.vouched or entry.instant)


def proposal_of(view: State, at: At) -> Proposal:
    """The proposal that the entry names; else ForgedError."""
    found = view.docket.proposals.get(text(at.entry.data, "proposal"))
    if found is None:
        raise ForgedError("no such proposal in the ledger")
    return found
