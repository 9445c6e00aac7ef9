"""Who says what: for each indicator and plan the latest target, or what the plan says instead of a number."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cloudplans.compare import by_region, coverage
from cloudplans.dataset import Dataset, coded_statements, indicator_names, own_data, region_names, with_readable_columns
from cloudplans.display.html_table import NOTHING, Table, _record_link, folding, heading, on_page, scrollable, table
from cloudplans.labels import VOCABULARIES, Language, code_name, language, safe, translate, untypeset

_SILENT = "not stated"


def coverage_counts(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return by theme and region how many indicators the plan quantifies, gives a direction for, ..., does not mention."""
    dataset = data or own_data()
    lang = language(lang)
    frame = by_region(coverage(data=dataset))
    counts = frame.groupby(["theme_id", "region_id", "state"]).size().unstack(fill_value=0)
    comma = translate("; ", lang)
    cells = {
        key: comma.join(f"{code_name('state', state, lang)} {row[state]}" for state in VOCABULARIES["state"] if row.get(state))
        for key, row in counts.iterrows()
    }
    wide = pd.Series(cells).unstack().reindex([theme for theme in VOCABULARIES["theme"] if theme in set(frame["theme_id"])])
    wide = wide.rename(columns=region_names(data=dataset, lang=lang))
    wide.insert(0, "theme", [code_name("theme", theme, lang) for theme in wide.index])
    return table(wide, caption=translate("Number of indicators by theme, plan and what the plan says", lang), lang=lang)


def coverage_grid(theme: str | None = None, *, data: Dataset | None = None, lang: Language | None = None) -> CoverageGrid:
    """Return a grid of indicators by region: the latest target with its year, or what the plan says instead of a number.

    Parameters
    ----------
    theme : str, optional
        The theme of the indicators; by default all.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Returns
    -------
    CoverageGrid
        Rows by the number of plans that give a number. A silent plan has a dash: the whole text was read.

    Examples
    --------
    >>> [line.split("  ")[0] for line in repr(coverage_grid(theme="industry-scale")).splitlines()[:2]]
    ['Indicator', 'Software and IT services revenue']
    """
    dataset = data or own_data()
    lang = language(lang)
    return CoverageGrid(dataset, theme, lang)


class CoverageGrid:
    """A grid of indicators by region; made by `coverage_grid`."""

    lang: str
    linked: bool
    regions: list[str]
    names: dict[str, str]
    indicators: dict[str, str]
    order: list[str]
    cells: dict[tuple[str, str], tuple[str, dict[str, Any] | None]]

    def __init__(self, dataset: Dataset, theme: str | None, lang: str = "en") -> None:
        found = by_region(coverage(theme=theme, data=dataset))
        self.lang, self.linked = lang, on_page()
        self.regions = list(dict.fromkeys(found["region_id"]))
        self.names, self.indicators = region_names(data=dataset, lang=lang), indicator_names(data=dataset, lang=lang)
        numbers, words = (
            found[found["state"].isin(states)].groupby("indicator_id").size()
            for states in (["quantified"], ["directional", "qualitative", "deferred"])
        )
        self.order = sorted(
            found["indicator_id"].unique(), key=lambda name: (-numbers.get(name, 0), -words.get(name, 0), self.indicators[name])
        )
        rows = with_readable_columns(coded_statements(dataset), data=dataset, lang=lang)
        latest = rows.sort_values(["deadline", "statement_id"], na_position="first").set_index("statement_id", drop=False)
        self.cells = {(row["indicator_id"], row["region_id"]): _cell(row, latest) for row in found.to_dict("records")}

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{safe(self.names[region])}</th>' for region in self.regions)
        body = "".join(
            f'<tr{folding(at, len(self.order))}><th scope="row">{safe(self.indicators[name])}</th>{"".join(self._shown(name, region) for region in self.regions)}</tr>'
            for at, name in enumerate(self.order)
        )
        caption = translate(
            "Latest number of each plan and its target year; a dash means that the plan does not mention it", self.lang
        )
        content = (
            f'<table class="data grid"><caption>{safe(caption)}</caption><thead><tr><th scope="col">{safe(heading("indicator", self.lang))}'
            f"</th>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
        return untypeset(scrollable(content, caption) + Table.more(len(self.order), self.lang, self.linked))

    def _shown(self, indicator: str, region: str) -> str:
        state, row = self.cells[indicator, region]
        label = f' data-label="{safe(self.names[region])}"'
        if row is None:
            kind = "none" if state == _SILENT else "words"
            return f'<td class="{kind}"{label}>{NOTHING if state == _SILENT else safe(code_name("state", state, self.lang))}</td>'
        value = safe(row["reading"])
        value = _record_link(row["statement_id"], value) if self.linked else value
        small = " · ".join(filter(None, [_year(row), row["scope_name"]]))
        return f"<td{label}>{value}{f' <small>{safe(small)}</small>' if small else ''}</td>"

    def _plain(self, indicator: str, region: str) -> str:
        state, row = self.cells[indicator, region]
        if row is None:
            return NOTHING if state == _SILENT else code_name("state", state, self.lang)
        return f"{row['reading']} ({_year(row)})" if _year(row) else str(row["reading"])

    def __repr__(self) -> str:
        rows = [[self.indicators[name], *(self._plain(name, region) for region in self.regions)] for name in self.order]
        return repr(
            table(pd.DataFrame(rows, columns=["indicator", *(self.names[region] for region in self.regions)]), lang=self.lang)
        )


def _cell(row: dict[str, Any], latest: pd.DataFrame) -> tuple[str, dict[str, Any] | None]:
    """Return the state of a cell and its latest statement, if any: a target rather than anything else."""
    mine = latest[latest["statement_id"].isin(row["statement_ids"])]
    if row["state"] != "quantified" or mine.empty:
        return row["state"], None
    targets = mine[mine["kind"] == "target"]
    return row["state"], (mine if targets.empty else targets).iloc[-1].to_dict()


def _year(row: dict[str, Any]) -> str:
    return "" if pd.isna(row["deadline"]) else str(row["deadline"])
