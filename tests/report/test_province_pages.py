"""The pages of the provinces: every statement of the work reports once, with a link that leads to it, in both languages."""

from __future__ import annotations

import re

import pytest

import cloudplans
from cloudplans import compare, display
from cloudplans.report.page_frame import Page
from cloudplans.report.province_pages import province_pages


@pytest.fixture(scope="module", params=["en", "zh"])
def pages(request: pytest.FixtureRequest, data: cloudplans.Dataset) -> dict[str, Page]:
    return {page.file: page for page in province_pages(data, request.param)}


def test_every_statement_is_on_the_page_of_its_province(pages: dict[str, Page], data: cloudplans.Dataset) -> None:
    rows = data.statements(documents="reports")
    assert len(rows) == len(data.table("work_report_statements")) > 300 and len(pages) == 32
    for name in rows["statement_id"]:
        body = pages[display.page_of(name)].body
        assert '<table class="data openable">' in body  # on a phone each cell says whether it is reported or planned
        assert body.count(f'id="{name}"') == 1, name
        assert f'{display.page_of(name)}#{name}"' in body.partition('id="records"')[0], name  # in the table above


def test_links_lead_to_records(pages: dict[str, Page]) -> None:
    checked = 0
    for page in pages.values():
        for file, record in re.findall(r'href="(province-[\w-]+\.html)#([^"]+)"', page.body):
            assert f'id="{record}"' in pages[file].body, record
            checked += 1
    assert checked > 300


def test_the_list_counts_what_the_pages_show(pages: dict[str, Page], data: cloudplans.Dataset) -> None:
    rows = data.statements(documents="reports")
    listed = re.findall(r'<a href="(province-[^"]+)">.*?<td class="short number"[^>]*>(\d+)</td>', pages["provinces.html"].body)
    assert len(listed) == 31 and sum(int(count) for _, count in listed) == len(rows)
    for file, count in listed:
        assert pages[file].body.count('<details class="record">') == int(count), file


def test_what_others_state_is_listed_as_missing(pages: dict[str, Page], data: cloudplans.Dataset) -> None:
    states = compare.stated_in_reports(regions=4, data=data)
    given = states[states["state"] == "number"].groupby("region_id")["indicator_id"].nunique()
    every = states["indicator_id"].nunique()
    plans = data.table("work_reports").drop_duplicates("region_id")
    for region, plan in plans[["region_id", "plan_id"]].itertuples(index=False):
        missing = re.search(r'id="missing".*?<ul>(.*?)</ul>', pages[display.page_of(f"{plan}.x")].body, re.S)
        assert (missing[1].count("<li>") if missing else 0) == every - given.get(region, 0), region


def test_a_data_set_without_work_reports_has_no_pages_of_provinces(
    data: cloudplans.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = data.table
    monkeypatch.setattr(data, "table", lambda name: table(name).iloc[:0] if name == "work_reports" else table(name))
    assert province_pages(data, "en") == []
