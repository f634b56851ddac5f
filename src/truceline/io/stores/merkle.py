"""Merkle trees of RFC 6962: why a printed root commits to every entry behind it.

Pure functions over 32-byte leaf hashes, and a `Frontier` that grows by one leaf in O(log n).
Must never do I/O, and never hash a leaf and a node alike: the prefixes 0x00 and 0x01 keep an
inner node from being passed off as an entry.
"""

import hashlib
from collections.abc import Sequence
from functools import reduce
from typing import Self

import msgspec

WIDTH = 32
"""Bytes of one hash."""

EMPTY = hashlib.sha256(b"").digest()
"""Tree hash over no leaves (RFC 6962, 2.1)."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data) (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right) (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Merkle tree hash over leaf hashes (RFC 6962, 2.1), O(n)."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    half = _split(len(leaves))
    return node_hash(tree_hash(leaves[:half]), tree_hash(leaves[half:]))


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Audit path of leaf `index` in the tree over `leaves`, lowest first (RFC 6962, 2.1.1).

    Raises `IndexError` when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    if len(leaves) == 1:
        return ()
    half = _split(len(leaves))
    if index < half:
        return (*inclusion_proof(index, leaves[:half]), tree_hash(leaves[half:]))
    return (*inclusion_proof(index - half, leaves[half:]), tree_hash(leaves[:half]))


def consistency_proof(old: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """Proof that the tree over the first `old` leaves is a prefix of the whole (RFC 6962, 2.1.2).

    Every tree continues the empty one, whose proof is empty. Raises `IndexError` when `old`
    exceeds the number of leaves.
    """
    if not 0 <= old <= len(leaves):
        raise IndexError(f"no prefix of {old} among {len(leaves)} leaves")
    return _subproof(old, leaves, complete=True) if old else ()


def _subproof(old: int, leaves: Sequence[bytes], *, complete: bool) -> tuple[bytes, ...]:
    if old == len(leaves):
        return () if complete else (tree_hash(leaves),)
    half = _split(len(leaves))
    if old <= half:
        return (*_subproof(old, leaves[:half], complete=complete), tree_hash(leaves[half:]))
    return (*_subproof(old - half, leaves[half:], complete=False), tree_hash(leaves[:half]))


def _split(count: int) -> int:
    """Largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Does `proof` show that `leaf` is leaf `index` of the tree of `size` leaves with `root`?

    Algorithm of RFC 9162, 2.1.3.2. A malformed proof is False, never an error.
    """
    if not 0 <= index < size:
        return False
    walk = _Walk(index, size - 1)
    for sibling in proof:
        if walk.last == 0:
            return False
        leaf = node_hash(sibling, leaf) if walk.is_right() else node_hash(leaf, sibling)
        walk.up()
    return walk.last == 0 and leaf == root


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Does `proof` show that the tree of `new` leaves continues the tree of `old` leaves?

    Algorithm of RFC 9162, 2.1.4.2. A malformed proof is False, never an error.
    """
    if not 0 < old < new:
        whole = old_root == new_root if old == new else old == 0 and old_root == EMPTY
        return whole and not proof
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    return bool(path) and _roots_over(path, old, new) == (old_root, new_root)


def _roots_over(path: Sequence[bytes], old: int, new: int) -> tuple[bytes, bytes] | None:
    """Both roots as the path rebuilds them, None when its length doesn't fit."""
    walk = _Walk(old - 1, new - 1)
    walk.drop_ones()
    older = newer = path[0]
    for sibling in path[1:]:
        if walk.last == 0:
            return None
        if walk.is_right():
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
        else:
            newer = node_hash(newer, sibling)
        walk.up()
    return (older, newer) if walk.last == 0 else None


class _Walk:
    """Position of a node and of its level's last node, on the way from a leaf to the root."""

    def __init__(self, node: int, last: int) -> None:
        self.node, self.last = node, last

    def is_right(self) -> bool:
        """Does the sibling stand on the left? (A last, lone node counts as a right child.)"""
        return bool(self.node & 1) or self.node == self.last

    def up(self) -> None:
        """One level up, or several where a lone last node is carried upwards."""
        if self.node == self.last:
            while self.node and not self.node & 1:
                self._shift()
        self._shift()

    def drop_ones(self) -> None:
        """To the root of the complete subtree that ends with this node."""
        while self.node & 1:
            self._shift()

    def _shift(self) -> None:
        self.node, self.last = self.node >> 1, self.last >> 1


class Frontier(msgspec.Struct, frozen=True):
    """The roots of the complete subtrees of a growing tree, the largest first.

    It holds one hash per set bit of `size`: all that is needed to append and to know the root.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def add(self, leaf: bytes) -> "Frontier":
        """The frontier after one more leaf hash; O(log n)."""
        peaks, rest = list(self.peaks), self.size
        while rest & 1:
            leaf = node_hash(peaks.pop(), leaf)
            rest >>= 1
        return Frontier(self.size + 1, (*peaks, leaf))

    def root(self) -> bytes:
        """Tree hash over all leaves added; O(log n)."""
        if not self.peaks:
            return EMPTY
        return reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))

    def packed(self) -> bytes:
        """The peaks end to end, for storage."""
        return b"".join(self.peaks)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Self:
        """Inverse of `packed`. Raises `ValueError` when the length doesn't fit the size."""
        if len(packed) != WIDTH * size.bit_count():
            raise ValueError(f"{len(packed)} bytes can't be the frontier of {size} leaves")
        starts = range(0, len(packed), WIDTH)
        return cls(size, tuple(packed[start : start + WIDTH] for start in starts))
