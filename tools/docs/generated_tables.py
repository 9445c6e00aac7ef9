"""Write the tables in the documentation that come from the data: python tools/docs/generated_tables.py --write.

With ``--planted`` also those on planted mistakes, which take a minute and need the plan texts (``CLOUDPLANS_SOURCES``).
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from cloudplans.authoring import apply_decisions, example, new_plan, read_tables
from cloudplans.compare import NotComparable, pair
from cloudplans.data_quality import blind_readings, coder_agreement, planted_mistakes, summary
from cloudplans.dataset import Dataset, load, read_context, sources_folder, year_in_id

PAGES = Path(__file__).resolve().parents[2] / "docs"
README = PAGES.parent / "README.md"
DECISION_TABLES = ("editions", "regions", "indicators", "statements", "numerals", "comparability")
SAMPLES = {  # columns that a person fills in, one sample row per table
    "plans": ("plan_id", "title_zh", "title_en", "issuer_zh", "document_no", "issued", "note_en"),
    "statements": ("statement_id", "indicator_id", "kind", "label", "scope", "status"),
    "numerals": ("edition_id", "start", "token", "class", "reason"),
    "comparability": ("indicator_a", "indicator_b", "verdict", "reason_zh", "reason_en"),
    "adjudication": ("edition_id", "start", "field", "adopted", "reason"),
}

HOLD = (  # ids of two statements that are compared: same measure, same year, one larger than the other or equal
    ("guangdong-2014.cloud-services-scale.2015", "chengdu-2011.cloud-services-scale.2015"),
    ("shandong-2023-it-ten-projects.base-stations-5g.2025", "hunan-2026-work-report.base-stations-5g.2025"),
    ("sichuan-2026-work-report.base-stations-5g.2025", "hubei-2026-work-report.base-stations-5g.2025"),
    ("hunan-2026-work-report.base-stations-5g.2025", "gansu-2026-work-report.base-stations-5g.2025"),
    ("shandong-2025-work-report.base-stations-5g.2024", "shanxi-2025-work-report.base-stations-5g.2024"),
    ("fujian-2025-work-report.base-stations-5g-added.2025", "gansu-2025-work-report.base-stations-5g-added.2025"),
    ("hubei-2025-work-report.base-stations-5g-added.2025", "fujian-2025-work-report.base-stations-5g-added.2025"),
    ("hunan-2026-work-report.digital-economy-core-value-added-growth.2026", "shanxi-2026-work-report.digital-economy-core-value-added-growth.2026"),
    ("hunan-2026-work-report.digital-economy-core-value-added-growth.2026", "zhejiang-2026-work-report.digital-economy-core-value-added-growth.2026"),
    ("hunan-2025-work-report.digital-economy-core-value-added-growth.2025", "shanxi-2026-work-report.digital-economy-core-value-added-growth.2025"),
)  # fmt: skip
REFUSED = (  # ids of two statements that are refused
    ("guangdong-2014.cloud-services-scale.2015", "chengdu-2011.cloud-terminal-scale.2015"),
    ("hubei-2016.computing-capacity", "shandong-2024-ai.computing-power.2027"),
    ("jinan-2021-digital-city.digital-transformation-cases.2023", "chongqing-2025-work-report.digital-transformation-cases.2024"),
    ("hubei-2026-work-report.digital-economy-core-value-added.2025", "hainan-2026-work-report.digital-economy-core-revenue.2025"),
    ("fujian-2026-work-report.digital-economy-value-added.2025", "anhui-2026-work-report.digital-economy-core-revenue.2025"),
    ("jiangsu-2025-work-report.digital-transformation-projects.2024", "sichuan-2026-work-report.digital-transformation-projects.2026"),
    ("guangdong-2026-work-report.accelerators-per-cluster.2026", "qinghai-2026-work-report.accelerators-per-cluster.2026"),
    ("hubei-2026-work-report.ai-and-other-new-industries-growth.2025", "sichuan-2025-work-report.ai-and-other-new-industries-growth.2024"),
    ("chongqing-2025-work-report.software-revenue-growth.2024", "zhejiang-2026-work-report.software-value-added-growth.2025"),
    ("gansu-2026-work-report.villages-with-5g-share.2025", "hainan-2026-work-report.villages-with-gigabit-fibre-share.2025"),
)  # fmt: skip


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    names = list(head)
    return "\n".join(
        ["| " + " | ".join(names) + " |", "|" + "---|" * len(names), *("| " + " | ".join(map(str, row)) + " |" for row in rows)]
    )


def allowed_values(data: Dataset) -> str:
    """Return the codes that the columns of a user's folder accept, with their meaning."""
    glossary = data.table("glossary")
    meanings = {(row["column"], row["word"]): row["meaning_en"] for row in glossary.to_dict("records")}
    rows = []
    for table in DECISION_TABLES:
        for field in data.resources[table]["schema"]["fields"]:
            for word in field.get("constraints", {}).get("enum", ()):
                rows.append((f"`{table}.{field['name']}`", f"`{word}`", meanings.get((field["name"], word), "")))
    return _table(("column", "code", "meaning"), rows)


def sample_rows(data: Dataset) -> str:
    """Return one row of each table in `SAMPLES`: from the invented example plan, otherwise from the package's own data."""
    given = example()
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place) / given.plan
        new_plan(directory, given.text, region=given.region)
        apply_decisions(directory, given.decisions)
        example_tables = read_tables(directory)
    return "\n".join(_sample(table, columns, example_tables, data) for table, columns in SAMPLES.items())


