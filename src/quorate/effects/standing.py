"""What stands now where an amendment would change something, as the charge's own JSON."""

import json
from collections.abc import Callable, Mapping

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.effects.folds.state import State
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, items, text
from quorate.people.rows import row_of

_Content = Mapping[str, object]
_Row = dict[str, Json]


def before(view: State, amendment: Amendment) -> _Row:
    """Empty where nothing stands yet."""
    reader = _READERS.get(amendment.charge)
    return reader(view, amendment.content) if reader else {}


def _person(view: State, content: _Content) -> _Row:
    who = text(as_object(content["person"], "person"), "id")
    person = view.roster.people.get(who)
    return row_of(person, view.roster.keys_of(who)) if person else {}


def _policy(view: State, content: _Content) -> _Row:
    row = as_object(content["policy"], "policy")
    name = row.get("retired") or row.get("id")
    found = [p for p in view.catalogue.policies.values() if p.id == name]
    rows: list[_Row] = [json.loads(policy.canonical) for policy in found]
    return {**rows[-1], "actions": list[Json](sorted(found[-1].actions))} if rows else {}


def _lowering(view: State, content: _Content) -> _Row:
    refs = [text(r, "ref") for r in items(content, "lowering")]
    rows = {ref: view.register.listed.get(ref) for ref in refs}
    return {ref: row.tier if row else 0 for ref, row in rows.items()}


def _quorum(view: State, content: _Content) -> _Row:
    return {str(tier): n for tier, n in view.more_approvers.items()}


def _authority(view: State, content: _Content) -> _Row:
    return {"hash": view.authority}


def _connector(view: State, content: _Content) -> _Row:
    name = text(as_object(content["connector"], "connector"), "effector")
    return {"effector": name, "settings": view.settings.get(name)}


_READERS: dict[Charge, Callable[[State, _Content], _Row]] = {
    Charge.AUTHORITY: _authority,
    Charge.CONNECTOR: _connector,
    Charge.LOWERING: _lowering,
    Charge.PERSON: _person,
    Charge.POLICY: _policy,
    Charge.QUORUM: _quorum,
}
