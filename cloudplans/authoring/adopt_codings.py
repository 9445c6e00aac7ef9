"""Make the statements of a folder from its two codings: what both have is taken, what differs as its adjudication decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cloudplans.authoring.plan_folder import Row, read_tables, write_tables
from cloudplans.text import squeeze

UNIT_OF_ANALYSIS = "unit of analysis"  # the field of an adjudication on whether, and with which span, a figure is a statement
CODERS = ("a", "b")
NOTHING = "none"  # adopted as the unit of analysis where the figure is no statement, whatever the codings have
_FIELDS = (
    "kind", "scope", "period_start", "deadline", "comparator", "lower", "upper", "unit", "hedge", "label", "printed", "indicator_id",
)  # fmt: skip


class Difference(NamedTuple):
    """A difference between the codings that no adjudication decides: where it is, the field, what each coder has."""

    edition_id: str
    start: str
    field: str
    coding_a: str
    coding_b: str


class AdoptedCodings(NamedTuple):
    """What was made of two codings: the number of statements, and the differences that are still to be decided."""

    statements: int
    open: list[Difference]

    def __str__(self) -> str:
        return f"{self.statements} statements from the codings, {len(self.open)} differences to decide"


def adopt_codings(directory: Path | str) -> AdoptedCodings:
    """Replace the drafts of a folder by the statements that its codings and adjudications give.

    Parameters
    ----------
    directory : Path
        A folder that ``cloudplans new-plan`` made, with ``coding/coding_a.csv``, ``coding/coding_b.csv`` and
        ``coding/adjudication.csv``.

    Returns
    -------
    AdoptedCodings
        How many statements there are now, and what is not decided; a field that is not decided is taken from the first coding.

    Raises
    ------
    ValueError
        If the folder cannot be read, or has no two codings.

    Examples
    --------
    >>> adopt_codings("/nowhere")
    Traceback (most recent call last):
    ValueError: /nowhere is not a folder of plans: it has no datapackage.json; `cloudplans new-plan` makes one
    """
    directory = Path(directory)
    tables = read_tables(directory)
    if missing := [name for name in ("coding_a", "coding_b") if not tables.get(name)]:
        raise ValueError(f"{directory} has no rows in {' and '.join(missing)}; two codings are needed")
    plans = {row["edition_id"]: row["plan_id"] for row in tables["editions"]}
    codings = [_by_figure(tables[f"coding_{coder}"]) for coder in CODERS]
    decided = {(row["edition_id"], row["start"], row["field"]): row["adopted"] for row in tables.get("adjudication", [])}
    statements, still_open = [], []
    for place in sorted({figure[:2] for coding in codings for figure in coding}, key=lambda place: (place[0], int(place[1]))):
        found = [{figure[2:]: row for figure, row in coding.items() if figure[:2] == place} for coding in codings]
        rows, differences = _adopted(place, found, decided)
        still_open += differences
        statements += [_statement(plans[place[0]], row, number) for number, row in enumerate(rows)]
    tables["statements"] = statements
    tables["evidence"] = []
    write_tables(directory, tables)
    return AdoptedCodings(len(statements), still_open)


def _by_figure(rows: Iterable[Row]) -> dict[tuple[str, str, str, str], Row]:
    return {(row["edition_id"], row["start"], row["end"], row["indicator_id"]): row for row in rows}


def _adopted(
    place: tuple[str, str], found: list[dict[tuple[str, str], Row]], decided: Mapping[tuple[str, str, str], str]
) -> tuple[list[Row], list[Difference]]:
    """Return the rows that begin at a place of a text, and what is open there."""
    one, other = found
    if decided.get((*place, UNIT_OF_ANALYSIS)) == NOTHING:
        return [], []
    if one.keys() != other.keys():
        chosen = decided.get((*place, UNIT_OF_ANALYSIS))
        if chosen not in CODERS:
            said = (" ".join(map("-".join, coding)) for coding in found)
            return list((one or other).values()), [Difference(*place, UNIT_OF_ANALYSIS, *said)]
        one = found[CODERS.index(chosen)]
        other = one | {key: row for key, row in other.items() if key in one}
    rows, still_open = [], []
    for key, row in one.items():
        merged = dict(row)
        for field in _FIELDS:
            if (adopted := decided.get((*place, field))) is not None:
                merged[field] = adopted
            elif squeeze(row[field]) != squeeze(other[key][field]):
                still_open.append(Difference(*place, field, row[field], other[key][field]))
        rows.append(merged)
    return rows, still_open


def _statement(plan: str, row: Row, number: int) -> Row:
    """Return the row of a statement; a further one of the same figure has a letter after its place."""
    name = f"{plan}.at-{row['start']}" + (f".{'abcdefghij'[number]}" if number else "")
    return {"statement_id": name, "plan_id": plan, "status": "verified"} | {field: row[field] for field in _FIELDS}
