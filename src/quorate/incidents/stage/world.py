"""A whole installation in a folder: real keys, signatures, log and effector; a clock that is set.

The people are roles. Nobody manages another; teams and managers differ unless a name says so.
"""

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from quorate.accounts.raising import Raise
from quorate.accounts.resolution import Resolution, SignedResolution
from quorate.accounts.subject import Subject, reporters_ref, subject_ref
from quorate.authority.charter import Change, Charge, genesis_digest
from quorate.authority.founding import NO_WITNESS
from quorate.authority.policyset import shipped
from quorate.authority.rotating import Rotation
from quorate.decisions.catalogue import read_policy
from quorate.decisions.docket import Proposal
from quorate.decisions.interest import PARAMETER, PublicInterest
from quorate.decisions.statement import CaseRef, Statement, Target
from quorate.effects.following import founded_keys
from quorate.incidents.stage.passkeys import ORIGIN, Authenticator
from quorate.incidents.stage.roles import Row, cast_of_roles, seeded
from quorate.incidents.stage.station import INSTANCE, Platform, Station
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Entry, entry_hash
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.sequencer import Sequencer
from quorate.ledger.signers import Held, Signers
from quorate.people.keys import key_id
from quorate.people.orders import order_digest
from quorate.vocabulary.actions import Action
from quorate.vocabulary.criteria import CRITERIA, Criterion
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind, LessIntrusive, Slot, SubjectKind, ValueKind
from quorate.vocabulary.times import stamp

NOON: Final = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TROLL: Final = "@troll:here.example"
FOUNDERS: Final = ("first founder", "second founder", "third founder")
POLICY: Final[dict[str, Any]] = {
    "id": "harassment",
    "version": 1,
    "area": "safety",
    "severity": 3,
    "text": "Nobody is hounded here.",
    "actions": [
        *("deactivate", "hide_content", "limit", "lock", "remove_content"),
        *("suspend", "take_down", "warn"),
    ],
}
ANSWERS: Final = PublicInterest(
    speaker="a mayor",
    office="the town's elected head",
    harm="names a neighbour",
    considered=LessIntrusive.LABEL,
    insufficient="still read",
    salt="5a" * 32,
)
WEIGHED: Final = ((PARAMETER, ANSWERS.salted.commitment),)
SAID: Final = {
    Kind.APPROVE: Event.PROPOSAL_APPROVED,
    Kind.DENY: Event.PROPOSAL_DENIED,
    Kind.VETO: Event.PROPOSAL_VETOED,
}


def criterion_at(tier: int) -> str:
    """A criterion whose rows may be of that tier."""
    return Criterion.OFFICE if tier >= CRITERIA[Criterion.OFFICE].tier else Criterion.BRIGADED


def log_keys(number: int) -> Held:
    """The log's first pair of keys, or that of a later turn."""
    name = str(number or "")
    return (
        SignerKey("here.example/log", KeyKind.ED25519, seeded(f"log{name}")),
        SignerKey("here.example/clock", KeyKind.COSIGNATURE, seeded(f"clock{name}")),
    )


