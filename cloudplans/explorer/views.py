"""What the explorer shows of a selection: panels that share an axis only where measures can be compared, rows, code and CSV."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import cast
from urllib.parse import parse_qs, urlencode

import pandas as pd
from matplotlib.figure import Figure

from cloudplans import compare, display, plots
from cloudplans.dataset import UNVERIFIED_WARNING, Dataset, load, with_readable_columns
from cloudplans.labels import Language, message, safe, translate, using_language

ANY_YEAR, NO_YEAR = "any", "none"
WHOLE_THEME = "all"
_ORDER = ["indicator_id", "region_id", "deadline"]
_FEW = 2  # reasons that a remark quotes
_APART = message("Drawn apart, because they cannot be compared: {reason}")


@dataclass(frozen=True)
class Selection:
    """What is selected, by id; `indicator` may be `WHOLE_THEME`, `year` is a year, `ANY_YEAR` or `NO_YEAR`.

    `tier` is ``"verified"`` or ``"unverified"``, which includes both.
    """

    region: tuple[str, ...] = ()
    theme: str = ""
    indicator: str = ""
    base: str = "absolute"
    year: str = ANY_YEAR
    tier: str = "verified"
    lang: str = "en"

    @property
    def query(self) -> str:
        """The selection as the query of an address, without what the explorer starts with.

        Examples
        --------
        >>> Selection(("CN-GD", "CN-HB"), "infrastructure", year="2020").query
        'region=CN-GD&region=CN-HB&theme=infrastructure&year=2020'
        """
        return urlencode(self._chosen(), doseq=True)

    @property
    def call(self) -> str:
        """The call that opens the explorer with this selection."""
        chosen = {name: list(value) if name == "region" else value for name, value in self._chosen().items()}
        return f"explorer({', '.join(f'{name}={value!r}' for name, value in chosen.items())})"

    def _chosen(self) -> dict[str, str | tuple[str, ...]]:
        usual = Selection()
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(usual, name)}


def from_query(query: str) -> Selection:
    """Return the selection that a query states; `Selection.query` makes it.

    Examples
    --------
    >>> from_query(Selection(("CN-GD",), "infrastructure", year="2020").query).region
    ('CN-GD',)
    """
    stated = parse_qs(query)
    found = replace(Selection(), region=tuple(stated.get("region", ())))
    names = {field.name for field in fields(Selection)} - {"region"}
    return replace(found, **{name: values[-1] for name, values in stated.items() if name in names})


@dataclass(frozen=True)
class Panel:
    """Targets that share an axis, with a remark where others of the indicator cannot."""

    rows: pd.DataFrame
    remark: str = ""


@dataclass(frozen=True)
class View:
    """What a selection gives: the targets, the frame to download, what is drawn, and what readers must know of it."""

    selection: Selection
    statements: pd.DataFrame
    frame: pd.DataFrame
    panels: tuple[Panel, ...]
    remarks: tuple[str, ...]


def _one_indicator(selection: Selection) -> str:
    return "" if selection.indicator == WHOLE_THEME else selection.indicator


def statements(data: Dataset, selection: Selection) -> pd.DataFrame:
    """Return the targets of a selection: rows of `targets()`."""
    rows = data.targets(
        region=list(selection.region) or None,
        theme=selection.theme or None,
        indicator=_one_indicator(selection) or None,
        year=int(selection.year) if selection.year not in (ANY_YEAR, NO_YEAR) else None,
        tier=None if selection.tier == "verified" else "unverified",
        lang=cast(Language, selection.lang),
    )
    if selection.year == NO_YEAR:
        rows = rows[rows["deadline"].isna()]
    if not selection.region:
        rows = rows[:0]
    return rows.sort_values(_ORDER, kind="stable", ignore_index=True)


def view(data: Dataset, selection: Selection) -> View:
    """Return what a selection gives; neither an empty selection nor one that cannot be compared is an error."""
    with using_language(cast(Language, selection.lang)):
        rows, lang = statements(data, selection), selection.lang
        if rows.empty:
            return View(selection, rows, rows, (), (_nothing_selected(selection),))
        if selection.base == "absolute":
            panels = _panels(data, rows, "absolute", lang)
            return View(selection, rows, rows, panels, _remarks(rows, panels, None, lang))
        frame = compare.relative_to(rows, base=selection.base, data=data)
        panels = _panels(data, rows[(frame["unit"] != "").to_numpy()], selection.base, lang)
        return View(selection, rows, frame, panels, _remarks(rows, panels, frame, lang))


def _nothing_selected(selection: Selection) -> str:
    if not selection.region:
        return translate("No region is selected: choose one or more.", selection.lang)
    return translate(
        "No target matches these regions, this indicator and this year: choose more regions, another indicator or another year.",
        selection.lang,
    )


def _panels(data: Dataset, rows: pd.DataFrame, base: str, lang: str) -> tuple[Panel, ...]:
    """Return the panels of targets, those of most plans first: one per indicator, more where its targets cannot be compared."""
    plans = rows.groupby("indicator_id")["plan_id"].nunique()
    found: list[Panel] = []
    for indicator in sorted(plans.index, key=lambda name: (-plans[name], name)):
        for _, own in rows[rows["indicator_id"] == indicator].groupby("unit"):
            found += _comparable(data, own, base, lang)
    return tuple(found)


def _comparable(data: Dataset, rows: pd.DataFrame, base: str, lang: str) -> list[Panel]:
    """Return targets of one indicator in as few panels as their comparability allows."""
    if len(rows) < 2:
        return [Panel(rows)]
    pairs = compare.pairs(rows, base=base, data=data)
    refused = pairs[pairs["relation"] == "refused"]
    apart = {frozenset(pair) for pair in zip(refused["a"], refused["b"], strict=True)}
    groups: list[list[str]] = []
    for name in rows["statement_id"]:
        fitting = [group for group in groups if not any(frozenset((name, other)) in apart for other in group)]
        if fitting:
            fitting[0].append(name)
        else:
            groups.append([name])
    reasons = [reason for reason in dict.fromkeys(refused[f"reason_{lang}"]) if reason]
    remark = translate(_APART, lang, reason=reasons[0]) if reasons else ""
    parts = [rows[rows["statement_id"].isin(group)] for group in groups]
    return [Panel(part, "" if number else remark) for number, part in enumerate(parts)]


def _remarks(rows: pd.DataFrame, panels: tuple[Panel, ...], frame: pd.DataFrame | None, lang: str) -> tuple[str, ...]:
    """Return what readers must know of the panels: different measures, missing values, unverified figures."""
    remarks = []
    measures = len({panel.rows["indicator_id"].iloc[0] for panel in panels})
    if measures > 1:
        words = message("{count} measures, each on an axis of its own: different measures are not compared.")
        remarks.append(translate(words, lang, count=measures))
    if frame is not None:
        missing = frame.loc[frame["missing_en"] != "", f"missing_{lang}"]
        if len(missing):
            reasons = list(dict.fromkeys(missing))
            words = translate("; ", lang).join(reasons[:_FEW])
            if len(reasons) > _FEW:
                words += translate(" ({count} more reasons)", lang, count=len(reasons) - _FEW)
            counts = {"count": len(missing), "rows": len(frame)}
            remarks.append(translate("{count} of {rows} have no value on this base: {reasons}.", lang, **counts, reasons=words))
    if "unverified" in set(rows["status"]):
        remarks.append(translate(UNVERIFIED_WARNING, lang))
    return tuple(remarks)


def figure(data: Dataset, view: View, panel: Panel, lang: Language) -> Figure:
    """Return the figure of a panel, with labels in `lang`."""
    if view.selection.base == "absolute":
        return plots.targets(panel.rows, data=data, lang=lang)
    return plots.values(compare.relative_to(panel.rows, base=view.selection.base, data=data), data=data, lang=lang)


def rows_html(data: Dataset, view: View, texts: dict[str, str]) -> str:
    """Return the targets of a view as rows that open: a line to read, then the sentence, the derivation and the passage."""
    lang = cast(Language, view.selection.lang)
    derivations = dict(zip(view.frame["statement_id"], view.frame.get(f"derivation_{lang}", []), strict=False))
    html = []
    for row in with_readable_columns(view.statements, data=data, lang=lang).to_dict("records"):
        year = translate("no year", lang) if pd.isna(row["deadline"]) else row["deadline"]
        cells = [row["region"], year, row["indicator"], row["reading"] or row["figure"], row["figure"]]
        line = "".join(f"<span>{safe(cell)}</span>" for cell in cells)
        opened = [f"<p>{safe(display.sentence(row, lang))}</p>"]
        if derivation := derivations.get(row["statement_id"]):
            opened.append(f"<p>{safe(derivation)}</p>")
        html.append(f"<details><summary>{line}</summary>{''.join(opened)}{_source(data, view, row, texts, lang)}</details>")
    return "".join(html)


def _source(data: Dataset, view: View, row: dict[str, object], texts: dict[str, str], lang: Language) -> str:
    if row["status"] == "unverified":  # it has no passage, only an address and a caveat
        (found,) = view.statements.loc[view.statements["statement_id"] == row["statement_id"], ["address", "caveat"]].to_dict(
            "records"
        )
        return "".join(f"<p>{safe(words)}</p>" for words in found.values() if isinstance(words, str))
    return display.evidence(texts, str(row["statement_id"]), data=data, lang=lang)._repr_html_()


def code(data: Dataset, view: View) -> str:
    """Return Python that reproduces the frame of a view, as `frame`, and its figures."""
    chosen = view.selection
    filters = {
        "region": list(chosen.region),
        "theme": "" if _one_indicator(chosen) else chosen.theme,
        "indicator": _one_indicator(chosen),
        "year": int(chosen.year) if chosen.year not in (ANY_YEAR, NO_YEAR) else "",
        "tier": "unverified" if chosen.tier == "unverified" else "",
    }
    arguments = ", ".join(f"{name}={value!r}" for name, value in filters.items() if value not in ("", []))
    own = data.directory == load().directory
    lines = [
        "import cloudplans",
        "from cloudplans import compare, plots",
        "",
        f"plots.use_style({chosen.lang!r})",
        *([] if own else [f"data = cloudplans.load({str(data.directory)!r})"]),
        f"rows = {'cloudplans' if own else 'data'}.targets({arguments})",
        *(['rows = rows[rows["deadline"].isna()]'] if chosen.year == NO_YEAR else []),
        *([] if chosen.region else ["rows = rows[:0]"]),
        f'rows = rows.sort_values({_ORDER}, kind="stable", ignore_index=True)',
    ]
    passed = "" if own else ", data=data"
    if chosen.base == "absolute" or view.statements.empty:
        lines.append("frame = rows")
    else:
        lines.append(f"frame = compare.relative_to(rows, base={chosen.base!r}{passed})")
    drawn = "plots.targets" if chosen.base == "absolute" else "plots.values"
    if len(view.panels) == 1 and len(view.panels[0].rows) == len(view.statements):
        lines.append(f"figures = [{drawn}(frame{passed})]")
    elif view.panels:
        names = [panel.rows["statement_id"].tolist() for panel in view.panels]
        lines += [
            "panels = [",
            *(f"    {own_names}," for own_names in names),
            "]",
            f'figures = [{drawn}(frame[frame["statement_id"].isin(panel)]{passed}) for panel in panels]',
        ]
    return "\n".join(lines) + "\n"


def csv(view: View) -> str:
    """Return the frame of a view as CSV, with the words of its language only."""
    other = "_zh" if view.selection.lang == "en" else "_en"
    shown = view.frame[[column for column in view.frame if not column.endswith(other)]]
    return shown.to_csv(index=False, lineterminator="\n")
