"""The codebook: columns of the tables and codes of the closed vocabularies, from the descriptor and the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloudplans.dataset import Dataset
from cloudplans.labels import translate

<<<<<<< HEAD
_NOT_CODES = ("unit",)  # units have a table of their own
=======
from cloudplans.dataset import Dataset, bilingual_warning, load, nearest
from cloudplans.display.formatting import shown
from cloudplans.labels import KINDS, amount, pick, safe, untypeset
from cloudplans.text import width

_NAMES = ("name_zh", "name_en", "title_zh", "title_en")
Fact = tuple[str, str]


@dataclass
class Entry:
    """One thing that a name stands for: what kind of thing, its title, facts about it, and tables."""

    kind: str
    title: str
    facts: list[Fact] = field(default_factory=list)
    tables: list[tuple[str, pd.DataFrame]] = field(default_factory=list)


@dataclass
class Description:
    """All that a name stands for, as text or HTML."""

    name: str
    lang: str
    entries: list[Entry]

    def __repr__(self) -> str:
        from cloudplans.display.html_table import Table, cell

        lines = []
        for entry in self.entries:
            widest = max((width(label) for label, _ in entry.facts), default=0)
            lines.append(f"{entry.title} ({entry.kind})" if self.lang == "en" else f"{entry.title}（{entry.kind}）")
            lines += [f"  {label}{' ' * (widest - width(label))}  {cell(value)}" for label, value in entry.facts]
            for heading, frame in entry.tables:
                lines += ["", heading, repr(Table(frame, list(frame.columns), self.lang))]
            lines.append("")
        return "\n".join(lines).rstrip()

    def _repr_html_(self) -> str:
        from cloudplans.display.html_table import Table, cell

        parts = []
        for entry in self.entries:
            parts.append(f"<h3>{safe(entry.title)} <small>{safe(entry.kind)}</small></h3>")
            facts = "".join(f"<dt>{safe(label)}</dt><dd>{safe(cell(value))}</dd>" for label, value in entry.facts)
            parts.append(f"<dl>{facts}</dl>")
            for heading, frame in entry.tables:
                parts.append(f"<h4>{safe(heading)}</h4>{Table(frame, list(frame.columns), self.lang)._repr_html_()}")
        return untypeset("".join(parts))


def describe(name: str | None = None, lang: str = "en", *, data: Dataset | None = None) -> Description:
    """Return what a name of the data set stands for.

    Parameters
    ----------
    name : str, optional
        A table, a column (``deadline`` or ``statements.deadline``), an indicator, a plan, an edition, a region, a record, a
        unit, a word of a vocabulary, a printed label of an indicator; ids or names in either language. By default the list
        of the tables.
    lang : {"en", "zh"}
        Language.
    data : Dataset, optional
        The data set; by default the package's own.

    Returns
    -------
    Description
        Shown as text or, in a notebook, as HTML; an entry for each thing that has the name.

    Raises
    ------
    ValueError
        If nothing has the name; the nearest names are given.

    Examples
    --------
    >>> import cloudplans
    >>> print(repr(cloudplans.describe("narrower")).splitlines()[0])
    narrower (word of verdict)
    >>> [entry.kind for entry in cloudplans.describe("cloud-services-scale").entries]
    ['indicator']
    """
    if lang not in ("en", "zh"):
        raise nearest(lang, ("en", "zh"), "language")
    data = data or load()
    if name is None:
        return Description("", lang, [_overview(data, lang)])
    found = [entry for find in (_table, _columns, _rows, _units, _words) for entry in find(data, name, lang)]
    if not found:
        raise nearest(name, names(data), "name")
    return Description(name, lang, found)


def names(data: Dataset) -> list[str]:
    """Return every name that `describe` knows.

    Examples
    --------
    >>> import cloudplans
    >>> {"statements", "deadline", "CN-GD", "narrower", "PB"} <= set(names(cloudplans.load()))
    True
    """
    found = [*data.resources, *(column["name"] for resource in data.resources.values() for column in columns_of(resource))]
    for table in _listed(data).values():
        columns = [table.columns[0], *(column for column in _NAMES if column in table)]
        found += [value for column in columns for value in table[column]]
    units = data.table("units")
    return list(dict.fromkeys(filter(None, [*found, *units["unit"], *units["printed"], *data.table("glossary")["word"]])))


def _listed(data: Dataset) -> dict[str, pd.DataFrame]:
    """Return the tables whose rows have a name: those with a key of one column, that column first."""
    found = {}
    for name, resource in data.resources.items():
        if len(key := resource["schema"]["primaryKey"]) == 1:
            frame = data.table(name)
            found[name] = frame[[*key, *(column for column in frame if column not in key)]]
    return found


def _title(resource: Mapping[str, Any], lang: str) -> str:
    return resource["title_zh" if lang == "zh" else "title"]


def _about(resource: Mapping[str, Any], lang: str) -> str:
    return resource["description_zh" if lang == "zh" else "description"]


def _overview(data: Dataset, lang: str) -> Entry:
    title = pick(lang, data.descriptor.get("title_zh", ""), "") or data.descriptor["title"]
    rows = [
        {"name": name, "count": len(data.table(name)), "meaning": _title(resource, lang)}
        for name, resource in data.resources.items()
    ]
    facts = [(pick(lang, "版本", "version"), data.descriptor["version"])]
    return Entry(pick(lang, "数据集", "data set"), title, facts, [(pick(lang, "表", "Tables"), pd.DataFrame(rows))])


def _table(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    if name in data.resources:
        resource = data.resources[name]
        facts = [
            (pick(lang, "内容", "holds"), _about(resource, lang)),
            (pick(lang, "文件", "file"), resource["path"]),
            (pick(lang, "行数", "rows"), str(len(data.table(name)))),
            (pick(lang, "主键", "key"), ", ".join(resource["schema"]["primaryKey"])),
        ]
        columns = pd.DataFrame(field_rows(resource, lang))
        yield Entry(
            pick(lang, "表", "table"), f"{name}: {_title(resource, lang)}", facts, [(pick(lang, "列", "Columns"), columns)]
        )


def _columns(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    table, dot, column = name.rpartition(".")
    for resource in data.resources.values():
        if dot and table != resource["name"]:
            continue
        for row in field_rows(resource, lang):
            if row["column"] == (column if dot else name):
                facts = [(pick(lang, zh, en), row[key]) for key, zh, en in _COLUMN if row[key]]
                yield Entry(
                    pick(lang, "列", "column"),
                    f"{resource['name']}.{row['column']}",
                    facts,
                    _used_words(data, resource, row, lang),
                )


_COLUMN = (("meaning", "含义", "means"), ("type", "类型", "type"), ("allowed", "取值", "allowed"))


def _used_words(data: Dataset, resource: Mapping[str, Any], row: Mapping[str, str], lang: str) -> list[tuple[str, pd.DataFrame]]:
    known, column = meanings(data, lang), row["column"]
    words = [word for (of, word), tables in vocabularies(data).items() if of == column and resource["name"] in tables]
    if not words:
        return []
    counts = data.table(resource["name"])[column].value_counts()
    frame = pd.DataFrame([{"name": w, "meaning": known.get((column, w), ""), "count": int(counts.get(w, 0))} for w in words])
    return [(pick(lang, "词", "Words"), frame)]


def _rows(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    """Yield the rows that have the name as their key or as a name in either language."""
    for table, frame in _listed(data).items():
        columns = [frame.columns[0], *(column for column in _NAMES if column in frame)]
        if table == "reported":  # what is to be said of the figure, and of the page that it stands on
            caveats = data.unverified().set_index("reported_id")
            frame = frame.assign(**{name: frame["reported_id"].map(caveats[name]) for name in ("caveat_zh", "caveat_en")})
        for row in frame[(frame[columns] == name).any(axis=1)].to_dict("records"):
            kind = frame.columns[0].removesuffix("_id")
            title = row.get(f"name_{lang}") or row.get(f"title_{lang}") or row[frame.columns[0]]
            more = _MORE.get(table, lambda data, row, lang: [])(data, row, lang)
            kind = pick(lang, data.resources[table]["title_zh"], kind)
            yield Entry(kind, title, _facts(data.resources[table], row, lang) + _warned(table, lang), more)


def _warned(table: str, lang: str) -> list[Fact]:
    """Return what is said of every figure that was not checked, and of the document that it is reported of."""
    return [(pick(lang, "提示", "note"), bilingual_warning())] if table in ("reported", "reported_documents") else []


def _facts(resource: Mapping[str, Any], row: Mapping[str, Any], lang: str) -> list[Fact]:
    other = pick(lang, "_en", "_zh")
    kept = [c for c in columns_of(resource) if not c["name"].endswith(other) or c["name"].startswith(("name_", "title_"))]
    named = [
        (re.split("[：；]", c["description_zh"])[0] if lang == "zh" else c["name"].replace("_", " "), row[c["name"]])
        for c in kept
    ]
    return [(label, value) for label, value in named if not pd.isna(value) and value != ""]


def _statements_of(data: Dataset, column: str, value: str, lang: str) -> pd.DataFrame:
    frame = data.table("statements")
    frame = shown(data, frame[frame[column] == value], lang).sort_values("statement_id")
    frame["kind"] = [pick(lang, *KINDS.get(kind, (kind, kind))) for kind in frame["kind"]]
    return frame[["statement_id", "kind", "deadline", "figure", "reading"]]


def _indicator(data: Dataset, row: Mapping[str, Any], lang: str) -> list[tuple[str, pd.DataFrame]]:
    name, verdicts, labels = row["indicator_id"], data.comparability(), data.table("labels")
    found = []
    for mine, other in (("indicator_a", "indicator_b"), ("indicator_b", "indicator_a")):
        part = verdicts[(verdicts[mine] == name) & ((mine == "indicator_a") | (verdicts[other] != name))]
        turned = (
            part["verdict"] if mine == "indicator_a" else part["verdict"].replace({"narrower": "broader", "broader": "narrower"})
        )
        found.append(pd.DataFrame({"verdict": turned, "b": part[other], "reason": part[f"reason_{lang}"]}))
    printed = labels.loc[labels["indicator_id"] == name, ["label", "variant"]].rename(columns={"label": "printed"})
    return [
        (pick(lang, "记录", "Records"), _statements_of(data, "indicator_id", name, lang)),
        (pick(lang, "所印名称", "Printed as"), printed),
        (pick(lang, "与其他指标可否比较", "May it be compared?"), pd.concat(found).sort_values("b")),
    ]


def _plan(data: Dataset, row: Mapping[str, Any], lang: str) -> list[tuple[str, pd.DataFrame]]:
    editions, frame = data.editions(), data.statements(plan=row["plan_id"])
    held = editions.loc[editions["plan_id"] == row["plan_id"], ["edition_id", "copy_kind", "characters"]]
    counts = frame["kind"].value_counts().rename_axis("kind").reset_index()
    return [(pick(lang, "文本", "Copies"), held), (pick(lang, "记录", "Records"), counts)]


def _region(data: Dataset, row: Mapping[str, Any], lang: str) -> list[tuple[str, pd.DataFrame]]:
    plans = data.plans()
    held = plans.loc[plans["region_id"] == row["region_id"], ["plan_id", f"title_{lang}"]]
    return [(pick(lang, "计划", "Plans"), held.rename(columns={f"title_{lang}": "name"}))] if len(held) else []


def _statement(data: Dataset, row: Mapping[str, Any], lang: str) -> list[tuple[str, pd.DataFrame]]:
    spans = data.evidence(statement=row["statement_id"])[["edition_id", "role", "printed", "start", "end"]]
    corrected = data.corrections()
    corrected = corrected[corrected["statement_id"] == row["statement_id"]].rename(columns={f"reason_{lang}": "reason"})
    corrected = corrected[["edition_id", "as_printed", "adopted", "reason"]]
    more = [(pick(lang, "更正", "Corrected reading"), corrected)] if len(corrected) else []
    return [*more, (pick(lang, "证据", "Evidence"), spans)]


def _units(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    units, indicators = data.table("units"), data.indicators()
    for unit in dict.fromkeys(units.loc[(units["unit"] == name) | (units["printed"] == name), "unit"]):
        used = indicators.loc[indicators["unit"] == unit, ["indicator_id", f"name_{lang}"]]
        facts = [(pick(lang, "例", "shown as"), amount(2, unit, lang))]
        tables = [(pick(lang, "所印单位", "Printed as"), units.loc[units["unit"] == unit, ["printed", "factor"]])]
        tables.append((pick(lang, "指标", "Indicators"), used.rename(columns={f"name_{lang}": "name"})))
        yield Entry(pick(lang, "单位", "unit"), unit, facts, tables)


def _words(data: Dataset, name: str, lang: str) -> Iterator[Entry]:
    known = meanings(data, lang)
    for (column, word), tables in vocabularies(data).items():
        if word == name:
            facts = [(pick(lang, "含义", "means"), known.get((column, word), ""))]
            for table in tables:
                count = int((data.table(table)[column] == word).sum())
                facts.append((f"{table}.{column}", pick(lang, f"{count}行", f"{count} row{'s' * (count != 1)}")))
            yield Entry(pick(lang, f"{column} 的词", f"word of {column}"), word, facts)


_MORE = {"indicators": _indicator, "plans": _plan, "regions": _region, "statements": _statement}


_NOT_WORDS = ("unit",)  # columns whose lists are described elsewhere: units have a table of their own
>>>>>>> dataset


def columns_of(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the columns of a resource of the descriptor."""
    return resource["schema"]["fields"]


