"""The language that a page speaks: one for each request, English where nobody chose another."""

from contextvars import ContextVar
from gettext import NullTranslations
from typing import Final

TONGUE: Final = ContextVar("tongue", default=NullTranslations())  # noqa: B039


def say(text: str, **values: object) -> str:
    """The text in the page's language, with `%(name)s` filled in."""
    said = (
        TONGUE.get().gettext(text) if text else ""
    )  # the empty text would be the catalogue's head
    return said % values if values else said


def plural(one: str, many: str, number: int) -> str:
    """The form for that number of things; nothing is filled in."""
    return TONGUE.get().ngettext(one, many, number)


def count(one: str, many: str, number: int, **values: object) -> str:
    """The text for that number of things; `%(num)s` is the number."""
    return plural(one, many, number) % {"num": number, **values}


def word(name: str) -> str:
    """A word of a closed list as people write it: `conflict_of_interest`, in the page's words."""
    return say(name.replace("_", " ").replace("-", " "))


def capital(text: str) -> str:
    """The text with a capital first; the rest stays, as names and German nouns need it."""
    return text[:1].upper() + text[1:]
