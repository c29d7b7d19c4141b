"""What an entry says happened, as one sentence without its subject."""

from collections.abc import Callable, Mapping
from typing import Final

from quorate.decisions.statement import Statement
from quorate.incidents.naming import object_of
from quorate.ledger.entry import Entry
from quorate.vocabulary.events import Event

NOBODY: Final = "nobody known"
_CUT: Final = 200
_Told = Callable[[Mapping[str, object], str], str]


def text_of(row: object, name: str) -> str:
    """A text of an object, empty where there is none."""
    value = object_of(row).get(name)
    return value[:_CUT] if isinstance(value, str) else ""


def _number(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, int) else "?"


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _about(said: Statement | None) -> str:
    if said is None:
        return "a proposal that is not in the log"
    return f"{_spaced(said.action)} of {said.target.kind} {said.target.ref}"


def sentence(entry: Entry, proposal: Statement | None) -> str:
    """The words for an entry; `proposal` is what it is about, where it names one."""
    return _SAYS[entry.event](entry.data, _about(proposal))


def _content(data: Mapping[str, object]) -> str:
    amendment = data.get("amendment")
    charge = text_of(amendment, "charge")
    row = object_of(object_of(amendment).get("content")).get(charge)
    whom = text_of(row, "id") or text_of(row, "pseudonym")
    return f"proposed to change the installation: {charge} {whom}".rstrip()


def _changed(data: Mapping[str, object], about: str) -> str:
    change = data.get("change")
    charge = text_of(change, "charge")
    number = _number(object_of(change), "number")
    return f"put a whole {charge} file in force, founders' change {number}"


def _turned(data: Mapping[str, object], about: str) -> str:
    said = data.get("rotation")
    return f"gave the log other keys; the old ones end at {text_of(said, 'until')}"


def _case(does: str, *fields: str) -> _Told:
    def told(data: Mapping[str, object], about: str) -> str:
        more = [_spaced(text_of(data, name)) for name in fields]
        return " ".join([f"{does} {text_of(data, 'case')}", *filter(None, more)])

    return told


def _of(does: str) -> _Told:
    return lambda data, about: f"{does} {about}"


def _amended(does: str) -> _Told:
    return lambda data, about: f"{does} the change {text_of(data, 'amendment')}"


def _plain(does: str, *fields: str) -> _Told:
    def told(data: Mapping[str, object], about: str) -> str:
        return " ".join([does, *filter(None, (text_of(data, name) for name in fields))])

    return told


def _intended(data: Mapping[str, object], about: str) -> str:
    hands = data.get("hands")
    names = ", ".join(str(h)[:_CUT] for h in hands) if isinstance(hands, list) else NOBODY  # pyright: ignore
    return f"began the {about}, tier {_number(data, 'tier')}, with the hands of {names}"


def _paged(data: Mapping[str, object], about: str) -> str:
    what = text_of(data, "amendment") or about
    return f"paged on-call ({text_of(data, 'stage')}): {what}; the sink took it"


def _drafted(data: Mapping[str, object], about: str) -> str:
    what = f"{_spaced(text_of(data, 'action'))} of {text_of(data, 'ref')}"
    return f"tried to propose {what}, tier {_number(data, 'tier')}: refused before it was signed"


def _raised(data: Mapping[str, object], about: str) -> str:
    return f"raised the protection of {text_of(data, 'ref')} to tier {_number(data, 'tier')}"


def _revealed(does: str) -> _Told:
    def told(data: Mapping[str, object], about: str) -> str:
        row = object_of(data.get("order")) or data
        return f"{does} the field {text_of(row, 'field')} of {text_of(row, 'ref')}"

    return told


def _outside(data: Mapping[str, object], about: str) -> str:
    what = f"{_spaced(text_of(data, 'action'))} of {text_of(data, 'ref')}"
    shown = "is in force" if data.get("in_force") is True else "is not in force"
    decided = text_of(data, "proposal") or "no decision"
    return f"read from the platform that the {what} {shown}; in the ledger stands {decided}"


