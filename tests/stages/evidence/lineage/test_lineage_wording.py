from hypothesis import given
from hypothesis import strategies as st

from truceline.stages.evidence.lineage.plain import Plain
from truceline.stages.evidence.lineage.wording import NAME, NUMBER, Stems, wording


def columns(*texts):
    plain = [(Plain("", tuple(sentences), (), spoken=False), "en") for sentences in texts]
    return wording(plain, len(texts), lambda _n: None)


def stood(found, stems=None):
    """(document, stem, sentence) of all rows."""
    rows = []
    for d in range(found.documents):
        for u in range(found.first[d], found.first[d + 1]):
            rows += [
                (d, int(found.stem[u]), int(s))
                for s in found.sentence[found.at[u] : found.at[u + 1]]
            ]
    return rows


def test_a_stem_stands_once_in_a_sentence():
    found = columns(["Guns gun the depot depots valley"])
    assert found.sentences.tolist() == [1]
    assert len(stood(found)) == 3


def test_short_sentences_are_left_out_and_the_rest_counted_anew():
    found = columns(["Guns fell silent", "Yes", "Observers count depots"])
    assert found.sentences.tolist() == [2]
    assert {s for _, _, s in stood(found)} == {0, 1}


def test_function_words_tell_nothing():
    assert columns(["It is what they have been and will be"]).sentences.tolist() == [0]


def test_kinds():
    stems = Stems()
    codes = stems.coded("Observers met Klow envoys 25 times", "en")
    assert [c & 3 for c in codes] == [0, 0, NAME, 0, NUMBER, 0]


def test_a_word_is_a_name_where_any_sentence_has_it_so():
    found = columns(["Klow hosts new envoys", "They came into Klow quietly yesterday"])
    assert NAME in found.kind.tolist()


def test_documents_without_words_have_empty_rows():
    found = columns([], ["Guns fell silent"], [])
    assert found.first.tolist() == [0, 0, 3, 3]
    assert found.sentences.tolist() == [0, 1, 0]


WORDS = st.sampled_from(["gun", "depot", "valley", "river", "truce", "envoy", "seed"])
TEXTS = st.lists(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=4), max_size=4)


@given(TEXTS)
def test_columns_hold_what_sets_would(texts):
    found = columns(*texts)
    expected = set()
    for d, sentences in enumerate(texts):
        telling = [set(s.split()) for s in sentences if len(set(s.split())) >= 3]
        expected |= {(d, word, n) for n, words in enumerate(telling) for word in words}
    rows = stood(found)
    assert len(rows) == len(set(rows)) == len(expected)
    assert {(d, s) for d, _, s in rows} == {(d, s) for d, _, s in expected}
