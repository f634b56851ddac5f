import pytest

from truceline.foundation.propositions import PROPOSITIONS, said
from truceline.model.evidence import About, Stance

# occurrence, object, actor: A affirms, D denies, - silent
TABLE = {
    (Stance.CLAIMS, About.ALL): "AAA",
    (Stance.CLAIMS, About.OCCURRENCE): "A--",
    (Stance.CLAIMS, About.OBJECT): "AA-",
    (Stance.CLAIMS, About.ACTOR): "A-A",
    (Stance.CLAIMS, About.EFFECT): "A--",
    (Stance.DENIES, About.ALL): "DDD",
    (Stance.DENIES, About.OCCURRENCE): "D--",
    (Stance.DENIES, About.OBJECT): "AD-",
    (Stance.DENIES, About.ACTOR): "AAD",
    (Stance.DENIES, About.EFFECT): "---",
}
WORD = {"A": "affirms", "D": "denies", "-": "silent"}


@pytest.mark.parametrize(("stance", "about"), TABLE)
def test_what_a_stance_says(stance, about):
    told = [said(stance, about, p) for p in PROPOSITIONS]
    assert told == [WORD[letter] for letter in TABLE[stance, about]]


@pytest.mark.parametrize("about", list(About))
def test_confirming_says_what_claiming_says_and_unconfirmed_leaves_it_open(about):
    for p in PROPOSITIONS:
        claimed = said("claims", about, p)
        assert said("confirms", about, p) == claimed
        open_word = "unconfirmed" if claimed == "affirms" else "silent"
        assert said("unconfirmed", about, p) == open_word


def test_unknown_words_are_refused():
    with pytest.raises(ValueError, match="maybe"):
        said("maybe", "all", "occurrence")
