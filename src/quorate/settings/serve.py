"""What `quorate serve`, `worker` and `firehose` are told: one TOML file, secrets in files of mode
0600 beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from quorate.cases.care import SHIPPED, Limits
from quorate.decisions.drawing import SHARE, read_share
from quorate.decisions.reasons import OutOfCourt
from quorate.ledger.fields import integer
from quorate.retention.model import SHIPPED as KEPT
from quorate.retention.model import DataKind, read_days
from quorate.settings.firehose import FirehoseSettings, read_firehose
from quorate.settings.labeler import LabelerSettings, read_labeler
from quorate.settings.outside import (
    EventSettings,
    MailSettings,
    TranslationSettings,
    read_events,
    read_mail,
    read_translation,
)
from quorate.settings.publicity import (
    FilingSettings,
    TransparencySettings,
    read_filing,
    read_transparency,
)
from quorate.settings.reading import BadSettingError, part_of, required, secure, table, whole
from quorate.settings.sign_in import CaepSettings, OidcSettings, read_caep, read_oidc


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """For `quorate serve`, `worker` and `firehose`. `door` is the effector's address.

    `authority` is the folder of the sets of rules; `incidents` the file that the worker keeps, in
    which the incident page looks up entries; `second_reviews` the share of decided cases that a
    second person judges, 0 to 1; `out_of_court` the body that statements of reasons name;
    `retention` after how many days each kind of data is erased; `drain_seconds` how long a
    `serve` that was asked to end still answers, so that a balancer notices.
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
    firehose: FirehoseSettings | None = None
    drain_seconds: int = 0


def serve_settings(path: Path) -> ServeSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = table(path), path.parent
    return ServeSettings(
        folder / required(row, "database_url_file"),
        folder / required(row, "ledger"),
        required(row, "genesis"),
        whole(row, "port"),
        required(row, "door"),
        folder / required(row, "key_file"),
        folder / required(row, "intake_tokens_file"),
        folder / required(row, "invites_file"),
        folder / required(row, "authority"),
        read_oidc(row, folder),
        read_caep(row, folder),
        folder / required(row, "sources_file") if "sources_file" in row else None,
        folder
        / (required(row, "incidents_file") if "incidents_file" in row else "incidents.sqlite"),
        _care(row),
        _share(row),
        read_translation(row, folder),
        read_filing(row, folder),
        read_transparency(row, folder),
        read_mail(row, folder),
        _out_of_court(row),
        _retention(row),
        read_labeler(row, folder),
        read_events(row, folder),
        read_firehose(row, folder),
        _drain(row),
    )


def _care(row: dict[str, object]) -> Limits:
    """Each whole and positive; what is not named is as it ships."""
    part = part_of(row, "care") or {}
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


def _out_of_court(row: dict[str, object]) -> OutOfCourt | None:
    part = part_of(row, "out_of_court")
    if part is None:
        return None
    return OutOfCourt(required(part, "name"), secure(part, "url"))


def _retention(row: dict[str, object]) -> dict[DataKind, int]:
    try:
        return read_days(part_of(row, "retention") or {})
    except ValueError as problem:
        raise BadSettingError(f"retention: {problem}") from problem


def _drain(row: dict[str, object]) -> int:
    found = whole(row, "drain_seconds") if "drain_seconds" in row else 0
    if found < 0:
        raise BadSettingError("drain_seconds: 0 or more")
    return found


def _share(row: dict[str, object]) -> float:
    try:
        return read_share(row.get("second_reviews", SHARE))
    except ValueError as problem:
        raise BadSettingError(f"second_reviews: {problem}") from problem
