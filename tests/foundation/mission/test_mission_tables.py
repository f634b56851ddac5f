import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.mission import read_roster, read_sites, read_statements
from truceline.model.record import Problem

ROSTER = "id,role,name,side,access,cadence,grade\n"
SITES = "id,name,category,lat,lon,status,aliases\n"
SAID = "date,speaker,side,topic,value,number,lo,hi,bound,covers_start,covers_end,known\n"
GOOD_SITE = "s1,Mill,energy/substation,-11.3,34.8,operating,Old mill;The mill\n"


def told(problems: tuple[Problem, ...], line: int, field: str) -> str:
    """Message and hint of the one problem at a place."""
    (found,) = [p for p in problems if (p.line, p.field) == (line, field)]
    return f"{found.severity}: {found.message} / {found.hint}"


def test_roster_rows_become_entries() -> None:
    row = 'a,claimant,"Ministry, Lakeland",RUR,object;occurrence,daily from 2031-05-01,C\n'
    entries, problems = read_roster(ROSTER + row, "roster.csv")
    assert problems == ()
    assert entries[0].name == "Ministry, Lakeland"
    assert entries[0].access == ("occurrence", "object")
    assert entries[0].cadence == "daily from 2031-05-01"


def test_no_access_is_a_statement_and_an_empty_cell_is_not() -> None:
    text = ROSTER + "a,publisher,A,RUR,none,,\nb,publisher,B,RUR,,,\n"
    entries, _ = read_roster(text, "roster.csv")
    assert [e.access for e in entries] == [("none",), ()]
    assert [e.grade for e in entries] == ["F", "F"]


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        ("x,publsher,X,,,,", "role", "did you mean publisher?"),
        ("x,publisher,,,,,", "name", "is empty"),
        (",publisher,X,,,,", "id", "is empty"),
        ("x,publisher,X,,,,G", "grade", "'G' is not a known word"),
        ("x,publisher,X,,occurence,,", "access", "did you mean occurrence?"),
        ("x,publisher,X,,none;object,,", "access", "says none and names"),
    ],
)
def test_a_bad_roster_row_is_set_aside_and_the_good_one_goes_on(
    row: str, field: str, says: str
) -> None:
    entries, problems = read_roster(f"{ROSTER}{row}\ny,publisher,Y,,,,\n", "roster.csv")
    assert [e.id for e in entries] == ["y"]
    assert says in told(problems, 2, field)


def test_a_cadence_that_cannot_be_counted_is_a_warning() -> None:
    entries, problems = read_roster(ROSTER + "x,claimant,X,,,now and then,\n", "roster.csv")
    assert len(entries) == 1
    assert told(problems, 2, "cadence").startswith("warning")


def test_one_name_in_one_role_stands_once_whatever_the_order() -> None:
    rows = ["a,claimant,MoD,RUR,,,", "b,claimant,MoD,FRE,,,", "a,publisher,MoD,,,,"]
    there = read_roster(ROSTER + "\n".join(rows), "r.csv")
    back = read_roster(ROSTER + "\n".join(reversed(rows)), "r.csv")
    assert there[0] == back[0]
    assert len(there[0]) == 1
    assert {p.field for p in there[1]} == {"id", "name"}


def test_sites_keep_their_aliases() -> None:
    (site,), problems = read_sites(SITES + GOOD_SITE, "sites.csv")
    assert problems == ()
    assert site.aliases == ("Old mill", "The mill")


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        ("x,X,energy/sub_station,1,2,,", "category", "did you mean energy/substation?"),
        ("x,X,energy,1,2,,", "category", "not a known word"),
        ("x,X,energy/coal,NaN,2,,", "lat", "'NaN' is not a number"),
        ("x,X,energy/coal,inf,2,,", "lat", "is not a number"),
        ("x,X,energy/coal,1_0,2,,", "lat", "is not a number"),
        ("x,X,energy/coal,,2,,", "lat", "is empty"),
        ("x,X,energy/coal,134.5,-11.2,,", "lat", "lat and lon look swapped"),
        ("x,X,energy/coal,-95,120,,", "lat", "is not a latitude / "),
        ('x,X,energy/coal,"48,5",2,,', "lat", "write a decimal point: 48.5"),
        ("x,X,energy/coal,1,200,,", "lon", "lies outside -180 to 180"),
        ("x,X,energy/coal,1,2,opperating,", "status", "did you mean operating?"),
        ("x,X,energy/coal,1,2,,a,b", "", "has 8 cells, the header has 7"),
    ],
)
def test_a_bad_site_is_set_aside_and_the_good_one_goes_on(row: str, field: str, says: str) -> None:
    sites, problems = read_sites(f"{SITES}{row}\n{GOOD_SITE}", "sites.csv")
    assert [s.id for s in sites] == ["s1"]
    assert says in told(problems, 2, field)


def test_a_site_that_would_fit_with_its_numbers_exchanged_is_asked_about() -> None:
    rows = [f"s{n},S{n},energy/coal,{-11 - n / 10},{34 + n / 10},," for n in range(4)]
    text = SITES + "\n".join([*rows, "x,Swapped,energy/coal,34.2,-11.2,,", ""])
    sites, problems = read_sites(text, "sites.csv")
    assert len(sites) == 5
    assert "look swapped" in told(problems, 6, "lat")


