"""How long reading takes: one article, a thousand articles, and each kind of file.

    python bench/reading/speed.py [--articles 1000] [--dry]

Articles are made of the sentences of the project's own annotated texts, shuffled within a language
(nine of ten are English), with numbers of their own, about as long as an agency's report. Figures go to speed.json.
"""

import argparse
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from truceline.assess.reading import Source, Way, parse_file, read_file
from truceline.foundation.text import language_of, sentences

HERE = Path(__file__).parent
TEXTS = sorted((HERE / "gold").glob("*/texts/*.txt"))
WORDS = 650  # the five articles beside the project have 440 to 1,020
ARTICLES = HERE.parents[1].parent / "shared" / "articles"  # beside a developer's clone only
PAGE = (
    "<html><head><title>{0}</title></head><body><nav>Menu</nav><article>{1}</article></body></html>"
)


def pool() -> dict[str, list[str]]:
    """All sentences, by language."""
    found: dict[str, list[str]] = {}
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        language = language_of(text)
        said = (s.of(text).replace("\n", " ") for s in sentences(text, language or "en"))
        found.setdefault(language, []).extend(said)
    return found


def article(said: list[str], random_: random.Random) -> str:
    """Sentences in paragraphs of three under a dateline, with numbers that no other has."""
    held, words = [], 0
    while words < WORDS:
        sentence = re.sub(
            r"(?<![\d-])\d{2}(?![\d-])",
            lambda _: str(random_.randint(10, 28)),
            random_.choice(said),
        )
        held.append(sentence)
        words += len(sentence.split())
    blocks = [" ".join(held[n : n + 3]) for n in range(0, len(held), 3)]
    return f"{random_.randint(1, 28)} March 2031\n\n" + "\n\n".join(blocks) + "\n"


def page(text: str) -> str:
    """The article as a web page."""
    told = "".join(f"<p>{block}</p>" for block in text.split("\n\n"))
    return PAGE.format("Report", told)


def each(files: list[Path], way: Way) -> dict[str, float]:
    """Milliseconds an article, in this process, once everything is loaded; and the seconds that
    loading takes. The processor's time, so that other work on the machine doesn't count.
    """
    start = time.process_time()
    read_file(Source(files[0], files[0].name), way)
    loading = time.process_time() - start
    taken = []
    for path in files[:100]:
        start = time.process_time()
        read = read_file(Source(path, path.name), way)
        taken.append(1000 * (time.process_time() - start))
        assert read.documents
    quantiles = statistics.quantiles(taken, n=20)
    found = {"loading_s": round(loading, 2)}
    return found | {
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(quantiles[18], 1),
    }


def press(way: Way) -> list[float]:
    """Milliseconds of the processor for each article as it was printed, where they are at hand."""
    files = sorted(ARTICLES.glob("*.txt"))
    return [each([path] * 11, way)["median_ms"] for path in files]


def parsing(path: Path) -> float:
    """Milliseconds to parse a file once its parser is there."""
    parse_file(Source(path, path.name), Way())
    start = time.perf_counter()
    for _ in range(20):
        assert parse_file(Source(path, path.name), Way()).documents
    return round(50 * (time.perf_counter() - start), 2)


def whole(folder: Path) -> dict[str, float]:
    """The command on all of them, start to end: seconds on the clock and of the processors."""
    out = folder.parent / "claims.jsonl"
    command = [sys.executable, "-m", "truceline", "read", str(folder), "--out", str(out), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = json.loads(done.stdout)
    counts = {name: told[name] for name in ("documents", "claims")}
    return counts | {"seconds": round(seconds, 1), "processor_s": round(worked, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--dry", action="store_true", help="leave speed.json alone")
    asked = parser.parse_args()
    said, random_ = pool(), random.Random(7)
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held) / "articles"
        folder.mkdir()
        files = [folder / f"{n:04}.txt" for n in range(asked.articles)]
        for n, path in enumerate(files):
            language = "en" if n % 10 else random_.choice(sorted(said))
            path.write_text(article(said[language], random_), encoding="utf-8")
        web = Path(held) / "page.html"
        web.write_text(page(files[0].read_text()), encoding="utf-8")
        rows = {
            "words": WORDS,
            "cores": os.cpu_count(),
            "one": each(files, Way()),
            "press_ms": press(Way()),
            "parse_txt_ms": parsing(files[0]),
            "parse_html_ms": parsing(web),
            "all": whole(folder),
        }
    print(json.dumps(rows, indent=1))
    if not asked.dry:
        (HERE / "speed.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
