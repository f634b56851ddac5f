"""A thousand hostile uploads: each must be refused in words, none may swell the server or kill it.

    python bench/room_hostile.py [--uploads 1000] [--seed 1]

Prints, by kind, how many were refused, the slowest in seconds of the clock, and the server's memory
before and at its highest (MiB, its children aside).
"""

import argparse
import gzip
import io
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from httpx import Response

from truceline.assess.folder import ingest
from truceline.cli.init import write_template
from truceline.io.people import open_people
from truceline.io.stores import open_store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))
from served import add_people, serve

Upload = tuple[str, str, bytes]  # route, name, body


def text(rng: random.Random, size: int) -> bytes:
    return rng.randbytes(size)


def parquet(rng: random.Random, rows: int, length: int) -> bytes:
    """Small on the disk, large when it is read."""
    cell = bytes([65 + rng.randrange(26)]) * length
    indices = pa.array([0] * rows, pa.int32())
    table = pa.table({"report_id": pa.DictionaryArray.from_arrays(indices, [cell.decode()])})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def bomb(rng: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr("word/document.xml", b"<a>" + b"A" * rng.randrange(10**7, 3 * 10**7))
    return packed.getvalue()


def entities(rng: random.Random) -> bytes:
    levels = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(rng.randrange(8, 14)))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "x">{levels}]><r>&a9;</r>'.encode()


def outside(rng: random.Random) -> bytes:
    path = rng.choice(["/etc/passwd", "/proc/self/environ", "http://127.0.0.1:1/x"])
    return f'<!DOCTYPE r [<!ENTITY e SYSTEM "file://{path}">]><r>&e;</r>'.encode()


def deep(rng: random.Random) -> bytes:
    return rng.choice([b"[", b'{"a":']) * rng.randrange(10**4, 10**6)


def name(rng: random.Random) -> str:
    step = rng.choice(["../", "..\\", "/etc/", "a/../../", "\0", "%2e%2e/", "C:\\", "~/", "\n"])
    return step * rng.randrange(1, 4) + "x.csv"


TABLE, DOCUMENT = "/api/tables/preview", "/api/documents"
KINDS: dict[str, Callable[[random.Random], Upload]] = {
    "names that lead out": lambda r: (TABLE, name(r), b"report_id,source\n"),
    "wrong types": lambda r: (
        r.choice([TABLE, DOCUMENT]),
        f"x.{r.choice(['exe', 'js', 'xlsx', 'svg', 'zip', 'so'])}",
        text(r, 500),
    ),
    "noise as Parquet": lambda r: (
        TABLE,
        "x.parquet",
        b"PAR1" + text(r, r.randrange(10, 10**5)) + b"PAR1",
    ),
    "Parquet that swells": lambda r: (
        TABLE,
        "x.parquet",
        parquet(r, r.randrange(2_100_000, 4_000_000), r.randrange(1, 2000)),
    ),
    "zip as a table": lambda r: (TABLE, "x.csv", bomb(r)),
    "gzip as a table": lambda r: (TABLE, "x.csv", gzip.compress(b"\0" * r.randrange(10**6, 10**7))),
    "deep JSON": lambda r: (TABLE, "x.geojson", deep(r)),
    "entities as a table": lambda r: (TABLE, "x.csv", entities(r)),
    "entities as a feed": lambda r: (DOCUMENT, "x.xml", entities(r)),
    "entities from outside": lambda r: (DOCUMENT, "x.xml", outside(r)),
    "noise as PDF": lambda r: (DOCUMENT, "x.pdf", b"%PDF-1.7\n" + text(r, r.randrange(10, 10**5))),
    "zip as mail": lambda r: (DOCUMENT, "x.eml", b"\0" * 64 + bomb(r)),
    "nothing": lambda r: (r.choice([TABLE, DOCUMENT]), "x.csv", b""),
}


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uploads", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        print(json.dumps(run(told.uploads, told.seed, Path(folder) / "mission", stack), indent=1))


def run(uploads: int, seed: int, folder: Path, stack: ExitStack) -> dict[str, object]:
    write_template(folder)
    with open_store(folder) as store, open_people(folder) as people:
        ingest(folder, store)
        add_people(people)
    room = serve(folder, stack)
    client, rng = room.client("analyst", stack), random.Random(seed)
    client.get("/api/mission")
    before, size = memory(), room.store.size()
    seconds, let_in, statuses = defaultdict(list), [], defaultdict(int)
    for kind in rng.choices(list(KINDS), k=uploads):
        route, called, body = KINDS[kind](rng)
        method = "POST" if route == TABLE else "PUT"
        began = time.perf_counter()
        answer = client.request(
            method, route, params={"name": called, "dataset": "press"}, content=body
        )
        seconds[kind].append(time.perf_counter() - began)
        statuses[answer.status_code] += 1
        if not refused(answer):
            let_in.append((kind, called, answer.status_code, answer.text[:200]))
    return {
        "uploads": uploads,
        "let in": let_in,
        "statuses": statuses,
        "slowest, s": {kind: round(max(took), 2) for kind, took in sorted(seconds.items())},
        "over 1 s": sum(took > 1 for every in seconds.values() for took in every),
        "memory before, MiB": round(before),
        "memory at its highest, MiB": round(memory()),
        "entries before and after": [size, room.store.size()],
    }


def refused(answer: Response) -> bool:
    """In words: problem details, or a preview of no row with what is wrong."""
    told = answer.json()
    if answer.status_code in {400, 413, 422}:
        return len(told["detail"]) > 10
    return answer.status_code == 200 and told.get("rows") == 0 and bool(told["problems"])


if __name__ == "__main__":
    main()
