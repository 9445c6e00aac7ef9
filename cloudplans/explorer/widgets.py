"""The explorer: controls, and a figure, a table, the evidence, code and CSV that follow them."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import ipywidgets as ipw
import matplotlib.pyplot as plt

from cloudplans import compare
from cloudplans.dataset import Dataset, SourceError, load
from cloudplans.display import ready_made_tables
from cloudplans.explorer import views
from cloudplans.labels import THEMES, TIERS, pick, safe
from cloudplans.plots import style

_CSS = Path(__file__).resolve().parent / "explorer.css"
_LANGUAGES = (("English", "en"), ("中文", "zh"))
_NAMES = {
    "region": ("地区", "Region"),
    "theme": ("主题", "Theme"),
    "indicator": ("指标", "Indicator"),
    "base": ("基准", "Base"),
    "year": ("目标年", "Year"),
    "language": ("语言", "Language"),
    "tier": ("证据等级", "Tier of evidence"),
    "comparability": ("可比性", "Comparability"),
    "mark": ("记录", "Statement"),
    "code": ("复现此视图的 Python 代码", "Python code that gives this view"),
    "csv": ("数据（CSV）", "Its data (CSV)"),
    "evidence": ("依据", "Evidence"),
}


def explorer(data: Dataset | None = None) -> Explorer:
    """Return the explorer: select regions, theme, indicator, base, year, language and comparability; everything follows.

    Parameters
    ----------
    data : Dataset, optional
        The data set; by default the package's own.

    Returns
    -------
    Explorer
        A widget. It is shown where it is the last line of a cell. `controls` has the controls by name, `shown` the view (with
        its `frame`), `code` and `csv` the texts to copy.

    Notes
    -----
    Source: the targets of `data`. What may not stand on one axis is not drawn; the reason is shown instead.

    Examples
    --------
    >>> panel = explorer()
    >>> panel.controls["indicator"].value = "cloud-terminal-scale"
    >>> panel.shown.frame["region_id"].unique().tolist()
    ['510100', 'CN-GD']
    >>> panel.controls["region"].value = ()
    >>> panel.shown.said
    ('No region is selected: choose one or more.',)
    """
    return Explorer(load() if data is None else data)


class Explorer(ipw.VBox):
    """The controls and what follows them; made by `explorer`."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        try:
            self.texts, self.texts_missing = data.texts(), ""
        except SourceError as error:
            self.texts, self.texts_missing = {}, str(error)
        self._theme = data.indicators().set_index("indicator_id")["theme"]
        self._still = False  # controls are being filled: nothing is drawn meanwhile
        self.controls = _controls()
        self.mark = ipw.Dropdown(layout=ipw.Layout(width="100%", max_width="760px"), style={"description_width": "100px"})
        self.said, self.figure, self.table, self.evidence = (_place(name) for name in ("said", "figure", "table", "evidence"))
        self.titles = {name: ipw.HTML() for name in ("code", "csv", "evidence")}
        self.code, self.csv = (ipw.Textarea(layout=ipw.Layout(width="99%", height="230px")) for _ in range(2))
        super().__init__(self._parts(), layout=ipw.Layout(width="100%"))
        self.add_class("cloudplans-explorer")
        self.controls["language"].value = "zh" if os.environ.get("CLOUDPLANS_LANG") == "zh" else "en"
        self._fill()
        self.controls["region"].value = tuple(value for _, value in self.controls["region"].options)
        for control in self.controls.values():
            control.observe(self._changed, names="value")
        self.mark.observe(lambda _: self._show_evidence(), names="value")
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
            self.said, self.figure, self.table, self.titles["evidence"], self.mark, self.evidence,
            ipw.HBox(texts, layout=ipw.Layout(flex_flow="row wrap")),
        ]  # fmt: skip

    @property
    def selection(self) -> views.Selection:
        """What the controls say."""
        value = {name: control.value for name, control in self.controls.items()}
        return views.Selection(value["region"], value["theme"], value["indicator"], value["base"], value["year"],
                               value["language"], value["comparability"], value["tier"])  # fmt: skip

    def _changed(self, change: Any) -> None:
        if self._still:
            return
        if change["owner"] in (self.controls["theme"], self.controls["language"], self.controls["tier"]):
            self._fill()
        self._redraw()

    def _fill(self) -> None:
        """Give the controls their options and names in the language selected; what is selected stays where it is still there."""
        lang, self._still = self.controls["language"].value, True
        _offer(self.controls["tier"], [(pick(lang, *TIERS[tier]), tier) for tier in TIERS])
        self._targets = self.data.targets(tier=self.controls["tier"].value).assign(
            theme=lambda f: f["indicator_id"].map(self._theme)
        )
        told = dict.fromkeys([*self.data.plans()["region_id"], *self._targets["region_id"]])
        themes = set(self._targets["theme"])
        regions = self.data.regions().set_index("region_id")[f"name_{lang}"]
        years = sorted({int(year) for year in self._targets["deadline"].dropna()})
        options = {
            "region": [(regions[region], region) for region in told],
            "theme": [(pick(lang, *names), theme) for theme, names in THEMES.items() if theme in themes],
            "base": [(pick(lang, *names), base) for base, names in compare.BASES.items()],
            "year": [(pick(lang, "全部", "any"), views.ANY_YEAR), *((str(year), year) for year in years),
                     (pick(lang, "未印年份", "none printed"), views.NO_YEAR)],
            "comparability": [(pick(lang, *names), level) for level, (_, names) in views.LEVELS.items()],
        }  # fmt: skip
        for name, found in options.items():
            _offer(self.controls[name], found)
        _offer(self.controls["indicator"], self._indicators(lang))
        for name, control in {**self.controls, "mark": self.mark}.items():
            control.description = pick(lang, *_NAMES[name])
        for name, title in self.titles.items():
            title.value = f"<h4>{safe(pick(lang, *_NAMES[name]))}</h4>"
        self._still = False

    def _indicators(self, lang: str) -> list[tuple[str, str]]:
        """Return the indicators of the theme, those of most plans first, and all of them together last."""
        mine = self._targets[self._targets["theme"] == self.controls["theme"].value]
        plans = mine.groupby("indicator_id")["plan_id"].nunique()
        names = self.data.indicators().set_index("indicator_id")[f"name_{lang}"]
        ordered = sorted(plans.index, key=lambda indicator: (-plans[indicator], indicator))
        return [*((names[indicator], indicator) for indicator in ordered), (pick(lang, "本主题全部", "all of the theme"), "")]

    def _redraw(self) -> None:
        """Make everything anew from the controls."""
        self.shown = views.view(self.data, self.selection)
        lang = self.shown.selection.lang
        pictures, words = _pictures(self.data, self.shown)
        said = list(self.shown.said)
        if words != lang:
            said.append("本机没有中文字体，图中文字为英文（pip install zhplot 可得）。")
        self.said.value = f'<div role="status">{"".join(f"<p class=said>{safe(line)}</p>" for line in said)}</div>'
        self.figure.value = pictures
        self.table.value = "" if self.shown.state == "empty" else views.table(self.data, self.shown)._repr_html_()
        self.code.value, self.csv.value = views.code(self.data, self.shown), views.csv(self.shown)
        _offer(self.mark, views.marks(self.data, self.shown))
        self._show_evidence()

    def _show_evidence(self) -> None:
        lang = self.controls["language"].value
        if not self.mark.value:
            self.evidence.value = ""
            return
        told = self.shown.statements.set_index("statement_id").loc[self.mark.value]
        if told.get("evidence_tier") == "unverified":  # no text stands behind it: where it was read, and what to bear in mind
            self.evidence.value = f"<p>{safe(told['address'])}</p><p>{safe(told[f'caveat_{lang}'])}</p>"
            return
        note = ""
        if not self.texts:
            zh, en = "原文不在手边，只列字符位置", "the texts are not at hand: offsets alone are shown"
            note = f"<p>{safe(pick(lang, zh, en))} {safe(self.texts_missing)}</p>"
        self.evidence.value = note + ready_made_tables.Evidence(self.data, self.texts, self.mark.value, lang)._repr_html_()


