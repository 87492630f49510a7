"""The benchmark runs, and prints its table. How long anything takes is not judged here."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import sweep


def test_the_benchmark_prints_a_table_of_ratios(capsys):
    sweep.main(["--tiny"])
    rows = [line.split("|")[1:-1] for line in capsys.readouterr().out.strip().splitlines()]
    assert {len(row) for row in rows} == {3}
    assert [cell.strip() for cell in rows[0]] == ["what", "measured", "wanted"]
    measured = [float(re.match(r" (-?[\d.]+)( times)? ", row[1])[1]) for row in rows[2:]]
    assert len(measured) == 6
    assert min(measured[:3]) > 0
