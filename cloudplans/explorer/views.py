"""What the explorer shows of a selection: a frame, its table and figures, what is to be said, and code that gives the same."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from cloudplans import compare, plots
from cloudplans.dataset import UNVERIFIED_WARNING, Dataset, load
from cloudplans.display import ready_made_tables, shown
from cloudplans.labels import VERDICTS, pick, translate

ANY_YEAR, NO_YEAR = "any", "none"
LEVELS = {  # what may stand on one axis besides the same thing: the verdicts allowed, and their name
    "same": ((), ("只限同一事物", "only the same thing")),
    "related": (("overlapping", "narrower", "broader"), ("也含重叠、较窄、较宽", "also overlapping, narrower, broader")),
    "all": (("overlapping", "narrower", "broader", "not-comparable", "not-judged"), ("全部", "all")),
}
_ORDER = ["indicator_id", "region_id", "deadline"]
_FEW = 3  # reasons that a message can list whole


@dataclass(frozen=True)
class Selection:
    """What is selected: ids; `indicator` empty for all of the theme; `year` a year, `ANY_YEAR` or `NO_YEAR`."""

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
    """What a selection gives: its statements, the frame that stands for it, and in which state it is.

    `state` is ``"empty"`` (the frame has no rows), ``"refused"`` (the frame holds the pairs that may not stand on one axis) or
    ``"drawn"`` (the frame is that of `cloudplans.compare.relative_to`). `said` are the sentences that go with it.
    """

    selection: Selection
    state: str
    statements: pd.DataFrame
    frame: pd.DataFrame
    said: tuple[str, ...]


def statements(data: Dataset, selection: Selection) -> pd.DataFrame:
    """Return the targets that a selection holds."""
    year = None if selection.year in (ANY_YEAR, NO_YEAR) else int(selection.year)
    rows = data.targets(theme=selection.theme, indicator=selection.indicator or None, year=year, tier=selection.tier)
    rows = rows[rows["region_id"].isin(selection.regions)]
    if selection.year == NO_YEAR:
        rows = rows[rows["deadline"].isna()]
    return rows.sort_values(_ORDER, kind="stable", ignore_index=True)


def view(data: Dataset, selection: Selection) -> View:
    """Return what a selection gives; nothing selected and unlike things selected are states, not errors.

    Examples
    --------
    >>> import cloudplans
    >>> chosen = Selection(("CN-GD", "510100"), "industry-scale", "", "absolute", 2015, "en", "same")
    >>> view(cloudplans.load(), chosen).state
    'refused'
    """
    rows, lang = statements(data, selection), selection.lang
    if rows.empty:
        return View(selection, "empty", rows, rows, (_nothing(selection),))
    found = pd.DataFrame()
    if len(rows) > 1:
        found = compare.pairs(data, rows, base=selection.base, allow=LEVELS[selection.level][0])
        refused = found[found["relation"] == "refused"].reset_index(drop=True)
        if len(refused):
            return View(selection, "refused", rows, refused, _refusal(refused, len(found), rows, lang))
    frame = compare.relative_to(data, rows, base=selection.base).assign(scope=rows["scope"].tolist())
    return View(selection, "drawn", rows, frame, _remarks(found, frame, lang))


def _nothing(selection: Selection) -> str:
    if not selection.regions:
        return pick(selection.lang, "没有选中地区：请至少选择一个地区。", "No region is selected: choose one or more.")
    return pick(selection.lang, "所选地区、指标和年份没有目标：请多选地区，或换一个指标或年份。",
                "No target has these regions, this indicator and this year: choose more regions, another indicator or another year.")  # fmt: skip


def _several(words: pd.Series, lang: str) -> str:
    """Return the first few different sentences of a column, and how many more there are."""
    different = [word for word in dict.fromkeys(words) if word]
    more = len(different) - _FEW
    rest = pick(lang, f" 另有{more}条理由。", f" ({more} more)") if more > 0 else ""
    return " ".join(different[:_FEW]) + rest


def _refusal(refused: pd.DataFrame, pairs: int, rows: pd.DataFrame, lang: str) -> tuple[str, ...]:
    count = len(refused)
    zh = f"未作图：{pairs}对中有{count}对不能放在一条轴上。"
    en = f"Not drawn: {count} of {pairs} pairs may not stand on one axis. "
    ways = pick(lang, "可放宽“可比性”。", "Allow more under “Comparability”.")
    if rows["indicator_id"].nunique() > 1:
        ways = pick(lang, "可只选一个指标，或放宽“可比性”。", "Select one indicator, or allow more under “Comparability”.")
    return pick(lang, zh, en) + _several(refused[f"reason_{lang}"], lang), ways


def _remarks(pairs: pd.DataFrame, frame: pd.DataFrame, lang: str) -> tuple[str, ...]:
    """Return what must be said of a figure: that unlike things stand in it, that values are missing, that units differ."""
    said = []
    unlike = pairs[~pairs["verdict"].isin(("same", "convertible"))] if len(pairs) else pairs
    if len(unlike):
        counts = unlike["verdict"].value_counts()
        kinds = pick(lang, "、", ", ").join(f"{pick(lang, *VERDICTS[name])} {count}" for name, count in counts.items())
        zh, en = f"{len(pairs)}对中有{len(unlike)}对不是同一事物", f"{len(unlike)} of {len(pairs)} pairs are not the same thing"
        said.append(pick(lang, f"{zh}（{kinds}）。", f"{en} ({kinds})."))
    missing = frame.loc[frame["missing_en"] != "", f"missing_{lang}"]
    if len(missing):
        zh = f"{len(frame)}条中有{len(missing)}条在此基准下没有数值："
        en = f"{len(missing)} of {len(frame)} have no value on this base: "
        said.append(pick(lang, zh, en) + pick(lang, "；", "; ").join(dict.fromkeys(missing)) + pick(lang, "。", "."))
    if "unverified" in set(frame.get("evidence_tier", ())):
        said.append(translate(UNVERIFIED_WARNING, lang))
    units = _units(frame)
    if len(units) > 1:
        said.append(pick(lang, f"有{len(units)}种单位，每种一幅图。", f"There are {len(units)} units, so {len(units)} figures."))
    return tuple(said)


def _units(frame: pd.DataFrame) -> list[str]:
    return sorted(set(frame["unit"]) - {""})


def table(data: Dataset, seen: View) -> ready_made_tables.Table:
    """Return the table of a view: the statements as printed, their values on a base, or the reasons of a refusal."""
    lang = seen.selection.lang
    if seen.state == "refused":
        return ready_made_tables.results(data, seen.frame, ("a", "verdict", "b", "reason"), lang)
    if seen.selection.base == "absolute" or seen.state == "empty":
        if seen.selection.tier != "verified" and seen.state == "drawn":
            return ready_made_tables.standings(data, compare.with_verdicts(data, seen.statements), lang)
        return ready_made_tables.promises(data, seen.statements, lang)
    scope = ["scope"] if (seen.frame["scope"] != "").any() else []
    return ready_made_tables.results(
        data, seen.frame, ["region", "deadline", "indicator", *scope, "derivation", "statement_id"], lang
    )


def _in_panels(seen: View) -> bool:
    """Several indicators as printed get a panel each; on a base, or for one indicator, one axis is the point."""
    return seen.selection.base == "absolute" and seen.statements["indicator_id"].nunique() > 1


def _label(seen: View) -> tuple[str, ...]:
    """Return the columns that name a row of the figure: the indicator and the scope only where they tell rows apart."""
    indicator = ("indicator",) if seen.statements["indicator_id"].nunique() > 1 else ()
    return ("region", "deadline", *indicator, *(("scope",) if seen.statements.duplicated(_ORDER).any() else ()))


def figures(data: Dataset, seen: View, lang: str) -> list[Figure]:
    """Return the figures of a view, one a unit, with labels in `lang`; none where nothing may be or can be drawn."""
    if seen.state != "drawn" or not _units(seen.frame):
        return []
    if _in_panels(seen):
        part = shown(data, seen.statements, lang)
        if "scope" in _label(seen):
            part["region"] = (part["region"] + " " + part["scope"]).str.strip()
        return [plots.targets(rows, lang=lang) for _, rows in part.groupby("unit")]
    named, units = ready_made_tables.labelled(data, seen.frame, _label(seen), lang), _units(seen.frame)
    parts = [named] if len(units) == 1 else [named[named["unit"] == unit] for unit in units]
    return [plots.values(part, "label", lang=lang).figure for part in parts]


def code(data: Dataset, seen: View) -> str:
    """Return Python that gives the frame of a view, as `frame`, and its figures.

    Examples
    --------
    >>> import cloudplans
    >>> chosen = Selection(("CN-HB",), "industry-scale", "", "absolute", 2020, "en", "same")
    >>> print(code(cloudplans.load(), view(cloudplans.load(), chosen)).splitlines()[5])
    rows = data.targets(theme='industry-scale', year=2020)
    """
    chosen = seen.selection
    filters = {"theme": chosen.theme, "indicator": chosen.indicator or None, "year": chosen.year}
    filters |= {"tier": chosen.tier if chosen.tier != "verified" else None}
    given = [f"{k}={v!r}" for k, v in filters.items() if v not in (None, ANY_YEAR, NO_YEAR)]
    place = "" if data.directory == load().directory else repr(str(data.directory))
    lines = [
        "import cloudplans",
        "from cloudplans import compare, plots, present, style, tables",
        "",
        f"lang = style.use_style({chosen.lang!r})",
        f"data = cloudplans.load({place})",
        f"rows = data.targets({', '.join(given)})",
        f'rows = rows[rows["region_id"].isin({list(chosen.regions)})]',
        *(['rows = rows[rows["deadline"].isna()]'] if chosen.year == NO_YEAR else []),
        f'rows = rows.sort_values({_ORDER}, kind="stable", ignore_index=True)',
    ]
    return "\n".join([*lines, *_frame_code(seen), *_figure_code(seen)]) + "\n"


def _frame_code(seen: View) -> list[str]:
    chosen = seen.selection
    if seen.state == "empty":
        return ["frame = rows"]
    if seen.state == "refused":
        return [
            f"pairs = compare.pairs(data, rows, base={chosen.base!r}, allow={LEVELS[chosen.level][0]!r})",
            'frame = pairs[pairs["relation"] == "refused"].reset_index(drop=True)',
        ]
    return [f'frame = compare.relative_to(data, rows, base={chosen.base!r}).assign(scope=rows["scope"].tolist())']


def _figure_code(seen: View) -> list[str]:
    if seen.state != "drawn" or not _units(seen.frame):
        return []
    if _in_panels(seen):
        scoped = 'part["region"] = (part["region"] + " " + part["scope"]).str.strip()'
        return [
            "part = present.shown(data, rows, lang)",
            *([scoped] if "scope" in _label(seen) else []),
            'figures = [plots.targets(some, lang=lang) for _, some in part.groupby("unit")]',
        ]
    units = _units(seen.frame)
    return [
        f"named = ready_made_tables.labelled(data, frame, {_label(seen)!r}, lang)",
        "parts = [named]" if len(units) == 1 else f'parts = [named[named["unit"] == unit] for unit in {units}]',
        'figures = [plots.values(part, "label", lang=lang).figure for part in parts]',
    ]


def csv(seen: View) -> str:
    """Return the frame of a view as CSV."""
    return seen.frame.to_csv(index=False, lineterminator="\n")


def marks(data: Dataset, seen: View) -> list[tuple[str, str]]:
    """Return the statements of a view by name and id: region, year, indicator, figure as printed."""
    lang = seen.selection.lang
    none = pick(lang, "未印年份", "no year")
    rows = shown(data, seen.statements, lang).to_dict("records")
    return [
        (f"{row['region']} · {none if pd.isna(row['deadline']) else row['deadline']} · {row['indicator']} · {row['figure']}",
         row["statement_id"])
        for row in rows
    ]  # fmt: skip
