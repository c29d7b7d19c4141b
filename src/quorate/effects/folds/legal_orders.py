"""Authorities' orders: that two people checked the authority before anything is answered."""

from quorate.effects.folds.state import At, ForgedError, Ordered, State, heard, in_own_name
from quorate.ledger.fields import digest_text, integer, optional_text, text, texts, truth
from quorate.orders.model import vouched as apart
from quorate.orders.saying import OrderWord


def received(view: State, at: At) -> None:
    """Taken in, told by the web: nobody's signature, and nothing acts on it. Taken in again only
    while something is missing."""
    data = at.entry.data
    name, version = text(data, "order"), integer(data, "version")
    known = view.orders.get(name)
    if version != (known.version if known else 0) + 1 or (known and not known.incomplete):
        raise ForgedError("an order of this id was taken in before")
    content, lacks = digest_text(data, "content"), bool(texts(data, "missing"))
    view.orders[name] = Ordered(version, content, incomplete=lacks)


def vouched(view: State, at: At) -> None:
    """One person's signed word that the authority is real. It is checked where two stand apart."""
    order, who = _open(view, at)
    _signed(view, at, order, text(at.entry.data, "how"))
    if who in order.vouched or order.incomplete:
        raise ForgedError("vouched for it before, or it is incomplete")
    checks, people = truth(at.entry.data, "checked"), view.roster.people
    now_here = [people[name] for name in (*order.vouched, who) if name in people]
    if checks and not apart(now_here, at.entry.instant):
        raise ForgedError("nobody alone, no two of one team, nobody who left checks an authority")
    order.vouched.add(who)
    order.checked = checks


def rejected(view: State, at: At) -> None:
    """One person's signed no ends it."""
    order, _ = _open(view, at)
    _signed(view, at, order, text(at.entry.data, "how"))
    order.over = True


def answered(view: State, at: At) -> None:
    """The signed answer to a checked order, once."""
    data = at.entry.data
    order = _known(view, at)
    if order.over or not order.checked:
        raise ForgedError("no order that two people checked is open under this id")
    about = " ".join(
        [
            text(data, "outcome"),
            optional_text(data, "ground") or "-",
            optional_text(data, "effected") or "-",
            *texts(data, "given"),
        ]
    )
    _signed(view, at, order, about, digest_text(data, "answer"))
    order.over = True


def _known(view: State, at: At) -> Ordered:
    known = view.orders.get(text(at.entry.data, "order"))
    if known is None or known.content != text(at.entry.data, "content"):
        raise ForgedError("no such order was taken in")
    return known


def _open(view: State, at: At) -> tuple[Ordered, str]:
    order = _known(view, at)
    if order.over or order.checked:
        raise ForgedError("the authority was checked already")
    return order, text(at.entry.data, "by")


def _signed(view: State, at: At, order: Ordered, about: str, commitment: str = "") -> None:
    """The signer's own word; else ForgedError."""
    entry, data = at.entry, at.entry.data
    who = in_own_name(at)
    spoken = OrderWord(
        view.genesis_hash,
        entry.event,
        text(data, "order"),
        order.content,
        who,
        about,
        commitment,
    )
    heard(view, at, spoken)
