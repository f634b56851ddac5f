"""The texts behind "What is said": every mark where its claim stands, whatever the text holds."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sample import HOSTILE, sample

from truceline.model.claim import Claim, ClaimKind, Document, Modality, Span
from truceline.model.register import PledgeRow, PledgeStep, Register, Sayings
from truceline.stages.brief.html import page
from truceline.stages.brief.pdf import document as pdf
from truceline.stages.brief.said_texts import blocks, pieces, title_of
from truceline.stages.brief.view import view_of

TEXT = f"A head\n\nFreedonia said: {HOSTILE} and more.\n\nNothing here.\n\nNor here."


def claim(quote):
    at = TEXT.index(quote)
    return Claim(
        claim_id=f"C-{at}-{len(quote)}", source_file="d.txt", kind=ClaimKind.PLEDGE,
        actors=("Freedonia",), predicate="", object="", target="", polarity="+", quantity=None,
        time=None, modality=Modality.ASSERTED, condition=None, attribution_chain=(), quote=quote,
        char_start=at, char_end=at + len(quote), extractor="hand", confidence=1.0,
    )  # fmt: skip


def sayings(*quotes):
    claims = tuple(map(claim, quotes))
    rows = tuple(
        PledgeRow(
            contributor=HOSTILE, capability="", words=HOSTILE, status="offered", condition=HOSTILE,
            since=None, voices=(HOSTILE,), claims=(c.claim_id,),
            history=(PledgeStep(on=None, claim=c.claim_id, status="offered", words=c.quote),),
        )
        for c in claims
    )  # fmt: skip
    document = Document(
        name="d.txt", sha256="", text=TEXT, title=HOSTILE, url="javascript:alert(1)"
    )
    return Sayings(register=Register(claims=claims, pledges=rows), documents=(document,))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=6))
def test_pieces_are_the_paragraph_again_and_every_claim_starts_once(found):
    block = Span(start=10, end=50)
    marks = [(f"c{n}", Span(start=10 + a, end=min(10 + a + length, 50))) for n, (a, length) in enumerate(found) if a < 40]  # fmt: skip
    cut = list(pieces(block, marks))
    assert (cut[0].span.start, cut[-1].span.end) == (10, 50)
    assert all(a.span.end == b.span.start for a, b in pairwise(cut))
    covered = {at for _, span in marks for at in range(span.start, span.end)}
    shown = {at for p in cut if p.marked for at in range(p.span.start, p.span.end)}
    assert shown == covered
    assert sorted(n for p in cut for n in p.starts) == sorted(n for n, _ in marks)


def test_paragraphs_keep_their_places():
    text = "one\n\n\n\ntwo three\n\n"
    assert [b.of(text) for b in blocks(text)] == ["one", "two three"]


def test_a_document_is_called_by_its_title_its_heading_or_its_file():
    plain = Document(name="d.txt", sha256="", text="A head\n\nA body.")
    assert title_of(plain) == "A head"
    assert title_of(plain.but(title="T")) == "T"
    assert title_of(plain.but(text="All in one line.")) == "d.txt"


def test_hostile_words_are_words():
    brief = sample(4, 2, 2).but(said=sayings(HOSTILE, "Freedonia said", "said: </title>"))
    view = view_of(brief)
    html = page(view)
    assert "<script>" not in html
    assert "javascript:" not in html
    assert html.count("<mark>") >= 2
    assert re.search(r'id="said-C-', html)
    assert pdf(view, brief.header.as_of).startswith(b"%PDF")


def test_paragraphs_that_no_cell_rests_on_are_left_out():
    html = page(view_of(sample(4, 2, 2).but(said=sayings("Freedonia said"))))
    assert "Nothing here." not in html
    assert "A head" not in html


def test_a_page_without_documents_has_nothing_of_the_section():
    html = page(view_of(sample(4, 2, 2)))
    assert "What is said" not in html
    assert ".quotes" not in html


def test_a_document_that_no_cell_rests_on_is_only_named():
    told = sayings("Freedonia said")
    other = Document(name="other.txt", sha256="", text="Nobody cites this.\n\nNor this.")
    told = told.but(documents=(*told.documents, other))
    brief = sample(4, 2, 2).but(said=told)
    view = view_of(brief)
    html = page(view)
    assert "No cell rests on these" in html
    assert "Nor this." not in html
    assert 'id="document-2"' in html
    assert pdf(view, brief.header.as_of).startswith(b"%PDF")
