"""A figure in a page: drawn for wide and for narrow screens, with its data as CSV and its records folded away."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from copy import deepcopy

import pandas as pd
from matplotlib.figure import Figure

from cloudplans import display, plots
from cloudplans.dataset import UNVERIFIED_WARNING
from cloudplans.labels import harmless, message, safe, translate
from cloudplans.report.inline_svg import Mark, inline_svg

_NARROW = 3.5  # inches, as of the package's own plots


def figure_block(
    name: str, drawn: Sequence[tuple[str, Figure, Mapping[str, Mark]]], rows: pd.DataFrame, note: str, lang: str
) -> str:
    """Return a figure with its caption.

    Parameters
    ----------
    name : str
        Unique in the page.
    drawn : sequence
        Screen ("wide" or "narrow"), figure and marks of each drawing.
    rows : DataFrame
        The data of the figure, offered as CSV.
    note : str
        One line: how to read the figure, and its source.
    lang : {"en", "zh"}
        Language.
    """
    drawings = "".join(
        f'<div class="drawing {screen}">{inline_svg(figure, f"{name}{screen[:1]}", marks)}</div>'
        for screen, figure, marks in drawn
    )
    records = {mark.address: mark.words for _, _, marks in drawn for mark in marks.values()}
    return f'<figure id="{name}">{drawings}<figcaption>{_caption(name, rows, records, note, lang)}</figcaption></figure>'


def _caption(name: str, rows: pd.DataFrame, records: Mapping[str, str], note: str, lang: str) -> str:
    parts = [safe(note)] if note else []
    if not rows.empty:
        parts.append(f'<a download="{name}.csv" href="{_csv_address(rows)}">CSV</a>')
    words = " · ".join(parts)
    if records:
        links = "".join(f'<li><a href="{safe(address)}">{safe(text)}</a></li>' for address, text in records.items())
        summary = translate("{count} records", lang, count=len(records))
        words += f'<details><summary>{summary}</summary><ul class="records">{links}</ul></details>'
    return words


def _csv_address(rows: pd.DataFrame) -> str:
    """Return rows as CSV in a data address; a list as text, and nothing that a spreadsheet takes for a formula."""
    cells = rows.map(lambda value: harmless(" ".join(map(str, value)) if isinstance(value, list) else value))
    return f"data:text/csv;base64,{base64.b64encode(cells.to_csv(index=False).encode()).decode('ascii')}"


def block_of_plot(name: str, figure: Figure) -> str:
    """Return a plot of this package as a figure in a page: drawn wide and narrow, its marks linked to their records.

    Parameters
    ----------
    name : str
        Unique in the page.
    figure : Figure
        The plot, drawn wide; another figure is drawn again in less width.

    Examples
    --------
    >>> import cloudplans
    >>> figure = cloudplans.plots.targets(cloudplans.targets(indicator="cloud-services-scale"))
    >>> block_of_plot("f1", figure).count("<svg")
    2
    """
    drawn = [("wide", figure), ("narrow", plots.redrawn(figure, "narrow") or _squeezed(figure))]
    rows, lang = plots.data_of(figure) or (pd.DataFrame(), "en")
    every = [(screen, each, _linked(each)) for screen, each in drawn]
    return figure_block(name, every, rows, _meaning_of_marks(figure.get_label(), lang), lang)


def _squeezed(figure: Figure) -> Figure:
    """Return a chart that no plot of this package drew for a narrow screen: the same, in less width."""
    if figure.get_layout_engine() is None:
        figure.set_layout_engine("constrained")  # the labels of a chart drawn by hand stay inside
    narrow = deepcopy(figure)
    narrow.set_size_inches(_NARROW, figure.get_figheight())
    return narrow


def _linked(figure: Figure) -> dict[str, Mark]:
    return {
        gid: Mark(record_address(mark.record_id), mark.text)
        for gid, mark in plots.marks(figure).items() if "‡" not in mark.text
    }  # fmt: skip


def _meaning_of_marks(words: str, lang: str) -> str:
    """Return what the marks in an alternative text mean."""
    meanings = {
        "‡": UNVERIFIED_WARNING,
        "†": message("† a corrected reading (inferred); see the corrections"),
        "※": message("※ coded once, by one reader; not adjudicated"),
    }
    return " · ".join(translate(meaning, lang) for mark, meaning in meanings.items() if mark in words)


def record_address(record: str) -> str:
    """Return the address of a record in the report; that of a measure is the summary of all measures of its plan.

    Examples
    --------
    >>> record_address("chengdu-2011.instrument.20-2.r-and-d")
    'chengdu-2011.html#chengdu-2011.measures'
    """
    plan = record.partition(".")[0]
    return f"{display.page_of(record)}#{f'{plan}.measures' if '.instrument.' in record else record}"
