"""The arguments of the commands, as argparse takes them."""

from __future__ import annotations

import re
from typing import Any


def name(value: str) -> list[str]:
    """Return the names in a list with commas."""
    return [part.strip() for part in re.split("[,，]", value) if part.strip()] or [value]


def year(value: str) -> list[int]:
    """Return the years in a list with commas."""
    return [int(part) for part in name(value)]


_FORMATS = ("csv", "json", "table")
_NAMES = {"action": "extend", "type": name}  # can be repeated, and list several with commas
# What argparse needs to know of an argument: by its name, or by command and name where a command differs.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "record": {"metavar": "ID", "help": "id of a statement, a goal, an instrument, a project or an unverified figure"},
    "copy": {"metavar": "COPY", "help": "file with another copy of the plan"},
    "directory": {"metavar": "DIR", "help": "your folder of the plan"},
    "a": {"nargs": "?", "help": "id of a statement"},
    "b": {"nargs": "?", "help": "id of another statement"},
    "files": {"metavar": "FILE", "nargs": "+", "help": "texts, HTML pages, PDF files, folders (every *.txt in them), quoted patterns, or - (standard input)"},
    "--jobs": {"type": int, "metavar": "N", "help": "number of processes (default: one per core; 1: this one)"},
    "--scheduler": {"metavar": "ADDRESS", "help": "scan on the Dask cluster with this scheduler, such as tcp://host:8786"},
    "name": {"nargs": "?", "help": "an id, a name or a part of one, in either language"},
    "ids": {"nargs": "*", "metavar": "ID", "help": "plans or records"},
    "--style": {"choices": ("text", "bibtex", "csl"), "default": "text"},
    "--plan": {**_NAMES, "help": "plans, by id or title"},
    "collate --plan": {"help": "id of the plan"},
    "new-plan --plan": {"help": "id of the plan (default: the name of DIR)"},
    "--region": {**_NAMES, "help": "regions, by Chinese or English name, id or code (Guangdong, GD, CN-GD, 440000); several with commas"},
    "report --region": {"help": "a region: id or name; only its pages"},
    "new-plan --region": {"help": "the region of the plan: id or name"},
    "--indicator": {**_NAMES, "help": "indicators, by id or name in either language; several with commas"},
    "--theme": {**_NAMES, "help": "themes, by id or name in either language"},
    "--kind": {**_NAMES, "help": "kinds: baseline, context, earlier_target, forecast, grant, programme_count, target, threshold"},
    "--base": {"help": "compare with this: gdp-issue-year, gdp-target-year, national-figure, per-resident or per-resident-at-issue"},
    "--vintage": {"default": "best", "help": "vintage of GDP or population, such as before-4th-economic-census; default: the best that covers all rows"},
    "--tier": {"help": "lowest tier of evidence to include: verified, single-coded (your own folders; the default) or unverified"},
    "--documents": {"help": "plans (the default), reports (the yearly work reports of the provinces) or all"},
    "--unit": {**_NAMES, "help": "units, such as CNY or percent"},
    "--year": {"action": "extend", "type": year, "help": "target years; several with commas"},
    "--due-by": {"type": int, "metavar": "YEAR", "help": "deadline in this year or earlier"},
            "--allow": {"action": "store_true", "help": "compare them even if they are not comparable; the reason is shown"},
    "--format": {"choices": ("csv", "json", "parquet", "table", "xlsx"), "help": "format (default: that of the ending of --out, else a table)"},
    "collate --format": {"choices": _FORMATS, "default": "table", "help": "format of standard output (default: table)"},
    "--sources": {"metavar": "DIR", "help": "folder of the plan texts (default: $CLOUDPLANS_SOURCES)"},
    "--data": {
        "action": "append",
        "metavar": "DIR",
        "help": "a folder made by new-plan, added to the package's data, or a whole data set instead of it; can be repeated",
    },
    "--edition": {"help": "the pinned copy to compare with (default: the one that the plan quotes, or the other if COPY is that one)"},
    "--as": {"dest": "name", "metavar": "EDITION", "help": "print the rows of evidence for COPY, as this edition"},
    "--text": {"metavar": "FILE", "required": True, "help": "text of the plan"},
    "--encoding": {"default": "utf-8", "help": "encoding of the text (default: utf-8)"},
    "--decisions": {"metavar": "FILE", "help": "a table of decisions to apply to the folder first: table,row,column,value"},
    "--accept": {"action": "store_true", "help": "accept every suggestion that is still open: drafts with an indicator, classes of numerals"},
    "--out": {"metavar": "FILE", "help": "write to a file: FILE.csv, FILE.json, FILE.parquet or FILE.xlsx"},
    "report --out": {"metavar": "DIR", "default": "build/report", "help": "where the report goes (default: build/report)"},
    "--force": {"action": "store_true", "help": "build the report even if nothing has changed; files that others put into its folder are kept"},
    "export --force": {"action": "store_true", "help": "with --table all: overwrite files that an earlier export did not write"},
    "export --format": {"metavar": "FORMAT", "help": "csv, datapackage, json, jsonl, parquet, sqlite or xlsx (default: the ending of PATH)"},
    "export --out": {"required": True, "metavar": "PATH", "help": "the file to write; with --table all, a folder"},
    "--table": {"metavar": "NAME", "help": "for csv, jsonl and parquet: a table, or all (default: targets)"},
    "--for-spreadsheet": {"action": "store_true", "help": "for csv: prevent a spreadsheet from reading any cell as a formula"},
    "--losses": {"action": "store_true", "help": "list the numerals that were not read as quantities instead, with the reason"},
    "scan --format": {"choices": _FORMATS, "help": "format of standard output (default: table)"},
    "scan --out": {"metavar": "FILE", "help": "write to FILE.csv, FILE.jsonl or FILE.parquet"},
    "--lang": {"choices": ("en", "zh"), "help": "language of what is printed (default: $CLOUDPLANS_LANG, else en)"},
    "report --lang": {"choices": ("en", "zh"), "help": "language of the report (default: both)"},
}  # fmt: skip
