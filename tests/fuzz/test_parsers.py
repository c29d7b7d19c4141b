"""Variants of true messages, and anything at all: every reader refuses in its own way or reads."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.parsers import PARSERS, tried

FUZZ = settings(derandomize=True, max_examples=25, deadline=None, database=None)
TOKENS = [
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\n", b"\r\n", b"\n\n", b" ", b".", b"/", b"=", b"%00"),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b"null", b"true", b"NaN", b"Infinity", b"-1", b"1e999"),
    *(b"9" * 400, b"[" * 3000, b"{" * 3000, b"A" * 70_000, "\u202e".encode(), b'"\\ud800"'),
    *(b"0x7fffffffffffffff", b"18446744073709551616", b"\xbf\xff", b"\x9b\xff\xff\xff\xff"),
]


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """The message with a few pieces cut, doubled, flipped or put in."""
    made = bytearray(seed)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(made))
        end = min(len(made), at + chance.randint(1, 12))
        piece = bytes(made[at:end])
        way = chance.randint(0, 4)
        if way == 0:
            made[at:end] = b""
        elif way == 1:
            made[at:at] = chance.choice(TOKENS)
        elif way == 2:
            made[at:end] = chance.choice(TOKENS)
        elif way == 3:
            made[at:at] = piece * chance.randint(1, 50)
        else:
            made[at:end] = bytes(byte ^ (1 << chance.randint(0, 7)) for byte in piece)
    return bytes(made)


@pytest.mark.parametrize("name", PARSERS)
@FUZZ
@given(chance=st.randoms(use_true_random=False), anything=st.binary(max_size=64))
def test_a_reader_refuses_in_its_own_way(name: str, chance: random.Random, anything: bytes) -> None:
    parser = PARSERS[name]
    tried(parser, anything)
    tried(parser, mutated(chance.choice(parser.seeds), chance))


@pytest.mark.parametrize("name", PARSERS)
def test_a_reader_gets_through_to_what_it_reads(name: str) -> None:
    """A seed that is refused at its first byte would let nothing be tried."""
    tried(PARSERS[name], PARSERS[name].seeds[0])
