"""Columns that readers see: names instead of ids, figures with their bounds and marks, labels of rows, names of a matrix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cloudplans.dataset.complete_frame import COLUMNS
from cloudplans.dataset.corrected_readings import adopted_readings
from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.dataset import Dataset, own_data
from cloudplans.dataset.select_statements import coded_statements, rows_of
from cloudplans.dataset.work_reports import all_indicators
from cloudplans.labels import SIGNS, Language, code_name, interval, language, status_mark, translate
from cloudplans.text import visible

_VOCABULARY = {  # column of a comparison to the vocabulary of its codes
    "verdict": "verdict", "outcome": "outcome", "relation": "relation", "state": "state", "rule": "rule", "result": "result",
    "changed": "change", "base": "base",
}  # fmt: skip
_POLICY_NAMES = {  # column of codes in the policy tables: the list in the table `terms`, the column of names
    "type": ("instrument", "instrument"),
    "family": ("family", "family_name"),
    "level": ("level", "level_name"),
    "theme": ("theme", "theme_name"),
    "kind": ("kind", "kind_name"),
    "stage": ("stage", "stage_name"),
    "mark": ("mark", "mark_name"),
}


def with_readable_columns(statements: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> pd.DataFrame:
    """Return statements with the columns that readers see: names, the figure as stated, its value in units, hedge and note.

    Parameters
    ----------
    statements : DataFrame
        Rows of `statements()`.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Returns
    -------
    DataFrame
        The same rows with the columns `region`, `indicator` and `theme` (names in `lang`), `direction` (of the indicator), `figure` (the figure as stated with its bound; a corrected one as adopted, with the printed text beside it),
        `reading` (the same in the unit of the indicator), `firmness` (the quoted hedge, else empty) and `note`.

    Examples
    --------
    >>> import cloudplans
    >>> rows = cloudplans.statements(region="CN-GD", indicator="subscriptions-4g", year=2020)
    >>> with_readable_columns(rows)["figure"].iloc[0]
    '1.3亿户 † (printed 1[U+E010]3亿户)'
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = _with_codes(statements, dataset)
    indicators = all_indicators(dataset).set_index("indicator_id")
    names = dataset.table("regions").set_index("region_id")[f"name_{lang}"]
    adopted = adopted_readings(dataset)
    frame["region"] = frame["region_id"].map(names).map(visible, na_action="ignore")
    frame["indicator"] = frame["indicator_id"].map(indicators[f"name_{lang}"]).map(visible, na_action="ignore")
    frame["theme_id"] = frame["indicator_id"].map(indicators["theme"])
    frame["theme"] = [code_name("theme", theme, lang) for theme in frame["theme_id"]]
    frame["direction"] = frame["indicator_id"].map(indicators["direction"])
    frame["figure"] = [_figure(row, adopted, lang) for row in frame.to_dict("records")]
    frame["reading"] = [interval(row, lang) for row in frame.to_dict("records")]
    frame["firmness"] = [f"“{hedge}”" if hedge else "" for hedge in frame["hedge"]]
    frame["note"] = frame[f"note_{lang}"]
    english = dataset.table("translations").set_index("printed")["english"] if lang == "en" else {}
    frame["scope_name"] = [english.get(scope, scope) for scope in frame["scope"]]
    frame["hedge_name"] = [f"“{english.get(hedge, hedge)}”" if hedge else "" for hedge in frame["hedge"]]
    return frame


def _with_codes(statements: pd.DataFrame, dataset: Tables) -> pd.DataFrame:
    """Return statements as the tables have them, with the columns that a comparison added."""
    if statements.empty or {"note_zh", "note_en"} <= {*statements}:  # already as the tables have them
        return statements.copy() if "note_zh" in statements else coded_statements(dataset).iloc[:0]
    coded = rows_of(dataset, statements)
    added = {name: statements[name].to_numpy() for name in statements if name not in {*coded, *COLUMNS}}
    made = coded.assign(**added)
    made.attrs = {**coded.attrs, **statements.attrs}
    return made


def _figure(row: dict[str, Any], adopted: dict[str, str], lang: str) -> str:
    if row["status"] == "unverified":  # known from a list only, not as the page prints it
        return interval(row, lang)
    sign, printed = SIGNS[row["comparator"]], visible(row["printed"])
    if row["status"] != "corrected":
        return sign + printed + status_mark(row)
    words = translate("{adopted} † (printed {printed})", lang, adopted=visible(adopted[row["statement_id"]]), printed=printed)
    return sign + words


