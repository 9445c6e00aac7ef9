"""The arguments of the commands, as argparse takes them."""

from __future__ import annotations

from typing import Any

_FORMATS = ("table", "csv", "json")
# What argparse needs to know of an argument: by its name, or by command and name where a command differs.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "record": {"metavar": "ID", "help": "id of a statement, a goal, an instrument, a project or an unverified figure"},
    "copy": {"metavar": "COPY", "help": "a file: another copy of the plan"},
    "directory": {"metavar": "DIR", "help": "your folder of the plan"},
    "a": {"help": "id of a statement"},
    "b": {"help": "id of another statement"},
    "files": {"metavar": "FILE", "nargs": "+", "help": "texts, HTML pages, PDF files, folders (every *.txt in them), quoted patterns, or - (standard input)"},
    "--jobs": {"type": int, "metavar": "N", "help": "number of processes (default: one per core; 1: this one)"},
    "--scheduler": {"metavar": "ADDRESS", "help": "scan on the Dask cluster with this scheduler, such as tcp://host:8786"},
    "name": {"nargs": "?", "help": "an id, or a name in either language"},
    "ids": {"nargs": "*", "metavar": "ID", "help": "plans or records"},
    "--style": {"choices": ("text", "bibtex", "csl"), "default": "text"},
    "--plan": {"help": "id of a plan"},
    "--region": {"help": "a region: id or name"},
    "--indicator": {"help": "id of an indicator"},
    "--theme": {"help": "a theme"},
    "--tier": {"help": "lowest tier of evidence to include: verified, single-coded (your own folders; the default) or unverified"},
    "--unit": {"help": "a unit, such as CNY or percent"},
    "--year": {"type": int, "help": "year of the deadline"},
    "--due-by": {"type": int, "metavar": "YEAR", "help": "deadline in this year or earlier"},
    "targets --format": {"choices": (*_FORMATS, "xlsx"), "default": "table"},
    "targets --out": {"metavar": "FILE", "help": "the workbook to write, with --format xlsx"},
    "--allow": {"action": "store_true", "help": "compare them even if they are not comparable; the reason is shown"},
    "--format": {"choices": _FORMATS, "default": "table"},
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
    "--out": {"metavar": "DIR", "default": "build/report", "help": "where the report goes (default: build/report)"},
    "--force": {"action": "store_true", "help": "build the report even if nothing has changed"},
    "export --format": {"required": True, "metavar": "FORMAT", "help": "csv, datapackage, json, jsonl, parquet, sqlite or xlsx"},
    "export --out": {"required": True, "metavar": "PATH", "help": "the file to write; with --table all, a folder"},
    "--table": {"metavar": "NAME", "help": "for csv, jsonl and parquet: a table, or all (default: statements)"},
    "--for-spreadsheet": {"action": "store_true", "help": "for csv: prevent a spreadsheet from reading any cell as a formula"},
    "--losses": {"action": "store_true", "help": "list the numerals that were not read as quantities instead, with the reason"},
    "scan --format": {"choices": _FORMATS, "help": "format of standard output (default: table)"},
    "scan --out": {"metavar": "FILE", "help": "write to FILE.csv, FILE.jsonl or FILE.parquet"},
    "--lang": {"choices": ("en", "zh"), "help": "language (default: en; of the report: both)"},
}  # fmt: skip
