"""Matrices: what each plan states for each indicator, and which indicators are comparable."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from cloudplans.compare import by_region, verdict_matrix
from cloudplans.compare import coverage as coverage_rows
from cloudplans.dataset import Dataset, coded_statements, indicator_names, own_data, region_names
from cloudplans.labels import LANGUAGES, Language, code_name, language, message, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, measure_of, notes_of, told
from cloudplans.plots.shared_drawing import value_of
from cloudplans.plots.short_amounts import unit_words
from cloudplans.plots.text_layout import lines_of, wrapped
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark
from cloudplans.text import width as columns_of

_COVERAGE = "compare.coverage_matrix(theme=...) or compare.coverage(theme=...)"
_STATES = {  # fill, colour of the text: one ramp; a deferred figure is hatched
    "quantified": ("#2c5f9e", "white"),
    "directional": ("#9dbfe3", style.INK),
    "qualitative": ("#d6e5f5", style.INK),
    "deferred": ("#ffffff", style.INK),
    "not stated": ("#f5f6f8", style.PALE),
}
_EDGE = "#8a94a3"
_VERDICTS = {  # symbol, fill, words
    "same": ("=", "#2c5f9e", message("the same measure")),
    "convertible": ("≈", "#6d97c4", message("convertible")),
    "narrower": ("⊂", "#9dbfe3", message("part of the other")),
    "broader": ("⊃", "#9dbfe3", message("contains the other")),
    "overlapping": ("∩", "#d6e5f5", message("overlapping")),
    "not-comparable": ("×", "#f5f6f8", message("not comparable")),
    "not-judged": ("?", "#ffffff", message("not judged")),
}
_LABELLED = ("CNY", "USD", "percent", "Mbit/s", "byte", "1")  # units that the labels of figures contain, or that need no words
_CELL = 0.4  # inches
_ROWS = 25  # indicators of a plot of coverage
_LINE = 0.17  # inches of a line of a name
_LETTER = 0.085  # inches of a Latin letter of a name; half a Chinese character
_MOST = {"wide": 28, "narrow": 12}  # indicators of a matrix of verdicts whose cells still hold their sign
_NARROWEST = 0.8  # inches of a column that has room for a figure and its year


@style.in_style
def coverage(
    matrix: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw what each plan states for each indicator; a number is shown with its year, a silence as a dash.

    Parameters
    ----------
    matrix : DataFrame
        `cloudplans.compare.coverage_matrix` or `cloudplans.compare.coverage`. Indicators with a number in most plans come first; of more than
        25 indicators, those that one region alone speaks of are left out and counted.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Raises
    ------
    ValueError
        If the frame is not one of these two.

    Examples
    --------
    >>> from cloudplans import compare, plots
    >>> figure = plots.coverage(compare.coverage_matrix(theme="adoption"))
    >>> figure.texts[0].get_text()
    'Adoption: what each plan states, latest figure and its year'
    """
    lang = language(lang)
    states, alone = _shared_by_regions(_states(matrix, data))
    frame = _cells(states, data, lang)
    indicators, regions = _order(frame)
    names = indicator_names(data=data, lang=lang)
    left = 2.3 if width == "wide" else 0.0
    column = (WIDTHS[width] - left - 0.2) / len(regions)
    units = (data or own_data()).table("indicators").set_index("indicator_id")["unit"]
    numbers = set(frame.loc[frame["state"] == "quantified", "indicator_id"])
    titles = [_with_unit(names[one], units[one] if one in numbers else "", lang) for one in indicators]
    places = rc.slots(titles, width, 0.4, names_inches=left - 0.1)
    plans = region_names(data=data, lang=lang)
    longest = _LETTER * max(columns_of(plans[region]) for region in regions)
    upright = longest > column - 0.05
    figure, axes = blank(rc.height_of(places, axis=False) + 0.3 + (longest if upright else 0), width)
    ax = axes[0, 0]
    rc.write_names(ax, places, width)
    ax.set_xlim(0, len(regions))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    for x, region in enumerate(regions):
        ax.annotate(plans[region], (x + 0.5, 0), (0, 5), textcoords="offset points", ha="center", fontsize=style.NORMAL, color=style.INK,
                    rotation=90 if upright else 0, annotation_clip=False)  # fmt: skip
    for row in frame.to_dict("records"):
        _cell(ax, regions.index(row["region_id"]), places[indicators.index(row["indicator_id"])], row, column, lang)
    counts = frame[frame["state"] == "quantified"].groupby("region_id").size()
    parts = [translate("{region}: a number for {count} of {all}", lang, region=plans[region], count=int(counts.get(region, 0)),
                       all=len(indicators)) for region in regions]  # fmt: skip
    default = measure_of(frame, data, lang, translate("what each plan states, latest figure and its year", lang))
    below = (
        [translate("A dash: the whole text was read and does not mention it", lang)]
        if "not stated" in set(frame["state"])
        else []
    )
    if alone:
        below.append(translate("{count} more indicators that one region alone speaks of are left out", lang, count=alone))
    narrow = column < _NARROWEST
    if narrow:
        below.append(translate("In a cell: the year of the latest figure, or a dot where it has none", lang))
    else:
        below.append(notes_of(frame["cell"], lang))
    words = default_words(frame, title=(title, default), subtitle=(subtitle, below), parts=parts, data=data, lang=lang,
                          keys=_keys(set(frame["state"]), lang) if narrow else ())  # fmt: skip
    return finish(figure, words, frame.drop(columns=["cell", "ids"]), width, lang)


