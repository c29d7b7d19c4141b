"""The languages that there are: English, and each folder `locale/<code>/LC_MESSAGES/quorate.po`.

The texts are read from the .po files themselves: no compiled file can differ from what was read by
a person.
"""

import io
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from quorate.languages.tongues import ENGLISH, GAP, Tongue

FOLDER: Final = Path(__file__).parent / "locale"
MOST: Final = 20


@cache
def tongues(folder: Path = FOLDER) -> Mapping[str, Tongue]:
    """All of them by their code. Raises OSError or ValueError for a catalogue that is broken."""
    found = {ENGLISH.code: ENGLISH}
    for path in sorted(folder.glob("*/LC_MESSAGES/quorate.po")):
        code = path.parent.parent.name
        found[code] = _read(path, code)
    return found


def _read(path: Path, code: str) -> Tongue:
    locale, compiled = Locale.parse(code, sep="-"), io.BytesIO()
    with path.open("rb") as file:
        known = read_po(file, locale, abort_invalid=True)
    write_mo(compiled, known)
    compiled.seek(0)
    sentences = [m.id for m in known if isinstance(m.id, str) and GAP.search(m.id)]
    return Tongue(code, locale, GNUTranslations(compiled), tuple(sentences))


def chosen(kept: str, accepted: str) -> Tongue:
    """The language that a person keeps, else the first that the browser accepts and we have."""
    known = {code.lower(): tongue for code, tongue in tongues().items()}
    for wanted in (kept, *_in_order(accepted)):
        for code in (wanted.lower(), wanted.lower().partition("-")[0]):
            if code in known:
                return known[code]
    return ENGLISH


def _in_order(accepted: str) -> list[str]:
    """The codes of an Accept-Language field, the most wanted first (RFC 9110, 12.5.4)."""
    found: list[tuple[float, str]] = []
    for part in accepted.split(",")[:MOST]:
        code, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if quality > 0:
            found.append((quality, code.strip()))
    return [code for _, code in sorted(found, key=lambda one: -one[0])]
