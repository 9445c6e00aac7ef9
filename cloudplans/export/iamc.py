"""The wide table of the integrated-assessment community: model, scenario, region, variable, unit, a column a year."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cloudplans.export.loss import Loss
from cloudplans.export.rows import text
from cloudplans.files import write_atomic
from cloudplans.package import Package

INDEX = ["Model", "Scenario", "Region", "Variable", "Unit"]
_LOWER, _UPPER = "Lower Bound", "Upper Bound"
_KEPT = {"plan_id", "region_id", "indicator_id", "kind", "scope", "deadline", "lower", "upper", "unit"}
_STRICT = "gt and ge, lt and le, eq and approx are written alike"


def write(package: Package, path: Path) -> Loss:
    """Write the statements of a year; what is no single number goes to variables of bounds, what has no year to the report."""
    frame, rows, held = package.table("statements"), [], []
    taken: set[tuple[str, ...]] = set()
    named = _named(package, frame)
    for row in named.to_dict("records"):
        if pd.isna(row["deadline"]):
            held.append((row["statement_id"], "no year is printed, and a column is a year"))
            continue
        single = row["lower"] == row["upper"]
        values = {"": row["lower"]} if single else {_LOWER: row["lower"], _UPPER: row["upper"]}
        parts = [
            {**{column: row[column] for column in INDEX}, "Variable": "|".join(filter(None, (row["Variable"], bound))),
             "year": int(row["deadline"]), "value": text(value)}
            for bound, value in values.items() if not pd.isna(value)
        ]  # fmt: skip
        keys = {(*(part[column] for column in INDEX), str(part["year"])) for part in parts}
        if keys & taken:
            held.append((row["statement_id"], "another statement has the same variable, region and year"))
            continue
        taken |= keys
        rows += parts
    wide = pd.DataFrame(rows, columns=[*INDEX, "year", "value"]).pivot(index=INDEX, columns="year", values="value").reset_index()
    write_atomic(path, wide.to_csv(index=False, lineterminator="\n"))
    lost = [
        (f"statements.{column}", "the form has no place for it")
        for column in frame.columns
        if column not in _KEPT | {"comparator"}
    ]
    lost.append(("statements.comparator", _STRICT))
    return Loss("iamc", (path,), len(frame), len(frame) - len(held), tuple(held), tuple(lost))


def _named(package: Package, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the statements with the columns of the form.

    The variable is theme, indicator, kind unless it is a target, and scope, each a level of its own.
    """
    regions = package.table("regions").set_index("region_id")["name_en"].to_dict()
    indicators = package.table("indicators").set_index("indicator_id")[["theme", "name_en"]].to_dict("index")
    variables = []
    for row in frame.to_dict("records"):
        indicator = indicators[row["indicator_id"]]
        kind = "" if row["kind"] == "target" else row["kind"]
        levels = (indicator["theme"], indicator["name_en"], kind, row["scope"])
        variables.append("|".join(level.replace("|", "/") for level in levels if level))
    about = package.descriptor
    return frame.assign(
        Model=f"{about['name']} {about['version']}", Scenario=frame["plan_id"].astype(str), Variable=variables,
        Region=[regions[name] for name in frame["region_id"]], Unit=frame["unit"],
    )  # fmt: skip
