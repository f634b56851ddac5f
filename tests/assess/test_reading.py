"""Reading many files: one file's fault is its own, and the order is the files'."""

import time
from datetime import date

import pytest

from truceline.assess import reading
from truceline.assess.extractors import EXTRACTORS
from truceline.assess.reading import Source, Way, parse_files, read_file, read_files

TEXT = "Lakeview, 2 May 2031 — Ruritania will send engineers."


class Broken:
    name = "broken-1"

    def extract(self, _document):
        raise RecursionError("too deep")


class Slow:
    name = "slow-1"

    def extract(self, _document):
        until = time.process_time() + 10
        while time.process_time() < until:
            sum(range(1000))
        return ()


class Silent:
    name = "silent-1"

    def extract(self, _document):
        return ()


@pytest.fixture(autouse=True)
def extractors(monkeypatch):
    for made in (Broken, Slow, Silent):
        name = made.name.removesuffix("-1")
        monkeypatch.setitem(EXTRACTORS, name, lambda _options, _tell, made=made: made())


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / f"{n}.txt" for n in range(5)]
    for path in paths:
        path.write_text(TEXT, encoding="utf-8")
    paths[2].write_bytes(b"\0")
    return [Source(path, path.name) for path in paths]


@pytest.mark.parametrize("enough", [1, 100])
def test_the_order_is_that_of_the_files(files, monkeypatch, enough):
    monkeypatch.setattr(reading, "ENOUGH", enough)
    found = list(parse_files(files, Way()))
    names = [[d.name for d in one.documents] for one in found]
    assert names == [["0.txt"], ["1.txt"], [], ["3.txt"], ["4.txt"]]
    assert [p.file for one in found for p in one.problems] == ["2.txt"]


def test_an_extractor_that_fails_costs_the_claims_of_that_document(files):
    found = read_file(files[0], Way(extractors=("broken",)))
    assert len(found.documents) == 1
    (problem,) = found.problems
    assert problem.message == "the reader failed: RecursionError: too deep"


def test_a_document_that_takes_too_long_is_given_up(files, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.2)
    found = read_file(files[0], Way(extractors=("slow",)))
    assert found.claims == ()
    assert "can't be read within 0.2 s" in found.problems[0].message
    assert read_file(files[0], Way(extractors=("silent",))).problems == ()


def test_a_process_that_dies_costs_the_file_it_died_of(files, monkeypatch):
    monkeypatch.setattr(reading, "ENOUGH", 1)
    found = list(reading._each(files, fatal))
    assert [bool(one.problems) for one in found] == [False, False, False, True, False]
    assert "the process that read it died" in found[3].problems[0].message


def fatal(source):
    if source.name == "3.txt":
        import os

        os._exit(9)
    return reading.Reading()


def test_a_day_beside_the_documents(files):
    files[0].path.write_text("Ruritania will send engineers.", encoding="utf-8")
    (one,) = parse_files(files[:1], Way(day=date(2031, 5, 4)))
    assert one.documents[0].dated_by == "given"
    (one,) = parse_files(files[:1], Way())
    assert one.documents[0].published is None
    assert [p.severity for p in reading.undated(one.documents)] == ["warning"]


ENGLISH = "The two sides have said that they will meet at the lake."
RUSSIAN = "Обе стороны заявили, что они не будут встречаться у озера."
UKRAINIAN = "Обидві сторони заявили, що вони не зустрінуться біля озера."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENGLISH, None),
        (RUSSIAN, None),
        (ENGLISH * 9 + f"\n{RUSSIAN}\n{UKRAINIAN}\n{UKRAINIAN}", "aren't read: 1 in ru, 2 in uk"),
        ("La Ruritanie enverra des soldats au bord du lac.", "none of the languages"),
        ("1234 ?!", "none of the languages"),
    ],
)
def test_what_is_in_another_language_is_told(files, text, told):
    files[0].path.write_text(text, encoding="utf-8")
    (one,) = read_files(files[:1], Way())
    warnings = [p for p in one.problems if p.field == "language"]
    assert [told in p.message for p in warnings] == ([True] if told else [])


def test_a_text_in_no_known_language_is_not_read(files):
    files[0].path.write_text(
        "Paris deploiera 500 soldats. London: 300 troops, Berlin 200.", "utf-8"
    )
    (one,) = read_files(files[:1], Way())
    assert (one.documents[0].language, one.claims) == ("", ())
    assert [p.severity for p in one.problems] == ["warning"]


def test_why_a_date_at_the_head_is_none(files):
    files[0].path.write_text("Published: 03/04/2031", encoding="utf-8")
    (one,) = parse_files(files[:1], Way())
    assert "may be either of two days, so that" in reading.undated(one.documents)[0].message


def test_no_files(monkeypatch):
    assert list(read_files([], Way())) == []
