"""The cells of a notebook that some of its cells need: a test that looks at one figure waits for no other.

The whole of each notebook runs elsewhere: in nbval, in JupyterLab, and in the environment of Binder.
"""

import ast
import symtable

AT_ONCE = {"listcomp", "setcomp", "dictcomp", "genexpr"}  # of all inner scopes, those that run where they stand


class _Cell:
    """What a cell uses at once (``uses``) and in its functions (``later``), what it makes or changes (``makes``), and
    what of that it surely makes anew (``anew``).
    """

    def __init__(self, source):
        tree, table = ast.parse(source), symtable.symtable(source, "cell", "exec")
        nodes = [*ast.walk(tree)]
        self.imports = any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes)
        self.uses, self.later = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}, set()
        for inner in table.get_children():
            (self.uses if inner.get_name() in AT_ONCE else self.later).update(_of_others(inner))
        self.uses |= {
            node.target.id for node in nodes if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        self.makes = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
        self.makes |= {name for node in nodes for name in _changed(node)}
        plain = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
        self.anew = {part.id for target in plain for part in ast.walk(target)
                     if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}  # fmt: skip
        self.anew |= {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def _of_others(table):
    """The names that a scope, and those in it, take from the cells."""
    inner = {name for child in table.get_children() for name in _of_others(child)}
    return inner | {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}


def _changed(node):
    """The names of what is changed in place: ``a[0] = 1``, ``a.b = 1``, and ``a.append(1)`` as a line of its own."""
    part = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else node
    if not isinstance(part, (ast.Subscript, ast.Attribute)) or (part is node and not isinstance(part.ctx, ast.Store)):
        return set()
    while isinstance(part, (ast.Subscript, ast.Attribute)):
        part = part.value
    return {part.id} if isinstance(part, ast.Name) else set()


def needed(sources, wanted):
    """Of the sources of cells, in their order, the ``wanted`` ones (their places), and those that these need."""
    cells, later, before = [_Cell(source) for source in sources[: max(wanted) + 1]], set(), None
    while later != before:  # what a function uses may be made after it
        before, need, taken = set(later), set(), []
        for place, cell in reversed([*enumerate(cells)]):
            if place in wanted or cell.imports or cell.makes & (need | later):
                taken.append(place)
                need = (need - cell.anew) | cell.uses
                later |= cell.later
    return [sources[place] for place in sorted(taken)]


def callers(sources, names):
    """The places of the cells that call a function of one of these names, or one that does."""
    cells, names = [_Cell(source) for source in sources], set(names)
    for cell in cells:
        if cell.later & names:
            names |= cell.makes & cell.anew
    return [place for place, cell in enumerate(cells) if cell.uses & names]
