"""The firehose: NATS servers, and the sources whose reports come through them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from quorate.intake.sources import is_word
from quorate.ledger.fields import integer, texts
from quorate.settings.reading import BadSettingError, part_of, required
from quorate.vocabulary.addresses import LOOPBACK

_NAMES: Final = frozenset(
    {
        "servers",
        "sources",
        "user",
        "password_file",
        "ca_file",
        "certificate_file",
        "key_file",
        "replicas",
        "stream_bytes",
    }
)
_REPLICAS: Final = (1, 3, 5)
_STREAM_BYTES: Final = 1 << 30
_FEWEST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FirehoseSettings:
    """`sources` may report this way, each under its own subjects. Without `ca` the machine's own
    authorities vouch for the servers; `certificate` and `key` are both there or none. On each of
    `replicas` nodes a source's stream holds at most `stream_bytes`."""

    servers: tuple[str, ...]
    sources: tuple[str, ...]
    user: str
    password: Path | None
    ca: Path | None
    certificate: Path | None
    key: Path | None
    replicas: int
    stream_bytes: int

    @property
    def private(self) -> bool:
        """Whether TLS is needed: a server is on another machine, or named so."""
        return any(not _is_here(server) for server in self.servers)


def read_firehose(row: dict[str, object], folder: Path) -> FirehoseSettings | None:
    """None where reports come by HTTP alone. Raises BadSettingError."""
    part = part_of(row, "firehose")
    if part is None:
        return None
    if unknown := part.keys() - _NAMES:
        raise BadSettingError(f"firehose: there is no setting {min(unknown)}")
    user, password = _optional(part, "user"), _file(part, "password_file", folder)
    certificate, key = _file(part, "certificate_file", folder), _file(part, "key_file", folder)
    if bool(user) != (password is not None):
        raise BadSettingError("firehose: user and password_file go together")
    if (certificate is None) != (key is None):
        raise BadSettingError("firehose: certificate_file and key_file go together")
    return FirehoseSettings(
        _servers(part),
        _sources(part),
        user,
        password,
        _file(part, "ca_file", folder),
        certificate,
        key,
        _number(part, "replicas", _REPLICAS[0]),
        _number(part, "stream_bytes", _STREAM_BYTES),
    )


def _servers(part: dict[str, object]) -> tuple[str, ...]:
    found = _texts(part, "servers")
    for server in found:
        address = urlsplit(server)
        if address.scheme not in ("nats", "tls") or not address.hostname or address.username:
            raise BadSettingError("firehose.servers: tls://host:port each, without a password")
        if address.scheme == "nats" and address.hostname not in LOOPBACK:
            raise BadSettingError("firehose.servers: tls:// is needed for another machine")
    return found


def _sources(part: dict[str, object]) -> tuple[str, ...]:
    found = _texts(part, "sources")
    if not all(is_word(name) for name in found) or len(set(found)) < len(found):
        raise BadSettingError(
            "firehose.sources: names of at most 64 of A-Z, a-z, 0-9, '_' and '-', each once"
        )
    return found


def _texts(part: dict[str, object], name: str) -> tuple[str, ...]:
    try:
        found = tuple(texts(part, name))
    except ValueError as problem:
        raise BadSettingError(f"firehose: {problem}") from problem
    if not found:
        raise BadSettingError(f"firehose.{name}: at least one is needed")
    return found


def _number(part: dict[str, object], name: str, default: int) -> int:
    try:
        found = integer(part, name) if name in part else default
    except ValueError as problem:
        raise BadSettingError(f"firehose: {problem}") from problem
    if name == "replicas" and found not in _REPLICAS:
        raise BadSettingError("firehose.replicas: 1, 3 or 5")
    if name == "stream_bytes" and found < _FEWEST_BYTES:
        raise BadSettingError(f"firehose.stream_bytes: at least {_FEWEST_BYTES}")
    return found


def _optional(part: dict[str, object], name: str) -> str:
    return required(part, name) if name in part else ""


def _file(part: dict[str, object], name: str, folder: Path) -> Path | None:
    return folder / required(part, name) if name in part else None


def _is_here(server: str) -> bool:
    address = urlsplit(server)
    return address.scheme == "nats" and address.hostname in LOOPBACK
