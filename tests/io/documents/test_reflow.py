"""Lines of a page put together: which ones begin a paragraph of their own."""

import pytest

from truceline.io.documents.reflow import reflow

LONG = "The ministry said that the engineers had come to the lake and that they would"


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        ((LONG, "stay there."), 1),
        (("Statement", "Lakeview, 20 March 2031", LONG, "stay there."), 3),
        ((LONG, "stay there.", LONG, "go."), 2),
        ((LONG, "Ruritanian Ministry of Foreign Affairs and of much else said that it is"), 1),
        ((LONG, "of its engi-", "neers."), 1),
        ((LONG, "these:", "– one", "– two"), 3),
    ],
)
def test_paragraphs(lines, paragraphs):
    assert len(reflow("\n".join(lines)).split("\n")) == paragraphs
