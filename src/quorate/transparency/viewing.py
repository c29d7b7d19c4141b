"""One closed month as its page tells it, counted by DuckDB."""

from pathlib import Path

import duckdb
import structlog

from quorate.telemetry.logs import Own
from quorate.transparency.closing import closed
from quorate.transparency.counting import count
from quorate.transparency.months import Month, MonthError
from quorate.transparency.overview import Overview, overview
from quorate.transparency.provider import Provider

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def view(month: Month, folder: Path, provider: Provider) -> Overview | None:
    """The newest version of a month; None where its files are not as they were written, or do not
    fit what the provider says."""
    try:
        newest = closed(month, folder)
        return overview(month, newest.version, count([newest], provider.none), provider)
    except (MonthError, ValueError, OSError, duckdb.Error) as problem:
        _log.error("month_not_shown", month=str(month), problem=Own(problem))
        return None
