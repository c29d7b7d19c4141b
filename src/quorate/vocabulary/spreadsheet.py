"""A table as CSV (RFC 4180) that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

# A cell that begins with one of these is a formula to a spreadsheet, or ends the cell before it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows below their head; lines end with CR LF, None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
