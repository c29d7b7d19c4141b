"""The language that a page speaks: one for each request, English where nobody chose another."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Final

from babel import Locale

GAP: Final = re.compile(r"%\(([a-h])\)s")


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: `code` as in `<html lang>`, `locale` for how dates and numbers are written.

    `sentences` are the English ones with a `GAP`, which come filled in from other rooms.
    """

    code: str
    locale: Locale
    catalogue: NullTranslations
    sentences: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    @property
    def name(self) -> str:
        """In itself: `Deutsch`."""
        return self.locale.language_name or self.code


ENGLISH: Final = Tongue("en", Locale("en", "GB"), NullTranslations())
TONGUE: Final = ContextVar("tongue", default=ENGLISH)


def say(text: str, **values: object) -> str:
    """The text in the page's language, with `%(name)s` filled in."""
    if not text:
        return ""  # in a catalogue the empty text is the head
    said = TONGUE.get().catalogue.gettext(text)
    return said % values if values else said


def plural(one: str, many: str, number: int) -> str:
    """The form for that number of things; nothing is filled in."""
    return TONGUE.get().catalogue.ngettext(one, many, number)


def count(one: str, many: str, number: int, **values: object) -> str:
    """The text for that number of things; `%(num)s` is the number."""
    return plural(one, many, number) % {"num": number, **values}


def word(name: str) -> str:
    """A word of a closed list as people write it: `conflict_of_interest`, in the page's words."""
    return say(name.replace("_", " ").replace("-", " "))


def capital(text: str) -> str:
    """The text with a capital first; the rest stays, as names and German nouns need it."""
    return text[:1].upper() + text[1:]
