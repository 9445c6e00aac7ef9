"""The explorer: controls, and the charts, rows, passages, code and CSV of what they select."""

from __future__ import annotations

import base64
import io
import os
import warnings
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import ipywidgets as ipw
import matplotlib.pyplot as plt

from cloudplans import compare, display, plots
from cloudplans.dataset import Dataset, SourceError, load
from cloudplans.explorer import views
from cloudplans.explorer.controls import make_controls, set_options
from cloudplans.labels import VOCABULARIES, Language, catalogue, code_name, harmless, message, safe, translate
from cloudplans.plots import web_fonts

_CSS = Path(__file__).resolve().parent / "explorer.css"
_INTRODUCTION = message(
    "Choose regions, a theme and an indicator. Click a row to read its passage. Measures that cannot be compared never share an axis."
)
_TITLES = {
    "language": message("Language"), "region": message("Regions"), "theme": message("Theme"), "indicator": message("Indicator"),
    "base": message("Show"), "year": message("Target year"), "tier": message("Also unverified figures from plans that we have not read"),
    "all": message("All"), "none": message("None"), "pin": message("Pin this view"), "unpin": message("Remove"),
    "code": message("Python code that reproduces this view"), "rows": message("Targets"), "pinned": message("Pinned views"),
}  # fmt: skip
_MOST_PINNED = 3
_RESOLUTION = 150  # dots per inch of the PNG files


def explorer(
    data: Dataset | None = None,
    lang: str = "en",
    *,
    region: Sequence[str] = (),
    theme: str = "",
    indicator: str = "",
    base: str = "absolute",
    year: str = views.ANY_YEAR,
    tier: str = "verified",
) -> Explorer:
    """Return the explorer: choose regions, theme, indicator, base and year; everything else follows.

    Parameters
    ----------
    data : Dataset, optional
        The data set; by default the package's own.
    lang : {"en", "zh"}
        The language to start with.
    region, theme, indicator, base, year, tier : optional
        What to start with, by id: the explorer shows the call that opens its present view. Without regions, all are selected. What is
        no choice is replaced by the first choice.

    Returns
    -------
    Explorer
        A widget, to be the last line of a cell. `controls` has the controls by name, `shown` the view (with its `frame`), `code`
        the program that reproduces it.

    Notes
    -----
    Source: the targets of `data`. Targets that cannot be compared are drawn apart, with the reason.

    Examples
    --------
    >>> panel = explorer(theme="industry-scale", indicator="cloud-services-scale")
    >>> panel.shown.frame["region_id"].unique().tolist()
    ['510100', 'CN-GD']
    >>> panel.controls["region"].value = ()
    >>> panel.shown.remarks
    ('No region is selected: choose one or more.',)
    """
    start = views.Selection(tuple(region), theme, indicator, base, str(year), tier, lang)
    if _is_served():  # the address may state a view; it is what a link shares
        start = replace(views.from_query(query), lang=lang) if (query := os.environ.get("QUERY_STRING", "")) else start
    return Explorer(load() if data is None else data, start)


