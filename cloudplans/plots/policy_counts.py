"""Plots of what plans state without numbers: instruments and their mix."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from cloudplans.dataset import Dataset, with_names
from cloudplans.labels import Language, language, translate
from cloudplans.plots import row_charts as rc
from cloudplans.plots import style
from cloudplans.plots.default_words import default_words, listed, told, warnings_of
from cloudplans.plots.shared_drawing import check
from cloudplans.plots.text_layout import width_of
from cloudplans.plots.titled_figure import WIDTHS, Width, blank, finish, mark

_RAMP = LinearSegmentedColormap.from_list("measures", ["#e4eef8", "#9dbfe3", "#2c5f9e"])
_FAMILIES = {  # greys: fill, colour of the text
    "supply": ("#3d434c", "white"),
    "demand": ("#c9cdd3", style.INK),
    "environment": ("#878d96", style.INK),
    "other": ("#eceef1", style.INK),
}
_CELL = 0.28  # inches


@style.in_style
def instruments(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the number of measures per type of instrument and plan as a table of shaded counts, the most used type first.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.instrument_matrix()`.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Examples
    --------
    >>> from cloudplans import compare, plots
    >>> figure = plots.instruments(compare.instrument_matrix())
    >>> figure.texts[0].get_text()
    'Policy instruments, number of measures per plan'
    """
    lang = language(lang)
    frame = named_policies(
        frame, ("type", "family", "region_id", "measures", "record_ids"), "compare.instrument_matrix()", data, lang
    )
    default = translate("Policy instruments, number of measures per plan", lang)
    return _counts(frame, ("family_name", "instrument", "measures"), (title, default), subtitle, width, data, lang)


def named_policies(frame: pd.DataFrame, columns: Sequence[str], maker: str, data: Dataset | None, lang: Language) -> pd.DataFrame:
    """Return a comparison of policies with names in a language, `region` being that of the plan, or refuse a frame of something else."""
    check(frame, (*columns, "plan_id"), maker)
    return with_names(frame, data=data, lang=lang).assign(region=lambda named: named["plan"])


def _counts(frame: pd.DataFrame, columns: tuple[str, str, str], title: tuple[str | None, str], subtitle: str | None, width: Width,
            data: Dataset | None, lang: Language) -> Figure:  # fmt: skip
    """Draw counts as a table: rows in groups, those with most first; one column per plan."""
    group, row_name, count = columns
    totals = frame.groupby([group, row_name])[count].sum()
    regions = _by_total(frame.groupby("region")[count].sum())
    names: list[str] = []
    headers: set[int] = set()
    for family in _by_total(frame.groupby(group)[count].sum()):
        rows = [name for name in _by_total(totals[family]) if totals[family][name]]
        if rows:
            headers.add(len(names))
            names += [translate("{name}, {count} in all", lang, name=family, count=int(totals[family].sum())), *rows]
    left = 2.6 if width == "wide" else 0.0
    places = rc.slots(names, width, _CELL, headers, names_inches=left - 0.1)
    column = (WIDTHS[width] - left - 0.2) / len(regions)
    figure, axes = blank(rc.height_of(places, axis=False) + heading_height(regions, column), width)
    ax = axes[0, 0]
    rc.write_names(ax, places, width)
    name_columns(ax, regions, column)
    most = frame[count].max()
    for row in frame.to_dict("records"):
        if row[row_name] in names and row[count]:
            words = translate("{who}: {count} measures", lang, who=listed([row["region"], row[row_name]], lang), count=row[count])
            slot = places[names.index(row[row_name])]
            _shaded(ax, regions.index(row["region"]), slot, row[count], most, row["record_ids"], words)
    per_region = frame.groupby("region")[count].sum()
    parts = [told(region, str(per_region[region]), lang) for region in regions]
    words = default_words(frame, title=title, subtitle=(subtitle, warnings_of(frame, lang)), parts=parts, data=data, lang=lang)
    return finish(figure, words, frame.drop(columns=["record_ids"]), width, lang)


def _by_total(totals: pd.Series) -> list[str]:
    return [*totals.sort_values(ascending=False, kind="stable").index]


def heading_height(regions: Sequence[str], inches: float) -> float:
    """Return the height of the names above columns of a width; names that do not fit stand upright."""
    longest = max(width_of(region, style.NORMAL) for region in regions)
    return 0.25 if longest < inches - 0.05 else longest + 0.2


def name_columns(ax: Axes, regions: Sequence[str], inches: float) -> None:
    """Name the columns of a table of plans, each so many inches wide."""
    turned = heading_height(regions, inches) > 0.25
    ax.set_xlim(0, len(regions))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    for x, region in enumerate(regions):
        ax.annotate(region, (x + 0.5, 0), (0, 5), textcoords="offset points", ha="center", va="bottom", fontsize=style.NORMAL,
                    color=style.INK, rotation=90 if turned else 0, annotation_clip=False)  # fmt: skip


