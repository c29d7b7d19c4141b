"""A mail to the abuse box as a report: ARF (RFC 5965), or what a person wrote. Pure.

A mail is a stranger's, whole. It is read by Python's parser, whose time grows faster than a
header does, so within caps on size, parts and depth; what goes beyond them is taken as
plain text, so that no mail is lost over how it is made. A mail has no key of its own: its
Message-ID is whatever the sender likes.
"""

from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser
from email.utils import parseaddr
from typing import Final, cast
from urllib.parse import unquote

from quorate.accounts.subject import Subject
from quorate.intake.foreign.decoding import decoded, header, parameter
from quorate.intake.foreign.reading import cut, fitted, key_of, plain
from quorate.intake.model import NAME_CHARACTERS, Report, ReportKind
from quorate.intake.places import account_in
from quorate.intake.sources import Source
from quorate.intake.wellformed import tidied
from quorate.vocabulary.kinds import SubjectKind

FIELDS: Final[Mapping[str, str]] = {"subject.id": "body", "body": "body", "evidence": "body"}
FEEDBACK: Final = frozenset({"abuse", "fraud", "virus"})
UNKNOWN: Final = "unknown"
MOST_BYTES: Final = 1 << 20
"""As the API takes; a mail that is longer comes cut."""
MOST_READ: Final = 256 * 1024
"""What is looked at of it: words come before what is attached."""
MOST_PARTS: Final = 40
DEEPEST: Final = 6
_BOUNDARIES: Final = 12
_TEXT_BYTES: Final = 40_000
_FIELDS: Final = (
    *("Feedback-Type", "Original-Mail-From", "Reported-URI", "Reported-Domain", "Source-IP"),
    *("Arrival-Date", "Incidents", "Authentication-Results", "Reporting-MTA", "User-Agent"),
)
_FIELD: Final = 300
_MATRIX: Final = "matrix:"
_ENDS: Final = frozenset("/?#\"'<>()[]{}|\\^`,; \t\r\n")
_HEADERS: Final = ("From", "Subject", "Date", "Message-ID")
_ATTACHED: Final = "attachment"
_DISPOSITION: Final = "content-disposition"
_TYPE: Final = "content-type"


def read_mail(source: Source, raw: bytes) -> Report:
    """The report of one mail. About the account that it names, or, where it names none, about
    itself: a reviewer reads it and reports whom it means."""
    mail = _parsed(raw[:MOST_READ])
    parts = _parts(mail)
    feedback, original = _feedback(parts), _original(parts)
    words = _words(parts) if mail else decoded(raw[:_TEXT_BYTES], None)
    original_words = _words(_parts(original)) if original else None
    evidence = [*_reported(original, original_words), {**_named(mail), **feedback}]
    attached = [_file(p) for p in parts if p.get_content_disposition() == _ATTACHED]
    evidence.append({"cut": len(raw) > MOST_READ, "attached": attached})
    key = key_of(source, [tidied(words), tidied(evidence)])
    said = "\n".join(filter(None, (feedback.get("reported-uri"), words, original_words)))
    account = _sender(source, feedback, original) or _named_in(source, said)
    return Report(
        source=source.name,
        key=key,
        kind=ReportKind.REPORT,
        subject=_subject(source, account, key),
        category=source.area(feedback.get("feedback-type", "").lower() or None, FEEDBACK),
        body=cut(_kept(words)) or None,
        evidence=fitted([_row(item) for item in evidence]),
    )


def _parsed(raw: bytes) -> Message | None:
    """None for a mail that is made to cost more than it says. No mailer's boundary has a charset,
    in which 256 KiB may take 20 s to read."""
    lower = raw.lower()
    if lower.count(b"boundary") > _BOUNDARIES or b"boundary*" in lower:
        return None
    try:
        found = message_from_bytes(raw)
    except (RecursionError, TypeError, ValueError, LookupError):
        return None
    return found if found.keys() else None


def _parts(mail: Message | None) -> list[Message]:
    """Every part within the caps, in order."""
    found = list[Message]()
    waiting = [(mail, 0)] if mail else []
    while waiting and len(found) < MOST_PARTS:
        part, depth = waiting.pop(0)
        found.append(part)
        if part.is_multipart() and depth < DEEPEST and not _is_inner(part):
            waiting[:0] = [(one, depth + 1) for one in _inside(part)]
    return found


