"""Every amendment with the hands and objections that verified, as the log tells it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from quorate.authority.amendment import Amendment
from quorate.people.model import Person
from quorate.people.signed import Signed


@dataclass(slots=True)
class Filed:
    """One amendment's life.

    `before` is the person it is about, as they stood at its opening, and `held` their keys then;
    `raises` is how often what it lowers had been raised; `ready` the earliest instant at which it
    may act, as the effector said; `applied` the log index from which it is in force.
    """

    amendment: Amendment
    opened: Signed
    before: Person | None = None
    held: frozenset[str] = frozenset()
    raises: Mapping[str, int] = field(default_factory=dict[str, int])
    ready: str = ""
    approvals: dict[str, Signed] = field(default_factory=dict[str, Signed])
    denials: dict[str, Signed] = field(default_factory=dict[str, Signed])
    vetoes: dict[str, Signed] = field(default_factory=dict[str, Signed])
    applied: int | None = None
    failed: str = ""

    @property
    def said(self) -> frozenset[str]:
        """Whoever has said a word about it."""
        return frozenset({self.opened.signer, *self.approvals, *self.denials, *self.vetoes})

    def as_logged(self) -> "Filed":
        """As every reader has it: a veto that an effector took itself holds for that effector at
        once, and for all from where the log has it; what is in force by then it does not end."""
        return replace(self, vetoes={who: s for who, s in self.vetoes.items() if s.logged})

    @property
    def settled(self) -> str:
        """Why nothing can come of it any more; empty while it is open."""
        if self.vetoes:
            return ended_by("vetoed", self.vetoes)
        if self.denials:
            return ended_by("denied", self.denials)
        if self.applied is not None:
            return "in force"
        return f"failed: {self.failed}" if self.failed else ""


def ended_by(how: str, people: Iterable[str]) -> str:
    """Why nothing can come any more of what these people `denied` or `vetoed`."""
    return f"{how} by " + ", ".join(sorted(people))


@dataclass(slots=True)
class Agenda:
    """All amendments by id, in log order."""

    amendments: dict[str, Filed] = field(default_factory=dict[str, Filed])
    nonces: set[str] = field(default_factory=set[str])

    def open(self) -> list[Filed]:
        """Those that may still come into force."""
        return [f for f in self.amendments.values() if not f.settled]
