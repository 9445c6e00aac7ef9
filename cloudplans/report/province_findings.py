"""What the page of the provinces states, computed when it is made."""

from __future__ import annotations

from cloudplans import compare
from cloudplans.dataset import Dataset, coded_statements, region_names
from cloudplans.labels import translate
from cloudplans.report.finding_sentences import Findings, check, listed, start


def provinces(data: Dataset | None = None, lang: str | None = None) -> Findings:
    """Return how much the work reports state, what most of them put a number on, and how many targets the next report decides."""
    data, lang = start(data, lang)
    return Findings([counts(data, lang), most_stated(data, lang), decided(data, lang)])


def counts(data: Dataset, lang: str) -> str:
    """Return how many figures there are in how many reports."""
    rows = coded_statements(data, documents="reports")
    return translate(
        "{reports} work reports of {provinces} provinces state {figures} figures on these subjects, {targets} of them targets.",
        lang,
        reports=len(data.table("work_reports")),
        provinces=data.table("work_reports")["region_id"].nunique(),
        figures=len(rows),
        targets=int((rows["kind"] == "target").sum()),
    )


def most_stated(data: Dataset, lang: str) -> str:
    """Return which indicator most provinces put a number on, and how many give none for it."""
    stated = compare.stated_in_reports(data=data)
    given = stated[stated["state"] == "number"].groupby("indicator_id")["region_id"].nunique()
    first, every = stated["indicator_id"].iloc[0], stated["region_id"].nunique()
    names = data.indicators(documents="all").set_index("indicator_id")[f"name_{lang}"]
    words = translate(
        "The measure for which most give a number is “{indicator}”: {count} of {all} provinces; the others give none.",
        lang,
        indicator=names[first],
        count=given[first],
        all=every,
    )
    return check(given[first] == given.max() and given[first] <= every, words)


def decided(data: Dataset, lang: str) -> str:
    """Return how many targets of regions a later document or the national statistics decide."""
    verdicts = compare.stated_outcomes(data=data).query("region_id != 'CN'")["verdict"].value_counts()
    words = translate(
        "A later document or the national statistics say what came of {count} targets: {met} were reached, {missed} missed, {open} undecided.",
        lang,
        count=int(verdicts.sum()),
        met=int(verdicts.get("met", 0)),
        missed=int(verdicts.get("missed", 0)),
        open=int(verdicts.get("undecided", 0)),
    )
    return check(verdicts.sum() == sum(verdicts.get(one, 0) for one in ("met", "missed", "undecided")), words)


def computing_power_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return which province reports or plans the most computing power."""
    data, lang = start(data, lang)
    rows = coded_statements(data, documents="reports", indicator="computing-power")
    rows = rows[rows["scope"] == ""]
    most = rows.loc[rows["lower"].idxmax()]
    same = rows[rows["lower"] == most["lower"]]["region_id"].unique()
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    words = translate(
        "Computing power that the provinces report and plan: the highest figure is that of {region} ({year})",
        lang,
        region=listed([names[one] for one in same], lang),
        year=most["deadline"],
    )
    return check(len(same) == 1, words)


def base_stations_title(data: Dataset | None = None, lang: str | None = None) -> str:
    """Return which province reports the most 5G base stations."""
    data, lang = start(data, lang)
    rows = coded_statements(data, documents="reports", indicator="base-stations-5g")
    most = rows.loc[rows["lower"].idxmax()]
    words = translate(
        "5G base stations that the provinces report: most in {region} ({year})",
        lang,
        region=region_names(data=data, lang=lang)[most["region_id"]],  # type: ignore[arg-type]
        year=most["deadline"],
    )
    return check((rows["lower"] == most["lower"]).sum() == 1, words)


__all__ = ["base_stations_title", "computing_power_title", "provinces"]
