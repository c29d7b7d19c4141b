"""How alarms of our own are filed: as any source's, in the transaction of what they follow from."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from quorate.intake.actions import AfterFiling, file_reports, leave_of
from quorate.intake.model import OWN, Filed, Report
from quorate.signals.store import Connection
from quorate.vocabulary.problems import Refusal

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def file_alarms(
    conn: Connection, alarms: Sequence[Report], now: datetime, after: AfterFiling
) -> list[Filed | Refusal]:
    """Files at most 100 and answers each, in order; a refusal is logged by its field."""
    if not alarms:
        return []
    answers = await file_reports(conn, leave_of(OWN), alarms, now, after)
    for answer in answers:
        if isinstance(answer, Refusal):
            _log.warning("alarm_refused", why=answer.problem, field=answer.field)
    return answers
