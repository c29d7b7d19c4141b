"""`quorate key`: make one, ask for a passkey, see and enrol those that wait, give up a lost one."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import cyclopts
from cryptography.hazmat.primitives.asymmetric import ec

from quorate.atproto.keys import key_of, written
from quorate.authority.charter import Charge
from quorate.cli.access import Key, Where, Who, client
from quorate.cli.administration import propose
from quorate.ledger.fields import as_object, items, text
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.people.passkeys import PASSKEY
from quorate.people.roster import read_key
from quorate.vocabulary.terminal import plain

app = cyclopts.App(name="key", help="Keys: make, ask, look, enrol, give up.")


@app.default
def make(path: Path) -> None:
    """Make a key of your own; the public half is for the people file."""
    made = PrivateKey.generate()
    made.save(path)
    print(f"public {made.public.hex()}\nkey id {key_id(made.public)}")


@app.command
def label(path: Path) -> None:
    """Make the key by which the effector signs labels; the public half is for serve.toml and for
    the DID document."""
    made = ec.generate_private_key(ec.SECP256K1())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(written(made) + "\n")
    print(f'label_key = "{key_of(made).multikey}"')


@app.command
def passkey(*, key: Key, profile: Where) -> None:
    """Take a link to the signer's page where you make a passkey; it serves once."""
    answer = client(profile, key).call("POST", "/v1/signing/links", {"about": PASSKEY})
    print(plain(text(answer, "url"), 2000))


@app.command
def waiting(*, key: Key, profile: Where) -> None:
    """See which passkeys wait for a quorum; compare each id with what its holder reads out."""
    for row in items(client(profile, key).call("GET", "/v1/signing/passkeys"), "passkeys"):
        print(plain(f"{text(row, 'key')}  {text(row, 'person')}  {text(row, 'asked_at')}"))
        print(plain(f"  {row.get('row')}", 2000))


@app.command
def enrol(
    key_id: str,
    *,
    reason: str,
    lost: tuple[str, ...] = (),
    key: Key,
    who: Who,
    profile: Where,
) -> None:
    """Propose to enrol a passkey that waits; two more people have to agree.

    KEY_ID is what its holder read out to you. With --lost KEY_ID, once each, keys that the holder
    has lost are revoked for good: a recovery, which waits 24 hours and may be vetoed by them.
    """
    found = client(profile, key)
    asked = items(found.call("GET", "/v1/signing/passkeys"), "passkeys")
    waits = next((row for row in asked if text(row, "key") == key_id), None)
    if waits is None:
        sys.exit(plain(f"No passkey of the id {key_id} waits."))
    person = dict(as_object(as_object(waits.get("content"), "content").get("person"), "person"))
    person["keys"] = [row for row in items(person, "keys") if _id(row) not in lost]
    if key_id not in map(_id, items(person, "keys")):
        sys.exit("The server's row does not hold this key. Nothing was signed.")
    propose(found, {Charge.PERSON: person}, reason, who)


def _id(row: Mapping[str, object]) -> str:
    """A key's id, made here from its public half."""
    return read_key(row, "").id


@app.command
def lost(key_id: str, *, key: Key, who: Who, profile: Where) -> None:
    """Give up a lost key of yours, at once and for good, with another of yours."""
    client(profile, key).order("revoke-key", key_id, who)
    print(plain(f"Key {key_id} signs nothing any more."))
    print("A new one takes a quorum: `quorate key passkey`, or the signer's page from your own.")
