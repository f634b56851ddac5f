"""A room with 100,000 incidents: how long a picture takes to make, to open and to judge.

    python bench/room_scale.py [--reports 300000] [--seed 7] [--judgements 20] [--keep FOLDER]
    python bench/room_scale.py --mission examples/energy-halt-2025 --as-of 2025-05-10

Makes a mission from the generator beside the repository (`fusion/data.py`): two parties, two readings
of one agreement, objects and publication drawn by seed. Prints, in seconds of wall and of processor:
the picture from scratch, opened from its cache, then what the drafter's bench takes for edits of the
agreement, and, for judgements of every verdict at random, what each takes when it is tried and when it is
said, with its queue and its card. Each is checked against nothing here: that the answer is that of a
derivation from scratch is a test's business (tests/assess/picture). With `--mission` only the bench is
asked, about that mission.
"""

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent / "fusion"))
from data import Wanted, available, folder

from truceline.assess.folder import ingest
from truceline.assess.load import Loaded, load
from truceline.assess.picture.bench import bench
from truceline.assess.picture.card import card
from truceline.assess.picture.changes import changes
from truceline.assess.picture.derive import judged
from truceline.assess.picture.judging import with_judgements
from truceline.assess.picture.near import similar
from truceline.assess.picture.picture import Picture, picture_of
from truceline.assess.picture.queue import queue
from truceline.errors import UnreadableError
from truceline.foundation.agreement.edit import edited, fields_of
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.evidence import Judgement
from truceline.model.record import content_id
from truceline.web.tally import counts, found

KEPT = Path(__file__).parents[1] / "out" / "bench"
AS_OF = datetime(2027, 12, 1, tzinfo=UTC)
KINDS = {
    "artillery": "fire/artillery",
    "mortar": "fire/mortar",
    "mlrs": "fire/mlrs",
    "small_arms": "fire/small_arms",
    "drone_strike": "air/drone_strike",
    "airstrike": "air/airstrike",
    "missile": "air/missile_strike",
    "explosion": "fire/explosion_undetermined",
    "fire": "effect/fire_unknown",
    "heavy_weapon_presence": "ground/heavy_weapon_presence",
    "troop_movement": "ground/movement",
    "obstruction": "access/denial",
}
OBJECTS = ("energy/substation", "energy/power_line", "settlement/housing", "health/hospital", None)
MISSION = """
name: room-scale
timezone: Europe/Kyiv
mandate: {role: verify, max_attribution: party, territory: [AAA, BBB], verifiers: [verifier]}
parties:
  AAA: {name: Aland, timezone: "+02:00"}
  BBB: {name: Belland, timezone: "+03:00"}
datasets:
  all: {files: [reports.parquet], map: canonical}
agreement: agreement.yaml
roster: roster.csv
"""
AGREEMENT = """
title: A halt
parties: [AAA, BBB]
terms:
  - id: no_strikes
    clause: protected_sites
    acts: [air/*, fire/*]
    binds: [AAA, BBB]
    sites: {yes: [energy/*, health/*], clause: [settlement/*]}
    in_force: {from: 2025-06-01T00:00:00+02:00}
  - id: no_fire
    clause: prohibited_acts
    acts: [fire/*]
    binds: [AAA, BBB]
    in_force: {from: 2025-09-01T00:00:00+02:00}
readings:
  AAA: {no_strikes: {in_force: {from: 2025-05-01T00:00:00+02:00}}}
  BBB: {no_strikes: {sites: {yes: [energy/substation], clause: [energy/power_line]}}}
"""
SIDES = {
    "party_a_mod": "AAA",
    "local_admin": "AAA",
    "party_b_mod": "BBB",
    "monitor_patrol": "mission",
}
ACTORS = {"A": "AAA", "B": "BBB", "unknown": "unknown"}
VERDICTS = ("different", "same", "reject", "relocate", "rekind", "verify", "exempt", "withdraw")


class Clock:
    """Seconds of the wall and of the processor by what was done."""

    def __init__(self) -> None:
        self.told: dict[str, list[tuple[float, float]]] = defaultdict(list)

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        """Time what is done within."""
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.told[what].append((time.perf_counter() - began, time.process_time() - worked))

    def tell(self) -> None:
        """One line for each thing: median and most."""
        for what, each in self.told.items():
            wall, worked = zip(*each, strict=True)
            print(
                f"{what:<34} {median(wall):8.3f} s  most {max(wall):8.3f} s, "
                f"of processor {median(worked):8.3f} s  most {max(worked):8.3f} s  × {len(each)}"
            )


