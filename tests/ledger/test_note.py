"""C2SP signed-note and checkpoints: what verifies, and the traps."""

import base64

import pytest
from tests.ledger.oracle import CLOCK, LOG, NOW, ORIGIN, STRANGER, naive_root, sign

from quorate.ledger.checkpoint import Checkpoint, open_checkpoint
from quorate.ledger.errors import LedgerError
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.note import open_note, parse_note, sign_note

GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb"
    "6KE6RyyBwJnAM=\n"
)


def checkpoint(entries: list[bytes]) -> Checkpoint:
    return Checkpoint(ORIGIN, len(entries), naive_root(entries))


def test_the_published_example_of_the_format_verifies() -> None:
    key = VerifierKey.parse(GO_VKEY)
    assert key in open_note(GO_NOTE, [key]).signed_by
    with pytest.raises(LedgerError):
        open_note(GO_NOTE.replace("answer", "Answer"), [key])


def test_a_checkpoint_comes_back_with_its_time() -> None:
    signed = open_checkpoint(sign(checkpoint([b"a"])), LOG.verifier, CLOCK.verifier)
    assert signed.checkpoint == checkpoint([b"a"])
    assert signed.timestamp == NOW


@pytest.mark.parametrize("place", [0, 5, 30, -3, -40])
def test_a_flipped_bit_anywhere_is_refused(place: int) -> None:
    text = bytearray(sign(checkpoint([b"a"])).encode())
    text[place] ^= 1
    with pytest.raises((LedgerError, UnicodeDecodeError)):
        open_checkpoint(text.decode(), LOG.verifier, CLOCK.verifier)


def test_a_changed_time_is_refused() -> None:
    text = sign(checkpoint([b"a"]))
    line = text.rstrip("\n").split("\n")[-1]
    head, _, encoded = line.rpartition(" ")
    raw = bytearray(base64.b64decode(encoded))
    raw[11] ^= 1
    forged = text.replace(line, f"{head} {base64.b64encode(bytes(raw)).decode()}")
    with pytest.raises(LedgerError):
        open_checkpoint(forged, LOG.verifier, CLOCK.verifier)


def test_a_stranger_s_signature_is_not_the_log_s() -> None:
    text = sign_note(checkpoint([b"a"]).body, (STRANGER, CLOCK), NOW)
    with pytest.raises(LedgerError):
        open_checkpoint(text, LOG.verifier, CLOCK.verifier)


def test_unknown_signatures_beside_ours_do_no_harm() -> None:
    text = sign_note(checkpoint([b"a"]).body, (STRANGER, LOG, CLOCK), NOW)
    assert open_checkpoint(text, LOG.verifier, CLOCK.verifier).checkpoint.size == 1


def test_the_last_blank_line_parts_text_and_signatures() -> None:
    text = sign_note("a\n\nb\n", (LOG,), NOW)
    assert parse_note(text).text == "a\n\nb\n"


@pytest.mark.parametrize("body", ["x\n01\n", "x\n1\nAAAA\n", "x\n-1\nAA==\n", "x\n1\n"])
def test_a_body_that_is_not_canonical_is_refused(body: str) -> None:
    with pytest.raises(LedgerError):
        Checkpoint.from_body(body)


@pytest.mark.parametrize("text", ["a\x00\n", "no newline", "a\x1b[2J\n"])
def test_control_characters_and_open_ends_are_not_signed(text: str) -> None:
    with pytest.raises(LedgerError):
        sign_note(text, (LOG,), NOW)


def test_a_key_s_name_cannot_be_swapped() -> None:
    other = SignerKey("other", KeyKind.ED25519, PrivateKey.from_seed(b"L" * 32))
    assert other.verifier.key_id != LOG.verifier.key_id
    with pytest.raises(LedgerError):
        VerifierKey.parse(LOG.verifier.vkey.replace(ORIGIN, "other"))
