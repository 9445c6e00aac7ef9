"""A figure in a page: drawn for wide and for narrow screens, with its data as CSV and its records folded away."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from cloudplans.labels import harmless, safe, translate
from cloudplans.report.inline_svg import Mark, inline_svg


def figure_block(
    name: str, drawn: Sequence[tuple[str, Figure, Mapping[str, Mark]]], rows: pd.DataFrame, note: str, lang: str
) -> str:
    """Return a figure with its caption.

    Parameters
    ----------
    name : str
        Unique in the page.
    drawn : sequence
        Screen ("wide", "narrow" or "" for every screen), figure and marks of each drawing.
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


def block_of_plot(name: str, draw: Callable[..., Figure], lang: str) -> str:
    """Return a plot of this package as a figure in a page: drawn wide and narrow, its marks linked to their records.

    Parameters
    ----------
    name : str
        Unique in the page.
    draw : callable
        Draws the plot; called with ``width="wide"`` and ``width="narrow"``.
    lang : {"en", "zh"}
        Language.
    """
    figure = draw()
    return figure_block(name, [("", figure, {})], pd.DataFrame(), "", lang)
