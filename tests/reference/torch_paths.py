"""Writes the reference paths of torch_paths.json: the same rules, surfaces and starts, walked by PyTorch in float64.

To make them again: install torch 2.13.0, then from the root of the project ``python tests/reference/torch_paths.py``.
Nothing of gdviz is used here but the table of the regression: the surfaces are written anew and their gradients are
PyTorch's automatic ones. The steps are small enough that no path is chaotic, so that rounding stays rounding.
The file keeps every tenth point, with all its digits.
"""

import json
import sys
import warnings
from pathlib import Path

STEPS, EVERY = 200, 10
FILE = Path(__file__).with_suffix(".json")
TABLE = Path(__file__).parents[2] / "gdviz" / "data" / "two_features.csv"

# surface, rule, hyperparameters by gdviz's names
PATHS = [
    ("ravine", "gradient_descent", {"lr": 0.05}),
    ("ravine", "momentum", {"lr": 0.03, "mu": 0.8}),
    ("ravine", "nesterov", {"lr": 0.03, "mu": 0.8}),
    ("ravine", "rmsprop", {"lr": 0.01, "rho": 0.95, "eps": 1e-8}),
    ("ravine", "adam", {"lr": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8}),
    ("two features", "gradient_descent", {"lr": 0.1}),
    ("two features", "momentum", {"lr": 0.1, "mu": 0.8}),
    ("two features", "nesterov", {"lr": 0.1, "mu": 0.8}),
    ("two features", "rmsprop", {"lr": 0.01, "rho": 0.9, "eps": 1e-6}),
    ("two features", "adam", {"lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
    ("Rosenbrock", "gradient_descent", {"lr": 0.0005}),
    ("Rosenbrock", "momentum", {"lr": 0.0002, "mu": 0.7}),
    ("Rosenbrock", "nesterov", {"lr": 0.0002, "mu": 0.7}),
    ("Rosenbrock", "adam", {"lr": 0.02, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
]


def walk(torch, surface, rule, hyper):
    """The 201 points that PyTorch visits, as a list of pairs."""
    cost, start = _surfaces(torch)[surface]
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = _optimizer(torch, rule, hyper, [w])
    points = [w.detach().tolist()]
    for _ in range(STEPS):
        optimizer.zero_grad()
        cost(w).backward()
        optimizer.step()
        points.append(w.detach().tolist())
    return points


def _surfaces(torch):
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    table = torch.tensor([[float(cell) for cell in row.split(",")] for row in rows], dtype=torch.float64)
    x, y = table[:, :-1], table[:, -1]
    return {
        "ravine": (lambda w: 0.5 * (w[0] ** 2 + 25 * w[1] ** 2), [-4.0, 1.0]),
        "two features": (lambda w: torch.mean((x @ w - y) ** 2), [0.0, 0.0]),
        "Rosenbrock": (lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2, [-1.2, 1.0]),
    }


def _optimizer(torch, rule, hyper, parameters):
    h = dict(hyper)
    if rule in ("gradient_descent", "momentum", "nesterov"):
        return torch.optim.SGD(parameters, lr=h["lr"], momentum=h.get("mu", 0.0), nesterov=rule == "nesterov")
    if rule == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=h["lr"], alpha=h["rho"], eps=h["eps"])
    return torch.optim.Adam(parameters, lr=h["lr"], betas=(h["beta1"], h["beta2"]), eps=h["eps"])


def torch_or_none():
    """PyTorch where it is installed. What it warns of while it is imported is not ours to fix."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import torch
        except ImportError:
            return None
    return torch


def main():
    """Write the file."""
    torch = torch_or_none() or sys.exit("PyTorch is not installed: pip install torch==2.13.0")
    paths = [
        {"surface": surface, "rule": rule, "hyper": hyper, "w": walk(torch, surface, rule, hyper)[::EVERY]}
        for surface, rule, hyper in PATHS
    ]
    lines = ",\n".join(json.dumps(path) for path in paths)
    head = json.dumps({"torch": torch.__version__.split("+")[0], "steps": STEPS, "every": EVERY})
    FILE.write_text(f'{head[:-1]}, "paths": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
