"""Sentences of other rooms, which know no language and come filled in: found again by their form.

The catalogue has `%(a)s is held by %(b)s`; a refusal says `case_1 is held by ada`. What stands in
the gaps is kept as it is, but for another such sentence.
"""

import re
from functools import cache
from typing import Final

from quorate.console.tongues import GAP, TONGUE, say

LONGEST: Final = 300


def retell(text: str) -> str:
    """The sentence in the page's language, or as it came where no form fits."""
    said = say(text)
    if said != text or len(text) > LONGEST:
        return said
    for form, known in _forms(TONGUE.get().sentences):
        found = form.fullmatch(text)
        if found:
            return say(known, **{name: _within(gap) for name, gap in found.groupdict().items()})
    return text


def _within(gap: str) -> str:
    return retell(gap) if " " in gap else gap


@cache
def _forms(sentences: tuple[str, ...]) -> list[tuple[re.Pattern[str], str]]:
    """Those that say most of their own stand first."""
    known = sorted(sentences, key=lambda text: -len(GAP.sub("", text)))
    return [(re.compile(_form(text), re.DOTALL), text) for text in known]


def _form(text: str) -> str:
    parts = GAP.split(text.replace("%%", "%"))
    gaps = [f"(?P<{name}>.+?)" for name in parts[1::2]]
    said = [re.escape(part) for part in parts[::2]]
    return "".join(part for pair in zip(said, [*gaps, ""], strict=True) for part in pair)
