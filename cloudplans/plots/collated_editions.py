"""Two copies of one plan side by side: which figures agree."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cloudplans.dataset import Dataset
from cloudplans.labels import Language, language, status_mark, translate
from cloudplans.plots import style
from cloudplans.plots.shared_drawing import check
from cloudplans.text import visible

_COLOURS = {"same": "#8fb3d1", "differs": "#b5482a", "absent": "#ffffff", "missing": "#b5482a", "extra": "#b5482a"}


@style.in_style
def plan_copies(
    frame: pd.DataFrame, *, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None
) -> Axes:
    """Draw which figures two editions of a plan print alike, and write out those that differ.

    Parameters
    ----------
    frame : DataFrame
        Rows of `cloudplans.compare.editions` or `cloudplans.compare.collate` for one pair of editions, drawn in that order.
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the frame is empty, lacks a column, or contains several pairs of editions.
    """
    lang = language(lang)
    columns = ("edition_a", "edition_b", "statement_id", "status", "printed_a", "printed_b", "relation", f"derivation_{lang}")
    check(frame, columns, "compare.editions()")
    editions = frame[["edition_a", "edition_b"]].drop_duplicates().to_numpy().tolist()
    if len(editions) > 1:
        raise ValueError(f"the plot compares one pair of editions, but the frame contains {len(editions)}; select one plan")
    if ax is None:
        ax = plt.subplots(figsize=(6, 1.1))[1]
    rows = frame.to_dict("records")
    for x, row in enumerate(rows):
        for y, side in ((1, "printed_a"), (0, "printed_b")):
            ax.add_patch(Rectangle((x, y), 0.86, 0.86, facecolor=_COLOURS[row["relation"] if row[side] else "absent"],
                                   edgecolor=style.GRID if not row[side] else "none"))  # fmt: skip
    differing = [(x, row) for x, row in enumerate(rows) if row["relation"] != "same"]
    for count, (x, row) in enumerate(differing):
        _write(ax, x, row, count)
    ax.set_yticks([1.43, 0.43], editions[0], fontsize=8.5)
    ax.set_xticks([])
    ax.set_xlim(-0.3, len(rows))
    ax.set_ylim(-0.1, 2)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xlabel(_summary(frame, lang), fontsize=8.5, loc="left")
    words = "; ".join(f"{row['statement_id']} {row[f'derivation_{lang}']}" for _, row in differing)
    style.describe(ax, f"{' / '.join(editions[0])}: {_summary(frame, lang)}. {words}", frame, lang)
    return ax


def _write(ax: Axes, x: float, row: dict, count: int) -> None:
    """Write what the two editions print above the strip, with the record's id."""
    words = f"{row['statement_id']}{status_mark(row)}\n{visible(row['printed_a']) or '–'}  |  {visible(row['printed_b']) or '–'}"
    right = 2 * x > len(ax.patches) / 2
    ax.annotate(words, (x + 0.43, 1.9), (0, 16 + 34 * count), textcoords="offset points", fontsize=8.5, va="bottom",
                ha="right" if right else "left", color=style.INK, annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": _COLOURS["differs"], "lw": 1})  # fmt: skip


def _summary(frame: pd.DataFrame, lang: str) -> str:
    """Return how many of the figures agree."""
    counts = frame["relation"].value_counts()
    same, total = int(counts.get("same", 0)), len(frame)
    return translate("{total} figures in the order of the text, {same} alike", lang, total=total, same=same)
