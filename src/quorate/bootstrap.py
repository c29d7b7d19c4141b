"""Founding an installation: keys, database roles, the genesis that all founders sign, settings."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from quorate.authority.charter import Founder, genesis_digest, read_genesis
from quorate.authority.policyset import SHIPPED, read_texts, shipped
from quorate.database.migrate import migrate
from quorate.ledger.entry import Entry, Json, entry_hash
from quorate.ledger.keys import KeyKind, PrivateKey, VerifierKey
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.times import now, stamp

ORIGIN = "quorate.invalid/ledger"
COSIGNER = "quorate.invalid/clock"
ROLES = {"serve": "quorate_web", "sequencer": "quorate_sequencer", "effector": "quorate_effector"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What founding needs. `pager` are apprise addresses; cooling-off in whole seconds.

    `intake_tokens` are by source; `invites` name the person of each sign-in link's secret.
    `signer` is the exact origin of the signer's pages (its port on this machine is one of
    `ports`); with `cli_approves` the command line, too, approves at tier >= 2.
    """

    folder: Path
    database_url: str
    founders: Sequence[tuple[Founder, PrivateKey]]
    server_name: str
    matrix_url: str
    matrix_token: str
    pager: Sequence[str]
    ports: Mapping[str, int]
    cooling_off: tuple[int, int]
    intake_tokens: Mapping[str, str]
    invites: Mapping[str, str]
    signer: str
    cli_approves: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person's command line is told: where to, and whom to believe."""

    genesis: str
    server: str
    door: str
    log: str
    cosigner: str
    effectors: Mapping[str, str]


def _secret(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(content)


def _keys(folder: Path) -> dict[str, PrivateKey]:
    found: dict[str, PrivateKey] = {}
    for name in ("sequencer/log", "sequencer/clock", "effector/effector", "serve/web"):
        path = folder / f"{name}.key"
        path.parent.mkdir(parents=True, exist_ok=True)
        found[name] = PrivateKey.generate()
        found[name].save(path)
    return found


def _genesis(plan: Plan, keys: Mapping[str, PrivateKey]) -> tuple[Entry, Profile]:
    log = VerifierKey(ORIGIN, KeyKind.ED25519, keys["sequencer/log"].public).vkey
    clock = VerifierKey(COSIGNER, KeyKind.COSIGNATURE, keys["sequencer/clock"].public).vkey
    effectors = {"effector-1": keys["effector/effector"].public.hex()}
    content: dict[str, Json] = {
        "founders": [asdict(f) for f, _ in plan.founders],
        "log": log,
        "cosigner": clock,
        "witness": "quorum none",
        "effectors": [{"name": n, "public": p} for n, p in effectors.items()],
        "connectors": [f"matrix:{plan.server_name}"],
        "origins": [plan.signer],
        "cli_approves": plan.cli_approves,
        "authority": shipped().hash,
    }
    digest = genesis_digest(content)
    data: dict[str, Json] = {
        "genesis": content,
        "signatures": [{"person": f.id, "sig": key.sign(digest).hex()} for f, key in plan.founders],
    }
    read_genesis(data)
    entry = Entry(Event.GENESIS, stamp(now()), Attested.SOURCE, "founders", data)
    profile = Profile(
        entry_hash(entry.canonical()),
        f"http://127.0.0.1:{plan.ports['serve']}",
        f"http://127.0.0.1:{plan.ports['effector']}",
        log,
        clock,
        effectors,
    )
    return entry, profile


def _database(plan: Plan, genesis: Entry) -> None:
    """Migrates, gives each role a password of its own, and queues the genesis as first entry."""
    migrate(plan.database_url)
    with psycopg.connect(plan.database_url) as conn:
        for process, role in ROLES.items():
            password = secrets.token_urlsafe(24)
            conn.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(password)
                )
            )
            url = make_conninfo(plan.database_url, user=role, password=password)
            _secret(plan.folder / process / "database_url", url)
        conn.execute(
            "INSERT INTO ledger_queue (body, written_by) VALUES (%s, %s)",
            (genesis.canonical(), genesis.by),
        )


