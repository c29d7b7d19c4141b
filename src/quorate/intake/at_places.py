"""An address on the AT Protocol, as people copy it: an at:// URI, a client's link, a DID. Pure.

A handle may go to somebody else tomorrow, so it names nobody here: where the address has one, the
account is named by its DID beside it.
"""

import re
from typing import Final

from quorate.accounts.atproto import COLLECTION, DID, RKEY
from quorate.accounts.subject import Subject
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

PLATFORM: Final = "atproto:"
_HANDLE: Final = r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_URI: Final = re.compile(rf"at://(?:{DID}|{_HANDLE})/({COLLECTION})/({RKEY})(?![^\s?#])")
_LINK: Final = re.compile(
    rf"https://[^\s/?#]{{1,250}}/profile/(?:{DID}|{_HANDLE})/post/({RKEY})(?![^\s?#])"
)
_POST: Final = "app.bsky.feed.post"
_DID: Final = re.compile(rf"(?<![A-Za-z0-9:]){DID}(?![A-Za-z0-9.:%-])")


def read_at_place(where: str, account: str, connector: str) -> Subject | Refusal:
    """The record or account at that address; `account` is who wrote it, as the person names them.

    Refused with the field `account` where neither says the author's DID.
    """
    author = _DID.search(where) or _DID.search(account)
    if author is None:
        return Refusal(
            Problem.BODY_INVALID,
            "the address does not say it: name the account by its DID, as did:plc:…",
            "account",
        )
    uri, link = _URI.search(where), _LINK.search(where)
    record = "/".join(uri.groups()) if uri else f"{_POST}/{link.group(1)}" if link else ""
    if record:
        return Subject(connector, SubjectKind.MESSAGE, f"{record}/{author.group()}")
    return Subject(connector, SubjectKind.ACCOUNT, author.group())
