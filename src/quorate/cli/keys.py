"""`quorate key`: make one, ask for a passkey, see which wait, give up one that is lost."""

from pathlib import Path

import cyclopts

from quorate.cli.access import Key, Where, Who, client
from quorate.cli.rendering import plain
from quorate.ledger.fields import items, text
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.people.passkeys import PASSKEY

app = cyclopts.App(name="key", help="Keys of your own: make, ask, look, give up.")


@app.default
def make(path: Path) -> None:
    """Make a key of your own; the public half is for the people file."""
    made = PrivateKey.generate()
    made.save(path)
    print(f"public {made.public.hex()}\nkey id {key_id(made.public)}")


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
def lost(key_id: str, *, key: Key, who: Who, profile: Where) -> None:
    """Give up a lost key of yours, at once and for good, with another of yours."""
    client(profile, key).order("revoke-key", key_id, who)
    print(plain(f"Key {key_id} signs nothing any more."))
    print("A new one takes a quorum: `quorate key passkey`, or the signer's page from your own.")
