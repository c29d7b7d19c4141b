"""Sentences of other rooms, which know no language and come filled in: found again by their form.

The catalogue has `%(a)s is held by %(b)s`; a refusal says `case_1 is held by ada`. What stands in
the gaps is kept as it is, but for another such sentence and the sign between thousands.
"""

import re
from functools import cache
from typing import Final

from quorate.languages import dates
from quorate.languages.tongues import ENGLISH, GAP, TONGUE, say
from quorate.vocabulary.problems import FACTS, Problem

LONGEST: Final = 300
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")
LONGEST_REFUSAL: Final = 1200
"""It lists each hand that does not count, with why."""
_REFUSAL: Final = re.compile(r"([a-z-]+)( \([^()]{1,20}\))?: (.+)", re.DOTALL)
_MISSING: Final = re.compile(r"missing: ([^\[\]]+)(?: \[not counted: (.+)\])?", re.DOTALL)
_NEXT: Final = re.compile(r"; (?=[a-z-]+(?: \([^()]{1,20}\))?: )")


def retell(text: str) -> str:
    """The sentence in the page's language, or as it came where no form fits."""
    said = say(text)
    if said != text or TONGUE.get() is ENGLISH or len(text) > LONGEST_REFUSAL:
        return said
    refusal, missing = _REFUSAL.fullmatch(text), _MISSING.fullmatch(text)
    if refusal and refusal[1] in set(Problem):
        return f"{titled(refusal[1])}{refusal[2] or ''}: {retell(refusal[3])}"
    return _quorum(missing) if missing else _formed(text)


def titled(problem: str) -> str:
    """A problem as people read it: its title; its name in English, and where no list knows it."""
    if TONGUE.get() is ENGLISH or problem not in set(Problem):
        return problem
    return say(FACTS[Problem(problem)].title)


def _quorum(missing: re.Match[str]) -> str:
    """Which places are empty, and which hands fill none."""
    slots = ", ".join(say(slot) for slot in missing[1].split(", "))
    if not missing[2]:
        return say("missing: %(slots)s", slots=slots)
    hands = "; ".join(retell(refusal) for refusal in _NEXT.split(missing[2]))
    return say("missing: %(slots)s [not counted: %(hands)s]", slots=slots, hands=hands)


def _formed(text: str) -> str:
    if len(text) > LONGEST:
        return text
    forms = _forms(TONGUE.get().sentences)
    fitting = [(found, known) for form, known in forms if (found := form.fullmatch(text))]
    if not fitting:
        return text
    found, known = min(fitting, key=lambda one: _lead(one[0]))
    return say(known, **{name: _within(gap) for name, gap in found.groupdict().items()})


def _lead(found: re.Match[str]) -> int:
    """How much stands in a gap before the form's own words: the outer sentence has the least, and
    `ada when proposing: off shift` is not `ada when proposing` that is off shift."""
    return found.end(1) if found.start(1) == 0 else 0


def _within(gap: str) -> str:
    if _GROUPED.fullmatch(gap):
        return dates.number(int(gap.replace(",", "")))
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
