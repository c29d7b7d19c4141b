"""The effector's own configuration: a TOML file of its own user, never a row or a web setting."""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from quorate.effects.connectors.configured import Settings, read_platform
from quorate.effects.limits import Limits
from quorate.languages.catalogues import tongues
from quorate.languages.tongues import ENGLISH, Tongue
from quorate.ledger.canonical import canonical
from quorate.ledger.exposure import is_exposed
from quorate.ledger.fields import as_object, integer, text, truth
from quorate.vocabulary.addresses import is_private
from quorate.vocabulary.problems import Problem, Refusal

SETTINGS_DOMAIN = b"quorate/settings/v1\n"


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """As whom labels are signed, and the file of their key: 64 hex digits of secp256k1."""

    did: str
    key: Path


@dataclass(frozen=True, slots=True)
class Configuration:
    """Paths are absolute or beside the file. Secrets stand in files of mode 0600.

    `settings` is the digest that an amendment may pin. `public_url` is where people outside reach
    `quorate serve`: without it nobody is sent a statement of reasons. `further` is the language
    that they are told in beside English.
    """

    name: str
    genesis: str
    ledger: Path
    authority: Path
    state: Path
    key: Path
    subject_key: Path
    database_url: Path
    pager: Path
    platform: Settings
    askers: dict[str, str]
    port: int
    shared_user: bool
    limits: Limits
    settings: str
    public_url: str
    further: Tongue
    labels: LabelSettings | None = None

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Files that nobody else may read."""
        own = (self.key, self.subject_key, self.database_url, self.pager, *self.platform.secrets)
        return (*own, self.labels.key) if self.labels else own


def read_configuration(path: Path) -> Configuration:
    """Reads the file. Raises ValueError naming the setting, or OSError."""
    row = as_object(tomllib.loads(path.read_text()), "configuration")
    usual = Limits()
    limits = as_object(row["limits"], "limits")

    def beside(name: str) -> Path:
        return path.parent / text(row, name)

    askers = as_object(row.get("askers"), "askers")
    return Configuration(
        name=text(row, "name"),
        genesis=text(row, "genesis"),
        ledger=beside("ledger"),
        authority=beside("authority"),
        state=beside("state"),
        key=beside("key_file"),
        subject_key=beside("subject_key_file"),
        database_url=beside("database_url_file"),
        pager=beside("pager_file"),
        platform=read_platform(row, path.parent),
        askers={k: text(askers, k) for k in askers},
        port=integer(row, "port"),
        shared_user=truth(row, "shared_user"),
        limits=Limits(
            cooling_off_2=_seconds(limits, "cooling_off_2", usual.cooling_off_2),
            cooling_off_3=_seconds(limits, "cooling_off_3", usual.cooling_off_3),
            delay_widening=_seconds(limits, "delay_widening", usual.delay_widening),
            delay_lowering=_seconds(limits, "delay_lowering", usual.delay_lowering),
            delay_recovery=_seconds(limits, "delay_recovery", usual.delay_recovery),
            key_rests=_seconds(limits, "key_rests", usual.key_rests),
        ),
        settings=_digest(row, path.parent / text(row, "pager_file")),
        public_url=_public_url(row),
        further=_further(row),
        labels=_labels(row, path.parent),
    )


def _labels(row: Mapping[str, object], folder: Path) -> LabelSettings | None:
    if "labels" not in row:
        return None
    part = as_object(row["labels"], "labels")
    return LabelSettings(text(part, "did"), folder / text(part, "key_file"))


def _public_url(row: Mapping[str, object]) -> str:
    """An address that nobody on the way can change: https, or this very machine."""
    if "public_url" not in row:
        return ""
    found = text(row, "public_url").rstrip("/")
    if not is_private(found):
        raise ValueError("public_url: https is needed")
    return found


def _further(row: Mapping[str, object]) -> Tongue:
    if "language" not in row:
        return ENGLISH
    code = text(row, "language")
    if code not in tongues():
        raise ValueError(f"language: one of {', '.join(tongues())}")
    return tongues()[code]


def _seconds(limits: Mapping[str, object], name: str, usual: timedelta) -> timedelta:
    """A limit in whole seconds, where it is not the usual one."""
    named = f"{name}_seconds"
    return timedelta(seconds=integer(limits, named)) if named in limits else usual


def _digest(row: Mapping[str, object], pager: Path) -> str:
    """Over every setting and the pager's addresses, secrets apart: who is paged is a setting."""
    said: dict[str, object] = {**row, "pager": hashlib.sha256(pager.read_bytes()).hexdigest()}
    spelled = canonical(said)
    return hashlib.sha256(SETTINGS_DOMAIN + spelled).hexdigest()


def exposed(configuration: Configuration) -> Refusal | None:
    """Why the effector's secrets are not its own: readable by others, or a shared user."""
    for path in configuration.secrets:
        found = path.stat()
        if is_exposed(path, found.st_mode) or found.st_uid not in (0, os.geteuid()):
            return Refusal(
                Problem.SECRETS_EXPOSED, f"others may read {path.name}: chmod 600", path.name
            )
    if not configuration.shared_user and configuration.ledger.stat().st_uid == os.geteuid():
        return Refusal(
            Problem.SECRETS_EXPOSED,
            "effector and sequencer run as one user: give each its own",
            "shared_user",
        )
    return None
