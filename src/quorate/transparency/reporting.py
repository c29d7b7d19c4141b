"""The eleven CSV files of a reporting period, and every version of them that there was.

From the same closed months and the same provider's file come the same bytes. Files are UTF-8 by
RFC 4180.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quorate.transparency.closing import Closed, closed
from quorate.transparency.counting import count
from quorate.transparency.gaps import gaps
from quorate.transparency.months import months
from quorate.transparency.provider import Provider
from quorate.transparency.sheets import Report, Span
from quorate.transparency.template import COLUMNS
from quorate.transparency.versions import MANIFEST, publish
from quorate.vocabulary.spreadsheet import spreadsheet


@dataclass(frozen=True, slots=True)
class Published:
    """The version's folder, whether it is a new one, and what the report lacks."""

    folder: Path
    new: bool
    gaps: Sequence[str]


def report(folder: Path, span: Span, provider: Provider, out: Path) -> Published:
    """Writes the report of closed months below `out`, as `2026-01_2026-12/v1`.

    Raises MonthError where a month is not closed or not as it was written, ValueError where the
    provider's file does not fit what was counted.
    """
    taken = [closed(month, folder) for month in months(span.since, span.until)]
    figures = count(taken, provider.none)
    parts = Report(figures, provider, span).parts()

    def fill(scratch: Path) -> None:
        for name, rows in parts.items():
            (scratch / f"{name}.csv").write_bytes(spreadsheet(COLUMNS[name], rows).encode())
        (scratch / MANIFEST).write_text(_manifest(taken, provider))

    version, new = publish(out / f"{span.since}_{span.until}", fill)
    return Published(version, new, gaps(figures, provider))


def _manifest(taken: Sequence[Closed], provider: Provider) -> str:
    made_from = {
        str(m.month): {"version": m.version, "size": m.size, "root": m.root} for m in taken
    }
    return json.dumps({"months": made_from, "provider": provider.digest}, indent=1) + "\n"
