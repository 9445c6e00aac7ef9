"""Labels of a seaborn or matplotlib chart: the names of its columns in the language of the session."""

from __future__ import annotations

from typing import Any

from cloudplans.display.html_table import heading
from cloudplans.labels import Language, language, translate
from cloudplans.text import width


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
    if years and ax.lines:
        _whole_years(ax)
    for axis, words in ((ax.xaxis, x), (ax.yaxis, y)):
        if words == heading("count", lang):
            axis.get_major_locator().set_params(integer=True)
    legend = ax.get_legend()
    series = [text.get_text() for text in legend.get_texts()] if legend else []
    _lay_out(ax, title, legend)
    parts = [title, y, x, translate(", ", lang).join(series)]
    ax.figure.set_label(translate("; ", lang).join(filter(None, parts))[:300])


_NAMES = ("region", "indicator", "kind_name", "theme_name")  # columns whose values need no heading
_SIZE, _TEXT = (4.8, 3.4), 11  # inches, points: at least 11 px on a phone
_LEGEND_ROW = 0.2  # inches that a row of the legend adds to the height, from the third on
_LINE = {"title": 42, "label": 20}  # characters; half as many Chinese ones


def _lay_out(ax: Any, title: str, legend: Any) -> None:
    """Give a chart the size of a phone's screen, with its title above and its legend below, so that nothing is cut."""
    figure = ax.figure
    figure.set_size_inches(*_SIZE)
    if title:
        figure.suptitle(wrapped(title, _LINE["title"]), x=0.01, ha="left", fontsize=_TEXT + 1)
    if ax.get_ylabel() == "" and ax.yaxis.get_major_formatter().__class__.__name__ != "ScalarFormatter":
        ax.set_yticks(ax.get_yticks(), [wrapped(text.get_text(), _LINE["label"]) for text in ax.get_yticklabels()])
    for text in (ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *ax.get_yticklabels()):
        text.set_fontsize(_TEXT)
    if legend:
        handles, words = legend.legend_handles, [wrapped(text.get_text(), _LINE["title"]) for text in legend.get_texts()]
        legend.remove()
        columns = 2 if max(map(width, words)) <= _LINE["label"] else 1
        rows = sum(text.count("\n") + 1 for text in words) / columns
        figure.set_figheight(_SIZE[1] + _LEGEND_ROW * max(0, rows - 2))
        figure.legend(handles, words, loc="outside lower left", ncols=columns, frameon=False, fontsize=_TEXT - 0.5)
    figure.set_layout_engine("constrained")


def wrapped(words: str, most: int) -> str:
    """Return words in lines of at most `most` columns, of which a Chinese character takes two.

    Examples
    --------
    >>> wrapped("Cloud services industry", 16)
    'Cloud services\\nindustry'
    """
    lines, line = [], ""
    pieces = words.split(" ") if width(words) == len(words) else list(words)
    glue = " " if width(words) == len(words) else ""
    for piece in pieces:
        longer = f"{line}{glue}{piece}" if line else piece
        if width(longer) > most and line:
            lines.append(line)
            longer = piece
        line = longer
    return "\n".join([*lines, line])


def _whole_years(ax: Any) -> None:
    """Put the ticks of a numeric axis of years at the years that occur."""
    years = sorted({float(x) for line in ax.lines for x in line.get_xdata()})
    if years and years[0] > 1900:
        ax.set_xticks(years, [f"{year:.0f}" for year in years])