def _ordered(does: str) -> _Told:
    return lambda data, about: f"{does} {text_of(data.get('order'), 'about')}".rstrip()


_SAYS: Final[dict[Event, _Told]] = {
    Event.AMENDMENT_APPLIED: _amended("put in force"),
    Event.AMENDMENT_APPROVED: _amended("approved"),
    Event.AMENDMENT_DENIED: _amended("denied"),
    Event.AMENDMENT_OPENED: lambda data, about: _content(data),
    Event.AMENDMENT_VETOED: _amended("vetoed"),
    Event.CASE_ASSIGNED: _case("gave a colleague the case", "to"),
    Event.CASE_CLAIMED: _case("took the case"),
    Event.CASE_CLOSED: _case("closed the case", "outcome"),
    Event.CASE_ESCALATED: _case("sent to the leads the case", "reason"),
    Event.CASE_OPENED: _case("a first report or alarm opened the case", "area"),
    Event.CASE_RELEASED: _case("gave back the case"),
    Event.CASE_REOPENED: _case("opened again the case", "reason"),
    Event.CASE_SKIPPED: _case("passed over the case", "reason"),
    Event.CASES_EXPORTED: lambda data, about: f"took a list of {data.get('cases')} cases as a file",
    Event.EFFECT_ABANDONED: _of("gave up, nothing is in force: the"),
    Event.EFFECT_DONE: _of("read back from the platform that it is in force: the"),
    Event.EFFECT_INTENDED: _intended,
    Event.EFFECT_REFUSED: _of("refused the"),
    Event.EFFECT_RESTORED: _of("restored: undid the"),
    Event.GENESIS: lambda data, about: "founded the installation",
    Event.GLASS_BROKEN: _ordered("broke the glass"),
    Event.GLASS_REVIEWED: _ordered("reviewed the broken glass"),
    Event.IDENTITY_SHOWN: _plain("was shown whom a pseudonym stands for:", "pseudonym"),
    Event.KEY_REVOKED: _plain("took back for good the key", "revoked"),
    Event.LOG_CHANGED: _turned,
    Event.PAGE_SENT: _paged,
    Event.PEOPLE_CHANGED: _changed,
    Event.PEOPLE_CONFIRMED: _plain("confirmed that nothing it knows is missing:", "source"),
    Event.PEOPLE_NARROWED: _plain("narrowed the access of", "person"),
    Event.PERSON_LOCKED: _plain("locked out", "person"),
    Event.PLATFORM_ACKNOWLEDGED: _ordered("took on, as on-call, the change"),
    Event.PLATFORM_CHANGED: _outside,
    Event.PLATFORM_FREED: _ordered("had the account freed of the change"),
    Event.POLICIES_CHANGED: _changed,
    Event.PROPOSAL_APPROVED: _of("approved the"),
    Event.PROPOSAL_DENIED: _of("denied the"),
    Event.PROPOSAL_OPENED: _of("proposed the"),
    Event.PROPOSAL_OVERDUE: _of("told that it waits too long for hands: the"),
    Event.PROPOSAL_REFUSED: _drafted,
    Event.PROPOSAL_REVOKED: _of("took back their own hand from the"),
    Event.PROPOSAL_VETOED: _of("vetoed the"),
    Event.REGISTER_CHANGED: _changed,
    Event.REGISTER_RAISED: _raised,
    Event.REVEAL_INTENDED: _revealed("was about to see"),
    Event.REVEAL_REFUSED: _revealed("was refused a look at"),
    Event.REVEAL_SHOWN: _revealed("saw"),
    Event.SESSION_REVOKED: _plain("ended the sessions of", "person"),
    Event.SIGN_IN_LINKED: _plain("linked a sign-in to", "person"),
    Event.VALUE_ERASED: _plain("erased for good the", "kind", "commitment"),
}
