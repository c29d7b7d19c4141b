"""The golden vector of a commitment, and that each part of it counts."""

import pytest

from quorate.ledger.commitment import commitment, new_salt

SALT = bytes(range(32))
GOLDEN = "f3d4ea9b258aef6ee53b476737feed6b72990641ce554475c23c041920d08abf"


def test_the_golden_vector() -> None:
    assert commitment("sign-in", "https://id.example\nsubject", SALT) == GOLDEN


def test_another_kind_value_or_salt_is_another_commitment() -> None:
    others = (
        commitment("register-reason", "https://id.example\nsubject", SALT),
        commitment("sign-in", "https://id.example\nsubjecT", SALT),
        commitment("sign-in", "https://id.example\nsubject", new_salt()),
    )
    assert len({GOLDEN, *others}) == 4


@pytest.mark.parametrize("salt", [b"", b"\x00" * 31, b"\x00" * 33])
def test_a_salt_has_32_bytes(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment("sign-in", "x", salt)
