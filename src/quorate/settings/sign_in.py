"""Where people sign in, and who tells of what happens to their sessions."""

from dataclasses import dataclass
from pathlib import Path

from quorate.settings.reading import BadSettingError, part_of, required, secure


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


def read_oidc(row: dict[str, object], folder: Path) -> OidcSettings | None:
    """None where nobody signs in by a provider. Raises BadSettingError."""
    part = part_of(row, "oidc")
    if part is None:
        return None
    return OidcSettings(
        secure(part, "issuer"),
        required(part, "client_id"),
        folder / required(part, "client_secret_file"),
        secure(part, "redirect_uri"),
    )


def read_caep(row: dict[str, object], folder: Path) -> CaepSettings | None:
    """None where no transmitter tells of sessions. Raises BadSettingError."""
    part = part_of(row, "caep")
    if part is None:
        return None
    if ("jwks_file" in part) == ("jwks_url" in part):
        raise BadSettingError("caep: jwks_file or jwks_url, one of them")
    file = folder / required(part, "jwks_file") if "jwks_file" in part else None
    url = secure(part, "jwks_url") if "jwks_url" in part else None
    return CaepSettings(required(part, "issuer"), required(part, "audience"), file, url)
