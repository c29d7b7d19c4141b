"""Two libraries check the network's signatures; they have to agree on every one."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from quorate.atproto.keys import AtKey, key_of, sign

ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
PRIVATE = st.integers(1, ORDER - 1).map(lambda n: ec.derive_private_key(n, ec.SECP256K1()))
EDGES = (0, 1, ORDER // 2, ORDER // 2 + 1, ORDER - 1, ORDER, ORDER + 1, 2**256 - 1)
NUMBERS = st.sampled_from(EDGES) | st.integers(0, 2**256 - 1)


def by_openssl(key: AtKey, signature: bytes, content: bytes) -> bool:
    """As the specification has it: 64 bytes, `s` in its lower half, and OpenSSL's word."""
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    if len(signature) != 64 or s > ORDER // 2:
        return False
    try:
        key.public.verify(encode_dss_signature(r, s), content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


@given(PRIVATE, st.binary(max_size=300), st.data())
def test_both_take_what_was_signed_and_refuse_what_was_changed(
    private: ec.EllipticCurvePrivateKey, content: bytes, data: st.DataObject
) -> None:
    key, good = key_of(private), sign(private, content)
    assert key.signed(good, content) and by_openssl(key, good, content)
    bit = data.draw(st.integers(0, 511))
    changed = (int.from_bytes(good) ^ 1 << bit).to_bytes(64)
    assert key.signed(changed, content) is by_openssl(key, changed, content) is False
    assert not key.signed(good, content + b"\0")
    upper = good[:32] + (ORDER - int.from_bytes(good[32:])).to_bytes(32)
    assert not key.signed(upper, content)  # the same signature once more


@given(PRIVATE, NUMBERS, NUMBERS, st.binary(max_size=40))
def test_both_agree_on_any_64_bytes(
    private: ec.EllipticCurvePrivateKey, r: int, s: int, content: bytes
) -> None:
    key, signature = key_of(private), r.to_bytes(32) + s.to_bytes(32)
    assert key.signed(signature, content) is by_openssl(key, signature, content)


@given(PRIVATE, st.binary(max_size=200).filter(lambda raw: len(raw) != 64))
def test_no_other_length_is_a_signature(
    private: ec.EllipticCurvePrivateKey, signature: bytes
) -> None:
    assert not key_of(private).signed(signature, b"")


@pytest.mark.parametrize("curve", [ec.SECP256K1(), ec.SECP256R1()], ids=["k1", "r1"])
def test_a_key_is_equal_to_itself_read_anew(curve: ec.EllipticCurve) -> None:
    private = ec.generate_private_key(curve)
    assert key_of(private) == key_of(private)
    assert key_of(private) != key_of(ec.generate_private_key(curve))
