"""Broken tables by name: what stands in the file, what must be said, how many rows survive."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

BASE = {
    "report_id": "r",
    "source": "gazette",
    "published": "2031-05-03",
    "start": "2031-05-02T01:00:00+02:00",
    "end": "2031-05-02T03:00:00+02:00",
    "lat": "48.5",
    "lon": "14.25",
    "place_uncertainty_km": "2",
    "time_uncertainty_h": "0",
    "kind": "air/drone_strike",
    "target_category": "energy/substation",
    "stance": "claims",
    "about": "all",
    "count": "3",
    "bearing_deg": "90",
    "distance_km": "4",
    "assessed": "yes",
    "text": "a blast",
}
NAMES = list(BASE)


@dataclass(frozen=True, kw_only=True)
class Case:
    """`said` stands in one of the Problems, which names `line` where one is given."""

    name: str
    file: str = "t.csv"
    data: Callable[[], bytes]
    good: int
    said: str
    line: int | None = None
    field: str = ""


def row(number: int, **changes: str) -> dict[str, str]:
    return BASE | {"report_id": f"r{number}", "lat": f"48.{number}"} | changes


def table(rows: list[dict[str, str]], names: list[str] = NAMES, delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows({n: r.get(n, "") for n in names} for r in rows)
    return out.getvalue()


def good(count: int = 4) -> str:
    return table([row(n) for n in range(1, count + 1)])


def with_line(text: str, at: int = 3) -> bytes:
    """The good table with one more line, which becomes line `at`."""
    lines = good().split("\n")
    return "\n".join([*lines[: at - 1], text, *lines[at - 1 :]]).encode()


LINE = good(1).split("\n")[1]

# column, cell, what is said: each in a row of its own between good ones
CELLS: list[tuple[str, str, str]] = [
    ("report_id", "", "empty"),
    ("report_id", "   ", "empty"),
    ("report_id", "\u200b", "empty"),
    ("source", "", "empty"),
    ("source", "\u00a0", "empty"),
    *[("start", cell, "no zone") for cell in (
        "2031-05-02T01:00:00", "2031-05-02 01:00", "2031-05-02T01:00:00.250",
    )],
    *[("end", cell, "no zone") for cell in ("2031-05-02T03:00:00", "2031-05-02 03:00:00")],
    *[("published", cell, "no zone") for cell in ("2031-05-03T10:00:00", "2031-05-03 10:00")],
    *[("start", cell, "isn't a time") for cell in (
        "yesterday", "02/05/2031", "2.5.2031", "20310502", "1935446400", "47970.25", "2031-5-2",
        "2031-05", "2031", "01:00", "T01:00:00Z", "2031-05-02T01:00:00+2", "2031-05-02T1:00:00Z",
        "2031-05-02T01:00:00 CEST", "2031-W18-5", "=NOW()", "#REF!", "nan", "-",
        "2031-05-02T01:00:00+02:00/PT2H", "２０３１-05-02",
    )],
    *[("start", cell, "calendar") for cell in (
        "2031-02-30", "2031-13-01", "2031-00-10", "2031-05-00", "2031-05-02T25:00:00Z",
        "2031-05-02T01:60:00Z", "2031-05-02T01:00:61Z", "2031-05-02T24:00:01Z", "0000-00-00",
    )],
    *[("start", cell, "outside the years") for cell in (
        "0001-01-01", "1899-12-30", "9999-12-31", "9999-12-31T23:59:59Z", "3031-05-02T01:00:00Z",
    )],
    *[("published", cell, "isn't a time") for cell in ("soon", "3 May 2031", "2031/05/03")],
    ("published", "2031-02-29", "calendar"),
    ("end", "2031-05-01T03:00:00+02:00", "before the start"),
    ("end", "2031-05-02T00:59:59+02:00", "before the start"),
    ("end", "2030-05-02", "before the start"),
    *[("lat", cell, "isn't a number") for cell in (
        "nan", "NaN", "inf", "-inf", "north", "48°30'", "48.5N", "48.5 N", "0x30", "1e", "--48",
        "48.5.1", "=48+1", "N/A", "null", "?", "1_000", "٤٨",
    )],
    *[("lat", cell, "outside -90 to 90") for cell in ("91", "-90.0001", "480000", "1e9")],
    ("lat", "114.25", "swapped"),
    *[("lon", cell, "outside -180 to 180") for cell in ("180.01", "-200", "1425")],
    ("lon", "1e999", "isn't a number"),
    *[("lat", cell, "decimal point") for cell in ("48,5", "-48,5", "48,50001")],
    ("lon", "14,25", "decimal point"),
    ("lat", "", "lat without lon"),
    ("place_uncertainty_km", "-1", "outside 0"),
    ("place_uncertainty_km", "50000", "outside 0"),
    ("place_uncertainty_km", "2 km", "isn't a number"),
    ("place_uncertainty_km", "about 5", "isn't a number"),
    ("time_uncertainty_h", "-0.5", "outside 0"),
    ("time_uncertainty_h", "12h", "isn't a number"),
    ("kind", "air/dronestrike", "air/drone_strike"),
    ("kind", "drone_strike", "isn't a word"),
    ("kind", "AIR/DRONE_STRIKE", "isn't a word"),
    ("kind", "air/drone_strike; fire/mortar", "isn't a word"),
    ("kind", "explosion", "isn't a word"),
    ("kind", "<script>alert(1)</script>", "isn't a word"),
    ("kind", "air/*", "isn't a word"),
    ("kind", "аir/drone_strike", "isn't a word"),
    ("target_category", "energy/substaton", "energy/substation"),
    ("target_category", "substation", "isn't a word"),
    ("target_category", "energy", "isn't a word"),
    ("stance", "claim", "claims"),
    ("stance", "Denies", "denies"),
    ("stance", "maybe", "isn't a word"),
    ("about", "everything", "isn't a word"),
    ("about", "actors", "actor"),
    ("count", "several", "isn't a number"),
    ("count", "12-15", "isn't a number"),
    ("count", ">10", "isn't a number"),
    ("count", "-3", "outside 0"),
    ("count", "1 200", "isn't a number"),
    ("count", "1,200", "isn't a number"),
    ("bearing_deg", "361", "outside 0 to 360"),
    ("bearing_deg", "NE", "isn't a number"),
    ("distance_km", "-4", "outside 0"),
    ("distance_km", "3-5", "isn't a number"),
    ("assessed", "perhaps", "yes nor no"),
    ("assessed", "2", "yes nor no"),
]  # fmt: skip


def _cell_cases() -> list[Case]:
    cases = []
    for n, (column, cell, said) in enumerate(CELLS):
        rows = [row(1), row(9, **{column: cell}), row(2), row(3)]
        data = table(rows).encode
        case = Case(
            name=f"cell-{n:03}-{column}", data=data, good=3, said=said, line=3, field=column
        )
        cases.append(case)
    return cases


def _warned_cases() -> list[Case]:
    """Rows that stay, with a warning that names them."""

    def one(name: str, said: str, good: int = 3, field: str = "set.r9", **changes: str) -> Case:
        text = table([row(1), row(9, **changes), row(2)])
        return Case(name=name, data=text.encode, good=good, said=said, field=field)

    def hidden(name: str, field: str, **changes: str) -> Case:
        return one(name, "nobody sees", field=field, **changes)

    many = [row(n) for n in range(1, 12)]
    swapped = [*many, row(99, lat="14.25", lon="48.5")]
    twice = [row(1), row(2), row(1, text="another"), row(3)]
    return [
        one("after-publication", "own publication", published="2031-04-30"),
        one("after-publication-by-hours", "own publication", published="2031-05-01T22:00:00Z"),
        one("no-time-of-act", "no time of the act", start="", end=""),
        one("null-island", "0, 0", lat="0", lon="0"),
        one("null-island-decimals", "0, 0", lat="0.000", lon="-0.0"),
        Case(name="swapped", data=table(swapped).encode, good=12, said="swapped", field="set.r99"),
        Case(name="duplicate-id", data=table(twice).encode, good=3, said="more than once"),
        Case(
            name="duplicate-id-other-time",
            data=table([row(1), row(1, published="2031-05-04")]).encode,
            good=1,
            said="more than once",
            field="set.r1",
        ),
        hidden("text-that-runs-backwards", "text", text="a\u202eb"),
        hidden("bell-character", "text", text="a\x07b"),
        hidden("escape-sequence", "source", source="gaz\x1b[31mette"),
        hidden("soft-separator", "report_id", report_id="r9\u2063"),
        one("lon-alone", "lat without lon", good=2, field="lat", lat=""),
        Case(
            name="unknown-source",
            data=table([row(1), row(2, source="gazzette")]).encode,
            good=2,
            said="gazzette",
            field="source",
        ),
    ]


def _line_cases() -> list[Case]:
    """One broken line between good ones."""
    cells = LINE.split(",")
    lines: list[tuple[str, str, str]] = [
        ("too-few-cells", ",".join(cells[:-1]), "17 cells"),
        ("too-many-cells", LINE + ",more", "19 cells"),
        ("one-cell", "nothing", "1 cells"),
        ("other-delimiter", LINE.replace(",", ";"), "1 cells"),
        ("tabs", LINE.replace(",", "\t"), "1 cells"),
        ("unquoted-comma", LINE + ", again", "19 cells"),
        ("stray-quote", LINE.replace("a blast", 'a "blast" there'), "don't match"),
        ("inch-mark", LINE.replace("a blast", '5" shell'), "don't match"),
        ("text-after-quote", LINE.replace("a blast", '"a" blast'), "don't match"),
        ("blank-before-quote", LINE.replace(",a blast", ', "a blast"'), "don't match"),
        ("backslash-quote", LINE.replace("a blast", '"a \\"blast\\""'), "don't match"),
        ("unclosed-quote", LINE.replace("a blast", '"a blast'), "quotation mark"),
        ("lone-quote", LINE.replace("a blast", '"'), "quotation mark"),
        ("three-quotes", LINE.replace("a blast", '"""'), "quotation mark"),
        ("nul", LINE.replace("a blast", "a\0blast"), "zero byte"),
        ("huge-cell", LINE.replace("a blast", "x" * 1_500_000), "1 MiB"),
        ("huge-quoted-cell", LINE.replace("a blast", '"' + "x, " * 500_000 + '"'), "1 MiB"),
        ("line-of-5-MiB", "y" * 5_000_000, "cell of more than 1 MiB"),
        ("sql-dump", "INSERT INTO reports VALUES (1, 'a', 'b');", "cells"),
        ("html", "<html><body>502 Bad Gateway</body></html>", "1 cells"),
        ("header-again", ",".join(NAMES), "isn't"),
        ("conflict-marker", "<<<<<<< HEAD", "1 cells"),
        ("comment", "# a remark", "1 cells"),
        ("totals", "Total,,,,4,,,,,,,,,,,,,", "isn't"),
    ]
    cases = [
        Case(name=f"line-{name}", data=lambda text=text: with_line(text), good=4, said=said, line=3)
        for name, text, said in lines
    ]
    last = [("last-cut-off", LINE[:40], "cells"), ("last-unclosed", LINE[:-8] + ',"a bl', "never")]
    for name, text, said in last:
        data = (good() + text).encode
        cases.append(Case(name=f"line-{name}", data=data, good=4, said=said, line=6))
    not_utf8 = with_line(LINE.replace("a blast", "Ünï")).replace("Ünï".encode(), b"\xff\xfe\xc3")
    words = ("Пожежа на підстанції " * 5).encode()
    mixed = not_utf8.replace(b"a blast", words)
    cases.append(
        Case(name="line-not-utf8", data=lambda: mixed, good=4, said="aren't UTF-8", line=3)
    )
    return cases


