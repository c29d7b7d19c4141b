"""Kinds whose rows go by their own time, each in one statement a batch, the oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, LiteralString

from quorate.retention.erasers import EMPTY_NOTICE
from quorate.retention.model import DataKind
from quorate.retention.still import HELD


@dataclass(frozen=True, slots=True)
class ByTime:
    """`due` selects what is due, as rows `t` (a case `c` beside them where one is), by `time`.
    `{due}` in `erase` takes `ctid`s of a batch. What is changed and not deleted is locked first."""

    due: LiteralString
    time: LiteralString
    erase: LiteralString
    held: LiteralString = "false"
    lock: LiteralString = ""


_LOCK: Final[LiteralString] = " FOR UPDATE OF t SKIP LOCKED"
_HELD: Final[LiteralString] = "coalesce(" + HELD + ", false)"
_REPORT: Final[LiteralString] = (
    " LEFT JOIN reports r ON r.source = t.connector AND r.key = t.identity"
    " LEFT JOIN cases c ON c.id = r.case_id"
)
# Whether a notifier gave nothing, and nobody decided about them, since the boundary.
_SILENT: Final[LiteralString] = (
    " AND NOT EXISTS (SELECT FROM notices n WHERE n.notifier_id = t.id"
    " AND (n.received_at >= %(before)s OR n.erased_at IS NULL))"
    " AND NOT EXISTS (SELECT FROM notifier_steps s WHERE s.notifier_id = t.id"
    " AND (s.decided_at >= %(before)s OR s.until >= %(before)s))"
)

BY_TIME: Final[Mapping[DataKind, tuple[ByTime, ...]]] = {
    # Given while its sender was suspended, so in no case.
    DataKind.NOTICE: (
        ByTime(
            "notices t WHERE t.erased_at IS NULL AND t.case_id IS NULL"
            " AND t.received_at < %(before)s AND t.held_until < %(now)s",
            "t.received_at",
            EMPTY_NOTICE + " WHERE ctid = ANY(ARRAY({due}))",
            lock=_LOCK,
        ),
    ),
    DataKind.INBOX: (
        ByTime(
            "inbox t" + _REPORT + " WHERE t.taken_at < %(before)s AND t.payload <> '{}'::jsonb",
            "t.taken_at",
            "UPDATE inbox SET payload = '{{}}' WHERE ctid = ANY(ARRAY({due}))",
            _HELD,
            _LOCK,
        ),
    ),
    DataKind.DRAFT: (
        ByTime(
            "drafts t JOIN cases c ON c.id = t.case_id WHERE t.made_at < %(before)s",
            "t.made_at",
            "DELETE FROM drafts WHERE ctid = ANY(ARRAY({due}))",
            _HELD,
        ),
    ),
    DataKind.LETTER: (
        ByTime(
            "mail_outbox t WHERE t.made_at < %(before)s",
            "t.made_at",
            "DELETE FROM mail_outbox WHERE ctid = ANY(ARRAY({due}))",
        ),
        ByTime(
            "callbacks t WHERE t.made_at < %(before)s AND t.body IS NOT NULL",
            "t.made_at",
            "UPDATE callbacks SET body = NULL WHERE ctid = ANY(ARRAY({due}))",
            lock=_LOCK,
        ),
    ),
    DataKind.SESSION: (
        ByTime(
            "sessions t WHERE t.ends_at < %(before)s",
            "t.ends_at",
            "DELETE FROM sessions WHERE ctid = ANY(ARRAY({due}))",
        ),
    ),
    DataKind.EXPOSURE: (
        ByTime(
            "exposure t WHERE t.day < %(before)s::date",
            "t.day",
            "DELETE FROM exposure WHERE ctid = ANY(ARRAY({due}))",
        ),
        ByTime(
            "exposure_lifts t WHERE t.day < %(before)s::date",
            "t.day",
            "DELETE FROM exposure_lifts WHERE ctid = ANY(ARRAY({due}))",
        ),
    ),
    DataKind.HANDOVER: (
        ByTime(
            "delegations t WHERE t.given_at < %(before)s",
            "t.given_at",
            "DELETE FROM delegations WHERE ctid = ANY(ARRAY({due}))",
        ),
        ByTime(
            "left_open t WHERE t.left_at < %(before)s",
            "t.left_at",
            "DELETE FROM left_open WHERE ctid = ANY(ARRAY({due}))",
        ),
    ),
    DataKind.SEARCH: (
        ByTime(
            "saved_searches t WHERE t.saved_at < %(before)s",
            "t.saved_at",
            "DELETE FROM saved_searches WHERE ctid = ANY(ARRAY({due}))",
        ),
    ),
    DataKind.NOTIFIER: (
        ByTime(
            "notifiers t WHERE t.first_at < %(before)s" + _SILENT,
            "t.first_at",
            "WITH gone AS MATERIALIZED (SELECT id FROM notifiers WHERE ctid = ANY(ARRAY({due}))),"
            " loose AS (UPDATE notices SET notifier_id = NULL WHERE notifier_id IN"
            " (SELECT id FROM gone)),"
            " said AS (DELETE FROM kept_values WHERE commitment IN (SELECT s.reason FROM"
            " notifier_steps s WHERE s.notifier_id IN (SELECT id FROM gone)))"
            " DELETE FROM notifiers WHERE id IN (SELECT id FROM gone)",
        ),
    ),
}
