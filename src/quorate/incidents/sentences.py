"""What an entry says happened, as one sentence without its subject, in the page's language."""

from collections.abc import Mapping
from typing import Final

from quorate.decisions.statement import Statement
from quorate.incidents.naming import object_of
from quorate.languages.tongues import say, spelled
from quorate.ledger.entry import Entry
from quorate.vocabulary.events import Event

NOBODY: Final = "nobody known"
_CUT: Final = 200
# The catalogues have these as they stand; `_gaps` says what each name is filled with.
SENTENCES: Final[dict[Event, str]] = {
    Event.AMENDMENT_APPLIED: "put in force the change %(amendment)s",
    Event.AMENDMENT_APPROVED: "approved the change %(amendment)s",
    Event.AMENDMENT_DENIED: "denied the change %(amendment)s",
    Event.AMENDMENT_OPENED: "proposed to change the installation: %(wanted)s %(whom)s",
    Event.AMENDMENT_VETOED: "vetoed the change %(amendment)s",
    Event.APPEAL_DECIDED: "decided the appeal %(appeal)s about the case %(case)s: %(outcome)s",
    Event.APPEAL_FILED: "an appeal was filed about the case %(case)s: %(appeal)s",
    Event.APPEAL_SETTLED: "recorded how the appeal %(appeal)s was settled out of court: "
    "%(outcome)s",
    Event.BANK_CHANGED: "set the bank of hashes %(bank)s %(area)s: %(moved)s",
    Event.CASE_ASSIGNED: "gave a colleague the case %(case)s %(to)s",
    Event.CASE_CLAIMED: "took the case %(case)s",
    Event.CASE_CLOSED: "closed the case %(case)s %(outcome)s",
    Event.CASE_ESCALATED: "sent to the leads the case %(case)s %(reason)s",
    Event.CASE_OPENED: "a first report or alarm opened the case %(case)s %(area)s",
    Event.CASE_RELEASED: "gave back the case %(case)s",
    Event.CASE_REOPENED: "opened again the case %(case)s %(reason)s",
    Event.CASE_SKIPPED: "passed over the case %(case)s %(reason)s",
    Event.CASES_EXPORTED: "took a list of %(cases)s cases as a file",
    Event.EFFECT_ABANDONED: "gave up, nothing is in force: the %(about)s",
    Event.EFFECT_DONE: "read back from the platform that it is in force: the %(about)s",
    Event.EFFECT_ENDED: "ended at the time that was signed: the %(about)s",
    Event.EFFECT_INTENDED: "began the %(about)s, tier %(tier)s, with the hands of %(hands)s",
    Event.EFFECT_REFUSED: "refused the %(about)s",
    Event.EFFECT_RESTORED: "restored: undid the %(about)s",
    Event.EXPORT_ASKED: "took in a request of %(ref)s for their own data: %(export)s",
    Event.EXPORT_ENDED: "ended the export %(export)s of the data of %(ref)s",
    Event.EXPORT_GIVEN: "gave out the address of the export %(export)s to %(ref)s until %(until)s",
    Event.FLAGGER_CHANGED: "set the trusted flagger %(flagger)s: %(areas)s %(suspended)s",
    Event.GENESIS: "founded the installation",
    Event.GLASS_BROKEN: "broke the glass %(order)s",
    Event.GLASS_REVIEWED: "reviewed the broken glass %(order)s",
    Event.HOLD_LIFTED: "lifted the hold %(hold)s",
    Event.HOLD_PLACED: "placed the hold %(hold)s, so that nothing of %(held)s is erased",
    Event.IDENTITY_SHOWN: "was shown whom a pseudonym stands for: %(pseudonym)s",
    Event.KEY_REVOKED: "took back for good the key %(revoked)s",
    Event.LOG_CHANGED: "gave the log other keys; the old ones end at %(until)s",
    Event.NOTICE_GIVEN: "took the notice %(notice)s into the case %(case)s %(area)s",
    Event.NOTICE_TRUSTED: "learned that a trusted flagger gave the notice %(notice)s",
    Event.NOTIFIER_RESTORED: "ended the suspension of the notifier %(notifier)s",
    Event.NOTIFIER_SUSPENDED: "suspended the notices of %(notifier)s until %(until)s",
    Event.NOTIFIER_WARNED: "warned the notifier %(notifier)s",
    Event.ORDER_ANSWERED: "answered the legal order %(legal)s: %(outcome)s",
    Event.ORDER_RECEIVED: "took in the legal order %(legal)s of an authority in %(state)s",
    Event.ORDER_REJECTED: "found the authority of the legal order %(legal)s not to be real",
    Event.ORDER_TOLD: "told the authority of the legal order %(legal)s: %(what)s",
    Event.ORDER_VOUCHED: "checked the authority of the legal order %(legal)s: %(how)s",
    Event.PAGE_SENT: "paged on-call (%(stage)s): %(page)s; the sink took it",
    Event.PEOPLE_CHANGED: "put a whole %(charge)s file in force, founders' change %(number)s",
    Event.PEOPLE_CONFIRMED: "confirmed that nothing it knows is missing: %(source)s",
    Event.PEOPLE_NARROWED: "narrowed the access of %(person)s",
    Event.PERSON_LOCKED: "locked out %(person)s",
    Event.PERSON_TOLD: "told the person concerned of the %(about)s",
    Event.PLATFORM_ACKNOWLEDGED: "took on, as on-call, the change %(order)s",
    Event.PLATFORM_CHANGED: "read from the platform that the %(action)s of %(ref)s is in force; "
    "in the ledger stands %(decided)s",
    Event.PLATFORM_FREED: "had the account freed of the change %(order)s",
    Event.POLICIES_CHANGED: "put a whole %(charge)s file in force, founders' change %(number)s",
    Event.PROPOSAL_APPROVED: "approved the %(about)s",
    Event.PROPOSAL_DENIED: "denied the %(about)s",
    Event.PROPOSAL_OPENED: "proposed the %(about)s",
    Event.PROPOSAL_OVERDUE: "told that it waits too long for hands: the %(about)s",
    Event.PROPOSAL_REFUSED: "tried to propose %(action)s of %(ref)s, tier %(tier)s: "
    "refused before it was signed",
    Event.PROPOSAL_REVOKED: "took back their own hand from the %(about)s",
    Event.PROPOSAL_VETOED: "vetoed the %(about)s",
    Event.REGISTER_CHANGED: "put a whole %(charge)s file in force, founders' change %(number)s",
    Event.REGISTER_RAISED: "raised the protection of %(ref)s to tier %(tier)s",
    Event.RETENTION_ERASED: "erased %(rows)s of the kind %(kind)s, from before %(before)s",
    Event.REVEAL_INTENDED: "was about to see the field %(field)s of %(subject)s",
    Event.REVEAL_REFUSED: "was refused a look at the field %(field)s of %(subject)s",
    Event.REVEAL_SHOWN: "saw the field %(field)s of %(subject)s",
    Event.SESSION_REVOKED: "ended the sessions of %(person)s",
    Event.SIGNAL_MOVED: "set the version %(version)s of the signal rule %(rule)s: %(moved)s",
    Event.SIGNAL_TESTED: "tested the version %(version)s of the signal rule %(rule)s: "
    "%(hits)s of %(reports)s reports",
    Event.SIGNAL_WRITTEN: "wrote the version %(version)s of the signal rule %(rule)s %(area)s",
    Event.SIGN_IN_LINKED: "linked a sign-in to %(person)s",
    Event.VALUE_ERASED: "erased for good the %(kind)s %(commitment)s",
}
LIFTED: Final = (
    "read from the platform that the %(action)s of %(ref)s is not in force; "
    "in the ledger stands %(decided)s"
)
"""A `platform:changed` by which the platform shows nothing any more."""
HELD: Final = "ended at the time that was signed: the %(about)s; %(holder)s goes on"
"""An `effect:ended` whose account another effect holds."""
_AS_IT_STANDS: Final = (
    *("appeal", "areas", "bank", "before", "case", "commitment", "export", "flagger", "hold"),
    *("notice", "notifier", "person", "pseudonym", "revoked", "rule", "source", "state"),
)


