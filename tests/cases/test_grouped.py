"""One message that many report, or many send, stands once."""

from datetime import UTC, datetime, timedelta

from uuid_utils.compat import uuid7

from quorate.cases.queries import ReportRow
from quorate.console.casework.grouped import LONGEST_FIELD, groups

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
OFFER = "Congratulations! You won 500 EUR, claim your prize at prizes.example before midnight"


def row(n: int, *evidence: dict[str, object], body: str | None = None) -> ReportRow:
    """A report; the higher its number, the older."""
    at = NOW - timedelta(minutes=n)
    return ReportRow(
        uuid7(), "report", "app", f"@r{n}", "spam", body, "en", None, None, [*evidence], at
    )


def copied(text: str | None, event: str) -> dict[str, object]:
    content = None if text is None else {"sender": "@s", "content": {"body": text}}
    return {"room_id": "!r", "event_id": event, "content": content}


def test_nearly_alike_messages_are_one_group_with_their_places() -> None:
    found = groups(
        [
            row(0, copied(OFFER, "$a")),
            row(1, copied("hello", "$b")),
            row(2, copied(OFFER.replace("500", "700"), "$c")),
            row(3, copied(OFFER, "$a")),
            row(4, copied("Hello!", "$d")),
        ]
    )
    assert [len(group.reports) for group in found] == [3, 2]
    assert found[0].places == [("!r", "$a"), ("!r", "$c")]
    assert found[0].message is not None
    assert found[0].message.text == OFFER


def test_a_message_without_a_text_goes_by_its_name() -> None:
    found = groups(
        [row(0, copied(None, "$a")), row(1, copied(None, "$b")), row(2, copied(None, "$a"))]
    )
    assert [len(group.reports) for group in found] == [2, 1]


def test_reports_without_a_message_stand_together_and_words_once_each() -> None:
    said = ["Spam!", "spam", "rude to me", None]
    (found,) = groups([row(n, body=text) for n, text in enumerate(said)])
    assert found.message is None
    assert [(one.body, n) for one, n in found.said] == [("Spam!", 2), ("rude to me", 1)]


def test_other_evidence_is_shown_by_name_and_cut() -> None:
    (found,) = groups(
        [row(0, {"url": "x" * 999, "seen": 3, "deep": {"a": 1}}, {"text": "hi there"})]
    )
    assert found.facts == [("url", "x" * LONGEST_FIELD), ("seen", "3")]
    assert found.message is not None
