"""Labels of a seaborn or matplotlib chart: the names of its columns in the language of the session."""

from __future__ import annotations

from typing import Any

from cloudplans.display.html_table import heading
from cloudplans.labels import Language, language, translate


def label_axes(ax: Any, title: str = "", *, lang: Language | None = None, **names: str) -> None:
    """Write the title of a chart, and the names of its columns as readers see them, on its axes and its legend.

    Parameters
    ----------
    ax : Axes
        A chart whose axes are named by columns, as seaborn does.
    title : str
        What the chart shows; with the names of the axes it is also the alternative text of the figure.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    **names : str
        Another heading for a column: ``lower="share_of_gdp"``.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> _, ax = plt.subplots()
    >>> _ = ax.set_xlabel("deadline")
    >>> label_axes(ax, "Targets")
    >>> ax.get_xlabel()
    'Target year'
    """
    lang = language(lang)

    def named(column: str) -> str:
        return heading(names.get(column, column), lang) if column else ""

    years = ax.get_xlabel() == "deadline"
    x, y = named(ax.get_xlabel()), "" if ax.get_ylabel() in _NAMES else named(ax.get_ylabel())
    ax.set(xlabel=x, ylabel=y)
    ax.set_title(title, loc="left", fontsize=11, wrap=True)
    if years:
        _whole_years(ax)
    for axis, words in ((ax.xaxis, x), (ax.yaxis, y)):
        if words == heading("count", lang):
            axis.get_major_locator().set_params(integer=True)
    legend = ax.get_legend()
    series = [text.get_text() for text in legend.get_texts()] if legend else []
    if legend:
        _below(ax, legend)
    parts = [title, y, x, translate(", ", lang).join(series)]
    ax.figure.set_label(translate("; ", lang).join(filter(None, parts))[:300])


_NAMES = ("region", "indicator", "kind_name", "theme_name")  # columns whose values need no heading


def _below(ax: Any, legend: Any) -> None:
    """Put a legend below its chart, in a line, without title and frame."""
    handles, words = legend.legend_handles, [text.get_text() for text in legend.get_texts()]
    ax.legend(handles, words, loc="upper left", bbox_to_anchor=(0, -0.2), ncols=2, frameon=False, fontsize=9, borderaxespad=0)


def _whole_years(ax: Any) -> None:
    """Put the ticks of a numeric axis of years at the years that occur."""
    years = sorted({float(x) for line in ax.lines for x in line.get_xdata()})
    if years and years[0] > 1900:
        ax.set_xticks(years, [f"{year:.0f}" for year in years])
