"""A matrix of provinces and indicators: where the work reports of two years give a number, words, or nothing."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from cloudplans.dataset import Dataset, indicator_names, region_names
from cloudplans.labels import Language, code_name, language, translate
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words
from cloudplans.plots.shared_drawing import check
from cloudplans.plots.text_layout import wrapped
from cloudplans.plots.titled_figure import Width, blank, finish, mark

_FILLS = {"number": "#2c5f9e", "words": "#c3d7ee", "nothing": "#f1f3f6"}
_ROW = 0.2  # inches
_FEW = 7  # indicators whose names fit a phone
_LETTER = 0.075  # inches of a letter of an upright name


@style.in_style
def stated_in_reports(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw which provinces give a number for which indicator: a square per year of the report, the earlier on the left.

    Parameters
    ----------
    frame : DataFrame
        Rows of `cloudplans.compare.stated_in_reports`. Provinces with most numbers come first; a narrow figure has the seven indicators
        with most numbers.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, legend, source line and alternative text.

    Raises
    ------
    ValueError
        If the frame is empty or of another kind.

    Examples
    --------
    >>> from cloudplans import compare, plots
    >>> figure = plots.stated_in_reports(compare.stated_in_reports())
    >>> figure.texts[0].get_text()
    'What the work reports of 31 provinces put a number on, 2025 and 2026'
    """
    lang = language(lang)
    check(frame, ("indicator_id", "region_id", "year", "state"), "compare.stated_in_reports()")
    shown = list(frame["indicator_id"].unique())
    left_out = shown[_FEW:] if width == "narrow" else []
    frame = frame[~frame["indicator_id"].isin(left_out)]
    numbers = frame[frame["state"] == "number"]
    counts = numbers.groupby("region_id").size().reindex(frame["region_id"].unique(), fill_value=0)
    regions = [*counts.sort_values(ascending=False, kind="stable").index]
    indicators, years = [*frame["indicator_id"].unique()], sorted(frame["year"].unique())
    names, titles = region_names(data=data, lang=lang), indicator_names(data=data, lang=lang)
    longest = max(len(titles[one]) for one in indicators) * _LETTER * (2 if lang == "zh" else 1)
    figure, axes = blank(_ROW * len(regions) + min(longest, 2.0), width)
    ax = axes[0, 0]
    _rows(ax, frame, regions, indicators, years, names, titles, lang)
    ax.set_yticks([y + 0.5 for y in range(len(regions))], [names[one] for one in regions], fontsize=style.SMALLEST)
    heads = [wrapped(titles[one], 2.0, style.SMALLEST) for one in indicators]
    ax.set_xticks([x + 0.5 for x in range(len(indicators))], heads, rotation=90, fontsize=style.SMALLEST)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    default = translate(
        "What the work reports of {count} provinces put a number on, {years}",
        lang,
        count=len(regions),
        years=translate(" and ", lang, context="list").join(map(str, years)),
    )
    below = [translate("In each cell the earlier report is on the left", lang)]
    if left_out:
        words = translate("{count} indicators with fewer numbers are shown on a wide screen only", lang, count=len(left_out))
        below.append(words)
    parts = [f"{names[one]} {counts[one]}" for one in regions]
    words = default_words(numbers.drop(columns="region_id"), title=(title, default), subtitle=(subtitle, below),
                          parts=parts, data=data, lang=lang, keys=_key(lang))  # fmt: skip
    return finish(figure, words, frame.drop(columns="statement_ids", errors="ignore"), width, lang)


def _rows(ax, frame, regions, indicators, years, names, titles, lang: str) -> None:
    """Draw a square per indicator, region and year."""
    ax.set_xlim(0, len(indicators))
    ax.set_ylim(len(regions), 0)
    side = 0.92 / len(years)
    others: dict[str, list[Rectangle]] = {"words": [], "nothing": []}  # drawn together, which makes a page much smaller
    for row in frame.to_dict("records"):
        x, y = indicators.index(row["indicator_id"]) + 0.04 + side * years.index(row["year"]), regions.index(row["region_id"])
        box = Rectangle((x, y + 0.06), side - 0.02, 0.88, facecolor=_FILLS[row["state"]], edgecolor="none")
        if row["state"] != "number":
            others[row["state"]].append(box)
            continue
        ax.add_patch(box)
        for statement in (row.get("statement_ids") or [])[:1]:
            state = code_name("report state", row["state"], lang)
            mark(box, statement, f"{names[row['region_id']]}, {titles[row['indicator_id']]}, {row['year']}: {state}")
    for state, boxes in others.items():
        if not boxes:
            continue
        outlines = Path.make_compound_path(*(box.get_patch_transform().transform_path(box.get_path()) for box in boxes))
        ax.add_patch(PathPatch(outlines, facecolor=_FILLS[state], edgecolor="none"))


def _key(lang: str) -> list[Patch]:
    return [Patch(facecolor=fill, label=code_name("report state", state, lang)) for state, fill in _FILLS.items()]
