"""`quorate prepare`, `genesis` and `found`: how a team founds its installation, each at their own
machine; the founding file and its signatures go from one to the next."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

from quorate.authority.charter import Genesis, genesis_digest
from quorate.authority.founding import FoundingError, read_founding, unheld, unsigned
from quorate.authority.policyset import shipped
from quorate.bootstrap import found as found_with
from quorate.cli.access import Key, Who
from quorate.cli.files import read_file
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, text
from quorate.ledger.keys import PrivateKey, VerifierKey
from quorate.ledger.policy import Policy
from quorate.people.keys import key_id
from quorate.preparing import Place
from quorate.preparing import prepare as prepare_place
from quorate.vocabulary.terminal import plain

_DATABASE = "QUORATE_DATABASE_URL"
_TYPED = 8
_FOUNDERS = """\
# Two founders at least, three for anything above tier 1: two teams, two managers, a key each.
# `public` is what `quorate key FILE` prints on the founder's own machine.
founders: []
# - id: ID
#   team: TEAM
#   manager: MANAGER
#   public: PUBLIC
"""


def prepare(
    folder: Path,
    *,
    server_name: str,
    signer: str,
    matrix_url: str = "",
    pds_url: str = "",
    webhook_url: str = "",
) -> None:
    """Make the folder of a new installation: keys, secrets and settings of its processes.

    Its platform is a Matrix homeserver at `matrix_url`, a PDS of the AT Protocol at `pds_url`, or
    whatever takes signed webhooks at `webhook_url`; `server_name` is its name there. It writes
    FOLDER/founding.yaml, where the founders are to be named.
    """
    urls = {"matrix": matrix_url, "atproto": pds_url, "webhook": webhook_url}
    said = [(platform, url) for platform, url in urls.items() if url]
    if len(said) != 1:
        raise FoundingError("platform: say one of --matrix-url, --pds-url and --webhook-url.")
    platform, url = said[0]
    place = Place(folder, server_name, url, signer, platform=platform)
    content = prepare_place(place)
    file = folder / "founding.yaml"
    file.write_text(_FOUNDERS + yaml.safe_dump(content, sort_keys=False))
    print(plain(f"Name the founders in {file}; then each runs `quorate genesis`.", 1000))
    if webhook_url:
        public = PrivateKey.load(folder / "effector/webhook.key").public.hex()
        print(f"Your platform takes what this key signs: {public}")


def _content(file: Path) -> tuple[Genesis, Mapping[str, Json]]:
    try:
        content = read_file(file)
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as problem:
        told = " ".join(str(problem).split())
        raise FoundingError(
            f"{file} cannot be read: {told}. Take the YAML file that `quorate prepare` wrote."
        ) from None
    return read_founding(content), cast("Mapping[str, Json]", content)


def _sidecar(file: Path) -> Path:
    return file.with_name(file.name + ".signatures.json")


def _gathered(file: Path) -> dict[str, str]:
    """Founder to signature, hex, as handed from one to the next."""
    sidecar = _sidecar(file)
    if not sidecar.exists():
        return {}
    try:
        found = as_object(json.loads(sidecar.read_text()), "signatures")
        return {who: text(found, who) for who in found}
    except (ValueError, RecursionError):
        raise FoundingError(
            f"signatures: {sidecar} cannot be read. Remove it and let everybody sign again."
        ) from None


def _refuse_unheld(
    genesis: Genesis, content: Mapping[str, Json], gathered: Mapping[str, str], file: Path
) -> None:
    wrong = unheld(genesis, content, gathered)
    if wrong:
        raise FoundingError(
            f"signatures.{wrong}: not by this founder over this file; it changed since, or the "
            f"key is another. Compare {file.name} with {wrong}, remove {_sidecar(file).name}, and "
            "sign again, all of you."
        )


def genesis(file: Path, *, key: Key, who: Who) -> None:
    """See what is being founded and sign it as one of its founders, with your own key.

    The signatures gather in FILE.signatures.json, which one founder passes to the next.
    """
    founded, content = _content(file)
    held = PrivateKey.load(key)
    founder = next((f for f in founded.founders if f.id == who), None)
    if founder is None:
        names = ", ".join(f.id for f in founded.founders)
        raise FoundingError(f"founders: nobody has the id {who}. Say --who with one of: {names}.")
    if bytes.fromhex(founder.public) != held.public:
        raise FoundingError(
            f"founders.{who}.public: not the public half of {key}. Take the key that {who} made, "
            "or write its public half into the file before anybody signs."
        )
    gathered = {name: sig for name, sig in _gathered(file).items() if name != who}
    _refuse_unheld(founded, content, gathered, file)
    digest = genesis_digest(content)
    print("\n".join(plain(line, 1000) for line in words(founded, digest.hex(), gathered)))
    _confirm(digest.hex())
    gathered[who] = held.sign(digest).hex()
    _sidecar(file).write_text(json.dumps(gathered))
    missing = unsigned(founded, gathered)
    if missing:
        print(plain(f"Signed. Pass {file.name} and {_sidecar(file).name} to {', '.join(missing)}."))
    else:
        print(plain(f"All have signed. Where it runs: `quorate found {file.name} FOLDER`."))


def words(founded: Genesis, digest: str, gathered: Mapping[str, str]) -> list[str]:
    """What is being founded, in plain words: none of it can be changed by anything signed later."""
    log, clock = VerifierKey.parse(founded.log), VerifierKey.parse(founded.cosigner)
    same = "the rules shipped with this Quorate"
    return [
        "FOUNDING, for good:",
        *(
            f"  founder    {f.id}: team {f.team}, manager {f.manager}, "
            f"key {key_id(bytes.fromhex(f.public))}"
            for f in founded.founders
        ),
        *_cap(founded),
        f"  log        {log.name}, key {key_id(log.public)}",
        f"  clock      {clock.name}, key {key_id(clock.public)}",
        *_witnesses(founded),
        *(
            f"  effector   {name}, key {key_id(bytes.fromhex(public))}: it alone acts"
            for name, public in founded.effectors.items()
        ),
        f"  platform   {', '.join(founded.connectors)}",
        f"  signer     {', '.join(founded.origins)}: passkeys are made and used there",
        "  approvals  at tier 2 and above by passkey"
        + (" AND BY THE COMMAND LINE" if founded.cli_approves else ", nothing else"),
        f"  rules      {same if founded.authority == shipped().hash else founded.authority}",
        f"  signed by  {', '.join(gathered) or 'nobody yet'}",
        f"  genesis    {digest}",
        "Compare the last line with the other founders', by a way of your own.",
    ]


def _witnesses(founded: Genesis) -> list[str]:
    policy = Policy.parse(founded.witness)
    if not policy.wants_witnesses:
        return ["  witness    none: the sequencer could hide entries, not forge hands"]
    return [
        "  witness    nothing above tier 1 is silenced under a checkpoint without this quorum:",
        *(f"             {line}" for line in founded.witness.strip().split("\n")),
    ]


def _cap(founded: Genesis) -> list[str]:
    if founded.tier_cap > 1:
        return [
            "  reach      accounts of every tier, each under its quorum",
            "  changes    of people and policies by files of three founders, of two teams",
        ]
    return [
        "  reach      TWO FOUNDERS: nothing above tier 1 is ever silenced here. A third founder",
        "             has to stand in this file now; one who comes later changes nothing.",
        "  changes    of people and policies by files of both founders",
    ]


def _confirm(digest: str) -> None:
    print(f"Type {digest[-_TYPED:]} to sign: ", end="", flush=True)
    if sys.stdin.readline().strip() != digest[-_TYPED:]:
        sys.exit("Not signed.")


def found(file: Path, folder: Path) -> None:
    """Write the genesis that all founders signed as the first entry, once, and pin it.

    QUORATE_DATABASE_URL names the new database, by a role that may make tables and roles.
    """
    founded, content = _content(file)
    gathered = _gathered(file)
    _refuse_unheld(founded, content, gathered, file)
    missing = unsigned(founded, gathered)
    if missing:
        raise FoundingError(
            f"signatures: missing of {', '.join(missing)}. Each runs "
            f"`quorate genesis {file.name} --key KEY --who ID`."
        )
    url = os.environ.get(_DATABASE, "")
    if not url:
        raise FoundingError(f"{_DATABASE}: not set. Name the new, empty database there.")
    signatures: list[Json] = [{"person": who, "sig": sig} for who, sig in gathered.items()]
    profile = found_with(folder, url, {"genesis": dict(content), "signatures": signatures})
    print(f"Founded: genesis {profile.genesis}")
    print(
        plain(
            f"It is pinned in {folder}: serve/serve.toml, effector/effector.toml, "
            "signer/signer.toml, profile.json.",
            1000,
        )
    )
    print(
        "Next: 1. Put the platform's token into effector/token, who is paged into effector/pager."
    )
    print("2. Give sequencer/, effector/ and serve/ a user each; start the processes.")
    print(f"3. Everybody checks: `quorate ledger verify LEDGER --genesis {profile.genesis}`.")
    print("4. Founders sign people and policies: `quorate apply people.yaml`.")
