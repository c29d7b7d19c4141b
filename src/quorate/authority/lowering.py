"""Lowerings of protection that are on their way: everybody may see them and veto in time (I10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from quorate.accounts.register import Register
from quorate.authority.agenda import Agenda
from quorate.authority.charter import Charge
from quorate.ledger.fields import integer, items, text


@dataclass(frozen=True, slots=True)
class Pending:
    """One row that an open amendment would lower, to 0 off the register."""

    amendment: str
    ref: str
    before: int
    after: int
    proposed_by: str
    approved_by: Sequence[str]


def pending_lowerings(agenda: Agenda, register: Register) -> list[Pending]:
    """What may still be lowered, in the order in which it was proposed."""
    found: list[Pending] = []
    for filed in agenda.open():
        if filed.amendment.charge is not Charge.LOWERING:
            continue
        for row in items(filed.amendment.content, Charge.LOWERING):
            ref, listed = text(row, "ref"), register.listed.get(text(row, "ref"))
            before, after = listed.tier if listed else 0, integer(row, "tier")
            hands = sorted(filed.approvals)
            found.append(
                Pending(filed.amendment.id, ref, before, after, filed.opened.signer, hands)
            )
    return found
