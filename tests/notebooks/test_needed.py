"""Which cells of a notebook others need: none is forgotten."""

from helpers.needed import callers, needed

CELLS = [
    "import numpy as np",  # 0
    "a, rows = 1, {}",  # 1
    "def f(x):\n    return x + late + a",  # 2
    "late = 5",  # 3
    "b = [a for a in range(3)]",  # 4: another a
    "print(b)",  # 5
    "a = 2",  # 6
    "rows['one'] = a",  # 7
    "rows.update(two=2)",  # 8
    "for a in []:\n    pass",  # 9: it may make a, or not
    "rows = dict(rows)",  # 10
]


def test_what_a_cell_uses_and_what_that_uses_is_needed():
    def places(wanted, *more):
        cells = [*CELLS, *more]
        return [cells.index(source) for source in needed(cells, [wanted])]

    assert places(5) == [0, 4, 5]
    assert places(11, "f(1)") == [0, 1, 2, 3, 6, 9, 11]  # a function uses what there is when it is called
    assert places(11, "rows") == [0, 1, 6, 7, 8, 10, 11]
    assert places(11, "a") == [0, 6, 9, 11]
    assert places(11, "rows = 1") == [0, 11]
    assert places(11, "[x + a for x in range(3)]") == [0, 6, 9, 11]
    assert places(11, "[a for a in range(3)]") == [0, 11]
    assert places(11, "late += 1") == [0, 3, 11]


def test_a_function_that_calls_another_is_a_caller():
    cells = ["def mine():\n    return explore()", "def other():\n    return mine()", "other()", "explore", "print(1)"]
    assert callers(cells, ["explore"]) == [2, 3]
    assert callers(cells, ["race"]) == []
