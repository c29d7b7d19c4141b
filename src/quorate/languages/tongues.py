"""The language that a page speaks: one for each request, English where nobody chose another."""

import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
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


@contextmanager
def speaking(tongue: Tongue) -> Generator[None, None, None]:
    """What is said inside is said in that language."""
    token = TONGUE.set(tongue)
    try:
        yield
    finally:
        TONGUE.reset(token)


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


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that is said only where it is shown.

    Two of them are equal by what they are made of: a translation cannot make two things one.
    """

    text: str
    values: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return say(self.text, **dict(self.values))


def phrase(text: str, **values: str) -> Phrase:
    """The text, to be said later, with `%(name)s` filled in."""
    return Phrase(text, tuple(values.items()))


def carried(texts: Iterable[str]) -> dict[str, str]:
    """Each text with its translation, for a page to bring along to its scripts; nothing in English,
    which they speak themselves."""
    return {} if TONGUE.get() is ENGLISH else {text: say(text) for text in texts}


def spaced(name: str) -> str:
    """A word of a closed list as a catalogue has it: `conflict of interest`."""
    return name.replace("_", " ").replace("-", " ")


def word(name: str) -> str:
    """A word of a closed list as people write it: `conflict_of_interest`, in the page's words."""
    return say(spaced(name))


def spelled(name: str) -> str:
    """A word of a closed list where the language has it; as it stands for what no list knows, and
    in English, where files, the terminal and the API have it so."""
    plain = spaced(name)
    said = say(plain)
    return name if said == plain else said


def capital(text: str) -> str:
    """The text with a capital first; the rest stays, as names and German nouns need it."""
    return text[:1].upper() + text[1:]
