"""Six invented incidents as the picture's rows."""

from datetime import UTC, datetime

import pyarrow as pa

from truceline.assess.picture.rows import ROW_SCHEMA

HOUR = 3_600_000_000
DAY = int(datetime(2031, 5, 1, tzinfo=UTC).timestamp() * 1e6)
#        id   start  end  lat    lon     act                  accused         reports place
ROWS = (
    ("I-1", 0, 2, 50.0, 36.0, "fire/artillery", ["AAA"], 1, "Alder"),
    ("I-2", 2, 4, 49.0, 35.0, "fire/mortar", ["AAA", "BBB"], 2, "alder"),
    ("I-3", 24, 24, 48.0, 34.0, "air/drone_strike", ["BBB"], 3, "Birch's"),
    ("I-4", 30, 31, -16.0, 179.5, "air/drone_strike", [], 4, None),
    ("I-5", 48, 60, -17.0, -179.5, "sea/port_strike", ["CCC"], 5, "Cedar %"),
    ("I-6", None, None, None, None, "other/other", None, 6, "=SUM(1)"),
)


def small_rows() -> pa.Table:
    """The rows with `ROW_SCHEMA` and one outcome column."""
    names = ("id", "start", "end", "lat", "lon", "act", "accused", "reports", "place")
    told = {name: [row[n] for row in ROWS] for n, name in enumerate(names)}
    for name in ("start", "end"):
        told[name] = [None if h is None else DAY + h * HOUR for h in told[name]]
    told |= {"number": list(range(1, 7)), "time_uncertainty_h": [0.0] * 6}
    told |= {"place_state": ["located"] * 5 + ["unlocated"], "radius_km": [1.5] * 5 + [None]}
    columns = [pa.array(told.get(f.name, [None] * 6), f.type) for f in ROW_SCHEMA]
    rows = pa.table(columns, schema=ROW_SCHEMA)
    return rows.append_column("outcome_AAA", pa.array(["yes", "no", None, None, "place", None]))
