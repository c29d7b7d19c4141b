"""A replay in words: the same lines for the terminal, the pages and the documents.

The terminal and the documents are English. A page has another language: what is made here speaks
it, and sentences of the replay itself are found again where the page shows them.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from quorate.incidents.replay import TWIN, Page, Replay, Step
from quorate.languages.retelling import retell
from quorate.languages.tongues import say, spelled
from quorate.vocabulary.times import stamp

PLAYERS: Final = (
    "colleague who leaves today",
    "contractor on the last day",
    "database administrator",
    "first of the owner's staff",
    "first operator",
    "friend with a copy",
    "holder of the key",
    "other contractor",
    "second of the owner's staff",
    "second operator",
    "the contractor",
    "the employee",
    "the insider",
    "the leaver",
    "the on-call",
    "the owner",
    "the proposer",
    "the source of people's facts",
    "third operator",
    "three founders",
)
_STAGED: Final = re.compile(r"Quorate: (\w+) ([a-z]+), tier (\d)")


def player(who: str) -> str:
    """Who acts, by their part. `owner` alone is a role of the people file: here it is somebody."""
    part = who if " " in who else f"the {who}"
    said = say(part)
    return who if said == part else said


def answered(step: Step) -> str:
    """`refused by I1`, `done`, `waiting`."""
    if not step.promise:
        return say(step.answer)
    return say("refused by %(promise)s", promise=step.promise)


def paged(page: Page) -> str:
    """`12:00:00 Quorate: suspend proposed, tier 2`."""
    told = f"{page.at:%H:%M:%S} {_title(page.title)}"
    return say("%(page)s (%(num)s times)", page=told, num=page.times) if page.times > 1 else told


def _title(title: str) -> str:
    staged = _STAGED.fullmatch(title)
    if staged is None:
        return retell(title)
    return say(
        "Quorate: %(action)s %(stage)s, tier %(tier)s",
        action=spelled(staged[1]),
        stage=spelled(staged[2]),
        tier=staged[3],
    )


def became(replay: Replay) -> str:
    """What the twin shows at the end."""
    calls = [say("%(num)s %(call)s", num=n, call=spelled(call)) for call, n in replay.calls]
    return say(
        "Calls that changed something on the platform: %(calls)s. Still in force: %(force)s.",
        calls=", ".join(calls) or say("none"),
        force=", ".join(replay.silenced) or say("nothing"),
    )


def lines(replay: Replay) -> list[str]:
    """The whole for a terminal."""
    told = [replay.title, replay.tells, TWIN, ""]
    for number, step in enumerate(replay.steps, 1):
        told += [f"{number:2}  {step.at:%d %b %H:%M:%S}  {step.who} {step.does}"]
        told += [f"      {answered(step)}{': ' + step.said if step.said else ''}"]
        told += [f"      on-call  {paged(page)}" for page in step.pages]
        told += [f"      {line}" for line in step.without]
    return [*told, "", replay.ending, became(replay)]


def document(replay: Replay) -> Mapping[str, object]:
    """The whole as JSON."""
    return {
        "name": replay.name,
        "title": replay.title,
        "tells": replay.tells,
        "stage": TWIN,
        "steps": [_step(step) for step in replay.steps],
        "ending": replay.ending,
        "calls": dict(replay.calls),
        "in_force": list(replay.silenced),
    }


def _step(step: Step) -> dict[str, object]:
    pages = [{"at": stamp(p.at), "title": p.title, "times": p.times} for p in step.pages]
    return {**asdict(step), "at": stamp(step.at), "pages": pages, "without": list(step.without)}


def rows(replay: Replay) -> list[str]:
    """One Markdown row for each refusal: what was tried, by what refused, what it was worth."""
    return [
        f"| {step.who} {step.does} | {step.promise} | {' '.join(_last(step))} |"
        for step in replay.steps
        if step.answer == "refused"
    ]


def _last(step: Step) -> list[str]:
    """How many guards stand behind one another, and what comes when the last is out."""
    if not step.without:
        return ["-"]
    guards = len(step.without)
    if guards == 1:
        return [step.without[0]]
    return [f"{guards} guards stand one behind another. {step.without[0]} …{step.without[-1]}"]
