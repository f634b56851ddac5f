"""Kill a process that writes evidence, at random moments; nothing acknowledged may be lost.

    python bench/kills.py --n 300
    python bench/kills.py --n 20 --latest 5 --mission COPY --command "truceline ingest {mission}"

One store lives through all kills. The built-in worker is a fork that stores blobs, appends, seals,
and prints one line per receipt; it is killed within `--latest` seconds. Another command runs
instead with `--command`: `{mission}` is the mission folder (a copy: it is written to), and
`incoming/<round>.txt` in it is a file that is new in each round. Every root that it prints counts
as an acknowledgement of all entries below it.
"""

import argparse
import os
import random
import re
import select
import shlex
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from truceline.io.stores import FolderStore, open_store
from truceline.io.stores.merkle import Frontier, leaf_hash
from truceline.model.evidence import Entry
from truceline.model.record import canonical_bytes


def work(mission: Path, seed: int) -> None:
    """The worker: write until killed, acknowledging each receipt as it is given."""
    rng = random.Random(seed)
    with open_store(mission) as store:
        for number in range(1_000_000):
            entries = [entry(store, rng, f"{seed}-{number}-{k}") for k in range(rng.randint(1, 3))]
            for receipt in store.append(entries):
                print("entry", receipt.index, receipt.leaf, flush=True)
            if rng.random() < 0.15:
                store.seal()


def entry(store: FolderStore, rng: random.Random, name: str) -> Entry:
    sha256, size = store.put_bytes(rng.randbytes(1 << rng.randint(4, 17)))
    return Entry(kind="document", name=name, sha256=sha256, size=size)


class Kills:
    """The store under test, what it acknowledged, and what is found after each kill."""

    def __init__(self, mission: Path, command: str, latest: float, seed: int) -> None:
        self.mission, self.command, self.latest = mission, command, latest
        self.rng = random.Random(seed)
        self.acknowledged: dict[int, str] = {}
        self.roots: set[str] = set()
        self.lost = self.unclean = self.rewritten = self.surviving = 0
        self.before: tuple[int, str] = (0, "")

    def round(self, number: int) -> None:
        """Start, kill at a random moment, look."""
        pid, handle = self.start(number)
        output = read_for(handle, self.rng.uniform(0, self.latest))
        os.kill(pid, signal.SIGKILL)
        output += read_for(handle, 60)
        os.waitpid(pid, 0)
        os.close(handle)
        self.acknowledged |= dict(receipts(output))
        self.roots |= set(re.findall(r"\broot\W+([0-9a-f]{64})", output.decode()))
        self.look()

    def start(self, number: int) -> tuple[int, int]:
        """The process of one round and the pipe that it prints to."""
        if self.command:
            self.bring(number)
        handle, inner = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.dup2(inner, 1)
            self.run(number)
        os.close(inner)
        return pid, handle

    def run(self, number: int) -> None:
        """In the child: never returns."""
        if self.command:
            words = shlex.split(self.command.format(mission=self.mission))
            os.execvp(words[0], words)  # noqa: S606
        work(self.mission, number)

    def bring(self, number: int) -> None:
        """A new file to take in."""
        file = self.mission / "incoming" / f"{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(self.rng.randbytes(1 << 19).hex())

    def look(self) -> None:
        """As the next user of the store would find it."""
        with open_store(self.mission) as store:
            leaves = [leaf_hash(canonical_bytes(entry)) for entry in store.entries()]
            problems = store.verify()
            if self.before[0]:
                self.rewritten += store.root(self.before[0]) != self.before[1]
            self.before = store.size(), store.root()
        held, known = dict(enumerate(leaf.hex() for leaf in leaves)), prefix_roots(leaves)
        self.lost += sum(held.get(i) != leaf for i, leaf in self.acknowledged.items())
        self.lost += len(self.roots - known)
        self.surviving = len(leaves)
        self.unclean += bool(problems)
        for problem in problems[:3]:
            print(f"  {problem}", file=sys.stderr)


def prefix_roots(leaves: list[bytes]) -> set[str]:
    """The root after every entry."""
    grown = Frontier()
    roots = {grown.root().hex()}
    for leaf in leaves:
        grown = grown.add(leaf)
        roots.add(grown.root().hex())
    return roots


def read_for(handle: int, seconds: float) -> bytes:
    """What comes out of a pipe within some seconds, or until its end."""
    output, end = b"", time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([handle], [], [], left)[0]:
            chunk = os.read(handle, 1 << 16)
            if not chunk:
                break
            output += chunk
    return output


def receipts(output: bytes) -> Iterator[tuple[int, str]]:
    """Acknowledged entries; a line that the kill cut short acknowledges nothing."""
    for line in output.decode().splitlines(keepends=True):
        words = line.split()
        if line.endswith("\n") and len(words) == 3 and words[0] == "entry":
            yield int(words[1]), words[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--latest", type=float, default=0.3, help="seconds before the kill, at most"
    )
    parser.add_argument("--mission", type=Path, help="a mission folder; a new empty one otherwise")
    parser.add_argument("--command", default="", help="what to run instead of the built-in worker")
    asked = parser.parse_args()
    mission = asked.mission or Path(tempfile.mkdtemp(prefix="kills-"))
    kills = Kills(mission, asked.command, asked.latest, asked.seed)
    for number in range(asked.n):
        kills.round(number)
    if not asked.mission:
        shutil.rmtree(mission)
    return report(kills, asked.n)


def report(kills: Kills, count: int) -> int:
    print(
        f"kills: {count}; acknowledged {len(kills.acknowledged)} entries and "
        f"{len(kills.roots)} roots, lost {kills.lost}; {kills.surviving} entries held; "
        f"verify not clean {kills.unclean} times; past rewritten {kills.rewritten} times"
    )
    if not kills.acknowledged and not kills.roots:
        print("nothing was ever acknowledged: these kills show nothing; raise --latest")
        return 1
    return 1 if kills.lost or kills.unclean or kills.rewritten else 0


if __name__ == "__main__":
    sys.exit(main())
