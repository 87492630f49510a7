"""The rules against an independent implementation: PyTorch's optimizers, in float64.

The committed paths are compared everywhere, the whole of them wherever PyTorch is installed. A difference is measured
against the largest coordinate along the path. PyTorch keeps Nesterov's look-ahead points, w − α·μ·z.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

import gdviz as gd

sys.path.insert(0, str(Path(__file__).parent / "reference"))

import torch_paths

REFERENCE = json.loads(torch_paths.FILE.read_text(encoding="utf-8"))
SURFACES = {f.name: f for f in (gd.ravine, gd.two_features(), gd.rosenbrock)}
LARGEST_DIFFERENCE = 1e-12
torch = torch_paths.torch_or_none()


def our_path(surface, rule, hyper):
    """The points that gdviz visits, as PyTorch would write them down."""
    t = gd.descend(SURFACES[surface], getattr(gd, rule), steps=torch_paths.STEPS, **hyper)
    return t.w - hyper["lr"] * hyper["mu"] * t.state["z"] if rule == "nesterov" else t.w


def difference(ours, theirs):
    return np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs))


@pytest.mark.parametrize("path", REFERENCE["paths"], ids=lambda path: f"{path['rule']} on {path['surface']}")
def test_the_rules_walk_the_committed_paths_of_pytorch(path):
    ours = our_path(path["surface"], path["rule"], path["hyper"])[:: REFERENCE["every"]]
    theirs = np.array(path["w"])
    assert theirs.shape == (21, 2)
    assert np.max(np.abs(np.diff(theirs, axis=0))) > 0.1
    assert difference(ours, theirs) < LARGEST_DIFFERENCE


def test_the_committed_file_is_that_of_the_script():
    assert [(p["surface"], p["rule"], p["hyper"]) for p in REFERENCE["paths"]] == torch_paths.PATHS
    assert (REFERENCE["steps"], REFERENCE["every"]) == (torch_paths.STEPS, torch_paths.EVERY)


@pytest.mark.parametrize(("surface", "rule", "hyper"), torch_paths.PATHS)
def test_the_rules_walk_with_pytorch_step_by_step(surface, rule, hyper):
    if torch is None:
        missing = "PyTorch is not installed; the committed paths were compared"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    theirs = np.array(torch_paths.walk(torch, surface, rule, hyper))
    assert difference(our_path(surface, rule, hyper), theirs) < LARGEST_DIFFERENCE
    committed = next(p for p in REFERENCE["paths"] if (p["surface"], p["rule"]) == (surface, rule))
    assert difference(np.array(committed["w"]), theirs[:: REFERENCE["every"]]) < LARGEST_DIFFERENCE