def _sample(table: str, columns: tuple[str, ...], example_tables: Mapping[str, list[dict[str, str]]], data: Dataset) -> str:
    raw = data.raw(table)
    rows = example_tables.get(table) or [dict(zip(raw.header, line, strict=True)) for line in raw.lines]
    row = max(rows, key=lambda one: sum(bool(one[column]) for column in columns))
    path = data.resources[table]["path"]
    return f"{path}\n" + "\n".join(f"  {column:<14}{row[column]}".rstrip() for column in columns)


def contents(data: Dataset) -> str:
    """Return what the data set contains: counts, and one row per plan."""
    statements = data.statements()
    counts = (
        f"It contains {len(statements)} quantified statements, {len(data.targets())} of them targets, for {len(data.indicators())} indicators, from the "
        f"full text of {len(data.plans())} plans; and, from {data.goals()['plan_id'].nunique()} of these plans, {len(data.goals())} goals, "
        f"{len(data.instruments())} policy instruments and {len(data.projects())} named projects. Another {len(data.statements(documents='reports'))} "
        f"statements come from the [work reports](docs/explanation/work-reports.md) of the 31 provincial governments. The plans:"
    )
    addresses = data.editions().groupby("plan_id")["address"].agg(lambda found: next((one for one in found if one), ""))
    names = data.regions().set_index("region_id")["name_en"]
    rows = []
    for plan in data.plans().to_dict("records"):
        address = addresses[plan["plan_id"]]
        title = f"[{plan['title_en']}]({address})" if address else plan["title_en"]
        issued = f"{plan['issued']:%Y-%m-%d}" if plan["issued"] == plan["issued"] else "not stated"
        period = "not stated" if pd.isna(plan["period_start"]) else f"{plan['period_start']}–{plan['period_end']}"
        count = int((statements["plan_id"] == plan["plan_id"]).sum())
        rows.append(
            (names[plan["region_id"]], f"{title}<br>{plan['title_zh']}", plan["issuer_en"] or "not stated", issued, period, count)
        )
    return f"{counts}\n\n" + _table(("region", "plan", "issuer", "issued", "period", "figures"), rows)


def _compared(data: Dataset, a: str, b: str) -> tuple[str, str, str]:
    """Return a comparison as what is compared, the figures, and the reason for the verdict with what else a reader must know."""
    row = pair(a, b, allow=["not-comparable", "not-judged"], data=data)
    rows = data.statements(documents="all").set_index("statement_id").loc[[a, b]]
    kinds = data.plans(documents="all").set_index("plan_id").loc[rows["plan_id"], "document_kind"]
    places = [
        f"{region} ({kind} of {year_in_id(plan)})"
        for region, kind, plan in zip(rows["region"], kinds, rows["plan_id"], strict=True)
    ]
    one, other = rows["indicator"]
    names = f"{places[0]} and {places[1]}: {one}" if one == other else f"{places[0]}: {one}; {places[1]}: {other}"
    own = f"{row['verdict'].iloc[0]}: "
    more = [words for words in row.attrs["warning"] if not words.startswith(own)]
    return names, row["derivation_en"].iloc[0], " ".join([row["reason_en"].iloc[0], *(w[0].upper() + w[1:] for w in more)])


def held(data: Dataset) -> str:
    """Return the comparisons in `HOLD` with their results.

    Raises
    ------
    ValueError
        If one of them no longer has a result.
    """
    for a, b in HOLD:
        row = pair(a, b, data=data).iloc[0]
        if row["verdict"] != "same" or row["relation"] == "undecided" or not row["same_year"]:
            raise ValueError(f"{a} and {b} are {row['verdict']} and {row['relation']}; list another pair in HOLD")
    return _table(("compared", "result", "why"), (_compared(data, a, b) for a, b in HOLD))


def refused(data: Dataset) -> str:
    """Return the comparisons in `REFUSED` with the reasons.

    Raises
    ------
    ValueError
        If one of them is no longer refused.
    """
    for a, b in REFUSED:
        try:
            pair(a, b, data=data)
        except NotComparable:
            continue
        raise ValueError(f"{a} and {b} are compared; list another pair in REFUSED")
    made = [_compared(data, a, b) for a, b in REFUSED]
    return _table(("not compared", "why"), ((names, reason) for names, _, reason in made))


def blocks(data: Dataset) -> dict[str, str]:
    """Return each generated table by the name of its block."""
    return {
        "contents": contents(data),
        "reported": summary.reported(data),
        "reported-regions": summary.reported_regions(data),
        "policy-agreement": coder_agreement.policy_table(data),
        "report-agreement": coder_agreement.report_table(data),
        "blind-readings": blind_readings.results_table(data),
        "allowed-values": allowed_values(data),
        "comparisons-that-hold": held(data),
        "comparisons-refused": refused(data),
        "sample-rows": f"```text\n{sample_rows(data)}\n```",
    }


def planted(data: Dataset) -> dict[str, str]:
    """Return the tables on planted mistakes by the name of their block."""
    tables, kinds, _ = planted_mistakes.run(data, data.texts(documents="all"), read_context(sources_folder()))
    files = {name: resource["path"] for name, resource in data.resources.items()}
    return {"mutate-tables": planted_mistakes.by_table(tables, files), "mutate-kinds": planted_mistakes.by_kind(kinds)}


def main(*arguments: str) -> int:
    """List the tables that are out of date; with ``--write``, update them."""
    data, outdated = load(), []
    current = blocks(data) | (planted(data) if "--planted" in arguments else {})
    for path in [README, *sorted(PAGES.rglob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        for name, block in current.items():
            pattern = rf"(<!-- {name} -->\n).*?(\n<!-- end -->)"
            updated = re.sub(pattern, lambda match, block=block: match[1] + block + match[2], text, flags=re.S)
            if updated != text:
                outdated.append(f"{path.relative_to(README.parent)}: {name}")
            text = updated
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
    print("\n".join(outdated))
    return 1 if outdated and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