def _place(name: str) -> ipw.HTML:
    """Return an empty place for HTML that the style sheet knows by name."""
    place = ipw.HTML()
    place.add_class(f"explorer-{name}")
    return place


def _controls() -> dict[str, Any]:
    """Return the controls by name, still without options."""
    wide = {"layout": ipw.Layout(width="410px"), "style": {"description_width": "100px"}}
    names = ("theme", "indicator", "base", "year", "comparability", "tier")
    region = ipw.SelectMultiple(rows=5, layout=ipw.Layout(width="250px"), style={"description_width": "60px"})
    rest = {name: ipw.Dropdown(**wide) for name in names}
    return {"region": region, **rest, "language": ipw.Dropdown(options=_LANGUAGES, **wide)}


def _offer(control: Any, options: list[tuple[str, Any]]) -> None:
    """Give a control its options; its value stays where it is still one of them."""
    before = control.value
    values = [value for _, value in options]
    control.options = options
    if isinstance(control, ipw.SelectMultiple):
        control.value = tuple(value for value in before if value in values)
    else:
        control.value = before if before in values else (values[0] if values else None)


def _pictures(data: Dataset, seen: views.View) -> tuple[str, str]:
    """Return the figures of a view as HTML images, and the language of their labels; no figure stays open."""
    with plt.rc_context(), plt.ioff(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="no font with Chinese found")  # said beside the figure
        words = style.use_style(seen.selection.lang)
        found = views.figures(data, seen, words)
        try:
            return "".join(style.as_image(figure) for figure in found), words
        finally:
            for figure in found:
                plt.close(figure)
