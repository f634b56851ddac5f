"""The scorer of readings: what counts as found, and that it judges as the shared scorer does."""

import importlib.util
import json
import random
import sys
from pathlib import Path

import pytest

from truceline.model.claim import ClaimKind, Modality

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench" / "reading"
GOLD = BENCH / "gold"
SHARED = ROOT.parent / "shared" / "bench" / "reading" / "score.py"
TEXT = "Ruritania will send up to 400 engineers. Freedonia refused. Talks took 2 hours."
KINDS = sorted(ClaimKind)
MODALITIES = sorted(Modality)
PLEDGE = {
    "id": "1",
    "source_file": "a.txt",
    "kind": "pledge",
    "actors": ["Ruritania"],
    "polarity": "+",
    "modality": "planned",
    "quantity": {"lo": 0, "hi": 400, "unit": "engineers", "bound": "up_to"},
    "quote": TEXT[:39],
    "char_start": 0,
    "char_end": 39,
    "tier": "core",
}


def module(path, name):
    """A script of a folder that is no package. What it imports beside it is found, and forgotten
    afterwards: other folders have a `score` too."""
    before = set(sys.modules)
    sys.path.insert(0, str(path.parent))
    try:
        spec = importlib.util.spec_from_file_location(name, path)
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
        return loaded
    finally:
        sys.path.remove(str(path.parent))
        for beside in {each.stem for each in path.parent.glob("*.py")} - before:
            sys.modules.pop(beside, None)


score = module(BENCH / "score.py", "reading_score")


@pytest.fixture
def compare(tmp_path):
    def comparing(found, gold=(PLEDGE,), **acceptance):
        (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
        told = {"claims": list(gold), "acceptance": acceptance}
        (tmp_path / "gold.json").write_text(json.dumps(told), encoding="utf-8")
        lines = "\n".join(c if isinstance(c, str) else json.dumps(c) for c in found)
        (tmp_path / "found.jsonl").write_text(lines, encoding="utf-8")
        gold_read = score.read_gold(tmp_path / "gold.json", tmp_path)
        return score.Comparison(gold_read, score.read_claims(tmp_path / "found.jsonl"))

    return comparing


def full(told):
    return score.scores(told)["full_recall"]


def test_a_claim_agrees_with_itself(compare):
    figures = score.scores(compare([PLEDGE]))
    assert {figures[k] for k in ("full_recall", "full_precision", "quantities_right")} == {1.0}
    assert figures["grounded"] == 1.0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "meeting"}, "kind"),
        ({"actors": ["Freedonia"]}, "actor"),
        ({"polarity": "-"}, "polarity"),
        ({"modality": "asserted"}, "modality"),
        ({"quantity": None}, "quantity"),
        ({"quantity": PLEDGE["quantity"] | {"hi": 401}}, "quantity"),
        ({"quantity": PLEDGE["quantity"] | {"bound": "exact"}}, "quantity"),
        ({"quantity": PLEDGE["quantity"] | {"unit": "troops"}}, "quantity"),
        ({"char_start": 30, "quote": TEXT[30:39]}, "span"),
        ({"char_start": 41, "char_end": 59, "quote": TEXT[41:59]}, "not found"),
        ({"source_file": "b.txt"}, "not found"),
        ({"char_start": True}, "not found"),
    ],
)
def test_what_differs_is_named(compare, change, why):
    told = compare([PLEDGE | change])
    assert full(told) == 0
    assert [each[1] for each in score.misses(told)] == [why]


