"""A witnessed checkpoint is one that the log and a quorum of the policy signed, and no other."""

import pytest
from tests.ledger.oracle import LOG, NOW, ORIGIN

from quorate.ledger.checkpoint import Checkpoint
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.note import sign_note
from quorate.ledger.policy import Policy
from quorate.ledger.witnessed import Mark, open_witnessed

ONE, TWO = (
    SignerKey(f"w{n}.example", KeyKind.COSIGNATURE, PrivateKey.from_seed(bytes([n]) * 32))
    for n in (1, 2)
)
POLICY = Policy.parse(
    f"witness A {ONE.verifier.vkey}\nwitness B {TWO.verifier.vkey}\ngroup G all A B\nquorum G"
)
BODY = Checkpoint(ORIGIN, 7, b"\1" * 32).body
OTHER = Checkpoint("other.example", 7, b"\1" * 32).body


def test_log_and_quorum_make_a_mark() -> None:
    text = sign_note(BODY, (LOG, ONE, TWO), NOW)
    assert open_witnessed(text, LOG.verifier, POLICY).mark == Mark(7, NOW)


@pytest.mark.parametrize(
    ("body", "signers", "reason"),
    [
        (BODY, (ONE, TWO), LedgerReason.MISSING_SIGNATURE),
        (BODY, (LOG, ONE), LedgerReason.MISSING_SIGNATURE),
        (BODY, (LOG,), LedgerReason.MISSING_SIGNATURE),
        (OTHER, (LOG, ONE, TWO), LedgerReason.WRONG_ORIGIN),
    ],
)
def test_anything_less_or_else_makes_none(
    body: str, signers: tuple[SignerKey, ...], reason: LedgerReason
) -> None:
    with pytest.raises(LedgerError) as refused:
        open_witnessed(sign_note(body, signers, NOW), LOG.verifier, POLICY)
    assert refused.value.reason is reason
