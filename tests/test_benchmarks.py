"""The benchmark runs, and prints its table. How long anything takes is not judged here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BENCHMARKS = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_imported_and_says_how_it_is_run(name):
    program = f"import benchmarks.{name} as one; print(one.__doc__)"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"python -m benchmarks.{name}" in told or name == "proxy"


def test_the_benchmark_prints_a_table_of_ratios():
    command = [sys.executable, "-m", "benchmarks.sweep", "--tiny"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    rows = [line.split("|")[1:-1] for line in told.strip().splitlines()]
    assert {len(row) for row in rows} == {3}
    assert [cell.strip() for cell in rows[0]] == ["what", "measured", "wanted"]
    measured = [float(re.match(r" (-?[\d.]+)( times| %)? ", row[1])[1]) for row in rows[2:]]
    assert len(measured) == 9
    assert min(measured[:3]) > 0


def test_the_benchmark_of_the_imports_prints_a_ratio():
    command = [sys.executable, "-m", "benchmarks.imports", "--tiny"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert float(re.search(r"Ratio (\d\.\d\d), wanted at most 1\.10\.$", told.strip())[1]) > 0.1


def test_the_benchmark_of_what_is_shown_prints_a_table_of_ratios():
    command = [sys.executable, "-m", "benchmarks.shown", "--tiny"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    rows = [line.split("|")[2:-1] for line in told.strip().splitlines()[2:]]
    assert len(rows) == 3
    assert all(float(ratio) > 0.05 for _, *ratios in rows for ratio in ratios)
