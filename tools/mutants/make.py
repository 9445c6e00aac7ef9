"""Write the mutants of modules as lines of JSON, by Cosmic Ray: what is replaced, by what, and where. Runs in an environment aside."""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

# Of the ways to replace an arithmetic operator one each: the others mostly end in a TypeError, which any test would notice.
ARITHMETIC = {"Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul", "BitOr_BitAnd", "BitAnd_BitOr",
              "BitXor_BitAnd", "LShift_RShift", "RShift_LShift"}  # fmt: skip
# What CPython makes of `is` between equal strings and small numbers is its own affair.
IDENTITY = ("Eq_Is", "Eq_IsNot", "NotEq_Is", "NotEq_IsNot", "Lt_Is", "LtE_Is", "Gt_Is", "GtE_Is")


def wanted(operator: str) -> bool:
    """Tell whether an operator changes what a program means, in a way of its own."""
    name = operator.split("/")[-1]
    if name.startswith("ReplaceBinaryOperator_"):
        return name.removeprefix("ReplaceBinaryOperator_") in ARITHMETIC
    return not any(f"Operator_{one}" in name for one in IDENTITY)


def annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where the annotations are: they are not evaluated, so that a change in them changes nothing."""
    found = []
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        found += [((p.lineno, p.col_offset), (p.end_lineno, p.end_col_offset)) for p in parts if isinstance(p, ast.expr)]
    return found


def change(old: str, new: str) -> tuple[int, int, str]:
    """Return the one stretch of `old` that `new` has otherwise, and what stands there."""
    start = next(at for at in range(len(old) + 1) if old[: at + 1] != new[: at + 1])
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, len(old) - end, new[start : len(new) - end]


def mutants(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the mutants of a module, each once."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    seen, idle = {source}, annotations(source)
    for item in _all_work_items([path], {}):
        one = item.mutations[0]
        line, column = one.start_pos
        at = line, len(lines[line - 1][:column].encode())  # ast counts bytes
        if not wanted(one.operator_name) or any(start <= at < end for start, end in idle):
            continue
        new = mutate_code(source, get_operator(one.operator_name)(**one.operator_args), one.occurrence)
        if new is None or new in seen:
            continue
        seen.add(new)
        start, end, put = change(source, new)
        first = source.count("\n", 0, start)
        yield {"path": path.as_posix(), "line": first + 1, "inside": one.definition_name or "", "start": start, "end": end,
               "put": put, "operator": one.operator_name.removeprefix("core/"), "was": lines[first].strip(),
               "is": new.splitlines()[first].strip()}  # fmt: skip


def main() -> None:
    """Print the mutants of the modules that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="+", type=Path)
    for path in parser.parse_args().modules:
        for mutant in mutants(path):
            print(json.dumps(mutant, ensure_ascii=False))


if __name__ == "__main__":
    main()
