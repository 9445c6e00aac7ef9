"""The codebook: columns of the tables and codes of the closed vocabularies, from the descriptor and the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloudplans.dataset import Dataset
from cloudplans.labels import translate

_NOT_CODES = ("unit",)  # units have a table of their own


def columns_of(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the columns of a resource of the descriptor."""
    return resource["schema"]["fields"]


def in_language(described: Mapping[str, Any], key: str, lang: str) -> str:
    """Return a text of the descriptor (`title`, `description`) in a language."""
    return described[f"{key}_zh" if lang == "zh" else key]


def field_rows(resource: Mapping[str, Any], lang: str) -> list[dict[str, str]]:
    """Return one row per column of a table: its name, type with unit, allowed values or the column that it refers to, meaning."""
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
    """Return the tables that use each code of a closed vocabulary, by column and code."""
    tables: dict[tuple[str, str], list[str]] = {}
    for name, resource in data.resources.items():
        for column in columns_of(resource):
            if column["name"] not in _NOT_CODES:
                for code in column.get("constraints", {}).get("enum", ()):
                    tables.setdefault((column["name"], code), []).append(name)
    return tables


def meanings(data: Dataset, lang: str) -> dict[tuple[str, str], str]:
    """Return what each code of a closed vocabulary means, by column and code."""
    # A code without a row in `glossary` has its name in `terms`, in the list with the name of the column or of the table.
    terms = {(row["list"], row["code"]): row[f"name_{lang}"] for row in data.table("terms").to_dict("records")}
    found = {}
    for (column, code), tables in vocabularies(data).items():
        lists = [column, *(name for name, other in terms if other == code and any(name in table for table in tables))]
        if fitting := [name for name in lists if (name, code) in terms]:
            found[column, code] = terms[fitting[0], code]
    glossary = data.table("glossary").to_dict("records")
    return found | {(row["column"], row["word"]): row[f"meaning_{lang}"] for row in glossary}
