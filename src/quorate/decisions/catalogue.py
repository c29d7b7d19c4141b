"""The written policies in force: versioned files, pinned by hash in every proposal."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from quorate.decisions.ladder import Ladder, read_ladder
from quorate.ledger.canonical import canonical
from quorate.ledger.fields import integer, items, text, texts
from quorate.vocabulary.actions import INTERIM, Action

LONGEST_GROUND: Final = 500
_ADDRESS: Final = re.compile(r"https?://[^\s\"<>\\^`{|}]+")


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy. `hash` covers `canonical`, every field of the file.

    `interim` silences nobody: what is offered while a protected subject's proposal waits. `law` is
    what makes the content illegal, where it is; without it the ground is the house's own terms
    (DSA, Article 17(3)(d) and (e)). `reference_url` is where the law or the rule can be read.
    `strikes` is None where what is decided under it counts nothing.
    """

    id: str
    version: int
    area: str
    severity: int
    text: str
    actions: frozenset[Action]
    hash: str
    canonical: str
    interim: Action | None = None
    strikes: Ladder | None = None
    law: str | None = None
    reference_url: str | None = None

    @property
    def name(self) -> str:
        """How people write it: `harassment/2`."""
        return f"{self.id}/{self.version}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The policies in force, by hash; `past` were in force before, and nothing new begins under
    them."""

    policies: Mapping[str, Policy] = field(default_factory=dict[str, Policy])
    past: Mapping[str, Policy] = field(default_factory=dict[str, Policy])

    def ever(self, digest: str) -> Policy | None:
        """The policy with this very text, in force or before."""
        return self.policies.get(digest) or self.past.get(digest)

    def succeeding(self, before: "Catalogue") -> "Catalogue":
        """The same, which remembers what was in force before it."""
        known = {**before.past, **before.policies}
        past = {digest: p for digest, p in known.items() if digest not in self.policies}
        return Catalogue(self.policies, past)

    def by_hash(self, digest: str) -> Policy | None:
        """The policy in force with this very text, or None."""
        return self.policies.get(digest)

    def by_name(self, name: str) -> Policy | None:
        """The policy in force with this id and version."""
        return next((p for p in self.policies.values() if p.name == name), None)

    def with_policy(self, policy: Policy) -> "Catalogue":
        """After a higher version came into force in the place of the one before."""
        before = next((p for p in self.policies.values() if p.id == policy.id), None)
        if before is not None and policy.version <= before.version:
            raise ValueError(f"policy.version: {before.name} is in force")
        others = {h: p for h, p in self.policies.items() if p.id != policy.id}
        return Catalogue({**others, policy.hash: policy}).succeeding(self)

    def without(self, identifier: str) -> "Catalogue":
        """After a policy was retired. Raises ValueError when none with this id is in force."""
        others = {h: p for h, p in self.policies.items() if p.id != identifier}
        if len(others) == len(self.policies):
            raise ValueError(f"policy.retired: {identifier[:64]} is not in force")
        return Catalogue(others).succeeding(self)


def read_policy(row: Mapping[str, object]) -> Policy:
    """One policy of a file. Raises ValueError naming the field that does not fit."""
    severity = integer(row, "severity")
    if not 1 <= severity <= 5:
        raise ValueError("severity: 1 (mild) to 5 (grave)")
    actions = frozenset(Action(a) for a in texts(row, "actions"))
    spelled = canonical(dict(row))
    return Policy(
        text(row, "id"),
        integer(row, "version"),
        text(row, "area"),
        severity,
        text(row, "text"),
        actions,
        hashlib.sha256(b"quorate/policy/v1\n" + spelled).hexdigest(),
        spelled.decode(),
        _interim(row, actions),
        read_ladder(row["strikes"], actions) if "strikes" in row else None,
        _ground(row, "law"),
        _reference(row),
    )


def _ground(row: Mapping[str, object], name: str) -> str | None:
    if name not in row:
        return None
    found = text(row, name)
    if not found.strip() or len(found) > LONGEST_GROUND:
        raise ValueError(f"{name}: 1 to {LONGEST_GROUND} characters")
    return found


def _reference(row: Mapping[str, object]) -> str | None:
    found = _ground(row, "reference_url")
    if found and not _ADDRESS.fullmatch(found):
        raise ValueError("reference_url: an address such as https://example.org/rules")
    return found


def _interim(row: Mapping[str, object], actions: frozenset[Action]) -> Action | None:
    if "interim" not in row:
        return None
    found = text(row, "interim")
    if found not in INTERIM & actions:
        raise ValueError(f"interim: an action of this policy out of {', '.join(sorted(INTERIM))}")
    return Action(found)


def read_catalogue(content: Mapping[str, object]) -> Catalogue:
    """A policies file, whole; one version of each policy is in force."""
    policies = [read_policy(row) for row in items(content, "policies")]
    if len({p.id for p in policies}) != len(policies):
        raise ValueError("policies: one version of each is in force")
    return Catalogue({p.hash: p for p in policies})
