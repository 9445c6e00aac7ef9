"""The two figures of the landing page: the targets that can be ranked, and every target in money, each drawn wide and narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cloudplans.dataset import Dataset, coded_statements, indicator_names, region_names, with_readable_columns
from cloudplans.labels import amount, translate
from cloudplans.plots import style, titled_figure
from cloudplans.report.figure_blocks import record_address
from cloudplans.report.findings import Ranked
from cloudplans.report.inline_svg import Mark

Drawn = tuple[Figure, dict[str, Mark]]


@style.in_style
def ranked_targets(
    data: Dataset, pairs: Sequence[Ranked], *, width: titled_figure.Width = "wide", lang: str | None = None
) -> Drawn:
    """Draw the targets that can be ranked, in yuan and as a share of the region's GDP.

    Parameters
    ----------
    data : Dataset
        The data set.
    pairs : sequence of Ranked
        As `findings.ranked` returns them.
    width : {"wide", "narrow"}
        For a page or a phone; a narrow figure has its panels one below the other.
    lang : {"en", "zh"}, optional
        Language.

    Returns
    -------
    tuple of Figure and dict
        The figure, and where each of its marks leads.
    """
    assert lang is not None
    rows = [(pair, facts) for pair in pairs for facts in (pair.more, pair.less)]
    height = 0.34 * len(rows) + 0.42 * len(pairs) + 0.35
    narrow = width == "narrow"
    figure, axes = plt.subplots(
        2 if narrow else 1,
        1 if narrow else 2,
        figsize=(titled_figure.WIDTHS[width], height * (2 if narrow else 1)),
        layout="constrained",
    )
    marks: dict[str, Mark] = {}
    year = ", ".join(sorted({str(pair.deadline) for pair in pairs}))
    panels = (
        ("value", translate("as promised", lang), lambda value: amount(value, "CNY", lang)),
        ("share", translate("share of regional GDP in {year}", lang, year=year), lambda value: f"{value:.1f}%"),
    )
    for ax, (key, title, words) in zip(axes, panels, strict=True):
        _bars(ax, data, pairs, key, words, lang, marks, named=key == "value" or narrow)
        ax.set_title(title, fontsize=9.5, color=style.PALE)
    figure.set_label(_ranked_alternative(data, pairs, lang))
    plt.close(figure)
    return figure, marks


def _bars(
    ax: Axes, data: Dataset, pairs: Sequence[Ranked], key: str, words: object, lang: str, marks: dict[str, Mark], *, named: bool
) -> None:
    regions, indicators = region_names(data=data, lang=lang), indicator_names(data=data, lang=lang)
    at, ticks, labels = 0.0, [], []
    largest = max((facts[key] for pair in pairs for facts in (pair.more, pair.less)), default=1.0)
    for pair in pairs:
        ax.text(0, at, indicators[pair.indicator_id], fontsize=10.5, va="center", color=style.INK if named else "none")
        for facts in (pair.more, pair.less):
            at -= 0.95
            gid = f"{key}.{facts['statement_id']}"
            ax.barh([at], [facts[key]], height=0.66, color=style.look(facts)[0], gid=gid)
            ax.annotate(words(facts[key]), (facts[key], at), (6, 0), textcoords="offset points", va="center", fontsize=9.5)  # type: ignore[operator]
            marks[gid] = Mark(record_address(str(facts["statement_id"])), _mark_words(data, facts, lang))
            ticks.append(at)
            labels.append(regions[facts["region_id"]] if named else "")
        at -= 1.25
    ax.set_yticks(ticks, labels)
    ax.set_xlim(0, largest * 1.42)
    ax.set_ylim(at + 0.65, 0.6)
    ax.set_xticks([])
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _mark_words(data: Dataset, facts: dict[str, object], lang: str) -> str:
    row = with_readable_columns(pd.DataFrame([facts["row"]]), data=data, lang=lang).to_dict("records")[0]
    return translate(
        "{target}; {share}% of regional GDP in that year", lang, target=target_words(row, lang), share=f"{facts['share']:.1f}"
    )


def target_words(row: Mapping[str, Any], lang: str) -> str:
    """Return a row of `with_readable_columns` in one line: region, indicator, year, as printed and its value."""
    year = "" if pd.isna(row["deadline"]) else translate(", {year}", lang, year=row["deadline"])
    return translate(
        "{region}, {indicator}{year}: {printed} = {value}",
        lang,
        region=row["region"],
        indicator=row["indicator"],
        year=year,
        printed=row["figure"],
        value=row["reading"],
    )


def _ranked_alternative(data: Dataset, pairs: Sequence[Ranked], lang: str) -> str:
    regions, indicators = region_names(data=data, lang=lang), indicator_names(data=data, lang=lang)
    parts = [
        translate(
            "{indicator}: {more} {most}, {less} {least}", lang, indicator=indicators[pair.indicator_id],
            more=regions[pair.more["region_id"]], less=regions[pair.less["region_id"]],
            most=f"{amount(float(pair.more['value']), 'CNY', lang)} ({pair.more['share']:.1f}%)",
            least=f"{amount(float(pair.less['value']), 'CNY', lang)} ({pair.less['share']:.1f}%)",
        )
        for pair in pairs
    ]  # fmt: skip
    return translate("Bar chart, in yuan and as a share of GDP. ", lang) + translate("; ", lang).join(parts)


def money_targets(data: Dataset) -> pd.DataFrame:
    """Return every target in yuan; the region with the largest first, and within it the indicator with the largest."""
    rows = coded_statements(data, kind="target")
    rows = rows[(rows["unit"] == "CNY") & rows["lower"].notna() & rows["deadline"].notna()].copy()
    rows["of_region"] = rows.groupby("region_id")["lower"].transform("max")
    rows["of_indicator"] = rows.groupby(["region_id", "indicator_id"])["lower"].transform("max")
    return rows.sort_values(
        ["of_region", "region_id", "of_indicator", "indicator_id", "deadline"], ascending=[False, True, False, True, True]
    )


@style.in_style
def money_by_stage(data: Dataset, rows: pd.DataFrame, *, width: titled_figure.Width = "wide", lang: str | None = None) -> Drawn:
    """Draw targets in yuan: a line per indicator of a region, its stages on it, the last one filled.

    Parameters
    ----------
    data : Dataset
        The data set.
    rows : DataFrame
        As `money_targets` returns them.
    width : {"wide", "narrow"}
        For a page or a phone; in a narrow figure the indicators are named above their lines.
    lang : {"en", "zh"}, optional
        Language.

    Returns
    -------
    tuple of Figure and dict
        The figure, and where each of its marks leads.
    """
    assert lang is not None
    narrow, rows = width == "narrow", with_readable_columns(rows, data=data, lang=lang)
    lines = list(rows.groupby(["region_id", "indicator_id"], sort=False))
    figure, ax = plt.subplots(
        figsize=(titled_figure.WIDTHS[width], (0.66 if narrow else 0.42) * (len(lines) + 0.6 * rows["region_id"].nunique())),
        layout="constrained",
    )
    marks: dict[str, Mark] = {}
    regions, indicators = region_names(data=data, lang=lang), indicator_names(data=data, lang=lang)
    at, ticks, before = 0.0, [], ""
    ax.set_xlim(0, rows["lower"].max() * (1.48 if narrow else 1.25))
    for (region, indicator), stages in lines:
        if region != before:
            at -= 0.75 if before else 0
            ax.text(0, at, regions[region], fontsize=10.5, va="center", color=style.look({"region_id": region})[0])
            at, before = at - (0.85 if narrow else 0.8), region
        _stages(ax, stages, at, lang, marks)
        ticks.append((at, indicators[indicator]))
        at -= 1
    if narrow:
        for height, name in ticks:
            ax.text(0, height + 0.4, name, fontsize=8.5, va="center", color=style.INK)
    ax.set_yticks([height for height, _ in ticks], ["" if narrow else name for _, name in ticks])
    ax.set_ylim(at + 0.4, 0.5)
    ax.xaxis.set_visible(False)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    figure.set_label(
        translate(
            "Targets in yuan of {regions}, from {least} to {most}; the values are in the data behind the figure.", lang,
            regions=translate(", ", lang).join(regions[region] for region in rows["region_id"].unique()),
            least=amount(rows["lower"].min(), "CNY", lang), most=amount(rows["lower"].max(), "CNY", lang),
        )
    )  # fmt: skip
    plt.close(figure)
    return figure, marks


def _stages(ax: Axes, stages: pd.DataFrame, at: float, lang: str, marks: dict[str, Mark]) -> None:
    """Draw the stages of one indicator; the year below each mark that has room for it, the value beside the last."""
    room = ax.get_xlim()[1] * 0.32 / ax.get_figure().get_figwidth()  # type: ignore[union-attr]
    colour = style.look(stages.iloc[0])[0]
    ax.plot([0, stages["lower"].max()], [at, at], color="#dcdfe4", lw=1, zorder=0)
    for place, row in enumerate(stages.to_dict("records"), 1):
        last = place == len(stages)
        gid = f"stage.{row['statement_id']}"
        ax.plot(
            [row["lower"]], [at], marker="o", ms=9 if last else 7, mfc=colour if last else "#ffffff", mec=colour, mew=1.7, ls="none",
            gid=gid, clip_on=False,
        )  # fmt: skip
        if last or stages["lower"].iloc[place] - row["lower"] > room:
            ax.annotate(
                str(row["deadline"]),
                (row["lower"], at),
                (0, -14),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
                color=style.PALE,
            )
        if last:
            ax.annotate(row["reading"], (row["lower"], at), (9, 0), textcoords="offset points", va="center", fontsize=9.5)
        marks[gid] = Mark(record_address(row["statement_id"]), target_words(row, lang))
