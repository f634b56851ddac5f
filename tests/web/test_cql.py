import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_rows import small_rows

from truceline.web.ogc.cql_mask import selected
from truceline.web.ogc.cql_parser import parsed
from truceline.web.ogc.cql_words import FilterError
from truceline.web.ogc.layers import incident_layer

LAYER = incident_layer(small_rows())
DRAWN = "POLYGON((34.5 48.5, 36.5 48.5, 36.5 50.0, 34.5 49.5, 34.5 48.5))"


def chosen(text: str) -> str:
    mask = selected(parsed(text), LAYER)
    return "".join(str(n + 1) for n, fits in enumerate(mask) if fits)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("id = 'I-2'", "2"),
        ("'I-2' = id", "2"),
        ("reports > 3", "456"),
        ("reports <> 3 and reports <= 4", "124"),
        ("reports = 3.0", "3"),
        ("reports >= -1e0", "123456"),
        ("number = reports", "123456"),
        ("kind LIKE 'fire/%'", "12"),
        ("kind NOT LIKE 'fire/%'", "3456"),
        ("kind LIKE '%_strike'", "345"),
        (r"place_name LIKE '% \%'", "5"),
        ("place_name = 'Birch''s'", "3"),
        ("CASEI(place_name) = CASEI('ALDER')", "12"),
        ("CASEI(place_name) LIKE casei('ALD%')", "12"),
        ("\"place_name\" IN ('Alder', 'Nowhere')", "1"),
        ("reports IN (1, 5)", "15"),
        ("reports NOT IN (1, 5)", "2346"),
        ("reports BETWEEN 2 AND 4", "234"),
        ("reports NOT BETWEEN 2 AND 4", "156"),
        # what isn't known is neither so nor not so
        ("place_name <> 'Alder'", "2356"),
        ("NOT place_name = 'Alder'", "2356"),
        ("place_name NOT IN ('Alder')", "2356"),
        ("place_name IS NULL", "4"),
        ("place_name IS NOT NULL", "12356"),
        ("outcome_AAA = 'yes' OR outcome_AAA IS NULL", "1346"),
        ("place_name = 'Alder' OR reports = 4", "14"),
        ("place_name = 'x' OR NOT (place_name = 'x' AND reports = 4)", "12356"),
        ("reports = 1 OR reports = 2 AND reports = 3", "1"),
        ("(reports = 1 OR reports = 2) AND NOT reports = 1", "2"),
        ("TRUE", "123456"),
        ("NOT TRUE", ""),
        ("1 = 1 AND reports < 2", "1"),
        # moments
        ("start = DATE('2031-05-01')", "12"),
        ("start > DATE('2031-05-01')", "345"),
        ("start <= DATE('2031-05-02')", "1234"),
        ("start < TIMESTAMP('2031-05-01T05:00:00+03:00')", "1"),
        ("start = TIMESTAMP('2031-05-02T00:00:00Z')", "3"),
        ("end > start", "1245"),
        ("start BETWEEN DATE('2031-05-02') AND DATE('2031-05-02')", "34"),
        ("T_AFTER(start, TIMESTAMP('2031-05-02T00:00:00Z'))", "45"),
        ("T_BEFORE(start, DATE('2031-05-02'))", "12"),
        ("T_DURING(start, INTERVAL('2031-05-01T01:00:00Z', '2031-05-02T12:00:00Z'))", "234"),
        ("T_INTERSECTS(INTERVAL(start, end), INTERVAL('2031-05-02', '..'))", "345"),
        ("T_INTERSECTS(INTERVAL(start, end), INTERVAL('..', '2031-05-01'))", "12"),
        ("T_MEETS(INTERVAL(start, end), INTERVAL('2031-05-01T02:00:00Z', '..'))", "1"),
        ("T_DISJOINT(INTERVAL(start, end), DATE('2031-05-02'))", "125"),
        ("NOT T_AFTER(start, DATE('2031-05-01'))", "12"),
        # places
        (f"S_INTERSECTS(geometry, {DRAWN})", "2"),
        (f"S_WITHIN(geometry, {DRAWN})", "2"),
        (f"S_CONTAINS({DRAWN}, geometry)", "2"),
        (f"S_DISJOINT(geometry, {DRAWN})", "1345"),
        (f"NOT S_INTERSECTS(geometry, {DRAWN})", "1345"),
        ("S_INTERSECTS(geometry, POINT(36 50))", "1"),
        ("S_EQUALS(geometry, POINT(36.0 50.0))", "1"),
        ("S_INTERSECTS(geometry, BBOX(34, 47, 35, 49))", "23"),
        ("S_INTERSECTS(BBOX(179, -20, -179, -10), geometry)", "45"),
        ("S_INTERSECTS(geometry, geometry)", "12345"),
        ("S_INTERSECTS(POINT(1 1), BBOX(0,0,2,2))", "123456"),
        ("geometry IS NULL", "6"),
        # lists
        ("A_CONTAINS(accused, ('AAA'))", "12"),
        ("A_CONTAINS(accused, ('AAA','BBB'))", "2"),
        ("A_EQUALS(accused, ('BBB','AAA'))", "2"),
        ("A_OVERLAPS(accused, ('BBB','CCC'))", "235"),
        ("A_CONTAINEDBY(accused, ('AAA','CCC'))", "145"),
        ("NOT A_OVERLAPS(accused, ('AAA'))", "345"),
        ("accused IS NULL", "6"),
    ],
)
def test_a_filter_selects_what_it_says(text, rows):
    assert chosen(text) == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at character 1: expected a property or a value, not the end"),
        ("reports = ", "at character 11: expected a property or a value"),
        ("reports > 'three'", "at character 11: this is text, compared with a number"),
        (
            "reprots > 3",
            "at character 1: reprots is no property of incidents; did you mean reports",
        ),
        ("reports > 3 reports", "at character 13: expected AND or OR before reports"),
        ("(reports > 3", "at character 13: expected ) before the end"),
        ("place_name = 'Birch", "at character 14: this text isn't closed"),
        ("reports ! 3", "at character 9: ! has no meaning here"),
        ("reports", "expected =, <>"),
        ("accused = 'AAA'", "a list; ask it with A_CONTAINS"),
        ("geometry = 1", "geometry is asked with S_INTERSECTS"),
        ("S_INTERSECTS(start, POINT(1 1))", "start is no geometry"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", "a geometry that isn't one"),
        ("S_INTERSECTS(geometry, POINT(x y))", "not a geometry"),
        ("S_INTERSECTS(geometry, POINT EMPTY)", "a parenthesis isn't closed"),
        ("S_INTERSECTS(geometry, BBOX(1,2,3))", "BBOX takes west, south, east, north"),
        ("T_AFTER(reports, DATE('2031-05-01'))", "reports is no moment"),
        ("start > DATE('tomorrow')", "not a date"),
        ("start > TIMESTAMP('2031-05-01T00:00:00')", "not a moment; write 2031"),
        ("place_name LIKE 3", "LIKE takes a text"),
        ("shout(place_name) = 'X'", "shout is no function"),
        ("CASEI(reports) = 'x'", "CASEI takes text"),
        ("'a' IS NULL", "only a property"),
        ("A_CONTAINS(reports, ('x'))", "reports isn't a list"),
        ("NOT " * 40 + "TRUE", "nested more than 32 deep"),
        ("(" * 5000, "nested more than 32 deep"),
        (" OR ".join(["reports = 1"] * 65), "more than 64 conditions"),
        ("x" * 9000, "a filter may have 8000 characters"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_where(text, said):
    with pytest.raises(FilterError) as error:
        chosen(text)
    assert said in str(error.value)


PARTS = (
    *("reports", "place_name", "start", "geometry", "accused", "1", "-2.5", "'x'", "'%'"),
    *("DATE('2031-05-01')", "(", ")", ",", "=", "<", "LIKE", "IN", "BETWEEN", "AND", "OR", "NOT"),
    *("IS", "NULL", "S_INTERSECTS(", "T_AFTER(", "A_CONTAINS(", "BBOX(1,2,3,4)", "CASEI("),
    *("INTERVAL('..','..')", "POINT(1 2)"),
)


@given(st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join) | st.text(max_size=40))
def test_no_filter_breaks_the_parser(text):
    try:
        mask = selected(parsed(text), LAYER)
    except FilterError:
        return
    assert len(mask) == 6