def in_language(described: Mapping[str, Any], key: str, lang: str) -> str:
    """Return a text of the descriptor (`title`, `description`) in a language."""
    return described[f"{key}_zh" if lang == "zh" else key]


def field_rows(resource: Mapping[str, Any], lang: str) -> list[dict[str, str]]:
    """Return the columns of a table for readers.

    Parameters
    ----------
    resource : mapping
        A resource of the descriptor.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of dict
        One per column: `column` (its name), `type` (with the unit), `allowed` (values, or the column that it refers to) and
        `meaning`.

    Examples
    --------
    >>> import cloudplans
    >>> field_rows(cloudplans.load().resources["editions"], "en")[1]["allowed"]
    'required; → plans.plan_id'
    """
    references = {key["fields"]: key["reference"] for key in resource["schema"].get("foreignKeys", ())}
    rows = []
    for column in columns_of(resource):
        constraints = column.get("constraints", {})
        allowed = [translate("required", lang)] if constraints.get("required") else []
        allowed += [", ".join(constraints["enum"])] if "enum" in constraints else []
        if column["name"] in references:
            reference = references[column["name"]]
            allowed.append(f"→ {reference['resource'] or resource['name']}.{reference['fields']}")
        rows.append(
            {
                "column": column["name"],
                "type": column["type"] + (f" ({column['unit']})" if column.get("unit") else ""),
                "allowed": "; ".join(allowed),
                "meaning": in_language(column, "description", lang),
            }
        )
    return rows


