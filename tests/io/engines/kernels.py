"""Kernels that tell what they were given. They travel to other processes by value."""

import os
import time

import numba
import numpy as np
import pyarrow as pa


def everything(block):
    """All that the block says: the answer is every block's table, one after another."""
    return block


def nothing(block):
    return pa.table({"found": pa.array([], pa.int32())})


def first_half(block):
    """Nothing for every other block, each row's neighbours for the rest."""
    keys = block["key"].to_numpy()
    owned = block["owned"].to_numpy(zero_copy_only=False)
    keep = owned & (keys // 8 % 2 == 0)
    near = [int((abs(keys - key) <= 2).sum()) for key in keys[keep]]
    return pa.table({"key": keys[keep], "near": pa.array(near, pa.int16())})


def worded(block):
    """Texts from a dictionary of the block's own."""
    names = pa.array([f"key {k % 3}" for k in block["key"].to_pylist()], pa.string())
    return pa.table({"name": names.dictionary_encode(), "owned": block["owned"]})


def late(block):
    """The first blocks are done last."""
    time.sleep(0.02 if block.num_rows and block["key"][0].as_py() < 0 else 0)
    return block


def where(block):
    """The process that works on a block, which takes its time."""
    time.sleep(0.2)
    return pa.table({"process": pa.array([os.getpid()], pa.int64())})


@numba.njit(nogil=True)
def near_sums(keys):
    out = np.zeros(len(keys), dtype=np.int64)
    for n in range(len(keys)):
        for m in range(len(keys)):
            out[n] += keys[m] if abs(keys[n] - keys[m]) <= 1 else 0
    return out


def compiled(block):
    """Sums over what is seen, in machine code."""
    owned = block["owned"].to_numpy(zero_copy_only=False)
    return pa.table({"sum": near_sums(block["key"].to_numpy().copy())[owned]})


def broken(block):
    raise ZeroDivisionError("a kernel's own fault")
