"""Services of the installation's own: translation, mail, endpoints that are told of events."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from quorate.ledger.fields import as_object, integer
from quorate.settings.reading import BadSettingError, part_of, required, secure


@dataclass(frozen=True, slots=True)
class TranslationSettings:
    """The installation's own translation service; without a key where it asks for none."""

    url: str
    key: Path | None


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The installation's mail server; `address` is where people outside reach the public pages."""

    host: str
    port: int
    sender: str
    address: str
    user: str
    password: Path | None


@dataclass(frozen=True, slots=True)
class EventSettings:
    """An endpoint that is told of events, and the file of the key that signs what it is sent."""

    name: str
    url: str
    key: Path


def read_translation(row: dict[str, object], folder: Path) -> TranslationSettings | None:
    """None where nothing is translated. Raises BadSettingError."""
    part = part_of(row, "translation")
    if part is None:
        return None
    key = folder / required(part, "key_file") if "key_file" in part else None
    return TranslationSettings(secure(part, "url").rstrip("/"), key)


def read_mail(row: dict[str, object], folder: Path) -> MailSettings | None:
    """None where no letters are sent. Raises BadSettingError."""
    part = part_of(row, "mail")
    if part is None:
        return None
    try:
        port = integer(part, "port")
    except ValueError as problem:
        raise BadSettingError(f"mail: {problem}") from problem
    password = folder / required(part, "password_file") if "password_file" in part else None
    user = required(part, "user") if "user" in part else ""
    if bool(user) != (password is not None):
        raise BadSettingError("mail: user and password_file go together")
    sender, address = required(part, "from"), secure(part, "address").rstrip("/")
    return MailSettings(required(part, "host"), port, sender, address, user, password)


def read_events(row: dict[str, object], folder: Path) -> tuple[EventSettings, ...]:
    """Each by a name of its own, which says how far it was told. Raises BadSettingError."""
    part = part_of(row, "events") or {}
    found: list[EventSettings] = []
    for name in part:
        table = dict(as_object(part[name], f"events.{name}"))
        url = secure(table, "url")
        if not urlsplit(url).hostname or urlsplit(url).username:
            raise BadSettingError(f"events.{name}.url: an address without a password")
        found.append(EventSettings(name, url, folder / required(table, "key_file")))
    return tuple(found)
