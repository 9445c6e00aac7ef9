"""The public frame in another shape or unit: one column per year, or values converted."""

from __future__ import annotations

import pandas as pd

from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.dataset import Dataset, own_data
from cloudplans.dataset.nearest_names import nearest
from cloudplans.text import UnitWords, figure_at

_KEYS = ["region", "indicator", "unit", "scope", "kind"]
_ENGLISH = {  # names of units that no plan prints
    "billion CNY": (1e9, "CNY"), "million CNY": (1e6, "CNY"), "CNY billion": (1e9, "CNY"), "CNY million": (1e6, "CNY"),
    "billion USD": (1e9, "USD"), "million USD": (1e6, "USD"), "USD billion": (1e9, "USD"), "USD million": (1e6, "USD"),
}  # fmt: skip
RATES = "cny-per-usd"  # the series of annual average exchange rates


def wide(rows: pd.DataFrame, values: str = "value") -> pd.DataFrame:
    """Return targets as a table with one row per region, indicator, unit, scope and kind, and one column per year.

    Nothing is aggregated: scopes stay separate, and of two plans of one region each has its own row.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets` or `statements`.
    values : str
        The column that fills the table, such as ``"value"``, ``"lower"``, ``"comparator"`` or ``"printed"``.

    Returns
    -------
    DataFrame
        Indexed by region, indicator, unit, scope and kind (and `plan_id` where plans differ in nothing else); the columns are the
        years in order, with ``<NA>`` last for statements without a year. What no statement gives is missing.

    Raises
    ------
    ValueError
        If the frame lacks a column, or two statements differ in none of the above; their ids are given.

    Examples
    --------
    >>> import cloudplans
    >>> table = cloudplans.wide(cloudplans.targets(indicator="cloud-services-scale", unit="CNY"))
    >>> table.xs("Guangdong")[2020].tolist()
    [300000000000.0]
    """
    if absent := [column for column in [*_KEYS, "deadline", values] if column not in rows]:
        raise ValueError(f"the frame has no column {', '.join(absent)}; pass rows of targets() or statements()")
    keys = list(_KEYS)
    filled = rows.assign(scope=rows["scope"].fillna(""))
    if filled.duplicated([*keys, "deadline"]).any():
        keys.append("plan_id")
    if filled.duplicated([*keys, "deadline"]).any():
        keys.append("label")
    repeated = filled[filled.duplicated([*keys, "deadline"], keep=False)]
    if len(repeated):
        raise ValueError(f"these statements differ only in their figure: {', '.join(repeated['statement_id'])}; drop one")
    years = filled["deadline"].astype("Int64")
    order = pd.Index([*sorted(set(years.dropna())), *([pd.NA] if years.isna().any() else [])], dtype="Int64", name="deadline")
    columns = {year: filled[years.isna() if year is pd.NA else (years == year).fillna(False)] for year in order}
    index = pd.MultiIndex.from_frame(filled[keys].drop_duplicates()).sort_values()
    made = pd.DataFrame(
        {place: part.set_index(keys)[values].reindex(index) for place, part in enumerate(columns.values())}, index=index
    )
    made.columns = order
    return made


def convert(rows: pd.DataFrame, unit: str, *, data: Dataset | None = None) -> pd.DataFrame:
    """Return targets in another unit of the same dimension: 亿元, 万元, CNY billion, USD, PB, Gbit/s and so on.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets` or `statements`, all of one dimension.
    unit : str
        A unit as plans print it (``"亿元"``, ``"万户"``, ``"EB"``), ``"CNY billion"`` and the like, or ``"USD"``.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        The rows with `value`, `lower` and `upper` in the new unit, which `unit` names. ``attrs["factor"]`` is the factor by which
        the new unit differs from the old one. Yuan become dollars at the annual average rate of the deadline's year:
        ``attrs["rates"]`` has the rate per year; where there is no rate, or no year, the value is missing.

    Raises
    ------
    ValueError
        If there is no such unit, or a row has another dimension.

    Examples
    --------
    >>> import cloudplans
    >>> rows = cloudplans.targets(region="Guangdong", indicator="cloud-services-scale", year=2020)
    >>> cloudplans.convert(rows, "亿元")["value"].tolist()
    [3000.0]
    """
    found = sorted(set(rows["unit"]))
    factor, base = _unit(data or own_data(), unit, {*found})
    foreign = [other for other in found if other != base and {other, base} != {"CNY", "USD"}]
    if foreign:
        raise ValueError(f"{unit} measures {base}, but the rows are in {', '.join(foreign)}; select rows with unit={base!r}")
    rates = _rates(data or own_data())
    used: dict[int, float] = {}
    divisors = []
    for row in rows.to_dict("records"):
        divisor = factor
        if row["unit"] != base:
            rate = float("nan") if pd.isna(row["deadline"]) else rates.get(int(row["deadline"]), float("nan"))
            if rate == rate:
                used[int(row["deadline"])] = rate
            divisor = factor * (rate if base == "USD" else 1 / rate)
        divisors.append(divisor)
    scale = pd.Series(divisors, index=rows.index, dtype="float64")
    made = rows.assign(unit=unit, **{column: rows[column] / scale for column in ("value", "lower", "upper")})
    made.attrs = {**rows.attrs, "factor": factor}
    if used:
        made.attrs["rates"] = used
    return made


def _unit(data: Tables, unit: str, wanted: set[str]) -> tuple[float, str]:
    """Return how many of its base unit a unit is, and the base unit; of several meanings (P), that of the rows."""
    if unit in _ENGLISH:
        return _ENGLISH[unit]
    units, counters = data.table("units"), data.table("counters")
    meanings = [*zip(units["printed"], units["unit"], units["factor"].astype(float), strict=True)]
    meanings += [(word, base, 1.0) for word, base in zip(counters["word"], counters["unit"], strict=True)]
    names = {*units["unit"], *data.table("indicators")["unit"]}
    if unit in names:
        return 1.0, unit
    figure = figure_at(f"1{unit}", 0, UnitWords(word for word, _, _ in meanings))
    if figure and figure.word and figure.end == len(unit) + 1:
        fitting = {base: factor for word, base, factor in meanings if word == figure.word}
        base = next((base for base in fitting if base in wanted), next(iter(fitting)))
        return float(figure.low) * fitting[base], base
    raise nearest(unit, [*_ENGLISH, *units["printed"], *names], "unit")


def _rates(data: Tables) -> dict[int, float]:
    series = data.table("series")
    series = series[series["series"] == RATES]
    return dict(zip(series["year"].astype(int), series["value"], strict=True))
