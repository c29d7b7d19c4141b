"""A timeline as JSON and as lines of text: the same for the API, the terminal and the exports.

How long something lasted is told on pages, too, in their language.
"""

from collections.abc import Mapping
from typing import Final

from quorate.incidents.timeline import Course, Step, Timeline
from quorate.languages.dates import pointed
from quorate.languages.tongues import say
from quorate.ledger.fields import as_object, items
from quorate.vocabulary.times import stamp

STILL: Final = "still in force"


def lasted(seconds: float) -> str:
    """`2 d 4 h`, `4 h 10 min`, `10 min 5 s`, `0.035 s`."""
    whole = int(seconds)
    if whole < 60:
        told = f"{seconds:.3f}".rstrip("0").rstrip(".")
        return say("%(seconds)s s", seconds=pointed(told))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return say("%(days)s d %(hours)s h", days=days, hours=hours)
    if hours:
        return say("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return say("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)


def exposed(course: Course) -> str:
    """How long the effect was in force; empty where it never was."""
    if course.exposure is None:
        return ""
    return f"{lasted(course.exposure)}{', ' + say(STILL) if course.lasting else ''}"


def document(timeline: Timeline) -> dict[str, object]:
    """The whole as JSON."""
    return {
        "steps": [step_fields(step) for step in timeline.steps],
        "courses": [course_fields(course) for course in timeline.courses],
    }


def step_fields(step: Step) -> dict[str, object]:
    """One line."""
    return {
        "entry": step.leaf,
        "at": stamp(step.at) if step.at else None,
        "event": step.event,
        "who": step.who,
        "whom": step.whom,
        "what": step.what,
        "details": dict(step.details),
        "seconds_since": step.gap,
        "refused": step.refused,
        "does_not_count": step.flaw,
    }


def course_fields(course: Course) -> dict[str, object]:
    """One proposal's course."""
    legs = [{"from": a, "to": b, "seconds": seconds} for a, b, seconds in course.legs()]
    return {
        "proposal": course.proposal,
        "action": course.action,
        "ref": course.ref,
        "legs": legs,
        "exposure_seconds": course.exposure,
        "still_in_force": course.lasting,
    }


def lines(told: Mapping[str, object]) -> list[str]:
    """A document for a terminal. Raises ValueError for what is none."""
    return [
        *(line for step in items(told, "steps") for line in _step_lines(step)),
        *(line for course in items(told, "courses") for line in _course_lines(course)),
    ]


def _step_lines(step: Mapping[str, object]) -> list[str]:
    gap = step.get("seconds_since")
    later = f"  (+{lasted(gap)})" if isinstance(gap, int | float) else ""
    whom = f" ({step['whom']})" if step.get("whom") else ""
    told = [
        f"{step.get('at') or 'no time'}  entry {step.get('entry')}{later}",
        f"    {step.get('who')}{whom} {step.get('what')}",
    ]
    if step.get("refused"):
        told.append(f"    refused: {step['refused']}")
    if step.get("does_not_count"):
        told.append(f"    DOES NOT COUNT: {step['does_not_count']}")
    details = as_object(step.get("details"), "details")
    return [*told, *(f"      {name}: {value}" for name, value in details.items())]


def _course_lines(course: Mapping[str, object]) -> list[str]:
    told = ["", f"{course.get('action')} {course.get('proposal')}"]
    for leg in items(course, "legs"):
        told.append(f"    {leg['from']} -> {leg['to']}: {lasted(_seconds(leg, 'seconds'))}")
    if course.get("exposure_seconds") is not None:
        still = f", {STILL}" if course.get("still_in_force") else ""
        told.append(f"    in force for {lasted(_seconds(course, 'exposure_seconds'))}{still}")
    return told


def _seconds(row: Mapping[str, object], name: str) -> float:
    value = row.get(name)
    if not isinstance(value, int | float):
        raise ValueError(f"{name}: a number is needed")
    return value
