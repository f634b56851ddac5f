"""Splink 5 on DuckDB as an expert would set it up for this table.

Pairs are blocked on four overlapping grids of place and time. Five comparisons: distance, gap of
time, act, side, source. `labels` estimates m from the TRUE incidents and the prior from the true
number of pairs, which no mission has: the best that the tool could do. `em` learns without them.
"""

import logging
from pathlib import Path

import duckdb
import numpy as np
from points import KM, MIDDLE
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.blocking_rule_library import CustomRule
from splink.comparison_level_library import CustomLevel
from splink.comparison_library import CustomComparison

CELL_KM, CELL_H = 20, 48
NEAR_KM, NEAR_H = 18, 26.4
KM_STEPS = (0.7, 1.5, 3, 5, 8, 12, 18)
HOUR_STEPS = (0.3, 1, 2, 4, 8, 13, 25)
SAMPLED = 200_000  # more reports than this: the EM looks at the pairs of one report in eight
RANDOM_PAIRS = 2e7
SHIFTS = ((0, 0), (0.5, 0), (0, 0.5), (0.5, 0.5))

READ = f"""
create table reports as
with told as (
  select report_id as unique_id, lon * {KM} * cos(radians({MIDDLE})) as x, lat * {KM} as y,
    epoch_us(time) / 3.6e9 as h, event_type, actor, source,
    case when event_type in ('artillery', 'mortar', 'mlrs') then 'indirect'
      when event_type in ('drone_strike', 'airstrike', 'missile') then 'air'
      when event_type in ('heavy_weapon_presence', 'troop_movement') then 'presence'
      when event_type in ('explosion', 'fire') then 'generic' else event_type end as family
  from read_parquet($reports))
select told.*, incident_id as label, {{cells}}
from told join read_parquet($truth) as truth on truth.report_id = unique_id
"""  # noqa: S608 -- constants only
DISTANCE = "((x_l - x_r) * (x_l - x_r) + (y_l - y_r) * (y_l - y_r))"
FILTER = (
    f"(l.x - r.x) * (l.x - r.x) + (l.y - r.y) * (l.y - r.y) < {NEAR_KM**2}"
    f" and abs(l.h - r.h) < {NEAR_H}"
)


def splink(folder: Path, *, labels: bool, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    """(report ids, clusters): pairs from `threshold` on are joined, and what they connect."""
    con = duckdb.connect(":memory:")
    con.execute("set threads = 2")
    load(con, folder)
    linker = Linker(
        DuckDBAPI(con).register("reports"),
        settings(prior(con) if labels else 0.02),
        log_level=logging.ERROR,
        validate_settings=False,
    )
    train(linker, con, labels=labels)
    pairs = linker.inference.predict(threshold_match_probability=threshold)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=threshold
    )
    query = f"select unique_id, cluster_id from {found.physical_name}"  # noqa: S608 -- Splink's name
    told = con.execute(query).fetchnumpy()
    return told["unique_id"], told["cluster_id"]


def load(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    cells = ", ".join(
        f"hash(floor(x / {CELL_KM} + {km}), floor(y / {CELL_KM} + {km}), "
        f"floor(h / {CELL_H} + {h}), {n}) as cell{n}"
        for n, (km, h) in enumerate(SHIFTS)
    )
    files = {name: str(folder / f"{name}.parquet") for name in ("reports", "truth")}
    con.execute(READ.format(cells=cells), files)


def prior(con: duckdb.DuckDBPyConnection) -> float:
    """The true share of pairs that match."""
    pairs = "select sum(c * (c - 1)) from (select count(*) as c from reports group by label)"
    return one(con, pairs) / (size(con) * (size(con) - 1))


def size(con: duckdb.DuckDBPyConnection) -> float:
    return one(con, "select count(*) from reports")


def one(con: duckdb.DuckDBPyConnection, query: str) -> float:
    return float(con.execute(query).fetchall()[0][0])


def settings(chance: float) -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons(),
        blocking_rules_to_generate_predictions=[rule(n) for n in range(len(SHIFTS))],
        probability_two_random_records_match=chance,
        retain_matching_columns=False,
        em_convergence=0.001,
    )


def rule(cell: int, sample: str = "") -> CustomRule:
    return CustomRule(f"l.cell{cell} = r.cell{cell} and {FILTER}{sample}", sql_dialect="duckdb")


def comparisons() -> list[CustomComparison]:
    generic = "family_l = 'generic' or family_r = 'generic'"
    return [
        compared("place", *(f"{DISTANCE} < {km**2}" for km in KM_STEPS)),
        compared("when", *(f"abs(h_l - h_r) < {h}" for h in HOUR_STEPS)),
        compared(
            "act",
            "event_type_l = event_type_r and family_l <> 'generic'",
            "family_l = family_r and family_l <> 'generic'",
            generic,
        ),
        compared(
            "side",
            "actor_l = actor_r and actor_l <> 'unknown'",
            "actor_l = 'unknown' or actor_r = 'unknown'",
        ),
        compared("origin", "source_l <> source_r"),
    ]


def compared(name: str, *conditions: str) -> CustomComparison:
    levels = [CustomLevel(sql, sql) for sql in (*conditions, "ELSE")]
    return CustomComparison(output_column_name=name, comparison_levels=levels)


def train(linker: Linker, con: duckdb.DuckDBPyConnection, *, labels: bool) -> None:
    if labels:
        linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS)
        linker.training.estimate_m_from_label_column("label")
        return
    sample = " and l.unique_id % 8 = 0" if size(con) > SAMPLED else ""
    linker.training.estimate_parameters_using_expectation_maximisation(
        rule(0, sample),
        fix_u_probabilities=False,
        populate_probability_two_random_records_match_from_trained_values=True,
    )
