"""The columns of the tables and the words of their closed vocabularies, as the descriptor and the tables tell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloudplans.dataset import Dataset
from cloudplans.present import pick

_NOT_WORDS = ("unit",)  # columns whose lists are described elsewhere: units have a table of their own


def columns_of(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the columns of a resource, as the descriptor has them."""
    return resource["schema"]["fields"]


def field_rows(resource: Mapping[str, Any], lang: str) -> list[dict[str, str]]:
    """Return the columns of a table as rows for readers: name, type with unit, what is allowed, meaning.

    Parameters
    ----------
    resource : mapping
        A resource of the descriptor.
    lang : {"en", "zh"}
        Language.
    """
    links = {link["fields"]: link["reference"] for link in resource["schema"].get("foreignKeys", ())}
    described = []
    for column in columns_of(resource):
        allowed = [pick(lang, "必填", "required")] if column.get("constraints", {}).get("required") else []
        allowed += [", ".join(column["constraints"]["enum"])] if "enum" in column.get("constraints", {}) else []
        if column["name"] in links:
            reference = links[column["name"]]
            allowed.append(f"→ {reference['resource'] or resource['name']}.{reference['fields']}")
        described.append(
            {
                "column": column["name"],
                "type": column["type"] + (f" ({column['unit']})" if column.get("unit") else ""),
                "allowed": "; ".join(allowed),
                "meaning": column["description_zh" if lang == "zh" else "description"],
            }
        )
    return described


def meanings(data: Dataset, lang: str) -> dict[tuple[str, str], str]:
    """Return what each word of a closed vocabulary means, by column and word.

    A word that has no row of its own in the table `glossary` is named as the table `terms` names it: in the list that is called as
    the column is, or as the table is (`instrument` for the column `type` of `instruments`).
    """
    named = {(row["list"], row["code"]): row[f"name_{lang}"] for row in data.table("terms").to_dict("records")}
    found = {}
    for (column, word), used in vocabularies(data).items():
        lists = [column, *(name for name, code in named if code == word and any(name in table for table in used))]
        if hit := [name for name in lists if (name, word) in named]:
            found[column, word] = named[hit[0], word]
    rows = data.table("glossary").to_dict("records")
    return found | {(row["column"], row["word"]): row[f"meaning_{lang}"] for row in rows}


def vocabularies(data: Dataset) -> dict[tuple[str, str], list[str]]:
    """Return the words of the closed vocabularies, by column and word, with the tables that use them.

    Examples
    --------
    >>> import cloudplans
    >>> vocabularies(cloudplans.load())["verdict", "narrower"]
    ['comparability']
    """
    found: dict[tuple[str, str], list[str]] = {}
    for name, resource in data.resources.items():
        for column in columns_of(resource):
            for word in column.get("constraints", {}).get("enum", ()) if column["name"] not in _NOT_WORDS else ():
                found.setdefault((column["name"], word), []).append(name)
    return found
