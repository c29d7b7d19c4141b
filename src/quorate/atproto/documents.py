"""DID documents: the key that speaks for an account, and our own document. Pure.

Source: https://atproto.com/specs/did, https://atproto.com/specs/label.
"""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from quorate.atproto.keys import AtKey, read_method
from quorate.ledger.fields import as_object, items, text, texts

ACCOUNT_KEY: Final = "atproto"
LABEL_KEY: Final = "atproto_label"
LABELER: Final = "atproto_labeler"
NO_HANDLE: Final = "handle.invalid"
"""What the network shows in the place of a handle that is none."""
_MOST: Final = 64
_HANDLE: Final = re.compile(
    r"(?=.{3,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


def key_in(document: object, did: str, name: str = ACCOUNT_KEY) -> AtKey:
    """The key that the DID's document has under `#name`; the first of that name counts.

    Raises ValueError for another's document, and where there is no such key.
    """
    row = as_object(document, "document")
    if row.get("id") != did:
        raise ValueError("document: it is of another DID")
    for method in items(row, "verificationMethod")[:_MOST]:
        if method.get("id") in (f"#{name}", f"{did}#{name}"):
            if method.get("controller") != did:
                raise ValueError(f"document: #{name} is another's")
            return read_method(text(method, "type"), text(method, "publicKeyMultibase"))
    raise ValueError(f"document: no key #{name}")


def handle_in(document: object) -> str:
    """The handle that the account's own document claims, in small letters; whether the handle leads
    back to it is not looked at. NO_HANDLE where it claims none."""
    try:
        names = texts(as_object(document, "document"), "alsoKnownAs")
    except ValueError:
        return NO_HANDLE
    claimed = (name.removeprefix("at://").lower() for name in names if name.startswith("at://"))
    found = next(claimed, "")
    return found if _HANDLE.fullmatch(found) else NO_HANDLE


def did_web(url: str) -> str:
    """The did:web of an address. Its port is part of it."""
    return "did:web:" + urlsplit(url).netloc.lower().replace(":", "%3A")


def own_document(did: str, url: str, label_key: str) -> Mapping[str, object]:
    """Our own: where the labeler answers, and the key that its labels are signed with."""
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
        ],
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{LABEL_KEY}",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": label_key,
            }
        ],
        "service": [
            {"id": f"#{LABELER}", "type": "AtprotoLabeler", "serviceEndpoint": url},
        ],
    }
