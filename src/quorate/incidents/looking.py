"""The timeline of one name or one time, out of an index; each entry is proved before it counts."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quorate.decisions.catalogue import read_policy
from quorate.decisions.statement import Statement, read_statement
from quorate.incidents.archive import Archive
from quorate.incidents.index import Index, number_of
from quorate.incidents.naming import facts_name, key_name, keys_of, named, policy_name
from quorate.incidents.timeline import Enrolled, Told, Who, Written
from quorate.ledger.checkpoint import SignedCheckpoint
from quorate.ledger.entry import Entry, read_entry
from quorate.ledger.fields import as_object, items, text, texts
from quorate.ledger.tiles import TILE_WIDTH
from quorate.vocabulary.events import Event

PAGE: Final = 100
_EARLIEST, _LATEST = "0", "~"


@dataclass(frozen=True, slots=True)
class Asked:
    """A name (a subject's pseudonym, a case, a proposal, an amendment, a person; empty for all of
    a time), and canonical instants, empty where open."""

    name: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in the log's order, each proved under `under`; `cursor` is the last one's index
    where more follow. The index knew the first `indexed` entries."""

    entries: tuple[Told, ...]
    cursor: int | None
    under: SignedCheckpoint
    indexed: int


class Look:
    """One look at the log as it stands: one verified checkpoint for all that is shown.

    `flaws` says of entries why they do not count. Also answers what the timeline asks beside
    (`timeline.Known`), from proved entries too.
    """

    def __init__(self, archive: Archive, index: Index, flaws: Mapping[int, str]) -> None:
        self.archive, self._index, self._flaws = archive, index, flaws
        self.under = archive.checkpoint()
        self.size = min(index.size, self.under.checkpoint.size)
        self._read: dict[int, Told] = {}
        self._statements: dict[str, Statement | None] = {}
        self._enrolled: dict[str, Enrolled | None] = {}
        self._facts: dict[str, Sequence[int]] = {}
        self._written: dict[str, Written | None] = {}

    def page(self, asked: Asked, after: int = -1, limit: int = PAGE) -> Page:
        """The entries after that index. Raises LedgerError for one that is not in the log."""
        found: list[Told] = []
        for told in self._candidates(asked, after + 1):
            at = told.entry.at if told.entry else ""
            if not (asked.since or _EARLIEST) <= at <= (asked.until or _LATEST):
                continue
            found.append(told)
            if len(found) > limit:
                break
        more = found[limit - 1].leaf if len(found) > limit else None
        return Page(tuple(found[:limit]), more, self.under, self.size)

    def _candidates(self, asked: Asked, first: int) -> Iterator[Told]:
        bounds = (asked.since or _EARLIEST, asked.until or _LATEST)
        if not asked.name:
            for n in self._index.between(*bounds, first):
                start = max(n * TILE_WIDTH, first)
                yield from map(self.told, range(start, min((n + 1) * TILE_WIDTH, self.size)))
            return
        names, last = self._names(asked.name), self.size - 1
        if asked.since or asked.until:
            bundles = self._index.between(*bounds, first)
            if not bundles:
                return
            first, last = (
                max(first, bundles[0] * TILE_WIDTH),
                min(last, (bundles[-1] + 1) * TILE_WIDTH - 1),
            )
        for leaf in self._index.leaves(names, first, last):
            told = self.told(leaf)
            if not names.isdisjoint(map(number_of, named(told.body).names)):
                yield told

    def _names(self, name: str) -> set[int]:
        """The name, what statements tie to it, and the proposals of cases so found."""
        own = number_of(name)
        near = self._index.linked({own})
        return {own, *near}

    def knows(self, name: int) -> bool:
        """Whether any entry names it."""
        return next(self._index.newest(name, self.size - 1), None) is not None

    def told(self, leaf: int) -> Told:
        """An entry, proved."""
        found = self._read.get(leaf)
        if found is None:
            body = self.archive.entry(leaf, self.under)
            found = self._read[leaf] = Told(leaf, body, _entry(body), self._flaws.get(leaf, ""))
        return found

    def _named(self, name: str) -> Iterator[tuple[Told, Entry]]:
        """Entries that count and name it, in the log's order."""
        for leaf in self._index.leaves({number_of(name)}, 0, self.size - 1):
            told = self.told(leaf)
            if told.entry is not None and not told.flaw:
                yield told, told.entry

    def proposal(self, name: str, leaf: int) -> Statement | None:
        """What a proposal that an entry names is about, as its proposer signed it."""
        if not name:
            return None
        if name not in self._statements:
            self._statements[name] = next(self._opened(name, leaf), None)
        return self._statements[name]

    def openings(self, name: str) -> Iterator[int]:
        """The entries that open a proposal, or that open, approve and apply an amendment."""
        for told, entry in self._named(name):
            amended = entry.event.startswith("amendment:")
            if entry.event is Event.PROPOSAL_OPENED or (amended and name.startswith("amd_")):
                yield told.leaf

    def _opened(self, name: str, leaf: int) -> Iterator[Statement]:
        """From the entry back, where it mostly stands close by, then what comes after."""
        number, last = number_of(name), self.size - 1
        before = self._index.newest(number, min(leaf, last))
        for at in itertools.chain(before, self._index.leaves({number}, leaf + 1, last)):
            told = self.told(at)
            entry = told.entry
            if entry is not None and not told.flaw and entry.event is Event.PROPOSAL_OPENED:
                said = read_statement(entry.data.get("statement"))
                if said.proposal == name:
                    yield said

    def who(self, person: str, leaf: int) -> Who | None:
        """The person's newest row before that entry, in force by then."""
        for at in self._changes(person):
            if at > leaf:
                continue
            row = next((r for r in self._rows(at, leaf) if r.get("id") == person), None)
            if row is not None:
                return _who(row, at)
        return None

    def _changes(self, person: str) -> Sequence[int]:
        """The entries with a row of the person, the newest first."""
        if person not in self._facts:
            number = number_of(facts_name(person))
            self._facts[person] = tuple(self._index.newest(number, self.size - 1))
        return self._facts[person]

    def _rows(self, at: int, before: int) -> Iterator[Mapping[str, object]]:
        """The people's rows of an entry that was in force before another one."""
        told = self.told(at)
        entry = told.entry
        if entry is None or told.flaw:
            return
        if entry.event is Event.PEOPLE_CHANGED:
            change = as_object(entry.data.get("change"), "change")
            yield from items(as_object(change.get("content"), "content"), "people")
        if entry.event is Event.GENESIS:
            genesis = as_object(entry.data.get("genesis"), "genesis")
            yield from items(genesis, "founders")
        if entry.event is Event.AMENDMENT_OPENED:
            amendment = as_object(entry.data.get("amendment"), "amendment")
            content = as_object(amendment.get("content"), "content")
            if "person" in content and self._applied(text(amendment, "id"), before):
                yield as_object(content["person"], "person")

    def _applied(self, amendment: str, before: int) -> bool:
        return any(
            told.leaf <= before and entry.event is Event.AMENDMENT_APPLIED
            for told, entry in self._named(amendment)
        )

    def key(self, identifier: str) -> Enrolled | None:
        """The first entry in force that enrols the key."""
        if identifier not in self._enrolled:
            self._enrolled[identifier] = next(self._enrolments(identifier), None)
        return self._enrolled[identifier]

    def _enrolments(self, identifier: str) -> Iterator[Enrolled]:
        for told, entry in self._named(key_name(identifier)):
            if entry.event is Event.GENESIS:
                founder = self._founder(identifier, told.leaf)
                if founder:
                    yield founder
                continue
            for row in self._rows(told.leaf, self.size):
                for own, key in keys_of(row):
                    if own == identifier:
                        yield Enrolled(told.leaf, text(row, "id"), text(key, "channel"))

    def _founder(self, identifier: str, leaf: int) -> Enrolled | None:
        for row in self._rows(leaf, self.size):
            if identifier in {own for own, _ in keys_of({"keys": [dict(row)]})}:
                return Enrolled(leaf, text(row, "id"), "founder's")
        return None

    def policy(self, digest: str) -> Written | None:
        """The policy of this hash, and where it was put in force."""
        if digest not in self._written:
            self._written[digest] = next(self._policies(digest), None)
        return self._written[digest]

    def _policies(self, digest: str) -> Iterator[Written]:
        for told, entry in self._named(policy_name(digest)):
            wrapped = entry.data.get("change") or entry.data.get("amendment")
            content = as_object(as_object(wrapped, "content").get("content"), "content")
            rows = [*items(content, "policies")]
            if isinstance(content.get("policy"), dict):
                rows.append(as_object(content["policy"], "policy"))
            for row in rows:
                if "version" in row and read_policy(row).hash == digest:
                    yield Written(told.leaf, read_policy(row).name)


def _entry(body: bytes) -> Entry | None:
    try:
        return read_entry(body)
    except ValueError:
        return None


def _who(row: Mapping[str, object], leaf: int) -> Who:
    """A founder has a team and no role of casework."""
    return Who(
        text(row, "id"),
        tuple(sorted(texts(row, "roles"))) or ("founder",),
        text(row, "team"),
        str(row.get("employment") or "no contract here"),
        leaf,
    )
