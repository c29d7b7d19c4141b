"""The language that a page speaks: one for each request, English where nobody chose another."""

from contextvars import ContextVar
from gettext import NullTranslations
from typing import Final

TONGUE: Final = ContextVar("tongue", default=NullTranslations())  # noqa: B039


def say(text: str, **values: object) -> str:
    """The text in the page's language, with `%(name)s` filled in."""
    return TONGUE.get().gettext(text) % values if values else TONGUE.get().gettext(text)


def plural(one: str, many: str, number: int) -> str:
    """The form for that number of things; nothing is filled in."""
    return TONGUE.get().ngettext(one, many, number)


def count(one: str, many: str, number: int, **values: object) -> str:
    """The text for that number of things; `%(num)s` is the number."""
    return plural(one, many, number) % {"num": number, **values}
