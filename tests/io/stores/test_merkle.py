"""Published vectors of the certificate-transparency reference tests, and properties of proofs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.io.stores.merkle import (
    EMPTY,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    tree_hash,
    verify_consistency,
    verify_inclusion,
)

INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
LEAVES = [leaf_hash(bytes.fromhex(told)) for told in INPUTS]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Inner nodes of the reference tree, named by the leaves below them.
N0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
N1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
N01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
N23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N0123 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
N4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
N45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
N67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
N4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

INCLUSION = [
    (0, 1, []),
    (0, 2, [N1]),
    (1, 2, [N0]),
    (2, 3, [N01]),
    (1, 5, [N0, N23, N4]),
    (0, 8, [N1, N23, N4567]),
    (5, 8, [N4, N67, N0123]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [N1, N23, N4567]),
    (2, 5, [N23, N4]),
    (6, 8, [N45, N67, N0123]),
]

leaves = st.lists(st.binary(max_size=4), min_size=1, max_size=70).map(
    lambda told: [leaf_hash(data) for data in told]
)


def _hex(proof):
    return [node.hex() for node in proof]


def test_empty_leaf_and_node_hashes_are_the_reference_ones():
    assert EMPTY.hex() == ROOTS[0]
    leaf = "101112131415161718191a1b1c1d1e1f"
    assert leaf_hash(bytes.fromhex(leaf)).hex() == (
        "3bfb960453ebaebf33727da7a1f4db38acc051d381b6da20d6d4e88f0eabfd7a"
    )
    left, right = bytes(range(32)), bytes(range(32, 64))
    assert node_hash(left, right).hex() == (
        "1a378704c17da31e2d05b6d121c2bb2c7d76f6ee6fa8f983e596c2d034963c57"
    )


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_reference_roots(size):
    assert tree_hash(LEAVES[:size]).hex() == ROOTS[size]
    grown = Frontier()
    for leaf in LEAVES[:size]:
        grown = grown.add(leaf)
    assert grown.root().hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion_proofs_are_the_reference_proofs(index, size, path):
    proof = inclusion_proof(index, LEAVES[:size])
    assert _hex(proof) == path
    assert verify_inclusion(LEAVES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency_proofs_are_the_reference_proofs(old, new, path):
    proof = consistency_proof(old, LEAVES[:new])
    assert _hex(proof) == path
    roots = bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new])
    assert verify_consistency(old, new, proof, *roots)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_proof_for_a_leaf_that_is_not_there_is_refused(index):
    with pytest.raises(IndexError):
        inclusion_proof(index, LEAVES[:3])
    with pytest.raises(IndexError):
        consistency_proof(4, LEAVES[:3])


def test_every_proof_up_to_33_leaves_verifies():
    many = [leaf_hash(bytes([n])) for n in range(33)]
    roots = [tree_hash(many[:n]) for n in range(34)]
    for new in range(1, 34):
        for n in range(new + 1):
            proof = consistency_proof(n, many[:new])
            assert verify_consistency(n, new, proof, roots[n], roots[new])
            if n < new:
                assert verify_inclusion(many[n], n, new, inclusion_proof(n, many[:new]), roots[new])


@given(leaves)
def test_the_frontier_is_the_tree(told):
    grown = Frontier()
    for count, leaf in enumerate(told, start=1):
        grown = grown.add(leaf)
        assert grown.root() == tree_hash(told[:count])
        assert Frontier.unpacked(count, grown.packed()) == grown
    assert len(grown.peaks) == len(told).bit_count()


def test_a_frontier_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="can't be the frontier of 3 leaves"):
        Frontier.unpacked(3, bytes(32))


@given(leaves, st.data())
def test_a_tampered_inclusion_proof_fails(told, data):
    index = data.draw(st.integers(0, len(told) - 1))
    proof, root, size = inclusion_proof(index, told), tree_hash(told), len(told)
    assert verify_inclusion(told[index], index, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(told[index], index, size, proof, bytes(32))
    assert not verify_inclusion(told[index], index, size, (*proof, root), root)
    assert not verify_inclusion(told[index], size, size, proof, root)
    for place in range(len(proof)):
        flipped = _flip(proof[place], data.draw(st.integers(0, 255)))
        wrong = (*proof[:place], flipped, *proof[place + 1 :])
        assert not verify_inclusion(told[index], index, size, wrong, root)
        assert not verify_inclusion(told[index], index, size, proof[:place], root)


@given(leaves, st.data())
def test_a_tampered_consistency_proof_fails(told, data):
    old = data.draw(st.integers(1, len(told)))
    proof, before, after = consistency_proof(old, told), tree_hash(told[:old]), tree_hash(told)
    assert verify_consistency(old, len(told), proof, before, after)
    assert not verify_consistency(old, len(told), proof, bytes(32), after)
    assert not verify_consistency(old, len(told), proof, before, bytes(32))
    assert not verify_consistency(old, len(told), (*proof, before), before, after)
    assert not verify_consistency(len(told) + 1, len(told), proof, before, after)
    for place in range(len(proof)):
        flipped = _flip(proof[place], data.draw(st.integers(0, 255)))
        wrong = (*proof[:place], flipped, *proof[place + 1 :])
        assert not verify_consistency(old, len(told), wrong, before, after)
        assert not verify_consistency(old, len(told), proof[:place], before, after)


def test_a_rewritten_past_is_not_consistent():
    rewritten = [*LEAVES[:2], leaf_hash(b"forged"), *LEAVES[3:]]
    proof = consistency_proof(4, rewritten)
    assert not verify_consistency(4, 8, proof, tree_hash(LEAVES[:4]), tree_hash(rewritten))


def test_only_the_true_empty_tree_precedes_every_tree():
    root = tree_hash(LEAVES)
    assert verify_consistency(0, 8, (), EMPTY, root)
    assert not verify_consistency(0, 8, (), root, root)
    assert not verify_consistency(0, 8, (root,), EMPTY, root)
    assert not verify_consistency(-1, 8, (), EMPTY, root)


def _flip(data: bytes, bit: int) -> bytes:
    turned = bytearray(data)
    turned[bit // 8] ^= 1 << bit % 8
    return bytes(turned)
