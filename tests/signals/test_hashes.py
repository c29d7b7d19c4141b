"""Hashes of media: whatever is near is found, whatever a stranger sends."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.signals.banks import MOST_HASHES, digest_of, read_hashes
from quorate.signals.hashes import (
    BITS,
    MOST_OF_A_REPORT,
    Algorithm,
    Hash,
    farthest,
    hashes_of,
    read_hash,
)
from quorate.vocabulary.problems import Refusal


def changed(one: Hash, bits: list[int]) -> Hash:
    value = one.value
    for bit in bits:
        value ^= 1 << bit
    return Hash(one.algorithm, value)


@pytest.mark.parametrize("algorithm", Algorithm)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_near_shares_a_piece(algorithm: Algorithm, seed: int) -> None:
    chance = random.Random(seed)
    one = Hash(algorithm, chance.getrandbits(BITS[algorithm]))
    away = chance.randint(0, farthest(algorithm))
    other = changed(one, chance.sample(range(BITS[algorithm]), away))
    assert set(one.parts) & set(other.near())


def test_the_farthest_is_the_authors_own_for_pdq() -> None:
    assert {one: farthest(one) for one in Algorithm} == {"pdq": 31, "phash": 7}


def test_no_piece_of_one_algorithm_is_one_of_another() -> None:
    pdq = Hash(Algorithm.PDQ, 2**256 - 2)
    phash = Hash(Algorithm.PHASH, 2**64 - 2)
    assert not set(pdq.near()) & set(phash.near())
    assert max(phash.near()) < 2**31
    assert (len(pdq.parts), len(phash.parts)) == (16, 4)


@pytest.mark.parametrize(
    "text", ["", "0" * 64, "f" * 64, "g" * 64, "1" * 63, "1" * 65, "0x" + "1" * 62]
)
def test_what_is_no_hash_is_none(text: str) -> None:
    assert read_hash(Algorithm.PDQ, text) is None


def test_a_report_names_few_each_once() -> None:
    pdq, phash = "0F" * 32, "0f" * 8
    said = [{"media_hashes": {"pdq": pdq, "phash": phash}}, {"media_hashes": {"pdq": pdq.lower()}}]
    found = hashes_of(said)
    assert [one.algorithm for one in found] == ["pdq", "phash"]
    many = [{"media_hashes": {"phash": f"{n:016x}"}} for n in range(1, 99)]
    assert len(hashes_of(many)) == MOST_OF_A_REPORT


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["media_hashes", "pdq", "phash", "x"]), inner, max_size=3
            )
        ),
        max_leaves=9,
    )
)
def test_no_evidence_breaks_the_reading(said: object) -> None:
    assert hashes_of([said]) == []


def test_a_list_is_read_whole_or_not() -> None:
    found = read_hashes(Algorithm.PHASH, ["0f" * 8, " 1f" + "0f" * 7, "0F" * 8])
    assert isinstance(found, list)
    assert len(found) == 2
    assert digest_of(found) == digest_of(found[::-1])
    for lines in (
        [],
        ["0f" * 8, "no"],
        ["0f" * 32],
        [f"{n:016x}" for n in range(1, MOST_HASHES + 2)],
    ):
        refused = read_hashes(Algorithm.PHASH, lines)
        assert isinstance(refused, Refusal)
        assert refused.field == "hashes"