def main() -> int:
    asked = arguments()
    if asked.mission:
        return of_a_mission(asked.mission, asked.as_of)
    if not available():
        print("no generator beside the repository; nothing measured")
        return 0
    mission = written(asked.keep, asked.reports, asked.seed)
    clock, engine = Clock(), EmbeddedEngine()
    with clock("load"):
        loaded = taken(mission, mission / ".truceline" / "cache")
    cache = mission / ".truceline" / "cache" / "pictures"
    began = time.process_time()
    with clock("first picture"):
        picture = picture_of(loaded, AS_OF, engine, cache=cache)
    print(f"first picture: {time.process_time() - began:.1f} s of processor")
    with clock("opened again"):
        picture = picture_of(loaded, AS_OF, engine, cache=cache)
    print(f"{len(loaded.reports):,} reports, {len(picture.rows):,} incidents")
    asked_of(picture, loaded, engine, clock)
    drafted(picture, AGREEMENT, clock)
    reviewed(picture, loaded, engine, clock, asked.judgements, asked.seed)
    clock.tell()
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--judgements", type=int, default=20)
    parser.add_argument("--keep", type=Path, default=KEPT)
    parser.add_argument("--mission", type=Path)
    parser.add_argument("--as-of", type=datetime.fromisoformat, default=AS_OF)
    return parser.parse_args()


def of_a_mission(mission: Path, as_of: datetime) -> int:
    """The drafter's bench on a mission's own agreement; the folder stays as it is."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / mission.name
        shutil.copytree(mission, copy, ignore=shutil.ignore_patterns(".truceline"))
        loaded = taken(copy, copy / ".truceline" / "cache")
        picture = picture_of(loaded, as_of.replace(tzinfo=UTC), EmbeddedEngine())
        print(f"{len(loaded.reports):,} reports, {len(picture.rows):,} incidents")
        drafted(picture, (copy / loaded.mission.spec.agreement).read_text(), clock)
    clock.tell()
    return 0


def taken(mission: Path, cache: Path) -> Loaded:
    """A mission's folder, taken in and loaded."""
    with open_store(mission) as store:
        ingest(mission, store)
        return load(store, cache)


def drafted(picture: Picture, text: str, clock: Clock) -> None:
    """Every field that the form offers of one term, or of a reading's, edited once."""
    for field in (f for term in fields_of(text, "agreement")[0] for f in term.fields):
        values = TRIED[field.kind](field.values)
        try:
            told = edited(text, field.path, values)
            with clock(".".join(field.path)), clock("bench"):
                found = bench(picture, told)
        except UnreadableError as error:
            print(".".join(field.path), str(error)[:100])
            continue
        print(".".join(field.path), *values, len(found.changed), "changed")


def later(values: tuple[str, ...]) -> tuple[str, ...]:
    """Moments a week later."""
    return tuple((datetime.fromisoformat(v) + timedelta(days=7)).isoformat() for v in values)


TRIED = {
    "moments": later,
    "moment": later,
    "words": lambda values: values[:-1],
    "number": lambda _: ("7",),
}


def written(keep: Path, reports: int, seed: int) -> Path:
    """The mission folder, made where it is missing."""
    data = folder(Wanted("default", reports, seed), keep)
    mission = data / "mission"
    if not (mission / "mission.yaml").exists():
        mission.mkdir(exist_ok=True)
        pq.write_table(
            told(pq.read_table(data / "reports.parquet"), seed), mission / "reports.parquet"
        )
        (mission / "agreement.yaml").write_text(AGREEMENT)
        (mission / "roster.csv").write_text(roster(pq.read_table(data / "reports.parquet")))
        (mission / "mission.yaml").write_text(MISSION)
    return mission


