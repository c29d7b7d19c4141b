"""`resolve`: the only maker of subjects; and which people here have a part in one."""

from collections.abc import Sequence

from quorate.accounts.resolution import Resolution, SignedResolution
from quorate.accounts.subject import Subject
from quorate.effects.executor import Executor
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


class Resolver:
    """Resolves subjects for one effector."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def concerned(self, subject: Subject, reporters: Sequence[str]) -> list[str] | Refusal:
        """The people here who own the subject, wrote it, or reported it: only we know whose account
        a pseudonym stands for. Refused: SUBJECT_UNKNOWN for another platform's."""
        own = self._own(subject)
        if isinstance(own, Refusal):
            return own
        executor = self._executor
        return self._people({*own, *map(executor.ref, reporters), *executor.reporters_of(*own)})

    def owners(self, subject: Subject) -> list[str] | Refusal:
        """The people here who own the subject or wrote it. Refused: as `concerned`."""
        own = self._own(subject)
        return own if isinstance(own, Refusal) else self._people({*own})

    def _own(self, subject: Subject) -> tuple[str, str] | Refusal:
        """The pseudonyms of the subject, and of the account that it is or that wrote it."""
        executor = self._executor
        if subject.connector != executor.connector.instance:
            detail = f"the effector serves {executor.connector.instance} only"
            return Refusal(Problem.SUBJECT_UNKNOWN, detail, "subject.connector")
        owner = executor.ref(executor.connector.account_of(subject))
        return executor.ref(subject.native, subject.kind), owner

    def _people(self, accounts: set[str]) -> list[str]:
        chronicle = self._executor.chronicle
        chronicle.catch_up()
        people = chronicle.view.roster.people.values()
        return sorted(p.id for p in people if accounts.intersection(p.accounts))

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
        digest = executor.reporters_ref(refs)
        chronicle.memory.keep_reporters(digest, refs)
        owner = executor.ref(executor.connector.account_of(subject))
        chronicle.memory.keep_subject(ref, subject, owner)
        register, now = chronicle.view.register, chronicle.expires()
        listed = max(register.tier(r, now) for r in (ref, owner))
        made = Resolution(
            chronicle.view.genesis_hash,
            subject.connector,
            kind,
            native,
            ref,
            max(executor.highest(owner, reading.tier), listed),
            reading.reach,
            digest,
            len(refs),
            stamp(chronicle.clock()),
        )
        return SignedResolution(made, chronicle.name, chronicle.key.sign(made.digest()).hex())
