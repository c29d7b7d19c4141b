"""Past actions, each with the hands, people and register of its own instant, out of signed entries.

Times are those that the entries state: offline there is no clock but theirs.
"""

import contextlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from quorate.authority.kernel import Hand, Matter
from quorate.decisions.docket import Proposal, Signed
from quorate.effects.following import founded_keys
from quorate.effects.view import View
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, entry_hash, read_entry
from quorate.ledger.fields import as_object, integer, text
from quorate.ledger.verify import verify_folder
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Channel
from quorate.vocabulary.times import instant

CAP_WINDOW = timedelta(hours=1)
_BEFORE = datetime.min.replace(tzinfo=UTC)


class Fate(StrEnum):
    """What became of it: a restored one was executed and undone later."""

    EXECUTED = "executed"
    REFUSED = "refused"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Past:
    """One action at its decisive instant: the intent, or the refusal.

    `used` counts the proposer's silencings of the hour before, all and above tier 0. `waited` is
    the time between the last approval and the intent. An attempt that was refused before it was
    signed has no `approvers` and `signed` is false. `problem` says why it was refused.
    """

    index: int
    at: datetime
    fate: Fate
    name: str
    action: Action
    matter: Matter
    team: str
    proposer: Hand | None
    opened: datetime
    approvers: tuple[Hand, ...] = ()
    used: tuple[int, int] = (0, 0)
    waited: timedelta = timedelta()
    signed: bool = True
    problem: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """A verified ledger's actions; `hand_waits` are the times from each opening to an approval."""

    genesis: str
    entries: int
    actions: tuple[Past, ...]
    hand_waits: tuple[timedelta, ...]


@dataclass(slots=True)
class Historian:
    """Folds a ledger and keeps what was done or refused in it."""

    view: View
    actions: dict[int, Past] = field(default_factory=dict[int, Past])
    waits: list[timedelta] = field(default_factory=list[timedelta])
    _at: datetime = _BEFORE
    _intents: dict[str, int] = field(default_factory=dict[str, int])

    def read(self, index: int, body: bytes) -> None:
        """The next entry. What does not verify changes nothing, as everywhere."""
        forged = len(self.view.forged)
        event, at = _glance(body)
        self._at = at or self._at
        self.view.apply(body, self._at)
        if event in _TOLD and len(self.view.forged) == forged:
            with contextlib.suppress(ValueError):  # a hostile row that no fold looks into
                self._take(index, read_entry(body))

    def _take(self, index: int, entry: Entry) -> None:
        if entry.event is Event.PROPOSAL_REFUSED:
            self._drafted(index, entry)
            return
        name = entry.data.get("proposal")
        proposal = self.view.docket.proposals.get(name) if isinstance(name, str) else None
        if proposal is None or not FACTS[proposal.statement.action].silencing:
            return
        if entry.event is Event.PROPOSAL_APPROVED:
            self.waits.append(entry.instant - proposal.opened.seen)
        elif entry.event is Event.EFFECT_RESTORED:
            self._restored(proposal)
        elif entry.event is Event.EFFECT_INTENDED and len(proposal.intents) == 1:
            self._intents[proposal.statement.proposal] = index
            self.actions[index] = self._past(index, entry, proposal, Fate.EXECUTED)
        elif entry.event is Event.EFFECT_REFUSED:
            self.actions[index] = self._past(index, entry, proposal, Fate.REFUSED)

    def _restored(self, proposal: Proposal) -> None:
        index = self._intents.get(proposal.statement.proposal)
        if index is not None:
            self.actions[index] = replace(self.actions[index], fate=Fate.RESTORED)

    def _hand(self, signed: Signed) -> Hand | None:
        held = self.view.roster.living(signed.key, kept=True)
        return Hand(held.person, held.key.channel) if held else None

    def _past(self, index: int, entry: Entry, proposal: Proposal, fate: Fate) -> Past:
        said, docket = proposal.statement, self.view.docket
        living = [s for s in proposal.approvals.values() if s.signer not in proposal.revoked]
        hands = [hand for hand in map(self._hand, living) if hand is not None]
        since = entry.instant - CAP_WINDOW
        used = [
            sum(s.proposer == said.signer for s in docket.silenced(since, above=a, before=index))
            for a in (False, True)
        ]
        person = self.view.roster.people.get(said.signer)
        return Past(
            index,
            entry.instant,
            fate,
            said.proposal,
            said.action,
            Matter(
                integer(entry.data, "tier"),
                FACTS[said.action],
                frozenset({said.case.creator, said.case.assigner}),
                frozenset({said.target.ref}),
                docket.barred(proposal),
                docket.extra_approvers(said.target.ref)
                + self.view.more_approvers.get(integer(entry.data, "tier"), 0),
                self.view.founded.cli_approves,
            ),
            person.team if person else "?",
            self._hand(proposal.opened),
            proposal.opened.seen,
            tuple(hands),
            (used[0], used[1]),
            entry.instant - max((s.seen for s in living), default=proposal.opened.seen),
            problem=str(entry.data.get("problem", "")),
        )

    def _drafted(self, index: int, entry: Entry) -> None:
        """A refusal before anything was signed, as the web process tells it."""
        action, tier = Action(text(entry.data, "action")), integer(entry.data, "tier")
        person = self.view.roster.people.get(text(entry.data, "signer"))
        if person is None or not FACTS[action].silencing or tier not in range(4):
            return
        self.actions[index] = Past(
            index,
            entry.instant,
            Fate.REFUSED,
            text(entry.data, "case"),
            action,
            Matter(tier, FACTS[action], frozenset(), frozenset()),
            person.team,
            Hand(person, Channel.CLI),
            entry.instant,
            signed=False,
            problem=text(entry.data, "problem"),
        )


_TOLD = frozenset(
    {
        Event.EFFECT_INTENDED,
        Event.EFFECT_REFUSED,
        Event.EFFECT_RESTORED,
        Event.PROPOSAL_APPROVED,
        Event.PROPOSAL_REFUSED,
    }
)


def _glance(body: bytes) -> tuple[str, datetime | None]:
    """An entry's event and time, as far as there are any: a hostile row may be anything."""
    try:
        row = as_object(json.loads(body), "entry")
        return text(row, "event"), instant(text(row, "at"))
    except (ValueError, RecursionError):
        return "", None


def read_history(folder: Path, genesis: str | None, since: datetime) -> History:
    """Every action since, from a folder whose tiles and signatures are recomputed first.

    Without `genesis` the ledger proves itself whole, not that it is yours. Raises LedgerError.
    """
    first = next(iter(LogReader(folder).entries(0, 1)))
    historian = Historian(View(entry_hash(first)))
    verified = verify_folder(
        folder,
        founded_keys(first),
        bytes.fromhex(genesis or entry_hash(first)),
        on_entry=historian.read,
    )
    actions = tuple(a for a in historian.actions.values() if a.at >= since)
    return History(entry_hash(first), verified.size, actions, tuple(historian.waits))
