"""`describe`: what a name of the data set means, from the descriptor and the tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import pandas as pd

from cloudplans.dataset import (
    TARGETS,
    Dataset,
    bilingual_warning,
    coded_statements,
    load,
    nearest,
)
from cloudplans.display.codebook import columns_of, field_rows, in_language, meanings, vocabularies
from cloudplans.display.description import Description, Entry, Fact, Heading
from cloudplans.display.figures_by_tier import figures_by_tier
from cloudplans.display.related_names import related, series_summary
from cloudplans.labels import Language, amount, code_name, language, message, translate
from cloudplans.text import visible

_NAMES = ("name_zh", "name_en", "title_zh", "title_en")
MAIN_TABLES = {  # that most users need, with the question that each answers
    "targets": message("What are the targets? One complete row each."),
    "statements": message("What else do the plans state in numbers: baselines, forecasts, thresholds, counts?"),
    "plans": message("Which plans are these: title, issuer, number, date, period?"),
    "indicators": message("What does each indicator measure, in which unit?"),
    "regions": message("Which regions are there, with which names and codes?"),
    "evidence": message("Where in the plan text is each figure?"),
    "goals": message("Which goals are stated without a number?"),
    "instruments": message("Which instruments of policy do the plans use?"),
    "projects": message("Which projects, firms and platforms do the plans name?"),
    "series": message("What are GDP, population, prices and exchange rates?"),
}
_WORD_LISTS = ("lexicon/", "coding/")  # folders of tables that the program reads, or that record how the plans were coded
_UNVERIFIED = ("reported", "reported_documents")
_OPPOSITE = {"narrower": "broader", "broader": "narrower"}
_COLUMN_FACTS = {"meaning": message("meaning"), "type": message("type"), "allowed": message("allowed")}


def describe(name: str | None = None, lang: Language | None = None, *, data: Dataset | None = None) -> Description:
    """Return what a name of the data set means.

    Parameters
    ----------
    name : str, optional
        A table, a column (``deadline`` or ``statements.deadline``), an indicator, a plan, an edition, a region, a record, a
        unit, a series of statistics, a code of a vocabulary, or a printed name of an indicator; by id, or by name in either
        language and any case. Other words, such as ``"pue"`` or ``"number of data centres"``, give the nearest indicators,
        regions, statistics and tables, and the plans that mention the subject. Without a name, the tables are listed.
    data : Dataset, optional
        The data set; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Returns
    -------
    Description
        Shown as text or, in a notebook, as HTML; one entry for each thing that has the name.

    Raises
    ------
    ValueError
        If nothing has the name or is near to it; the names nearest by spelling are given.

    Examples
    --------
    >>> import cloudplans
    >>> print(repr(cloudplans.describe("narrower")).splitlines()[0])
    narrower (word of verdict)
    >>> [entry.kind for entry in cloudplans.describe("cloud-services-scale").entries]
    ['indicator']
    """
    lang = language(lang)
    data = data or load()
    if name is None or not name.strip():
        return Description("", lang, [_all_tables(data, lang)])
    exact = [entry for find in (_tables, _columns, _rows, _series, _units, _codes) for entry in find(data, name.strip(), lang)]
    exact.sort(key=lambda entry: entry.from_word_list)
    if all(entry.from_word_list for entry in exact) and (near := related(data, name, lang)):
        title = translate("nearest to “{name}”", lang, name=visible(name))
        exact.insert(0, Entry(translate("no exact name", lang), title, tables=near))
    if not exact:
        raise nearest(name, names(data), "name")
    return Description(name, lang, exact)


def _resources(data: Dataset) -> dict[str, dict[str, Any]]:
    """Return the tables, those that most users need first."""
    return {name: data.resources[name] for name in dict.fromkeys([*MAIN_TABLES, *data.resources]) if name in data.resources}


def names(data: Dataset) -> list[str]:
    """Return every name that `describe` knows."""
    known = [*data.resources, *(column["name"] for resource in data.resources.values() for column in columns_of(resource))]
    for frame in _named_rows(data).values():
        known += [value for column in _name_columns(frame) for value in frame[column]]
    units = data.table("units")
    known += [*units["unit"], *units["printed"], *data.table("glossary")["word"]]
    return list(dict.fromkeys(filter(None, known)))


def _named_rows(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables whose rows have an id (a primary key of one column) or a printed name, with it as the first column."""
    frames = {}
    for name, resource in _resources(data).items():
        key = resource["schema"]["primaryKey"]
        if name != TARGETS and (len(key) == 1 or name == "labels"):
            frame = data.table(name)
            frames[name] = frame[[*key, *(column for column in frame if column not in key)]]
    return frames


def _name_columns(frame: pd.DataFrame) -> list[str]:
    return [frame.columns[0], *(column for column in _NAMES if column in frame)]


