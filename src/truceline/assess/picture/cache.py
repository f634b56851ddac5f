"""Pictures on the disk, so that a room opens in seconds.

Kept by what was known and by the product, not by what was judged: a picture that is read is then
judged as the log says now. What is read is used only where its bytes are those that were written: a
cache is no evidence, and can be thrown away at any time.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.documents import known_documents
from truceline.assess.load import Loaded
from truceline.assess.picture.findings import Findings
from truceline.assess.picture.known import known_at
from truceline.assess.picture.made import assessment_of
from truceline.assess.picture.sheets import Sheets
from truceline.assess.picture.stored import Stored, stored
from truceline.assess.picture.whole import Picture
from truceline.assess.picture.work import Work
from truceline.assess.run import Evidence
from truceline.assess.texts import Texts
from truceline.model.evidence import Approval, Judgement
from truceline.model.incident import Account
from truceline.model.record import Problem, canonical_bytes
from truceline.product import product_digest
from truceline.stages.fusion.again import Kept, Memory
from truceline.stages.fusion.block import Judged
from truceline.stages.fusion.judgements import revision
from truceline.stages.fusion.model import ErrorModel
from truceline.stages.fusion.numbered import numbered

MOST = 3
"""So many pictures are kept; the one that was opened longest ago goes first."""
_TABLES = ("located", "origins", "groups", "rows", "findings")
_UNDER_WAY, _LEFT_S = "under-way-", 3600.0
_ARRAYS = ("taking", "there", "stamp", "older")


class _Turn(msgspec.Struct, frozen=True):
    """A `Memory` but for its arrays."""

    names: tuple[str, ...]
    blocks: tuple[int, ...]


class _Note(msgspec.Struct, frozen=True):
    """All of a picture that is no table, and the digests of its files."""

    files: dict[str, str]
    judgements: tuple[Judgement, ...]
    approvals: tuple[Approval, ...]
    problems: tuple[Problem, ...]
    accounts: tuple[Account, ...]
    model: ErrorModel | None
    days: float
    turns: tuple[_Turn, ...]


def key_of(loaded: Loaded, as_of: datetime) -> str:
    """The name of all pictures of the same evidence, whatever was judged."""
    mission = loaded.mission.but(judgements=(), approvals=(), problems=(), root="", entries=0)
    told = hashlib.sha256(product_digest().encode())
    told.update(f"{known_at(loaded, as_of)}\n".encode())
    told.update(canonical_bytes(mission))
    for document in loaded.documents:
        told.update(f"{document.name}\0{document.known}\0{document.text}".encode())
    told.update(msgspec.msgpack.encode(loaded.claims))
    for name, column in zip(loaded.reports.column_names, loaded.reports.columns, strict=True):
        told.update(name.encode())
        for part in _values(column):
            told.update(part)
    return told.hexdigest()


def _values(column: pa.ChunkedArray) -> Iterator[bytes]:
    """What a column says, whatever pieces it is kept in and whatever lies under its nulls."""
    yield np.packbits(pc.is_valid(column).to_numpy()).tobytes()
    if not pa.types.is_string(column.type):
        plain = column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column
        nothing = pa.scalar(False if pa.types.is_boolean(plain.type) else 0, plain.type)
        yield np.ascontiguousarray(plain.fill_null(nothing).to_numpy()).tobytes()
        return
    texts = column.fill_null("").combine_chunks().cast(pa.large_string())
    lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    yield lengths.tobytes()
    start = int(np.frombuffer(texts.buffers()[1], np.int64)[texts.offset]) if len(texts) else 0
    yield memoryview(texts.buffers()[2] or b"")[start : start + int(lengths.sum())].tobytes()


def save(picture: Picture, folder: Path, key: str) -> None:
    """Write a picture under a key, whole or not at all. Missions of documents aren't kept: their
    origins depend on texts, and they are small.
    """
    if picture.work.evidence.texts.sources:
        return
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=_UNDER_WAY, dir=folder))
    _clear(scratch)
    try:
        _write(picture, scratch)
        shutil.rmtree(folder / key, ignore_errors=True)
        with suppress(OSError):  # another process was quicker: what it wrote is the same
            scratch.rename(folder / key)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _sweep(folder)


def _clear(scratch: Path) -> None:
    """Take away what processes left that were killed while they wrote, an hour ago or more."""
    for path in scratch.parent.glob(f"{_UNDER_WAY}*"):
        with suppress(OSError):
            if scratch.stat().st_mtime - path.stat().st_mtime > _LEFT_S:
                shutil.rmtree(path, ignore_errors=True)


def _write(picture: Picture, folder: Path) -> None:
    work, made = picture.work, picture.assessment
    tables = (work.evidence.located, work.origins, work.groups, picture.rows, picture.findings)
    for name, table in zip(_TABLES, tables, strict=True):
        _put(table, folder / f"{name}.arrow")
    ends = stored(work.sheets.values(), folder / "sheets")
    np.save(folder / "ends.npy", ends)
    turns = work.kept.memory if work.kept else ()
    for n, memory in enumerate(turns):
        _remember(memory, folder, n)
    note = _Note(
        files={file.name: _digest(file) for file in sorted(folder.iterdir())},
        judgements=made.mission.judgements,
        approvals=made.mission.approvals,
        problems=work.evidence.problems,
        accounts=made.accounts,
        model=work.kept.model if work.kept else None,
        days=made.mission.spec.settings.late_copy_days,
        turns=tuple(_Turn(tuple(sorted(m.names)), tuple(m.blocks)) for m in turns),
    )
    data = msgspec.msgpack.encode(note)
    (folder / "note").write_bytes(hashlib.sha256(data).digest() + data)


def _remember(memory: Memory, folder: Path, n: int) -> None:
    arrays = {name: getattr(memory, name) for name in _ARRAYS}
    judged = {"same": memory.judged.same, "different": memory.judged.different}
    np.savez(folder / f"memory-{n}.npz", **arrays, **judged)  # type: ignore[arg-type]
    for number, block in memory.blocks.items():
        _put(block, folder / f"block-{n}.{number}.arrow")


def _put(table: pa.Table, path: Path) -> None:
    options = pa.ipc.IpcWriteOptions(unify_dictionaries=True)
    with pa.ipc.new_file(path, table.schema, options=options) as sink:
        sink.write_table(table.combine_chunks())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sweep(folder: Path) -> None:
    """Forget all pictures but those opened last."""
    whole = (p for p in folder.iterdir() if (p / "note").exists())
    kept = sorted(whole, key=_age, reverse=True)
    for path in kept[MOST:]:
        shutil.rmtree(path, ignore_errors=True)


def _age(path: Path) -> tuple[int, str]:
    return (path / "note").stat().st_mtime_ns, path.name


def read(loaded: Loaded, as_of: datetime, folder: Path, key: str) -> Picture | None:
    """The picture kept under a key as it was judged then; None where there is none that can be used."""
    path = folder / key
    try:
        data = (path / "note").read_bytes()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        note = msgspec.msgpack.decode(data[32:], type=_Note)
        if any(_digest(path / name) != digest for name, digest in note.files.items()):
            return None
        os.utime(path / "note")
    except (OSError, msgspec.DecodeError):
        return None
    return _picture(loaded, as_of, path, note)


def _picture(loaded: Loaded, as_of: datetime, path: Path, note: _Note) -> Picture:
    located, origins, groups, rows, told = (_take(path / f"{name}.arrow") for name in _TABLES)
    ids = rows["id"].to_pylist()
    sheets = Sheets(ids, Stored(path / "sheets", ids, np.load(path / "ends.npy")), {})
    mission = loaded.mission.but(judgements=note.judgements, approvals=note.approvals)
    work = Work(
        evidence=_evidence(loaded, as_of, located, note.problems),
        origins=origins,
        lineage=None,
        kept=_kept(path, note, located, groups),
        told=revision(note.judgements),
        sheets=sheets,
        findings=Findings(told, {}, frozenset()),
    )
    return Picture(
        assessment=assessment_of(work, sheets, mission, note.accounts, ()),
        rows=rows,
        as_of=as_of,
        root=mission.root,
        entries=mission.entries,
        work=work,
    )


def _evidence(
    loaded: Loaded, as_of: datetime, located: pa.Table, problems: tuple[Problem, ...]
) -> Evidence:
    documents, claims = known_documents(loaded.documents, loaded.claims, as_of)
    return Evidence(
        as_of=as_of,
        documents=documents,
        claims=claims,
        texts=Texts(located, {}, (), ()),
        located=located,
        problems=problems,
    )


def _kept(path: Path, note: _Note, located: pa.Table, groups: pa.Table) -> Kept | None:
    if note.model is None:
        return None
    turns = tuple(_memory(path, n, turn) for n, turn in enumerate(note.turns))
    return Kept(numbered(located, note.model), note.model, note.days, groups, turns)


def _memory(path: Path, n: int, turn: _Turn) -> Memory:
    with np.load(path / f"memory-{n}.npz") as told:
        arrays = {name: told[name] for name in _ARRAYS}
        judged = Judged(told["same"], told["different"])
    blocks = {number: _take(path / f"block-{n}.{number}.arrow") for number in turn.blocks}
    return Memory(judged=judged, names=frozenset(turn.names), blocks=blocks, **arrays)


def _take(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()
