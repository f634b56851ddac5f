"""Which act and which site a quote names, and what it must not be taken for."""

import pytest

from truceline.foundation.vocabulary import words as vocabulary
from truceline.stages.evidence.reporting.words import LANGUAGES, act_of, rules, site_of, table

ACTS = [
    ("en", "drones struck a depot", "air/drone_strike"),
    ("en", "its forces shot down 64 drones", "air/drone_intercepted"),
    ("en", "missiles hit the port", "air/missile_strike"),
    ("en", "drones and missiles hit the port", "air"),
    ("en", "the village was shelled", "fire/shelling"),
    ("en", "mortar rounds fell on the bridge", "fire/mortar"),
    ("en", "the town was attacked", "attack/unspecified"),
    ("en", "explosions were heard", "fire/explosion_undetermined"),
    ("en", "two people were killed", "effect/casualty"),
    ("en", "the ministers met", ""),
    ("ru", "дроны атаковали подстанцию", "air/drone_strike"),
    ("ru", "сбиты 14 беспилотников", "air/drone_intercepted"),
    ("ru", "обстреляли посёлок из миномёта", "fire/mortar"),
    ("ru", "обстрел посёлка", "fire/shelling"),
    ("ru", "в городе прогремели взрывы", "fire/explosion_undetermined"),
    ("ru", "стороны договорились", ""),
    ("uk", "ворог атакував ударними БпЛА", "air/drone_strike"),
    ("uk", "збито 114 БпЛА", "air/drone_intercepted"),
    ("uk", "вдарили керованою авіабомбою", "air/airstrike"),
    ("uk", "обстріляли з реактивних систем", "fire/mlrs"),
    ("uk", "знеструмлено 30 тисяч споживачів", "effect/outage"),
]


@pytest.mark.parametrize(("language", "quote", "act"), ACTS)
def test_the_act_is_the_one_that_the_words_name(language, quote, act):
    assert act_of(quote, language) == act


@pytest.mark.parametrize(
    ("language", "quote", "site"),
    [
        ("en", "struck a gas metering station", "energy/gas_metering"),
        ("en", "hit a nuclear power plant", "energy/nuclear_plant"),
        ("ru", "поразил подстанцию", "energy/substation"),
        ("ru", "обстреляна газораспределительная станция", "energy/gas_distribution"),
        ("uk", "пошкоджено лікарню", "health/hospital"),
        ("uk", "вдарили по місту", ""),
    ],
)
def test_the_kind_of_site_is_the_one_that_the_words_name(language, quote, site):
    assert site_of(quote, language) == site


def test_every_act_and_site_of_the_data_is_a_word_of_the_vocabulary():
    assert {rule.kind for rule in rules()} <= vocabulary("acts")
    for language in LANGUAGES:
        assert set(table(language).sites) <= vocabulary("site_categories")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_groups_that_the_rules_ask_for(language):
    asked = {group for rule in rules() for group in (*rule.words, *rule.unless)}
    assert asked == set(table(language).groups)
