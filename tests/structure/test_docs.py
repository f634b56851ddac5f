"""What the documents say is what the product does: links, commands, figures, columns, numbers.

Only what can be compared is compared; whether a sentence is true a reader must judge.
"""

import importlib
import re
import shutil
import typing
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from truceline.assess.folder import ingest
from truceline.assess.holding import holding
from truceline.assess.load import load
from truceline.assess.produce import as_of_moment
from truceline.assess.run import assess
from truceline.assess.shelf import Shelf
from truceline.assess.write import case_of
from truceline.cli import app
from truceline.foundation.agreement.read import AGREEMENT_KEYS, read_agreement
from truceline.foundation.agreement.terms import KINDS, own_fields
from truceline.foundation.mission import judgements, tables
from truceline.foundation.mission.planfile import KEYS as PLAN_KEYS
from truceline.foundation.mission.planfile import read_plan
from truceline.foundation.mission.read import KEYS, read_mission
from truceline.foundation.mission.sizingfile import shipped_methods
from truceline.foundation.vocabulary import words
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.agreement import OBSERVABLE, Term
from truceline.model.mission import Settings
from truceline.model.table import REPORT_SCHEMA
from truceline.stages.brief.compose import compose
from truceline.stages.evidence.mapping import OWN, SHIPPED, read_mapping
from truceline.stages.fusion import words as wording
from truceline.stages.fusion.columns import REGION_KM
from truceline.stages.fusion.model import ErrorModel

ROOT = Path(__file__).parents[2]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [ROOT / "README.md", *DOCS, *sorted((ROOT / "examples").rglob("*.md"))]
FILES = ROOT / "docs" / "mission-files.md"
METHODS = ROOT / "docs" / "methods"
EXAMPLE = ROOT / "examples" / "energy-halt-2025"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """The page without its blocks of code, whose comments look like headings."""
    return re.sub(r"^```.*?^```", "", text(path), flags=re.MULTILINE | re.DOTALL)


def under(path: Path, heading: str) -> str:
    """The part of a page under a heading, up to the next one of its level or above."""
    page = prose(path)
    found = re.search(rf"^(#+) {re.escape(heading)}$", page, re.MULTILINE)
    assert found, f"{path.name} has no heading {heading}"
    rest = page[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def rows(part: str) -> list[list[str]]:
    """The cells of all tables of a part, without headers and rules."""
    lines = re.findall(r"^\|.*\|$\n", part + "\n", re.MULTILINE)
    cells = [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines]
    rules = {n for n, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for n, row in enumerate(cells) if n not in rules and n + 1 not in rules]


def coded(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def first_column(part: str) -> list[str]:
    return [name for row in rows(part) for name in coded(row[0])]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(path), re.MULTILINE | re.DOTALL)


# links


def slug(heading: str) -> str:
    plain = re.sub(r"[^\w\- ]", "", heading.lower())
    return plain.strip().replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(h) for h in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)}


def links(path: Path) -> list[str]:
    plain = re.sub(r"`[^`]*`", "", prose(path))
    return [x for x in re.findall(r"\]\(([^)\s]+)\)", plain) if "://" not in x]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_documents_resolve(page):
    for link in links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: no heading for {link}"


def test_every_document_can_be_reached_from_the_readme():
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        seen.add(page)
        near = {(page.parent / x.partition("#")[0]).resolve() for x in links(page)}
        near |= {p for folder in near if folder.is_dir() for p in folder.glob("*.md")}
        todo += [p for p in near if p.suffix == ".md" and p.is_file() and p not in seen]
    assert set(DOCS) <= seen


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(p.name[:4]) for p in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


# the command line


def told(*arguments: str) -> str:
    return CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "200"}).output


def commands(*within: str) -> list[str]:
    return re.findall(r"^  ([a-z]+)  ", told(*within).partition("Commands:")[2], re.MULTILINE)


def options_of(command: str) -> set[str]:
    """The options of a command, and of the commands within it."""
    pages = [told(command), *(told(command, inner) for inner in commands(command))]
    return {option for page in pages for option in re.findall(r"--[a-z-]+", page)}


