"""Russian and Ukrainian read by lemma: what a sentence claims, who says it, how it is put."""

import pytest

from truceline.model.claim import Document
from truceline.stages.evidence.read import read
from truceline.stages.evidence.reading.grammar.extractor import RuleExtractor
from truceline.stages.evidence.reading.slavic.lexicon import LANGUAGES, lexicon


def claims(language, text):
    document = Document(name="t.txt", sha256="0" * 64, text=text, language=language)
    found = read(document, [RuleExtractor()])
    assert not found.refusals
    assert all(text[c.char_start : c.char_end] == c.quote for c in found.claims)
    return found.claims


def one(language, text):
    (claim,) = claims(language, text)
    return claim


SAID = [
    ("ru", "Украинские войска обстреляли Донецк.", "incident", "asserted", "+", "Ukraine"),
    ("ru", "Минобороны РФ сообщило, что ВСУ атаковали подстанцию.", "incident", "alleged", "+",
     "Armed Forces of Ukraine"),
    ("ru", "Украинская сторона опровергает удары по городу.", "incident", "denied", "-", "Ukraine"),
    ("ru", "Российские войска не наносили ударов по больнице.", "incident", "denied", "-", "Russia"),
    ("ru", "Атак на подстанции не зафиксировано.", "incident", "asserted", "-", "Unattributed"),
    ("ru", "Пострадавших нет.", "incident", "asserted", "-", "Unattributed"),
    ("ru", "В результате украинского удара повреждена школа.", "incident", "asserted", "+",
     "Ukraine"),
    ("ru", "Россия потребовала отвести войска.", "position", "demanded", "+", "Russia"),
    ("ru", "Азербайджан отказался открыть дорогу.", "position", "denied", "-", "Azerbaijan"),
    ("ru", "Россия готова направить наблюдателей.", "pledge", "asserted", "+", "Russia"),
    ("ru", "В Москве обвинения отвергли.", "position", "denied", "-", "Russia"),
    ("ru", "Сергей Лавров встретится с Марко Рубио.", "meeting", "planned", "+",
     "Sergei Lavrov (Russia)"),
    ("uk", "Російські війська вдарили по Куп'янську.", "incident", "asserted", "+", "Russia"),
    ("uk", "Генштаб ЗСУ повідомив, що Росія атакувала підстанцію.", "incident", "alleged", "+",
     "Russia"),
    ("uk", "Сили оборони України збили 64 з 97 БпЛА.", "incident", "asserted", "+",
     "Armed Forces of Ukraine"),
    ("uk", "В ніч на 20 березня ворог атакував енергооб'єкт.", "incident", "alleged", "+",
     "Unattributed"),
    ("uk", "Міністерство оборони Росії заперечує удари.", "incident", "denied", "-",
     "Russian Ministry of Defence"),
    ("uk", "Загиблих немає.", "incident", "asserted", "-", "Unattributed"),
    ("uk", "Україна вимагає посилити санкції.", "position", "demanded", "+", "Ukraine"),
    ("uk", "Україна погодилася передати перелік.", "position", "asserted", "+", "Ukraine"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "kind", "modality", "polarity", "actor"), SAID)
def test_what_a_sentence_claims(language, text, kind, modality, polarity, actor):
    claim = one(language, text)
    assert (claim.kind, claim.modality, claim.polarity) == (kind, modality, polarity)
    assert actor in claim.actors


def test_a_communique_counts_times_and_names_no_more_than_it_says():
    claim = one("ru", "За минувшие сутки ВСУ четыре раза атаковали объекты энергетики.")
    assert (claim.quantity.value, claim.quantity.unit) == (4, "times")
    assert claim.attribution_chain == ()


def test_how_often_counts_where_nothing_else_does():
    claim = one("uk", "Російські війська двічі обстріляли Херсон.")
    assert (claim.quantity.value, claim.quantity.unit) == (2, "times")
    claim = one("uk", "Російські війська двічі атакували Херсон 30 дронами.")
    assert (claim.quantity.value, claim.quantity.unit) == (30, "drones")


def test_two_clauses_are_two_claims():
    found = claims("uk", "У Києві пошкоджено підстанцію, троє людей поранено.")
    assert [c.quantity.value if c.quantity else None for c in found] == [None, 3]


def test_a_pair_of_verbs_that_share_their_object_is_one_claim():
    claim = one("ru", "Ночью перехвачены и уничтожены 93 беспилотника.")
    assert claim.quantity.value == 93


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("ru", "По данным Минобороны РФ, ВСУ атаковали город.", "Russian Ministry of Defence"),
        ("ru", "Ранены двое, сообщил Дмитрий Песков.", "Dmitry Peskov"),
        ("uk", "За словами президента Зеленського, Росія атакувала місто.", "Volodymyr Zelensky"),
    ],
)
def test_who_says_it_stands_in_the_chain(language, text, speaker):
    assert speaker in " ".join(one(language, text).attribution_chain)


def test_the_enemy_is_whom_the_text_has_accused_by_name():
    text = "Генштаб ЗСУ повідомив, що Росія атакувала місто. Увечері ворог обстріляв село."
    first, second = claims("uk", text)
    assert "Russia" in first.actors
    assert "Russia" in second.actors
    assert second.mentions[-1].antecedent is not None


def test_the_enemy_whom_nobody_has_named_is_nobody():
    assert one("uk", "Увечері ворог обстріляв село.").actors == ("Unattributed",)


def test_a_question_claims_nothing():
    assert claims("ru", "Почему ВСУ атаковали город?") == ()


def test_what_holds_nothing_gives_nothing():
    assert claims("ru", "Погода завтра без осадков.") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_the_same_topics(language):
    assert set(lexicon(language).topics) == set(lexicon("ru").topics)
    assert all(lexicon(language).topics.values())
