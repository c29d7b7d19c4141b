"""What every public page needs: its templates, its strict headers, and refusals as pages."""

from datetime import date
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse

from quorate.languages import dates
from quorate.languages.catalogues import tongues
from quorate.languages.templating import SPOKEN, templates
from quorate.languages.tongues import TONGUE
from quorate.telemetry.metrics.doors import REFUSALS
from quorate.vocabulary import times
from quorate.vocabulary.problems import FACTS, Refusal

HERE: Final = Path(__file__).parent
PREFIX: Final = "/public"
CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
# An address is all that its holder needs: it goes to no other site, and to no search engine.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_pages = templates(HERE / "templates")
_SPOKEN: Final = {**SPOKEN, "tongues": tongues}


def _moment(text: str) -> str:
    """An instant as files have it, as the page's language writes it."""
    return dates.instant(times.instant(text))


def _on_day(text: str) -> str:
    """A day as files have it, as the page's language writes it."""
    return dates.day(date.fromisoformat(text))


_pages.filters.update({"moment": _moment, "on_day": _on_day})


def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
    """A rendered template; every text in it is escaped. It has no script."""
    return HTMLResponse(rendered(name, **values), status, HEADERS)


def rendered(name: str, **values: object) -> str:
    """The page alone, for whoever keeps it."""
    found = _pages.get_template(name, globals=_SPOKEN)
    return found.render(tongue=TONGUE.get(), prefix=PREFIX, **values)


def refused_page(refusal: Refusal) -> HTMLResponse:
    """A refusal with its way out."""
    REFUSALS.labels(refusal.problem).inc()
    facts = FACTS[refusal.problem]
    return page("problem.html", facts.status, refusal=refusal, facts=facts)
