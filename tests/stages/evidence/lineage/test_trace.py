"""Lineage from end to end, on small made-up texts and on the five articles."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.model.claim import Document
from truceline.stages.evidence.lineage import origins_of_documents, trace_lineage

ARTICLES = Path(__file__).parents[5] / "shared" / "articles"
DAY = datetime(2030, 5, 6, tzinfo=UTC)

WIRE = (
    "PORT ARVEN: The ministers of Ruritania and Borduria agreed on Monday to pull back artillery "
    "from the Szalo valley. Observers from six states will count the guns at three depots, a senior "
    "official said. The withdrawal begins on 14 May and takes twelve days, according to the text. "
    "Ruritania had demanded a buffer of 40 kilometres, but accepted 25 in the end. Farmers in the "
    "valley have not been able to sow since the autumn. The opposition in Borduria called the accord "
    "a surrender and wants a vote in parliament. The next round opens in Klow on Friday."
)
REWRITE = (
    "On Monday, Ruritania's and Borduria's ministers reached an agreement to withdraw artillery out "
    "of the Szalo valley. Guns at three depots will be counted by observers of six states. Pulling "
    "back begins on 14 May and will take twelve days in total. Though Ruritania had wanted a buffer "
    "of 40 kilometres, it accepted 25. Since the autumn farmers of the valley could not sow. In "
    "Borduria, opposition leaders described the accord as surrender and want parliament to vote. "
    "Klow hosts the next round, which opens on Friday."
)
OTHER_REPORTER = (
    "Two neighbours have found common ground over heavy weapons. Envoys signed a deal in Port Arven "
    "that keeps howitzers 25 kilometres away from either bank. Inspectors are to arrive from 14 May. "
    "For villagers it comes late: a second spring without seed has emptied the barns. In Klow, where "
    "diplomats go on talking at the end of the week, nobody expects a quick peace. Critics at home "
    "already speak of capitulation. Ruritania and Borduria fought for nine months."
)
UNRELATED = (
    "A storm closed the harbour of Nuevo Rico for two days. Fishermen lost forty boats. The mayor "
    "asked the capital for tents and clean water. Power came back on Sunday morning in most districts. "
    "Insurers put the damage at 3 million. Schools stay closed until the roofs have been checked. "
    "A cruise ship was diverted to a neighbouring island."
)


def document(name, text, day=0, **fields):
    moment = DAY + timedelta(days=day) if day is not None else None
    return Document(name=name, sha256=name, text=text, published=moment, **fields)


def verdict(*documents):
    (pair,) = trace_lineage(documents).pairs or (None,)
    return pair


def test_an_exact_copy_is_a_copy_whatever_its_punctuation():
    copy = WIRE.replace(" -- ", " – ").replace(".", ". ").upper()
    pair = verdict(document("a", WIRE), document("b", copy))
    assert (pair.verdict, pair.cover) == ("copy", 1.0)


def test_a_rewrite_is_derived_and_the_wire_came_first():
    pair = verdict(document("rewrite", REWRITE), document("wire", WIRE))
    assert (pair.a, pair.b, pair.verdict, pair.direction) == ("rewrite", "wire", "derived", "b")
    assert "dateline" in pair.basis


def test_another_reporter_of_the_same_facts_is_independent():
    assert not trace_lineage([document("a", WIRE), document("b", OTHER_REPORTER)]).pairs


def test_an_excerpt_within_a_long_text_is_derived():
    long = f"{UNRELATED} {WIRE} {OTHER_REPORTER}"
    assert verdict(document("a", WIRE), document("b", long)).verdict == "derived"


def test_days_apart_are_not_compared_but_undated_texts_are():
    old, new = document("a", WIRE), document("b", REWRITE, day=30)
    assert not trace_lineage([old, new]).pairs
    assert trace_lineage([old, document("b", REWRITE, day=None)]).pairs


def test_a_bulletin_of_another_day_in_the_same_frame_is_not_derived():
    frame = (
        "The air force of Ruritania shot down {} of {} drones overnight. Debris fell in {} districts "
        "of the capital. {} people were taken to hospital. Crews put out {} fires before dawn. "
        "Power was cut to {} homes. Trains ran {} minutes late."
    )
    first = document("a", frame.format(30, 41, 3, 12, 7, 900, 45))
    second = document("b", frame.format(22, 25, 5, 4, 2, 150, 20), day=1)
    lineage = trace_lineage([first, second])
    assert lineage.groups == ()


SPEECH = (
    "“We came here to end a war and not to prepare the next one, and nobody will leave this hall "
    "before the guns are silent along the whole of the river.”"
)


def test_one_press_conference_is_one_origin_but_no_copy():
    first = f"The envoy was brief when he met the press in Klow. {SPEECH} He took no questions."
    second = f"Behind closed doors there was shouting, diplomats say. {SPEECH} Then tea was served."
    pair = verdict(document("a", first), document("b", second))
    assert pair.verdict == "independent"
    assert "quotations" in pair.basis
    assert trace_lineage([document("a", first), document("b", second)]).groups == ()


def test_texts_of_quotations_go_to_a_person():
    more = (
        "“Our people want peace, our fields want seed and our children want their schools again.”"
    )
    pair = verdict(
        document("a", f"He spoke. {SPEECH} {more} He left."),
        document("b", f"In Klow: {SPEECH} {more} That was all."),
    )
    assert pair.verdict == "partial"
    assert "little but quotations" in pair.basis


def test_lines_around_every_story_make_no_relatives():
    around = "Sign up for our newsletter.\nRead more about the valley here.\nAll rights reserved.\n"
    documents = [document("a", around + OTHER_REPORTER), document("b", around + UNRELATED)]
    assert not trace_lineage(documents).pairs


def test_texts_of_other_languages_have_lineage_too():
    wire = (
        "Министры двух стран договорились в понедельник отвести артиллерию из долины Сало. "
        "Наблюдатели из шести государств пересчитают орудия на трёх складах. Отвод начнётся 14 мая "
        "и займёт двенадцать дней. Крестьяне долины не могли сеять с осени."
    )
    again = (
        "В понедельник министры двух стран согласились на отвод артиллерии из долины Сало. Орудия на "
        "трёх складах пересчитают наблюдатели шести государств. Отводить начнут 14 мая, это займёт "
        "двенадцать дней. С осени крестьяне в долине не могли сеять."
    )
    assert verdict(document("a", wire), document("b", again)).verdict == "derived"


def test_nothing_and_empty_texts_have_no_lineage():
    assert trace_lineage([]).pairs == ()
    assert (
        trace_lineage([document("a", ""), document("b", " \n"), document("c", "Yes.")]).pairs == ()
    )


def test_progress_is_told_for_each_document():
    heard = []
    trace_lineage([document("a", WIRE), document("b", UNRELATED)], lambda *n: heard.append(n))
    assert heard == [(1, 2), (2, 2)]


def test_many_copies_are_one_group_of_few_pairs():
    documents = [document(f"d{n:02d}", WIRE, day=n / 24) for n in range(30)]
    lineage = trace_lineage(documents)
    assert lineage.groups == (tuple(f"d{n:02d}" for n in range(30)),)
    assert len(lineage.pairs) == 29
    origins = origins_of_documents(lineage, documents)
    assert set(origins.values()) == {"d00"}


CORPUS = [
    document("a", WIRE),
    document("b", REWRITE, day=1),
    document("c", OTHER_REPORTER),
    document("d", UNRELATED, day=2),
    document("e", WIRE, day=1),
    document("f", f"{UNRELATED} {WIRE}", day=None),
]


@settings(max_examples=15, deadline=None)
@given(st.permutations(CORPUS))
def test_the_order_of_documents_never_matters(documents):
    assert trace_lineage(documents) == trace_lineage(CORPUS)


def test_a_document_more_changes_no_other_pair():
    whole = {(p.a, p.b): p for p in trace_lineage(CORPUS).pairs}
    for a, b in combinations(CORPUS[:4], 2):
        alone = trace_lineage([a, b]).pairs
        assert alone == ((whole[a.name, b.name],) if (a.name, b.name) in whole else ())


@pytest.fixture(scope="module")
def articles():
    if not ARTICLES.is_dir():
        pytest.skip("the shared data aren't here")
    return [
        Document(name=path.name, sha256="", text=path.read_text(encoding="utf-8"))
        for path in sorted(ARTICLES.glob("*.txt"))
    ]


def test_the_articles_one_is_derived_from_the_next_and_no_other(articles):
    lineage = trace_lineage(articles)
    (pair,) = (p for p in lineage.pairs if p.verdict != "independent")
    assert (pair.a[:3], pair.b[:3]) == ("001", "002")
    assert (pair.verdict, pair.direction) == ("derived", "b")
    assert 0.55 <= pair.cover <= 0.85
    assert [tuple(name[:3] for name in group) for group in lineage.groups] == [("001", "002")]


def test_the_articles_two_by_two_give_the_same(articles):
    for a, b in combinations(articles, 2):
        found = [p.verdict for p in trace_lineage([a, b]).pairs if p.verdict != "independent"]
        assert found == (["derived"] if {a.name[:3], b.name[:3]} == {"001", "002"} else [])
