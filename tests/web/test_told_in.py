"""Sentences in the reader's language: every one that rules can say, and English as it was."""

import ast
import json
import re
from pathlib import Path

import pytest

import truceline
from truceline.assess.picture.claimed import Claimed, FieldSpan
from truceline.web.reader import CLAIMED, SAID, Reader
from truceline.web.sentences import PLAIN, sentences

SOURCES = Path(truceline.__file__).parent
GRAMMAR = sentences("uk").grammar
PART = re.compile(r"\{(?:(?P<name>\w+):)?(?P<kind>\w+)(?:\*(?P<last>[^}]+))?\}")
PATTERNS = [(kind, theirs, ours) for kind, all_ in GRAMMAR.kinds.items() for theirs, ours in all_.items()]  # fmt: skip
SPEAKING = (
    "stages/compliance/steps.py",
    "stages/compliance/near.py",
    "stages/compliance/ground.py",
    "stages/compliance/words.py",
    "stages/compliance/weigh.py",
    "stages/compliance/admission.py",
    "stages/fusion/phrases.py",
    "stages/fusion/beside.py",
    "foundation/agreement/reading.py",
    "foundation/places/zone.py",
    "foundation/phrase.py",
    "foundation/agreement/check.py",
    "foundation/agreement/overrides.py",
    "foundation/agreement/read.py",
    "foundation/agreement/shape.py",
    "foundation/agreement/terms.py",
    "foundation/agreement/window.py",
    "foundation/agreement/zones.py",
    "foundation/yamlnode.py",
    "foundation/yamltext.py",
)
SILENT = {
    "the cell's own text", "a, b", "give a line", "left, right", "ISO 3166-2, as XX-12",
    "give from_line, polygon or admin", "kind not stated", "Node | None",
    "typing.Literal['alleged', 'corroborated', 'verified']",
}  # fmt: skip
"""Hints that no trace shows, what `called` puts into brackets, and types."""


def said(text: str, kind: str) -> str | None:
    names = {"RU": "Росія", "Russia": "Росія"}
    return GRAMMAR.said(text, kind, lambda name: names.get(name, name))


def fragments(path: str) -> set[str]:
    """Whatever a module may say: the fixed parts of its sentences, however they are put together."""
    tree = ast.parse((SOURCES / path).read_text(encoding="utf-8"))
    silent = {id(n) for node in ast.walk(tree) if unsaid(node) for n in ast.walk(node)}
    told = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in silent)
    words = {n.value.strip(" :;,.()%'") for n in told if isinstance(n.value, str)}
    return {w for w in words if " " in w and re.search(r"[a-z]{2}", w)} - SILENT


def unsaid(node: ast.AST) -> bool:
    """Documentation and failures."""
    doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return doc or isinstance(node, ast.Raise)


@pytest.mark.parametrize("path", SPEAKING)
def test_everything_that_rules_can_say_has_its_words(path):
    known = "\n".join(theirs for _, theirs, _ in PATTERNS)
    assert fragments(path), "a module that says nothing was listed, or the test is blind"
    assert sorted(f for f in fragments(path) if f not in known) == []


def test_both_sides_of_a_pattern_have_the_same_parts():
    wrong = []
    for kind, theirs, ours in PATTERNS:
        wanted = sorted(p["name"] or p["kind"] for p in PART.finditer(theirs))
        for form in [ours] if isinstance(ours, str) else ours.values():
            told = sorted(p["name"] or p["kind"] for p in PART.finditer(form))
            if told != wanted:
                wrong.append((kind, theirs, form))
    assert wrong == []


def test_every_kind_is_there_and_used():
    used = {p["kind"] for _, theirs, _ in PATTERNS for p in PART.finditer(theirs)}
    asked = {kind for fields in (*SAID.values(), CLAIMED) for kind in fields.values() if kind}
    assert used - {*GRAMMAR.kinds, *PLAIN} == set()
    assert set(GRAMMAR.kinds) - used - asked == set()


def test_a_pattern_that_counts_has_every_form_it_needs():
    counted = [ours for _, _, ours in PATTERNS if not isinstance(ours, str)]
    assert all({"one", "few", "many"} <= set(forms) for forms in counted)


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("inside the window of reading RU, 2031-05-01 to 2031-06-01", "questions",
         "у межах вікна прочитання RU: від 01.05.2031 до 01.06.2031"),
        ("inside the window of the common text, from 2031-05-01 10:30 +0300 on", "questions",
         "у межах вікна спільного тексту: від 01.05.2031 10:30 +0300"),
        ("1 day before it opens", "notes", "за 1 день до його початку"),
        ("22 hours before it opens", "notes", "за 22 години до його початку"),
        ("11 days after it closes", "notes", "через 11 днів після його кінця"),
        ("less than an hour after it closes", "notes", "через менше ніж годину після його кінця"),
        ("act drone strike, shelling or sabotage is covered", "questions",
         "дію охоплено: удар безпілотника, обстріл або диверсія"),
        ("anything else 0.50 no; oil depot 0.25 yes", "notes", "інше – 0,50: ні; нафтобаза – 0,25: так"),
        ("RU is bound", "questions", "зобов’язання поширюється на сторону: Росія"),
        ("Russia denies (effect): 21 reports.", "remark", "Росія заперечує (наслідок): 21 повідомлення."),
        ("time: 41 minutes apart where errors of 30 minutes are expected (−1.2)", "why_here",
         "час: між ними 41 хв за очікуваної похибки 30 хв (−1,2)"),
        ("18 March to 16 April, or 17 April or 18 April", "window",
         "18 березня – 16 квітня, або 17 квітня або 18 квітня"),
        ("within 2.5 km of a site of the common list", "questions",
         "не далі ніж 2,5 км від об’єкта спільного переліку"),
        ("sign in first", "refusal", "спершу увійдіть"),
        ("Staff denies it was its side and accuses ", "between",
         "Staff заперечує причетність своєї сторони і звинувачує: "),
    ],
)  # fmt: skip
def test_a_sentence_in_ukrainian(text, kind, told):
    assert said(text, kind) == told


