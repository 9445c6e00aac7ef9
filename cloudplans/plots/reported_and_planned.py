"""What was reached and what is planned, year by year: one small panel per region, all on the same scale."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cloudplans.dataset import Dataset
from cloudplans.labels import Language, language, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, measure_of, notes_of, title_of, told
from cloudplans.plots.shared_drawing import check, one_unit, readable, value_of
from cloudplans.plots.stages import draw_stage, finish_panel
from cloudplans.plots.titled_figure import Width, blank, finish
from cloudplans.plots.value_map import same_thing

_COLUMNS = {"wide": 4, "narrow": 2}
_LOOKS = {"baseline": (style.PALE, "s"), "target": ("#2c5f9e", "o")}
_PANEL = 1.9  # inches
_NEAR = 0.4  # years closer than this share of a panel are not both written


@style.in_style
def reported_and_planned(
    rows: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw figures of one indicator over the years, one panel per region: squares were reached, circles are planned.

    Parameters
    ----------
    rows : DataFrame
        Rows of `statements()` of one indicator: baselines and targets. Regions with one year alone, and figures without a year, are left
        out and counted in the subtitle.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, legend, source line and alternative text.

    Raises
    ------
    ValueError
        If the frame is empty, has several indicators or units, or no region has two years.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> rows = cloudplans.statements(documents="all", indicator="ai-computing-power")
    >>> plots.reported_and_planned(rows).texts[0].get_text()
    'AI computing power, operations per second (E: 10¹⁸), 2024–2025'
    """
    lang = language(lang)
    check(
        rows, ("statement_id", "region_id", "indicator_id", "deadline", "unit", "kind"), "rows of statements() of one indicator"
    )
    frame = readable(rows, data, lang)
    unit = one_unit(frame)
    if frame["indicator_id"].nunique() > 1:
        raise ValueError(
            f"the plot takes one indicator; the frame has {', '.join(sorted(frame['indicator_id'].unique()))}; choose one"
        )
    frame = frame[frame["kind"].isin(_LOOKS) & frame["deadline"].notna()]
    years = frame.groupby("region_id")["deadline"].nunique()
    alone = years.index[years < 2]
    frame = frame[~frame["region_id"].isin(alone)]
    if frame.empty:
        raise ValueError("no region has figures for two years; loosen the filters or use plots.value_map")
    top = frame.groupby("region_id")[["lower", "upper"]].max().max(axis=1).sort_values(ascending=False, kind="stable")
    columns = min(_COLUMNS[width], max(len(top), 2))
    lines = -(-len(top) // columns)
    figure, axes = blank(_PANEL * lines, width, lines, columns, sharey=True)
    for ax, region in zip(axes.flat, top.index, strict=False):
        _panel(ax, frame[frame["region_id"] == region].sort_values("deadline").to_dict("records"), unit, lang)
    for ax in axes.flat[len(top) :]:
        ax.set_visible(False)
    axes[0, 0].set_ylim(0, 1.35 * float(top.max()))
    texts = [value_of(row, lang) for row in frame.to_dict("records")]
    left_out = translate("{count} regions with one year alone are not drawn", lang, count=len(alone)) if len(alone) else ""
    below = [
        translate("All panels have the same scale", lang) if len(top) > 1 else "", same_thing(frame, data, lang)[1], left_out,
        notes_of(texts, lang, hollow=any(rc.is_hollow(row) for row in frame.to_dict("records"))),
    ]  # fmt: skip
    parts = [
        told(
            str(own["region"].iloc[0]),
            " → ".join(f"{row['deadline']} {value_of(row, lang)}" for row in own.to_dict("records")),
            lang,
        )
        for _, own in frame.sort_values("deadline").groupby("region_id", sort=False)
    ]
    default = title_of(frame, measure_of(frame, data, lang), [unit], lang)
    words = default_words(
        frame, title=(title, default), subtitle=(subtitle, below), parts=parts, data=data, lang=lang, keys=_key(lang)
    )
    return finish(figure, words, frame.drop(columns="series", errors="ignore"), width, lang)


def _panel(ax: Axes, rows: list[dict], unit: str, lang: str) -> None:
    """Draw the figures of one region; what is planned is joined to what was last reached by a dotted line."""
    reached = [row for row in rows if row["kind"] == "baseline"]
    planned = [row for row in rows if row["kind"] == "target"]
    starts = [
        (max((r for r in reached if r["deadline"] < row["deadline"]), key=lambda r: r["deadline"], default=row), row)
        for row in planned
    ]
    for pairs, line in ((pairwise(reached), "-"), (starts, ":")):
        for before, after in pairs:
            ax.plot(
                [before["deadline"], after["deadline"]],
                [rc.place(before), rc.place(after)],
                color=style.PALE,
                lw=1.3,
                ls=line,
                zorder=2,
            )
    years = sorted({int(row["deadline"]) for row in rows})
    span = years[-1] - years[0]
    for row in rows:
        higher = [
            other for other in rows if abs(other["deadline"] - row["deadline"]) < span * _NEAR and rc.place(other) > rc.place(row)
        ]
        draw_stage(ax, row, *_LOOKS[row["kind"]], lang, below=bool(higher))
    finish_panel(ax, _apart(years, span * _NEAR), str(rows[0]["region"]), unit, lang)
    ax.set_xlim(years[0] - 0.45 * span, years[-1] + 0.45 * span)


def _apart(years: list[int], gap: float) -> list[int]:
    """Return the years that can be written side by side, the last one among them."""
    kept = [years[-1]]
    for year in reversed(years[:-1]):
        if kept[-1] - year >= gap:
            kept.append(year)
    return kept[::-1]


def _key(lang: str) -> list[Line2D]:
    names = {"baseline": translate("reached", lang), "target": translate("planned", lang)}
    return [
        Line2D([], [], color=colour, marker=marker, ms=7, ls="none", label=names[kind])
        for kind, (colour, marker) in _LOOKS.items()
    ]
