"""What an examination finds: a line a check, with what mends it. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is. Only `wrong` fails the examination."""

    OK = "OK"
    WARNING = "warning"
    WRONG = "wrong"


class Check(StrEnum):
    """What is looked at."""

    BACKUPS = "backups"
    CHECKPOINT = "checkpoint"
    CLOCK = "clock"
    DATABASE = "database"
    DISK = "disk"
    FIREHOSE = "firehose"
    FOUNDING = "founding"
    KEYS = "keys"
    LEDGER = "ledger"
    LIBRARIES = "libraries"
    LOCKS = "locks"
    MAIL = "mail"
    MEMORY = "memory"
    MIGRATIONS = "migrations"
    PINS = "pins"
    PLATFORM = "platform"
    PORTS = "ports"
    PROVIDER = "provider"
    PYTHON = "python"
    RETENTION = "retention"
    ROLES = "roles"
    SECRETS = "secrets"
    SETTINGS = "settings"
    USERS = "users"
    VACUUM = "vacuum"
    WITNESSES = "witnesses"
    WORKER = "worker"
    ZONES = "zones"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, without any secret; `mending` is the exact command or setting, empty where
    nothing is to be done."""

    check: Check
    verdict: Verdict
    says: str
    mending: str = ""


def ok(check: Check, says: str) -> Finding:
    """As it should be."""
    return Finding(check, Verdict.OK, says)


def warning(check: Check, says: str, mending: str) -> Finding:
    """It works, and should be otherwise."""
    return Finding(check, Verdict.WARNING, says, mending)


def wrong(check: Check, says: str, mending: str) -> Finding:
    """It does not work, or will not."""
    return Finding(check, Verdict.WRONG, says, mending)
