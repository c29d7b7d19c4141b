"""Whom a look in a case is about: its subject, or a message that was reported in it. Pure."""

from quorate.accounts.subject import Subject
from quorate.cases.queries import CasePage
from quorate.vocabulary.evidence import message
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal


def subject_of(page: CasePage, place: str) -> Subject | Refusal:
    """The case's subject, or the message at `place` (`room/event`).

    A message counts where a report of the case, as its page shows them, came with it: then it is
    the account's own, which the effector reads on the platform again (I8).
    """
    connector, native = page.subject.connector, page.subject.native
    kind = SubjectKind(page.subject.kind)
    own = Subject(connector, kind, native)
    if not place or (kind is SubjectKind.MESSAGE and native.startswith(place + "/")):
        return own
    if kind is not SubjectKind.ACCOUNT or place not in _places(page):
        return Refusal(Problem.CASE_NEEDED, "no report of this case names that message", "message")
    return Subject(connector, SubjectKind.MESSAGE, f"{place}/{native}")


def _places(page: CasePage) -> set[str]:
    found = (message(item) for report in page.reports for item in report.evidence)
    return {f"{one.room}/{one.event}" for one in found if one and one.room and one.event}
