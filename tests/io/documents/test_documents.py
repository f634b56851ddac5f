"""Files as documents: what each kind gives, and what becomes of broken and hostile ones."""

import hashlib
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hostile import CASES, ITEM, MAIL, PAGE, RSS, WORDS, pdf

from truceline.io.documents import MEDIA, VERBATIM, feed, guard, mbox, read_document
from truceline.io.documents import pdf as pdfs
from truceline.io.documents.parts import moments
from truceline.io.documents.read import MOST_BYTES, MOST_CHARACTERS
from truceline.io.documents.worker import MEMORY

AT = datetime(2031, 5, 2, 12, 5, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def take(name, data, zone="UTC"):
        path = tmp_path / "blob"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_document(path, name, zone)

    return take


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_a_broken_file_costs_itself_and_a_message(read, case):
    documents, problems = read(case.name, case.data)
    told = "\n".join(map(str, problems))
    assert case.said in told
    if case.said or case.documents:
        assert len(documents) == case.documents, told
    assert case.kept in (documents[0].text if documents else "")
    assert documents or any(p.severity == "error" for p in problems)
    assert all(p.file.startswith(case.name) for p in problems)
    assert all(d.text.strip("\ufeff \n") or d.name == "mark-only.txt" for d in documents)


def test_there_are_many_hostile_files():
    assert len([case for case in CASES if case.said]) >= 40


@pytest.mark.parametrize(
    "text", ["A truce.\n", "one\r\ntwo\rthree\n\n", "ки́їв 🕊 a\u0301\u00a0b\u2028c", " x\t"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_text_is_the_file_itself(read, name, text):
    (document,), problems = read(name, text)
    assert document.text == text
    assert document.media in VERBATIM
    assert document.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert problems == ()


def test_a_page_tells_its_own_metadata(read):
    head = """<meta property="og:site_name" content="Lake Gazette"><meta name="author" content="Jane Roe">
    <meta property="article:published_time" content="2031-05-02T14:05:00+02:00">
    <link rel="canonical" href="https://gazette.example/a">"""
    page = PAGE.replace("</head>", head + "</head>").format("<h1>Truce</h1>" + WORDS * 3)
    menu = "<nav><ul><li><a href='/w'>World news menu</a></li></ul></nav>"
    (found,), problems = read("a.html", page.replace("<article>", menu + "<article>"))
    assert (found.title, found.outlet, found.author) == ("Truce", "Lake Gazette", "Jane Roe")
    assert (found.published, found.known, found.dated_by) == (AT, AT, "file")
    assert found.url == "https://gazette.example/a"
    assert "menu" not in found.text
    assert problems == ()


def test_a_date_in_a_pages_text_is_not_its_own(read):
    body = "<p>On 5 March 2024 a thing happened near the bridge.</p><footer>Copyright 2019</footer>"
    (found,), _ = read("a.html", PAGE.format(body))
    assert found.published is None
    assert found.dated_by == ""


def test_a_bare_date_is_the_local_day_known_at_its_end(read):
    page = PAGE.replace("<head>", '<head><meta name="date" content="2031-05-02">').format(WORDS)
    (found,), _ = read("a.html", page, "+03:00")
    assert found.published == datetime(2031, 5, 1, 21, tzinfo=UTC)
    assert found.known == datetime(2031, 5, 2, 21, tzinfo=UTC)


def test_mail_gives_sender_subject_and_date(read):
    (found,), problems = read(
        "a.eml", MAIL + b"\r\nWe will send up to\r\n400 engineers.\r\n-- \r\nSig"
    )
    assert found.text == "We will send up to 400 engineers."
    assert (found.outlet, found.title, found.published) == ("Press", "Truce", AT)
    assert problems == ()


def test_entries_of_a_feed_have_names_that_stay(read):
    guid = "<guid>{}</guid></item>"
    items = [
        ITEM.format(n).replace("</item>", guid.format(x))
        for n, x in enumerate(("n-1", "https://wire.example/2?a=b", "n-1"), 1)
    ]
    documents, _ = read("w.xml", RSS.format("".join(items) + ITEM.format(4)))
    names = [document.name for document in documents]
    assert names[0] == "w.xml#n-1"
    assert names[1].startswith("w.xml#")
    assert names[2:] == ["w.xml#n-1.3", "w.xml#4"]
    again, _ = read("w.xml", RSS.format(items[1]))
    assert again[0].name == names[1]
    assert {document.outlet for document in documents} == {"Wire"}


def test_an_entry_has_its_moment_and_only_an_address_of_the_web(read):
    told = (
        "<pubDate>Fri, 02 May 2031 14:05:00 +0200</pubDate><link>javascript:alert(1)</link></item>"
    )
    (found,), _ = read("w.rss", RSS.format(ITEM.format(1).replace("</item>", told)))
    assert found.published == AT
    assert found.url == ""


def test_lines_of_a_pdf_become_paragraphs(read):
    page = "The minister said that the truce\nwould hold until the end of Sep-\ntember and beyond.\nThe other side of the lake\nagreed.\n7"
    (found,), _ = read("a.pdf", pdf(page, "It met again."))
    assert found.text.startswith(
        "The minister said that the truce would hold until the end of September"
    )
    assert "7" not in found.text
    assert found.text.endswith("It met again.")


def test_a_file_that_is_too_large_is_not_read(read, tmp_path):
    (tmp_path / "big").touch()
    os.truncate(tmp_path / "big", 20_000_001)
    documents, (problem,) = read_document(tmp_path / "big", "big.pdf")
    assert documents == ()
    assert "larger than 20 MB" in problem.message


def test_what_is_not_there_and_what_is_a_folder(tmp_path):
    assert "No such file" in read_document(tmp_path / "a.txt", "a.txt")[1][0].message
    assert "directory" in read_document(tmp_path, "a.txt")[1][0].message


def test_a_parser_that_works_too_long_is_ended_and_the_next_file_is_read(read):
    page = PAGE.format(WORDS * 2000).encode()
    assert guard.parse_apart("text/html", page).parts  # it is only slow, not bad
    stuck = guard.parse_apart("text/html", page, seconds=0.01)
    assert stuck.parts == ()
    assert "can't be parsed within 0.01 s" in stuck.notes[0].message
    assert read("a.html", PAGE.format(WORDS))[0]


def test_a_helper_that_died_is_replaced(read):
    assert read("a.html", PAGE.format(WORDS))[0]
    held = guard._helpers[os.getpid()]
    held._process.kill()
    held._process.wait()
    assert read("a.html", PAGE.format(WORDS))[0]


def test_threads_share_the_helper(read):
    found = []
    page = PAGE.format(WORDS)
    ask = lambda: found.append(guard.parse_apart("text/html", page.encode()))  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({repr(one) for one in found}) == 1


def test_the_same_bytes_give_the_same_documents(read):
    for case in CASES[:60:3]:
        assert read(case.name, case.data) == read(case.name, case.data)


@pytest.mark.parametrize(
    ("told", "zone", "published", "known"),
    [
        ("2031-05-02", "UTC", "2031-05-02T00:00+00:00", "2031-05-03T00:00+00:00"),
        ("2031-05-02", "Europe/Vienna", "2031-05-01T22:00+00:00", "2031-05-02T22:00+00:00"),
        ("2031-05-02T10:00", "+03:00", "2031-05-02T07:00+00:00", "2031-05-02T07:00+00:00"),
        ("2031-05-02T10:00Z", "+03:00", "2031-05-02T10:00+00:00", "2031-05-02T10:00+00:00"),
        ("2031-05-02T10:00", "no zone", "2031-05-02T10:00+00:00", "2031-05-02T10:00+00:00"),
    ],
)
def test_moments(told, zone, published, known):
    expected = tuple(datetime.fromisoformat(x) for x in (published, known))
    assert moments(told, zone) == expected


@pytest.mark.parametrize("told", ["", "soon", "2031-02-31", "0001-01-01T00:00+14:00", "9999-12-31"])
def test_what_is_no_moment_is_none(told):
    assert moments(told, "-12:00") == (None, None)


def test_limits_and_kinds_in_the_notes_are_the_codes():
    page = (Path(__file__).parents[3] / "docs" / "documents.md").read_text(encoding="utf-8")
    most = {feed.MOST_ENTRIES, mbox.MOST_MAILS, pdfs.MOST_PAGES}
    for number in (*most, MOST_CHARACTERS):
        assert f"{number:,}" in page
    assert f"| {MOST_BYTES // 1_000_000} MB |" in page
    assert f"{guard.SECONDS} s of the processor's time, {MEMORY >> 30} GiB" in page
    assert f"the clock ({guard.WALL_SECONDS} s)" in page
    assert all(f"`{suffix}`" in page for suffix in MEDIA)


def test_every_kind_is_named_in_the_hint(read):
    _, (problem,) = read("a.jpg", "x")
    assert all(suffix in problem.hint for suffix in MEDIA)
