"""Where the content is that a notice is about: an address as people copy it. Pure.

Article 16(2)(b) of the DSA asks for the exact electronic location; what people have is a Matrix id,
a `matrix:` address, or the permalink of whichever client they use; on the AT Protocol an at:// URI
or a client's link.
"""

import re
from typing import Final
from urllib.parse import unquote

from quorate.accounts.subject import Subject
from quorate.intake.at_places import PLATFORM, read_at_place
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

_ACCOUNT: Final = re.compile(r"@[^\s@/?#:]{1,250}:[^\s@/?#]{1,250}")
_MESSAGE: Final = re.compile(r"(![^\s/?#]{1,250})/(\$[A-Za-z0-9_+-]{1,250})")
_URI_ACCOUNT: Final = re.compile(r"matrix:u/([^\s@/?#:]{1,250}:[^\s@/?#]{1,250})")
_URI_MESSAGE: Final = re.compile(r"matrix:roomid/([^\s/?#]{1,250})/e/([A-Za-z0-9_+-]{1,250})")


def read_place(location: str, account: str, connector: str) -> Subject | Refusal:
    """The message or account at that address. `account` is who wrote it, as the person names them.

    A permalink does not say who wrote the message, and what is no address of this platform says
    nothing: then the named account is needed, and a refusal names the field `account`.
    """
    if connector.startswith(PLATFORM):
        return read_at_place(unquote(location.strip()), unquote(account.strip()), connector)
    where, named = unquote(location.strip()), account_in(account)
    message = _message_in(where)
    author = account_in(where) or named
    if author is None:
        return Refusal(
            Problem.BODY_INVALID, "the address does not say it: name the account", "account"
        )
    if message:
        return Subject(connector, SubjectKind.MESSAGE, f"{message}/{author}")
    return Subject(connector, SubjectKind.ACCOUNT, author)


def account_in(text: str) -> str | None:
    """The first account that a text names, spelled as platforms do, in small letters."""
    plain = unquote(text.strip())
    uri = _URI_ACCOUNT.search(plain)
    if uri:
        return "@" + uri.group(1).lower()
    found = _ACCOUNT.search(plain)
    return found.group().lower() if found else None


def _message_in(where: str) -> str | None:
    uri = _URI_MESSAGE.search(where)
    if uri:
        return f"!{uri.group(1)}/${uri.group(2)}"
    found = _MESSAGE.search(where)
    return f"{found.group(1)}/{found.group(2)}" if found else None
