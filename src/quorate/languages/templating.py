"""Templates that speak: what each of them says its texts with."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from quorate.languages import dates
from quorate.languages.retelling import retell
from quorate.languages.tongues import capital, count, plural, say, word

SHARED: Final = ("quorate.languages", "static")
"""The package and folder of the script that every page's scripts say their texts with."""
SPOKEN: Final = {"_": say, "gettext": say, "ngettext": plural, "count": count}
_FILTERS: Final = {
    "day": dates.day,
    "instant": dates.instant,
    "minute": dates.minute,
    "month": dates.month,
    "number": dates.number,
    "retold": retell,
    "second": dates.second,
    "weekday": dates.weekday,
    "word": word,
}


def plain(text: object) -> str:
    """Hostile text without control characters and direction marks; line breaks stay."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in str(text))


def templates(folder: Path) -> Environment:
    """Those of a folder; every text is escaped. They are rendered with `SPOKEN` as globals."""
    pages = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    pages.filters.update({name: _each_time(said) for name, said in _FILTERS.items()})
    pages.filters.update({"capital": capital, "plain": plain})
    return pages


def _each_time(said: Callable[..., str]) -> Callable[..., str]:
    """As a filter that is asked at every rendering.

    Jinja fills in a filter of a constant when it compiles the template, which would keep the
    language of the first request; what takes the context is left alone.
    """

    @pass_context
    def asked(_: Context, *given: object) -> str:
        return said(*given)

    return asked
