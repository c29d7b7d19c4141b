"""A replay in words: the same lines for the terminal, the pages and the documents."""

from collections.abc import Mapping
from dataclasses import asdict

from quorate.incidents.replay import TWIN, Page, Replay, Step
from quorate.vocabulary.times import stamp


def answered(step: Step) -> str:
    """`refused by I1`, `done`, `waiting`."""
    return f"refused by {step.promise}" if step.promise else step.answer


def paged(page: Page) -> str:
    """`12:00:00 Quorate: suspend proposed, tier 2`."""
    times = f" ({page.times} times)" if page.times > 1 else ""
    return f"{page.at:%H:%M:%S} {page.title}{times}"


def became(replay: Replay) -> str:
    """What the twin shows at the end."""
    calls = ", ".join(f"{number} {call}" for call, number in replay.calls) or "none"
    force = ", ".join(replay.silenced) or "nothing"
    return f"Calls that changed something on the platform: {calls}. Still in force: {force}."


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
