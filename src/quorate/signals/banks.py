"""A bank of hashes of known media, and its states. Pure.

A match is an alarm: it opens a case, and a person looks. Likeness of pictures proves nothing.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from quorate.signals.hashes import Algorithm, Hash, farthest, read_hash
from quorate.vocabulary.problems import Problem, Refusal

MOST_HASHES: Final = 10_000
"""Of one bank; a longer list is several banks."""
MOST_LIVE: Final = 40
"""With the most versions of rules that run, a report makes fewer alarms than a batch takes."""
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


class BankState(StrEnum):
    """Before a second person looked; read at each report with a hash; not any more."""

    LIVE = "live"
    OFF = "off"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Bank:
    """`digest` is the SHA-256 of its hashes, sorted, a line each; `distance` in bits."""

    name: str
    algorithm: Algorithm
    distance: int
    area: str
    hashes: int
    digest: str
    added_by: str
    added_at: datetime
    state: BankState = BankState.WAITING
    moved_by: str | None = None
    moved_at: datetime | None = None


def read_hashes(algorithm: Algorithm, lines: Sequence[str]) -> list[Hash] | Refusal:
    """The hashes of a list, each once; BODY_INVALID names the first line that is none."""
    found: dict[Hash, None] = {}
    for number, line in enumerate(lines, 1):
        made = read_hash(algorithm, line.strip())
        if made is None:
            return Refusal(
                Problem.BODY_INVALID, f"line {number} is no {algorithm} hash in hex", "hashes"
            )
        found[made] = None
    if not 1 <= len(found) <= MOST_HASHES:
        return Refusal(Problem.BODY_INVALID, f"1 to {MOST_HASHES} hashes", "hashes")
    return list(found)


def digest_of(hashes: Sequence[Hash]) -> str:
    """What an entry says of a list, whatever its order."""
    lines = sorted(f"{one.algorithm} {one.value:x}\n" for one in hashes)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def decide_add(bank: Bank, areas: Collection[str]) -> Bank | Refusal:
    """A new bank, which waits for a second person. Refused: BODY_INVALID names the field."""
    if _NAME.fullmatch(bank.name) is None:
        return Refusal(Problem.BODY_INVALID, "1 to 40 of a-z, 0-9 and '-' are needed", "name")
    if bank.area not in areas:
        return Refusal(Problem.BODY_INVALID, "choose an area of the policies in force", "area")
    most = farthest(bank.algorithm)
    if not 0 <= bank.distance <= most:
        return Refusal(Problem.BODY_INVALID, f"a distance of 0 to {most} bits", "distance")
    return bank


def decide_move_bank(
    bank: Bank, to: BankState, who: str, live: int, now: datetime
) -> Bank | Refusal:
    """Live by another person than added it; off by anybody. `live` is how many banks are.

    Refused: BODY_INVALID, ALREADY_DECIDED, SELF_EXCLUDED, CAP_REACHED.
    """
    if to is BankState.WAITING:
        return Refusal(Problem.BODY_INVALID, "live or off", "to")
    if bank.state is to:
        return Refusal(Problem.ALREADY_DECIDED, f"this bank is {to} already", "to")
    if to is BankState.LIVE and who == bank.added_by:
        return Refusal(Problem.SELF_EXCLUDED, "another person puts your own bank live", "to")
    if to is BankState.LIVE and live >= MOST_LIVE:
        return Refusal(Problem.CAP_REACHED, f"{MOST_LIVE} banks are live already", "to")
    return replace(bank, state=to, moved_by=who, moved_at=now)
