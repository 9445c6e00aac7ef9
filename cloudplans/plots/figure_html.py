"""Figures as SVG and as HTML images with alternative text, data and footnotes."""

from __future__ import annotations

import base64
import io
import re

from matplotlib.figure import Figure
from matplotlib.text import Text

from cloudplans.dataset import UNVERIFIED_WARNING
from cloudplans.labels import harmless, safe, translate
from cloudplans.plots.titled_figure import data_of

_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # characters that make an SVG file invalid


def svg(figure: Figure) -> bytes:
    """Return a figure as SVG; the same figure gives the same bytes.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import plots
    >>> svg(plots.targets(cloudplans.targets(indicator="cloud-services-scale")))[:5]
    b'<?xml'
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _NOT_XML.sub(b"", buffer.getvalue())  # comments contain the labels unchanged


_COMMENT, _PATH, _NUMBER = re.compile(r"<!--.*?-->", re.S), re.compile(r' d="([^"]*)"'), re.compile(r"-?\d+\.\d{3,}")


def shortened(drawing: bytes) -> str:
    """Return an SVG without comments and white space between elements, and with coordinates to two decimals.

    Examples
    --------
    >>> shortened(b'<svg>\\n <path d="M 1.23456 2"/><!-- a --></svg>')
    '<svg><path d="M 1.23 2"/></svg>'
    """
    words = _COMMENT.sub("", drawing.decode("utf-8"))
    words = _PATH.sub(lambda path: _NUMBER.sub(lambda number: f"{float(number[0]):.2f}", path[0]), words)
    return re.sub(r">\s+<", "><", words)


def _data_address(drawing: bytes) -> str:
    """Return an SVG as a short data URL, with minimal escaping.

    Examples
    --------
    >>> _data_address(b'<svg>\\n <path id="a#b" d="M 1.23456 2"/></svg>')
    "data:image/svg+xml,<svg><path id='a%23b' d='M 1.23 2'/></svg>"
    """
    words = shortened(drawing).replace("'", "&#39;").replace('"', "'")
    return "data:image/svg+xml," + re.sub(r"\s+", " ", words).replace("%", "%25").replace("#", "%23")


def figure_html(figure: Figure) -> str:
    """Return a figure as an HTML image with its alternative text, its data as CSV and its footnotes.

    Parameters
    ----------
    figure : Figure
        A figure; only one that this package drew has data and footnotes.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import compare, plots
    >>> matrix = compare.verdict_matrix(["cloud-services-scale", "cloud-terminal-scale"])
    >>> figure_html(plots.verdicts(matrix)).startswith("<figure>")
    True
    """
    alternative = safe(figure.get_label())
    data = _data_address(svg(figure)).replace("&", "&amp;")
    image = f'<img class="figure" alt="{alternative}" src="{data}">'
    return f'<figure><div class="scroll" tabindex="0">{image}</div>{_caption(figure)}</figure>'


def _cell(value: object) -> object:
    """Return a value of a CSV file: a list as text, and nothing that a spreadsheet takes for a formula."""
    return harmless(" ".join(map(str, value)) if isinstance(value, list) else value)


def _caption(figure: Figure) -> str:
    """Return the caption of a figure: its data as CSV and the meaning of its marks."""
    source = data_of(figure)
    if source is None:
        return ""
    frame, lang = source
    rows = base64.b64encode(frame.map(_cell).to_csv(index=False).encode()).decode("ascii")
    link = translate("Data of this figure (CSV)", lang)
    words = [f'<a download="figure.csv" href="data:text/csv;base64,{rows}">{link}</a>']
    shown = figure.get_label() + "".join(text.get_text() for text in figure.findobj(Text))
    if "‡" in shown:
        words.append(translate(UNVERIFIED_WARNING, lang))
    if "†" in shown:
        words.append(translate("† a corrected reading (inferred); see the corrections", lang))
    if "※" in shown:
        words.append(translate("※ coded once, by one reader; not adjudicated", lang))
    return f"<figcaption>{' · '.join(words)}</figcaption>"
