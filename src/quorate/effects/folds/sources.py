"""What a source of people's facts says: it narrows a person, or confirms that it still speaks."""

from quorate.effects.folds.state import At, ForgedError, State
from quorate.ledger.entry import entry_hash
from quorate.ledger.fields import as_object, text
from quorate.people.chain import heard
from quorate.people.facts import narrowed, read_facts


def confirmed(view: State, at: At) -> None:
    """A source's word that nothing it knows is missing here."""
    _heard(view, at)


def narrows(view: State, at: At) -> None:
    """Facts of a source about one person: whatever they say, the person has less or the same.

    Who could veto and now cannot makes every open proposal of tier >= 2 wait anew.
    """
    facts = read_facts(as_object(at.entry.data.get("facts"), "facts"))
    if facts.active:
        raise ForgedError("a source alone brings nobody back")
    _heard(view, at)
    before = view.roster.people.get(text(at.entry.data, "person"))
    if before is None:
        return
    after = narrowed(before, facts)
    view.roster = view.roster.with_person(after)
    lost = (after.locked, after.roles, after.bounds) != (before.locked, before.roles, before.bounds)
    if lost and before.powers.veto:
        view.people_changed = at.seen


def _heard(view: State, at: At) -> None:
    entry = at.entry
    chain = view.chains.get(entry.by) if entry.by in view.roster.sources else None
    if chain is None or text(entry.data, "genesis") != view.genesis_hash:
        raise ForgedError("no source that the founders declared here")
    digest = entry_hash(entry.canonical())
    view.chains[entry.by] = heard(chain, entry, digest, at.seen)
