"""The folder of an installation before it is founded: processes' keys, secrets, settings, rules.

The settings lack `genesis`, without which no process starts; founding puts it there.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quorate.authority.founding import NO_WITNESS, FoundingError
from quorate.authority.policyset import SHIPPED, read_texts, set_hash
from quorate.decisions.drawing import SHARE
from quorate.ledger.entry import Json
from quorate.ledger.keys import KeyKind, PrivateKey, VerifierKey
from quorate.settings import FILES
from quorate.vocabulary.actions import Action

EFFECTOR: Final = "effector-1"
KEYS: Final = ("sequencer/log", "sequencer/clock", "effector/effector", "serve/web")
PORTS: Final = {"serve": 8440, "effector": 8441, "signer": 8442}
PINNED: Final = (FILES["serve"], FILES["effector"], FILES["signer"])


@dataclass(frozen=True, slots=True)
class Place:
    """Where it will run. `platform` is the table of the effector's file for it, at `platform_url`
    under `server_name`; `signer` is the exact origin of the signer's pages, `ports` are of this
    machine; `shared_user` where all processes are one user; `limits` as effector.toml has them;
    `second_reviews` is the share of decided cases that a second person judges; `public_url` where
    people outside reach it, where that is known.
    """

    folder: Path
    server_name: str
    platform_url: str
    signer: str
    ports: Mapping[str, int] = field(default_factory=lambda: PORTS)
    shared_user: bool = False
    limits: Mapping[str, int] = field(default_factory=dict[str, int])
    second_reviews: float = SHARE
    public_url: str = ""
    platform: str = "matrix"

    @property
    def serve(self) -> str:
        """The API's address on this machine."""
        return f"http://127.0.0.1:{self.ports['serve']}"

    @property
    def door(self) -> str:
        """The effector's address on this machine."""
        return f"http://127.0.0.1:{self.ports['effector']}"


def prepare(place: Place) -> dict[str, Json]:
    """Makes keys and settings; returns what a founding file says beside its founders.

    Raises FoundingError where that was done before: other keys would take the place of those that
    people may have signed.
    """
    if (place.folder / "sequencer").exists():
        raise FoundingError(f"{place.folder} is prepared already: take its founding file.")
    for name in ("sequencer", "effector", "serve", "signer"):
        (place.folder / name).mkdir(mode=0o700, parents=True)
    (place.folder / "ledger").mkdir()
    keys = {name: PrivateKey.generate() for name in KEYS}
    for name, key in keys.items():
        key.save(place.folder / f"{name}.key")
    content = _founding(place, keys, _rules(place.folder / "authority/founding"))
    _serve(place)
    _sequencer(place)
    _effector(place, keys)
    _signer(place, keys)
    return content


def vkeys(server_name: str, keys: Mapping[str, PrivateKey]) -> tuple[str, str]:
    """The log's key and its clock's, as a genesis names them."""
    log, clock = keys["sequencer/log"].public, keys["sequencer/clock"].public
    return (
        VerifierKey(f"{server_name}/ledger", KeyKind.ED25519, log).vkey,
        VerifierKey(f"{server_name}/clock", KeyKind.COSIGNATURE, clock).vkey,
    )


def _founding(place: Place, keys: Mapping[str, PrivateKey], rules: str) -> dict[str, Json]:
    log, clock = vkeys(place.server_name, keys)
    return {
        "log": log,
        "cosigner": clock,
        "witness": NO_WITNESS,
        "effectors": [{"name": EFFECTOR, "public": keys["effector/effector"].public.hex()}],
        "connectors": [f"{place.platform}:{place.server_name}"],
        "origins": [place.signer],
        "cli_approves": False,
        "authority": rules,
    }


def write_secret(path: Path, content: str) -> None:
    """A file that its owner alone may read."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(content)


def _rules(folder: Path) -> str:
    """A copy of the shipped rules, so that a later version of Quorate leaves them in force."""
    folder.mkdir(parents=True)
    texts = read_texts(SHIPPED)
    for name, rules in texts.items():
        (folder / name).write_text(rules)
    return set_hash(texts)


def _toml(values: Mapping[str, object]) -> str:
    return "".join(f"{k} = {json.dumps(v)}\n" for k, v in values.items())


def _serve(place: Place) -> None:
    folder = place.folder / "serve"
    for name, empty in (("intake_tokens", "{}"), ("invites", "{}"), ("sources", "{}")):
        write_secret(folder / name, empty)
    settings = {
        "database_url_file": "database_url",
        "ledger": "../ledger",
        "authority": "../authority",
        "port": place.ports["serve"],
        "door": place.door,
        "key_file": "web.key",
        "intake_tokens_file": "intake_tokens",
        "invites_file": "invites",
        "sources_file": "sources",
        "second_reviews": place.second_reviews,
    }
    (folder / "serve.toml").write_text(_toml(settings))


def _sequencer(place: Place) -> None:
    settings = {
        "database_url_file": "database_url",
        "ledger": "../ledger",
        "origin": f"{place.server_name}/ledger",
        "log_key_file": "log.key",
        "cosigner": f"{place.server_name}/clock",
        "cosigner_key_file": "clock.key",
    }
    (place.folder / FILES["sequencer"]).write_text(_toml(settings))


_PLATFORMS: Final[Mapping[str, Callable[[Place], Mapping[str, object]]]] = {
    "atproto": lambda place: {
        "base_url": place.platform_url,
        "host": place.server_name,
        "password_file": "token",  # nosec B105
        "mails": False,
    },
    "matrix": lambda place: {
        "base_url": place.platform_url,
        "server_name": place.server_name,
        "token_file": "token",  # nosec B105
    },
    "webhook": lambda place: {
        "name": place.server_name,
        "base_url": place.platform_url,
        "key_file": "webhook.key",
        "actions": [Action.SUSPEND, Action.WARN],
    },
}
"""What each platform's table says; a token or password is put into its file later."""


def _effector(place: Place, keys: Mapping[str, PrivateKey]) -> None:
    folder = place.folder / "effector"
    write_secret(folder / "subject_key", secrets.token_hex(32))
    write_secret(folder / "pager", "")
    if place.platform == "webhook":
        PrivateKey.generate().save(folder / "webhook.key")
    else:
        write_secret(folder / "token", "")
    settings = {
        "database_url_file": "database_url",
        "ledger": "../ledger",
        "authority": "../authority",
        "name": EFFECTOR,
        "state": "state.sqlite",
        "key_file": "effector.key",
        "subject_key_file": "subject_key",
        "pager_file": "pager",
        "port": place.ports["effector"],
        "shared_user": place.shared_user,
        **({"public_url": place.public_url} if place.public_url else {}),
    }
    (folder / "effector.toml").write_text(
        _toml(settings)
        + f"[{place.platform}]\n"
        + _toml(_PLATFORMS[place.platform](place))
        + "[limits]\n"
        + _toml(place.limits)
        + "[askers]\n"
        + _toml({"web": keys["serve/web"].public.hex()})
    )


def _signer(place: Place, keys: Mapping[str, PrivateKey]) -> None:
    """No database, no key: what it shows is checked against the genesis and the effectors."""
    settings = {"serve": place.serve, "origin": place.signer, "port": place.ports["signer"]}
    effectors = {EFFECTOR: keys["effector/effector"].public.hex()}
    (place.folder / FILES["signer"]).write_text(
        _toml(settings) + "[effectors]\n" + _toml(effectors)
    )
