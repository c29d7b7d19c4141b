"""What an order says, as somebody took it in: its elements, and which of them are missing. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from quorate.accounts.subject import Subject
from quorate.intake.model import AUTHORITY, BODY_CHARACTERS, Report, ReportKind, check
from quorate.intake.wellformed import is_clean
from quorate.ledger.canonical import canonical
from quorate.ledger.fields import as_object, items, texts
from quorate.mail.model import ADDRESS, LONGEST_ADDRESS
from quorate.vocabulary.kinds import OrderKind, SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import instant

MOST_ITEMS: Final = 100
LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 2_000
LONGEST_REASONS: Final = 6_000


class Element(StrEnum):
    """What an order has to contain (Article 9(2), Article 10(2))."""

    AUTHORITY = "authority"
    BASIS = "basis"
    CONTACT = "contact"
    FIELDS = "fields"
    ITEMS = "items"
    REASONS = "reasons"
    REDRESS = "redress"
    TERRITORY = "territory"


class Telling(StrEnum):
    """From when the recipient may be told (Article 9(5), Article 10(5)): at the latest when effect
    is given, or not before the authority says so."""

    WHEN_ALLOWED = "when_allowed"
    WITH_EFFECT = "with_effect"


class Via(StrEnum):
    """How the order came."""

    LETTER = "letter"
    MAIL = "mail"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an order names, as the platform does, and its address where one is said."""

    connector: str
    kind: str
    native: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """The texts and names of an order; they stand beside the log, whole, under one commitment.

    `contact` is the authority's e-mail address for the answer, `reasons` why the content is
    illegal or the information needed, `redress` what provider and recipient can do against it,
    `tell_from` the instant before which the authority keeps the recipient from being told, empty
    where it names none, `fields` the private fields that an order for information asks for.
    """

    via: str
    authority: str
    contact: str
    reference: str
    issued_on: str
    basis: str
    reasons: str
    redress: str
    telling: str
    tell_from: str
    fields: tuple[str, ...]
    items: tuple[Item, ...]

    def written(self) -> str:
        """The canonical JSON (RFC 8785) that is committed to."""
        row = asdict(self)
        return canonical(json.loads(json.dumps(row))).decode()


def read_content(written: str) -> Content:
    """From `written`. Raises ValueError."""
    row = as_object(json.loads(written), "content")
    named = [
        Item(*(_said(item, name) for name in ("connector", "kind", "native", "url")))
        for item in items(row, "items")
    ]
    plain = ("via", "authority", "contact", "reference", "issued_on", "basis", "reasons")
    said = {name: _said(row, name) for name in (*plain, "redress", "telling", "tell_from")}
    return Content(**said, fields=tuple(texts(row, "fields")), items=tuple(named))


def _said(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name}: a text is needed, be it empty")
    return value


def missing(kind: OrderKind, content: Content, territory: tuple[str, ...]) -> tuple[Element, ...]:
    """The elements that an order lacks, in the words' order; none where it is complete."""
    lacks = {
        Element.AUTHORITY: not content.authority,
        Element.BASIS: not content.basis,
        Element.CONTACT: not content.contact,
        Element.FIELDS: kind is OrderKind.INFORM and not content.fields,
        Element.ITEMS: not content.items,
        Element.REASONS: not content.reasons,
        Element.REDRESS: not content.redress,
        Element.TERRITORY: kind is OrderKind.ACT and not territory,
    }
    return tuple(element for element in Element if lacks[element])


def faults(content: Content, area: str) -> Iterator[Refusal]:
    """What does not fit, field by field; what is empty is missing and no fault."""
    for name, most in _CAPS.items():
        said: str = getattr(content, name)
        if len(said) > most or not is_clean(said):
            yield misfit(f"at most {most} characters, none of them NUL, are taken", name)
    if content.via not in set(Via):
        yield misfit("choose how it came", "via")
    if content.telling not in set(Telling):
        yield misfit("choose from when the recipient may be told", "telling")
    if content.tell_from and (
        content.telling != Telling.WHEN_ALLOWED or not _is_instant(content.tell_from)
    ):
        yield misfit("an instant, where the authority delays it", "tell_from")
    if not _is_day(content.issued_on):
        yield misfit("a day such as 2026-11-24 is needed", "issued_on")
    if content.contact and not ADDRESS.fullmatch(content.contact):
        yield misfit("this is no e-mail address", "contact")
    if not set(content.fields) <= set(PrivateField):
        yield misfit("choose private fields that there are", "fields")
    if len(content.items) > MOST_ITEMS:
        yield misfit(f"at most {MOST_ITEMS} items are taken", "items")
    if len({(i.connector, i.kind, i.native) for i in content.items}) < len(content.items):
        yield misfit("an item stands twice", "items")
    for place, item in enumerate(content.items[:MOST_ITEMS]):
        yield from _unfit(item, place, area)


_CAPS: Final = {
    "authority": LONGEST_NAME,
    "contact": LONGEST_ADDRESS,
    "reference": LONGEST_NAME,
    "basis": LONGEST_TEXT,
    "reasons": LONGEST_REASONS,
    "redress": LONGEST_TEXT,
}


def _unfit(item: Item, place: int, area: str) -> Iterator[Refusal]:
    field = f"items.{place}"
    if item.kind not in set(SubjectKind):
        yield misfit("an account or a message", field)
        return
    checked = check(reported(item, "key", area, ""))
    if isinstance(checked, Refusal):
        yield misfit(checked.detail, field)
    if len(item.url) > LONGEST_TEXT or not is_clean(item.url):
        yield misfit(f"an address of at most {LONGEST_TEXT} characters", field)


def reported(item: Item, key: str, area: str, body: str) -> Report:
    """What joins the item's case; it says why, and not who ordered it."""
    evidence = [{"url": item.url}] if item.url else []
    subject = Subject(item.connector, SubjectKind(item.kind), item.native)
    return Report(
        source=AUTHORITY,
        key=key,
        kind=ReportKind.REPORT,
        subject=subject,
        category=area,
        body=body[:BODY_CHARACTERS],
        evidence=evidence,
    )


def misfit(detail: str, field: str) -> Refusal:
    """A field that does not fit, and what would."""
    return Refusal(Problem.BODY_INVALID, detail, field)


def _is_instant(said: str) -> bool:
    try:
        instant(said)
    except ValueError:
        return False
    return True


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False
