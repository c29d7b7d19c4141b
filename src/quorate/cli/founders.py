"""`quorate apply`: the founders' command."""

import json
from collections.abc import Mapping
from pathlib import Path

from quorate.accounts.register import committed
from quorate.authority.charter import REPLACED_WHOLE, Change, Charge
from quorate.authority.rotating import read_rotation
from quorate.cli.access import Key, Where, Who, client
from quorate.cli.files import read_file
from quorate.client import Client, RefusedError
from quorate.ledger.canonical import canonical
from quorate.ledger.commitment import new_salt
from quorate.ledger.fields import as_object, integer, items
from quorate.vocabulary.terminal import plain

ROTATION = "rotation"


def read_change_file(path: Path, genesis: str, number: int) -> Change:
    """A YAML file of people, policies or register. Raises ValueError naming what is wrong."""
    content = read_file(path)
    charges = [c for c in REPLACED_WHOLE if c in content]
    beside = content.keys() - charges - ({"sources"} if Charge.PEOPLE in charges else set())
    if len(charges) != 1 or beside:
        raise ValueError("the file holds exactly one of: people, policies, register")
    if charges[0] is Charge.REGISTER:
        rows = items(content, "register")
        content = {"register": [committed(_salted(row)) for row in rows]}
    return Change(genesis, charges[0], number, content)


def _salted(row: Mapping[str, object]) -> Mapping[str, object]:
    """Every founder signs the same commitment, so the salt stands in the file that goes round."""
    if "salt" not in row:
        salt = new_salt().hex()
        raise ValueError(f"salt: missing in a row; add one that is its own, such as {salt}")
    return row


def apply(file: Path, *, key: Key, who: Who, profile: Where) -> None:
    """Sign a people, policies, register or log-keys file; with enough founders it takes effect.

    The signatures gather in FILE.signatures.json, which one founder passes to the next.
    """
    found = client(profile, key)
    if ROTATION in read_file(file):
        _turn_log(found, file, who)
        return
    due = found.call("GET", "/v1/changes/next")
    change = read_change_file(file, found.profile.genesis, integer(due, "number"))
    content = canonical(dict(change.content)).decode()
    print(plain(content, len(content)))
    print(f"change {change.number} of {change.charge}, digest {change.digest().hex()}")
    if _handed_in(found, file, who, change.digest(), "/v1/changes", {"change": change.fields()}):
        print(f"Change {change.number} takes effect.")


def _turn_log(found: Client, file: Path, who: str) -> None:
    due = found.call("GET", "/v1/log-keys/next")
    row = as_object(read_file(file)[ROTATION], ROTATION)
    place = {"genesis": found.profile.genesis, "number": integer(due, "number")}
    said = read_rotation({**row, **place})
    print(plain(f"OTHER KEYS OF THE LOG, turn {said.number}:", 1000))
    for name, told in (("log", said.log), ("clock", said.cosigner)):
        print(plain(f"  {name:<9}{told}", 1000))
    print(plain(f"  until    {said.until}: then the keys of today end for good", 1000))
    print(f"digest {said.digest().hex()}")
    fields = {"rotation": said.fields()}
    if _handed_in(found, file, who, said.digest(), "/v1/log-keys", fields):
        print(plain(f"Turn {said.number} takes effect. The old keys end at {said.until}.", 1000))


def _handed_in(
    found: Client, file: Path, who: str, digest: bytes, path: str, fields: Mapping[str, object]
) -> bool:
    """Signs, gathers, hands in; false while founders are missing."""
    sidecar = file.with_name(file.name + ".signatures.json")
    gathered: dict[str, str] = json.loads(sidecar.read_text()) if sidecar.exists() else {}
    gathered[who] = found.key.sign(digest).hex()
    sidecar.write_text(json.dumps(gathered))
    signatures = [{"person": p, "sig": s} for p, s in gathered.items()]
    try:
        found.call("POST", path, {**fields, "signatures": signatures})
    except RefusedError as refused:
        if refused.problem.get("missing") != ["founder"]:
            raise
        print(plain(f"Signed by {', '.join(gathered)}: {refused.problem.get('detail')}."))
        return False
    sidecar.unlink()
    return True
