"""Columns over time for a page without script: geometry only, the template draws inline SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 160
_GAP: Final = 0.2


@dataclass(frozen=True, slots=True)
class Column:
    """One bar of a pair; `kind` is how it is painted. In the chart's own units."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word under the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart with what a screen reader says of it. `name` is unique on the page."""

    name: str
    title: str
    says: str
    most: int
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT


def columns(
    name: str, title: str, says: str, pairs: Sequence[tuple[str, int, int]], every: int
) -> Columns:
    """Pairs of (label, opened, closed), oldest first; each `every`th label is written."""
    most = max((n for _, *two in pairs for n in two), default=0)
    step = WIDTH / max(len(pairs), 1)
    bars: list[Column] = []
    for number, (_, *two) in enumerate(pairs):
        for half, (kind, value) in enumerate(zip(("opened", "closed"), two, strict=True)):
            width = step * (1 - _GAP) / 2
            height = value / (most or 1) * HEIGHT
            x, y = number * step + half * width, HEIGHT - height
            bars.append(Column(round(x, 1), round(y, 1), round(width, 1), round(height, 1), kind))
    marks = (Mark(round(i * step, 1), pairs[i][0]) for i in range(0, len(pairs), every))
    return Columns(name, title, says, most, tuple(bars), tuple(marks))
