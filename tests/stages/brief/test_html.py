"""index.html: whole in itself, every citation resolves, hostile texts stay texts."""

import re
from html.parser import HTMLParser

import pytest
from sample import sample

from truceline.stages.brief.cites import anchor, web_link
from truceline.stages.brief.html import page
from truceline.stages.brief.view import clean, view_of

VOID = {"meta", "br", "wbr", "img", "link", "hr", "input"}


class Reader(HTMLParser):
    """Collects elements, ids, links and headings, and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.ids, self.hrefs, self.headings, self.outside = [], [], [], [], []
        self._open = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        known = dict(attrs)
        self.ids += [known["id"]] if "id" in known else []
        if tag == "a":
            self.hrefs.append((known["href"], "svg" in self._open))
        elif {"src", "href", "srcset", "action", "xlink:href"} & set(known):
            self.outside.append((tag, known))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        assert self._open.pop() == tag


@pytest.fixture(scope="module")
def text():
    return page(view_of(sample()))


@pytest.fixture(scope="module")
def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader._open == []
    return reader


def test_every_citation_has_its_anchor(read):
    inner = [h[1:] for h, _ in read.hrefs if h.startswith("#")]
    assert len(inner) > 60
    assert set(inner) <= set(read.ids)


def test_every_incident_has_an_anchor(read):
    assert {v.id for v in sample().incident_views} <= set(read.ids)


def test_ids_are_unique(read):
    assert sorted(read.ids) == sorted(set(read.ids))


def test_nothing_is_fetched(text, read):
    assert read.outside == []
    assert not {"script", "iframe", "object", "embed", "form", "link", "base"} & set(read.tags)
    assert "@import" not in text
    urls = re.findall(r"url\(([^)]{0,40})", text)
    assert all(u.startswith(("data:font/woff2;base64,", "#")) for u in urls)
    assert "default-src 'none'" in text


def test_only_web_links_become_links(read):
    outer = {h for h, _ in read.hrefs if not h.startswith("#")}
    assert outer
    assert all(h.startswith("https://example.org/") for h in outer)


def test_no_links_inside_pictures(read):
    assert not any(inside for _, inside in read.hrefs)


def test_headings_descend_in_order(read):
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    pairs = zip(read.headings, read.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in pairs)


def test_hostile_words_stay_words(text):
    assert "<script" not in text
    assert "&lt;script&gt;alert" in text
    assert "{{ 7*7 }}" in text
    assert "\u202e" not in text


def test_reasons_are_folded_away(text, read):
    reports = [r for v in sample().incident_views for r in v.reports]
    assert (
        read.tags.count("details")
        == read.tags.count("summary")
        == sum(map(bool, [r.why for r in reports]))
    )
    assert not re.search(r"<details[^>]+open", text)
    assert "2.1 km apart where errors of 3.5 km are expected (+1.2)" in text
    assert (
        '0.62 that it belongs here; 0.31 that it belongs to <a href="#I-press.R002">[2]</a>' in text
    )


def test_pictures_have_words(text):
    figures = re.findall(r'<svg [^>]*role="img"[^>]*>', text)
    assert len(figures) >= 6
    for figure in figures:
        title, desc = re.search(r'aria-labelledby="(\S+) (\S+)"', figure).groups()
        assert f'<title id="{title}">' in text
        assert f'<desc id="{desc}">' in text


def test_withheld_cells_are_told(text):
    assert ">w</td>" in text
    assert "w: withheld" in text
    assert "None</td>" not in text


def test_no_number_crosses_accused_sides(text):
    brief = sample()
    total = len(brief.incidents)
    head, _, _ = text.partition('id="incidents"')
    ledgers = head.partition('id="ledgers"')[2].partition('id="totals"')[0]
    assert f">{total}<" not in ledgers


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=1&c=%22", "https://example.org/a?b=1&c=%22"),
        ("http://example.org", "http://example.org"),
        ("https://пример.испытание/ё", "https://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.%D0%B8%D1%81%D0%BF%D1%8B%D1%82%D0%B0%D0%BD%D0%B8%D0%B5/%D1%91"),
        ("javascript:alert(1)", ""), ("JaVaScRiPt:alert(1)", ""), ("data:text/html,x", ""),
        ("https://a b", ""), ('https://x/"onclick=', ""), ("https:///nohost", ""), ("//example.org", ""),
        ("https://[broken", ""), ("ftp://example.org", ""), ("", ""), ("java\nscript:alert(1)", ""),
    ],
)  # fmt: skip
def test_web_link(url, link):
    assert web_link(url) == link


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("I-halt.R012", "I-halt.R012"),
        ("I-a b", "I-a~20~b"),
        ('I-"><x', "I-~22~~3e~~3c~x"),
        ("I-é", "I-~e9~"),
    ],
)
def test_anchor_is_safe_and_keeps_plain_ids(name, wanted):
    assert anchor(name) == wanted


def test_clean_drops_controls_and_direction_overrides():
    dirty = {"a": ["one\ntwo\x00\u202ethree", 3, None], "b": "10\u00a0km"}
    assert clean(dirty) == {"a": ["one twothree", 3, None], "b": "10\u00a0km"}
