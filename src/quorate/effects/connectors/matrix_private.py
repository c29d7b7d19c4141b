"""Where Synapse's admin API keeps each private field, and which parser of the child reads it."""

from urllib.parse import quote

from quorate.accounts.subject import Subject
from quorate.effects.parsing import child
from quorate.vocabulary.private import PrivateField

_ADMIN = "/_synapse/admin"
AROUND = 10
KINDS: dict[PrivateField, bytes] = {
    PrivateField.DEVICES: child.DEVICES,
    PrivateField.DIRECT_CHATS: child.DIRECT_CHATS,
    PrivateField.EMAIL: child.EMAILS,
    PrivateField.IP_ADDRESSES: child.ADDRESSES,
    PrivateField.MESSAGES: child.AROUND,
    PrivateField.PHONE: child.PHONES,
}


def path_of(field: PrivateField, account: str, subject: Subject) -> str:
    """The admin read that holds the field; `account` is the subject's own or its author's."""
    user = quote(account, safe="")
    match field:
        case PrivateField.DEVICES:
            return f"{_ADMIN}/v2/users/{user}/devices"
        case PrivateField.DIRECT_CHATS:
            return f"{_ADMIN}/v1/users/{user}/accountdata"
        case PrivateField.EMAIL | PrivateField.PHONE:
            return f"{_ADMIN}/v2/users/{user}"
        case PrivateField.IP_ADDRESSES:
            return f"{_ADMIN}/v1/whois/{user}"
        case PrivateField.MESSAGES:
            room, event, _ = (quote(part, safe="") for part in subject.native.split("/", 2))
            return f"{_ADMIN}/v1/rooms/{room}/context/{event}?limit={AROUND}"
