"""What the explorer shows of a selection: a frame, its table and figures, remarks, and code that reproduces them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pandas as pd
from matplotlib.figure import Figure

from cloudplans import compare, display, plots
from cloudplans.dataset import UNVERIFIED_WARNING, Dataset, coded_statements, load
from cloudplans.labels import Language, code_name, message, translate, using_language

ANY_YEAR, NO_YEAR = "any", "none"
LEVELS = {  # which targets one axis may show: the verdicts allowed besides the same thing, and their name
    "same": ((), message("only the same measure")),
    "related": (("overlapping", "narrower", "broader"), message("also overlapping, narrower, broader")),
    "all": (("overlapping", "narrower", "broader", "not-comparable", "not-judged"), message("all measures")),
}
_ORDER = ["indicator_id", "region_id", "deadline"]
_FEW = 3  # reasons that a remark quotes in full


@dataclass(frozen=True)
class Selection:
    """What is selected, by id; an empty `indicator` means the whole theme; `year` is a year, `ANY_YEAR` or `NO_YEAR`."""

    regions: tuple[str, ...]
    theme: str
    indicator: str
    base: str
    year: int | str
    lang: str
    level: str
    tier: str = "verified"


@dataclass(frozen=True)
class View:
    """What a selection gives."""

    selection: Selection
    state: str  # "empty": no target is selected; "refused": `frame` has the pairs that cannot be compared; "drawn"
    statements: pd.DataFrame
    frame: pd.DataFrame
    remarks: tuple[str, ...]


def statements(data: Dataset, selection: Selection) -> pd.DataFrame:
    """Return the targets of a selection."""
    year = None if selection.year in (ANY_YEAR, NO_YEAR) else int(selection.year)
    tier = None if selection.tier == "verified" else selection.tier  # None: with the rows of the user's own folders
    filters = {"theme": selection.theme, "indicator": selection.indicator or None, "year": year, "tier": tier}
    rows = coded_statements(data, kind="target", **filters)
    rows = rows[rows["region_id"].isin(selection.regions)]
    if selection.year == NO_YEAR:
        rows = rows[rows["deadline"].isna()]
    return rows.sort_values(_ORDER, kind="stable", ignore_index=True)


def view(data: Dataset, selection: Selection) -> View:
    """Return what a selection gives; neither an empty selection nor one that cannot be compared is an error."""
    with using_language(cast(Language, selection.lang)):
        return _view(data, selection)


def _view(data: Dataset, selection: Selection) -> View:
    rows, lang = statements(data, selection), selection.lang
    if rows.empty:
        return View(selection, "empty", rows, rows, (_nothing_selected(selection),))
    pairs = pd.DataFrame()
    if len(rows) > 1:
        pairs = compare.pairs(rows, base=selection.base, allow=LEVELS[selection.level][0], data=data)
        refused = pairs[pairs["relation"] == "refused"].reset_index(drop=True)
        if len(refused):
            return View(selection, "refused", rows, refused, _refusal(refused, len(pairs), rows, lang))
    frame = compare.relative_to(rows, base=selection.base, data=data).assign(scope=rows["scope"].tolist())
    return View(selection, "drawn", rows, frame, _remarks(pairs, frame, lang))


def _nothing_selected(selection: Selection) -> str:
    if not selection.regions:
        return translate("No region is selected: choose one or more.", selection.lang)
    return translate(
        "No target matches these regions, this indicator and this year: choose more regions, another indicator or another year.",
        selection.lang,
    )


def _refusal(refused: pd.DataFrame, pairs: int, rows: pd.DataFrame, lang: str) -> tuple[str, ...]:
    reasons = [reason for reason in dict.fromkeys(refused[f"reason_{lang}"]) if reason]
    words = translate("Not drawn: {count} of {pairs} pairs cannot be compared. ", lang, count=len(refused), pairs=pairs)
    words += " ".join(reasons[:_FEW])
    if len(reasons) > _FEW:
        words += translate(" ({count} more reasons)", lang, count=len(reasons) - _FEW)
    if rows["indicator_id"].nunique() > 1:
        return words, translate("Select one indicator, or allow more under “Comparability”.", lang)
    return words, translate("Allow more under “Comparability”.", lang)


def _remarks(pairs: pd.DataFrame, frame: pd.DataFrame, lang: str) -> tuple[str, ...]:
    """Return what readers must know of a chart: different measures, missing values, unverified figures, several units."""
    remarks = []
    different = pairs[~pairs["verdict"].isin(("same", "convertible"))] if len(pairs) else pairs
    if len(different):
        counts = different["verdict"].value_counts()
        kinds = translate(", ", lang).join(f"{code_name('verdict', code, lang)} {count}" for code, count in counts.items())
        words = translate(
            "{count} of {pairs} pairs are of different measures ({kinds}).",
            lang, count=len(different), pairs=len(pairs), kinds=kinds,
        )  # fmt: skip
        remarks.append(words)
    missing = frame.loc[frame["missing_en"] != "", f"missing_{lang}"]
    if len(missing):
        reasons = translate("; ", lang).join(dict.fromkeys(missing))
        words = translate(
            "{count} of {rows} have no value on this base: {reasons}.", lang, count=len(missing), rows=len(frame), reasons=reasons
        )
        remarks.append(words)
    if "unverified" in set(frame.get("evidence_tier", ())):
        remarks.append(translate(UNVERIFIED_WARNING, lang))
    if len(units := _units(frame)) > 1:
        remarks.append(translate("{count} charts, one per unit.", lang, count=len(units)))
    return tuple(remarks)


def _units(frame: pd.DataFrame) -> list[str]:
    return sorted(set(frame["unit"]) - {""})


def table(data: Dataset, view: View) -> display.Table:
    """Return the table of a view: the targets as stated, their values on a base, or why they cannot be compared."""
    lang, selection = view.selection.lang, view.selection
    if view.state == "refused":
        return display.results(view.frame, ("a", "verdict", "b", "reason"), data=data, lang=lang)
    if selection.base == "absolute" or view.state == "empty":
        if selection.tier != "verified" and view.state == "drawn":
            return display.statements_with_verdicts(compare.with_verdicts(view.statements, data=data), data=data, lang=lang)
        return display.statements(view.statements, data=data, lang=lang)
    scope = ["scope"] if (view.frame["scope"] != "").any() else []
    return display.results(
        view.frame, ["region", "deadline", "indicator", *scope, "derivation", "statement_id"], data=data, lang=lang
    )


def _in_panels(view: View) -> bool:
    """Several indicators as stated have one panel each; on another base, or of one indicator, targets share an axis."""
    return view.selection.base == "absolute" and view.statements["indicator_id"].nunique() > 1


def figures(data: Dataset, view: View, lang: Language) -> list[Figure]:
    """Return the figures of a view, one per unit, with labels in `lang`; none where targets cannot be compared or have no value."""
    if view.state != "drawn" or not _units(view.frame):
        return []
    if _in_panels(view):
        return [plots.targets(part, data=data, lang=lang) for _, part in view.statements.groupby("unit")]
    return [plots.values(view.frame[view.frame["unit"] == unit], data=data, lang=lang) for unit in _units(view.frame)]


def code(data: Dataset, view: View) -> str:
    """Return Python that reproduces the frame of a view, as `frame`, and its figures."""
    selection = view.selection
    filters = {
        "theme": selection.theme,
        "indicator": selection.indicator,
        "year": "" if selection.year in (ANY_YEAR, NO_YEAR) else selection.year,
        "tier": selection.tier if selection.tier != "verified" else "",
    }
    arguments = ", ".join(f"{name}={value!r}" for name, value in filters.items() if value)
    place = "" if data.directory == load().directory else repr(str(data.directory))
    lines = [
        "import cloudplans",
        "from cloudplans import compare, plots",
        "",
        f"lang = plots.use_style({selection.lang!r})",
        f"data = cloudplans.load({place})",
        f"rows = data.targets({arguments})",
        f'rows = rows[rows["region_id"].isin({list(selection.regions)})]',
        *(['rows = rows[rows["deadline"].isna()]'] if selection.year == NO_YEAR else []),
        f'rows = rows.sort_values({_ORDER}, kind="stable", ignore_index=True)',
    ]
    return "\n".join([*lines, *_frame_code(view), *_figure_code(view)]) + "\n"


def _frame_code(view: View) -> list[str]:
    base = view.selection.base
    if view.state == "empty":
        return ["frame = rows"]
    if view.state == "refused":
        return [
            f"pairs = compare.pairs(rows, base={base!r}, allow={LEVELS[view.selection.level][0]!r}, data=data)",
            'frame = pairs[pairs["relation"] == "refused"].reset_index(drop=True)',
        ]
    return [f'frame = compare.relative_to(rows, base={base!r}, data=data).assign(scope=rows["scope"].tolist())']


def _figure_code(view: View) -> list[str]:
    if view.state != "drawn" or not _units(view.frame):
        return []
    if _in_panels(view):
        return ['figures = [plots.targets(part, data=data, lang=lang) for _, part in rows.groupby("unit")]']
    return [f'figures = [plots.values(frame[frame["unit"] == unit], data=data, lang=lang) for unit in {_units(view.frame)}]']


def csv(view: View) -> str:
    """Return the frame of a view as CSV."""
    return view.frame.to_csv(index=False, lineterminator="\n")


def record_options(data: Dataset, view: View) -> list[tuple[str, str]]:
    """Return the statements of a view to choose from: region, year, indicator and figure, with the id."""
    lang = view.selection.lang
    options = []
    for row in display.with_readable_columns(view.statements, data=data, lang=lang).to_dict("records"):
        year = translate("no year", lang) if pd.isna(row["deadline"]) else row["deadline"]
        options.append((f"{row['region']} · {year} · {row['indicator']} · {row['figure']}", row["statement_id"]))
    return options
