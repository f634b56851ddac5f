"""What the project holds itself to, measured: `pytest tests/structure -s` prints the worst."""

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def body_lines(node: ast.FunctionDef) -> int:
    """Length of a function's body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def functions():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield body_lines(node), f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_functions_are_small():
    lengths = sorted(functions(), reverse=True)
    print(*(f"{n:4} {where}" for n, where in lengths[:10]), sep="\n")
    sizes = [n for n, _ in lengths]
    assert max(sizes) <= 50
    assert statistics.median(sizes) <= 6
    assert statistics.quantiles(sizes, n=10)[-1] <= 20


def test_files_are_small():
    sizes = sorted(((len(p.read_text().splitlines()), p.name) for p in SOURCES), reverse=True)
    print(*sizes[:5], sep="\n")
    assert sizes[0][0] <= 400


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_every_module_says_why_it_exists(path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said, "no docstring"
    assert len(said) > 20, f"a docstring that says nothing: {said!r}"


def test_no_case_stands_in_code():
    names = ("Ukrain", "Russia", "Kremlin", "Sudzha", "Kyiv", "Moscow", '"RU"', '"UA"', "halt.R")
    code = [p for p in SOURCES if "data" not in p.parts]
    found = [
        f"{p.relative_to(ROOT)}: {name}"
        for p in code
        for name in names
        if name in p.read_text(encoding="utf-8")
    ]
    assert not found


def test_help_is_light():
    heavy = ("numba", "matplotlib", "duckdb", "litestar", "shapely", "scipy", "typst")
    heavy += ("trafilatura", "pypdf", "feedparser", "pymorphy3", "spacy", "httpx")
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom truceline.cli import app\n"
        "r = CliRunner().invoke(app, ['--help'])\nassert r.exit_code == 0, r.output\n"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_has_few_public_names():
    import truceline

    assert len([n for n in vars(truceline) if not n.startswith("_")]) <= 12
