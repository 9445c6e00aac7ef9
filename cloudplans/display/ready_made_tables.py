"""The tables that notebooks and pages show: promises, plans, verdicts, results of comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cloudplans.compare import coverage
from cloudplans.dataset import Dataset, nearest
from cloudplans.display.formatting import shown
from cloudplans.display.html_table import Table, word
from cloudplans.labels import STATES, THEMES, VERDICTS, interval, pick
from cloudplans.verify import Outcome, Problem

_TIERS = {"verified": ("已核对", "verified"), "unverified": ("转引 ‡", "reported ‡")}  # short enough for a column
PROMISE = ("region", "deadline", "indicator", "scope", "figure", "reading", "firmness", "note", "statement_id")


def promises(dataset: Dataset, statements: pd.DataFrame, lang: str = "en") -> Table:
    """Return the statements as a table for readers: region, year, indicator, figure, hedge, remark, record."""
    frame = shown(dataset, statements, lang).sort_values(["indicator_id", "region_id", "deadline"], kind="stable")
    return Table(frame, [c for c in PROMISE if c not in ("firmness", "note", "scope") or (frame[c] != "").any()], lang)


def plans(dataset: Dataset, lang: str = "en") -> Table:
    """Return the plans as a table: title, region, date of issue, period, how many statements and targets, target years."""
    frame = dataset.plans().merge(dataset.regions()[["region_id", f"name_{lang}"]], on="region_id")
    statements, targets = dataset.statements(), dataset.targets()
    frame["title"], frame["region"] = frame[f"title_{lang}"], frame[f"name_{lang}"]
    frame["statements"] = frame["plan_id"].map(statements["plan_id"].value_counts())
    frame["targets"] = frame["plan_id"].map(targets["plan_id"].value_counts())
    years = targets.dropna(subset="deadline").groupby("plan_id")["deadline"]
    frame["years"] = frame["plan_id"].map(years.agg(lambda s: ", ".join(map(str, sorted(set(s))))))
    frame["issued"] = frame["issued"].dt.strftime("%Y-%m-%d")
    known = frame["period_start"].notna()
    spans = frame["period_start"].astype(str) + "–" + frame["period_end"].astype(str)
    frame["period"] = spans.where(known, "")
    return Table(frame, ("region", "title", "issued", "period", "statements", "targets", "years"), lang)


def themes(dataset: Dataset, lang: str = "en") -> Table:
    """Return for each theme and region how many indicators are quantified, directional, ..., not stated."""
    frame = coverage(dataset)
    counts = frame.groupby(["theme", "region_id", "state"]).size().unstack(fill_value=0)
    cells = {
        key: pick(lang, "；", "; ").join(f"{pick(lang, *STATES[state])} {row[state]}" for state in STATES if row.get(state))
        for key, row in counts.iterrows()
    }
    names = dataset.regions().set_index("region_id")[f"name_{lang}"]
    wide = pd.Series(cells).unstack().reindex([theme for theme in THEMES if theme in set(frame["theme"])])
    wide.columns = [names[region] for region in wide.columns]
    wide.insert(0, "theme", [pick(lang, *THEMES[theme]) for theme in wide.index])
    return Table(wide, list(wide.columns), lang)


def kinds(dataset: Dataset, lang: str = "en") -> Table:
    """Return how many statements of each kind each plan makes."""
    frame = dataset.statements()
    counts = pd.crosstab(frame["plan_id"], frame["kind"]).reset_index()
    return Table(counts, list(counts.columns), lang)


def corrections(dataset: Dataset, lang: str = "en") -> Table:
    """Return the corrected readings: where, as printed, as adopted, and why."""
    frame = dataset.corrections()
    frame["reason"] = frame[f"reason_{lang}"]
    return Table(frame, ("statement_id", "edition_id", "as_printed", "adopted", "reason"), lang)


_CHECKED_ZH = {
    "tables": "张表", "rows": "行", "statements": "条记录", "spans re-read": "处区间重读", "figures re-derived": "个数值重新读出",
    "numeral tokens": "个数字", "arithmetic checks": "项算术", "texts": "份原文",
    "reported figures": "个转引数字", "rows of their lists": "行转引清单",
    "coded once": "条只编码一次", "departures": "处与规则不同的判断", "drafts left out": "条草稿未计入",
}  # fmt: skip


def outcome(found: Outcome, lang: str = "en") -> Table:
    """Return what `verify` checked, how much of it, and how many problems it found."""
    rows = [{"column": pick(lang, _CHECKED_ZH.get(what, what), what), "count": count} for what, count in found.counts.items()]
    rows.append({"column": pick(lang, "个问题", "problems"), "count": len(found.problems)})
    return Table(frame(rows), ("column", "count"), lang)


_WAITING = {
    "draft": ("草稿", "drafts"), "undecided": ("待填字段", "open fields"), "facts": ("待填的规划事实", "facts of the plan"),
    "failed": ("不成立的算术", "checks of arithmetic that fail"),
}  # fmt: skip


def waiting(found: Outcome, lang: str = "en") -> Table:
    """Return how many things of a reader's folder wait for a decision, by table and kind; the first of each as an example."""
    rows: dict[tuple[str, str], list[Problem]] = {}
    for problem in found.undecided:
        rows.setdefault((problem.file, problem.rule), []).append(problem)
    lines = [
        {
            "column": file,
            "kind": pick(lang, *_WAITING[rule]),
            "count": len(problems),
            "found": problems[0].found,
            "expected": problems[0].expected,
        }
        for (file, rule), problems in rows.items()
    ]
    return Table(
        pd.DataFrame(lines, columns=["column", "kind", "count", "found", "expected"]),
        ("column", "kind", "count", "found", "expected"),
        lang,
    )


