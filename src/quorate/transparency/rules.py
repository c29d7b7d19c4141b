"""What the Transparency Database takes as a statement of reasons, judged before it is sent.

Pure. The rules are those that the Database's API runs on the two ways to file (DSA, Article 24(5)):
`POST /api/v1/statement` and `POST /api/v1/statements`. Where its documentation says otherwise, its
code counts: texts are trimmed and an empty one is none; end dates may lie before the application
date; the text "null" is taken for the restrictions, account types and keywords; and what belongs to
another ground is dropped before it is judged.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, cast

from quorate.transparency.values import RENAMED, VALUES

Statement = Mapping[str, object]
Errors = dict[str, list[str]]
"""Field to what is wrong with it; empty where nothing is."""

MOST: Final = 100
"""Statements in one batch."""
RESTRICTIONS: Final = (
    "decision_visibility",
    "decision_monetary",
    "decision_provision",
    "decision_account",
)
REQUIRED: Final = (
    "decision_ground",
    "content_type",
    "category",
    "content_date",
    "application_date",
    "decision_facts",
    "source_type",
    "automated_detection",
    "automated_decision",
    "puid",
)
_YES_OR_NO: Final = frozenset({"Yes", "No"})
_NONE: Final = frozenset({"null"})
_ONE: Final[Mapping[str, frozenset[str]]] = {
    "account_type": VALUES["account_type"] | _NONE,
    "automated_decision": VALUES["automated_decision"],
    "automated_detection": _YES_OR_NO,
    "category": VALUES["category"],
    "content_language": VALUES["content_language"],
    "decision_account": VALUES["decision_account"] | _NONE,
    "decision_ground": VALUES["decision_ground"],
    "decision_monetary": VALUES["decision_monetary"] | _NONE,
    "decision_provision": VALUES["decision_provision"] | _NONE,
    "incompatible_content_illegal": _YES_OR_NO,
    "source_type": VALUES["source_type"],
}
_MANY: Final[Mapping[str, frozenset[str]]] = {
    "category_addition": VALUES["category"],
    "category_specification": VALUES["keyword"] | _NONE,
    "content_type": VALUES["content_type"],
    "decision_visibility": VALUES["decision_visibility"] | _NONE,
    "territorial_scope": VALUES["territorial_scope"],
}
_NEVER_NULL: Final = frozenset({"category_addition", "incompatible_content_illegal"})
_LONGEST: Final = {
    "category_specification_other": 500,
    "content_type_other": 500,
    "decision_facts": 5000,
    "decision_ground_reference_url": 500,
    "decision_monetary_other": 500,
    "decision_visibility_other": 500,
    "illegal_content_explanation": 2000,
    "illegal_content_legal_ground": 500,
    "incompatible_content_explanation": 2000,
    "incompatible_content_ground": 500,
    "source_identity": 500,
}
# Needed with a value of another field; those of `_DROPPED` are not even judged without it.
_NEEDED_WITH: Final = {
    "content_type_other": ("content_type", "CONTENT_TYPE_OTHER"),
    "decision_monetary_other": ("decision_monetary", "DECISION_MONETARY_OTHER"),
    "decision_visibility_other": ("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    "illegal_content_explanation": ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"),
    "illegal_content_legal_ground": ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"),
    "incompatible_content_explanation": (
        "decision_ground",
        "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    ),
    "incompatible_content_ground": ("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT"),
}
_DROPPED: Final = _NEEDED_WITH.keys() - {"content_type_other", "decision_visibility_other"}
LATEST: Final = date(2038, 1, 1)
_EARLIEST: Final = {
    "application_date": date(2020, 1, 1),
    "content_date": date(2000, 1, 1),
    "end_date_account_restriction": date.min,
    "end_date_monetary_restriction": date.min,
    "end_date_service_restriction": date.min,
    "end_date_visibility_restriction": date.min,
}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PUID: Final = re.compile(r"[a-zA-Z0-9_-]{1,500}")
_EAN: Final = re.compile(r"[0-9]{13}")
_URL: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/?#\"<>\\^`{|}]+([/?#][^\s\"<>\\^`{|}]*)?")
_BLANK: Final = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\ufeff\u200b\u200e"
_SHOWN: Final = 80
NEEDED: Final = "A value is needed."
NOT_TEXT: Final = "A text is needed."


def check(statement: object) -> Errors:
    """What is wrong with one statement, filed by itself."""
    return _judge(_read(statement), "content_id_ean")


def check_batch(statements: object) -> Errors:
    """What is wrong with the `statements` of a batch: one that is refused refuses them all.

    A field is named as `statement_0.puid`.
    """
    if not isinstance(statements, list):
        return {"statements": ["A list of statements is needed."]}
    given = cast("list[object]", statements)
    if not 1 <= len(given) <= MOST:
        return {"statements": [f"1 to {MOST} statements are taken; these are {len(given)}."]}
    found: Errors = {}
    seen: set[str] = set()
    for at, one in enumerate(given):
        said = _read(one)
        errors = _judge(said)
        if said is not None and "puid" not in errors:
            puid = str(said["puid"])
            if puid in seen:
                errors["puid"] = ["Another statement of this batch has it."]
            seen.add(puid)
        found |= {f"statement_{at}.{field}": told for field, told in errors.items()}
    return found


def _read(statement: object) -> Statement | None:
    """As it is judged: no space around a text, and None for an empty one. None for no object."""
    if not isinstance(statement, Mapping):
        return None
    return {name: _trimmed(value) for name, value in cast("Statement", statement).items()}


def _trimmed(value: object) -> object:
    match value:
        case str():
            return value.strip(_BLANK) or None
        case list():
            return [_bare(one) for one in cast("list[object]", value)]
        case dict():
            return {name: _bare(one) for name, one in cast("dict[str, object]", value).items()}
        case _:
            return value


def _bare(value: object) -> object:
    return (value.strip(_BLANK) or None) if isinstance(value, str) else value


def _judge(said: Statement | None, *further: str) -> Errors:
    if said is None:
        return {"statement": ["An object is needed."]}
    found: Errors = {}
    for judge in (_missing, _choices, _lists, _texts, _days, _puid):
        for field, told in judge(said):
            found.setdefault(field, []).append(told)
    for field, told in _numbers(said, further):
        found.setdefault(field, []).append(told)
    return found


_Told = Sequence[tuple[str, str]]


def _empty(value: object) -> bool:
    return value is None or value in ([], {})


def chosen(said: Statement, field: str, value: str) -> bool:
    """Whether a field is that value, or a list with it."""
    given = said.get(field)
    return value in cast("list[object]", given) if isinstance(given, list) else given == value


def _missing(said: Statement) -> _Told:
    found = [(field, NEEDED) for field in REQUIRED if _empty(said.get(field))]
    if all(_empty(said.get(field)) for field in RESTRICTIONS):
        one_of = f"At least one of {', '.join(RESTRICTIONS)} is needed."
        found += [(field, one_of) for field in RESTRICTIONS]
    for field, (other, value) in _NEEDED_WITH.items():
        if chosen(said, other, value) and _empty(said.get(field)):
            found.append((field, f"A value is needed where {other} is {value}."))
    return found


def _is_given(said: Statement, field: str) -> bool:
    """Whether there is something to judge; some fields are judged even when they are null."""
    return said.get(field) is not None or (field in _NEVER_NULL and field in said)


def _choices(said: Statement) -> _Told:
    found: list[tuple[str, str]] = []
    for field, known in _ONE.items():
        value = said.get(field)
        if _is_given(said, field) and (not isinstance(value, str) or value not in known):
            found.append((field, _unknown(value)))
    return found


def _lists(said: Statement) -> _Told:
    found: list[tuple[str, str]] = []
    for field, known in _MANY.items():
        value = said.get(field)
        if not _is_given(said, field):
            continue
        if not isinstance(value, list):
            found.append((field, "A list is needed."))
            continue
        given = cast("list[object]", value)
        strange = [v for v in given if not isinstance(v, str) or v not in known]
        found += [(field, _unknown(v)) for v in strange[:MOST]]
    return found


def _unknown(value: object) -> str:
    shown = str(value)[:_SHOWN]
    renamed = RENAMED.get(shown)
    hint = f" It is named {renamed} now." if renamed else ""
    return f"{shown!r} is not among the values that are taken.{hint}"


def _texts(said: Statement) -> _Told:
    found: list[tuple[str, str]] = []
    for field, longest in _LONGEST.items():
        value = said.get(field)
        if value is None or (field in _DROPPED and not chosen(said, *_NEEDED_WITH[field])):
            continue
        if not isinstance(value, str):
            found.append((field, NOT_TEXT))
            continue
        if len(value) > longest:
            found.append((field, f"At most {longest} characters; these are {len(value)}."))
        if field == "decision_ground_reference_url" and not _URL.fullmatch(value):
            found.append((field, "An address such as https://example.org/rules is needed."))
    return found


def _days(said: Statement) -> _Told:
    found: list[tuple[str, str]] = []
    for field, earliest in _EARLIEST.items():
        value = said.get(field)
        if value is None:
            continue
        day = _day(value)
        if day is None:
            found.append((field, "A day that there is, as YYYY-MM-DD, is needed."))
        elif not earliest <= day <= LATEST:
            since = "" if earliest == date.min else f" from {earliest}"
            found.append((field, f"A day{since} to {LATEST} is needed."))
    return found


def _day(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _puid(said: Statement) -> _Told:
    value = said.get("puid")
    whole = isinstance(value, int) and not isinstance(value, bool)
    if value is None or whole or (isinstance(value, str) and _PUID.fullmatch(value)):
        return ()
    return [("puid", "Up to 500 letters, digits, - and _ are taken.")]


def _numbers(said: Statement, further: Sequence[str]) -> _Told:
    """The product's number: in `content_id`, and in fields that only one of the two ways reads."""
    found: list[tuple[str, str]] = []
    given = said.get("content_id")
    if given is not None and not isinstance(given, list | dict):
        found.append(("content_id", 'An object such as {"EAN-13": "…"} is needed.'))
    numbers = {name: said[name] for name in further if said.get(name) is not None}
    if isinstance(given, dict) and "EAN-13" in given:
        numbers["content_id.EAN-13"] = cast("dict[str, object]", given)["EAN-13"]
    for field, value in numbers.items():
        if not isinstance(value, str) or not _EAN.fullmatch(value):
            found.append((field, "A text of 13 digits is needed."))
    return found
