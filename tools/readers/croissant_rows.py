"""Validate a Croissant file with mlcroissant, read every record set, and print warnings, errors and rows as JSON."""

import json
import sys

import mlcroissant
import pandas as pd


def plain(value):
    """Return a cell as JSON holds it."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if value is None or pd.isna(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else float(value)


data = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = data.metadata.ctx.issues
tables = {
    records.id: [
        {name.partition("/")[2]: plain(cell) for name, cell in row.items()} for row in data.records(record_set=records.id)
    ]
    for records in data.metadata.record_sets
}
json.dump({"errors": sorted(issues.errors), "warnings": sorted(issues.warnings), "tables": tables}, sys.stdout, ensure_ascii=True)
