"""Which platform an effector acts on: exactly one table of its file says so, under its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from quorate.effects.connectors.atproto import AtprotoConnector
from quorate.effects.connectors.atproto_credential import Password, Service, read_key
from quorate.effects.connectors.mastodon import MastodonConnector
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.effects.connectors.webhook import OFFERABLE, PREFIX, STATE, WebhookConnector
from quorate.ledger.fields import as_object, text, texts, truth
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.actions import Action
from quorate.vocabulary.addresses import LOOPBACK
from quorate.vocabulary.private import PrivateField

Connected: TypeAlias = AtprotoConnector | MastodonConnector | MatrixConnector | WebhookConnector


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """A Synapse, whose administrator's token stands in a file."""

    base_url: str
    name: str
    token: Path

    @property
    def instance(self) -> str:
        """How the ledger names this platform."""
        return f"matrix:{self.name}"

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Files that nobody else may read."""
        return (self.token,)

    def connect(self) -> MatrixConnector:
        """Reads the secret. Raises OSError."""
        return MatrixConnector(self.name, self.base_url, _secret(self.token))


@dataclass(frozen=True, slots=True)
class AtprotoSettings:
    """A PDS: either `did` and the file of our own key, or the file of its administrator's password.
    `mails` where the PDS has a mail server, which it does not tell itself."""

    base_url: str
    name: str
    password: Path | None
    key: Path | None
    did: str
    mails: bool

    @property
    def instance(self) -> str:
        """How the ledger names this platform."""
        return f"atproto:{self.name}"

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Files that nobody else may read."""
        return tuple(path for path in (self.password, self.key) if path)

    def connect(self) -> AtprotoConnector:
        """Reads the secret. Raises OSError, or ValueError for a key of another kind."""
        if self.key:
            key = read_key(self.key.read_bytes())
            credential = Service(self.did, key, f"did:web:{self.name}")
        else:
            credential = Password(_secret(self.password or Path()))
        return AtprotoConnector(self.name, self.base_url, credential, mails=self.mails)


@dataclass(frozen=True, slots=True)
class MastodonSettings:
    """A Mastodon server, whose moderators' token stands in a file."""

    base_url: str
    name: str
    token: Path

    @property
    def instance(self) -> str:
        """How the ledger names this platform."""
        return f"mastodon:{self.name}"

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Files that nobody else may read."""
        return (self.token,)

    def connect(self) -> MastodonConnector:
        """Reads the secret. Raises OSError."""
        return MastodonConnector(self.name, self.base_url, _secret(self.token))


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Whatever takes signed webhooks; `key` signs what is sent. What the platform offers stands
    here and not in a document of its own, so that an amendment pins it."""

    base_url: str
    name: str
    key: Path
    actions: frozenset[Action]
    private: frozenset[PrivateField]
    read_back: str

    @property
    def instance(self) -> str:
        """How the ledger names this platform."""
        return PREFIX + self.name

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Files that nobody else may read."""
        return (self.key,)

    def connect(self) -> WebhookConnector:
        """Reads the secret. Raises OSError or LedgerError."""
        key = PrivateKey.from_pem(self.key.read_bytes(), self.key.name)
        said = (self.actions, self.private, self.read_back)
        return WebhookConnector(self.name, self.base_url, key, *said)


Settings: TypeAlias = AtprotoSettings | MastodonSettings | MatrixSettings | WebhookSettings


def _secret(path: Path) -> str:
    return path.read_text().strip()


def _matrix(table: Mapping[str, object], folder: Path) -> MatrixSettings:
    token = folder / text(table, "token_file")
    return MatrixSettings(text(table, "base_url"), text(table, "server_name"), token)


def _atproto(table: Mapping[str, object], folder: Path) -> AtprotoSettings:
    if ("password_file" in table) is ("key_file" in table):
        raise ValueError("atproto: either password_file, or key_file and did")
    key = folder / text(table, "key_file") if "key_file" in table else None
    return AtprotoSettings(
        base_url=_secure(text(table, "base_url"), "atproto"),
        name=text(table, "host"),
        password=None if key else folder / text(table, "password_file"),
        key=key,
        did=text(table, "did") if key else "",
        mails=truth(table, "mails") if "mails" in table else False,
    )


def _mastodon(table: Mapping[str, object], folder: Path) -> MastodonSettings:
    url = _secure(text(table, "base_url"), "mastodon")
    return MastodonSettings(url, text(table, "domain"), folder / text(table, "token_file"))


def _webhook(table: Mapping[str, object], folder: Path) -> WebhookSettings:
    return WebhookSettings(
        _secure(text(table, "base_url"), "webhook"),
        text(table, "name"),
        folder / text(table, "key_file"),
        frozenset(Action(a) for a in _chosen(table, "actions", OFFERABLE)),
        frozenset(PrivateField(f) for f in _chosen(table, "private", frozenset(PrivateField))),
        _path(text(table, "read_back") if "read_back" in table else STATE),
    )


def _chosen(table: Mapping[str, object], name: str, known: frozenset[str]) -> list[str]:
    found = texts(table, name)
    if not set(found) <= known:
        raise ValueError(f"webhook.{name}: of {', '.join(sorted(known))}")
    return found


def _secure(url: str, table: str) -> str:
    """An address that nobody on the way can read or change: https, or this very machine."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    secure = bool(parts.hostname) and (local or parts.scheme == "https")
    if not secure or parts.query or parts.fragment or parts.username:
        raise ValueError(f"{table}.base_url: https is needed, without query or password")
    return url.rstrip("/")


def _path(template: str) -> str:
    if not template.startswith("/") or template.count("{id}") != 1:
        raise ValueError("webhook.read_back: a path with {id} in it")
    return template


TABLES: Final[Mapping[str, Callable[[Mapping[str, object], Path], Settings]]] = {
    "atproto": _atproto,
    "mastodon": _mastodon,
    "matrix": _matrix,
    "webhook": _webhook,
}


def read_platform(row: Mapping[str, object], folder: Path) -> Settings:
    """The platform of an effector's file in `folder`. Raises ValueError naming the table."""
    found = [name for name in TABLES if name in row]
    if len(found) != 1:
        named = ", ".join(f"[{name}]" for name in found) or "none"
        raise ValueError(f"{named}: exactly one of {', '.join(f'[{t}]' for t in TABLES)} is needed")
    return TABLES[found[0]](as_object(row[found[0]], found[0]), folder)
