"""A corrected file is a new version beside the old: each brief sees what was known at its date."""

from conftest import copy_of, run


def test_a_report_corrected_later_stands_as_it_was_told_before(halt, tmp_path):
    folder = copy_of(halt.folder, tmp_path / "m")
    first = run(folder, tmp_path / "a", "2025-04-19")
    table = folder / "sources" / "reports.csv"
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = (n for n, row in enumerate(rows) if row.startswith("R016,"))
    assert ",2025-03-14,governor Kiper" in rows[at]
    rows[at] = (
        rows[at]
        .replace(",2025-03-14,governor", ",2025-04-25,governor")
        .replace(",RU,claims", ",UA,claims")
    )
    table.write_text("".join(rows), encoding="utf-8")

    again = run(folder, tmp_path / "b", "2025-04-19")
    assert again.value("reports") == first.value("reports")
    assert again.outcomes("halt.R016") == first.outcomes("halt.R016")

    later = run(folder, tmp_path / "c", "2025-05-10")
    assert "UA" in {accused for _, accused in later.outcomes("halt.R016")}


def test_a_cache_is_no_evidence(halt, tmp_path):
    folder = copy_of(halt.folder, tmp_path / "m")
    run(folder, tmp_path / "a", "2025-04-19")
    (columns,) = (folder / ".truceline" / "cache").glob("*.parquet")
    data = bytearray(columns.read_bytes())
    data[len(data) // 2] ^= 1
    columns.write_bytes(bytes(data))
    assert run(folder, tmp_path / "b", "2025-04-19").files() == halt.files()
