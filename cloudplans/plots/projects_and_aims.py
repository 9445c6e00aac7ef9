"""Where plans put their projects, and the level at which they aim to lead."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cloudplans.dataset import Dataset, own_data
from cloudplans.labels import Language, language, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, told, warnings_of
from cloudplans.plots.policy_counts import heading_height, name_columns, named_policies
from cloudplans.plots.text_layout import wrapped
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark

_ROOM = 0.9  # inches; a narrower column has the number of aims alone


@style.in_style
def project_places(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the number of named projects per city of each plan; the bar for projects without a place is hatched and last.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.project_places`.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Examples
    --------
    >>> from cloudplans import compare, plots
    >>> figure = plots.project_places(compare.project_places(planned=True))
    >>> figure.texts[0].get_text()
    'Where each plan puts its projects, number of named projects'
    """
    lang = language(lang)
    frame = named_policies(frame, ("region_id", "place_id", "projects", "record_ids"), "compare.project_places()", data, lang)
    frame = frame.assign(_placed=frame["place_id"] != "", _all=frame.groupby("plan_id")["projects"].transform("sum"))
    frame = frame.sort_values(["_all", "plan_id", "_placed", "projects"], ascending=[False, True, False, False], kind="stable")
    names: list[str] = []
    headers: set[int] = set()
    rows: list[dict | None] = []
    for _, group in frame.groupby("plan_id", sort=False):
        headers.add(len(names))
        names += [group["region"].iloc[0], *group["place"]]
        rows += [None, *group.to_dict("records")]
    places = rc.slots(names, width, 0.24, headers)
    figure, axes = blank(rc.height_of(places, axis=False), width)
    ax = axes[0, 0]
    ax.set_xlim(0, frame["projects"].max())
    rc.write_names(ax, places, width)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    for slot, row in zip(places, rows, strict=True):
        if row:
            _project_bar(ax, slot.mark, row, lang)
    default = translate("Where each plan puts its projects, number of named projects", lang)
    parts = [told(listed([row["region"], row["place"]], lang), str(row["projects"]), lang) for row in frame.to_dict("records")]
    words = default_words(
        frame, title=(title, default), subtitle=(subtitle, warnings_of(frame, lang)), parts=parts, data=data, lang=lang
    )
    return finish(figure, words, frame.drop(columns=["record_ids", "_placed", "_all"]), width, lang)


def _project_bar(ax: Axes, y: float, row: dict, lang: str) -> None:
    colour = style.REGIONS.get(row["region_id"], (style.PALE, "o"))[0]
    hatch = {} if row["place_id"] else {"hatch": "////"}
    (box,) = ax.barh(
        [y], [row["projects"]], color=colour if row["place_id"] else "white", edgecolor=colour, height=0.15, lw=0.8, **hatch
    )
    words = translate("{who}: {count} projects", lang, who=listed([row["region"], row["place"]], lang), count=row["projects"])
    mark(box, row["record_ids"][0], words)
    rc.write_value(ax, row["projects"], y, str(row["projects"]), gap=4)


@style.in_style
def aims_ladder(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the level at which each plan aims to lead: one row per level that occurs, one column per plan.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.aims_ladder`. The Chinese figure has the plans' own words where there is room, the English one the number of aims.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Examples
    --------
    >>> from cloudplans import compare, plots
    >>> figure = plots.aims_ladder(compare.aims_ladder())
    >>> figure.texts[0].get_text()
    'Level at which each plan aims to lead, number of aims'
    """
    lang = language(lang)
    frame = named_policies(frame, ("level", "region_id", "goals", "words", "record_ids"), "compare.aims_ladder()", data, lang)
    frame = frame[frame.groupby("level")["goals"].transform("sum") > 0]
    levels, regions = list(dict.fromkeys(frame["level_name"])), list(dict.fromkeys(frame["region"]))
    left = 1.4 if width == "wide" else 0.0
    column = (WIDTHS[width] - left - 0.2) / len(regions)
    cells = {(row["level_name"], row["region"]): _aims(row, column, lang) for row in frame.to_dict("records")}
    area = max(text.count("\n") + 1 for text in cells.values()) * 0.165 + 0.16
    places = rc.slots(levels, width, area, names_inches=left - 0.1)
    figure, axes = blank(rc.height_of(places, axis=False) + heading_height(regions, column), width)
    ax = axes[0, 0]
    rc.write_names(ax, places, width)
    name_columns(ax, regions, column)
    glosses = (data or own_data()).goals().set_index("goal_id")["gloss_en"]
    for row in frame.to_dict("records"):
        text = cells[row["level_name"], row["region"]]
        _aim(ax, regions.index(row["region"]), places[levels.index(row["level_name"])], area, row, text, glosses, lang)
    default = translate("Level at which each plan aims to lead, number of aims", lang)
    parts = [
        told(listed([row["region"], row["level_name"]], lang), str(row["goals"]), lang)
        for row in frame.to_dict("records")
        if row["goals"]
    ]
    words = default_words(frame, title=(title, default), subtitle=(subtitle, []), parts=parts, data=data, lang=lang)
    return finish(figure, words, frame.drop(columns=["record_ids"]), width, lang)


def _aims(row: Mapping, inches: float, lang: str) -> str:
    """Return the words of a cell."""
    if not row["goals"]:
        return "–"
    if inches < _ROOM:
        return str(row["goals"])
    if lang == "zh":
        return wrapped(listed(row["words"], lang), inches - 0.15, style.SMALLEST)
    return translate("1 aim", lang) if row["goals"] == 1 else translate("{count} aims", lang, count=row["goals"])


def _aim(ax: Axes, x: int, slot: rc.Slot, area: float, row: dict, text: str, glosses: pd.Series, lang: str) -> None:
    """Draw the aims of one plan at one level."""
    middle = slot.bottom - area / 2 - 0.03
    if row["goals"]:
        colour = style.REGIONS.get(row["region_id"], (style.PALE, "o"))[0]
        box = Rectangle((x + 0.02, slot.bottom - area - 0.03), 0.96, area, facecolor=colour, alpha=0.16, lw=0)
        ax.add_patch(box)
        ax.plot([x + 0.02] * 2, [middle - area / 2, middle + area / 2], color=colour, lw=3, solid_capstyle="butt")
        said = [glosses.get(name, "") for name in row["record_ids"]] if lang == "en" else row["words"]
        words = translate("{who}: {value}", lang, who=listed([row["region"], row["level_name"]], lang),
                          value=translate("; ", lang).join(filter(None, said)))  # fmt: skip
        mark(box, row["record_ids"][0], words)
    ax.text(x + 0.5, middle, text, ha="center", va="center", fontsize=style.SMALLEST, linespacing=1.2,
            color=style.INK if row["goals"] else style.PALE)  # fmt: skip
