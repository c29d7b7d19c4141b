"""What an amendment changes, by its charge. Raises ValueError in words where it does not fit."""

from collections.abc import Callable, Mapping, Set
from copy import copy
from datetime import datetime

from quorate.authority.administrators import founder_of, unreachable
from quorate.authority.agenda import Filed
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.decisions.catalogue import read_policy
from quorate.effects.folds.state import State
from quorate.ledger.fields import as_object, digest_text, integer, items, text
from quorate.people.model import Person
from quorate.people.pseudonyms import is_pseudonym
from quorate.people.roster import Roster, read_keys
from quorate.people.signed import Signed

_Content = Mapping[str, object]
MOST_APPROVERS = 5


def put_in_force(view: State, filed: Filed, seen: datetime) -> None:
    """Changes the view; the amendment's quorum was verified by the caller. Each reader has a `seen`
    of its own: what rests or is remembered from then on does so longer for who reads later.

    Facts that changed since it was opened are not the ones its signers saw: it would undo a lock,
    or a raise, or revoke a key that came after it.
    """
    if filed.before != _person_before(view, filed.amendment):
        raise ValueError("the person's facts have changed since it was opened")
    if _unseen(view, filed):
        raise ValueError("the person's keys have changed since it was opened")
    if filed.raises != _raises_before(view, filed.amendment):
        raise ValueError("the protection has been raised since it was opened")
    _CHARGES[filed.amendment.charge](view, filed.amendment.content, seen)


def _person_before(view: State, amendment: Amendment) -> Person | None:
    """The person whom an amendment is about, as they stand."""
    if amendment.charge is not Charge.PERSON:
        return None
    row = as_object(amendment.content["person"], "person")
    return view.roster.people.get(text(row, "id"))


def _keys_before(view: State, amendment: Amendment) -> frozenset[str]:
    person = _person_before(view, amendment)
    return _ids(view.roster, person.id) if person else frozenset()


def _raises_before(view: State, amendment: Amendment) -> dict[str, int]:
    """How often each subject that it would lower has been raised."""
    if amendment.charge is not Charge.LOWERING:
        return {}
    return {ref: view.register.raises.get(ref, 0) for ref in amendment.concerned}


def file(view: State, amendment: Amendment, signed: Signed) -> Filed:
    """A new amendment beside what its signers see."""
    before, held = _person_before(view, amendment), _keys_before(view, amendment)
    return Filed(amendment, signed, before, held, _raises_before(view, amendment))


def _unseen(view: State, filed: Filed) -> bool:
    """Whether it would revoke a key that the person got since it was opened."""
    came = _keys_before(view, filed.amendment) - filed.held
    if not came:
        return False
    row = as_object(filed.amendment.content["person"], "person")
    return not came <= {k.id for k in read_keys(row, text(row, "id"))}


def unfit(view: State, filed: Filed, seen: datetime) -> str:
    """Why the amendment could not come into force as things stand; empty when it could."""
    try:
        put_in_force(copy(view), filed, seen)
    except ValueError as problem:
        return str(problem)[:200]
    return ""


def unfit_now(view: State, filed: Filed, now: datetime) -> str:
    """The same for whoever decides at this instant, and not for who reads later what was decided:
    who is employed by then is another matter."""
    return unfit(view, filed, now) or stranding(view, filed.amendment, now)


def stranding(view: State, amendment: Amendment, instant: datetime) -> str:
    """Why a raised quorum could not be undone by who has a say at that instant; else empty."""
    if amendment.charge is not Charge.QUORUM:
        return ""
    highest = max(_asked(view, amendment.content).values(), default=0)
    if highest <= view.more_hands:
        return ""
    why = unreachable(view.founded, view.roster, highest, instant)
    return f"quorum: {why}"[:200] if why else ""


def _only(row: _Content, *names: str) -> None:
    surplus = set(row) - set(names)
    if surplus:
        raise ValueError(f"{min(surplus)[:64]}: not a field of this charge")


def _authority(view: State, content: _Content, seen: datetime) -> None:
    row = as_object(content["authority"], "authority")
    _only(row, "hash")
    view.authority = digest_text(row, "hash")


def _connector(view: State, content: _Content, seen: datetime) -> None:
    row = as_object(content["connector"], "connector")
    _only(row, "effector", "settings")
    name = text(row, "effector")
    if name not in view.founded.effectors:
        raise ValueError("connector.effector: not one of the genesis")
    view.settings = {**view.settings, name: digest_text(row, "settings")}


def _identity(view: State, content: _Content, seen: datetime) -> None:
    row = as_object(content["identity"], "identity")
    _only(row, "pseudonym")
    pseudonym = text(row, "pseudonym")
    if not is_pseudonym(pseudonym):
        raise ValueError("identity.pseudonym: person_ and 32 hex digits")
    view.identities = view.identities | {pseudonym}


def _lowering(view: State, content: _Content, seen: datetime) -> None:
    rows = [(text(r, "ref"), integer(r, "tier")) for r in items(content, "lowering")]
    if not rows or len(dict(rows)) != len(rows):
        raise ValueError("lowering: at least one row, and each subject once")
    view.register = view.register.lowered(rows, seen)


def _person(view: State, content: _Content, seen: datetime) -> None:
    row = as_object(content["person"], "person")
    before = view.roster.people.get(text(row, "id"))
    after = view.roster.amended(row, seen)
    person = after.people[text(row, "id")]
    for key in after.keys_of(person.id):
        founder = founder_of(view.founded, key.id)
        if founder is not None and founder.id != person.id:
            raise ValueError(f"keys: {key.id} is a founder's")
    lost = _ids(view.roster, person.id) - _ids(after, person.id)
    view.roster = after
    if before is not None and _felt(view, before, person, lost):
        view.people_changed = seen


def _ids(roster: Roster, person: str) -> frozenset[str]:
    return frozenset(key.id for key in roster.keys_of(person))


def _felt(view: State, before: Person, after: Person, lost: Set[str]) -> bool:
    """Whether open silencings wait anew: the facts changed of who could veto, or of a hand in one,
    or they `lost` a key to say so by."""
    if before == after and not lost:
        return False
    if before.powers.veto:
        return True
    return any(
        before.id in {p.opened.signer, *p.approvals}
        for p in view.docket.proposals.values()
        if not p.settled
    )


def _policy(view: State, content: _Content, seen: datetime) -> None:
    row = as_object(content["policy"], "policy")
    if "retired" in row:
        _only(row, "retired")
        view.catalogue = view.catalogue.without(text(row, "retired"))
    else:
        view.catalogue = view.catalogue.with_policy(read_policy(row))


def _quorum(view: State, content: _Content, seen: datetime) -> None:
    """Approvers on top of the kernel's minimum, so that there are never fewer."""
    view.more_approvers = _asked(view, content)


def _asked(view: State, content: _Content) -> dict[int, int]:
    row = as_object(content["quorum"], "quorum")
    _only(row, "0", "1", "2", "3")
    more = {int(tier): integer(row, tier) for tier in row}
    if not all(0 <= n <= MOST_APPROVERS for n in more.values()):
        raise ValueError(f"quorum: 0 to {MOST_APPROVERS} approvers more than the minimum")
    return {**view.more_approvers, **more}


_CHARGES: dict[Charge, Callable[[State, _Content, datetime], None]] = {
    Charge.AUTHORITY: _authority,
    Charge.CONNECTOR: _connector,
    Charge.IDENTITY: _identity,
    Charge.LOWERING: _lowering,
    Charge.PERSON: _person,
    Charge.POLICY: _policy,
    Charge.QUORUM: _quorum,
}