@pytest.mark.parametrize("text", ["", "nobody ever wrote this", "refinery is in list", "x" * 5000])
def test_what_no_pattern_fits_is_left_alone(text):
    assert said(text, "questions") is None


def test_english_has_no_other_words():
    assert sentences("en").grammar is None


def english(told: object) -> list[str]:
    """Words of our own English that are left; what reports and the mission wrote may be English."""
    ours = r"\b(inside|window|before|covered|list|bound|reported|named|reading|act|is|the)\b"
    return re.findall(ours, json.dumps(told, ensure_ascii=False))


def test_every_trace_of_the_example_is_told_in_ukrainian(room):
    picture = room.app.state.room.picture()
    traces = {
        (text, kind)
        for sheet in picture.work.sheets.values()
        for finding in picture.sheet(sheet.incident.id).findings
        for step in finding.trace
        for text, kind in ((step.question, "questions"), (step.note, "notes"))
        if text
    }
    assert len(traces) > 50
    assert [
        text for text, kind in traces if (told := said(text, kind)) is None or english(told)
    ] == []


def test_a_claim_of_cells_is_told_piece_by_piece():
    text = "Blog, own word, accuses Norland: drone strike at big depot, 21 March 2031, 00:10–00:30; a fire"
    at = {"actor": "Norland", "act": "drone strike", "object": "big depot",
          "time": "21 March 2031, 00:10–00:30", "effect": "a fire"}  # fmt: skip
    spans = (
        FieldSpan(field=f, start=text.index(w), end=text.index(w) + len(w)) for f, w in at.items()
    )
    claim = Claimed(report="a.1", text=text, spans=tuple(spans), composed=True)
    told = Reader(sentences("uk")).told(claim)
    assert told.text == (
        "Blog, власні слова, звинувачує: Norland – удар безпілотника, об’єкт – big depot, "
        "21 березня 2031 р., 00:10–00:30; a fire"
    )
    assert [told.text[s.start : s.end] for s in told.spans] == [
        "Norland", "удар безпілотника", "big depot", "21 березня 2031 р., 00:10–00:30", "a fire",
    ]  # fmt: skip
    quoted = claim.but(composed=False)
    assert Reader(sentences("uk")).told(quoted) == quoted


def test_a_card_leaves_no_english_of_ours(client):
    card = client("reviewer").get(
        "/api/review/incident", params={"id": "I-halt.R073"}, headers={"accept-language": "uk"}
    ).json()["card"]  # fmt: skip
    view = card["view"]
    ours = [view[name] for name in ("when", "when_note", "status", "object", "start")]
    ours += [why for report in view["reports"] for why in report["why"]]
    ours += [step for one in view["traces"] for step in one["steps"]]
    assert len(ours) > 30
    assert english(ours) == []


def finding_of(client, headers):
    found = client("analyst").get(
        "/api/compliance/findings/I-halt.R073",
        params={"term": "no_strikes", "accused": "UA"},
        headers=headers,
    )
    assert found.status_code == 200
    return found.json()


def test_an_answer_speaks_the_language_that_is_asked_for(client):
    plain, ours = finding_of(client, {}), finding_of(client, {"accept-language": "uk-UA,uk;q=0.9"})
    assert plain == finding_of(client, {"accept-language": "xx"})
    assert plain["under"][0]["steps"][0]["question"].startswith("inside the window of")
    assert [step for one in ours["under"] for step in one["steps"] if english(step)] == []
    assert ours["under"][0]["name"] == "Прочитання: Росія"
    assert ours["reports"][0]["text"] == plain["reports"][0]["text"]  # a source's own words


def test_a_refusal_speaks_it_too(client):
    told = client("nobody").get("/api/mission", headers={"accept-language": "uk"}).json()
    assert told["detail"] == "спершу увійдіть"


def test_places_are_told_to_those_who_see_them(client):
    names = client("analyst").get("/api/names", params={"language": "uk"}).json()
    assert names["places"]["Suzemka"] == "Суземка"
    assert names["regions"]["Kharkiv"] == "Харківська область"
    assert names["countries"]["Ukraine"] == names["countries"]["UA"] == "Україна"
    public = client("reader").get("/api/names", params={"language": "uk"}).json()
    assert set(public["places"]) <= set(names["places"])
    labels = client("nobody").get("/names/recognised/uk.json").json()
    assert labels["UA/Kharkiv"] == "Харків"
    assert client("nobody").get("/names/recognised/xx.json").status_code == 404


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("Суземка", "suzemka"),
        ("слов'янськ", "sloviansk"),  # by any apostrophe
        ("безпілотника", "drone"),
        ("Брянська", "bryansk"),
        ("Нікудинськ", ""),
    ],
)
def test_a_search_finds_what_the_reader_sees(client, typed, like):
    analyst = client("analyst")
    found = analyst.get("/api/situation/rows", params={"text": typed}).json()
    english = analyst.get("/api/situation/rows", params={"text": like}).json() if like else None
    assert found["total"] > 0 if like else found["total"] == 0
    assert not english or found["total"] <= english["total"]


def test_a_long_list_of_anything_is_told_at_once():
    """Each comma might stand within an item or between two: to try that out takes for ever."""
    ids = ", ".join(f"I-{n}" for n in range(26))
    said = sentences("uk").told
    assert said(f"split into {ids}", "restated") == f"поділено на {ids}"
    assert said(f"{ids} and X", "names") == f"{ids} та X"