def _all_tables(data: Dataset, lang: str) -> Entry:
    """Return the list of the tables: first those that most users need, with the question that each answers."""
    title = data.descriptor.get("title_zh") if lang == "zh" else ""
    main, others = [], []
    for name, resource in _resources(data).items():
        row = {"name": name, "count": len(data.table(name))}
        if name in MAIN_TABLES:
            main.append({**row, "question": translate(MAIN_TABLES[name], lang)})
        else:
            others.append({**row, "meaning": in_language(resource, "description", lang)})
    return Entry(
        translate("data set", lang),
        title or data.descriptor["title"],
        [(translate("version", lang), data.descriptor["version"])],
        [
            (translate("Tables that most users need", lang), pd.DataFrame(main)),
            (translate("Other tables", lang), pd.DataFrame(others)),
        ],
    )


def _tables(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    name = name.casefold()
    if name in data.resources:
        resource = data.resources[name]
        facts = [
            (translate("contents", lang), in_language(resource, "description", lang)),
            (translate("file", lang), resource["path"]),
            (translate("rows", lang), str(len(data.table(name)))),
            (translate("primary key", lang), ", ".join(resource["schema"]["primaryKey"])),
        ]
        columns = translate("Columns", lang), pd.DataFrame(field_rows(resource, lang))
        yield Entry(translate("table", lang), f"{name}: {in_language(resource, 'title', lang)}", facts, [columns])


def _columns(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    of_table, dot, column = name.casefold().rpartition(".")
    having = [r for r in _resources(data).values() if any(field["name"] == column for field in columns_of(r))]
    own = [resource for resource in having if not resource["path"].startswith(_WORD_LISTS)]  # of these alone, where there are any
    for resource in having if dot else own or having:
        if dot and of_table != resource["name"]:
            continue
        for row in field_rows(resource, lang):
            if row["column"] == column:
                facts = [(translate(label, lang), row[key]) for key, label in _COLUMN_FACTS.items() if row[key]]
                codes = _codes_of(data, resource["name"], row["column"], lang)
                yield Entry(translate("column", lang), f"{resource['name']}.{row['column']}", facts, codes)


def _codes_of(data: Dataset, of_table: str, column: str, lang: str) -> list[Heading]:
    """Return the codes of a column with their meaning and the number of rows that have each; nothing for an open column."""
    known = meanings(data, lang)
    codes = [code for (other, code), tables in vocabularies(data).items() if other == column and of_table in tables]
    if not codes:
        return []
    counts = data.table(of_table)[column].value_counts()
    rows = [{"name": code, "meaning": known.get((column, code), ""), "count": int(counts.get(code, 0))} for code in codes]
    return [(translate("Codes and meanings", lang), pd.DataFrame(rows))]


def _rows(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    """Yield the rows whose id, or name in either language, is `name`; regions have more spellings."""
    wanted = {name.casefold()}
    with suppress(ValueError):
        wanted.add(data.region_id(name).casefold())
    for of_table, frame in _named_rows(data).items():
        columns = _name_columns(frame)
        if of_table == "reported":  # the caveats of the figure and of its page
            caveats = data.unverified().set_index("reported_id")
            frame = frame.assign(**{name: frame["reported_id"].map(caveats[name]) for name in ("caveat_zh", "caveat_en")})
        for row in frame[frame[columns].map(str.casefold).isin(wanted).any(axis=1)].to_dict("records"):
            kind = frame.columns[0].removesuffix("_id") if of_table != "work_reports" else "work report"
            kind = data.resources[of_table]["title_zh"] if lang == "zh" else kind
            title = row.get(f"name_{lang}") or row.get(f"title_{lang}") or row[frame.columns[0]]
            facts = _facts(data.resources[of_table], row, lang)
            if of_table in _UNVERIFIED:
                facts.append((translate("note", lang), bilingual_warning()))
            more = _MORE[of_table](data, row, lang) if of_table in _MORE else []
            of_words = data.resources[of_table]["path"].startswith(_WORD_LISTS)
            yield Entry(kind, title, facts, more, from_word_list=of_words)


def _facts(resource: Mapping[str, Any], row: Mapping[str, Any], lang: str) -> list[Fact]:
    """Return the fields of a row that have a value: names in both languages, the rest in `lang`."""
    other = "_en" if lang == "zh" else "_zh"
    facts = []
    for column in columns_of(resource):
        name, value = column["name"], row[column["name"]]
        if (name.endswith(other) and not name.startswith(("name_", "title_"))) or pd.isna(value) or value == "":
            continue
        facts.append((re.split("[：；]", column["description_zh"])[0] if lang == "zh" else name.replace("_", " "), value))
    return facts


def _indicator(data: Dataset, row: Mapping[str, Any], lang: str) -> list[Heading]:
    indicator, verdicts, labels = row["indicator_id"], data.comparability(), data.table("labels")
    first = verdicts[verdicts["indicator_a"] == indicator]
    second = verdicts[(verdicts["indicator_b"] == indicator) & (verdicts["indicator_a"] != indicator)]
    compared = pd.concat(
        pd.DataFrame({"relation": verdict, "indicator_id": rows[other], "reason": rows[f"reason_{lang}"]})
        for rows, other, verdict in (
            (first, "indicator_b", first["verdict"]),
            (second, "indicator_a", second["verdict"].replace(_OPPOSITE)),
        )
    )
    printed = labels.loc[labels["indicator_id"] == indicator, ["label", "variant"]].rename(columns={"label": "printed"})
    compared["relation"] = [code_name("verdict", verdict, lang) for verdict in compared["relation"]]
    found = [
        *figures_by_tier(data, indicator, lang),
        (translate("Printed names", lang), printed),
        (translate("Comparable with other indicators?", lang), compared.sort_values("indicator_id")),
    ]
    return [(heading, frame) for heading, frame in found if len(frame)]


def _plan(data: Dataset, row: Mapping[str, Any], lang: str) -> list[Heading]:
    editions, statements = data.editions(), coded_statements(data, plan=row["plan_id"], documents="all")
    copies = editions.loc[editions["plan_id"] == row["plan_id"], ["edition_id", "copy_kind", "characters"]]
    counts = statements["kind"].value_counts().rename_axis("kind").reset_index()
    named = [(translate("Copies", lang), copies)] if len(copies) else []
    return [*named, (translate("Records", lang), counts)]


def _region(data: Dataset, row: Mapping[str, Any], lang: str) -> list[Heading]:
    plans = data.plans(documents="all")
    plans = plans.loc[plans["region_id"] == row["region_id"], ["plan_id", f"title_{lang}"]]
    return [(translate("Plans", lang), plans.rename(columns={f"title_{lang}": "name"}))] if len(plans) else []


def _statement(data: Dataset, row: Mapping[str, Any], lang: str) -> list[Heading]:
    spans = data.evidence(statement=row["statement_id"])[["edition_id", "role", "printed", "start", "end"]]
    corrections = data.corrections().rename(columns={f"reason_{lang}": "reason"})
    corrections = corrections.loc[
        corrections["statement_id"] == row["statement_id"], ["edition_id", "as_printed", "adopted", "reason"]
    ]
    corrected = [(translate("Corrected reading", lang), corrections)] if len(corrections) else []
    return [*corrected, (translate("Evidence", lang), spans)]


_MORE: dict[str, Callable[[Dataset, Mapping[str, Any], str], list[Heading]]] = {
    "indicators": _indicator,
    "plans": _plan,
    "regions": _region,
    "statements": _statement,
    "work_report_indicators": _indicator,
    "work_reports": _plan,
    "work_report_statements": _statement,
}


def _series(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    """Yield the statistics with the name: their unit, regions and years by vintage."""
    frame = data.table("series")
    frame = frame[frame["series"] == name.casefold()]
    if len(frame):
        parts = [
            series_summary(part).assign(vintage=code_name("vintage", vintage, lang)) for vintage, part in frame.groupby("vintage")
        ]
        summary = pd.concat(parts, ignore_index=True)[["vintage", "unit", "regions", "period"]]
        call = f'cloudplans.context(series="{name.casefold()}")'
        facts = [(translate("in Python", lang), call)]
        yield Entry(translate("statistics", lang), name.casefold(), facts, [(translate("Vintages", lang), summary)])


def _is(column: pd.Series, name: str) -> pd.Series:
    """Return which values are `name`: as written, else, where none is, in any case."""
    as_written = column == name
    return as_written if as_written.any() else column.str.casefold() == name.casefold()


def _units(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    units, indicators = data.table("units"), data.indicators()
    for unit in dict.fromkeys(units.loc[_is(units["unit"], name) | _is(units["printed"], name), "unit"]):
        used = indicators.loc[indicators["unit"] == unit, ["indicator_id", f"name_{lang}"]]
        facts = [(translate("shown as", lang), amount(2, unit, lang))]
        tables = [
            (translate("Printed units", lang), units.loc[units["unit"] == unit, ["printed", "factor"]]),
            (translate("Indicators", lang), used.rename(columns={f"name_{lang}": "name"})),
        ]
        yield Entry(translate("unit", lang), unit, facts, tables)


def _codes(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    known = meanings(data, lang)
    for (column, code), tables in vocabularies(data).items():
        if code.casefold() == name.casefold():
            facts = [(translate("meaning", lang), known.get((column, code), ""))]
            for of_table in tables:
                count = int((data.table(of_table)[column] == code).sum())
                facts.append((f"{of_table}.{column}", translate("1 row" if count == 1 else "{count} rows", lang, count=count)))
            yield Entry(translate("word of {column}", lang, column=column), code, facts)
