"""What founders agree on before there is a ledger: read strictly, each mistake with its way out.

A genesis is never mended later, so more is asked of the file than of the entry that it becomes.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from quorate.authority.charter import (
    Genesis,
    Signature,
    genesis_digest,
    read_content,
    signers,
)
from quorate.ledger.errors import LedgerError
from quorate.ledger.fields import is_digest
from quorate.ledger.keys import KeyKind, VerifierKey
from quorate.ledger.policy import Policy
from quorate.vocabulary.errors import ToldError

NO_WITNESS: Final = "quorum none"
PLATFORMS: Final = ("atproto:", "mastodon:", "matrix:", "webhook:")
_PREPARED: Final = "Copy it from the founding file that `quorate prepare` wrote."
_WAYS_OUT: Final[Mapping[str, str]] = {
    "authority": "Take the hash that `quorate rules FOLDER` prints.",
    "cli_approves": "Write true or false, without quotes.",
    "connectors": "Name the platform: matrix:SERVER_NAME, atproto:PDS_HOST, webhook:NAME.",
    "cosigner": _PREPARED,
    "effectors": _PREPARED,
    "founders": "At least two people of two teams under two managers, each with `id`, `team`, "
    "`manager` and the `public` that `quorate key FILE` printed on their own machine.",
    "log": _PREPARED,
    "origins": "Name the signer's exact origin, such as https://sign.example.org.",
    "witness": f"Write a policy of witnesses, or `{NO_WITNESS}`.",
}


class FoundingError(ToldError, ValueError):
    """Why this cannot be founded; the message names the field and the way out."""


def read_founding(content: Mapping[str, object]) -> Genesis:
    """The founding file's whole. Raises FoundingError."""
    try:
        surplus = sorted(set(content) - set(_WAYS_OUT))
        if surplus:
            raise ValueError(f"{surplus[0][:64]}: not a field of a genesis. Leave it out.")
        genesis = read_content(content)
        _check_keys(genesis)
        _check_places(genesis)
    except ValueError as problem:
        field = str(problem).partition(":")[0].partition(".")[0]
        raise FoundingError(f"{problem}. {_WAYS_OUT.get(field, '')}".rstrip(" .") + ".") from None
    return genesis


def _check_keys(genesis: Genesis) -> None:
    """Each key serves one: whoever held two of them would be two."""
    publics = [bytes.fromhex(public) for public in genesis.effectors.values()]
    publics += [witness.key.public for witness in _policy(genesis).witnesses.values()]
    for field, vkey, kind in (
        ("log", genesis.log, KeyKind.ED25519),
        ("cosigner", genesis.cosigner, KeyKind.COSIGNATURE),
    ):
        try:
            key = VerifierKey.parse(vkey)
        except LedgerError as problem:
            raise ValueError(f"{field}: {problem}") from problem
        if key.kind is not kind:
            raise ValueError(f"{field}: a key of another kind")
        publics.append(key.public)
    if len(set(publics)) != len(publics):
        raise ValueError("effectors: one key cannot serve log, cosigner, effectors, witnesses")
    for founder in genesis.founders:
        if bytes.fromhex(founder.public) in publics:
            raise ValueError(f"founders: {founder.id} has the key of a process")


def _policy(genesis: Genesis) -> Policy:
    try:
        policy = Policy.parse(genesis.witness)
    except LedgerError as problem:
        raise ValueError(f"witness: {problem.detail}") from problem
    if policy.logs and genesis.log not in {key.vkey for key in policy.logs}:
        raise ValueError("witness: the policy is about another log")
    for witness in policy.witnesses.values():
        if not witness.url:
            raise ValueError(f"witness: {witness.name} has no address to be asked at")
    return policy


def _check_places(genesis: Genesis) -> None:
    if not is_digest(genesis.authority):
        raise ValueError("authority: not 64 hex digits")
    if not genesis.connectors:
        raise ValueError("connectors: no platform")
    for connector in genesis.connectors:
        if not connector.startswith(PLATFORMS) or connector in PLATFORMS:
            raise ValueError(f"connectors: {connector} is not the name of a platform")
    if not genesis.origins:
        raise ValueError("origins: none, so that no passkey could ever approve")
    for origin in genesis.origins:
        parts = urlsplit(origin)
        local = parts.scheme == "http" and f".{parts.hostname}".endswith(".localhost")
        if origin != f"{parts.scheme}://{parts.netloc}" or not (parts.scheme == "https" or local):
            raise ValueError(f"origins: {origin} is no https origin")


def unheld(genesis: Genesis, content: Mapping[str, object], gathered: Mapping[str, str]) -> str:
    """The first whose gathered signature is not over this content; empty when all hold."""
    given = [Signature(person, sig) for person, sig in gathered.items()]
    held = signers(genesis, genesis_digest(content), given)
    return next((person for person in gathered if person not in held), "")


def unsigned(genesis: Genesis, gathered: Mapping[str, str]) -> list[str]:
    """The founders who have not signed yet."""
    return [f.id for f in genesis.founders if f.id not in gathered]
