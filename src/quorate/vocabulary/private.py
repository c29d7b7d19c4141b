"""The private fields of an account, and for which purposes each may be looked at."""

from dataclasses import dataclass
from enum import StrEnum

from quorate.vocabulary.kinds import SubjectKind


class PrivateField(StrEnum):
    """What a platform knows of a person and shows nobody by itself."""

    DEVICES = "devices"
    DIRECT_CHATS = "direct_chats"
    EMAIL = "email"
    IP_ADDRESSES = "ip_addresses"
    MESSAGES = "messages"
    PHONE = "phone"


class Purpose(StrEnum):
    """Why somebody looks."""

    ACCOUNT_TAKEOVER = "account_takeover"
    BAN_EVASION = "ban_evasion"
    LEGAL_REQUEST = "legal_request"
    REPORT_CONTEXT = "report_context"
    SPAM_NETWORK = "spam_network"
    THREAT_TO_LIFE = "threat_to_life"


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """What a field tells, for what it may be read, and of which kinds of subject."""

    says: str
    purposes: frozenset[Purpose]
    kinds: frozenset[SubjectKind] = frozenset(SubjectKind)


_REACHES = {Purpose.ACCOUNT_TAKEOVER, Purpose.LEGAL_REQUEST, Purpose.THREAT_TO_LIFE}
FIELDS: dict[PrivateField, FieldFacts] = {
    PrivateField.DEVICES: FieldFacts(
        "the devices signed in, by name, and when each was last seen",
        frozenset({Purpose.ACCOUNT_TAKEOVER, Purpose.BAN_EVASION, Purpose.SPAM_NETWORK}),
    ),
    PrivateField.DIRECT_CHATS: FieldFacts(
        "with how many people the account has direct chats, and not with whom",
        frozenset({Purpose.SPAM_NETWORK}),
    ),
    PrivateField.EMAIL: FieldFacts(
        "the e-mail addresses of the account", frozenset(_REACHES | {Purpose.BAN_EVASION})
    ),
    PrivateField.IP_ADDRESSES: FieldFacts(
        "the addresses that the account came from, and when",
        frozenset(_REACHES | {Purpose.BAN_EVASION, Purpose.SPAM_NETWORK}),
    ),
    PrivateField.MESSAGES: FieldFacts(
        "what was written just before and after the reported message",
        frozenset({Purpose.REPORT_CONTEXT, Purpose.THREAT_TO_LIFE}),
        frozenset({SubjectKind.MESSAGE}),
    ),
    PrivateField.PHONE: FieldFacts("the phone numbers of the account", frozenset(_REACHES)),
}
