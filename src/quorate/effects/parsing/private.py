"""What a platform says of a person, as short lines; runs in the parsing child. Admin APIs are read
as they are; a platform behind webhooks writes the lines itself.

Whatever a stranger wrote (a device's name, a user agent, a message) is cut here and stays text.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from quorate.ledger.fields import as_object, items, optional_text, text, texts

MOST_LINES = 50
LONGEST_LINE = 1_000
REPORTED = "→ "
"""Before the line of the reported message; every other line starts with its time."""
Records = list[dict[str, object]]


def _lines(found: Iterable[str]) -> Records:
    """One record, so that no lines at all can be told from a page that could not be read."""
    cut = [line[:LONGEST_LINE] for line in islice(found, MOST_LINES)]
    return [{"lines": cut}]


def _when(row: Mapping[str, object], name: str) -> str:
    milliseconds = row.get(name)
    if type(milliseconds) is not int:
        return "never"
    seen = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return seen.isoformat(sep=" ", timespec="seconds").replace("+00:00", " UTC")


def _threepids(page: object, medium: str) -> list[str]:
    rows = items(as_object(page, "page"), "threepids")
    return [text(row, "address") for row in rows if row.get("medium") == medium]


def lines(page: object) -> Records:
    """The platform's own lines."""
    found = as_object(page, "page")
    if "lines" not in found:
        raise ValueError("lines: a list is needed")
    return _lines(texts(found, "lines"))


def emails(page: object) -> Records:
    """Addresses of a user's page."""
    return _lines(_threepids(page, "email"))


def account_email(page: object) -> Records:
    """The address in a PDS's account info, where the account has one."""
    found = optional_text(as_object(page, "page"), "email")
    return _lines([found] if found else [])


def phones(page: object) -> Records:
    """Numbers of a user's page, with their country."""
    return _lines(f"+{number}" for number in _threepids(page, "msisdn"))


def addresses(page: object) -> Records:
    """Connections that whois lists, newest first."""
    devices = as_object(as_object(page, "page").get("devices"), "devices")
    rows = [
        row
        for device in devices.values()
        for session in items(as_object(device, "device"), "sessions")
        for row in items(session, "connections")
    ]
    rows.sort(key=lambda row: _when(row, "last_seen"), reverse=True)
    return _lines(
        f"{text(row, 'ip')}, last seen {_when(row, 'last_seen')},"
        f" {optional_text(row, 'user_agent') or 'no user agent'}"
        for row in rows
    )


def devices(page: object) -> Records:
    """The devices of a user."""
    return _lines(
        f"{optional_text(row, 'display_name') or 'no name'} ({text(row, 'device_id')}),"
        f" last seen {_when(row, 'last_seen_ts')}"
        for row in items(as_object(page, "page"), "devices")
    )


def direct_chats(page: object) -> Records:
    """With how many people; with whom stays in this child."""
    kept = as_object(as_object(page, "page").get("account_data"), "account_data")
    direct = as_object(kept.get("global", {}), "global").get("m.direct", {})
    return _lines([f"with {len(as_object(direct, 'm.direct'))} people"])


def around(page: object) -> Records:
    """What stands before and after a message, oldest first, the message itself marked among it."""
    found = as_object(page, "page")
    before, after = items(found, "events_before"), items(found, "events_after")
    event = as_object(found.get("event"), "event")
    ordered: Sequence[Mapping[str, object]] = [*reversed(before), event, *after]
    return _lines(
        (REPORTED if row is event else "") + _said(row)
        for row in ordered
        if row is event or row.get("type") == "m.room.message"
    )


def _said(row: Mapping[str, object]) -> str:
    content = as_object(row.get("content", {}), "content")
    body = content.get("body")
    words = body if isinstance(body, str) else "(no text)"
    return f"{_when(row, 'origin_server_ts')} {text(row, 'sender')}: {words}"
