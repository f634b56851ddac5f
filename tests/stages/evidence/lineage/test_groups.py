from hypothesis import given
from hypothesis import strategies as st

from truceline.model.claim import Document, Lineage
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


def test_copying_a_story_makes_no_origin_more():
    lineage = Lineage(groups=(("a", "c"),))
    documents = [Document(name=n, sha256="", text="") for n in "abc"]
    assert origins_of_documents(lineage, documents) == {"a": "a", "b": "b", "c": "a"}
