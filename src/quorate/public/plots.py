"""Plots over months for a page without script: geometry only, the template draws inline SVG.

What is not known is neither a bar nor a point: a mark stands below the axis, and a line has a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quorate.transparency.figures import Value

WIDTH: Final = 520
HEIGHT: Final = 130
_BETWEEN: Final = 0.25
"""Of a month's width, what stays free beside its bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the series `of`, in the plot's own units."""

    of: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a line of the series `of`."""

    of: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Geometry:
    """All that is drawn; `most` is the value at the top, `unknown` and `months` are the middles of
    months: those with a value that nobody knows, and all."""

    most: float
    bars: Sequence[Bar] = ()
    paths: Sequence[tuple[int, str]] = ()
    points: Sequence[Point] = ()
    unknown: Sequence[float] = ()
    months: Sequence[float] = ()


def bars(series: Sequence[Sequence[Value]]) -> Geometry:
    """The series beside each other, month by month."""
    most, step = _most(series), WIDTH / max(len(series[0]), 1)
    width = step * (1 - _BETWEEN) / len(series)
    found: list[Bar] = []
    for of, values in enumerate(series):
        for at, value in enumerate(values):
            if value is not None:
                high = round(value / most * HEIGHT, 1)
                x = round(at * step + step * _BETWEEN / 2 + of * width, 1)
                found.append(Bar(of, x, HEIGHT - high, round(width, 1), high))
    return Geometry(most, bars=found, unknown=_unknown(series), months=_middles(series))


def lines(series: Sequence[Sequence[Value]]) -> Geometry:
    """A point a month and series, joined where months follow each other."""
    most, middles = _most(series), _middles(series)
    paths: list[tuple[int, str]] = []
    points: list[Point] = []
    for of, values in enumerate(series):
        drawn, before = "", False
        for x, value in zip(middles, values, strict=True):
            if value is not None:
                y = round(HEIGHT - value / most * HEIGHT, 1)
                points.append(Point(of, x, y))
                drawn += f"{'L' if before else 'M'}{x} {y}"
            before = value is not None
        paths.append((of, drawn))
    return Geometry(most, paths=paths, points=points, unknown=_unknown(series), months=middles)


def _most(series: Sequence[Sequence[Value]]) -> float:
    """The greatest value; 1 where there is none or all are 0."""
    return max([value for values in series for value in values if value is not None] or [0]) or 1


def _middles(series: Sequence[Sequence[Value]]) -> list[float]:
    step = WIDTH / max(len(series[0]), 1)
    return [round((at + 0.5) * step, 1) for at in range(len(series[0]))]


def _unknown(series: Sequence[Sequence[Value]]) -> list[float]:
    each = zip(*series, strict=True)
    return [x for x, values in zip(_middles(series), each, strict=True) if None in values]
