"""Grading by nbgrader: an exercise as two cells, one for the student's answer, one that judges it and gives a point.

nbgrader shows students the first without its solution, and runs the second on what they hand in: where that raises,
there is no point, and what it says is the feedback. (https://nbgrader.readthedocs.io, metadata of version 3.)
"""

import ast
import re

POINTS = 1
CONFIG = '''"""The course for nbgrader. In this folder, for each assignment, which is a notebook of the course:

    nbgrader generate_assignment 00_start_here    makes release/, which the students get, of source/
    nbgrader autograde 00_start_here              grades submitted/STUDENT/00_start_here/00_start_here.ipynb
    nbgrader generate_feedback 00_start_here      makes feedback/STUDENT/, with what check said
"""

c = get_config()
c.CourseDirectory.course_id = "gdviz"
c.ClearSolutions.code_stub = {"python": "# Run this cell, and then the next one: it judges your answer."}
'''
SOLVED = """{asks}
### BEGIN SOLUTION
{answers}
### END SOLUTION"""
JUDGED = """{lines}
display({verdict})
assert {verdict}, {verdict}.sentence"""


def cells(exercise, solution, imports):
    """The two cells for nbgrader, made of an exercise's cell and of that of its solution.

    The first is the exercise as far as three dots stand for an answer, and then the answer: what the solution calls
    ``lr_solution`` is the answer to ``lr = ...``. The second is the rest of the exercise; its last line is a verdict.
    What judges is not a student's to change: the second begins with what it needs of the notebook's imports, but for
    hills, and with what the exercise has made besides the answer. imports: the source of the cell with the imports.
    Raises ValueError where one of these is missing.
    """
    source, where = "".join(exercise["source"]), exercise["id"]
    lines, body = source.split("\n"), ast.parse(source).body
    asked = [statement for statement in body if _asks(statement)]
    last = body[-1]
    if not asked or not isinstance(last, ast.Expr):
        raise ValueError(f"cell {where}: in an exercise three dots stand for the answer, and its last line is a check.")
    ends = asked[-1].end_lineno
    answers = "\n".join(_answer(_name(statement), solution) for statement in asked)
    before, judge = lines[ends : last.lineno - 1], lines[last.lineno - 1 : last.end_lineno]
    if isinstance(last.value, ast.Name):
        verdict = last.value.id
    else:
        verdict = "verdict"
        before += ["verdict = " + judge[0], *judge[1:]]
    first = SOLVED.format(asks="\n".join(lines[:ends]), answers=answers)
    given = [statement for statement in body[: body.index(asked[-1])] if statement not in asked and _name(statement)]
    parts = [*(ast.get_source_segment(source, each) for each in given), "\n".join(before).strip("\n")]
    again = _again(imports, "\n".join([*parts, ast.unparse(last)]))
    second = JUDGED.format(lines="\n\n".join(filter(None, [again, *parts])), verdict=verdict)
    return [
        _marked(exercise, first, where, f"exercise-{where}", solution=True),
        _marked(exercise, second, f"{where}-check", f"check-{where}", grade=True, locked=True, points=POINTS),
    ]


def _asks(statement):
    """Whether three dots stand for an answer in it: ``lr = ...``, or a function with ``return ...``, ``z = ...``."""
    values = [node.value for node in ast.walk(statement) if isinstance(node, (ast.Assign, ast.Return))]
    parts = [part for value in values for part in (value.elts if isinstance(value, ast.Tuple) else [value])]
    return any(isinstance(part, ast.Constant) and part.value is ... for part in parts)


def _name(statement):
    """The name that a statement makes: a function's, or that of ``name = value``; "" for any other."""
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    return ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else ""


def _again(imports, judged):
    """The imports anew of what judges, a line for each module. Hills stay as somebody has moved them."""
    from gdviz import objectives

    hills = {name for name, known in vars(objectives).items() if isinstance(known, objectives.Objective)}
    used = {node.id for node in ast.walk(ast.parse(judged)) if isinstance(node, ast.Name)} - hills
    found = {}
    for statement in ast.parse(imports).body:
        names = [ast.unparse(each) for each in statement.names if (each.asname or each.name) in used]
        source = f"from {statement.module} import " if isinstance(statement, ast.ImportFrom) else "import "
        found.setdefault(source, []).extend(names)
    return "\n".join(source + ", ".join(names) for source, names in found.items() if names)


def _answer(name, solution):
    """What the solution calls ``name_solution``, as a student would have written it."""
    source = "".join(solution["source"])
    for statement in ast.parse(source).body:
        if _name(statement) == f"{name}_solution":
            return re.sub(rf"\b{name}_solution\b", name, ast.get_source_segment(source, statement) or "")
    raise ValueError(f"cell {solution['id']}: a solution of {name} = ... must make {name}_solution.")


def _marked(exercise, source, cell_id, grade_id, *, grade=False, locked=False, solution=False, **points):
    """A cell like the exercise's, with nbgrader's marks."""
    marks = {"schema_version": 3, "grade_id": grade_id, "grade": grade, "locked": locked, "solution": solution}
    metadata = {"nbgrader": marks | {"task": False} | points}
    return exercise | {"id": cell_id, "metadata": metadata, "source": source.splitlines(True)}
