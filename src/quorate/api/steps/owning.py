"""Who of our people owns or wrote what something is about, as only the effector knows.

A room's rule keeps them from a word in their own matter (I2). Where the effector does not answer
within two seconds nobody is known, and whoever asks goes on: silencing it looks at anew before it
acts, and that it is away must not stop all casework.
"""

from collections.abc import Iterable
from uuid import UUID

from quorate.accounts.resolution import read_resolution
from quorate.accounts.subject import Subject
from quorate.api.around.deps import Dependencies
from quorate.cases.store import subject_of
from quorate.decisions.store import Row
from quorate.effects.asking import Asking
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal


async def owners_of(asking: Asking, subjects: Iterable[Subject]) -> frozenset[str]:
    """Of any of these; another platform's are nobody's here."""
    found = frozenset[str]()
    for subject in dict.fromkeys(subjects):
        told = await asking.owners(subject)
        if not isinstance(told, Refusal):
            found |= told
        elif told.problem is Problem.PLATFORM_UNAVAILABLE:
            break  # each further question would wait as long
    return found


async def owners_of_case(deps: Dependencies, asking: Asking, case: UUID) -> frozenset[str]:
    """Of whom or what a case is about; no transaction stays open while the effector is asked."""
    async with deps.pool.connection() as conn:
        subject = await subject_of(conn, case)
    return frozenset() if subject is None else await owners_of(asking, [subject])


async def authors_of(asking: Asking, row: Row) -> frozenset[str]:
    """Of the message that a draft or a proposal is about. An account's owners the log tells."""
    about = read_resolution(row.resolution).resolution
    return await authors_of_subject(asking, Subject(about.connector, about.kind, about.native))


async def authors_of_subject(asking: Asking, subject: Subject) -> frozenset[str]:
    """The same, where nothing is drafted yet."""
    known = subject.kind is SubjectKind.ACCOUNT
    return frozenset() if known else await owners_of(asking, [subject])
