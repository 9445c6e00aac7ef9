"""Two copies of one plan side by side: which figures agree."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cloudplans.dataset import Dataset, indicator_names, own_data, region_names
from cloudplans.labels import Language, language, status_mark, translate
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, notes_of
from cloudplans.plots.shared_drawing import check
from cloudplans.plots.text_layout import POINTS, lines_of
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark
from cloudplans.text import visible

_SAME, _DIFFERS = "#9dbfe3", style.INK


@style.in_style
def plan_copies(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw which figures two copies of a plan state alike, and write out those that differ.

    Parameters
    ----------
    frame : DataFrame
        Rows of `cloudplans.compare.editions` or `cloudplans.compare.collate` for one pair of copies, drawn in that order.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column, or contains several pairs of copies.

    Examples
    --------
    >>> from cloudplans import compare, plots
    >>> figure = plots.plan_copies(compare.editions())
    >>> figure.texts[0].get_text()
    'Two copies agree on 54 of 55 figures'
    """
    lang = language(lang)
    columns = ("edition_a", "edition_b", "statement_id", "status", "printed_a", "printed_b", "relation", f"derivation_{lang}")
    check(frame, columns, "compare.editions()")
    editions = frame[["edition_a", "edition_b"]].drop_duplicates().to_numpy().tolist()
    if len(editions) > 1:
        raise ValueError(f"the plot compares one pair of editions, but the frame contains {len(editions)}; select one plan")
    copies = [_copy_name(edition, data, lang) for edition in editions[0]]
    rows = frame.to_dict("records")
    indicators, regions = indicator_names(data=data, lang=lang), region_names(data=data, lang=lang)
    differing = [_difference(row, copies, indicators, lang) for row in rows if row["relation"] != "same"]
    room = WIDTHS[width] - 0.4
    lines = [line for words in differing for line in lines_of(words, room, style.NORMAL)]
    strips = 0.7 if width == "wide" else 1.06
    figure, axes = blank(strips + 0.18 * len(lines) + 0.15, width)
    ax = axes[0, 0]
    for x, row in enumerate(rows):
        _figure(ax, x, row, indicators, regions, lang)
    _name_strips(ax, copies, width, len(rows))
    ax.annotate("\n".join(lines), (0, 0), (0, -4 if width == "wide" else -20), textcoords="offset points", xycoords="axes fraction", va="top", fontsize=style.NORMAL,
                color=style.INK, annotation_clip=False, linespacing=0.18 * POINTS / style.NORMAL / 1.2)  # fmt: skip
    same = int((frame["relation"] == "same").sum())
    default = translate("Two copies agree on {same} of {total} figures", lang, same=same, total=len(frame))
    below = [
        translate("One square per figure in the order of the text; dark: the copies differ", lang),
        notes_of(differing, lang),
    ]
    regions_shown = frame.assign(region_id=frame["region_id"]) if "region_id" in frame else frame
    words = default_words(regions_shown, title=(title, default), subtitle=(subtitle, below), parts=[*_places(frame, regions), *differing],
                          data=data, lang=lang)  # fmt: skip
    return finish(figure, words, frame, width, lang)


def _places(frame: pd.DataFrame, regions: dict[str, str]) -> list[str]:
    return [regions.get(region, region) for region in frame["region_id"].unique()] if "region_id" in frame else []


def _copy_name(edition: str, data: Dataset | None, lang: Language) -> str:
    """Return the kind of a copy in words, or its id where it is a file of the user's."""
    kinds = (data or own_data()).editions().set_index("edition_id")["copy_kind"]
    names = {
        "government-web": translate("web site", lang, context="copy of a plan"),
        "gazette": translate("gazette", lang, context="copy of a plan"),
        "portal": translate("portal", lang, context="copy of a plan"),
        "reprint": translate("reprint", lang, context="copy of a plan"),
    }
    return names.get(str(kinds.get(edition, "")), edition)


def _difference(row: dict, copies: list[str], indicators: dict[str, str], lang: Language) -> str:
    """Return a figure that differs, with what each copy states."""
    when = "" if pd.isna(row.get("deadline")) else str(row["deadline"])
    who = listed([part for part in (indicators.get(row["indicator_id"], ""), when) if part], lang)
    texts = [f"{copy} {visible(row[side]) or '–'}" for copy, side in zip(copies, ("printed_a", "printed_b"), strict=True)]
    return translate("{who}: {value}", lang, who=who + status_mark(row), value=listed(texts, lang))


def _figure(ax: Axes, x: int, row: dict, indicators: dict[str, str], regions: dict[str, str], lang: Language) -> None:
    """Draw one figure in both copies."""
    for y, side in ((0, "printed_a"), (1, "printed_b")):
        face = "white" if not row[side] else _SAME if row["relation"] == "same" else _DIFFERS
        box = Rectangle((x + 0.06, y + 0.06), 0.86, 0.86, facecolor=face, edgecolor=style.PALE if not row[side] else "none")
        ax.add_patch(box)
        words = [regions.get(row.get("region_id", ""), ""), indicators.get(row.get("indicator_id", ""), "")]
        mark(
            box,
            row["statement_id"],
            translate("{who}: {value}", lang, who=listed(filter(None, words), lang), value=visible(row[side]) or "–"),
        )


def _name_strips(ax: Axes, copies: list[str], width: Width, count: int) -> None:
    """Name the two strips, at the left or, on a narrow figure, above and below them."""
    ax.set_xlim(0, count)
    ax.set_ylim(2, 0)
    ax.set_axis_off()
    places = {"wide": (((0, 0.5), (-6, 0), "center"), ((0, 1.5), (-6, 0), "center")),
              "narrow": (((0, 0), (0, 4), "bottom"), ((0, 2), (0, -4), "top"))}[width]  # fmt: skip
    for name, (at, offset, side) in zip(copies, places, strict=True):
        ax.annotate(name, at, offset, textcoords="offset points", ha="right" if width == "wide" else "left", va=side, fontsize=style.NORMAL,
                    color=style.INK, annotation_clip=False)  # fmt: skip