def _shaded(ax: Axes, x: int, slot: rc.Slot, count: int, most: int, ids: Sequence[str], words: str) -> None:
    """Draw a count in its cell, darker where it is larger."""
    share = (count / most) ** 0.6
    box = Rectangle((x + 0.02, slot.bottom - _CELL - 0.02), 0.96, _CELL, facecolor=_RAMP(share), edgecolor="none")
    ax.add_patch(box)
    ax.text(x + 0.5, slot.bottom - _CELL / 2 - 0.02, str(count), ha="center", va="center_baseline", fontsize=style.NORMAL,
            color=style.ink_on(to_hex(_RAMP(share))))  # fmt: skip
    mark(box, ids[0], words)


@style.in_style
def instrument_mix(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    width: Width = "wide",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> Figure:
    """Draw the mix of families of instruments per plan, as shares of its measures; the plan with most supply first.

    Parameters
    ----------
    frame : DataFrame
        `cloudplans.compare.instrument_matrix(by="family")`.
    title, subtitle, width, data, lang
        As for `cloudplans.plots.targets`.

    Returns
    -------
    Figure
        With title, source line and alternative text.

    Examples
    --------
    >>> from cloudplans import compare, plots
    >>> figure = plots.instrument_mix(compare.instrument_matrix(by="family"))
    >>> figure.texts[0].get_text()
    'Mix of policy instruments, per cent of the measures of each plan'
    """
    lang = language(lang)
    needed = ("family", "region_id", "measures", "share", "record_ids")
    frame = named_policies(frame, needed, 'compare.instrument_matrix(by="family")', data, lang)
    if "type" in frame:
        raise ValueError('the frame has several rows per family; use compare.instrument_matrix(by="family")')
    supply = frame[frame["family"] == "supply"].groupby("region")["share"].sum()
    regions = _by_total(supply.reindex(frame["region"].unique()).fillna(0))
    totals = frame.groupby("region")["measures"].sum()
    names = [translate("{region}, {count} measures", lang, region=region, count=int(totals[region])) for region in regions]
    places = rc.slots(names, width, 0.36)
    figure, axes = blank(rc.height_of(places, axis=False) + 0.25, width)
    ax = axes[0, 0]
    ax.set_xlim(0, 100)
    ax.set_xticks([])
    rc.write_names(ax, places, width)
    ax.spines["bottom"].set_visible(False)
    ends = dict.fromkeys(regions, 0.0)
    for row in frame.to_dict("records"):
        if row["measures"]:
            _share(ax, places[regions.index(row["region"])].mark, row, ends, lang)
    default = translate("Mix of policy instruments, per cent of the measures of each plan", lang)
    parts = [told(region, _mix(frame[frame["region"] == region], lang), lang) for region in regions]
    words = default_words(
        frame,
        title=(title, default),
        subtitle=(subtitle, warnings_of(frame, lang)),
        parts=parts,
        data=data,
        lang=lang,
        keys=_key(frame),
    )
    return finish(figure, words, frame.drop(columns=["record_ids"]), width, lang)


def _key(frame: pd.DataFrame) -> list[Patch]:
    """Return the key of the families that occur."""
    names = frame[frame["measures"] > 0].drop_duplicates("family").set_index("family")["family_name"]
    return [
        Patch(facecolor=_FAMILIES[family][0], edgecolor="none", label=names[family]) for family in _FAMILIES if family in names
    ]


def _mix(rows: pd.DataFrame, lang: str) -> str:
    return listed((f"{row['family_name']} {row['share']:.0f}%" for row in rows.to_dict("records") if row["measures"]), lang)


def _share(ax: Axes, y: float, row: dict, ends: dict[str, float], lang: str) -> None:
    """Draw the share of one family after those before it."""
    fill, ink = _FAMILIES.get(row["family"], _FAMILIES["other"])
    start = ends[row["region"]]
    (box,) = ax.barh([y], [row["share"]], left=start, color=fill, height=0.26, edgecolor="white", lw=1)
    if row["share"] >= 7:
        ax.text(
            start + row["share"] / 2,
            y,
            f"{row['share']:.0f}%",
            ha="center",
            va="center_baseline",
            fontsize=style.SMALLEST,
            color=ink,
        )
    ends[row["region"]] += row["share"]
    words = translate(
        "{who}: {count} measures", lang, who=listed([row["region"], row["family_name"]], lang), count=row["measures"]
    )
    mark(box, row["record_ids"][0], words)