@pytest.mark.parametrize(
    ("change", "acceptance"),
    [
        ({"kind": "position"}, {"kind_equiv": [["pledge", "position"]]}),
        ({"actors": ["the Ruritania", "Sylvania"]}, {}),
        ({"actors": "unresolved: Ruritania"}, {}),
        ({"quantity": PLEDGE["quantity"] | {"unit": "engineer"}}, {}),
        (
            {"quantity": PLEDGE["quantity"] | {"unit": "sappers"}},
            {"unit_equiv": [["engineers", "sappers"]]},
        ),
        ({"char_end": 20, "quote": TEXT[:20]}, {}),
    ],
)
def test_what_the_codebook_leaves_open_counts_as_equal(compare, change, acceptance):
    assert full(compare([PLEDGE | change], **acceptance)) == 1


def test_hours_and_minutes_are_one_unit(compare):
    hours = {"lo": 2, "hi": 2, "unit": "hours", "bound": "exact"}
    minutes = hours | {"lo": 120, "hi": 120, "unit": "minutes"}
    talks = {"char_start": 60, "char_end": 79, "quote": TEXT[60:79], "kind": "meeting"}
    gold = PLEDGE | talks | {"quantity": hours}
    assert full(compare([gold | {"quantity": minutes}], [gold])) == 1


def test_two_found_claims_share_no_gold_claim(compare):
    figures = score.scores(compare([PLEDGE, PLEDGE]))
    assert (figures["full_recall"], figures["full_precision"]) == (1.0, 0.5)


def test_core_claims_are_paired_first(compare):
    told = compare([PLEDGE], [PLEDGE | {"tier": "peripheral"}, PLEDGE | {"id": "2"}])
    assert score.scores(told)["full_recall_core"] == 1


