"""RFC 6962 and 9162: roots and proofs, against the definition written as it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.oracle import make_entries, naive_root

from quorate.ledger.errors import LedgerError
from quorate.ledger.proof import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from quorate.ledger.tree import Frontier, leaf_hash, root_of

SIZES = st.integers(1, 300)


def subtrees(entries: list[bytes]):
    def subtree(height: int, index: int) -> bytes:
        return naive_root(entries[index << height : (index + 1) << height])

    return subtree


@given(SIZES)
@settings(deadline=None, max_examples=60)
def test_frontier_and_root_are_the_definition_s(size: int) -> None:
    entries = make_entries(0, size)
    leaves = [leaf_hash(e) for e in entries]
    assert Frontier().extend(leaves).root() == naive_root(entries) == root_of(leaves)


@given(st.data())
@settings(deadline=None, max_examples=120)
def test_inclusion_holds_for_its_own_place_alone(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    entries = make_entries(0, size)
    root = naive_root(entries)
    proof = inclusion_proof(index, size, subtrees(entries))
    verify_inclusion(leaf_hash(entries[index]), index, size, proof, root)
    wrong = data.draw(
        st.integers(0, size - 1).filter(lambda n: n != index) if size > 1 else st.just(size)
    )
    with pytest.raises(LedgerError):
        verify_inclusion(leaf_hash(entries[index]), wrong, size, proof, root)
    with pytest.raises(LedgerError):
        verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    with pytest.raises(LedgerError):
        verify_inclusion(leaf_hash(entries[index]), index, size, [*proof, root], root)


@given(st.data())
@settings(deadline=None, max_examples=120)
def test_consistency_holds_between_the_log_s_own_sizes(data: st.DataObject) -> None:
    new = data.draw(SIZES)
    old = data.draw(st.integers(1, new))
    entries = make_entries(0, new)
    roots = (naive_root(entries[:old]), naive_root(entries))
    proof = consistency_proof(old, new, subtrees(entries))
    verify_consistency(old, new, *roots, proof)
    if old < new:
        with pytest.raises(LedgerError):
            verify_consistency(old, new, naive_root(make_entries(1, old + 1)), roots[1], proof)
        with pytest.raises(LedgerError):
            verify_consistency(old, new, *roots, proof[:-1])


def test_nothing_is_consistent_with_an_empty_log() -> None:
    with pytest.raises(LedgerError):
        verify_consistency(0, 1, naive_root([]), naive_root([b"a"]), [])


def test_a_leaf_that_is_no_hash_is_refused() -> None:
    with pytest.raises(LedgerError):
        verify_inclusion(b"short", 0, 1, [], b"short")
