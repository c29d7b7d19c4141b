"""Texts of a mail, from the bytes and the charset that a stranger chose. Pure."""

import codecs
import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from typing import Final

_LONGEST: Final = 1_000
# Python's other codecs are no charsets of mails, and some take time that a text makes explode.
_CHARSETS: Final = re.compile(
    r"utf-8|ascii|iso8859-\d{1,2}|cp125\d|cp874|koi8-[rtu]|gb2312|gbk|gb18030|hz|big5|euc_(?:jp|kr)"
    r"|shift_jis|iso2022_(?:jp|kr)"
)


def decoded(content: bytes, charset: str | None) -> str:
    """The text; UTF-8 with what is none of it replaced, where the charset is no mail's."""
    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):
        name = "utf-8"
    return content.decode(name if _CHARSETS.fullmatch(name) else "utf-8", "replace")


def header(mail: Message, name: str) -> str | None:
    """A header's text, decoded (RFC 2047) and cut."""
    found = mail.get(name)
    if found is None:
        return None
    said = str(found)[:_LONGEST]
    try:
        parts = decode_header(said)
    except (MessageError, ValueError):
        return said
    texts = (decoded(p, charset) if isinstance(p, bytes) else p for p, charset in parts)
    return " ".join("".join(texts).split())[:_LONGEST]


def parameter(part: Message, name: str, of: str) -> str | None:
    """A parameter of a header `of` a part, decoded (RFC 2231) and cut; None where there is none, or
    where its pieces fit together in no way."""
    try:
        found = part.get_param(name, header=of)
    except (TypeError, ValueError):
        return None
    if isinstance(found, tuple):
        charset, _, said = found
        return decoded(said[:_LONGEST].encode("raw-unicode-escape"), charset)
    return found[:_LONGEST] if found else None
