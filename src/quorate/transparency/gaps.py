"""What a report lacks, told to whoever is about to publish it. Pure."""

from collections.abc import Iterator

from quorate.transparency.figures import Figures
from quorate.transparency.provider import Provider
from quorate.transparency.template import LINES, OTHER, SAID, SHEETS, TEXTS, TOTAL


def gaps(figures: Figures, provider: Provider) -> list[str]:
    """Parts and rows that apply and are blank, and rows that need the provider's words."""
    return [
        *_not_counted(figures, provider),
        *_not_known(figures, provider),
        *_not_described(figures, provider),
        *_not_said(provider),
    ]


def _not_counted(figures: Figures, provider: Provider) -> Iterator[str]:
    for sheet in SHEETS.values():
        if provider.applies(sheet.applies) and sheet.name not in figures.tables:
            yield f"{sheet.name}: not counted in every month, so it is blank"


def _not_known(figures: Figures, provider: Provider) -> Iterator[str]:
    values = {**figures.single, **provider.figures}
    for part, lines in LINES.items():
        applicable = [line for line in lines if provider.applies(line.applies)]
        blank = sum(line.figure not in values for line in applicable)
        if blank:
            yield f"{part}: {blank} of the {len(applicable)} rows that apply are blank"


def _not_described(figures: Figures, provider: Provider) -> Iterator[str]:
    """Whatever is counted under KEYWORD_OTHER needs a description (Annex II, part I, 7)."""
    for name, table in figures.tables.items():
        for place in SHEETS[name].places:
            described = place.keyword != OTHER or place.category in provider.others
            if not described and any(table.at(TOTAL, place)):
                yield f"{name}: {OTHER} of {place.category} needs a description in `others`"


def _not_said(provider: Provider) -> Iterator[str]:
    for said in SAID[TEXTS]:
        if provider.applies(said.applies) and said.name not in provider.texts:
            yield f"{TEXTS}: no text for `{said.name}`"
