"""Who the installation is on the AT Protocol's network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from quorate.atproto.moderators import ModeratorSettings, read_moderators
from quorate.settings.reading import BadSettingError, part_of, required, secure


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


def read_labeler(row: dict[str, object], folder: Path) -> LabelerSettings | None:
    """None where the installation is nobody on the network. Raises BadSettingError."""
    part = part_of(row, "labeler")
    if part is None:
        return None
    try:
        moderators = read_moderators(part.get("moderators", {}), folder)
    except ValueError as problem:
        raise BadSettingError(f"labeler: {problem}") from problem
    return LabelerSettings(
        required(part, "did"),
        secure(part, "url").rstrip("/"),
        required(part, "label_key"),
        required(part, "connector"),
        secure(part, "plc").rstrip("/"),
        moderators,
    )
