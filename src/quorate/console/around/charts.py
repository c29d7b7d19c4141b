"""Bars for a page without script: geometry only, the template draws them as inline SVG."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 300
ROW: Final = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `y` is its top and `width` its length in the chart's own units."""

    label: str
    value: str
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with what a screen reader says of it. `name` is unique on the page."""

    name: str
    title: str
    says: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """In the chart's own units."""
        return ROW * len(self.bars)


def chart(name: str, title: str, values: Mapping[str, float]) -> Chart:
    """Bars in the given order, the longest as wide as the chart."""
    most = max([*values.values(), 0.0]) or 1.0
    bars = tuple(
        Bar(label, f"{value:g}", number * ROW, round(value / most * WIDTH, 1))
        for number, (label, value) in enumerate(values.items())
    )
    says = "; ".join(f"{bar.label}: {bar.value}" for bar in bars)
    return Chart(name, title, says, bars)