def test_lines_that_are_no_claims_cost_precision(compare):
    figures = score.scores(compare(["{", "[1]", PLEDGE]))
    assert figures["full_precision"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_quote_that_is_not_at_its_place_is_not_grounded(compare):
    assert score.scores(compare([PLEDGE | {"quote": "Ruritania"}]))["grounded"] == 0


def test_nothing_found_is_no_precision(compare):
    figures = score.scores(compare([]))
    assert (figures["full_precision"], figures["full_recall"]) == (None, 0)


# our own gold


@pytest.mark.parametrize("name", ["dev", "heldout"])
def test_the_quotes_of_the_gold_stand_in_its_texts(name):
    gold = score.read_gold(GOLD / name / "gold.json", GOLD / name / "texts")
    assert {c.source for c in gold.claims} == {p.name for p in (GOLD / name / "texts").iterdir()}
    for claim in gold.claims:
        assert gold.texts[claim.source][claim.start : claim.end] == claim.quote, claim.name


@pytest.mark.parametrize("name", ["articles.json", "dev/gold.json", "heldout/gold.json"])
def test_labels_of_the_gold_are_of_the_codebook(name):
    rows = json.loads((GOLD / name).read_text(encoding="utf-8"))["claims"]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in KINDS, row["id"]
        assert row["modality"] in MODALITIES, row["id"]
        assert row["polarity"] in {"+", "-"}, row["id"]
        assert row["actors"], row["id"]


def test_the_articles_words_stay_out_of_the_project():
    rows = json.loads((GOLD / "articles.json").read_text(encoding="utf-8"))["claims"]
    assert not any("quote" in row for row in rows)


# the whole measurement


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The script with a reader that finds exactly the gold, and results of its own."""
    monkeypatch.syspath_prepend(BENCH)
    loaded = module(BENCH / "run.py", "reading_run")

    def perfect(texts, out):
        rows = json.loads((texts.parent / "gold.json").read_text(encoding="utf-8"))["claims"]
        out.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return 0.5

    monkeypatch.setattr(loaded, "read", perfect)
    monkeypatch.setattr(loaded, "RESULTS", tmp_path / "results.json")
    return loaded


def measure(run, monkeypatch, tmp_path, *arguments):
    given = ["run.py", "--claims", str(tmp_path), *arguments]
    monkeypatch.setattr(sys, "argv", given)
    run.main()


def test_sets_that_were_not_measured_keep_their_figures(run, monkeypatch, tmp_path):
    measure(run, monkeypatch, tmp_path, "--sets", "dev")
    measure(run, monkeypatch, tmp_path, "--sets", "heldout")
    kept = json.loads(run.RESULTS.read_text(encoding="utf-8"))
    assert {name: row["full_recall"] for name, row in kept.items()} == {"dev": 1, "heldout": 1}
    assert kept["dev"]["documents"] == 21


def test_a_dry_run_keeps_nothing(run, monkeypatch, tmp_path):
    measure(run, monkeypatch, tmp_path, "--sets", "dev", "--dry")
    assert not run.RESULTS.exists()


def test_misses_of_the_held_out_texts_are_never_told(run, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(run, "read", lambda _texts, out: out.write_text("", encoding="utf-8") * 1.0)
    measure(run, monkeypatch, tmp_path, "--sets", "heldout", "--misses", "--dry")
    assert "not found" not in capsys.readouterr().out
    measure(run, monkeypatch, tmp_path, "--sets", "dev", "--misses", "--dry")
    assert "not found" in capsys.readouterr().out


def test_a_set_whose_texts_are_absent_is_left_out(run, monkeypatch, tmp_path, capsys):
    absent = run.GoldSet(GOLD / "articles.json", tmp_path / "nowhere")
    monkeypatch.setitem(run.SETS, "articles", absent)
    measure(run, monkeypatch, tmp_path, "--sets", "articles", "dev", "--dry")
    assert "left out" in capsys.readouterr().out


# beside the shared scorer


def perturbed(rows, rng):
    """Predictions as a poor reader would make them: dropped, shifted, relabelled, doubled."""
    for row in rows:
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            yield {**row, **changed(row, rng)}


def changed(row, rng):
    return rng.choice((nothing, shifted, relabelled, renamed, counted))(row, rng)


def nothing(_row, _rng):
    return {}


def shifted(row, rng):
    start = max(0, row["char_start"] + rng.randint(-40, 40))
    return {"char_start": start, "char_end": start + rng.randint(1, 120)}


def relabelled(_row, rng):
    return {"kind": rng.choice(KINDS), "modality": rng.choice(MODALITIES)}


def renamed(_row, rng):
    return {"actors": rng.choice((["Russia"], ["the UK"], [], ["unresolved: ELN", "Colombia"]))}


def counted(_row, rng):
    value = rng.choice((None, 1, 30, 60))
    unit = rng.choice(("days", "nation", "hours", "troops"))
    return {"quantity": {"lo": value, "hi": value, "unit": unit, "bound": "exact"}}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data aren't here")
@pytest.mark.parametrize("seed", range(6))
def test_both_scorers_tell_the_same(tmp_path, seed):
    shared = module(SHARED, "shared_reading_score")
    rows = json.loads((GOLD / "dev" / "gold.json").read_text(encoding="utf-8"))
    found = tmp_path / "found.jsonl"
    lines = [json.dumps(row) for row in perturbed(rows["claims"], random.Random(seed))]
    found.write_text("\n".join(lines), encoding="utf-8")
    texts = GOLD / "dev" / "texts"
    theirs, *_ = shared.score_claims(rows, shared.load_preds(found)[0], str(texts))
    gold = score.read_gold(GOLD / "dev" / "gold.json", texts)
    ours = score.scores(score.Comparison(gold, score.read_claims(found)))
    same = ("span_recall", "span_precision", "full_recall", "full_recall_core", "full_precision")
    assert {k: ours[k] for k in same} == {k: pytest.approx(theirs[k], abs=1e-4) for k in same}
    assert ours["grounded"] == pytest.approx(theirs["grounded_share"], abs=1e-4)
    # Where several pairings are of one size, each scorer may choose its own.
    assert ours["span_recall_core"] == pytest.approx(theirs["span_recall_core"], abs=0.01)
    assert ours["quantities_right"] == pytest.approx(theirs["quantity_accuracy"], abs=0.03)