def candidates(found: pd.DataFrame, lang: str = "en") -> Table:
    """Return what a scan finds: the figure as printed, how it reads in units, its year, its name, how sure it is and why."""
    frame = found.assign(reading=[interval(row, lang) for row in found.to_dict("records")], why=found["reason"])
    return Table(frame, ("printed", "label", "reading", "deadline", "confidence", "why"), lang)


def reasons(dataset: Dataset, indicators: Sequence[str], lang: str = "en") -> Table:
    """Return the verdicts on the pairs of `indicators` that somebody judged, with their reasons."""
    frame = dataset.comparability()
    frame = frame[frame["indicator_a"].isin(indicators) & frame["indicator_b"].isin(indicators)].copy()
    names = dataset.indicators().set_index("indicator_id")[f"name_{lang}"]
    frame["a"], frame["b"] = frame["indicator_a"].map(names), frame["indicator_b"].map(names)
    frame["reason"] = frame[f"reason_{lang}"]
    frame["verdict"] = [pick(lang, *VERDICTS[verdict]) for verdict in frame["verdict"]]
    return Table(frame, ("a", "verdict", "b", "reason"), lang)


def results(dataset: Dataset, frame: pd.DataFrame, columns: Sequence[str], lang: str = "en") -> Table:
    """Return the results of a comparison as a table.

    Parameters
    ----------
    dataset : Dataset
        The data set that the results are of.
    frame : DataFrame
        A result of `cloudplans.compare`.
    columns : sequence of str
        What to show; `region` and `indicator` are named in `lang`, and a column that the frame has in both languages
        (`derivation`, `reason`, `note`, `question`) is taken in `lang`.
    lang : {"en", "zh"}
        Language.
    """
    shown_frame = frame.copy()
    regions = dataset.regions().set_index("region_id")[f"name_{lang}"]
    indicators = dataset.indicators().set_index("indicator_id")[f"name_{lang}"]
    for column in columns:
        if f"{column}_{lang}" in frame:
            shown_frame[column] = frame[f"{column}_{lang}"]
    if "region_id" in frame:
        shown_frame["region"] = frame["region_id"].map(regions)
    if "indicator_id" in frame:
        shown_frame["indicator"] = frame["indicator_id"].map(indicators)
    if "passed_at_issue" in frame:
        shown_frame["passed"] = [f"{share:.1f} %" if share == share else "" for share in frame["passed_at_issue"]]
    for column, source in (
        ("verdict", "verdict"),
        ("outcome", "verdict"),
        ("relation", "relation"),
        ("state", "state"),
        ("rule", "rule"),
        ("result", "result"),
        ("changed", "changed"),
        ("base", "base"),
    ):
        if column in columns:
            shown_frame[column] = [word(value, lang) for value in frame[source]]
    return Table(shown_frame, columns, lang)