def text_of(row: object, name: str) -> str:
    """A text of an object, empty where there is none."""
    value = object_of(row).get(name)
    return value[:_CUT] if isinstance(value, str) else ""


def sentence(entry: Entry, proposal: Statement | None) -> str:
    """The words for an entry; `proposal` is what it is about, where it names one."""
    text = SENTENCES[entry.event]
    if entry.event is Event.PLATFORM_CHANGED and entry.data.get("in_force") is not True:
        text = LIFTED
    elif entry.event is Event.EFFECT_ENDED and text_of(entry.data, "held_by"):
        text = HELD
    return say(text, **_gaps(entry.data, _about(proposal))).rstrip()


def _gaps(data: Mapping[str, object], about: str) -> dict[str, str]:
    """Whatever a sentence may name; what the entry does not have is empty."""
    order, amendment, change = data.get("order"), data.get("amendment"), data.get("change")
    look = object_of(order) or data
    return {
        **{name: text_of(data, name) for name in _AS_IT_STANDS},
        "about": about,
        "action": spoken(text_of(data, "action")),
        "amendment": text_of(data, "amendment"),
        "area": _spaced(text_of(data, "area")),
        "cases": str(data.get("cases")),
        "charge": spelled(text_of(change, "charge")),
        "decided": text_of(data, "proposal") or say("no decision"),
        "field": spelled(text_of(look, "field")),
        "hands": _hands(data.get("hands")),
        "held": text_of(data, "case") or text_of(data, "subject"),
        "hits": _number(data, "hits"),
        "holder": text_of(data, "held_by"),
        "how": spoken(text_of(data, "how")),
        "kind": spelled(text_of(data, "kind")),
        "legal": order if isinstance(order, str) else "",
        "moved": spoken(text_of(data, "to")),
        "number": _number(object_of(change), "number"),
        "order": spelled(text_of(order, "about")),
        "outcome": spoken(text_of(data, "outcome")),
        "page": text_of(data, "amendment") or about,
        "reason": spoken(text_of(data, "reason")),
        "ref": text_of(data, "ref"),
        "reports": _number(data, "reports"),
        "rows": _number(data, "rows"),
        "stage": spelled(text_of(data, "stage")),
        "subject": text_of(look, "ref"),
        "tier": _number(data, "tier"),
        "to": _spaced(text_of(data, "to")),
        "suspended": spoken(text_of(data, "suspended")),
        "until": text_of(data.get("rotation") or data, "until"),
        "version": _number(data, "version"),
        "wanted": spelled(text_of(amendment, "charge")),
        "what": spoken(text_of(data, "what")),
        "whom": _whom(amendment),
    }


def _about(said: Statement | None) -> str:
    if said is None:
        return say("a proposal that is not in the log")
    return say(
        "%(action)s of %(kind)s %(ref)s",
        action=spoken(said.action),
        kind=spelled(said.target.kind),
        ref=said.target.ref,
    )


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def spoken(name: str) -> str:
    """A name with its underscores as spaces, in the page's language."""
    return say(_spaced(name))


def _number(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, int) else "?"


def _hands(value: object) -> str:
    return ", ".join(str(h)[:_CUT] for h in value) if isinstance(value, list) else say(NOBODY)  # pyright: ignore


def _whom(amendment: object) -> str:
    """Which person or pseudonym an amendment is about, where it is about one."""
    charge = text_of(amendment, "charge")
    row = object_of(object_of(amendment).get("content")).get(charge)
    return text_of(row, "id") or text_of(row, "pseudonym")
