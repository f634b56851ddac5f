"""The glossary and the code speak the same words."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
MODEL = sorted((ROOT / "src" / "truceline" / "model").glob("*.py"))
PLUMBING = {"Record", "Engine", "Store", "PeopleStore", "Extractor", "Namer"}


def model_classes() -> set[str]:
    found = set()
    for path in MODEL:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {n.name for n in tree.body if isinstance(n, ast.ClassDef)}
    return {name for name in found if not name.startswith("_")}


def glossary_classes() -> set[str]:
    return set(re.findall(r"`([A-Z][A-Za-z]+)`", GLOSSARY.read_text(encoding="utf-8")))


def test_every_class_of_the_model_stands_in_the_glossary():
    assert model_classes() - PLUMBING - glossary_classes() == set()


def test_the_glossary_names_no_class_that_is_gone():
    assert glossary_classes() - model_classes() == set()
