"""What the log says that a decision rests on, handed in by whoever follows it."""

from dataclasses import dataclass

from quorate.authority.charter import Genesis
from quorate.decisions.catalogue import Catalogue
from quorate.decisions.docket import Docket
from quorate.people.roster import Roster


@dataclass(frozen=True, slots=True)
class Rules:
    """`genesis_hash` pins the installation that every statement names."""

    genesis_hash: str
    genesis: Genesis
    roster: Roster
    catalogue: Catalogue
    docket: Docket