def vocabularies(data: Dataset) -> dict[tuple[str, str], list[str]]:
    """Return the tables that use each code of a closed vocabulary, by column and code.

    Examples
    --------
    >>> import cloudplans
    >>> vocabularies(cloudplans.load())["verdict", "narrower"]
    ['comparability']
    """
    tables: dict[tuple[str, str], list[str]] = {}
    for name, resource in data.resources.items():
        for column in columns_of(resource):
            if column["name"] not in _NOT_CODES:
                for code in column.get("constraints", {}).get("enum", ()):
                    tables.setdefault((column["name"], code), []).append(name)
    return tables


def meanings(data: Dataset, lang: str) -> dict[tuple[str, str], str]:
    """Return what each code of a closed vocabulary means, by column and code.

    The meaning is that of the table `glossary`. A code without a row there has its name in the table `terms`, in the list with
    the name of the column or of the table (`instrument` for the column `type` of `instruments`).

    Examples
    --------
    >>> import cloudplans
    >>> meanings(cloudplans.load(), "en")["comparator", "ge"]
    """
    terms = {(row["list"], row["code"]): row[f"name_{lang}"] for row in data.table("terms").to_dict("records")}
    found = {}
    for (column, code), tables in vocabularies(data).items():
        lists = [column, *(name for name, other in terms if other == code and any(name in table for table in tables))]
        if fitting := [name for name in lists if (name, code) in terms]:
            found[column, code] = terms[fitting[0], code]
    glossary = data.table("glossary").to_dict("records")
    return found | {(row["column"], row["word"]): row[f"meaning_{lang}"] for row in glossary}