def test_repeated_sites_are_told_and_the_winner_does_not_hang_on_order() -> None:
    other = GOOD_SITE.replace("-11.3", "-11.4")
    there, problems = read_sites(SITES + GOOD_SITE + other, "s.csv")
    back, _ = read_sites(SITES + other + GOOD_SITE, "s.csv")
    assert there == back
    assert "with other content" in problems[0].message
    _, same = read_sites(SITES + GOOD_SITE + GOOD_SITE, "s.csv")
    assert same[0].severity == "warning"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("id,name,lat,lon\n", "column is missing"),
        ("ID,name,category,lat,lon\n", "the header has ID"),
        ("id,id,name,category,lat,lon\n", "stands 2 times"),
        (SITES + "x," + "y" * 200_001 + ",energy/coal,1,2,,\n", "200001 characters long"),
    ],
)
def test_a_table_without_form_is_told(text: str, says: str) -> None:
    sites, problems = read_sites(text, "sites.csv")
    assert sites == ()
    assert any(says in f"{p.message} {p.hint}" for p in problems)
    assert all(p.file == "sites.csv" for p in problems)


def test_an_unknown_column_is_passed_over_with_a_hint() -> None:
    text = "id,name,category,lat,lon,statu\ns,S,energy/coal,1,2,idle\n"
    sites, problems = read_sites(text, "s.csv")
    assert len(sites) == 1
    assert told(problems, 1, "statu") == (
        "warning: is no column of this table and is passed over / did you mean status?"
    )


def test_lines_are_counted_through_quoted_line_breaks_and_a_byte_order_mark() -> None:
    text = "\ufeff" + SITES + 's1,"Mill\nby the lake",energy/coal,1,2,,\nx,X,coal,1,2,,\n'
    sites, problems = read_sites(text, "s.csv")
    assert len(sites) == 1
    assert [p.line for p in problems] == [4]


def test_quotes_that_do_not_match_are_told_with_their_line() -> None:
    text = SITES + 'x,"X" and Y,energy/coal,1,2,,\n' + GOOD_SITE + 'y,"Y,energy/coal,1,2,,\nz,Z\n'
    sites, problems = read_sites(text, "s.csv")
    assert [s.id for s in sites] == ["s1"]
    assert [p.line for p in problems] == [2, 4]
    assert all("double quote" in p.hint for p in problems)


def said(row: str) -> str:
    return SAID + row + "\n"


def test_a_bare_date_is_known_at_its_local_end() -> None:
    (one,), problems = read_statements(said("2031-05-20,S,FRE,t,v,,,,,,,"), "s.csv", "+03:00")
    assert problems == ()
    assert one.known.isoformat() == "2031-05-20T21:00:00+00:00"
    (two,), _ = read_statements(
        said("2031-05-20,S,FRE,t,v,,,,,,,2031-05-21T06:00:00+02:00"), "s.csv", "+03:00"
    )
    assert two.known.isoformat() == "2031-05-21T04:00:00+00:00"


@pytest.mark.parametrize(
    ("bound", "lo", "hi"),
    [
        ("exact", 30, 30),
        ("about", 30, 30),
        ("at_least", 30, None),
        ("more_than", 31, None),
        ("up_to", 0, 30),
        ("less_than", 0, 29),
    ],
)
def test_bounds_follow_their_word(bound: str, lo: float, hi: float | None) -> None:
    row = f"2031-05-20,S,FRE,t,v,30,,,{bound},,,"
    (one,), problems = read_statements(said(row), "s.csv", "UTC")
    assert problems == ()
    assert (one.lo, one.hi) == (lo, hi)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2031-05-32,S,FRE,t,v,,,,,,,", "date"),
        ("2031-05-20T10:00,S,FRE,t,v,,,,,,,", "date"),
        ("2031-05-20,S,FRE,t,v,30,,,,,,", "bound"),
        ("2031-05-20,S,FRE,t,v,30,30,,more_than,,,", "lo"),
        ("2031-05-20,S,FRE,t,v,,,,exact,,,", "number"),
        ("2031-05-20,S,FRE,t,v,30,,,unquantified,,,", "bound"),
        ("2031-05-20,S,FRE,t,v,,5,,range,,,", "bound"),
        ("2031-05-20,S,FRE,t,v,,7,5,range,,,", "lo"),
        ("2031-05-20,S,FRE,t,v,3,,,exactly,,,", "bound"),
        ("2031-05-20,S,FRE,t,v,-3,,,exact,,,", "number"),
        ("2031-05-20,S,FRE,t,v,,,,,2031-05-01T00:00:00+02:00,,", "covers_start"),
        ("2031-05-20,S,FRE,t,v,,,,,2031-05-01T00:00:00,2031-05-02T00:00:00Z,", "covers_start"),
        ("2031-05-20,S,FRE,t,v,,,,,2031-05-02T00:00:00Z,2031-05-01T00:00:00Z,", "covers_end"),
        ("2031-05-20,,FRE,t,v,,,,,,,", "speaker"),
    ],
)
def test_a_bad_statement_is_set_aside(row: str, field: str) -> None:
    good = "2031-05-21,S,FRE,t,v,,,,,,,\n"
    found, problems = read_statements(said(row) + good, "s.csv", "UTC")
    assert [s.date for s in found] == ["2031-05-21"]
    assert told(problems, 2, field)


@given(st.permutations(["a,publisher,A,,,,", "b,publisher,B,,,,", "c,claimant,A,,,,"]))
def test_the_order_of_rows_never_matters(rows: list[str]) -> None:
    entries, _ = read_roster(ROSTER + "\n".join(rows), "r.csv")
    assert [e.id for e in entries] == ["a", "b", "c"]


@given(st.text())
def test_no_text_makes_a_reader_crash(text: str) -> None:
    for found, problems in (
        read_roster(text, "f"),
        read_sites(SITES + text, "f"),
        read_statements(SAID + text, "f", text),
    ):
        assert isinstance(found, tuple)
        assert all(isinstance(p, Problem) for p in problems)
