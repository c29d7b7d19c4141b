"""What `quorate witness` is told."""

from dataclasses import dataclass
from pathlib import Path

from quorate.ledger.fields import texts
from quorate.settings.reading import BadSettingError, required, table, whole


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """For `quorate witness`. `logs` are the vkeys of the logs it cosigns for; one origin may have
    several while its key changes."""

    name: str
    key: Path
    memory: Path
    logs: tuple[str, ...]
    port: int


def witness_settings(path: Path) -> WitnessSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = table(path), path.parent
    try:
        logs = tuple(texts(row, "logs"))
    except ValueError as problem:
        raise BadSettingError(str(problem)) from problem
    return WitnessSettings(
        required(row, "name"),
        folder / required(row, "key_file"),
        folder / required(row, "memory"),
        logs,
        whole(row, "port"),
    )
