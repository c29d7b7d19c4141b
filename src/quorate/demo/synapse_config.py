"""The configuration of a homeserver that is used by one machine and then thrown away."""

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

NO_LIMIT = {"per_second": 100_000, "burst_count": 100_000}


@dataclass(frozen=True)
class Identity:
    """What a homeserver keeps over restarts; `admin_token` is empty before the first one."""

    server_name: str
    port: int
    registration_secret: str
    admin_password: str
    admin_token: str


def write(folder: Path, identity: Identity) -> Path:
    """Write homeserver.yaml and what it names into `folder`, readable by its owner only."""
    signing_key = folder / "signing.key"
    if not signing_key.exists():
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        write_private(signing_key, f"ed25519 a_demo {seed}\n")
    write_private(folder / "log.yaml", json.dumps(_logging(folder / "homeserver.log")))
    config = folder / "homeserver.yaml"
    # JSON is YAML.
    write_private(config, json.dumps(_server(folder, identity) | _limits() | _notices(), indent=1))
    return config


def _server(folder: Path, identity: Identity) -> dict[str, object]:
    listener = {
        "port": identity.port,
        "bind_addresses": ["127.0.0.1"],
        "type": "http",
        "tls": False,
        "resources": [{"names": ["client"]}],
    }
    return {
        "server_name": identity.server_name,
        "public_baseurl": f"http://127.0.0.1:{identity.port}/",
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "log_config": str(folder / "log.yaml"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": identity.registration_secret,
        "macaroon_secret_key": secrets.token_hex(32),
        "form_secret": secrets.token_hex(32),
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "report_stats": False,
        # Passwords here protect nothing: the cheapest hash keeps a story of twenty people short.
        "bcrypt_rounds": 4,
    }


def _limits() -> dict[str, object]:
    """Lift every limit that a story played in seconds, or a benchmark, would run into."""
    return {
        "rc_message": NO_LIMIT,
        "rc_registration": NO_LIMIT,
        "rc_reports": NO_LIMIT,
        "rc_room_creation": NO_LIMIT,
        "rc_admin_redaction": NO_LIMIT,
        "rc_joins_per_room": NO_LIMIT,
        "rc_login": {"address": NO_LIMIT, "account": NO_LIMIT, "failed_attempts": NO_LIMIT},
        "rc_joins": {"local": NO_LIMIT, "remote": NO_LIMIT},
        "rc_invites": {"per_room": NO_LIMIT, "per_user": NO_LIMIT, "per_issuer": NO_LIMIT},
    }


def _notices() -> dict[str, object]:
    return {
        "server_notices": {
            "system_mxid_localpart": "notices",
            "system_mxid_display_name": "Trust & Safety",
            "room_name": "Notices from Trust & Safety",
            # A suspended account accepts no invitation, and could not read why.
            "auto_join": True,
        }
    }


def _logging(path: Path) -> dict[str, object]:
    handler = {
        "class": "logging.FileHandler",
        "filename": str(path),
        "encoding": "utf8",
        "formatter": "line",
    }
    return {
        "version": 1,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"file": handler},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }


def write_private(path: Path, text: str) -> None:
    """Replace, whole or not at all, a file that only its owner may read; make its folder."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.rename(path)