def _mixed_quotes() -> bytes:
    rows = [row(n, text="one, two\nthree") for n in (1, 2, 3)]
    text = table(rows)
    return (text + LINE.replace("a blast", 'x "y" z') + "\n").encode()


def _file_cases() -> list[Case]:
    """Files that are wrong as a whole."""
    text = good()

    def named(
        name: str, data: bytes, said: str, good: int = 0, file: str = "t.csv", **more
    ) -> Case:
        return Case(name=f"file-{name}", data=lambda: data, said=said, good=good, file=file, **more)

    cyrillic = text.replace("a blast", "вибух на підстанції")
    latin = text.replace("a blast", "Gefährdung für alle")

    def without(*names: str) -> bytes:
        return table([row(1), row(2)], [n for n in NAMES if n not in names]).encode()

    return [
        named("empty", b"", "empty"),
        named("only-bom", b"\xef\xbb\xbf", "empty"),
        named("only-blank-lines", b"\n\n \n\r\n", "empty"),
        named("header-only", text.split("\n")[0].encode(), "no readable row"),
        named(
            "header-only-bom", b"\xef\xbb\xbf" + text.split("\n")[0].encode() + b"\n", "no readable"
        ),
        named("no-header", text.partition("\n")[2].encode(), "looks like data", line=1),
        named("no-id-column", without("report_id"), "no column report_id"),
        named("no-source-column", without("source"), "no column source"),
        named("neither", without("report_id", "source"), "and no column source"),
        named("no-times", without("start", "end", "published"), "no column says when"),
        named("no-kind", without("kind"), "no column tells the act", good=2),
        named("misnamed-id", text.replace("report_id", "reportid").encode(), "reportid"),
        named(
            "capital-names",
            text.replace("report_id,source", "Report_ID,Source").encode(),
            "no column",
        ),
        named(
            "double-column",
            text.replace("count", "lat", 1).encode(),
            "2 columns are called `lat`",
            good=4,
            line=1,
        ),
        named(
            "double-id-column",
            text.replace("text", "report_id", 1).encode(),
            "2 columns are called",
        ),
        named("nameless-column", text.replace("text", "", 1).encode(), "without a name", good=4),
        named("taken-name", text.replace("text", "_line", 1).encode(), "_line", good=4),
        named("colon-delimiter", text.replace(",", ":").encode(), "one column"),
        named("caret-delimiter", text.replace(",", "^").encode(), "one column"),
        named("one-column", b"report_id\nr1\nr2\n", "one column"),
        named("cp1251", cyrillic.encode("cp1251"), "read as cp1251", good=4),
        named("cp1252", latin.encode("cp1252"), "read as cp1252", good=4),
        named("utf16-no-bom", text.encode("utf-16-le"), "utf-16-le", good=4),
        named("utf16be-no-bom", text.encode("utf-16-be"), "utf-16-be", good=4),
        named("utf16-odd-length", text.encode("utf-16") + b"\x00", "cells", good=4),
        named(
            "bom-broken-inside",
            b"\xef\xbb\xbf" + with_line("\xff").replace("\xff".encode(), b"\xff"),
            "UTF-8",
            good=4,
            line=3,
        ),
        named("binary", bytes(range(256)) * 40, "binary data"),
        named("zeros", b"\0" * 5000, "binary data"),
        named("xlsx", b"PK\x03\x04" + b"\x14\0" * 60, "workbook", file="t.xlsx"),
        named("xlsx-as-csv", b"PK\x03\x04" + b"\x14\0" * 60, "workbook"),
        named("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "workbook", file="t.xls"),
        named("ods-by-name", text.encode(), "workbook", file="t.ods"),
        named("gzip", gzip.compress(text.encode(), mtime=0), "gzip", file="t.csv.gz"),
        named("gzip-as-csv", gzip.compress(text.encode(), mtime=0), "gzip"),
        named("gz-by-name", text.encode(), "packed", file="t.csv.gz"),
        named("bzip2", b"BZh91AY&SY" + b"\x12\x34" * 20, "bzip2"),
        named("zstd", b"\x28\xb5\x2f\xfd" + b"\x12" * 30, "zstd"),
        named("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        named("sqlite", b"SQLite format 3\0" + b"\0" * 100, "database"),
        named("program", b"\x7fELF\x02\x01\x01" + b"\0" * 60, "program"),
        named("png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "picture"),
        named(
            "html-page",
            b"<!doctype html>\n<html><head><title>404</title></head></html>\n",
            "web page",
        ),
        named("json-as-csv", b'{"type": "FeatureCollection", "features": []}\n', "JSON"),
        named("quotes-throughout", ('"' * 3001).encode(), "header"),
        named("unclosed-header", b'"report_id,source\nr1,a\nr2,b\n', "header"),
        named(
            "mixed-newlines",
            (text.replace("\n", "\r\n", 2).replace("\n", "\r", 1) + "bad\r\n").encode(),
            "1 cells",
            good=4,
        ),
        named(
            "old-mac-newlines",
            (text + "bad\n").replace("\n", "\r").encode(),
            "1 cells",
            good=4,
            line=6,
        ),
        named(
            "sep-line",
            ("sep=;\n" + table([row(1)], delimiter=";") + "bad\n").encode(),
            "1 cells",
            good=1,
            line=4,
        ),
        named(
            "semicolons",
            (table([row(1), row(2)], delimiter=";") + "x\n").encode(),
            "1 cells",
            good=2,
            line=4,
        ),
        named(
            "pipes",
            (table([row(1), row(2)], delimiter="|") + "x\n").encode(),
            "1 cells",
            good=2,
            line=4,
        ),
        named(
            "tsv",
            (table([row(1), row(2)], delimiter="\t") + "x\n").encode(),
            "1 cells",
            good=2,
            line=4,
            file="t.tsv",
        ),
        named("quoted-newlines", _mixed_quotes(), "don't match", good=3, line=8),
        named(
            "every-line-a-stray-quote",
            (text + '"x,y\n' * 300).encode(),
            "don't match",
            good=4,
            line=6,
        ),
        named("all-rows-bad", (text.split("\n")[0] + "\n" + "x\n" * 3000).encode(), "1 cells"),
        named(
            "same-fault-often",
            table([row(n, kind="nonsense") for n in range(1500)]).encode(),
            "further rows",
        ),
    ]


def _parquet(columns: dict[str, object]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _typed(**changes: object) -> bytes:
    moment = pa.array([1_935_500_000_000_000] * 3, pa.timestamp("us", "UTC"))
    columns = {
        "report_id": ["a", "b", "c"],
        "source": ["x"] * 3,
        "start": moment,
        "lat": [48.1, 48.2, 48.3],
        "lon": [14.1] * 3,
        "kind": ["fire/mortar"] * 3,
    }
    return _parquet({k: v for k, v in {**columns, **changes}.items() if v is not None})


def _columnar_cases() -> list[Case]:
    fine = _typed()
    naive = pa.array([0, 1, 2], pa.timestamp("us"))
    nan = pa.array([48.1, float("nan"), 48.3])
    old = pa.array([-(10**18)] * 3, pa.timestamp("us", "UTC"))

    def named(name: str, data: bytes, said: str, good: int = 0, file: str = "t.parquet", **more):
        return Case(
            name=f"columnar-{name}", data=lambda: data, said=said, good=good, file=file, **more
        )

    stream, arrow = io.BytesIO(), io.BytesIO()
    small = pa.table({"report_id": ["a"], "source": ["x"]})
    with pa.ipc.new_stream(stream, small.schema) as writer:
        writer.write_table(small)
    with pa.ipc.new_file(arrow, small.schema) as writer:
        writer.write_table(small)
    return [
        named("truncated", fine[: len(fine) // 2], "not Parquet"),
        named("magic-only", b"PAR1", "not Parquet"),
        named("magic-both-ends", b"PAR1" + b"\x07" * 60 + b"PAR1", "not Parquet"),
        named("footer-damaged", fine[:-8] + b"\xff\xff\xff\x7fPAR1", "not Parquet"),
        named("page-damaged", fine[:8] + b"\xff" * 60 + fine[68:], "not Parquet"),
        named("empty-file", b"", "empty"),
        named("text-named-parquet", good().encode(), "not Parquet"),
        named("no-rows", _parquet({"report_id": pa.array([], pa.string()), "source": pa.array([], pa.string())}), "no row"),
        named("no-columns", _parquet({}), "no row"),
        named("naive-times", _typed(start=naive), "no zone"),
        named("times-as-floats", _typed(start=[1.5, 2.5, 3.5]), "isn't a time"),
        named("times-as-numbers", _typed(start=[1, 2, 3]), "isn't a time"),
        named("times-as-flags", _typed(start=[True, False, True]), "isn't a time"),
        named("times-as-lists", _typed(start=[["2031"], ["2032"], []]), "isn't a time"),
        named("times-too-old", _typed(start=old), "outside the years"),
        named("nan-lat", _typed(lat=nan), "isn't a number", good=2, line=2, field="lat"),
        named("lat-as-text", _typed(lat=["48.1", "north", "48.3"]), "isn't a number", good=2, line=2),
        named("lat-as-flag", _typed(lat=[True, False, True]), "isn't a number"),
        named("lat-as-list", _typed(lat=[[48.1], [48.2], [48.3]]), "isn't a number"),
        named("null-ids", _typed(report_id=["a", None, "c"]), "empty", good=2, line=2),
        named("kind-as-number", _typed(kind=[1, 2, 3]), "isn't a word"),
        named("bytes-for-source", _typed(source=[b"\xff\xfe", b"x", b"y"]), "has no text"),
        named("huge-cell", _typed(note=["x", "y" * 2_000_000, "z"]), "1 MiB", good=2, line=2),
        named("no-id", _typed(report_id=None), "no column report_id"),
        named("ipc-truncated", arrow.getvalue()[:-30], "not Arrow", file="t.arrow"),
        named("ipc-magic-only", b"ARROW1\0\0", "not Arrow", file="t.arrow"),
        named("ipc-no-times", arrow.getvalue(), "no column says when", file="t.arrow"),
        named("stream-truncated", stream.getvalue()[:100], "not Arrow", file="t.arrows"),
        named("stream-no-times", stream.getvalue(), "no column says when", file="t.arrows"),
        named("text-named-arrow", good().encode(), "not Arrow", file="t.feather"),
    ]  # fmt: skip


def _feature(number: int, **changes: object) -> dict[str, object]:
    properties = {k: v for k, v in row(number).items() if k not in {"lat", "lon"}}
    point = {"type": "Point", "coordinates": [14.25, 48.5]}
    return {"type": "Feature", "geometry": point, "properties": properties} | changes


def _geojson_cases() -> list[Case]:
    def collection(*features: object, **more: object) -> bytes:
        return json.dumps({"type": "FeatureCollection", "features": features} | more).encode()

    def named(name: str, data: bytes, said: str, good: int = 0, **more) -> Case:
        return Case(
            name=f"geojson-{name}",
            data=lambda: data,
            said=said,
            good=good,
            file="t.geojson",
            **more,
        )

    def second(name: str, said: str, feature: object) -> Case:
        data = collection(_feature(1), feature, _feature(3))
        return named(name, data, said, good=2, line=2)

    def shape(kind: str, coordinates: object) -> dict[str, object]:
        return _feature(2, geometry={"type": kind, "coordinates": coordinates})

    whole = collection(_feature(1), _feature(2))
    return [
        named("empty", b"", "empty"),
        named("cut-off", whole[:-20], "not JSON"),
        named("not-json", b"type: FeatureCollection\n", "not JSON", line=1),
        named("trailing-comma", b'{"type": "FeatureCollection",\n"features": [],}', "not JSON", line=2),
        named("deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested"),
        named("deep-lists", b"[" * 200_000, "nested"),
        named("list", b"[]", "not a FeatureCollection"),
        named("null", b"null", "not a FeatureCollection"),
        named("one-feature", json.dumps(_feature(1)).encode(), "not a FeatureCollection"),
        named("topology", b'{"type": "Topology", "objects": {}}', "not a FeatureCollection"),
        named("features-object", b'{"type": "FeatureCollection", "features": {}}', "isn't a list"),
        named("no-features", b'{"type": "FeatureCollection"}', "isn't a list"),
        named("no-feature", collection(), "no readable feature"),
        named("nan", whole.replace(b"48.5", b"NaN"), "not a number"),
        named("infinity", whole.replace(b"48.5", b"-Infinity"), "not a number"),
        named("latin-1", whole.replace(b"a blast", b"Gef\xe4hr"), "UTF-8"),
        named("other-projection", collection(_feature(1), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}), "WGS84"),
        second("polygon", "isn't a Point", shape("Polygon", [[[1, 1], [2, 2], [1, 1]]])),
        second("line", "isn't a Point", shape("LineString", [[1, 1], [2, 2]])),
        second("collection", "isn't a Point", _feature(2, geometry={"type": "GeometryCollection"})),
        second("geometry-text", "isn't a Point", _feature(2, geometry="POINT (14 48)")),
        second("one-coordinate", "[lon, lat]", shape("Point", [14.25])),
        second("no-coordinates", "[lon, lat]", shape("Point", None)),
        second("text-coordinates", "[lon, lat]", shape("Point", ["14.25", "48.5"])),
        second("flag-coordinates", "[lon, lat]", shape("Point", [True, False])),
        second("out-of-range", "outside -90 to 90", shape("Point", [14.25, 114.0])),
        second("not-a-feature", "not a Feature", {"type": "Point", "coordinates": [1, 2]}),
        second("null-feature", "not a Feature", None),
        second("properties-list", "isn't an object", _feature(2, properties=[1, 2])),
        second("no-properties", "empty", _feature(2, properties=None)),
        second("number-id", "isn't a word", _feature(2, properties=row(2) | {"kind": 7})),
        second("nested-kind", "isn't a word", _feature(2, properties=row(2) | {"kind": ["a"]})),
        named("no-ids", collection({"type": "Feature", "geometry": None, "properties": {"source": "a"}}), "no column report_id"),
    ]  # fmt: skip


def cases() -> list[Case]:
    """Every case; names are unique."""
    makers = (
        _cell_cases, _warned_cases, _line_cases, _file_cases, _columnar_cases, _geojson_cases,
    )  # fmt: skip
    return [case for make in makers for case in make()]
