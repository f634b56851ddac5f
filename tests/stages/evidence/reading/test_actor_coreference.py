import pytest
from mentioning import mentions, who

BACK = [
    # pronouns: the subject first, by gender and number
    ("Keir Starmer met Giorgia Meloni. He left early.", "He", "Keir Starmer (UK)"),
    ("Keir Starmer met Giorgia Meloni. She left early.", "She", "Giorgia Meloni (Italy)"),
    ("Gustavo Petro spoke. His spokesman denied it.", "His spokesman", "Gustavo Petro (Colombia)"),
    ("Hamas said it would answer.", "it", "Hamas"),
    ("Egyptian officials met. They agreed.", "They", "Egyptian officials"),
    ("India and Pakistan met. They agreed.", "They", "India+Pakistan"),
    ("During his visit, Emmanuel Macron said so.", "his", "Emmanuel Macron (France)"),
    # descriptions
    ("India struck Pakistan. Both countries denied it.", "Both countries", "India+Pakistan"),
    ("Hamas and Israel talked. The two sides agreed.", "The two sides", "Hamas+Israel"),
    ("Paul Kagame met Félix Tshisekedi. The two leaders agreed.", "The two leaders",
     "Paul Kagame (Rwanda)+Félix Tshisekedi (Democratic Republic of the Congo)"),
    ("The ELN met. The group agreed.", "The group", "ELN"),
    ("Kenya met. The country agreed.", "The country", "Kenya"),
    ("NATO met. The alliance agreed.", "The alliance", "NATO"),
    ("The Kenyan Ministry of Defence met. The ministry agreed.", "The ministry",
     "Kenyan Ministry of Defence"),
    ("The Sudanese army left. The army returned.", "The army", "Sudanese Armed Forces"),
    ("The North Bank Monitoring Mission met. Then the Mission left.", "the Mission",
     "North Bank Monitoring Mission"),
    ("General Yusuf Idris Bello spoke. Bello said no.", "Bello", "Yusuf Idris Bello"),
    ("Kenyan Defence Minister Jane Otieno came. The minister said no.", "The minister",
     "Jane Otieno (Kenya)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "actors"), BACK)
def test_words_go_back_to_what_was_said(text, words, actors):
    found = who(text, words, "2025-03")
    assert "+".join(one.actor for one in found.each) == actors
    assert all(one.via == "coreference" and one.antecedent for one in found.each)


@pytest.mark.parametrize(("text", "words", "actors"), BACK)
def test_antecedents_are_names_of_the_actor(text, words, actors):
    for one in who(text, words, "2025-03").each:
        antecedent = [m for m in mentions(text, "2025-03") if m.span == one.antecedent]
        assert [m.mention.via for m in antecedent] == ["alias"]
        assert antecedent[0].mention.actor == one.actor


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He left early.", "He"),
        ("With Keir Starmer and with Emmanuel Macron there was a call. He left.", "He"),
        ("Both sides agreed.", "Both sides"),
        ("India, Pakistan and China met. Both countries agreed.", "Both countries"),
        ("The prime minister agreed.", "The prime minister"),
        ("The ministry agreed. The foreign ministry did not.", "The foreign ministry"),
        ("According to the Omani foreign ministry, Yemen agreed. Its envoy left.", "Its envoy"),
        ("Talks on Cyprus failed. A spokesman said so.", "A spokesman"),
    ],
)
def test_nobody_guesses(text, words):
    assert who(text, words, "2025-03").mention.actor == f"unresolved: {words}"


def test_unknown_names_stay_words():
    text = "Ministers from Italy, Germany and Gerland met."
    assert who(text, "Gerland").mention.actor == "unresolved: Gerland"


def test_a_misspelt_name_is_marked():
    found = who("Keir Starmer spoke. Starmmer left.", "Starmmer")
    assert found.mention.actor == "Keir Starmer (UK)"
    assert found.notes == ("misspelt: Starmmer",)


def test_a_relative_is_somebody_else():
    found = [m.mention.actor for m in mentions("Keir Starmer met Melania Trump in town.")]
    assert "Donald Trump (US)" not in found


def test_a_state_is_never_misspelt():
    assert [m.mention.actor for m in mentions("Germanny agreed. Norwey said no.")] == []


@pytest.mark.parametrize(
    ("text", "words", "actors"),
    [
        ("Fighting between the army and the M23 rebels in Congo went on. The rebels left.",
         "rebels", "M23"),
        ("Kenya and Uganda talked. Both signed it.", "Both", "Kenya+Uganda"),
        ("FARC rebels watched. The ELN refused. Then the rebels left.", "rebels", "ELN"),
        ("The insurgents left.", "insurgents", "Insurgents"),
        ("A spokesman for the US-led UN Command spoke. The spokesman left.", "The spokesman",
         "UN Command"),
        ("Kenya's army left. The government denied it.", "The government", "Kenya"),
        ("Hamas and Israel met in talks mediated by Qatar and Egypt. Both sides left.",
         "Both sides", "Hamas+Israel"),
        ("Government spokesman John Doe of Kenya left. Ali Noor, who leads the Kenyan mission, said so.",
         "Ali Noor", "Ali Noor"),
    ],
)  # fmt: skip
def test_more_ways_back(text, words, actors):
    assert "+".join(one.actor for one in who(text, words, "2025-03").each) == actors
