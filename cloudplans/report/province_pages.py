"""A page for each province: what its work reports state, what came of its targets, where it gives no figure; and the list of provinces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cloudplans import compare, display
from cloudplans.dataset import Dataset, coded_statements, region_names, short_plan_names, with_readable_columns
from cloudplans.labels import code_name, translate
from cloudplans.report.figure_blocks import record_address
from cloudplans.report.finding_sentences import listed
from cloudplans.report.indicator_pages import file_of, shared_indicators
from cloudplans.report.page_frame import Page, environment

_GIVEN_BY = 4  # a measure is missed on a page if at least so many provinces give a number for it


def province_pages(dataset: Dataset, lang: str, sources: str | None = None) -> list[Page]:
    """Return the list of all provinces, and the page of each."""
    reports = dataset.table("work_reports")
    if reports.empty:
        return []
    every = _Provinces(dataset, lang, dataset.texts(sources, documents="all"))
    regions = list(dict.fromkeys(reports.sort_values(["region_id"])["region_id"]))
    order = dataset.table("regions").set_index("region_id")["adcode"].to_dict()
    regions.sort(key=lambda region: order[region])
    return [every.listed(regions), *(every.page(region) for region in regions)]


class _Provinces:
    """What the pages share: the statements of all reports, the outcomes, and who states what."""

    def __init__(self, dataset: Dataset, lang: str, texts: Mapping[str, str]) -> None:
        self.dataset, self.lang, self.texts = dataset, lang, texts
        self.names = region_names(data=dataset, lang=lang)  # type: ignore[arg-type]
        self.rows = with_readable_columns(coded_statements(dataset, documents="reports"), data=dataset, lang=lang)
        self.outcomes = compare.stated_outcomes(data=dataset)
        self.stated = compare.stated_in_reports(regions=_GIVEN_BY, data=dataset)
        self.indicators = dataset.indicators(documents="all").set_index("indicator_id")[f"name_{lang}"]
        self.paged = set(shared_indicators(dataset))
        self.plans = self._plans()
        self.years = listed([str(year) for year in sorted(set(dataset.table("work_reports")["year"]))], lang)

    def _plans(self) -> dict[str, list[tuple[str, str]]]:
        """Return the pages of the plans of each province and its cities: file and name."""
        parents = self.dataset.table("regions").set_index("region_id")["parent_id"]
        names = short_plan_names(data=self.dataset, lang=self.lang)  # type: ignore[arg-type]
        found: dict[str, list[tuple[str, str]]] = {}
        for plan, region in self.dataset.plans()[["plan_id", "region_id"]].itertuples(index=False):
            for home in {region, parents[region]}:
                found.setdefault(home, []).append((f"{plan}.html", names[plan]))
        return found

    def file(self, region: str) -> str:
        """Return the page of a province."""
        reports = self.dataset.table("work_reports")
        return display.page_of(str(reports.loc[reports["region_id"] == region, "plan_id"].iloc[0]))

    def listed(self, regions: list[str]) -> Page:
        """Return the list of the provinces: how many figures the reports state, and what came of the targets."""
        rows = [
            {
                "file": self.file(region), "name": self.names[region], "plans": self.plans.get(region, []),
                "figures": len(own := self.rows[self.rows["region_id"] == region]), "targets": int((own["kind"] == "target").sum()),
                "outcomes": self._verdict_counts(region),
            }
            for region in regions
        ]  # fmt: skip
        body = environment(self.lang).get_template("provinces.html.j2").render(provinces=rows, years=self.years)
        return Page("provinces.html", translate("Every province", self.lang), body, "regions")

    def _verdict_counts(self, region: str) -> str:
        counts = self.outcomes[self.outcomes["region_id"] == region]["verdict"].value_counts()
        return translate("; ", self.lang).join(
            f"{code_name('outcome', verdict, self.lang)} {count}" for verdict, count in counts.items()
        )

    def page(self, region: str) -> Page:
        """Return the page of a province."""
        own = self.rows[self.rows["region_id"] == region]
        reached = self.outcomes[self.outcomes["region_id"] == region]
        lang = self.lang
        body = environment(lang).get_template("province.html.j2").render(
            name=self.names[region], years=self.years, figures=len(own), targets=int((own["kind"] == "target").sum()), plans=self.plans.get(region, []),
            given_by=_GIVEN_BY, measures=self._measures(own), missing=self._missing(region),
            outcomes=display.outcomes(reached, data=self.dataset, lang=lang)._repr_html_() if len(reached) else "",  # type: ignore[arg-type]
            records=display.report_records(self.texts, region, data=self.dataset, lang=lang)._repr_html_() if len(own) else "",  # type: ignore[arg-type]
        )  # fmt: skip
        return Page(self.file(region), self.names[region], body)

    def _measures(self, own: pd.DataFrame) -> list[dict[str, Any]]:
        """Return what is reported and planned for each measure, those with an indicator first."""
        named = own.assign(measure=own["label"].where(own["indicator"].isna(), own["indicator"]), none=own["indicator"].isna())
        measures = []
        for (_, measure, scope), rows in named.groupby(["none", "measure", "scope_name"], sort=False, dropna=False):
            indicator = rows["indicator_id"].iloc[0]
            planned = rows["kind"] == "target"
            measures.append(
                {
                    "name": measure, "chinese": rows["indicator"].isna().any(), "scope": scope,
                    "file": file_of(indicator) if indicator in self.paged else "",
                    "reported": self._figures(rows[~planned]), "planned": self._figures(rows[planned]),
                    "order": (bool(rows["none"].iloc[0]), -len(rows)),
                }
            )  # fmt: skip
        return sorted(measures, key=lambda one: one["order"])

    def _figures(self, rows: pd.DataFrame) -> list[tuple[str, str, str, str]]:
        """Return figures as address, words, year and kind, where that is neither reported nor planned."""
        return [
            (
                record_address(row["statement_id"]), row["reading"], "" if pd.isna(row["deadline"]) else str(row["deadline"]),
                "" if row["kind"] in ("baseline", "target") else code_name("kind", row["kind"], self.lang),
            )
            for row in rows.sort_values("deadline").to_dict("records")
        ]  # fmt: skip

    def _missing(self, region: str) -> list[tuple[str, str]]:
        """Return the measures that other provinces give a number for and neither report of this one does, and what it says instead."""
        own = self.stated[self.stated["region_id"] == region]
        found = []
        for indicator, states in own.groupby("indicator_id", sort=False)["state"]:
            if "number" not in set(states):
                state = "words" if "words" in set(states) else "nothing"
                found.append((self.indicators[str(indicator)], code_name("report state", state, self.lang)))
        return found
