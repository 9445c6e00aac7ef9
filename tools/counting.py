"""Which assertions hold of nothing: those in a loop, or in `all(...)`, over what may be empty, where nobody asks how much it was."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# What conftest.py sees to that it holds something, down to the last table, text and page.
SHARED = {"data", "texts", "context", "book", "built"}
_SAME_SIZE = {"enumerate", "sorted", "reversed", "list", "tuple", "set", "dict", "zip", "items", "keys", "values", "permutations",
              "combinations", "product", "pairwise", "chain"}  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef


def names(node: ast.AST) -> set[str]:
    """Return the names that an expression reads."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def filled(node: ast.expr, known: set[str]) -> bool:
    """Tell whether an expression shows that it is not empty: a display with something in it, a range, or what is made of these."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(not isinstance(part, ast.Starred) or filled(part.value, known) for part in node.elts)
    if isinstance(node, ast.Dict):
        return bool(node.keys)
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, ast.Subscript):
        return filled(node.value, known) and not isinstance(node.slice, ast.Slice)
    if isinstance(node, ast.BinOp):
        return filled(node.left, known) or filled(node.right, known)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return all(filled(one.iter, known) and not one.ifs for one in node.generators)
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "range":
        return all(isinstance(part, ast.Constant) for part in node.args)
    held = [node.func.value] if isinstance(node.func, ast.Attribute) and not node.args else node.args
    return name in _SAME_SIZE and bool(held) and all(filled(part, known) for part in held if not isinstance(part, ast.Constant))


def _known(tree: ast.AST, known: set[str]) -> set[str]:
    """Return the names that are given something that is not empty, and nothing else."""
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and node.value is not None:
                given.setdefault(target.id, []).append(node.value)
    for _ in range(2):
        known = known | {name for name, values in given.items() if all(filled(value, known) for value in values)}
    return known


def _claims(node: ast.AST) -> bool:
    """Tell whether something is asserted in a loop."""
    return any(isinstance(part, ast.Assert) for part in ast.walk(node))


def _counted(function: Function, inside: ast.AST) -> set[str]:
    """Return the names that assertions outside of a loop speak of, apart from those that hold of nothing themselves."""
    within = {id(part) for part in ast.walk(inside)}
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and id(node) not in within:
            parts = node.test.values if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And) else [node.test]
            found |= {name for part in parts if not _vacuous(part) for name in names(part)}
    return found


def _vacuous(node: ast.expr) -> bool:
    """Tell whether an expression is true of nothing: `all(...)`, `not any(...)`, `not x`, `x == []`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return True
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
        last = node.comparators[-1]
        return isinstance(last, ast.List | ast.Tuple | ast.Dict) and not filled(last, set())
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "all"


def _generated(function: Function, known: set[str]) -> Iterator[tuple[int, set[str], ast.AST]]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Assert):
            continue
        parts = node.test.values if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And) else [node.test]
        said = {name for part in parts if not _vacuous(part) for name in names(part)}
        for call in parts:
            if (
                isinstance(call, ast.Call)
                and getattr(call.func, "id", "") == "all"
                and isinstance(call.args[0], ast.GeneratorExp)
            ):
                first = call.args[0].generators[0]
                if not filled(first.iter, known) and not names(first.iter) & said:
                    yield node.lineno, names(first.iter), node


def hollow(source: str) -> list[tuple[int, str]]:
    """Return the lines of a module of tests where an assertion may hold of nothing, with what is gone through.

    Parameters
    ----------
    source : str
        The module.
    """
    tree = ast.parse(source)
    outer = _known(ast.Module([node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)], []), set())
    found = []
    for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
        known = _known(function, outer)
        loops = [(node.lineno, node.iter, node) for node in ast.walk(function) if isinstance(node, ast.For) and _claims(node)]
        for line, over, node in loops:
            changed = {target.id for part in ast.walk(node) if isinstance(part, ast.AugAssign) for target in [part.target]
                       if isinstance(target, ast.Name)}  # fmt: skip
            changed |= {part.func.value.id for part in ast.walk(node) if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
                        and part.func.attr in ("append", "add", "update") and isinstance(part.func.value, ast.Name)}  # fmt: skip
            if not filled(over, known) and not (names(over) | changed) & (_counted(function, node) | SHARED):
                found.append((line, ast.unparse(over)))
        found += [
            (line, " ".join(sorted(over)))
            for line, over, node in _generated(function, known)
            if not over & (_counted(function, node) | SHARED)
        ]
    return sorted(set(found))
