from hypothesis import given
from hypothesis import strategies as st

from truceline.model.claim import Document, Lineage, TextPair
from truceline.stages.evidence.lineage.groups import components, origins_of_documents

NAMES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NAMES, NAMES)))
def test_components_are_what_edges_connect(edges):
    groups = components(edges)
    assert groups == components(reversed(edges)) == tuple(sorted(map(tuple, map(sorted, groups))))
    home = {name: n for n, group in enumerate(groups) for name in group}
    assert all(home[a] == home[b] for a, b in edges if a != b)
    assert set(home) == {name for edge in edges if edge[0] != edge[1] for name in edge}
    for group in groups:
        assert all(any(n in edge for edge in edges) for n in group)


def test_groups_apart_stay_apart():
    assert components([("a", "b"), ("c", "d"), ("d", "e")]) == (("a", "b"), ("c", "d", "e"))


def pair(a, b, direction="unknown", verdict="derived"):
    return TextPair(a=a, b=b, cover=0.9, verdict=verdict, direction=direction)


def origins(*pairs, names="abcd"):
    lineage = Lineage(groups=components((p.a, p.b) for p in pairs), pairs=pairs)
    documents = [Document(name=n, sha256="", text="") for n in names]
    return dict(origins_of_documents(lineage, documents))


def test_copying_a_story_makes_no_origin_more():
    assert origins(pair("a", "c")) == {"a": "a", "b": "b", "c": "a", "d": "d"}


def test_the_word_is_that_of_the_one_that_came_first():
    found = origins(pair("a", "c", "b"), pair("b", "c", "b", "copy"))
    assert found == {"a": "c", "b": "c", "c": "c", "d": "d"}


def test_where_several_may_have_been_first_one_name_stands_for_all():
    assert set(origins(pair("b", "c", "a"), pair("c", "d"), names="bcd").values()) == {"b"}
    assert origins(pair("a", "b", "a", "partial"), names="x") == {"x": "x"}