def uses() -> list[tuple[str, str, list[str]]]:
    """(page, command, options) wherever a document calls the product in code."""
    found = []
    for page in PAGES:
        code = re.findall(r"^```.*?^```|`[^`\n]+`", text(page), re.MULTILINE | re.DOTALL)
        joined = "\n".join(code).replace("\\\n", " ")
        for command, rest in re.findall(r"\btruceline ([a-z]+)\b([^`#\n]*)", joined):
            options = re.findall(r"(?<!\S)(--[a-z-]+)", rest)
            found.append((page.name, command, options))
    return found


def test_commands_and_options_that_documents_name_exist():
    assert uses()
    known = {name: options_of(name) for name in commands()}
    for page, command, options in uses():
        assert command in known, f"{page}: truceline {command}"
        assert set(options) <= known[command], f"{page}: truceline {command} {options}"


def test_every_command_is_shown_in_the_readme():
    shown = {command for page, command, _ in uses() if page == "README.md"}
    assert set(commands()) <= shown


def test_the_help_of_every_command_ends_in_an_example():
    assert [c for c in commands() if "Example: truceline" not in told(c)] == []


# figures


@pytest.fixture(scope="module")
def figure_ids(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "mission"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
    with open_store(folder) as store:
        ingest(folder, store)
        loaded = load(store, folder / ".truceline" / "cache")
        shelf = Shelf(store)
        texts = {key: shelf.text(*key) for key in shelf.newest}
    as_of = as_of_moment("2025-04-19", loaded.mission.spec)
    result = assess(loaded.mission, loaded.reports, as_of, EmbeddedEngine())
    case = case_of(result, "restricted", None)
    held = holding(result, lambda kind, name: texts.get((kind, name)), folder / ".truceline", case)
    brief, _ = compose(replace(case, holding=held))
    return {figure.id for figure in brief.figures}


def figure_patterns() -> dict[str, re.Pattern[str]]:
    listed = first_column(under(METHODS / "ledgers-and-figures.md", "Figures"))
    parts = {x: re.split(r"(<[^>]+>)", x) for x in listed}
    return {
        x: re.compile("".join(r"[^.]+" if p.startswith("<") else re.escape(p) for p in split))
        for x, split in parts.items()
    }


def test_every_figure_of_the_example_is_documented_once(figure_ids):
    patterns = figure_patterns()
    second = re.compile(r"(claimed_total\..*)\.\d+")  # a second total of a day
    for figure in figure_ids:
        again = second.fullmatch(figure)
        name = again[1] if again and again[1] in figure_ids else figure
        assert [x for x, p in patterns.items() if p.fullmatch(name)], figure
        assert len([x for x, p in patterns.items() if p.fullmatch(name)]) == 1, figure


def test_every_documented_figure_stands_in_the_example(figure_ids):
    missing = [x for x, p in figure_patterns().items() if not any(map(p.fullmatch, figure_ids))]
    assert missing == []


# files


def test_report_columns_are_those_of_the_schema():
    part = under(FILES, "Report tables").partition("### Mappings")[0]
    given, filled = part.split("The product fills in the rest:")
    assert set(first_column(given)) == OWN
    assert set(first_column(given)) | set(first_column(filled)) == set(REPORT_SCHEMA.names)
    assert not set(first_column(given)) & set(first_column(filled))


@pytest.mark.parametrize(
    ("heading", "columns"),
    [("Roster", tables.ROSTER), ("Sites", tables.SITES), ("Statements", tables.STATEMENTS)],
)
def test_columns_of_the_missions_tables(heading, columns):
    part = under(FILES, heading)
    assert sorted(first_column(part)) == sorted(columns.known)
    required = {c for row in rows(part) if "required" in row[1] for c in coded(row[0])}
    assert required == set(columns.needed)


def test_keys_of_the_mission_and_the_agreement():
    assert first_column(under(FILES, "mission.yaml")) == list(KEYS)
    part = under(FILES, "agreement.yaml").partition("Every term has these fields:")[0]
    assert set(first_column(part)) == set(AGREEMENT_KEYS)


def test_keys_of_the_plan():
    assert set(first_column(under(FILES, "plan.yaml"))) == set(PLAN_KEYS)


def test_sizing_methods_have_the_documented_axes():
    part = rows(under(METHODS / "requirement.md", "Methods"))
    told_ = {coded(row[0])[0]: row[1] for row in part if coded(row[0])}
    axes = {m.id: m.concept.replace("_", " ") + ", part" * m.part for m in shipped_methods()}
    assert told_ == axes


def test_fields_of_terms_and_the_sixteen_kinds():
    part = under(FILES, "agreement.yaml").partition("Every term has these fields:")[2]
    assert set(first_column(part.partition("###")[0])) == {*Term.__struct_fields__, "clause"}
    kinds = {coded(r[0])[0]: r for r in rows(under(FILES, "The sixteen kinds"))}
    assert set(kinds) == set(KINDS)
    for clause, kind in KINDS.items():
        assert set(own_fields(kind)) <= set(coded(kinds[clause][1])), clause
        assert kinds[clause][2] == ("yes" if issubclass(kind, OBSERVABLE) else "no"), clause


def test_judgements():
    fields, verdicts = (t for t in re.split(r"\n\n\| verdict", under(FILES, "Judgements")))
    assert first_column(fields) == list(judgements.FIELDS)
    assert set(first_column("\n\n| verdict" + verdicts)) == set(words("verdicts"))


def test_shipped_mappings_are_named():
    part = " ".join(under(FILES, "Mappings").split())
    assert f"Shipped: {', '.join(SHIPPED)}." in part


def test_settings_have_the_documented_defaults():
    told_ = {coded(r[0])[0]: r[1] for r in rows(under(ROOT / "docs" / "methods.md", "Settings"))}
    assert told_ == {n: str(getattr(Settings(), n)) for n in Settings.__struct_fields__}


def test_the_examples_of_files_are_read_without_a_problem():
    mission, agreement, mapping, plan = blocks(FILES, "yaml")
    assert read_mission(mission, "mission.yaml")[1] == ()
    read, problems = read_agreement(agreement, "agreement.yaml")
    assert problems == ()
    kinds = {type(term) for term in read.terms}
    assert kinds == set(KINDS.values())
    assert read_mapping(mapping, "mapping.yaml")[1] == ()
    assert read_plan(plan, "plan.yaml")[1] == ()


def test_the_examples_of_tables_are_read_without_a_problem():
    reports, roster, sites, statements = blocks(FILES, "csv")
    assert set(reports.partition("\n")[0].split(",")) <= OWN
    for read, table in ((tables.read_roster, roster), (tables.read_sites, sites)):
        found, problems = read(table, "table.csv")
        assert len(found) == len(table.splitlines()) - 1
        assert problems == ()
    assert [len(x) for x in tables.read_statements(statements, "s.csv", "UTC")] == [1, 0]
    (judgement,) = blocks(FILES, "json")
    assert [len(x) for x in judgements.read_judgements(judgement, "j.jsonl")] == [1, 0]


# numbers

NUMBERS = [
    ("time-and-place.md", "foundation.places.share:NODES", "{:,} nodes"),
    ("time-and-place.md", "foundation.places.gazetteer:SAME_KM", "within {:g} km are one place"),
    ("time-and-place.md", "foundation.places.gazetteer:OVERWHELMING", "at least {:g} times"),
    ("time-and-place.md", "foundation.places.gazetteer:CLEAR", "({:g} times when"),
    ("time-and-place.md", "foundation.places.gazetteer:KNOWN", "at least {:,} people"),
    ("time-and-place.md", "foundation.places.gazetteer:COMMON", "fewer than {} of that name"),
    ("time-and-place.md", "foundation.places.observe:BEARING_ERROR_DEG", "Δ = {:g}°"),
    ("time-and-place.md", "foundation.places.observe:DISTANCE_ERROR", "({:g}·d)²"),
    ("time-and-place.md", "stages.evidence.locate:DEFAULT_KM", "they get {:g} km"),
    ("time-and-place.md", "stages.fusion.columns:UNKNOWN_START_H", "the {:g} hours before"),
    ("fusion.md", "stages.fusion.columns:REGION_KM", "{:g} km where none is stated"),
    ("fusion.md", "stages.fusion.columns:REGION_KM", "(σ ≥ {:g} km)"),
    ("fusion.md", "stages.fusion.columns:LEAST_KM", "within {:g}–"),
    ("fusion.md", "stages.fusion.columns:MOST_KM", "–{:g} km"),
    ("fusion.md", "stages.fusion.columns:UNKNOWN_START_H", "the {:g} h before are meant"),
    ("fusion.md", "stages.fusion.features:BOX_H", "A span of {:g} h and more"),
    ("fusion.md", "stages.fusion.features:VAGUE_CLOCK_H", "error is larger than {:g} h"),
    ("fusion.md", "stages.fusion.features:NOON_ERROR_H", "with an error above {:g} h"),
    ("fusion.md", "stages.fusion.features:SLIPPING_H", "Boxes of up to {:g} h"),
    ("fusion.md", "stages.fusion.features:SHARED", "Coordinates that {} reports share"),
    ("fusion.md", "stages.fusion.features:LEAST_PLACE_KM2", "(c·ũ)² + {:g} km²"),
    ("fusion.md", "stages.fusion.model:VAGUE_KM", "(stated error above {:g} km)"),
    ("fusion.md", "stages.fusion.gain:WIDE", "N₂(Δ; {:g}V)"),
    ("fusion.md", "stages.fusion.intensity:FAR_DAYS", "2 to {} days before and after"),
    (
        "fusion.md",
        "stages.fusion.prepare:REACH_STATED",
        "{:g} × the 80 % quantile of the stated errors",
    ),
    ("fusion.md", "stages.fusion.prepare:LEAST_REACH_KM", "within {:g}–"),
    ("fusion.md", "stages.fusion.prepare:MOST_REACH_KM", "–{:g} km. A pair counts"),
    ("fusion.md", "stages.fusion.candidates:PLACE_GATE", "at most {:g}·V"),
    ("fusion.md", "stages.fusion.candidates:JOINT_GATE", "within χ² = {:g}"),
    ("fusion.md", "stages.fusion.candidates:CLOCK_GATE", "{:g} standard deviations of the clocks"),
    ("fusion.md", "stages.fusion.candidates:BOX_GAP_H", "two boxes with {:g} h to spare"),
    ("fusion.md", "stages.fusion.words:GAP_H", "at most {:g} h apart"),
    ("fusion.md", "stages.fusion.graph:MOST_NEIGHBOURS", "of more than {} at one report"),
    ("fusion.md", "stages.fusion.rounds:ROUNDS", "after {} rounds"),
    ("fusion.md", "stages.fusion.sweep:SWEEPS", "most {} sweeps"),
    ("fusion.md", "stages.fusion.fuse:LATE_PROBABILITY", "a late copy {:g}"),
    ("fusion.md", "stages.fusion.fuse:ENOUGH_TO_LEARN", "Fewer than {:,} reports"),
    ("fusion.md", "stages.fusion.sample:MOST", "with {:,} reports"),
    ("fusion.md", "stages.fusion.rates:ALPHA", "{:g} acts' weight"),
    ("fusion.md", "stages.fusion.scales:PLANE_QUANTILE", "({:g} on the plane"),
    ("fusion.md", "stages.fusion.scales:LINE_QUANTILE", "{:g} on the line"),
    ("fusion.md", "stages.fusion.scales:GUARD", "only c < {:g}"),
    ("fusion.md", "stages.fusion.scales:LEAST", "within {:g}–"),
    ("fusion.md", "stages.fusion.scales:MOST", "–{:g} |"),
    ("fusion.md", "stages.fusion.repeats:ENOUGH", "{} and more sharp clusters"),
    ("fusion.md", "stages.fusion.repeats:SHARP_KM", "({:g} km,"),
    ("fusion.md", "stages.fusion.repeats:SHARP_H", "{:g} h)"),
    ("fusion.md", "stages.fusion.copies:COMMON", "at most {} reports around"),
    ("fusion.md", "stages.fusion.block:BLOCK_DAYS", "fixed blocks of {} days"),
    ("fusion.md", "stages.fusion.block:READ_DAYS", "each read with {} days"),
    ("fusion.md", "stages.fusion.block:HALO_DAYS", "{} for clusters"),
    ("fusion.md", "stages.fusion.compiled:ENOUGH", "Below {:,} rows"),
    ("fusion.md", "stages.fusion.parts:SIDE_KM", "ln(P · {:g}²)"),
    ("fusion.md", "stages.fusion.parts:SPAN_H", "ln(T · {:g})"),
    ("fusion.md", "stages.fusion.locus:PRECISE", "σ ≤ {:g}·σ_best"),
    ("fusion.md", "stages.fusion.accounts:LONG_H", "`start` to `end` longer than {:g} h"),
    ("fusion.md", "stages.fusion.accounts:WIDE_KM", "error from {:g} km on and no site"),
    ("fusion.md", "stages.fusion.features:BOX_H", "several strikes within {:g} h"),
    ("fusion.md", "stages.fusion.columns:REGION_KM", "known to better than {:g} km are one act"),
    ("fusion.md", "stages.fusion.apart:SEVERAL", "where {} incidents or more fit it"),
    ("fusion.md", "stages.fusion.cover:REACH", "far + σ ≤ {:g}·σ of the account"),
    ("fusion.md", "stages.fusion.cover:ALIKE", "likeness from {:g} | from"),
    ("fusion.md", "stages.fusion.cover:LIKE", "| from {:g}; none named"),
    ("rules.md", "stages.compliance.near:NAMED_KM", "within {:g} km of it"),
    ("rules.md", "stages.compliance.near:FORWARD_KM", "to {:g} km"),
]


@pytest.mark.parametrize(("page", "constant", "words_"), NUMBERS, ids=str)
def test_numbers_in_the_notes_are_the_codes(page, constant, words_):
    module, _, name = constant.partition(":")
    value: typing.Any = getattr(importlib.import_module(f"truceline.{module}"), name)
    assert words_.format(value) in " ".join(text(METHODS / page).split())


def test_the_model_file_has_the_documented_fields_and_defaults():
    told_ = rows(under(METHODS / "fusion.md", "The model file"))
    assert sorted(x for row in told_ for x in coded(row[0])) == sorted(ErrorModel.__struct_fields__)
    defaults = {f.name: f.default for f in msgspec.structs.fields(ErrorModel)}
    plain = {msgspec.NODEFAULT: "–", "": "empty", (): "empty"}
    for row in told_:
        given = [defaults[name] for name in coded(row[0])]
        shown = [plain.get(value) or f"{value:g}" for value in given]
        assert row[2] in {", ".join(shown), ", ".join(sorted(set(shown)))}, row[0]


def nats(term: wording.Term, **columns: list[float]) -> list[str]:
    """What a term says of two that agree and of two that don't, as documents write it."""
    names = pa.array(["one name", "zzz"])
    given = {name: np.array(values) for name, values in columns.items()}
    both = wording.Wording(names, names)
    found = term(both, given, np.array([0, 0]), np.array([1, 2]))
    return [f"{v:+g}".replace("-", "−") for v in found]


def test_weights_of_names_are_the_codes():
    told_ = " ".join(under(METHODS / "fusion.md", "Names and words").split())
    graded = "likeness from 0.95: {}, at 0.6: 0, to 0.3: {}"
    codes = [0, 0, 1]
    place = nats(wording.place_name, place=codes, sigma=[1.0] * 3)
    region = nats(wording.place_name, place=codes, sigma=[REGION_KM] * 3)
    assert f"{graded.format(*place)}; for regions (σ ≥ 50 km) {region[0]} from 0.9" in told_
    assert "| same {}, two {} |".format(*nats(wording.admin, admin=codes)) in told_
    assert f"| site name | {graded.format(*nats(wording.site, site=codes))} |" in told_
    assert f"| the same {nats(wording.wording, text=codes)[0]} |" in told_
    same = nats(wording.bulletin, claimant=[0, 0, 0], published=[0.0, 0.0, 24.0])
    assert same == ["+1.25", "−0.25"]
    assert "same claimant: 1.25 − 1.5·*t*" in told_
    other = nats(wording.bulletin, claimant=[0, 1, 1], published=[0.0, 0.0, 24.0])
    assert other == ["+0.4", "+0"]
    assert "else 0.4 − 0.4·*t*" in told_