def frame(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return rows as a frame."""
    return pd.DataFrame(list(rows))


def labelled(dataset: Dataset, frame: pd.DataFrame, columns: Sequence[str], lang: str = "en") -> pd.DataFrame:
    """Return results with a column `label` for the rows of a figure, made of `columns` in the words of `lang`."""
    none = pick(lang, "未印年份", "no year")
    words = results(dataset, frame, columns, lang).frame.to_dict("records")
    labels = [" ".join(filter(None, (none if pd.isna(cell) else str(cell) for cell in row.values()))) for row in words]
    made = frame.assign(label=labels)
    made.attrs.update(frame.attrs)
    return made


def named_matrix(dataset: Dataset, matrix: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return a matrix of indicators by regions with names instead of ids."""
    indicators = dataset.indicators().set_index("indicator_id")[f"name_{lang}"]
    regions = dataset.regions().set_index("region_id")[f"name_{lang}"]
    return matrix.rename(index=indicators, columns=regions).rename_axis(index=None, columns=None)


def names(dataset: Dataset, lang: str = "en") -> dict[str, str]:
    """Return the names of the regions by id."""
    frame = dataset.regions()
    return dict(zip(frame["region_id"], frame[f"name_{lang}"], strict=True))


def silent(dataset: Dataset, statements: pd.DataFrame, lang: str = "en") -> list[str]:
    """Return the names of the regions that have a plan but none of the statements, in the order of the plans."""
    names = dataset.regions().set_index("region_id")[f"name_{lang}"]
    return [names[region] for region in dataset.plans()["region_id"] if region not in set(statements["region_id"])]


def said(dataset: Dataset, statements: pd.DataFrame, lang: str = "en") -> dict[str, str]:
    """Return what the statements say by region, a line a statement: year, indicator, figure; every region with a plan is in it."""
    lines: dict[str, list[str]] = {region: [] for region in dataset.plans()["region_id"]}
    for row in shown(dataset, statements, lang).sort_values(["deadline", "indicator_id"]).to_dict("records"):
        year = pick(lang, "未印年份", "no year") if pd.isna(row["deadline"]) else row["deadline"]
        lines.setdefault(row["region_id"], []).append(
            f"{year}{pick(lang, '：', ': ')}{row['reading']}{pick(lang, '，', ', ')}{row['indicator']}"
        )
    none = pick(lang, "未设此类目标", "no such target")
    return {region: "\n".join(words) or none for region, words in lines.items()}


def standings(dataset: Dataset, statements: pd.DataFrame, lang: str = "en") -> Table:
    """Return statements with their tier, what they are to their indicator, address and caveat (see `cloudplans.compare.with_verdicts`)."""
    frame = shown(dataset, statements, lang).sort_values(
        ["indicator_id", "evidence_tier", "region_id", "deadline"], kind="stable"
    )
    frame["measured"] = frame[f"measured_{lang}"].where(frame[f"measured_{lang}"] != "", frame["indicator"])
    frame["tier"] = [pick(lang, *_TIERS[tier]) for tier in frame["evidence_tier"]]
    frame["relation"], frame["verdict"] = ([word(name, lang) for name in frame[column]] for column in ("relation", "verdict"))
    frame["caveat"] = frame[f"caveat_{lang}"]
    return Table(frame, ("region", "deadline", "measured", "reading", "tier", "relation", "verdict", "address", "caveat"), lang)


def decisions(dataset: Dataset, lang: str = "en") -> Table:
    """Return for each reported document how many of its figures have an indicator, have none, or were dropped, and the sum."""
    frame = dataset.unverified()
    fate = frame["decision"].where(
        frame["decision"] == "dropped", (frame["indicator_id"] != "").map({True: "mapped", False: "unmapped"})
    )
    counts = pd.crosstab(frame["document_id"], fate).reindex(columns=["mapped", "unmapped", "dropped"], fill_value=0)
    counts = counts.assign(figures=counts.sum(axis=1)).reset_index().merge(dataset.table("reported_documents"), on="document_id")
    counts["title"], counts["caveat"] = counts[f"title_{lang}"], counts[f"caveat_{lang}"]
    counts["page_kind"] = [word(kind, lang) for kind in counts["page_kind"]]
    counts.loc[len(counts)] = counts[["mapped", "unmapped", "dropped", "figures"]].sum().to_dict() | {
        "title": pick(lang, "合计", "all")
    }
    columns = ("title", "document_no", "figures", "mapped", "unmapped", "dropped", "page_kind", "address", "caveat")
    return Table(counts, columns, lang)


def left_out(dataset: Dataset, decision: str, lang: str = "en") -> Table:
    """Return the reported figures that were ``dropped``, or ``kept`` without an indicator, each with the reason."""
    frame = dataset.unverified()
    frame = frame[(frame["decision"] == decision) & (frame["indicator_id"] == "")].copy()
    if frame.empty:
        raise nearest(decision, ("dropped", "kept"), "decision")
    frame["title"], frame["measured"], frame["reason"] = (frame[f"{name}_{lang}"] for name in ("title", "measured", "reason"))
    frame["stated"] = (frame["value_stated"] + " " + frame["unit_stated"]).str.strip()
    return Table(frame, ("title", "measured", "years_stated", "stated", "reason"), lang)
