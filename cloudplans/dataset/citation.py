"""How to cite: the data set in its version, and the plans that a selection actually rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

import pandas as pd

from cloudplans.dataset.dataset import Dataset, load
from cloudplans.dataset.nearest_names import nearest
from cloudplans.labels import message, translate

Item = dict[str, Any]
_DOCUMENT = {"title_zh", "title_en"}  # a table with these columns and a key of one column lists documents
_UNCHECKED = message("Reported on public pages, not checked")
_BIBTEX = str.maketrans({**{c: f"\\{c}" for c in "&%$#_{}"}, "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"})  # fmt: skip


def cite(what: Any = None, style: str = "text", lang: str = "en", *, data: Dataset | None = None) -> str:
    """Return how to cite the data set and the plans that a selection rests on.

    Parameters
    ----------
    what : DataFrame, Series, str or iterable of str, optional
        A table of the data set, a result of a comparison (anything with a column such as `plan_id`, `statement_id` or
        `statement_ids`), or ids of plans, editions or records. By default the data set with all its plans.
    style : {"text", "bibtex", "csl"}
        Text to paste, BibTeX, or CSL-JSON for a citation manager.
    lang : {"en", "zh"}
        Language. Titles of plans are given in both; the English ones are ours.
    data : Dataset, optional
        The data set; by default the package's own.

    Returns
    -------
    str
        The data set first, then each plan once, sorted by id. What a plan does not state (issuer, number, date) is left out.

    Raises
    ------
    ValueError
        If an id or a style is unknown, or the selection names no plan.

    Examples
    --------
    >>> import cloudplans
    >>> rows = cloudplans.targets(region="Guangdong", indicator="cloud-services-scale")
    >>> print(cloudplans.cite(rows).splitlines()[1].partition(" [")[0])
    General Office of the People’s Government of Guangdong Province (2014). Guangdong Cloud Computing Development Plan (2014–2020)
    >>> print(cloudplans.cite("shanghai-2017", lang="zh").splitlines()[1])
    上海市关于促进云计算创新发展培育信息产业新业态的实施意见[Z].
    """
    if style not in _STYLES:
        raise nearest(style, _STYLES, "style")
    if lang not in ("en", "zh"):
        raise nearest(lang, ("en", "zh"), "language")
    data = data or load()
    return _STYLES[style]([_dataset_item(data, lang), *_plan_items(data, what, lang)], lang)


def _sources(data: Dataset) -> tuple[dict[str, Mapping[str, str]], dict[str, str], set[str]]:
    """Return the documents by id, the document of each record by the record's id, and the columns with such ids."""
    tables = {name: data.raw(name) for name, resource in data.resources.items() if len(resource["schema"]["primaryKey"]) == 1}
    documents, owners = {}, {}
    lists = [table for table in tables.values() if set(table.header) >= _DOCUMENT]
    for table in lists:
        documents |= {line[table.header.index(table.key[0])]: dict(zip(table.header, line, strict=True)) for line in table.lines}
    owned = {table.key[0] for table in lists}
    columns = set(owned)
    for table in tables.values():
        for column in (owned & set(table.header)) - set(table.key):
            at, to = table.header.index(table.key[0]), table.header.index(column)
            owners |= {line[at]: line[to] for line in table.lines}
            columns.add(table.key[0])
    return documents, owners, columns


def _ids(what: Any, columns: set[str]) -> Iterable[str]:
    """Return the ids in a selection, each once."""
    frame = getattr(what, "frame", what)
    if isinstance(frame, pd.DataFrame):
        names = [column for column in frame if column in columns or str(column).removesuffix("s") in columns]
        if not names:
            raise ValueError(f"the frame names no plan: it needs one of the columns {', '.join(sorted(columns))}")
        values = [value for column in names for value in frame[column] if isinstance(value, (str, list))]
    else:
        values = [frame] if isinstance(frame, str) else list(frame)
    return dict.fromkeys(name for value in values for name in (value if isinstance(value, list) else str(value).split()))


def _plan_items(data: Dataset, what: Any, lang: str) -> list[Item]:
    documents, owners, columns = _sources(data)
    used = set(data.plans()["plan_id"]) if what is None else set()
    for name in () if what is None else _ids(what, columns):
        if name not in documents and name not in owners:
            raise nearest(name, [*documents, *owners], "plan or record")
        used.add(name if name in documents else owners[name])
    if not used:
        raise ValueError("the selection is empty: there is no plan to cite")
    regions = data.regions().set_index("region_id")[f"name_{lang}"]
    return [_document_item(name, documents[name], regions, lang) for name in sorted(used)]


