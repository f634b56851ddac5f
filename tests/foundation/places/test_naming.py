"""Names of places in a reader's language: sure ones only."""

import pytest

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.naming import Spelling, Spot, names_in

UK = names_in("uk", "recognised")


@pytest.mark.parametrize(
    ("name", "country", "at", "told"),
    [
        ("Kharkiv", "UA", None, "Харків"),  # by the checked list, wherever it is
        ("Svatove", "UA", (49.41, 38.15), "Сватове"),  # by its romanisation
        ("Svatove", "UA", (46.0, 34.0), ""),  # no settlement of that name is near
        ("Svatove", "UA", None, ""),
        ("Bryansk Oblast", "RU", (53.2, 33.4), "Брянська область"),
        ("north-east Sumy Oblast", "UA", (51.0, 34.0), ""),  # a part has no name of its own
        ("Sevsk district", "RU", (52.1, 34.5), "Севськ (район)"),
        ("Moscow (Kapotnya)", "RU", None, "Москва (Kapotnya)"),
        ("Nowhere district", "RU", (52.1, 34.5), ""),
        ("front-line hromada", "UA", None, ""),
        ("Paris", "FR", None, "Париж"),
        ("Paris", "US", None, ""),  # another country's
    ],
)
def test_a_place_has_the_readers_name_or_none(name, country, at, told):
    assert UK.place(Spot(name, country, *(at or (None, None)))) == told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("UA-63", "Харківська область"),
        ("RU-KDA", "Краснодарський край"),
        ("RU-KYA", "Красноярський край"),  # corrected: two units can't have one name
        ("RU-AL", "Республіка Алтай"),
        ("XX-99", ""),
    ],
)
def test_a_unit_has_a_name_that_no_other_has(code, told):
    assert UK.unit(code) == told


def test_every_country_of_the_map_has_a_name():
    countries = load_basemap("recognised").countries
    assert [code for code in countries if not UK.country(code)] == []
    assert UK.countries["Ukraine"] == "Україна"


def test_a_language_without_a_file_names_nothing():
    english = names_in("en", "recognised")
    assert english.place(Spot("Kharkiv", "UA", 50.0, 36.2)) == ""
    assert english.unit("UA-63") == ""
    assert english.countries == {}


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Згурівка", "zghurivka"),
        ("Єнакієве", "yenakiieve"),
        ("Їжакевич", "yizhakevych"),
        ("Куп’янськ", "kupiansk"),
        ("Кам’янець-Подільський", "kamianets-podilskyi"),
        ("Щастя", "shchastia"),
        ("Біла Церква", "bila tserkva"),
    ],
)
def test_the_official_romanisation(name, latin):
    assert spelling().roman(name) == latin


@pytest.mark.parametrize("name", ["Луганск", "Некрасово", "Чернїгів", "Керчь", "Бердянск", "Київъ"])
def test_what_the_language_never_writes_is_no_spelling_of_it(name):
    assert not spelling().own(name)


def spelling() -> Spelling:
    found = UK._spelling
    assert found is not None
    return found