def _keys(states: set[str], lang: Language) -> list[Patch]:
    """Return the legend of a matrix whose cells are too narrow for words."""
    return [
        Patch(facecolor=fill, edgecolor=_EDGE if state == "deferred" else "none", hatch="////" if state == "deferred" else None,
              lw=0.8, label=code_name("state", state, lang))
        for state, (fill, _) in _STATES.items()
        if state in states and state != "not stated"
    ]  # fmt: skip


def _short_cell(cell: str) -> str:
    """Return what a narrow cell has room for: the year under the figure, or a dot for a figure without a year."""
    _, broken, year = cell.rpartition("\n")
    return year if broken else "•" * bool(cell)


def _shared_by_regions(states: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the states of at most `_ROWS` indicators: of more, those that two regions speak of; and how many are left out."""
    indicators = states["indicator_id"].nunique()
    said = states[states["state"] != "not stated"].groupby("indicator_id")["region_id"].nunique()
    shared = said.index[said > 1]
    if indicators <= _ROWS or not len(shared):
        return states, 0
    return states[states["indicator_id"].isin(shared)], indicators - len(shared)


def _with_unit(name: str, unit: str, lang: str) -> str:
    """Return the name of an indicator with the unit of its figures, where these do not contain it."""
    if not unit or unit in _LABELLED:
        return name
    return translate("{name} ({unit})", lang, name=name, unit=unit_words(unit, lang))


def _states(matrix: pd.DataFrame, data: Dataset | None) -> pd.DataFrame:
    """Return the state of each indicator and region by id, from a matrix with ids or names, or from the rows of `coverage`."""
    if isinstance(matrix, pd.DataFrame) and {"indicator_id", "region_id", "state"} <= {*matrix}:
        rows = by_region(matrix) if "plan_id" in matrix else matrix
        return rows[["indicator_id", "region_id", "state"]]
    problem = ValueError(
        f"the plot takes what each plan states of each indicator, and this frame does not say it; use {_COVERAGE}"
    )
    if not isinstance(matrix, pd.DataFrame) or matrix.empty:
        raise problem
    ids: dict[str, str] = {}
    for lang in LANGUAGES:
        for names in (indicator_names(data=data, lang=lang), region_names(data=data, lang=lang)):
            ids |= {name: key for key, name in names.items()} | {key: key for key in names}
    if not {*matrix.index, *matrix.columns} <= {*ids} or not matrix.isin([*_STATES]).all(axis=None):
        raise problem
    named = matrix.rename(index=ids, columns=ids)
    long = named.rename_axis(index="indicator_id", columns="region_id").stack().rename("state")
    return long.reset_index()


def _cells(states: pd.DataFrame, data: Dataset | None, lang: Language) -> pd.DataFrame:
    """Return a row per indicator and region: its state, the words of its cell, and the records behind it."""
    indicators, regions = [*states["indicator_id"].unique()], [*states["region_id"].unique()]
    rows = by_region(coverage_rows(data=data))
    rows = rows[rows["indicator_id"].isin(indicators) & rows["region_id"].isin(regions)]
    frame = states.merge(rows.drop(columns="state"), on=["indicator_id", "region_id"], how="left")
    statements = coded_statements(data or own_data()).set_index("statement_id")
    cells, ids = [], []
    for row in frame.to_dict("records"):
        mine = (
            [name for name in row["statement_ids"] if name in statements.index] if isinstance(row["statement_ids"], list) else []
        )
        mine.sort(key=lambda name: -1 if pd.isna(statements["deadline"][name]) else statements["deadline"][name])
        others = row["record_ids"] if isinstance(row["record_ids"], list) else []
        ids.append(([*mine, *others] if row["state"] != "quantified" else mine[-1:]) or [])
        cells.append(_latest(statements.loc[mine[-1]].to_dict(), lang) if mine and row["state"] == "quantified" else "")
    return frame.assign(cell=cells, ids=ids)


def _latest(row: dict, lang: Language) -> str:
    year = "" if pd.isna(row["deadline"]) else f"\n{row['deadline']}"
    return value_of(row, lang) + year


def _order(frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the indicators and the regions, those with most numbers first."""
    ranks = frame["state"].map({"quantified": 100, "directional": 10, "deferred": 1, "qualitative": 1}).fillna(0)
    by = lambda column: [*ranks.groupby(frame[column]).sum().sort_values(ascending=False, kind="stable").index]  # noqa: E731
    return by("indicator_id"), by("region_id")


def _cell(ax: Axes, x: int, slot: rc.Slot, row: dict, inches: float, lang: Language) -> None:
    """Draw what one plan states for one indicator."""
    fill, ink = _STATES[row["state"]]
    deferred = row["state"] == "deferred"
    height = 0.4
    box = Rectangle((x + 0.02, slot.bottom - height - 0.03), 0.96, height, facecolor=fill, edgecolor=_EDGE if deferred else "none", lw=0.8,
                    hatch="////" if deferred else None)  # fmt: skip
    ax.add_patch(box)
    state = code_name("state", row["state"], lang)
    if inches >= _NARROWEST:
        words = row["cell"] or ("–" if row["state"] == "not stated" else state)
    else:
        words = _short_cell(row["cell"]) or ("–" if row["state"] == "not stated" else "")
    text = ax.text(x + 0.5, slot.bottom - height / 2 - 0.03, wrapped(words, inches - 0.08, style.SMALLEST), ha="center", va="center",
                   fontsize=style.SMALLEST, color=ink, linespacing=1.1)  # fmt: skip
    if deferred:
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    if row["ids"]:
        value = translate("{state}, {value}", lang, state=state, value=row["cell"].replace("\n", " ")) if row["cell"] else state
        mark(
            box,
            row["ids"][-1],
            translate("{who}: {value}", lang, who=listed([row["region"], row["indicator"]], lang), value=value),
        )


@style.in_style
def verdicts(
    matrix: pd.DataFrame | Sequence[str],
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw which indicators are comparable, each pair once.

    Parameters
    ----------
    matrix : DataFrame or sequence of str
        Verdicts (`cloudplans.compare.verdict_matrix`), or the indicators; a symbol describes the row in relation to the column.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Raises
    ------
    ValueError
        If the frame is no matrix of verdicts, or there are fewer than two indicators.

    Examples
    --------
    >>> from cloudplans import plots
    >>> figure = plots.verdicts(["cloud-services-scale", "cloud-industry-scale"])
    >>> figure.texts[0].get_text()
    'Which of 2 indicators can be compared'
    """
    lang = language(lang)
    if not isinstance(matrix, pd.DataFrame):
        matrix = verdict_matrix(matrix, data=data, lang=lang)
    if len(matrix) < 2 or [*matrix.index] != [*matrix.columns] or not matrix.isin([*_VERDICTS]).all(axis=None):
        raise ValueError(
            "the plot takes a matrix of verdicts of at least two indicators; use compare.verdict_matrix([...]) or their names"
        )
    if len(matrix) > _MOST[width]:
        raise ValueError(f"{len(matrix)} indicators are too many for a {width} figure; choose at most {_MOST[width]} of them")
    names = [f"{number}  {name}" for number, name in enumerate(matrix.index, 1)]
    room = WIDTHS[width] - 0.4 - _CELL * (len(names) - 1)
    left = [lines_of(name, max(min(room, 2.9), 1.1), style.NORMAL) for name in names]
    pitch = max(_CELL, _LINE * max(map(len, left)))  # a name of three lines needs more than a cell
    figure, axes = blank(pitch * len(names) + 0.4, width)
    ax = axes[0, 0]
    found, parts = [], []
    for y, (row, lines) in enumerate(zip(matrix.index, left, strict=True)):
        ax.annotate("\n".join(lines), (0, y + 0.5), (-6, 0), textcoords="offset points", va="center", ha="right", fontsize=style.NORMAL,
                    color=style.INK, annotation_clip=False, linespacing=1.0)  # fmt: skip
        for x, column in enumerate(matrix.columns[:y]):
            verdict = matrix.loc[row, column]
            found.append(verdict)
            _verdict(ax, x, y, verdict)
            parts.append(told(f"{row} – {column}", code_name("verdict", verdict, lang), lang))
    for x in range(len(names) - 1):
        ax.text(x + 0.5, len(names) + 0.35, str(x + 1), ha="center", va="center", fontsize=style.NORMAL, color=style.PALE)
    columns = max(len(names) - 1, (WIDTHS[width] - 3.4) / _CELL if width == "wide" else 1)
    ax.set_xlim(0, columns)
    ax.set_ylim(len(names) + 0.6, 0)
    ax.set_axis_off()
    below = [
        f"{_VERDICTS[code][0]} {translate(_VERDICTS[code][2], lang, context='verdict')}" for code in _VERDICTS if code in found
    ]
    below = [translate("Row in relation to column", lang), translate("; ", lang).join(below)]
    default = translate("Which of {count} indicators can be compared", lang, count=len(names))
    words = default_words(pd.DataFrame(), title=(title, default), subtitle=(subtitle, below), parts=parts, data=data, lang=lang)
    return finish(figure, words, matrix.reset_index(), width, lang)


def _verdict(ax: Axes, x: int, y: int, verdict: str) -> None:
    symbol, fill, _ = _VERDICTS[verdict]
    edge = _EDGE if verdict in ("not-judged", "not-comparable") else "none"
    ax.add_patch(Rectangle((x + 0.04, y + 0.04), 0.92, 0.92, facecolor=fill, edgecolor=edge, lw=0.8))
    ax.text(
        x + 0.5,
        y + 0.5,
        symbol,
        ha="center",
        va="center_baseline",
        fontsize=11,
        color="white" if verdict == "same" else style.INK,
    )