def _rules(folder: Path) -> None:
    """A copy of the shipped rules, so that a later version of Quorate leaves them in force."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rules in read_texts(SHIPPED).items():
        (folder / name).write_text(rules)


def _toml(values: Mapping[str, object]) -> str:
    return "".join(f"{k} = {json.dumps(v)}\n" for k, v in values.items())


def _settings(plan: Plan, profile: Profile, web: PrivateKey) -> None:
    common = {"database_url_file": "database_url", "ledger": "../ledger"}
    rules = {"authority": "../authority"}
    serve = {
        **common,
        **rules,
        "genesis": profile.genesis,
        "port": plan.ports["serve"],
        "door": profile.door,
        "key_file": "web.key",
        "intake_tokens_file": "intake_tokens",
        "invites_file": "invites",
        "sources_file": "sources",
    }
    _secret(plan.folder / "serve/intake_tokens", json.dumps(dict(plan.intake_tokens)))
    _secret(plan.folder / "serve/invites", json.dumps(dict(plan.invites)))
    _secret(plan.folder / "serve/sources", "{}")
    (plan.folder / "serve/serve.toml").write_text(_toml(serve))
    sequencer = {
        **common,
        "origin": ORIGIN,
        "log_key_file": "log.key",
        "cosigner": COSIGNER,
        "cosigner_key_file": "clock.key",
    }
    (plan.folder / "sequencer/sequencer.toml").write_text(_toml(sequencer))
    _effector_settings(plan, profile, {**common, **rules}, web)
    _signer_settings(plan, profile)


def _signer_settings(plan: Plan, profile: Profile) -> None:
    """No database, no key: what it shows is checked against the genesis and the effectors."""
    folder = plan.folder / "signer"
    folder.mkdir(exist_ok=True)
    signer = {
        "genesis": profile.genesis,
        "serve": profile.server,
        "origin": plan.signer,
        "port": plan.ports["signer"],
    }
    (folder / "signer.toml").write_text(
        _toml(signer) + "[effectors]\n" + _toml(dict(profile.effectors))
    )


def _effector_settings(
    plan: Plan, profile: Profile, common: Mapping[str, object], web: PrivateKey
) -> None:
    folder = plan.folder / "effector"
    _secret(folder / "subject_key", secrets.token_hex(32))
    _secret(folder / "token", plan.matrix_token)
    _secret(folder / "pager", "\n".join(plan.pager))
    effector = {
        **common,
        "name": "effector-1",
        "genesis": profile.genesis,
        "state": "state.sqlite",
        "key_file": "effector.key",
        "subject_key_file": "subject_key",
        "pager_file": "pager",
        "port": plan.ports["effector"],
        "shared_user": True,
    }
    seconds = {
        "cooling_off_2_seconds": plan.cooling_off[0],
        "cooling_off_3_seconds": plan.cooling_off[1],
    }
    matrix = {
        "base_url": plan.matrix_url,
        "server_name": plan.server_name,
        "token_file": "token",
    }
    (folder / "effector.toml").write_text(
        _toml(effector)
        + "[matrix]\n"
        + _toml(matrix)
        + "[limits]\n"
        + _toml(seconds)
        + "[askers]\n"
        + _toml({"web": web.public.hex()})
    )


def found(plan: Plan) -> Profile:
    """Makes a new installation in an empty folder; every founder's key has to be at hand."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    (plan.folder / "ledger").mkdir(exist_ok=True)
    _rules(plan.folder / "authority/founding")
    keys = _keys(plan.folder)
    genesis, profile = _genesis(plan, keys)
    _database(plan, genesis)
    _settings(plan, profile, keys["serve/web"])
    (plan.folder / "profile.json").write_text(json.dumps(asdict(profile), indent=2) + "\n")
    return profile
