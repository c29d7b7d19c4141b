"""Who may do what, by role and employment, up to which tier. docs/reference prints it.

`None` is never; a number is the highest tier. Vetoing and restoring make people freer, so they
have no tier. An owner and an auditor have no hand in silencing: to own is no power.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from quorate.vocabulary.kinds import Employment, Role


@dataclass(frozen=True, slots=True)
class Powers:
    """Highest tier for proposing, approving and seeing private fields; whether one may veto,
    restore, raise protection."""

    propose: int | None
    approve: int | None
    reveal: int | None
    veto: bool
    restore: bool


_NOTHING = Powers(None, None, None, veto=False, restore=False)
_WATCHES = Powers(None, None, None, veto=True, restore=True)

Eligibility: TypeAlias = Mapping[tuple[Role, Employment], Powers]
ELIGIBILITY: Eligibility = {
    (Role.AUDITOR, Employment.CONTRACTOR): _NOTHING,
    (Role.AUDITOR, Employment.EMPLOYEE): _NOTHING,
    (Role.AUDITOR, Employment.VOLUNTEER): _NOTHING,
    (Role.LEAD, Employment.CONTRACTOR): Powers(3, 2, 1, veto=True, restore=True),
    (Role.LEAD, Employment.EMPLOYEE): Powers(3, 3, 3, veto=True, restore=True),
    (Role.LEAD, Employment.VOLUNTEER): Powers(2, 2, None, veto=True, restore=True),
    (Role.ON_CALL, Employment.CONTRACTOR): _WATCHES,
    (Role.ON_CALL, Employment.EMPLOYEE): _WATCHES,
    (Role.ON_CALL, Employment.VOLUNTEER): _WATCHES,
    (Role.OWNER, Employment.CONTRACTOR): _NOTHING,
    (Role.OWNER, Employment.EMPLOYEE): _NOTHING,
    (Role.OWNER, Employment.VOLUNTEER): _NOTHING,
    (Role.REVIEWER, Employment.CONTRACTOR): Powers(3, 2, 1, veto=True, restore=True),
    (Role.REVIEWER, Employment.EMPLOYEE): Powers(3, 3, 3, veto=True, restore=True),
    (Role.REVIEWER, Employment.VOLUNTEER): Powers(2, 2, None, veto=True, restore=True),
}


def powers(
    roles: frozenset[Role], employment: Employment, table: Eligibility = ELIGIBILITY
) -> Powers:
    """The union of what a person's roles allow under one employment."""
    rows = [table[role, employment] for role in roles]
    return Powers(
        propose=max((r.propose for r in rows if r.propose is not None), default=None),
        approve=max((r.approve for r in rows if r.approve is not None), default=None),
        reveal=max((r.reveal for r in rows if r.reveal is not None), default=None),
        veto=any(r.veto for r in rows),
        restore=any(r.restore for r in rows),
    )
