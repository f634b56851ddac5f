"""The measurements of `bench/`, small: kills lose nothing, flipped bits are noticed."""

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[3] / "bench"


def _bench(script, *arguments):
    command = [sys.executable, str(BENCH / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_20_kills_lose_nothing_that_was_acknowledged():
    run = _bench("kills.py", "--n", "20", "--latest", "0.2")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "kills: 20;" in run.stdout
    assert "lost 0;" in run.stdout
    assert "acknowledged 0 entries" not in run.stdout


def test_50_flipped_bits_are_all_noticed():
    run = _bench("bitflips.py", "--n", "50")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "50 of 50 flipped bits detected" in run.stdout
