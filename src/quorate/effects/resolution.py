"""`resolve`: the only maker of subjects. Its answer is signed, so that no page can swap the id."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import rfc8785

from quorate.accounts.subject import Subject
from quorate.effects.executor import Executor
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, integer, text
from quorate.people.keys import signature_holds
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Refusal
from quorate.vocabulary.times import stamp

RESOLUTION_DOMAIN = b"quorate/resolution/v1\n"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The subject and its pseudonym, with what the effector read: tier, reach, reporters."""

    genesis: str
    connector: str
    kind: SubjectKind
    native: str
    ref: str
    tier: int
    reach: int
    reporters: str
    reporter_count: int
    at: str

    def canonical(self) -> bytes:
        """The bytes the effector signs under its domain tag."""
        return rfc8785.dumps(asdict(self))

    def digest(self) -> bytes:
        """What is signed."""
        return hashlib.sha256(RESOLUTION_DOMAIN + self.canonical()).digest()


@dataclass(frozen=True, slots=True)
class SignedResolution:
    """A resolution with the effector's name and signature (hex)."""

    resolution: Resolution
    effector: str
    sig: str

    def holds(self, effectors: Mapping[str, str]) -> bool:
        """Whether a key of the genesis signed it."""
        public = effectors.get(self.effector, "")
        return signature_holds(public, self.resolution.digest(), bytes.fromhex(self.sig))

    def fields(self) -> dict[str, Json]:
        """As JSON."""
        return {
            "resolution": asdict(self.resolution),
            "effector": self.effector,
            "sig": self.sig,
        }


def read_resolution(value: object) -> SignedResolution:
    """From parsed JSON. Raises ValueError naming the field."""
    whole = as_object(value, "resolution")
    row = as_object(whole.get("resolution"), "resolution")
    return SignedResolution(
        Resolution(
            text(row, "genesis"),
            text(row, "connector"),
            SubjectKind(text(row, "kind")),
            text(row, "native"),
            text(row, "ref"),
            integer(row, "tier"),
            integer(row, "reach"),
            text(row, "reporters"),
            integer(row, "reporter_count"),
            text(row, "at"),
        ),
        text(whole, "effector"),
        text(whole, "sig"),
    )


class Resolver:
    """Resolves subjects for one effector."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def resolve(
        self, kind: SubjectKind, native: str, reporters: Sequence[str]
    ) -> SignedResolution | Refusal:
        """Asks the platform to echo the id, reads its facts, and keeps what a later check needs."""
        executor = self._executor
        subject = Subject(executor.connector.instance, kind, native)
        refused = await executor.connector.resolve(subject)
        if refused:
            return refused
        reading = await executor.connector.read(subject)
        if isinstance(reading, Refusal):
            return reading
        chronicle = executor.chronicle
        chronicle.catch_up()
        ref, refs = executor.ref(native, kind), sorted({executor.ref(r) for r in reporters})
        digest = hashlib.sha256(rfc8785.dumps(list(refs))).hexdigest()
        chronicle.memory.keep_subject(ref, subject)
        chronicle.memory.keep_reporters(digest, refs)
        owner = executor.ref(executor.connector.account_of(subject))
        register, now = chronicle.view.register, chronicle.expires()
        listed = max(register.tier(r, now) for r in (ref, owner))
        made = Resolution(
            chronicle.view.genesis_hash,
            subject.connector,
            kind,
            native,
            ref,
            max(reading.tier, listed),
            reading.reach,
            digest,
            len(refs),
            stamp(chronicle.clock()),
        )
        return SignedResolution(made, chronicle.name, chronicle.key.sign(made.digest()).hex())
