"""What the log says that a decision rests on, handed in by whoever follows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quorate.authority.charter import Genesis
from quorate.authority.engine import Law
from quorate.decisions.catalogue import Catalogue
from quorate.decisions.docket import Docket
from quorate.people.roster import Roster


@dataclass(frozen=True, slots=True)
class Rules:
    """`genesis_hash` pins the installation that every statement names, `law` is what it pins."""

    genesis_hash: str
    genesis: Genesis
    roster: Roster
    catalogue: Catalogue
    docket: Docket
    law: Law
    more_approvers: Mapping[int, int] = field(default_factory=dict[int, int])
