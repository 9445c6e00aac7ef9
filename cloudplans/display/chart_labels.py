"""Labels of a seaborn or matplotlib chart: the names of its columns in the language of the session."""

from __future__ import annotations

from typing import Any

from cloudplans.display.html_table import heading
from cloudplans.labels import Language, language, translate


def label_axes(ax: Any, title: str = "", *, lang: Language | None = None, **names: str) -> Any:
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

    Returns
    -------
    Axes
        The same chart.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> _, ax = plt.subplots()
    >>> label_axes(ax.set(xlabel="deadline") and ax, "Targets").get_xlabel()
    'Target year'
    """
    lang = language(lang)

    def named(column: str) -> str:
        return heading(names.get(column, column), lang) if column else ""

    x, y = named(ax.get_xlabel()), named(ax.get_ylabel())
    ax.set(xlabel=x, ylabel="" if ax.get_ylabel() in ("region", "indicator", "kind_name", "theme_name") else y)
    ax.set_title(title, loc="left", fontsize=11, wrap=True)
    if "deadline" in (ax.get_xlabel(), x) or x == heading("deadline", lang):
        _whole_years(ax)
    legend, series = ax.get_legend(), []
    if legend:
        legend.set_title("")
        legend.set_frame_on(False)
        series = [text.get_text() for text in legend.get_texts()]
    parts = [title, *filter(None, [y, x]), translate(", ", lang).join(series)]
    ax.figure.set_label(translate("; ", lang).join(filter(None, parts))[:300])
    return ax


def _whole_years(ax: Any) -> None:
    """Put the ticks of a numeric axis of years at the years that occur."""
    years = sorted({float(x) for line in ax.lines for x in line.get_xdata()})
    if years and years[0] > 1900:
        ax.set_xticks(years, [f"{year:.0f}" for year in years])
