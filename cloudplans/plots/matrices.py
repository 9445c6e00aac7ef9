"""Matrices: what each plan states for each indicator, and which indicators are comparable."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch

from cloudplans.compare import verdict_matrix
from cloudplans.dataset import Dataset, matrix_with_names
from cloudplans.labels import Language, code_name, language, translate
from cloudplans.plots import style

_VERDICT_COLOURS = {
    "same": "#1b3a6b",
    "convertible": "#3f6aa8",
    "narrower": "#8fb3d1",
    "broader": "#8fb3d1",
    "overlapping": "#f0d9a8",
    "not-comparable": "#f3f4f6",
    "not-judged": "#ffffff",
}
_STATE_COLOURS = {
    "quantified": "#1b3a6b",
    "directional": "#6d97c4",
    "qualitative": "#b8cfe4",
    "deferred": "#efbb49",
    "not stated": "#f1f2f4",
}


@style.in_style
def coverage(matrix: pd.DataFrame, *, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None) -> Axes:
    """Draw what each plan states for each indicator.

    Parameters
    ----------
    matrix : DataFrame
        States of indicators by region (see `cloudplans.compare.coverage_matrix`).
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes
    """
    lang = language(lang)
    matrix = matrix_with_names(matrix, data=data, lang=lang)
    if ax is None:
        ax = plt.subplots(figsize=(5.2, 0.25 * len(matrix) + 0.6))[1]
    states = list(_STATE_COLOURS)
    codes = matrix.map(states.index).to_numpy()
    colours = ListedColormap(list(_STATE_COLOURS.values()))
    ax.imshow(codes, cmap=colours, vmin=-0.5, vmax=len(states) - 0.5, aspect="auto")
    ax.set_xticks(range(len(matrix.columns)), matrix.columns, va="baseline")
    ax.set_yticks(range(len(matrix.index)), matrix.index, fontsize=8.5)
    ax.xaxis.tick_top()
    ax.set_xticks(np.arange(len(matrix.columns) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(matrix.index) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", lw=2)
    ax.tick_params(which="both", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    handles = [Patch(facecolor=colour, label=code_name("state", state, lang)) for state, colour in _STATE_COLOURS.items()]
    ax.legend(handles=handles, ncols=len(handles), loc="upper right", bbox_to_anchor=(1, 0), borderaxespad=0.8,
              frameon=False, fontsize=8.5, handlelength=1.2, columnspacing=1.2)  # fmt: skip
    counts = {state: int((codes == code).sum()) for code, state in enumerate(states)}
    words = translate(", ", lang, context="list").join(
        f"{code_name('state', state, lang)} {count}" for state, count in counts.items()
    )
    style.describe(ax, translate("What each plan says of each indicator: ", lang) + words, matrix.reset_index(), lang)
    return ax


@style.in_style
def verdicts(
    matrix: pd.DataFrame | Sequence[str], *, ax: Axes | None = None, data: Dataset | None = None, lang: Language | None = None
) -> Axes:
    """Draw which indicators are comparable.

    Parameters
    ----------
    matrix : DataFrame or sequence of str
        Verdicts (see `cloudplans.compare.verdict_matrix`), or the indicators; a verdict describes the row in relation to the
        column.
    ax : Axes, optional
        Where to draw; a new figure by default.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language of the labels; by default that of the last `use_style`, else English.

    Returns
    -------
    Axes
    """
    lang = language(lang)
    if not isinstance(matrix, pd.DataFrame):
        matrix = verdict_matrix(matrix, data=data, lang=lang)
    if ax is None:
        ax = plt.subplots(figsize=(max(6.6, 1.05 * len(matrix.columns) + 2.2), 0.56 * len(matrix) + 0.6))[1]
    kinds = list(_VERDICT_COLOURS)
    codes = matrix.map(kinds.index).to_numpy()
    ax.imshow(codes, cmap=ListedColormap(list(_VERDICT_COLOURS.values())), vmin=-0.5, vmax=len(kinds) - 0.5, aspect="auto")
    for (y, x), code in np.ndenumerate(codes):
        name = code_name("verdict", kinds[code], lang)
        ax.text(x, y, name.replace(" ", "\n", 1), ha="center", va="center", fontsize=8,
                color="white" if kinds[code] in ("same", "convertible") else style.INK)  # fmt: skip
    ax.set_xticks(range(len(matrix.columns)), [_wrapped(name) for name in matrix.columns], fontsize=8)
    ax.set_yticks(range(len(matrix.index)), matrix.index, fontsize=9)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.set_xticks(np.arange(len(matrix.columns) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(matrix.index) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", lw=2)
    ax.tick_params(which="minor", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    words = "; ".join(
        f"{a} – {b}: {code_name('verdict', matrix.loc[a, b], lang)}"
        for i, a in enumerate(matrix.index)
        for b in matrix.columns[i + 1 :]
    )
    style.describe(ax, translate("Comparability of indicators: ", lang) + words, matrix.reset_index(), lang)
    return ax


def _wrapped(name: str, width: int = 14) -> str:
    """Wrap a name for a narrow column: at spaces, or every five characters where there are none."""
    if " " not in name:
        return "\n".join(name[i : i + 5] for i in range(0, len(name), 5))
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
