"""What each process is told: one TOML file a process, secrets in files of mode 0600 beside it."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from quorate.atproto.moderators import ModeratorSettings, read_moderators
from quorate.cases.care import SHIPPED, Limits
from quorate.decisions.drawing import SHARE, read_share
from quorate.decisions.reasons import OutOfCourt
from quorate.intake.sources import Source, read_sources
from quorate.ledger.fields import as_object, integer, text, texts
from quorate.retention.model import SHIPPED as KEPT
from quorate.retention.model import DataKind, read_days
from quorate.vocabulary.addresses import is_private
from quorate.vocabulary.errors import ToldError

SUPERVISED = "QUORATE_SUPERVISED"
_MODE_OTHERS = 0o077


class BadSettingError(ToldError):
    """A settings file that cannot be used; the message names the setting and the mending."""


def secret(path: Path) -> str:
    """A secret's text. Raises BadSettingError when others may read the file."""
    if path.stat().st_mode & _MODE_OTHERS:
        raise BadSettingError(f"{path.name} can be read by others: chmod 600 {path.name}")
    return path.read_text().strip()


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The provider where people sign in."""

    issuer: str
    client_id: str
    client_secret: Path
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class CaepSettings:
    """The transmitter of security events: its keys stand in a file or at an address."""

    issuer: str
    audience: str
    jwks_file: Path | None
    jwks_url: str | None


@dataclass(frozen=True, slots=True)
class TranslationSettings:
    """The installation's own translation service; without a key where it asks for none."""

    url: str
    key: Path | None


@dataclass(frozen=True, slots=True)
class FilingSettings:
    """Where statements of reasons are filed: the Transparency Database's API and the file of its
    token, or a file into which they are rehearsed."""

    url: str
    token: Path | None
    rehearsal: Path | None


@dataclass(frozen=True, slots=True)
class TransparencySettings:
    """What is told to the public: the provider's file, the folder of closed months, and that of the
    reports that are published."""

    provider: Path
    months: Path
    reports: Path


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
class LabelerSettings:
    """Who the installation is on the AT Protocol's network: `url` is where it answers, `label_key`
    the Multikey of the effector's key for labels, `plc` the directory of did:plc; `moderators` are
    those who work through clients of the network, by their DIDs."""

    did: str
    url: str
    label_key: str
    connector: str
    plc: str
    moderators: Mapping[str, ModeratorSettings] = field(
        default_factory=dict[str, ModeratorSettings]
    )