def told(reports: pa.Table, seed: int) -> pa.Table:
    """The generator's reports as canonical ones, published within two days."""
    rng = np.random.default_rng(seed)
    count = len(reports)
    late = pa.array(rng.integers(3600, 2 * 86400, count) * 1_000_000, pa.duration("us"))
    words = lambda name, known: pa.array([known.get(w) for w in reports[name].to_pylist()])  # noqa: E731
    return pa.table(
        {
            "report_id": reports["report_id"].cast(pa.string()),
            "source": reports["source"],
            "published": pc.add(reports["time"].cast(pa.timestamp("us", "UTC")), late),
            "claimant_side": words("source", SIDES),
            "start": reports["time"],
            "end": reports["time"],
            "time_uncertainty_h": reports["time_uncertainty_h"].cast(pa.float64()),
            "lat": reports["lat"],
            "lon": reports["lon"],
            "place_uncertainty_km": reports["place_uncertainty_km"].cast(pa.float64()),
            "kind": words("event_type", KINDS),
            "target_category": pa.array([OBJECTS[n] for n in rng.integers(0, len(OBJECTS), count)]),
            "alleged_actor": words("actor", ACTORS),
            "text": reports["text"],
        }
    )


def roster(reports: pa.Table) -> str:
    """Each source as a publisher with its side and full access."""
    names = sorted(pc.unique(reports["source"]).to_pylist())
    head = "id,role,name,side,owner,territory,access,cadence,grade,url,kind,note"
    row = "{0},publisher,{0},{1},{0},,occurrence;object;actor,,B,,,"
    return "\n".join([head, *(row.format(n, SIDES.get(n, "third")) for n in names)]) + "\n"


def asked_of(picture: Picture, loaded: Loaded, engine: EmbeddedEngine, clock: Clock) -> None:
    """What the room asks of a picture that nobody touches."""
    for item in queue(picture, loaded)[:5]:
        with clock("card"):
            card(picture, loaded, item.incident_id, engine)
        with clock("similar"):
            similar(picture, item.incident_id)
    with clock("grid"):
        counts(found(picture), "AAA", date(1970, 1, 1), 1)


def reviewed(
    picture: Picture, loaded: Loaded, engine: EmbeddedEngine, clock: Clock, many: int, seed: int
) -> None:
    """Judgements one after another, each upon the picture that the one before left."""
    chance = random.Random(seed)
    for n in range(many):
        with clock("queue"):
            items = queue(picture, loaded)
        judgement = judgement_of(picture, loaded, n, chance, items[n % len(items)].incident_id)
        loaded = with_judgements(loaded, judgement)
        with clock(f"tried {judgement.verdict}"), clock("tried"):
            judged(picture, loaded, loaded.mission.judgements, engine)
        with clock("said after it was tried"):
            after = judged(picture, loaded, loaded.mission.judgements, engine)
        with clock("changes"):
            found = changes(picture, after)
        print(
            judgement.verdict,
            len(found.came),
            len(found.went),
            len(found.changed),
            len(found.figures),
        )
        picture = after


def judgement_of(
    picture: Picture, loaded: Loaded, n: int, chance: random.Random, incident_id: str
) -> Judgement:
    """A judgement about an incident of the queue, each verdict in its turn."""
    verdict = VERDICTS[n % len(VERDICTS)]
    at = AS_OF - timedelta(days=1) + timedelta(minutes=n)
    if verdict == "withdraw":
        last = loaded.mission.judgements[-1]
        gone = {"about": last.about, "supersedes": content_id(last)}
        return Judgement(verdict=verdict, reason="bench", reviewer="desk", at=at, **gone)
    row = pc.index(picture.rows["id"], incident_id).as_py()
    incident = picture.assessment.incidents[row]
    other = picture.assessment.incidents[(row + chance.randrange(1, 50)) % len(picture.rows)]
    about = {
        "different": (incident.report_ids[0], incident.report_ids[-1]),
        "same": (incident.report_ids[0], other.report_ids[0]),
    }.get(verdict, incident.report_ids)
    value = {"relocate": "48.5,36.5,2", "rekind": "air/drone_strike", "exempt": "notified"}
    about = (
        about if len(set(about)) > 1 or verdict != "different" else (*about, other.report_ids[0])
    )
    return Judgement(
        about=tuple(sorted(set(about))),
        verdict=verdict,
        value=value.get(verdict, ""),
        method="seen" if verdict == "verify" else "",
        reason="bench",
        reviewer="verifier",
        at=at,
    )


if __name__ == "__main__":
    sys.exit(main())
