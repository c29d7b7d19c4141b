"""Finds English on a German page."""

from collections.abc import Iterable
from functools import cache

from babel.messages.pofile import read_po
from tools.messages import texts

from quorate.languages.catalogues import FOLDER


@cache
def english() -> frozenset[str]:
    """What the catalogue turns into something else."""
    with (FOLDER / "de" / "LC_MESSAGES" / "quorate.po").open("rb") as file:
        known = list(read_po(file))
    pairs = [(texts(m.id)[0], texts(m.string)[0]) for m in known]
    told = {german for _, german in pairs}
    return frozenset(said for said, _ in pairs if said and said not in told and "%(" not in said)


def still_english(found: Iterable[str]) -> list[str]:
    """Texts of a page that are English though the catalogue has them."""
    known = english()
    return [text for text in found if text.rstrip(":").strip() in known or text in known]
