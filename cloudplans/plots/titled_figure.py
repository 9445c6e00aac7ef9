"""A figure with title, subtitle, key and source line, drawn to its width: room is measured, so that nothing overlaps or is cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from cloudplans.labels import translate
from cloudplans.plots import style
from cloudplans.plots.text_layout import POINTS, lines_of

Width = Literal["wide", "narrow"]
WIDTHS: dict[str, float] = {"wide": 7.6, "narrow": 3.5}  # inches: the column of a page, the screen of a phone
TITLE = {"wide": 13.0, "narrow": 12.0}  # points
LONGEST_ALTERNATIVE = 300
_LINE, _MARGIN, _GAP = 1.3, 0.08, 0.07  # height of a line in font sizes; inches


class Mark(NamedTuple):
    """What a mark of a figure stands for: the record, and what to show on hover and focus."""

    record_id: str
    text: str


_MARKS: WeakKeyDictionary[Figure, dict[str, Mark]] = WeakKeyDictionary()
_FRAMES: WeakKeyDictionary[Figure, tuple[pd.DataFrame, str]] = WeakKeyDictionary()  # the data of a figure, and its language


@dataclass(frozen=True)
class Words:
    """The texts around a figure: `keys` are legend handles, `parts` what the alternative text lists after the title."""

    title: str
    subtitle: str
    source: str
    parts: Sequence[str] = ()
    regions: Sequence[str] = ()
    keys: Sequence[Any] = ()


def blank(body: float, width: Width, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, np.ndarray]:
    """Return a figure of a width with a grid of axes; `body` is their height in inches, without title and source."""

    figure, axes = plt.subplots(rows, columns, figsize=(WIDTHS[width], body), squeeze=False, **options)
    return figure, axes


def mark(artist: Artist, record_id: str, text: str) -> None:
    """Name an artist as the mark of a record, with the text to show on hover; a repeated record gets a number."""
    figure = artist.get_figure(root=True)
    assert figure is not None
    known = _MARKS.setdefault(figure, {})
    gid, number = f"record:{record_id}", 1
    while gid in known:
        number += 1
        gid = f"record:{record_id}:{number}"
    known[gid] = Mark(record_id, text)
    artist.set_gid(gid)


def marks(figure: Figure) -> dict[str, Mark]:
    """Return the marks of a figure: the id of each drawn group (its `gid`) to its record and the text to show on hover.

    Parameters
    ----------
    figure : Figure
        A figure that this package drew; another has no marks.

    Returns
    -------
    dict of str to Mark
        ``record:<id>`` to `record_id` and `text`, in drawing order. Where a figure draws a record more than once, the ids end in ``:2``, ``:3``, ...

    Examples
    --------
    >>> import cloudplans
    >>> figure = cloudplans.plots.targets(cloudplans.targets(region="Guangdong", indicator="cloud-services-scale", year=2015))
    >>> marks(figure)["record:guangdong-2014.cloud-services-scale.2015"].text[-12:]
    '(CNY 100 bn)'
    """
    return dict(_MARKS.get(figure, {}))


def data_of(figure: Figure) -> tuple[pd.DataFrame, str] | None:
    """Return the data and the language of a figure, or None if this package did not draw it."""
    return _FRAMES.get(figure)


def describe(figure: Figure, alternative: str, frame: pd.DataFrame | None = None, lang: str = "en") -> None:
    """Attach alternative text and data to a figure."""
    figure.set_label(alternative)
    if frame is not None:
        _FRAMES[figure] = frame, lang


def finish(figure: Figure, words: Words, frame: pd.DataFrame, width: Width, lang: str) -> Figure:
    """Write title, subtitle, key and source around the axes, lay the figure out, and attach alternative text and data."""
    body, inches = figure.get_figheight(), WIDTHS[width]
    room = inches - 2 * _MARGIN
    title = lines_of(words.title, 0.97 * room, TITLE[width])
    subtitle = lines_of(words.subtitle, room, style.SMALL) if words.subtitle else []
    source = lines_of(words.source, room, style.SMALLEST)
    heights = [_height(title, TITLE[width]), _height(subtitle, style.SMALL), _height(source, style.SMALLEST)]
    key = _key(figure, words.keys, room) if words.keys else None
    key_height = key.get_window_extent().height / figure.dpi + _GAP if key else 0.0
    head = _MARGIN + heights[0] + (_GAP / 2 + heights[1] if subtitle else 0) + key_height + _GAP
    foot = _MARGIN + heights[2] + _GAP
    tall = head + body + foot
    figure.set_figheight(tall)
    x, top = _MARGIN / inches, 1 - _MARGIN / tall
    heading = figure.text(x, top, "\n".join(title), fontsize=TITLE[width], color=style.INK, va="top", linespacing=1.15)
    style.embolden(heading)
    top -= (heights[0] + _GAP / 2) / tall
    if subtitle:
        figure.text(x, top, "\n".join(subtitle), fontsize=style.SMALL, color=style.PALE, va="top", linespacing=1.15)
        top -= heights[1] / tall
    if key:
        key.set_bbox_to_anchor((x, top - _GAP / tall), transform=figure.transFigure)
    figure.text(x, _MARGIN / tall, "\n".join(source), fontsize=style.SMALLEST, color=style.PALE, va="bottom", linespacing=1.15)
    _lay_out(figure, (0.0, foot / tall, 1.0, body / tall))
    describe(figure, alternative(words, lang), frame, lang)
    plt.close(figure)  # a notebook shows the returned figure, and would show an open one again
    return figure


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * _LINE / POINTS


def _key(figure: Figure, handles: Sequence[Any], room: float) -> Any:
    """Add a legend that starts at the left edge, in as many columns as fit."""
    for columns in range(len(handles), 0, -1):
        key = figure.legend(handles=list(handles), ncols=columns, loc="upper left", frameon=False, fontsize=style.SMALLEST, borderpad=0,
                            borderaxespad=0, handlelength=1.3, columnspacing=1.3, handletextpad=0.5)  # fmt: skip
        key.set_in_layout(False)
        if key.get_window_extent().width / figure.dpi <= room or columns == 1:
            break
        key.remove()
    return key


def _lay_out(figure: Figure, rect: tuple[float, float, float, float]) -> None:
    """Place the axes with all their texts inside a rectangle, and keep that place."""
    for text in figure.texts:
        text.set_in_layout(False)
    FigureCanvasAgg(figure)
    engine = ConstrainedLayoutEngine(rect=rect, w_pad=_MARGIN, h_pad=0.04, wspace=0.02, hspace=0.02)
    figure.set_layout_engine(engine)
    for _ in range(2):  # the texts at marks move with the axes
        engine.execute(figure)
    figure.set_layout_engine("none")


def alternative(words: Words, lang: str) -> str:
    """Return the title, the regions and as many of the parts as fit into the longest alternative text.

    Examples
    --------
    >>> alternative(Words("Targets, 2015", "", "", ["Guangdong: 5", "Chengdu: 3"], ["Guangdong", "Chengdu"]), "en")
    'Targets, 2015. Guangdong: 5; Chengdu: 3'
    """
    stop, join = translate(". ", lang), translate("; ", lang)
    full = stop.join(filter(None, [words.title, join.join(words.parts)]))
    if len(full) <= LONGEST_ALTERNATIVE and all(region in full for region in words.regions):
        return full
    text = words.title if len(words.title) < LONGEST_ALTERNATIVE else words.title[: LONGEST_ALTERNATIVE - 1].rstrip() + "…"
    text += _names_that_fit(words.regions, stop, LONGEST_ALTERNATIVE - len(text), lang)
    for number, part in enumerate(words.parts):
        longer = text + (join if number else stop) + part
        if len(longer) > LONGEST_ALTERNATIVE - 3:
            return text + (translate("; ", lang) + "…" if number else "")
        text = longer
    return text


def _names_that_fit(regions: Sequence[str], stop: str, room: int, lang: str) -> str:
    """Return the names of the regions; where there are too many, the first ones and an ellipsis."""
    for count in range(len(regions), 0, -1):
        listed = translate(", ", lang, context="words").join([*regions[:count], *(["…"] if count < len(regions) else [])])
        if len(names := stop + translate("Regions: {regions}", lang, regions=listed)) <= room:
            return names
    return ""


def record_text(row: Mapping[str, Any], lang: str, value: str) -> str:
    """Return the hover text of a statement: who, what, when and how much."""
    when = "" if pd.isna(row.get("deadline")) else translate("{year}", lang, context="year in a text", year=int(row["deadline"]))
    who = translate(", ", lang, context="words").join(part for part in (row["region"], row["indicator"], when) if part)
    return translate("{who}: {value}", lang, who=who, value=value) if who else value