@dataclass(frozen=True, slots=True)
class EventSettings:
    """An endpoint that is told of events, and the file of the key that signs what it is sent."""

    name: str
    url: str
    key: Path


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """For `quorate serve` and `quorate worker`. `door` is the effector's address.

    `authority` is the folder of the sets of rules; `incidents` the file that the worker keeps, in
    which the incident page looks up entries; `second_reviews` the share of decided cases that a
    second person judges, 0 to 1; `out_of_court` the body that statements of reasons name;
    `retention` after how many days each kind of data is erased.
    """

    database_url: Path
    ledger: Path
    genesis: str
    port: int
    door: str
    key: Path
    intake_tokens: Path
    invites: Path
    authority: Path
    oidc: OidcSettings | None = None
    caep: CaepSettings | None = None
    sources: Path | None = None
    incidents: Path = Path("incidents.sqlite")
    care: Limits = SHIPPED
    second_reviews: float = SHARE
    translation: TranslationSettings | None = None
    filing: FilingSettings | None = None
    transparency: TransparencySettings | None = None
    mail: MailSettings | None = None
    out_of_court: OutOfCourt | None = None
    retention: Mapping[DataKind, int] = field(default_factory=lambda: KEPT)
    labeler: LabelerSettings | None = None
    events: tuple[EventSettings, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """A source of people's facts: its token, and the key that signs its word."""

    token: str
    key: Path


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """Where checkpoints are left outside, each `every` seconds. `addresses` are apprise's."""

    every: int
    file: Path | None
    url: str | None
    addresses: Path | None


@dataclass(frozen=True, slots=True)
class SequencerSettings:
    """For `quorate sequencer`: it alone reads the log's keys. `origin` names the log, `keys` are
    the files of its key and its clock's: the present pair and, around a change, the next."""

    database_url: Path
    ledger: Path
    origin: str
    cosigner: str
    keys: tuple[tuple[Path, Path], ...]
    publish: PublishSettings | None = None


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """For `quorate witness`. `logs` are the vkeys of the logs it cosigns for; one origin may have
    several while its key changes."""

    name: str
    key: Path
    memory: Path
    logs: tuple[str, ...]
    port: int


@dataclass(frozen=True, slots=True)
class SignerSettings:
    """For `quorate signer`: what it believes, and where it listens. It has no secret."""

    genesis: str
    effectors: Mapping[str, str]
    serve: str
    origin: str
    port: int


def signer_settings(path: Path) -> SignerSettings:
    """Reads the file; raises BadSettingError."""
    row = _table(path)
    effectors = as_object(row.get("effectors"), "effectors")
    return SignerSettings(
        _text(row, "genesis"),
        {name: text(effectors, name) for name in effectors},
        _text(row, "serve"),
        _text(row, "origin"),
        integer(row, "port"),
    )


def serve_settings(path: Path) -> ServeSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = _table(path), path.parent
    return ServeSettings(
        folder / _text(row, "database_url_file"),
        folder / _text(row, "ledger"),
        _text(row, "genesis"),
        integer(row, "port"),
        _text(row, "door"),
        folder / _text(row, "key_file"),
        folder / _text(row, "intake_tokens_file"),
        folder / _text(row, "invites_file"),
        folder / _text(row, "authority"),
        _oidc(row, folder),
        _caep(row, folder),
        folder / _text(row, "sources_file") if "sources_file" in row else None,
        folder / (_text(row, "incidents_file") if "incidents_file" in row else "incidents.sqlite"),
        _care(row),
        _share(row),
        _translation(row, folder),
        _filing(row, folder),
        _transparency(row, folder),
        _mail(row, folder),
        _out_of_court(row),
        _retention(row),
        _labeler(row, folder),
        _events(row, folder),
    )


def _care(row: dict[str, object]) -> Limits:
    """Each whole and positive; what is not named is as it ships."""
    part = _part(row, "care") or {}
    known = {field.name for field in fields(Limits)}
    if unknown := part.keys() - known:
        raise BadSettingError(f"care: there is no setting {min(unknown)}")
    try:
        found = {name: integer(part, name) for name in part}
    except ValueError as problem:
        raise BadSettingError(f"care: {problem}") from problem
    if any(value < 1 for value in found.values()):
        raise BadSettingError("care: at least 1 each")
    return Limits(**found)


def source_settings(path: Path | None) -> dict[str, SourceSettings]:
    """The sources by name; none where the setting is absent. Raises BadSettingError."""
    if path is None:
        return {}
    try:
        rows = as_object(json.loads(secret(path)), "sources")
        found = {name: as_object(row, name) for name, row in rows.items()}
        return {
            name: SourceSettings(text(row, "token"), path.parent / text(row, "key_file"))
            for name, row in found.items()
        }
    except ValueError as problem:
        raise BadSettingError(f"{path.name}: {problem}") from problem


def intake_sources(path: Path) -> dict[str, Source]:
    """Who may file reports, by name. Raises BadSettingError."""
    try:
        return read_sources(json.loads(secret(path)), path.parent)
    except ValueError as problem:
        raise BadSettingError(f"{path.name}: {problem}") from problem


def _part(row: dict[str, object], name: str) -> dict[str, object] | None:
    found = row.get(name)
    return None if found is None else dict(as_object(found, name))


def _oidc(row: dict[str, object], folder: Path) -> OidcSettings | None:
    part = _part(row, "oidc")
    if part is None:
        return None
    return OidcSettings(
        _secure(part, "issuer"),
        _text(part, "client_id"),
        folder / _text(part, "client_secret_file"),
        _secure(part, "redirect_uri"),
    )


def _caep(row: dict[str, object], folder: Path) -> CaepSettings | None:
    part = _part(row, "caep")
    if part is None:
        return None
    if ("jwks_file" in part) == ("jwks_url" in part):
        raise BadSettingError("caep: jwks_file or jwks_url, one of them")
    file = folder / _text(part, "jwks_file") if "jwks_file" in part else None
    url = _secure(part, "jwks_url") if "jwks_url" in part else None
    return CaepSettings(_text(part, "issuer"), _text(part, "audience"), file, url)


def _translation(row: dict[str, object], folder: Path) -> TranslationSettings | None:
    part = _part(row, "translation")
    if part is None:
        return None
    key = folder / _text(part, "key_file") if "key_file" in part else None
    return TranslationSettings(_secure(part, "url").rstrip("/"), key)


def _filing(row: dict[str, object], folder: Path) -> FilingSettings | None:
    part = _part(row, "transparency_database")
    if part is None:
        return None
    if ("url" in part) == ("rehearsal_file" in part):
        raise BadSettingError("transparency_database: url or rehearsal_file, one of them")
    if "categories" in part:
        raise BadSettingError("transparency_database.categories: `areas` of the provider's file")
    if "url" not in part:
        return FilingSettings("", None, folder / _text(part, "rehearsal_file"))
    url, token = _secure(part, "url").rstrip("/"), folder / _text(part, "token_file")
    return FilingSettings(url, token, None)


def _transparency(row: dict[str, object], folder: Path) -> TransparencySettings | None:
    part = _part(row, "transparency")
    if part is None:
        return None
    names = ("provider_file", "months", "reports")
    return TransparencySettings(*(folder / _text(part, name) for name in names))


def _mail(row: dict[str, object], folder: Path) -> MailSettings | None:
    part = _part(row, "mail")
    if part is None:
        return None
    try:
        port = integer(part, "port")
    except ValueError as problem:
        raise BadSettingError(f"mail: {problem}") from problem
    password = folder / _text(part, "password_file") if "password_file" in part else None
    user = _text(part, "user") if "user" in part else ""
    if bool(user) != (password is not None):
        raise BadSettingError("mail: user and password_file go together")
    sender, address = _text(part, "from"), _secure(part, "address").rstrip("/")
    return MailSettings(_text(part, "host"), port, sender, address, user, password)


def _labeler(row: dict[str, object], folder: Path) -> LabelerSettings | None:
    part = _part(row, "labeler")
    if part is None:
        return None
    try:
        moderators = read_moderators(part.get("moderators", {}), folder)
    except ValueError as problem:
        raise BadSettingError(f"labeler: {problem}") from problem
    return LabelerSettings(
        _text(part, "did"),
        _secure(part, "url").rstrip("/"),
        _text(part, "label_key"),
        _text(part, "connector"),
        _secure(part, "plc").rstrip("/"),
        moderators,
    )


def _events(row: dict[str, object], folder: Path) -> tuple[EventSettings, ...]:
    """Each by a name of its own, which says how far it was told."""
    part = _part(row, "events") or {}
    found: list[EventSettings] = []
    for name in part:
        table = dict(as_object(part[name], f"events.{name}"))
        url = _secure(table, "url")
        if not urlsplit(url).hostname or urlsplit(url).username:
            raise BadSettingError(f"events.{name}.url: an address without a password")
        found.append(EventSettings(name, url, folder / _text(table, "key_file")))
    return tuple(found)


def _out_of_court(row: dict[str, object]) -> OutOfCourt | None:
    part = _part(row, "out_of_court")
    if part is None:
        return None
    return OutOfCourt(_text(part, "name"), _secure(part, "url"))


def _retention(row: dict[str, object]) -> dict[DataKind, int]:
    try:
        return read_days(_part(row, "retention") or {})
    except ValueError as problem:
        raise BadSettingError(f"retention: {problem}") from problem


def _secure(row: dict[str, object], name: str) -> str:
    """An address that nobody on the way can change: https, or this very machine."""
    found = _text(row, name)
    if not is_private(found):
        raise BadSettingError(f"{name}: https is needed")
    return found


def sequencer_settings(path: Path) -> SequencerSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = _table(path), path.parent
    return SequencerSettings(
        folder / _text(row, "database_url_file"),
        folder / _text(row, "ledger"),
        _text(row, "origin"),
        _text(row, "cosigner"),
        tuple(_key_files(row, folder)),
        _publish(row, folder),
    )


def _key_files(row: dict[str, object], folder: Path) -> Iterator[tuple[Path, Path]]:
    """One pair, and the next where either of its files is named."""
    yield folder / _text(row, "log_key_file"), folder / _text(row, "cosigner_key_file")
    if {"next_log_key_file", "next_cosigner_key_file"} & row.keys():
        files = (_text(row, "next_log_key_file"), _text(row, "next_cosigner_key_file"))
        yield folder / files[0], folder / files[1]


def _publish(row: dict[str, object], folder: Path) -> PublishSettings | None:
    part = _part(row, "publish")
    if part is None:
        return None
    try:
        every = integer(part, "every_seconds")
    except ValueError as problem:
        raise BadSettingError(f"publish: {problem}") from problem
    if every < 1:
        raise BadSettingError("publish: every_seconds: at least 1")
    return PublishSettings(
        every,
        folder / _text(part, "file") if "file" in part else None,
        _secure(part, "url") if "url" in part else None,
        folder / _text(part, "addresses_file") if "addresses_file" in part else None,
    )


def witness_settings(path: Path) -> WitnessSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = _table(path), path.parent
    try:
        logs, port = tuple(texts(row, "logs")), integer(row, "port")
    except ValueError as problem:
        raise BadSettingError(str(problem)) from problem
    return WitnessSettings(
        _text(row, "name"),
        folder / _text(row, "key_file"),
        folder / _text(row, "memory"),
        logs,
        port,
    )


def _table(path: Path) -> dict[str, object]:
    try:
        return dict(as_object(tomllib.loads(path.read_text()), "settings"))
    except (OSError, ValueError) as problem:
        raise BadSettingError(f"{path.name}: {problem}") from problem


def _share(row: dict[str, object]) -> float:
    try:
        return read_share(row.get("second_reviews", SHARE))
    except ValueError as problem:
        raise BadSettingError(f"second_reviews: {problem}") from problem


def _text(row: dict[str, object], name: str) -> str:
    try:
        return text(row, name)
    except ValueError as problem:
        raise BadSettingError(str(problem)) from problem
