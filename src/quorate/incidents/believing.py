"""What somebody who believes rows would see: the log, as if each signature in it held.

Every row that the real fold refused is signed anew by those whom it claims, with the keys that
only the stage has, and the whole log is folded again by the same code.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from quorate.authority.charter import read_change
from quorate.decisions.statement import read_statement
from quorate.effects.view import View
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry, sealed
from quorate.ledger.fields import text
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind

_WORDS: Mapping[Event, Kind] = {
    Event.PROPOSAL_APPROVED: Kind.APPROVE,
    Event.PROPOSAL_DENIED: Kind.DENY,
    Event.PROPOSAL_REVOKED: Kind.REVOKE,
    Event.PROPOSAL_VETOED: Kind.VETO,
}
_CHANGES = (Event.PEOPLE_CHANGED, Event.POLICIES_CHANGED, Event.REGISTER_CHANGED)


def believing(world: World, view: View) -> View:
    """The view of a process that checks no signature, on the log that `view` has read."""
    forged = {f.index for f in view.forged}
    credulous = View(view.genesis_hash)
    for index, body in enumerate(LogReader(world.log).entries(0, view.size)):
        believed = _believed(world, credulous, body) if index in forged else body
        credulous.apply(believed, read_entry(body).instant)
    return credulous


def _believed(world: World, view: View, body: bytes) -> bytes:
    entry = read_entry(body)
    if entry.event in _CHANGES:
        change = replace(read_change(entry.data), number=view.changes + 1)
        signatures = [
            {"person": f, "sig": seeded(f).sign(change.digest()).hex()} for f in world.founders
        ]
        data: dict[str, Any] = {"change": change.fields(), "signatures": signatures}
        return replace(entry, data=data).canonical()
    if entry.event is Event.PROPOSAL_OPENED:
        statement = read_statement(entry.data.get("statement"))
        return _signed(entry, statement.signer, statement.digest)
    if entry.event in _WORDS:
        signer, proposal = text(entry.data, "signer"), text(entry.data, "proposal")
        said = view.docket.proposals[proposal].statement
        return _signed(entry, signer, said.spoken_by(_WORDS[entry.event], signer).digest)
    by = next(iter(view.founded.effectors))
    counter = view.counters.get(by, 0) + 1000
    key = world.process_key(by)
    own = replace(entry, by=by, key=key_id(key.public), counter=counter)
    return sealed(own, key.sign).canonical()


def _signed(entry: Entry, signer: str, digest: Callable[[], bytes]) -> bytes:
    key = seeded(signer)
    own = {"key": key_id(key.public), "sig": key.sign(digest()).hex()}
    data = {**entry.data, **own}
    return replace(entry, by=signer, data=data, key=own["key"]).canonical()