class World:
    """Everything outside the effector, and its Stations."""

    def __init__(
        self,
        folder: Path,
        founders: int = 3,
        *,
        cli_approves: bool = True,
        instance: str = INSTANCE,
    ) -> None:
        self.cli_approves, self.origins = cli_approves, (ORIGIN,)
        self.witness = NO_WITNESS
        self.folder, self.log = folder, folder / "log"
        self.now, self.ledger_ahead, self.ticks = NOON, timedelta(), 0.0
        self.subject_key = hashlib.sha256(b"subject").digest()
        self.platform, self.instance = Platform(), instance
        self.people = {r["id"]: r for r in cast_of_roles()}
        self.founders = (*FOUNDERS, "fourth founder")[:founders]
        self._numbers = itertools.count(1)
        self.changes = 0
        self.authority = shipped().hash
        self.held = [log_keys(0)]
        self.reopen()

    @property
    def log_key(self) -> VerifierKey:
        """Whose signature a checkpoint of the log has."""
        return self.held[0][0].verifier

    def reopen(self) -> None:
        """A sequencer over the folder as it stands."""
        self.sequencer = self.opened(Signers(self.held, founded_keys))

    def opened(self, signers: Signers) -> Sequencer:
        """A sequencer with these keys; the one before has to be closed."""
        return Sequencer(self.log, signers, self.time)

    def holds(self, *numbers: int) -> None:
        """The sequencer is started again with these pairs of the log's keys."""
        self.held = [log_keys(number) for number in numbers]
        self.sequencer.close()
        self.reopen()

    def time(self) -> float:
        """The sequencer's clock, in seconds since the epoch."""
        return (self.now + self.ledger_ahead).timestamp()

    def clock(self) -> datetime:
        """The set wall clock."""
        return self.now

    def later(self, **delta: float) -> None:
        """Time passes, in the words of timedelta."""
        self.now += timedelta(**delta)
        self.ticks += max(timedelta(**delta).total_seconds(), 0.0)

    def found(self) -> "World":
        """Genesis, people, one policy."""
        content = {
            "founders": [
                {
                    "id": name,
                    "team": f"team {i % 2}",
                    "manager": f"manager {i % 2}",
                    "public": seeded(name).public.hex(),
                }
                for i, name in enumerate(self.founders)
            ],
            "log": self.held[0][0].verifier.vkey,
            "cosigner": self.held[0][1].verifier.vkey,
            "witness": self.witness,
            "effectors": [
                {"name": name, "public": self.process_key(name).public.hex()}
                for name in ("effector", "second effector")
            ],
            "connectors": [self.instance],
            "authority": self.authority,
            "origins": list(self.origins),
            "cli_approves": self.cli_approves,
        }
        data = {"genesis": content, "signatures": self._signed(genesis_digest(content))}
        body = self.entry(Event.GENESIS, data, Attested.SOURCE, "founders").canonical()
        self.genesis = entry_hash(body)
        self.publish(body)
        self.change_people()
        self.change(Charge.POLICIES, {"policies": [POLICY]})
        return self

    def process_key(self, name: str) -> PrivateKey:
        """The key of an effector by its name."""
        return seeded(f"process {name}")

    def _signed(self, digest: bytes, founders: tuple[str, ...] | None = None) -> list[Row]:
        names = self.founders if founders is None else founders
        return [{"person": n, "sig": seeded(n).sign(digest).hex()} for n in names]

    def entry(
        self, event: Event, data: Mapping[str, Any], attested: Attested, by: str, key: str = ""
    ) -> Entry:
        """An envelope made now."""
        return Entry(event, stamp(self.now), attested, by, data, key=key)

    def publish(self, *bodies: bytes) -> None:
        """Rows that the sequencer puts into the log, whoever wrote them."""
        self.sequencer.publish(list(bodies))

    def resign(self) -> None:
        """The checkpoint signed anew, with the time of now."""
        self.sequencer.publish([])

    def change_entry(
        self,
        charge: Charge,
        content: Row,
        founders: tuple[str, ...] | None = None,
        number: int | None = None,
    ) -> bytes:
        """A founders' change as an entry; by other hands or out of its order where told."""
        change = Change(
            self.genesis, charge, self.changes + 1 if number is None else number, content
        )
        signatures = self._signed(change.digest(), founders)
        data = {"change": change.fields(), "signatures": signatures}
        event = Event(f"{charge}:changed")
        return self.entry(event, data, Attested.SOURCE, "founders").canonical()

    def change(self, charge: Charge, content: Row) -> None:
        """A change under every founder's signature."""
        self.publish(self.change_entry(charge, content))
        self.changes += 1

    def rotation(self, number: int, days: float = 7) -> Rotation:
        """A turn of the log to the pair of that number, drawn up now."""
        log, cosigner = (key.verifier.vkey for key in log_keys(number))
        until = stamp(self.now + timedelta(days=days))
        return Rotation(self.genesis, number, log, cosigner, stamp(self.now), until)

    def rotation_entry(self, said: Rotation, founders: tuple[str, ...] | None = None) -> bytes:
        """The turn as an entry, under every founder's signature or these founders'."""
        data = {"rotation": said.fields(), "signatures": self._signed(said.digest(), founders)}
        return self.entry(Event.LOG_CHANGED, data, Attested.SOURCE, "founders").canonical()

    def change_people(self, *rows: Row) -> None:
        """People come or are replaced."""
        self.people.update({r["id"]: r for r in rows})
        self.change(Charge.PEOPLE, {"people": list(self.people.values())})

    def changed(self, name: str, **fields: Any) -> None:
        """One person's facts change."""
        self.change_people({**self.people[name], **fields})

    def register(self, tiers: Mapping[str, int]) -> None:
        """The protected register, by native id."""
        said = {"owner": "lead", "reason_commitment": "ab" * 32, "review_by": "2027-01-01"}
        rows = [
            {"ref": self.ref(n), "tier": t, "criterion": criterion_at(t), **said}
            for n, t in tiers.items()
        ]
        self.change(Charge.REGISTER, {"register": rows})

    def ref(self, native: str) -> str:
        """The pseudonym of an account or message."""
        kind = SubjectKind.MESSAGE if "/" in native else SubjectKind.ACCOUNT
        return subject_ref(self.subject_key, Subject(self.instance, kind, native))

    def reporters_digest(self, reporters: tuple[str, ...]) -> str:
        """What a proposal says about who reported."""
        return reporters_ref(self.subject_key, {self.ref(r) for r in reporters})

    def resolution(self, native: str) -> SignedResolution:
        """An account of tier 0, as the effector resolves it for the web."""
        made = Resolution(
            genesis=self.genesis,
            connector=self.instance,
            kind=SubjectKind.ACCOUNT,
            native=native,
            ref=self.ref(native),
            tier=0,
            reach=3,
            reporters=self.reporters_digest(()),
            reporter_count=1,
            at=stamp(self.now),
        )
        sig = self.process_key("effector").sign(made.digest()).hex()
        return SignedResolution(made, "effector", sig)

    def statement(self, tier: int = 0, native: str = TROLL, **fields: Any) -> Statement:
        """A proposer's word, not yet signed; `fields` replaces any of it."""
        number = next(self._numbers)
        made = Statement(
            genesis=self.genesis,
            connector=self.instance,
            kind=Kind.PROPOSE,
            slot=Slot.PROPOSER,
            signer="proposer",
            proposal=f"proposal-{number}",
            nonce=hashlib.sha256(f"nonce {number}".encode()).hexdigest(),
            case=CaseRef("case-1", "service:intake", "auditor"),
            reporters=self.reporters_digest(()),
            target=Target(
                SubjectKind.MESSAGE if "/" in native else SubjectKind.ACCOUNT, self.ref(native)
            ),
            tier=tier,
            action=Action.SUSPEND,
            parameters=WEIGHED if tier >= 2 else (),
            policy=read_policy(POLICY).hash,
            evidence=hashlib.sha256(b"evidence").hexdigest(),
            approve_by=stamp(self.now + timedelta(hours=24)),
            execute_by=stamp(self.now + timedelta(hours=24)),
        )
        return replace(made, **fields)

    def propose(self, tier: int = 0, native: str = TROLL, **fields: Any) -> Statement:
        """A signed proposal in the log."""
        said = self.statement(tier, native, **fields)
        self.publish(self.opening(said))
        return said

    def opening(self, said: Statement, key: PrivateKey | None = None) -> bytes:
        """The proposer's signed entry; with another key it is a forgery."""
        key = key or seeded(said.signer)
        data: Row = {
            "statement": said.fields(),
            "key": key_id(key.public),
            "sig": key.sign(said.digest()).hex(),
        }
        return self.entry(
            Event.PROPOSAL_OPENED, data, Attested.PERSON, said.signer, data["key"]
        ).canonical()

    def touch(self, said: Statement, kind: Kind, person: str, device: Authenticator) -> bytes:
        """Another person's word with a passkey, as an entry."""
        data: Row = {
            "proposal": said.proposal,
            "signer": person,
            "key": device.key_id,
            "assertion": device.says(said.spoken_by(kind, person)).fields(),
        }
        return self.entry(SAID[kind], data, Attested.PERSON, person, data["key"]).canonical()

    def word(
        self, said: Statement, kind: Kind, person: str, key: PrivateKey | None = None
    ) -> bytes:
        """Another person's signed word about a proposal, as an entry."""
        key = key or seeded(person)
        data: Row = {
            "proposal": said.proposal,
            "signer": person,
            "key": key_id(key.public),
            "sig": key.sign(said.spoken_by(kind, person).digest()).hex(),
        }
        return self.entry(SAID[kind], data, Attested.PERSON, person, data["key"]).canonical()

    def approve(self, said: Statement, *people: str) -> None:
        """Approvals of several people, in the log."""
        self.publish(*(self.word(said, Kind.APPROVE, p) for p in people))

    def deny(self, said: Statement, person: str) -> None:
        """A denial, in the log."""
        self.publish(self.word(said, Kind.DENY, person))

    def veto(self, said: Statement, person: str) -> None:
        """A veto, in the log."""
        self.publish(self.word(said, Kind.VETO, person))

    def spoken(self, said: Statement, kind: Kind, person: str) -> Row:
        """A signed veto or restore for the effector's door."""
        own, key = said.spoken_by(kind, person), seeded(person)
        return {
            "statement": own.fields(),
            "key": key_id(key.public),
            "sig": key.sign(own.digest()).hex(),
        }

    def order(self, order: str, about: str, person: str) -> Row:
        """A signed `execute` or `revoke-key` for the effector's door."""
        said = {
            "genesis": self.genesis,
            "order": order,
            "about": about,
            "signer": person,
            "at": stamp(self.now),
        }
        key = seeded(person)
        return {"order": said, "key": key_id(key.public), "sig": key.sign(order_digest(said)).hex()}

    def wants_protected(
        self, native: str, tier: int, person: str, reason: str, **said: str
    ) -> Raise:
        """One person's raise, not yet signed; `reason` is the commitment to its text."""
        return Raise(
            self.genesis,
            self.ref(native),
            tier,
            **{"criterion": criterion_at(tier), "owner": person, "review_by": "2027-01-01", **said},
            signer=person,
            reason_commitment=reason,
            at=stamp(self.now),
        )

    def raise_protection(self, native: str, tier: int, person: str, **said: str) -> None:
        """One person's raise, in the log."""
        reason = Salted.fresh(ValueKind.RAISE_REASON, "runs for office").commitment
        raised = self.wants_protected(native, tier, person, reason, **said)
        key = seeded(person)
        data = {
            **asdict(raised),
            "key": key_id(key.public),
            "sig": key.sign(raised.digest()).hex(),
        }
        entry = self.entry(Event.REGISTER_RAISED, data, Attested.PERSON, person, data["key"])
        self.publish(entry.canonical())

    def station(self, name: str = "effector", **own: Any) -> Station:
        """An effector that knows the usual subject."""
        made = Station(self, name, **own)
        made.knows(TROLL)
        return made

    def chronicle(self) -> Any:
        """A fresh effector's view of the log."""
        return self.station(state=f"reader-{next(self._numbers)}").chronicle


def proposal_of(station: Station, said: Statement) -> Proposal:
    """The proposal as that effector sees it."""
    return station.chronicle.view.docket.proposals[said.proposal]
