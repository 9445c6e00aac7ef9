"""The explorer: controls, and the chart, table, evidence, code and CSV of what they select."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import ipywidgets as ipw
import matplotlib.pyplot as plt

from cloudplans import compare, display, plots
from cloudplans.dataset import Dataset, SourceError, load
from cloudplans.explorer import views
from cloudplans.labels import VOCABULARIES, code_name, message, safe, translate

_CSS = Path(__file__).resolve().parent / "explorer.css"
_TITLES = {
    "region": message("Region"), "theme": message("Theme"), "indicator": message("Indicator"), "base": message("Base"),
    "year": message("Target year"), "language": message("Language"), "tier": message("Tier of evidence"),
    "comparability": message("Comparability"), "record": message("Statement"),
    "code": message("Python code that reproduces this view"), "csv": message("Data (CSV)"), "evidence": message("Source passages"),
}  # fmt: skip


def explorer(data: Dataset | None = None, lang: str = "en") -> Explorer:
    """Return the explorer: choose regions, theme, indicator, base, year, language and comparability; everything follows.

    Parameters
    ----------
    data : Dataset, optional
        The data set; by default the package's own.
    lang : {"en", "zh"}
        The language to start with.

    Returns
    -------
    Explorer
        A widget, to be the last line of a cell. `controls` has the controls by name, `shown` the view (with its `frame`), `code`
        and `csv` the texts to copy.

    Notes
    -----
    Source: the targets of `data`. Targets that cannot be compared are not drawn; the reason is shown instead.

    Examples
    --------
    >>> panel = explorer()
    >>> panel.controls["indicator"].value = "cloud-services-scale"
    >>> panel.shown.frame["region_id"].unique().tolist()
    ['510100', 'CN-GD']
    >>> panel.controls["region"].value = ()
    >>> panel.shown.remarks
    ('No region is selected: choose one or more.',)
    """
    return Explorer(load() if data is None else data, lang)


class Explorer(ipw.VBox):
    """The controls and what they select; made by `explorer`."""

    def __init__(self, data: Dataset, lang: str = "en") -> None:
        self.data = data
        try:
            self.texts, self.texts_missing = data.texts(), ""
        except SourceError as error:
            self.texts, self.texts_missing = {}, str(error)
        self._theme = data.indicators().set_index("indicator_id")["theme"]
        self._filling = False  # while the controls get their options, nothing is drawn
        self.controls = _controls()
        self.record = ipw.Dropdown(layout=ipw.Layout(width="100%", max_width="760px"), style={"description_width": "100px"})
        self.remarks, self.figure, self.table, self.evidence = map(_place, ("remarks", "figure", "table", "evidence"))
        self.titles = {name: ipw.HTML() for name in ("code", "csv", "evidence")}
        self.code, self.csv = (ipw.Textarea(layout=ipw.Layout(width="99%", height="230px")) for _ in range(2))
        super().__init__(self._parts(), layout=ipw.Layout(width="100%"))
        self.add_class("cloudplans-explorer")
        self.controls["language"].value = lang
        self._fill()
        self.controls["region"].value = tuple(value for _, value in self.controls["region"].options)
        for control in self.controls.values():
            control.observe(self._changed, names="value")
        self.record.observe(lambda _: self._show_evidence(), names="value")
        self._redraw()

    def _parts(self) -> list[ipw.Widget]:
        rest = [control for name, control in self.controls.items() if name != "region"]
        grid = ipw.Layout(display="flex", flex_flow="row wrap", flex="1 1 0%", align_content="flex-start")
        texts = [
            ipw.VBox([self.titles[name], area], layout=ipw.Layout(flex="1 1 380px", min_width="0"))
            for name, area in (("code", self.code), ("csv", self.csv))
        ]
        return [
            ipw.HTML(f"<style>{_CSS.read_text(encoding='utf-8')}</style>"),
            ipw.HBox([self.controls["region"], ipw.Box(rest, layout=grid)], layout=ipw.Layout(flex_flow="row wrap")),
            self.remarks, self.figure, self.table, self.titles["evidence"], self.record, self.evidence,
            ipw.HBox(texts, layout=ipw.Layout(flex_flow="row wrap")),
        ]  # fmt: skip

    @property
    def selection(self) -> views.Selection:
        """The values of the controls."""
        value = {name: control.value for name, control in self.controls.items()}
        return views.Selection(value["region"], value["theme"], value["indicator"], value["base"], value["year"],
                               value["language"], value["comparability"], value["tier"])  # fmt: skip

    def _changed(self, change: Any) -> None:
        if self._filling:
            return
        if change["owner"] in (self.controls["theme"], self.controls["language"], self.controls["tier"]):
            self._fill()
        self._redraw()

    def _fill(self) -> None:
        """Set the options and titles of the controls in the language selected; a value that is still an option stays."""
        lang, self._filling = self.controls["language"].value, True
        _set_options(self.controls["tier"], [(code_name("tier", tier, lang), tier) for tier in ("verified", "unverified")])
        tier = self.controls["tier"].value
        targets = self.data.targets(tier=None if tier == "verified" else tier)
        regions = display.region_names(data=self.data, lang=lang)
        years = sorted({int(year) for year in targets["deadline"].dropna()})
        options = {
            "region": [(regions[region], region) for region in
                       dict.fromkeys([*self.data.plans()["region_id"], *targets["region_id"]])],
            "theme": [(code_name("theme", theme, lang), theme) for theme in VOCABULARIES["theme"]
                      if theme in set(targets["theme_id"])],
            "base": [(code_name("base", base, lang), base) for base in compare.BASES],
            "year": [(translate("any", lang), views.ANY_YEAR), *((str(year), year) for year in years),
                     (translate("no year", lang), views.NO_YEAR)],
            "comparability": [(translate(name, lang), level) for level, (_, name) in views.LEVELS.items()],
        }  # fmt: skip
        for name, choices in options.items():
            _set_options(self.controls[name], choices)
        _set_options(self.controls["indicator"], self._indicators(targets, lang))
        for name, control in {**self.controls, "record": self.record}.items():
            control.description = translate(_TITLES[name], lang)
        for name, title in self.titles.items():
            title.value = f"<h4>{safe(translate(_TITLES[name], lang))}</h4>"
        self._filling = False

    def _indicators(self, targets: Any, lang: str) -> list[tuple[str, str]]:
        """Return the indicators of the theme, those of most plans first, and the whole theme last."""
        of_theme = targets[targets["theme_id"] == self.controls["theme"].value]
        plans = of_theme.groupby("indicator_id")["plan_id"].nunique()
        names = display.indicator_names(data=self.data, lang=lang)
        ordered = sorted(plans.index, key=lambda indicator: (-plans[indicator], indicator))
        return [*((names[indicator], indicator) for indicator in ordered), (translate("the whole theme", lang), "")]

    def _redraw(self) -> None:
        """Show what the controls select."""
        self.shown = views.view(self.data, self.selection)
        pictures, drawn_in = _pictures(self.data, self.shown)
        remarks = list(self.shown.remarks)
        if drawn_in != self.shown.selection.lang:
            words = translate("No Chinese font: the charts have English labels (pip install zhplot adds a font).", "zh")
            remarks.append(words)
        self.remarks.value = f'<div role="status">{"".join(f"<p class=remark>{safe(line)}</p>" for line in remarks)}</div>'
        self.figure.value = pictures
        self.table.value = "" if self.shown.state == "empty" else views.table(self.data, self.shown)._repr_html_()
        self.code.value, self.csv.value = views.code(self.data, self.shown), views.csv(self.shown)
        _set_options(self.record, views.record_options(self.data, self.shown))
        self._show_evidence()

    def _show_evidence(self) -> None:
        lang = self.controls["language"].value
        if not self.record.value:
            self.evidence.value = ""
            return
        row = self.shown.statements.set_index("statement_id").loc[self.record.value]
        if row.get("evidence_tier") == "unverified":  # it has no passage, only a page and a caveat
            self.evidence.value = f"<p>{safe(row['address'])}</p><p>{safe(row[f'caveat_{lang}'])}</p>"
            return
        note = ""
        if not self.texts:
            words = translate("the plan texts are not available: only the positions are shown", lang)
            note = f"<p>{safe(words)} {safe(self.texts_missing)}</p>"
        self.evidence.value = note + display.evidence(self.texts, self.record.value, data=self.data, lang=lang)._repr_html_()


def _place(name: str) -> ipw.HTML:
    """Return an empty place for HTML, with a class for the style sheet."""
    place = ipw.HTML()
    place.add_class(f"explorer-{name}")
    return place


def _controls() -> dict[str, Any]:
    """Return the controls by name, without options yet."""
    wide = {"layout": ipw.Layout(width="410px"), "style": {"description_width": "100px"}}
    names = ("theme", "indicator", "base", "year", "comparability", "tier")
    region = ipw.SelectMultiple(rows=5, layout=ipw.Layout(width="250px"), style={"description_width": "60px"})
    rest = {name: ipw.Dropdown(**wide) for name in names}
    languages = [("English", "en"), (translate("Chinese", "zh"), "zh")]
    return {"region": region, **rest, "language": ipw.Dropdown(options=languages, **wide)}


def _set_options(control: Any, options: list[tuple[str, Any]]) -> None:
    """Set the options of a control; its value stays if it is still one of them."""
    before = control.value
    values = [value for _, value in options]
    control.options = options
    if isinstance(control, ipw.SelectMultiple):
        control.value = tuple(value for value in before if value in values)
    else:
        control.value = before if before in values else (values[0] if values else None)


def _pictures(data: Dataset, view: views.View) -> tuple[str, str]:
    """Return the figures of a view as HTML images, and the language of their labels; no figure stays open."""
    with plt.rc_context(), plt.ioff(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="no font with Chinese found")  # a remark says so
        drawn_in = plots.use_style(view.selection.lang)
        figures = views.figures(data, view, drawn_in)
        try:
            return "".join(map(plots.figure_html, figures)), drawn_in
        finally:
            for figure in figures:
                plt.close(figure)
