"""The profile of a region: its main targets, its targets by year, how they compare with those of others, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cloudplans import compare
from cloudplans.dataset import (
    Dataset,
    coded_statements,
    indicator_names,
    own_data,
    region_names,
    with_names,
    with_readable_columns,
)
from cloudplans.display.blocks import Block
from cloudplans.display.html_table import NOTHING, linked_record, table
from cloudplans.display.plan_records import plan_of
from cloudplans.labels import VOCABULARIES, Language, code_name, language, safe, translate

_FAMILIES = (("supply", "#5c626b"), ("environment", "#9aa1ab"), ("demand", "#c9cdd3"), ("other", "#e4e6ea"))
_MAIN = 3  # targets at the head of a profile


def _targets(dataset: Dataset, region: str, lang: str) -> pd.DataFrame:
    plan = plan_of(region, data=dataset)["plan_id"]
    return with_readable_columns(coded_statements(dataset, plan=plan, kind="target"), data=dataset, lang=lang)


def main_targets(region: str, *, data: Dataset | None = None, lang: Language | None = None) -> Block:
    """Return the largest targets of a region's plan: in yuan, or, if it has fewer, those with a year from other themes as well.

    Parameters
    ----------
    region : str
        A region, by id or name.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Examples
    --------
    >>> print(main_targets("Hubei").text.splitlines()[0])
    CNY 50 billion: Cloud and big-data industry, 2020
    """
    dataset, lang = data or own_data(), language(lang)
    rows = _targets(dataset, region, lang)
    dated = rows[rows["deadline"].notna() & rows["lower"].notna()]
    order = {theme: place for place, theme in enumerate(VOCABULARIES["theme"])}
    ordered = dated.assign(money=dated["unit"] == "CNY", place=dated["theme_id"].map(order)).sort_values(
        ["money", "place", "lower"], ascending=[False, True, False], kind="stable"
    )
    chosen = ordered.drop_duplicates("indicator_id").head(_MAIN).to_dict("records")
    items = "".join(
        f"<li><b>{linked_record(row['statement_id'], safe(row['reading']))}</b>{safe(row['indicator'])}, {row['deadline']}</li>"
        for row in chosen
    )
    region_id = safe(plan_of(region, data=dataset)["region_id"])
    text = "\n".join(f"{row['reading']}: {row['indicator']}, {row['deadline']}" for row in chosen)
    return Block(f'<ul class="big region-{region_id}">{items}</ul>', text)


def targets_by_year(region: str, *, data: Dataset | None = None, lang: Language | None = None) -> Block:
    """Return the targets of a region's plan as a table: a row per indicator and scope, a column per year.

    Parameters
    ----------
    region, data, lang
        As for `main_targets`.

    Examples
    --------
    >>> print(targets_by_year("Shanghai").text.splitlines()[0])
    Scale of the industry
    """
    dataset, lang = data or own_data(), language(lang)
    rows = _targets(dataset, region, lang)
    years: list[Any] = sorted(rows["deadline"].dropna().unique())
    heads = [str(year) for year in years] + ([translate("no year", lang)] if rows["deadline"].isna().any() else [])
    head = "".join(f'<th scope="col" class="number">{safe(words)}</th>' for words in heads)
    parts, lines = [], []
    for theme in VOCABULARIES["theme"]:
        of_theme = rows[rows["theme_id"] == theme]
        if of_theme.empty:
            continue
        name = code_name("theme", theme, lang)
        lines.append(name)
        parts.append(f'<tr><th colspan="{len(heads) + 1}" scope="rowgroup">{safe(name)}</th></tr>')
        for series in _series(of_theme):
            cells = [series[series["deadline"] == year] for year in years]
            cells += [series[series["deadline"].isna()]] if len(heads) > len(years) else []
            parts.append(_series_row(series.iloc[0], cells, heads))
            lines.append("  ".join([series.iloc[0]["indicator"], *(cell["reading"].iloc[0] for cell in cells if len(cell))]))
    caption = translate("Targets by year; open a value to see its passage", lang)
    heading = translate("Indicator", lang, context="heading")
    return Block(
        f'<div class="scroll"><table class="data stages"><caption>{caption}</caption><thead><tr><th scope="col">{heading}</th>{head}</tr></thead>'
        f"<tbody>{''.join(parts)}</tbody></table></div>",
        "\n".join(lines),
    )


def _series(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows of each indicator; of two scopes with a target for the same year, one after the other."""
    found = []
    for _, of_indicator in rows.sort_values(["indicator", "deadline", "statement_id"]).groupby("indicator_id", sort=False):
        if of_indicator["deadline"].duplicated().any():
            found += [part for _, part in of_indicator.groupby("scope", sort=False)]
        else:
            found.append(of_indicator)
    return found


def _series_row(first: Any, cells: Sequence[pd.DataFrame], heads: Sequence[str]) -> str:
    scope = f' <span class="scope">{safe(first["scope_name"])}</span>' if first["scope_name"] else ""
    shown = "".join(
        f'<td class="number" data-label="{safe(head)}">'
        + ("<br>".join(linked_record(row["statement_id"], safe(row["reading"])) for row in cell.to_dict("records")) or NOTHING)
        + "</td>"
        if len(cell)
        else f'<td class="number none" data-label="{safe(head)}">{NOTHING}</td>'
        for head, cell in zip(heads, cells, strict=True)
    )
    return f'<tr><th scope="row">{safe(first["indicator"])}{scope}</th>{shown}</tr>'


