"""The effector's own configuration: a TOML file of its own user, never a row or a web setting."""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import rfc8785

from quorate.effects.limits import Limits
from quorate.ledger.fields import as_object, integer, text, truth
from quorate.vocabulary.problems import Problem, Refusal

SETTINGS_DOMAIN = b"quorate/settings/v1\n"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Paths are absolute or beside the file. Secrets stand in files of mode 0600.

    `settings` is the digest that an amendment may pin.
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
    token: Path
    base_url: str
    server_name: str
    askers: dict[str, str]
    port: int
    shared_user: bool
    limits: Limits
    settings: str

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Files that nobody else may read."""
        return (self.key, self.subject_key, self.database_url, self.pager, self.token)


def read_configuration(path: Path) -> Configuration:
    """Reads the file. Raises ValueError naming the setting, or OSError."""
    row = as_object(tomllib.loads(path.read_text()), "configuration")
    usual = Limits()
    matrix, limits = as_object(row.get("matrix"), "matrix"), as_object(row["limits"], "limits")

    def beside(table: dict[str, object] | object, name: str) -> Path:
        return path.parent / text(as_object(table, "table"), name)

    askers = as_object(row.get("askers"), "askers")
    return Configuration(
        name=text(row, "name"),
        genesis=text(row, "genesis"),
        ledger=beside(row, "ledger"),
        authority=beside(row, "authority"),
        state=beside(row, "state"),
        key=beside(row, "key_file"),
        subject_key=beside(row, "subject_key_file"),
        database_url=beside(row, "database_url_file"),
        pager=beside(row, "pager_file"),
        token=beside(matrix, "token_file"),
        base_url=text(matrix, "base_url"),
        server_name=text(matrix, "server_name"),
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
    )


def _seconds(limits: Mapping[str, object], name: str, usual: timedelta) -> timedelta:
    """A limit in whole seconds, where it is not the usual one."""
    named = f"{name}_seconds"
    return timedelta(seconds=integer(limits, named)) if named in limits else usual


def _digest(row: Mapping[str, object], pager: Path) -> str:
    """Over every setting and the pager's addresses, secrets apart: who is paged is a setting."""
    said: dict[str, object] = {**row, "pager": hashlib.sha256(pager.read_bytes()).hexdigest()}
    canonical = rfc8785.dumps(said)  # pyright: ignore[reportArgumentType]
    return hashlib.sha256(SETTINGS_DOMAIN + canonical).hexdigest()


def exposed(configuration: Configuration) -> Refusal | None:
    """Why the effector's secrets are not its own: readable by others, or a shared user."""
    for path in configuration.secrets:
        found = path.stat()
        if found.st_mode & 0o077 or found.st_uid not in (0, os.geteuid()):
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
