import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.geodesy import distance_km
from truceline.foundation.places.qualifier import ask
from truceline.foundation.places.spelling import key, skeletons
from truceline.model.place import Ambiguous, Place, PlaceBasis, Unknown

KHARKIV, ZAPORIZHZHIA, ODESA = (49.98, 36.25), (47.85, 35.12), (46.49, 30.74)


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("name", "place"),
    [
        *((n, KHARKIV) for n in ("Kharkiv", "Kharkov", "Khar'kiv", "Khar’kov", "KHARKIV", "Харків", "Харьков")),
        *((n, ZAPORIZHZHIA) for n in ("Zaporizhzhia", "Zaporozhye", "Zaporizhzhya", "Запорожье")),
        *((n, ODESA) for n in ("Odesa", "Odessa", "Одеса", "Одесса")),
        ("Ugledar", (47.78, 37.25)),
        ("Вугледар", (47.78, 37.25)),
        ("Kamyanets Podilskyi", (48.68, 26.58)),
    ],
)  # fmt: skip
def test_spellings_of_one_place(gazetteer, name, place):
    answer = gazetteer.resolve(name, "UA")
    assert isinstance(answer, Place)
    assert distance_km(answer.lat, answer.lon, *place) < 5
    assert (answer.name, answer.basis) == (name, PlaceBasis.GAZETTEER)


def test_population_decides_only_when_it_is_overwhelming(gazetteer):
    assert isinstance(gazetteer.resolve("Nikopol", "UA"), Place)
    answer = gazetteer.resolve("Mykolaivka", "UA")
    assert isinstance(answer, Ambiguous)
    assert len({(c.lat, c.lon) for c in answer.candidates}) > 2


def test_country_and_unit_narrow(gazetteer):
    assert gazetteer.resolve("Donetsk", "UA").admin1 == "UA-14"
    assert gazetteer.resolve("Donetsk", "RU", "Rostov").admin1 == "RU-ROS"
    assert gazetteer.resolve("Donetsk", "UKR", "Донецька область").admin1 == "UA-14"
    assert isinstance(gazetteer.resolve("Donetsk", "UA", "Sumy"), Unknown)
    assert "UA-14" in gazetteer.resolve("Donetsk", "UA", "Sumy").hint


def test_a_miss_names_the_nearest_spelling_or_the_bad_country(gazetteer):
    assert gazetteer.resolve("Mariopol", "UA").hint.endswith("Mariupol")
    assert "Atlantis" in gazetteer.resolve("Kharkiv", "Atlantis").hint
    assert isinstance(gazetteer.resolve("", "UA"), Unknown)


@pytest.mark.parametrize(
    ("name", "admin1", "low", "high"),
    [
        ("Sumy Oblast", None, 60, 120),
        ("Сумська область", None, 60, 120),
        ("north-east Sumy Oblast", None, 60, 120),
        ("Crimea", None, 60, 120),
        ("Skadovsk district", "Kherson", 20, 25),
        ("Kherson outskirts", "Kherson", 10, 15),
        ("near Kupiansk", "Kharkiv", 10, 20),
        ("over Mykolaiv direction", "Mykolaiv", 50, 100),
        ("Izium - Kupiansk", "Kharkiv", 25, 60),
    ],
)
def test_loose_words_make_a_region_with_an_honest_error(gazetteer, name, admin1, low, high):
    answer = gazetteer.resolve(name, "UA", admin1)
    assert answer.basis is PlaceBasis.REGION
    assert low <= answer.radius_km <= high


def test_the_boundary_policy_says_whose_place_it_is(gazetteer):
    assert gazetteer.resolve("Simferopol", "UA").country == "UA"
    assert isinstance(gazetteer.resolve("Simferopol", "RU"), Unknown)
    shipped = Gazetteer.load("as_shipped")
    assert shipped.resolve("Simferopol", "RU").admin1 == "UA-43"


def test_another_part_of_the_world(gazetteer):
    assert gazetteer.resolve("Tyre", "LB").admin1 == "LB-JA"
    assert gazetteer.resolve("El Fasher", "Sudan").country == "SD"


@given(st.text(max_size=30))
def test_any_text_is_answered(text):
    answer = Gazetteer.load().resolve(text, "LB")
    assert isinstance(answer, Place | Ambiguous | Unknown)


@given(st.text(alphabet="abcxyzабвії’'- ", max_size=20))
def test_a_key_is_its_own_key(text):
    assert key(key(text)) == key(text)


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("Yuryevo", "Юрьево"), ("Orekhiv", "Орехів"), ("Shchastia", "Щастя"), ("Tokmak", "Токмак")],
)
def test_romanisations_share_a_skeleton(latin, cyrillic):
    assert skeletons(latin) & skeletons(cyrillic)


def test_other_letters_have_no_skeleton():
    assert not skeletons("東京")


def test_names_are_taken_apart():
    assert ask("Graivoron - Dorogoshch").names == ("Graivoron", "Dorogoshch")
    assert ask("Moscow (Kapotnya)").names == ("Moscow",)
    assert ask("Podgornoye, Rossosh district").within == "Rossosh district"
    assert ask("Ivano-Frankivsk").names == ("Ivano-Frankivsk",)


def test_a_small_place_with_many_namesakes_isnt_taken_for_granted(gazetteer):
    # the list lacks villages: a lone match of a common name may be the wrong one
    assert isinstance(gazetteer.resolve("Troitske", "UA", "Luhansk"), Ambiguous)
    assert isinstance(gazetteer.resolve("Botiieve", "UA"), Ambiguous)
    assert isinstance(gazetteer.resolve("Botiieve", "UA", "Zaporizhzhia"), Place)


def test_near_several_places_of_one_name_widens_each(gazetteer):
    named, around = (gazetteer.resolve(f"{word}Mykolaivka", "UA") for word in ("", "near "))
    assert isinstance(around, Ambiguous)
    assert [p.lat for p in around.candidates] == [p.lat for p in named.candidates]
    pairs = zip(named.candidates, around.candidates, strict=True)
    assert all(wide.radius_km >= 15 > exact.radius_km for exact, wide in pairs)