def region_names(*, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return the names of the regions by id.

    Examples
    --------
    >>> import cloudplans
    >>> region_names()["CN-GD"]
    'Guangdong'
    """
    dataset = data or own_data()
    lang = language(lang)
    return dataset.regions().set_index("region_id")[f"name_{lang}"].to_dict()


def short_plan_names(*, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return the names of the plans by id: the region, with the year in the id where a region has several plans.

    Examples
    --------
    >>> names = short_plan_names()
    >>> names["guangdong-2014"], names["jinan-2024-ai"]
    ('Guangdong', 'Jinan (2024)')
    """
    dataset = data or own_data()
    lang = language(lang)
    names, plans = region_names(data=dataset, lang=lang), dataset.plans()
    several = plans["region_id"].duplicated(keep=False)
    return {
        plan: translate("{region} ({year})", lang, region=names[region], year=year_in_id(plan)) if shared else names[region]
        for plan, region, shared in zip(plans["plan_id"], plans["region_id"], several, strict=True)
    }


def year_in_id(plan_id: str) -> str:
    """Return the year in the id of a plan, or nothing.

    Examples
    --------
    >>> year_in_id("jinan-2024-ai")
    '2024'
    """
    found = re.search(r"-(\d{4})\b", plan_id)
    return found[1] if found else ""


def indicator_names(*, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return the names of the indicators by id."""
    dataset = data or own_data()
    lang = language(lang)
    return all_indicators(dataset).set_index("indicator_id")[f"name_{lang}"].to_dict()


def with_result_names(dataset: Dataset, frame: pd.DataFrame, columns: Sequence[str], lang: str = "en") -> pd.DataFrame:
    """Return a comparison with names instead of codes and with its bilingual columns in one language; see `results`."""
    made = frame.copy()
    for column in columns:
        if f"{column}_{lang}" in frame:
            made[column] = frame[f"{column}_{lang}"]
    if "region_id" in frame:
        made["region"] = frame["region_id"].map(region_names(data=dataset, lang=lang))
    if "indicator_id" in frame:
        made["indicator"] = frame["indicator_id"].map(indicator_names(data=dataset, lang=lang))
    if "passed_at_issue" in frame:
        made["passed"] = [f"{share:.1f}%" if share == share else "" for share in frame["passed_at_issue"]]
    for column in _VOCABULARY.keys() & set(columns):
        codes = frame["verdict" if column == "outcome" else column]
        made[column] = [code_name(_VOCABULARY[column], code, lang) for code in codes]
    return made


def with_row_labels(
    frame: pd.DataFrame, columns: Sequence[str], *, data: Dataset | None = None, lang: Language | None = None
) -> pd.DataFrame:
    """Return a comparison with a column `label` that names each row of a chart.

    Parameters
    ----------
    frame : DataFrame
        A result of `cloudplans.compare`.
    columns : sequence of str
        What the label consists of, such as ``("region", "deadline")``; codes are named in `lang`.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import compare
    >>> data = cloudplans.load()
    >>> sizes = compare.relative_to(data.targets(indicator="cloud-services-scale"), base="gdp-target-year", data=data)
    >>> with_row_labels(sizes, ("region", "deadline"), data=data)["label"].iloc[0]
    'Chengdu 2015'
    """
    dataset = data or own_data()
    lang = language(lang)
    no_year = translate("no year", lang)
    rows = with_result_names(dataset, frame, columns, lang).loc[:, list(columns)].to_dict("records")
    labels = [" ".join(filter(None, (no_year if pd.isna(value) else _plain(value) for value in row.values()))) for row in rows]
    made = frame.assign(label=labels)
    made.attrs.update(frame.attrs)
    return made


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)  # a year beside missing ones


def matrix_with_names(matrix: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> pd.DataFrame:
    """Return a matrix of indicators by regions with names instead of ids (see `cloudplans.compare.coverage_matrix`)."""
    dataset = data or own_data()
    lang = language(lang)
    named = matrix.rename(index=indicator_names(data=dataset, lang=lang), columns=region_names(data=dataset, lang=lang))
    return named.rename_axis(index=None, columns=None)


def with_names(frame: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> pd.DataFrame:
    """Return goals, instruments or projects, or a comparison of them, with names beside the codes.

    Parameters
    ----------
    frame : DataFrame
        A table of the policy layer, or a result of `cloudplans.compare.instrument_matrix`, `project_places`, `goal_themes` or
        `aims_ladder`.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Returns
    -------
    DataFrame
        With `region` and `plan`, which has a year where a region has several plans, and for each column of codes its column of names: `instrument`, `family_name`, `level_name`, `place`, ...

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> with_names(data.instruments(region="Hubei", type="tax"), data=data)[["region", "instrument"]].iloc[0].tolist()
    ['Hubei', 'Tax and fee relief']
    """
    dataset = data or own_data()
    lang = language(lang)
    made = frame.copy()
    regions = region_names(data=dataset, lang=lang)
    made["region"] = made["region_id"].map(regions)
    if "plan_id" in made:
        made["plan"] = made["plan_id"].map(short_plan_names(data=dataset, lang=lang))
    for column, (vocabulary, name) in _POLICY_NAMES.items():
        if column in made:
            made[name] = made[column].map(dataset.terms(vocabulary).set_index("code")[f"name_{lang}"]).fillna("")
    if "place_id" in made:
        made["place"] = made["place_id"].map(regions).fillna(translate("no place named", lang))
    made.attrs.update(frame.attrs)
    return made


def figures_by_region(statements: pd.DataFrame, *, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return `statements` as text by region, one line per statement: year, value, indicator.

    Every region with a plan is a key; without a statement its text says so. The result is what `cloudplans.plots.tile_map`
    takes.

    Examples
    --------
    >>> import cloudplans
    >>> data = cloudplans.load()
    >>> figures_by_region(data.targets(indicator="cloud-servers"), data=data)["CN-HB"]
    'no year: ≈ 10,000 servers, Cloud servers'
    """
    dataset = data or own_data()
    lang = language(lang)
    lines: dict[str, list[str]] = {region: [] for region in dataset.plans()["region_id"]}
    rows = with_readable_columns(statements, data=dataset, lang=lang).sort_values(["deadline", "indicator_id"])
    for row in rows.to_dict("records"):
        year = translate("no year", lang) if pd.isna(row["deadline"]) else row["deadline"]
        line = translate("{year}: {value}, {indicator}", lang, year=year, value=row["reading"], indicator=row["indicator"])
        lines.setdefault(row["region_id"], []).append(line)
    return {region: "\n".join(words) or translate("no such target", lang) for region, words in lines.items()}
