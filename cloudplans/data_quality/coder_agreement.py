"""Agreement of the two independent codings: on what is a statement, and on each field of statements that both found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from cloudplans.dataset import Dataset, load
from cloudplans.labels import message
from cloudplans.verify import Row, plain, raw_tables, typed

_FIELDS = (
    "indicator_id",
    "kind",
    "comparator",
    "lower",
    "upper",
    "unit",
    "deadline",
    "period_start",
    "hedge",
    "label",
    "scope",
)
_NOMINAL = ("indicator_id", "comparator", "kind")
_RESAMPLES = 2000
Pair = tuple[Row | None, Row | None]


def pairs(dataset: Dataset, *, of_reports: bool = False) -> list[Pair]:
    """Return the rows of the two codings in pairs, matched by text, span and order; None where one coding has no row.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    of_reports : bool
        Take the codings of the work reports instead of those of the plans.

    Examples
    --------
    >>> import cloudplans
    >>> len(pairs(cloudplans.load())) > 100
    True
    """
    raw = raw_tables(dataset)
    indexed = []
    for coder in "ab":
        index: dict[tuple[Any, ...], Row] = {}
        for row in typed(raw[f"work_report_coding_{coder}" if of_reports else f"coding_{coder}"]):
            span = row["plan_id" if of_reports else "edition_id"], row["start"], row["end"]
            index[(*span, sum(key[:3] == span for key in index))] = row
        indexed.append(index)
    a, b = indexed
    return [(a.get(key), b.get(key)) for key in sorted(a.keys() | b.keys())]


def _value(row: Row, field: str) -> str:
    return plain(row[field])


def _alpha(units: Sequence[tuple[str, str]]) -> float:
    import krippendorff  # of the extra report

    return float(krippendorff.alpha(reliability_data=list(map(list, zip(*units, strict=True))), level_of_measurement="nominal"))


def _alphas(units: Sequence[tuple[str, str]], drawn: np.ndarray) -> np.ndarray:
    """Return Krippendorff's alpha of each bootstrap sample (`drawn`: how often each unit is drawn); samples with one value are skipped.

    For two coders without gaps it is a short formula; the library's tables for any design take 4 s of the resampling.
    """
    known = sorted({value for unit in units for value in unit})
    counts = drawn @ np.array([[unit.count(value) for value in known] for unit in units])
    differing = drawn @ np.array([a != b for a, b in units], dtype=int)
    values, told = 2 * len(units), (counts > 0).sum(axis=1) > 1
    return (1 - 2 * differing[told] * (values - 1) / (values * values - (counts[told] ** 2).sum(axis=1))).astype(float)


def _interval(units: Sequence[tuple[str, str]], seed: int = 0) -> tuple[float, float]:
    """Return the 95% bootstrap interval of alpha, drawing units with replacement."""
    size = len(units)
    places = (np.random.RandomState([seed]).random_sample((_RESAMPLES, size)) * size).astype(int)
    drawn = [np.bincount(row, minlength=size) for row in places]
    found = np.sort(_alphas(units, np.array(drawn))).tolist()
    return found[int(0.025 * len(found))], found[int(0.975 * len(found)) - 1]


class Agreement(NamedTuple):
    """How far two codings agree on one thing; a field is compared exactly or by alpha, everything else by F1 or as a share."""

    layer: str
    what: str  # a key of `WHAT`
    field: str
    value: float
    counts: tuple[int, ...]
    bounds: tuple[float, float] | None = None


WHAT = {  # in the published tables; `{field}` is a column
    "unitising": message("unitising: the same figure is a statement (F1, exact spans)"),
    "all": message("value, unit and year, all exact"),
    "row": message("the same segment and {field} (F1)"),
    "segment": message("the same segment holds any (F1)"),
    "field": message("{field}, exact"),
    "again": message("{field}, coded again, exact"),
    "alpha-again": message("{field}, coded again, Krippendorff’s alpha (nominal)"),
    "alpha": message("{field}, Krippendorff’s alpha (nominal)"),
}


def agreement(dataset: Dataset, *, of_reports: bool = False) -> list[Agreement]:
    """Return how far the two codings of the statements agree, of plans or of work reports."""
    found = pairs(dataset, of_reports=of_reports)
    both = [(a, b) for a, b in found if a and b]
    counts = tuple(sum(pair[coder] is not None for pair in found) for coder in (0, 1))
    whole = sum(all(_value(a, f) == _value(b, f) for f in ("lower", "upper", "unit", "deadline")) for a, b in both)
    rows = [
        Agreement("statements", "unitising", "", 2 * len(both) / sum(counts), counts),
        Agreement("statements", "all", "", whole / len(both), (len(both),)),
    ]
    return [*rows, *_of_fields("statements", both, _FIELDS, _NOMINAL)]


def _of_fields(layer: str, both: list[tuple[Row, Row]], fields: Sequence[str], nominal: Sequence[str]) -> list[Agreement]:
    rows = []
    for field in fields:
        same = sum(_value(a, field) == _value(b, field) for a, b in both)
        rows.append(Agreement(layer, "field", field, same / len(both), (len(both),)))
    for field in nominal:
        units = [(_value(a, field), _value(b, field)) for a, b in both]
        rows.append(Agreement(layer, "alpha", field, _alpha(units), (len(units),), _interval(units)))
    return rows


def table(dataset: Dataset) -> str:
    """Return the agreement figures as a Markdown table."""
    return _as_table(agreement(dataset))


def report_table(dataset: Dataset) -> str:
    """Return the agreement figures of the work reports as a Markdown table."""
    return _as_table(agreement(dataset, of_reports=True))


def _as_table(found: Sequence[Agreement]) -> str:
    lines = ["| what | agreement | of |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(_cells(row, 'units'))} |" for row in found)])


def _cells(row: Agreement, noun: str) -> list[str]:
    bounds = "" if row.bounds is None else f" [{row.bounds[0]:.3f}, {row.bounds[1]:.3f}]"
    what, counted = WHAT[row.what].format(field=f"`{row.field}`"), " and ".join(map(str, row.counts))
    return [what, f"{row.value:.3f}{bounds}", f"{counted} {'segments' if row.what == 'segment' else noun}"]


_POLICY = {  # layer: fields that identify a row within its segment; fields compared; fields with alpha
    "goals": ("theme", ("type", "level", "deadline", "strength", "printed"), ("type", "strength")),
    "instruments": ("type", ("target", "firmness", "verb", "printed"), ("target", "firmness")),
    "projects": ("name", ("kind", "stage", "places"), ("kind", "stage")),
}


def policy_pairs(dataset: Dataset, layer: str) -> list[Pair]:
    """Return the rows of the two codings of a layer in pairs, matched by edition, segment and theme, type or name.

    Examples
    --------
    >>> import cloudplans
    >>> len(policy_pairs(cloudplans.load(), "instruments")) > 100
    True
    """
    raw = raw_tables(dataset)
    unit = _POLICY[layer][0]
    a, b = ({(r["edition_id"], r["passage"], r[unit]): r for r in typed(raw[f"policy_{layer}_{coder}"])} for coder in "ab")
    return [(a.get(key), b.get(key)) for key in sorted(a.keys() | b.keys())]


def policy_agreement(dataset: Dataset) -> list[Agreement]:
    """Return how far the two codings of goals, instruments and projects agree."""
    rows = []
    for layer, (unit, fields, nominal) in _POLICY.items():
        found = policy_pairs(dataset, layer)
        both = [(a, b) for a, b in found if a and b]
        counts = tuple(sum(pair[coder] is not None for pair in found) for coder in (0, 1))
        rows.append(Agreement(layer, "row", unit, 2 * len(both) / sum(counts), counts))
        places = [{(row["edition_id"], row["passage"]) for row in side if row} for side in zip(*found, strict=True)]
        sizes = len(places[0]), len(places[1])
        rows.append(Agreement(layer, "segment", "", 2 * len(places[0] & places[1]) / sum(sizes), sizes))
        rows += _of_fields(layer, both, fields, nominal)
    return [*rows, *_coded_again(dataset)]


def _coded_again(dataset: Dataset) -> list[Agreement]:
    """Return how far the second codings of measures agree: on whom they address, and on places of measures that either reading gives some."""
    held = typed(raw_tables(dataset)["policy_recoded"])
    units = {
        field: [(_value(r, "coding_a"), _value(r, "coding_b")) for r in held if r["field"] == field]
        for field in ("target", "places")
    }
    rows = [
        Agreement("instruments", "again", f, sum(a == b for a, b in pairs) / len(pairs), (len(pairs),))
        for f, pairs in units.items()
    ]
    target = units["target"]
    return [*rows, Agreement("instruments", "alpha-again", "target", _alpha(target), (len(target),), _interval(target))]


def policy_table(dataset: Dataset) -> str:
    """Return the agreement figures of goals, instruments and projects as a Markdown table."""
    lines = ["| layer | what | agreement | of |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join([row.layer, *_cells(row, 'rows')])} |" for row in policy_agreement(dataset))])


def main() -> int:
    """Print the agreement figures."""
    dataset = load()
    print(table(dataset), policy_table(dataset), report_table(dataset), sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