def beside_others(region: str, *, data: Dataset | None = None, lang: Language | None = None) -> Any:
    """Return the targets of a region that can be ranked against those of other regions, with both shares of GDP.

    Parameters
    ----------
    region, data, lang
        As for `main_targets`.

    Returns
    -------
    Table or Block
        A sentence where no target can be ranked.
    """
    dataset, lang = data or own_data(), language(lang)
    own, targets = plan_of(region, data=dataset)["region_id"], coded_statements(dataset, kind="target")
    mine = targets[targets["region_id"] == own]
    shared = targets[targets["indicator_id"].isin(mine["indicator_id"])]
    if shared["region_id"].nunique() < 2:
        return _not_ranked(lang)
    pairs = compare.pairs(shared, data=dataset)
    decided = pairs[pairs["relation"].isin(["less", "greater", "equal"])]
    regions = targets.set_index("statement_id")["region_id"]
    decided = decided[(decided["a"].map(regions) == own) != (decided["b"].map(regions) == own)]
    if decided.empty:
        return _not_ranked(lang)
    rows = with_readable_columns(targets[targets["statement_id"].isin({*decided["a"], *decided["b"]})], data=dataset, lang=lang)
    size = compare.relative_to(rows, base="gdp-target-year", data=dataset).set_index("statement_id")["lower"]
    rows["gdp_share"] = [f"{size[name]:.1f}%" if pd.notna(size[name]) else NOTHING for name in rows["statement_id"]]
    rows = rows.sort_values(["indicator", "deadline", "lower"], ascending=[True, True, False])
    return table(rows, ("indicator", "deadline", "region", "figure", "reading", "gdp_share", "statement_id"), lang=lang)


def _not_ranked(lang: str) -> Block:
    words = translate(
        "None of these targets can be ranked against a target of another region: the plans measure different things.", lang
    )
    return Block(f"<p>{safe(words)}</p>", words)


def gaps(region: str, *, data: Dataset | None = None, lang: Language | None = None) -> Block:
    """Return, by theme, what at least two other regions speak of and a region's plan does not mention or gives no number for.

    Parameters
    ----------
    region, data, lang
        As for `main_targets`.

    Examples
    --------
    >>> print(gaps("Hubei").text.splitlines()[0].partition(":")[0])
    Not mentioned
    """
    dataset, lang = data or own_data(), language(lang)
    plan, states = plan_of(region, data=dataset)["plan_id"], compare.coverage(data=dataset)
    said = states[(states["state"] != "not stated") & (states["plan_id"] != plan)]
    shared = said.groupby("indicator_id")["region_id"].nunique()
    states = states[(states["plan_id"] == plan) & states["indicator_id"].isin(shared.index[shared > 1])]
    names = indicator_names(data=dataset, lang=lang)
    html, lines = [], []
    for state in ("not stated", "deferred", "directional", "qualitative"):
        found = states[states["state"] == state]
        if found.empty:
            continue
        by_theme = [
            (code_name("theme", theme, lang), [names[name] for name in found.loc[found["theme_id"] == theme, "indicator_id"]])
            for theme in VOCABULARIES["theme"] if theme in set(found["theme_id"])
        ]  # fmt: skip
        title = code_name("state", state, lang).capitalize()
        items = "".join(f"<li>{safe(theme)}: {safe(translate(', ', lang).join(sorted(own)))}</li>" for theme, own in by_theme)
        html.append(f"<h3>{safe(title)} ({len(found)})</h3><ul>{items}</ul>")
        lines.append(f"{title}: {', '.join(name for _, own in by_theme for name in own)}")
    return Block("".join(html), "\n".join(lines))


def policy_families(region: str, *, data: Dataset | None = None, lang: Language | None = None) -> Block:
    """Return the shares of supply, demand and environment among the measures of a region's plan.

    Parameters
    ----------
    region, data, lang
        As for `main_targets`.
    """
    dataset, lang = data or own_data(), language(lang)
    plan = plan_of(region, data=dataset)
    own = plan["region_id"]
    matrix = with_names(compare.instrument_matrix(by="family", data=dataset), data=dataset, lang=lang)
    counts = matrix[matrix["plan_id"] == plan["plan_id"]].set_index("family")["measures"]
    names = dict(zip(matrix["family"], matrix["family_name"], strict=True))
    if not counts.sum():
        words = translate("No measures are coded for this plan.", lang)
        return Block(f"<p>{safe(words)}</p>", words)
    frame = pd.DataFrame(
        [
            (names[family], int(counts.get(family, 0)), f"{100 * counts.get(family, 0) / counts.sum():.0f}%")
            for family, _ in _FAMILIES if counts.get(family, 0)
        ],
        columns=["kind", "count", "share"],
    )  # fmt: skip
    shown = table(frame, lang=lang)
    name = region_names(data=dataset, lang=lang)[own]
    words = translate("{count} measures in the plan of {region}, by type", lang, count=int(counts.sum()), region=name)
    bar = "".join(
        f'<rect x="{start:.2f}" width="{width:.2f}" height="10" fill="{colour}"><title>{safe(label)}</title></rect>'
        for start, width, colour, label in _segments(counts, names)
    )
    svg = f'<svg class="bar" viewBox="0 0 100 10" role="img" aria-label="{safe(words)}" preserveAspectRatio="none">{bar}</svg>'
    anchor = safe(f"{plan['plan_id']}.measures")
    return Block(f'<p id="{anchor}">{safe(words)}</p>{svg}{shown._repr_html_()}', f"{words}\n{shown!r}")


def _segments(counts: pd.Series, names: dict[str, str]) -> list[tuple[float, float, str, str]]:
    start, found = 0.0, []
    for family, colour in _FAMILIES:
        width = 100 * float(counts.get(family, 0)) / float(counts.sum())
        found.append((start, width, colour, f"{names[family]} {width:.0f}%"))
        start += width
    return found
