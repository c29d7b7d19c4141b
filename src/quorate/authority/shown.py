"""An amendment as a signer takes it from a server that may lie: read from its own bytes, or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from quorate.authority.amendment import Amendment, read_amendment
from quorate.authority.before import read_before
from quorate.ledger.commitment import Salted
from quorate.ledger.fields import digest_text, text, texts
from quorate.vocabulary.kinds import ValueKind

FRESH: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class ShownAmendment:
    """Bytes and reason were checked here; who has signed so far is the server's word."""

    amendment: Amendment
    reason: str
    proposer: str
    approvals: tuple[str, ...]


def check_amendment(found: Mapping[str, object], name: str, genesis: str) -> ShownAmendment:
    """Reads an amendment from its bytes. Raises ValueError in words where they are another's."""
    try:
        amendment = read_amendment(found.get("amendment"))
    except ValueError as problem:
        raise ValueError(f"The server's bytes are not an amendment: {problem}") from problem
    if amendment.id != name or amendment.genesis != genesis:
        raise ValueError("The server showed another amendment")
    reason, salt = text(found, "reason"), bytes.fromhex(digest_text(found, "salt"))
    if Salted(ValueKind.AMENDMENT_REASON, reason, salt).commitment != amendment.reason:
        raise ValueError("The reason's text is not the signed one")
    return ShownAmendment(
        amendment, reason, text(found, "proposer"), tuple(texts(found, "approvals"))
    )


def proven_before(
    value: object, amendment: Amendment, effectors: Mapping[str, str], now: datetime
) -> Mapping[str, object] | None:
    """What stands now, where an effector of the genesis has just signed it; None where none has.

    An old word proves nothing: something else may stand since. Raises ValueError where what was
    sent is signed by nobody or about another amendment.
    """
    if value is None:
        return None
    signed = read_before(value)
    said = signed.before
    if not signed.holds(effectors):
        raise ValueError("No effector of this installation says what stands before")
    if (said.genesis, said.amendment) != (amendment.genesis, amendment.id):
        raise ValueError("What stands before is told of another amendment")
    return said.content if abs(now - said.seen) <= FRESH else None