def _is_inner(part: Message) -> bool:
    """A mail inside the mail, or a report of fields, is read as such and not as its parts."""
    return part.get_content_maintype() == "message"


def _feedback(parts: list[Message]) -> dict[str, str]:
    """The fields of message/feedback-report, by their small names, and none that is a stranger's:
    a piece of evidence is read by its fields' names."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            inner = _inner(part) or Message()
            found = {name.lower(): header(inner, name) for name in _FIELDS}
            return {name: said[:_FIELD] for name, said in found.items() if said}
    return {}


def _original(parts: list[Message]) -> Message | None:
    """The mail that was reported, or its headers alone."""
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            return _inner(part)
        if part.get_content_type() == "text/rfc822-headers":
            return HeaderParser().parsestr((_content(part) or "")[:_TEXT_BYTES].lstrip())
    return None


def _inner(part: Message) -> Message | None:
    return next(iter(_inside(part)), None)


def _inside(part: Message) -> list[Message]:
    found: object = part.get_payload()
    if not isinstance(found, list):
        return []
    return [one for one in cast("list[object]", found) if isinstance(one, Message)]


def _words(parts: list[Message]) -> str | None:
    """What it says: its first plain text, else the text of its first HTML."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and part.get_content_disposition() != _ATTACHED:
                said = _content(part)
                return plain(said) if said and kind == "text/html" else said
    return None


def _content(part: Message) -> str | None:
    if part.is_multipart():
        return None
    found = part.get_payload(decode=True)
    charset = parameter(part, "charset", _TYPE)
    return decoded(found[:_TEXT_BYTES], charset) if isinstance(found, bytes) else None


def _reported(original: Message | None, words: str | None) -> list[dict[str, object]]:
    return [{"text": cut(words), "original": _named(original)}] if original else []


def _named(mail: Message | None) -> dict[str, object]:
    """What its headers say of it."""
    return {name.lower(): header(mail, name) for name in _HEADERS} if mail else {}


def _file(part: Message) -> dict[str, object]:
    name = parameter(part, "filename", _DISPOSITION) or parameter(part, "name", _TYPE)
    return {"name": cut(name, 80), "type": part.get_content_type()[:100]}


def _sender(source: Source, feedback: Mapping[str, str], original: Message | None) -> str | None:
    """Who sent the reported mail, where that is an account here."""
    for said in (feedback.get("original-mail-from"), header(original, "From") if original else ""):
        local, _, domain = parseaddr(said or "")[1].lower().rpartition("@")
        if local and source.domain and domain == source.domain:
            return local
    return None


def _named_in(source: Source, said: str) -> str | None:
    """The first account of the platform that the text names by an address."""
    if source.connector.startswith(_MATRIX):
        return _on_matrix(source.connector.removeprefix(_MATRIX), said)
    found = [(said.find(link), link) for link in source.links if link in said]
    if not found:
        return None
    start, link = min(found)
    rest = said[start + len(link) :][:NAME_CHARACTERS]
    end = next((n for n, c in enumerate(rest) if c in _ENDS), len(rest))
    return unquote(rest[:end]).strip() or None


def _on_matrix(server: str, said: str) -> str | None:
    for word in said.split():
        account = account_in(word)
        if account and account.rstrip(".,;)>").endswith(f":{server}"):
            return account.rstrip(".,;)>")
    return None


def _subject(source: Source, account: str | None, key: str) -> Subject:
    if account and account.isprintable() and " " not in account and len(account) <= NAME_CHARACTERS:
        return Subject(source.connector, SubjectKind.ACCOUNT, account)
    return Subject(source.connector, SubjectKind.MESSAGE, f"mail/{key[:32]}/{UNKNOWN}")


def _kept(said: str | None) -> str:
    found = tidied((said or "").replace("\r\n", "\n").strip())
    return found if isinstance(found, str) else ""


def _row(item: Mapping[str, object]) -> Mapping[str, object]:
    return {name: tidied(value) for name, value in item.items()}