def _is_served() -> bool:
    """Return whether Voilà runs the notebook; it passes the address of the page to the kernel."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


class Explorer(ipw.VBox):
    """The controls and what they select; made by `explorer`."""

    def __init__(self, data: Dataset, start: views.Selection) -> None:
        self.data = data
        try:
            self.texts, self.texts_missing = data.texts(), ""
        except SourceError as error:
            self.texts, self.texts_missing = {}, str(error)
        self._filling = False  # while the controls get their options, nothing is drawn
        self._drawn = lru_cache(maxsize=64)(self._draw)
        self.controls: dict[str, Any] = make_controls()
        self.headings = {name: ipw.HTML() for name in ("introduction", *_TITLES)}
        self.remarks, self.rows, self.downloads, self.code, self.progress = map(
            _place, ("remarks", "rows", "downloads", "code", "progress")
        )
        self.figures, self.pinned = ipw.VBox(), ipw.HBox(layout=ipw.Layout(flex_flow="row wrap"))
        self.pin = ipw.Button()
        self.pin.on_click(lambda _: self._pin())
        self.program = ipw.Accordion([self.code], selected_index=None)
        self.figures.add_class("explorer-figures")
        self.pinned.add_class("explorer-pinned")
        super().__init__(self._parts(), layout=ipw.Layout(width="100%"))
        self.add_class("cloudplans-explorer")
        self._fill(start)
        for control in self.controls.values():
            control.observe(self._changed, names="value")
        self._redraw()

    def _parts(self) -> list[ipw.Widget]:
        def line(name: str) -> ipw.Widget:
            row = ipw.Box([self.headings[name], self.controls[name]], layout=ipw.Layout(flex_flow="row wrap"))
            row.add_class("control")
            return row

        return [
            ipw.HTML(f"<style>{_CSS.read_text(encoding='utf-8')}{self._glyphs()}</style>"), self.headings["introduction"],
            *map(line, ("language", "region", "theme", "indicator", "base", "year")), self.controls["tier"],
            self.progress, self.remarks, self.figures, self.headings["rows"], self.rows, self.downloads, self.program,
            self.pin, self.headings["pinned"], self.pinned,
        ]  # fmt: skip

    def _glyphs(self) -> str:
        """Return a style rule with every Chinese character that may be shown, for machines without a Chinese font."""
        tables = (self.data.raw(name).lines for name in ("statements", "indicators", "regions", "comparability", "corrections"))
        words = [*map(str, tables), *self.texts.values(), *catalogue("zh").values()]
        return web_fonts.font_face("".join(words))

    @property
    def selection(self) -> views.Selection:
        """The values of the controls."""
        value = {name: control.value for name, control in self.controls.items()}
        tier = "unverified" if value["tier"] else "verified"
        return views.Selection(
            value["region"], value["theme"], value["indicator"], value["base"], value["year"], tier, value["language"]
        )

    def _changed(self, change: Any) -> None:
        if not self._filling:
            self._fill(self.selection)
            self._redraw()

    def _fill(self, wanted: views.Selection) -> None:
        """Set the options of each control to what exists under the others; a value that is no option any more is replaced."""
        self._filling = True
        self.controls["language"].value = lang = wanted.lang if wanted.lang in ("en", "zh") else "en"
        self.controls["tier"].value = wanted.tier == "unverified"
        targets = self.data.targets(tier="unverified" if self.controls["tier"].value else None)
        chips, regions = self.controls["region"], display.region_names(data=self.data, lang=cast(Language, lang))
        plans = self.data.plans()["region_id"]
        new = not chips.options and wanted.region
        chips.set_options([(regions[region], region) for region in dict.fromkeys([*plans, *targets["region_id"]])])
        if new:
            chips.value = tuple(value for _, value in chips.options if value in wanted.region)
        themes = [
            (code_name("theme", theme, lang), theme) for theme in VOCABULARIES["theme"] if theme in set(targets["theme_id"])
        ]
        set_options(self.controls["theme"], themes, wanted.theme)
        targets = targets[targets["theme_id"] == self.controls["theme"].value]
        set_options(self.controls["indicator"], self._indicators(targets, lang), wanted.indicator)
        set_options(self.controls["base"], [(code_name("base", base, lang), base) for base in compare.BASES], wanted.base)
        set_options(self.controls["year"], self._years(targets, lang), wanted.year)
        self._name(lang)
        self._filling = False

    def _indicators(self, targets: Any, lang: str) -> list[tuple[str, str]]:
        """Return the indicators of the theme, those that most plans state for one year first, and the whole theme last."""
        by_indicator = targets.groupby("indicator_id")
        plans, rows = by_indicator["plan_id"].nunique(), by_indicator.size()
        together = targets.groupby(["indicator_id", "deadline"], dropna=False)["plan_id"].nunique().groupby("indicator_id").max()
        names = display.indicator_names(data=self.data, lang=cast(Language, lang))
        ordered = sorted(plans.index, key=lambda indicator: (-together[indicator], -rows[indicator], names[indicator]))
        count = message("{name} · {count} plans")
        shown = [
            names[name] if plans[name] < 2 else translate(count, lang, name=names[name], count=plans[name]) for name in ordered
        ]
        return [*zip(shown, ordered, strict=True), (translate("the whole theme", lang), views.WHOLE_THEME)]

    def _years(self, targets: Any, lang: str) -> list[tuple[str, str]]:
        """Return the years for which the regions selected state a target of the indicator."""
        chosen = targets[targets["region_id"].isin(self.controls["region"].value)]
        if indicator := self.controls["indicator"].value:
            chosen = chosen[chosen["indicator_id"] == indicator]
        years = [(str(year), str(year)) for year in sorted({int(year) for year in chosen["deadline"].dropna()})]
        none = [(translate("no year", lang), views.NO_YEAR)] if years and chosen["deadline"].isna().any() else []
        return [(translate("any", lang), views.ANY_YEAR), *years, *none]

    def _name(self, lang: str) -> None:
        """Write every title in the language."""
        for name, heading in self.headings.items():
            words = translate(_INTRODUCTION if name == "introduction" else _TITLES[name], lang)
            heading.value = f"<p>{safe(words)}</p>" if name == "introduction" else f"<h4>{safe(words)}</h4>"
        self.controls["tier"].description = translate(_TITLES["tier"], lang)
        self.controls["region"].every.description = translate(_TITLES["all"], lang)
        self.controls["region"].none.description = translate(_TITLES["none"], lang)
        self.pin.description = translate(_TITLES["pin"], lang)
        self.program.titles = (translate(_TITLES["code"], lang),)
        for place in self.pinned.children:
            place.children[-1].description = translate(_TITLES["unpin"], lang)

    def _redraw(self) -> None:
        """Show what the controls select, chart by chart."""
        lang = self.controls["language"].value
        self.progress.value = f"<p role=status>{safe(translate('Reading …', lang))}</p>"
        self.shown = views.view(self.data, self.selection)
        remarks = list(self.shown.remarks)
        if not self.texts:
            words = translate("the plan texts are not available: only the positions are shown", lang)
            remarks.append(f"{words} ({self.texts_missing})" if self.texts_missing else words)
        drawn_in, blocks = lang, []
        for number, panel in enumerate(self.shown.panels, 1):
            words = translate("Drawing {number} of {count} …", lang, number=number, count=len(self.shown.panels))
            self.progress.value = f"<p role=status>{safe(words)}</p>"
            html, drawn_in = self._drawn(tuple(panel.rows["statement_id"]), self.shown.selection.base, lang, panel.remark)
            blocks.append(ipw.HTML(html))
        if drawn_in != lang:
            remarks.append(translate("No Chinese font: the charts have English labels (pip install zhplot adds a font).", "zh"))
        self.figures.children = blocks
        self.remarks.value = f'<div role="status">{"".join(f"<p class=remark>{safe(line)}</p>" for line in remarks)}</div>'
        self.rows.value = views.rows_html(self.data, self.shown, self.texts)
        self.downloads.value = self._download_links(lang)
        link = f"\n# ?{self.shown.selection.query}" if _is_served() else ""
        self.program_text = views.code(self.data, self.shown)
        self.code.value = f"<pre>{safe(self.program_text)}</pre><pre>{safe(self.shown.selection.call + link)}</pre>"
        self.progress.value = ""
        self._allow_pin()

    def _draw(self, names: tuple[str, ...], base: str, lang: str, remark: str) -> tuple[str, str]:
        """Return the figure of a panel as HTML with its files, and the language of its labels; no figure stays open."""
        panel = next(each for each in self.shown.panels if tuple(each.rows["statement_id"]) == names)
        with plt.rc_context(), plt.ioff(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="no font with Chinese found")  # a remark says so
            drawn_in = plots.use_style(lang)
            figure = views.figure(self.data, self.shown, panel, drawn_in)
            narrow = plots.redrawn(figure, "narrow") or figure
            try:
                files = [
                    _link("figure.svg", "image/svg+xml", plots.svg(figure), "SVG"),
                    _link("figure.png", "image/png", _png(figure), "PNG"),
                ]
                said = f"<p class=remark>{safe(remark)}</p>" if remark else ""
                shown = [
                    f"<div class={width}>{plots.figure_html(each)}</div>"
                    for width, each in (("wide", figure), ("narrow", narrow))
                ]
                return f"{said}{''.join(shown)}<p class=files>{' · '.join(files)}</p>", drawn_in
            finally:
                plt.close(figure)
                plt.close(narrow)

    def _download_links(self, lang: str) -> str:
        if self.shown.statements.empty:
            return ""
        table = replace(self.shown, frame=self.shown.frame.map(harmless))
        links = [_link("targets.csv", "text/csv", views.csv(table).encode("utf-8"), translate("These rows (CSV)", lang))]
        if _is_served():
            links.append(f'<a href="?{safe(self.shown.selection.query)}">{safe(translate("Link to this view", lang))}</a>')
        return f"<p class=files>{' · '.join(links)}</p>"

    def _pin(self) -> None:
        """Keep the present view below for comparison."""
        lang, shown = self.controls["language"].value, self.shown
        indicator = {value: name for name, value in self.controls["indicator"].options}[shown.selection.indicator]
        title = (
            f"<h4>{safe(indicator)} · {safe(code_name('base', shown.selection.base, lang))} · {safe(shown.selection.year)}</h4>"
        )
        remove = ipw.Button(description=translate(_TITLES["unpin"], lang))
        kept = ipw.VBox([ipw.HTML(title + "".join(figure.value for figure in self.figures.children)), remove])
        remove.on_click(lambda _: self._unpin(kept))
        self.pinned.children = (*self.pinned.children, kept)
        self._allow_pin()

    def _unpin(self, kept: ipw.Widget) -> None:
        self.pinned.children = tuple(child for child in self.pinned.children if child is not kept)
        self._allow_pin()

    def _allow_pin(self) -> None:
        self.pin.disabled = len(self.pinned.children) >= _MOST_PINNED or not self.figures.children
        self.headings["pinned"].layout.display = None if self.pinned.children else "none"


def _place(name: str) -> ipw.HTML:
    """Return an empty place for HTML, with a class for the style sheet."""
    place = ipw.HTML()
    place.add_class(f"explorer-{name}")
    return place


def _link(name: str, kind: str, content: bytes, words: str) -> str:
    """Return a link that saves a file."""
    return f'<a download="{name}" href="data:{kind};base64,{base64.b64encode(content).decode("ascii")}">{safe(words)}</a>'


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_RESOLUTION)
    return buffer.getvalue()
