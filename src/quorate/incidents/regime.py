"""Other rules than those in force, to ask what would have been. docs/how-to tells the file's form.

What a file does not say stays as the kernel has it, and a cooling-off as it really was. Weaker
rules may be asked for as well: an answer changes nothing that anybody may do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeVar

import yaml

from quorate.authority.kernel import KERNEL, Terms
from quorate.ledger.fields import as_object, integer, integers, items, text, truth
from quorate.people.model import Windows
from quorate.vocabulary.eligibility import ELIGIBILITY, Eligibility
from quorate.vocabulary.kinds import Employment, Role

LARGEST: Final = 16 * 1024
BRACKETS: Final = 200
LONGEST_MINUTES: Final = 60 * 24 * 365
MOST: Final = 1_000_000
TIERS: Final = 4
NEVER: Final = "never"
ByTier = tuple[int, int, int, int]
_Word = TypeVar("_Word", Role, Employment)


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules an action is judged by.

    `tiers` says as which tier each tier is taken, `cooling_off` how long each waits (None: as
    long as it did), the caps how many silencings an hour one person's proposals may lead to.
    """

    terms: Terms = KERNEL
    tiers: ByTier = (0, 1, 2, 3)
    cooling_off: tuple[timedelta, ...] | None = None
    cap_tier_0: int = 100
    cap_above: int = 10


IN_FORCE: Final = Regime()
_FIELDS: Final = (
    "apart_from",
    "approvers",
    "caps",
    "cooling_off_minutes",
    "eligibility",
    "employee_from",
    "narrowing_minutes",
    "tiers",
)


def read_regime(file: str) -> Regime:
    """The rules that a YAML file states. Raises ValueError naming the field that does not fit."""
    if len(file.encode()) > LARGEST:
        raise ValueError(f"file: larger than {LARGEST // 1024} KiB")
    if file.count("[") + file.count("{") > BRACKETS:  # deep nests cost a parser minutes
        raise ValueError(f"file: more than {BRACKETS} brackets")
    try:
        loaded: object = yaml.safe_load(file)
    except (yaml.YAMLError, RecursionError):
        raise ValueError("file: not YAML") from None
    row = as_object(loaded, "file")
    for name in row:
        if name not in _FIELDS:
            raise ValueError(f"{name[:64]}: no such field; known are {', '.join(_FIELDS)}")
    if not row:
        raise ValueError("file: it states no rule")
    caps = _caps(row)
    return Regime(_terms(row), _tiers(row), _cooling(row), caps[0], caps[1])


def _terms(row: Mapping[str, object]) -> Terms:
    terms = KERNEL
    if "approvers" in row:
        terms = replace(terms, approvers=_growing(row, "approvers", 20))
    for name in ("employee_from", "apart_from"):
        if name in row:
            terms = replace(terms, **{name: _within(row, name, name, TIERS)})
    if "narrowing_minutes" in row:
        terms = replace(terms, windows=_windows(row["narrowing_minutes"]))
    if "eligibility" in row:
        terms = replace(terms, eligibility=_eligibility(row))
    return terms


def _within(row: Mapping[str, object], name: str, path: str, most: int) -> int:
    found = integer(row, name)
    if not 0 <= found <= most:
        raise ValueError(f"{path}: 0 to {most}")
    return found


def _growing(row: Mapping[str, object], name: str, most: int) -> ByTier:
    """One number a tier; a higher tier never has less than a lower one."""
    found = integers(row, name)
    if len(found) != TIERS or not all(0 <= n <= most for n in found):
        raise ValueError(f"{name}: four numbers from 0 to {most}, one for each tier")
    if found != sorted(found):
        raise ValueError(f"{name}: a higher tier never has less than a lower one")
    return (found[0], found[1], found[2], found[3])


def _tiers(row: Mapping[str, object]) -> ByTier:
    return _growing(row, "tiers", TIERS - 1) if "tiers" in row else IN_FORCE.tiers


def _cooling(row: Mapping[str, object]) -> tuple[timedelta, ...] | None:
    if "cooling_off_minutes" not in row:
        return None
    found = _growing(row, "cooling_off_minutes", LONGEST_MINUTES)
    return tuple(timedelta(minutes=n) for n in found)


def _windows(value: object) -> Windows:
    row, usual = as_object(value, "narrowing_minutes"), KERNEL.windows
    for name in row:
        if name not in ("last_day", "shift"):
            raise ValueError(f"narrowing_minutes.{name[:64]}: last_day or shift")
        path = f"narrowing_minutes.{name}"
        minutes = timedelta(minutes=_within(row, name, path, LONGEST_MINUTES))
        usual = replace(usual, **{name: minutes})
    return usual


def _caps(row: Mapping[str, object]) -> tuple[int, int]:
    caps = as_object(row.get("caps", {}), "caps")
    for name in caps:
        if name not in ("above", "tier_0"):
            raise ValueError(f"caps.{name[:64]}: tier_0 or above")
    found = {"tier_0": IN_FORCE.cap_tier_0, "above": IN_FORCE.cap_above}
    found.update({name: _within(caps, name, f"caps.{name}", MOST) for name in caps})
    return found["tier_0"], found["above"]


def _eligibility(row: Mapping[str, object]) -> Eligibility:
    """The table in force with the named rows replaced."""
    table = dict(ELIGIBILITY)
    for number, line in enumerate(items(row, "eligibility")):
        path = f"eligibility[{number}]"
        role = _word(Role, line, "role", path)
        employment = _word(Employment, line, "employment", path)
        usual = table[role, employment]
        table[role, employment] = replace(
            usual,
            propose=_highest(line, "propose", path, usual.propose),
            approve=_highest(line, "approve", path, usual.approve),
            veto=truth(line, "veto") if "veto" in line else usual.veto,
            restore=truth(line, "restore") if "restore" in line else usual.restore,
        )
    return table


def _word(of: type[_Word], line: Mapping[str, object], name: str, path: str) -> _Word:
    try:
        return of(text(line, name))
    except ValueError:
        raise ValueError(f"{path}.{name}: one of {', '.join(of)}") from None


def _highest(line: Mapping[str, object], name: str, path: str, usual: int | None) -> int | None:
    if name not in line:
        return usual
    if line[name] == NEVER:
        return None
    try:
        return _within(line, name, f"{path}.{name}", TIERS - 1)
    except ValueError:
        raise ValueError(f"{path}.{name}: a tier from 0 to 3, or never") from None
