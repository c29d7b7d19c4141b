"""A statement of reasons as the Transparency Database takes it (DSA, Article 24(5)). Pure.

The Article wants no personal data in it: what a reviewer wrote to the person concerned stays here,
and the facts are told in a sentence of our own.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from quorate.ledger.fields import as_object, optional_text, text, texts, truth
from quorate.transparency.noticed import BY_PEOPLE
from quorate.transparency.provider import DEFAULT, RESTRICTION_OF
from quorate.transparency.values import VALUES
from quorate.vocabulary.actions import Action

EARLIEST_CONTENT: Final = date(2000, 1, 1)
_EXPLAINED: Final = 2000
_NAMED: Final = 500
_CONTENT: Final = {
    "audio": "CONTENT_TYPE_AUDIO",
    "image": "CONTENT_TYPE_IMAGE",
    "text": "CONTENT_TYPE_TEXT",
    "video": "CONTENT_TYPE_VIDEO",
}
_SOURCES: Final = {
    "article_16": "SOURCE_ARTICLE_16",
    "legal_order": "SOURCE_TYPE_OTHER_NOTIFICATION",  # the Database has no word for an order
    "notice": "SOURCE_TYPE_OTHER_NOTIFICATION",
    "own_initiative": "SOURCE_VOLUNTARY",
    "trusted_flagger": "SOURCE_TRUSTED_FLAGGER",
}
_CAME: Final = {
    "article_16": "A notice under Article 16 pointed to it.",
    "legal_order": "An authority ordered action against it (Article 9).",
    "notice": "A user of the service reported it.",
    "own_initiative": "The provider found it by itself.",
    "trusted_flagger": "A trusted flagger pointed to it.",
}


def payload(content: Mapping[str, object], categories: Mapping[str, str]) -> dict[str, object]:
    """The statement to file. `content` is what `statements_of_reasons` keeps, `categories` names
    the Database's category of an area. Raises ValueError naming a field that does not fit."""
    scope, ground = as_object(content["scope"], "scope"), as_object(content["ground"], "ground")
    about = as_object(content["content"], "content")
    automated = as_object(content["automated"], "automated")
    source = text(content, "source")
    return {
        "puid": text(content, "proposal"),
        **_restriction(Action(text(content, "action")), as_object(content["duration"], "duration")),
        **_ground(ground),
        **_types(texts(about, "types"), text(scope, "kind")),
        "category": categories.get(text(content, "category"), DEFAULT),
        "content_language": _language(optional_text(about, "language")),
        "content_date": max(text(about, "date"), EARLIEST_CONTENT.isoformat()),
        "application_date": text(content, "application_date"),
        "territorial_scope": sorted(VALUES["territorial_scope"]),
        "decision_facts": _facts(source, ground),
        "source_type": _SOURCES[source],
        "automated_detection": "Yes" if truth(automated, "detection") else "No",
        "automated_decision": BY_PEOPLE,
    }


def _restriction(action: Action, duration: Mapping[str, object]) -> dict[str, object]:
    until = optional_text(duration, "until")
    end = until[:10] if until else None
    restriction = RESTRICTION_OF.get(action)
    if restriction is None:
        raise ValueError(f"action: {action} restricts nothing")
    if restriction.startswith("DECISION_VISIBILITY"):
        return {"decision_visibility": [restriction], "end_date_visibility_restriction": end}
    return {"decision_account": restriction, "end_date_account_restriction": end}


def _ground(ground: Mapping[str, object]) -> dict[str, object]:
    url, law = optional_text(ground, "reference_url"), optional_text(ground, "law")
    explained = text(ground, "text")[:_EXPLAINED]
    if law:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "decision_ground_reference_url": url,
            "illegal_content_legal_ground": law[:_NAMED],
            "illegal_content_explanation": explained,
        }
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "decision_ground_reference_url": url,
        "incompatible_content_ground": text(ground, "policy")[:_NAMED],
        "incompatible_content_explanation": explained,
        "incompatible_content_illegal": "No",
    }


def _types(kinds: list[str], subject: str) -> dict[str, object]:
    """What is no kind of the Database's is named as what was decided about: an account."""
    found = sorted({_CONTENT.get(kind, "CONTENT_TYPE_OTHER") for kind in kinds})
    other = subject if "CONTENT_TYPE_OTHER" in found else None
    return {"content_type": found, "content_type_other": other}


def _language(tag: str | None) -> str | None:
    """The two letters of a tag of BCP 47, where the Database has them."""
    code = (tag or "").partition("-")[0].upper()
    return code if code in VALUES["content_language"] else None


def _facts(source: str, ground: Mapping[str, object]) -> str:
    policy = text(ground, "policy")
    return f"{_CAME[source]} A person reviewed it and found it to be against the policy {policy}."
