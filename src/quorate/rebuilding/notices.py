"""What each entry says of notifiers who misuse notices, and of trusted flaggers. Pure."""

from typing import Final

from quorate.intake.flaggers import FLAGGER
from quorate.intake.misuse import Step
from quorate.intake.notices import NOTIFIER
from quorate.ledger.entry import Entry
from quorate.ledger.fields import integer, optional_text, text
from quorate.rebuilding.books import Books, Value
from quorate.rebuilding.casework import identifier, kept
from quorate.vocabulary.events import Event

STEPS: Final = {
    Event.NOTIFIER_RESTORED: Step.RESTORED,
    Event.NOTIFIER_SUSPENDED: Step.SUSPENDED,
    Event.NOTIFIER_WARNED: Step.WARNED,
}


def stepped(books: Books, where: str, entry: Entry) -> None:
    """One more step about a notifier; one out of its turn raises ValueError."""
    data, steps = entry.data, books.table("notifier_steps")
    notifier, number = identifier(NOTIFIER, text(data, "notifier")), integer(data, "version")
    if (notifier, str(number)) in steps or (
        number > 1 and (notifier, str(number - 1)) not in steps
    ):
        raise ValueError(f"step {number} of a notifier is out of its turn")
    reason = optional_text(data, "reason_commitment")
    values: dict[str, Value] = {
        "step": STEPS[entry.event].value,
        "decided_by": text(data, "by"),
        "decided_at": entry.at,
        "until": optional_text(data, "until"),
        "reason": reason,
    }
    books.put("notifier_steps", (notifier, str(number)), where, values)
    if reason is not None:
        kept(books, where, entry, reason)


def flagged(books: Books, where: str, entry: Entry) -> None:
    """A trusted flagger as it stands after the change; one out of its turn raises ValueError."""
    data = entry.data
    key, number = (identifier(FLAGGER, text(data, "flagger")),), integer(data, "version")
    known = books.table("trusted_flaggers").get(key)
    if number != (integer(known.values, "number") if known else 0) + 1:
        raise ValueError(f"change {number} of a flagger is out of its turn")
    values: dict[str, Value] = {
        "areas": text(data, "areas"),
        "since": text(data, "since"),
        "until": optional_text(data, "until"),
        "suspended": optional_text(data, "suspended"),
        "number": number,
    }
    books.put("trusted_flaggers", key, where, values)
