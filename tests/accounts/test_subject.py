"""How accounts and those who report stand in the ledger: nothing is tried out without the key."""

import hashlib
import hmac

import rfc8785

from quorate.accounts.subject import reporters_ref

KEY, REFS = b"k" * 32, ["b-pseudonym", "a-pseudonym"]


def test_reporters_are_bound_to_the_key_whatever_their_order() -> None:
    found = reporters_ref(KEY, REFS)
    said = b'quorate/reporters/v1\n["a-pseudonym","b-pseudonym"]'
    assert found == hmac.new(KEY, said, hashlib.sha256).hexdigest()
    assert found == reporters_ref(KEY, sorted(REFS))
    assert found not in (reporters_ref(KEY, REFS[:1]), reporters_ref(b"l" * 32, REFS))


def test_whoever_reads_the_ledger_cannot_try_out_who_reported() -> None:
    for refs in ([], REFS[:1], REFS):
        guess = hashlib.sha256(rfc8785.dumps(sorted(refs))).hexdigest()
        assert reporters_ref(KEY, refs) != guess