def _dataset_item(data: Dataset, lang: str) -> Item:
    about = data.descriptor
    return {
        "id": f"{about['name']}-{about['version']}",
        "type": "dataset",
        "title": about.get("title_zh", about["title"]) if lang == "zh" else about["title"],
        "author": [{"literal": one["title"]} for one in about.get("contributors", ())],
        "version": about["version"],
        **_issued(about.get("created", "")[:10]),
        "note": ", ".join(licence["name"] for licence in about.get("licenses", ())),
        "language": lang,
    }


def _document_item(name: str, row: Mapping[str, str], regions: pd.Series, lang: str) -> Item:
    """Return a plan in CSL-JSON; `caveat` and `also` (further addresses), which only BibTeX needs apart, are not CSL."""
    first, *others = row.get("address", "").split() or [""]
    issuer = row.get(f"issuer_{lang}") or row.get("issuer_zh", "")
    caveat = translate(_UNCHECKED, lang) if "address" in row else ""
    also = translate("{note}; also at {addresses}", lang, note=caveat, addresses=" ".join(others))
    item = {
        "id": name,
        "type": "report",
        "title": row[f"title_{lang}"],
        "original-title": row["title_zh"] if lang == "en" else "",
        "author": [{"literal": issuer}] if issuer else [],
        "number": row.get("document_no", ""),
        **_issued(row.get("issued", "")),
        "jurisdiction": regions.get(row["region_id"], ""),
        "URL": first,
        "note": also if others else caveat,
        "language": "zh",  # of the plan itself
        "caveat": caveat,
        "also": others,
    }
    return {key: value for key, value in item.items() if value}


def _issued(day: str) -> Item:
    return {"issued": {"date-parts": [[int(part) for part in day.split("-")]]}} if day else {}


def _year(item: Item) -> str:
    return str(item["issued"]["date-parts"][0][0]) if "issued" in item else ""


def _authors(item: Item, lang: str) -> str:
    names = [one["literal"] for one in item.get("author", ())]
    return reduce(lambda first, second: translate("{first}, {second}", lang, first=first, second=second), names) if names else ""


def _text(items: list[Item], lang: str) -> str:
    return "\n".join((_line_zh if lang == "zh" else _line_en)(item) for item in items)


def _line_en(item: Item) -> str:
    authors, year = _authors(item, "en"), _year(item) or "no date printed"
    title = item["title"] + (f" [{item['original-title']}]" if "original-title" in item else "")
    start = f"{authors} ({year}). {title}" if authors else f"{title} ({year})"
    if item["type"] == "dataset":
        return f"{start}, version {item['version']} [data set]. {item['note']}."
    return ". ".join([start, *filter(None, (item.get("number"), item.get("URL"), item.get("note")))]) + "."


def _line_zh(item: Item) -> str:
    """Return a line by GB/T 7714."""
    title, is_data = item["title"], item["type"] == "dataset"
    if "number" in item:
        title = translate("{title}: {number}", "zh", title=title, number=item["number"])
    version = translate("version {version}", "zh", version=item["version"]) if is_data else ""
    day = "-".join(f"{part:02}" for part in item["issued"]["date-parts"][0]) if "issued" in item else ""
    note = "" if is_data else item.get("note", "")
    parts = (_authors(item, "zh"), title + ("[DS]" if is_data else "[Z]"), version, day, item.get("URL", ""), note)
    return ". ".join(filter(None, parts)) + "."


def _bibtex(items: list[Item], lang: str) -> str:
    return "\n\n".join(map(_entry, items))


def _entry(item: Item) -> str:
    is_data = item["type"] == "dataset"
    notes = [f"Version {item['version']}", item["note"]] if is_data else [item.get("original-title"), item.get("caveat")]
    fields = {
        "author": " and ".join(f"{{{one['literal'].translate(_BIBTEX)}}}" for one in item.get("author", ())),
        "title": f"{{{item['title'].translate(_BIBTEX)}}}",
        "howpublished": "Data set" if is_data else item.get("URL", "").translate(_BIBTEX),
        "number": item.get("number", "").translate(_BIBTEX),
        "year": _year(item),
        "note": ", ".join(filter(None, notes)).translate(_BIBTEX),
        **{f"url{number}": address.translate(_BIBTEX) for number, address in enumerate(item.get("also", ()), 2)},
        "language": {"en": "english", "zh": "chinese"}[item["language"]],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{item['id']},", *lines, "}"])


def _csl(items: list[Item], lang: str) -> str:
    items = [{name: value for name, value in item.items() if name not in ("caveat", "also")} for item in items]
    return json.dumps(items, ensure_ascii=False, indent=1)


_STYLES = {"text": _text, "bibtex": _bibtex, "csl": _csl}
