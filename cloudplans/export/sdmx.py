"""SDMX-CSV and SDMX-ML: statements as observations, bounds as attributes, never an observed value where only a bound is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from cloudplans.export.loss import Loss
from cloudplans.export.rows import text
from cloudplans.extras import need
from cloudplans.files import write_atomic, write_together
from cloudplans.package import Package

AGENCY = "CLOUDPLANS"
_CONCEPTS = {  # columns that have a concept of their own in SDMX; the others keep their name
    "region_id": "REF_AREA", "indicator_id": "INDICATOR", "plan_id": "PLAN", "unit": "UNIT_MEASURE", "deadline": "TIME_PERIOD",
}  # fmt: skip
_DIMENSIONS = ("region_id", "indicator_id", "plan_id", "kind", "scope")
_TIME = "deadline"
_FLOWS = {
    True: ("STATEMENTS", "Statements for a year", "有年份的陈述"),
    False: ("STATEMENTS_UNDATED", "Statements without a year", "未印年份的陈述"),
}
_NONE = "_T"  # the code for "the whole", where a statement has no scope of its own


class _Model(NamedTuple):
    """The structures of the statements: a scheme of concepts, lists of codes, and for each flow its structure and definition."""

    concepts: Any
    lists: dict[str, Any]  # by column
    codes: dict[str, dict[str, str]]  # by column: value to code
    flows: dict[bool, Any]  # by whether there is a year


def concept(column: str) -> str:
    """Return the SDMX concept of a column of `statements()`.

    Examples
    --------
    >>> concept("region_id"), concept("lower")
    ('REF_AREA', 'LOWER')
    """
    return _CONCEPTS.get(column, column.upper())


def write_csv(package: Package, path: Path) -> Loss:
    """Write the statements as SDMX-CSV 2.0: a file, both flows in it."""
    writer = need("sdmx.convert.pandas")
    options = need("sdmx.format.csv.v2").FormatOptions()
    model, frame = _model(package), package.table("statements")
    parts = []
    for dated, rows in _by_flow(frame):
        converter = writer.PandasConverter(format_options=options, attributes=writer.Attributes.all, dtype=None)
        parts.append(converter.convert(_data_set(model, rows, dated, "DataSet")))
    write_atomic(path, pd.concat(parts).to_csv(index=False, lineterminator="\n"))
    return Loss("sdmx-csv", (path,), len(frame), len(frame), notes=(_note(frame),))


def write_ml(package: Package, path: Path) -> Loss:
    """Write the statements as SDMX-ML 2.1: the structures in one file, the data, which refer to them, in a file a flow."""
    sdmx, message, m = need("sdmx"), need("sdmx.message"), _v21()
    model, frame = _model(package), package.table("statements")
    header = message.Header(id="cloudplans", prepared=_made(package.descriptor), sender=m.Agency(id=AGENCY))
    structures = message.StructureMessage(header=header)
    structures.concept_scheme[model.concepts.id] = model.concepts
    for codes in model.lists.values():
        structures.codelist[codes.id] = codes
    for flow in model.flows.values():
        structures.structure[flow.structure.id], structures.dataflow[flow.id] = flow.structure, flow
    files = {path.with_suffix(".structure.xml"): sdmx.to_xml(structures, pretty_print=True)}
    for dated, rows in _by_flow(frame):
        data = message.DataMessage(header=header, observation_dimension=m.Dimension(id="AllDimensions"))
        data.data.append(_data_set(model, rows, dated, "StructureSpecificDataSet"))
        target = path if dated else path.with_suffix(".undated.xml")
        files[target] = sdmx.to_xml(data, pretty_print=True)
    write_together(files)
    return Loss("sdmx-ml", tuple(files), len(frame), len(frame), notes=(_note(frame),))


def _v21() -> Any:
    return need("sdmx.model.v21")


def _made(descriptor: Mapping[str, Any]) -> datetime:
    """Return when the data were made, so that their bytes can be made again; now, where a descriptor of one's own has no date."""
    try:
        return datetime.fromisoformat(descriptor["created"])
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC).replace(microsecond=0)


def _note(frame: pd.DataFrame) -> str:
    bounds, undated = int((frame["lower"] != frame["upper"]).sum()), int(frame[_TIME].isna().sum())
    return (
        f"{bounds} rows are bounds or ranges: they have no OBS_VALUE, only LOWER and UPPER; "
        f"{undated} rows print no year: they are in the flow {_FLOWS[False][0]}, which has no TIME_PERIOD"
    )


def _by_flow(frame: pd.DataFrame) -> Iterator[tuple[bool, pd.DataFrame]]:
    for dated in _FLOWS:
        rows = frame[frame[_TIME].notna() == dated]
        if len(rows):
            yield dated, rows


def _names(zh: str, en: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def code(value: str) -> str:
    """Return an SDMX code for a value: letters, digits, ``_``, ``-``, ``$`` and ``@`` alone.

    Examples
    --------
    >>> code("subscription/100 person"), code("m²"), code("CN-GD")
    ('subscription_per_100_person', 'm2', 'CN-GD')
    """
    return re.sub(r"[^A-Za-z0-9_@$-]", "_", value.replace("/", "_per_").replace("²", "2"))


def _described(package: Package) -> dict[str, list[tuple[str, str, dict[str, str], dict[str, str]]]]:
    """Return by column of `statements` what has codes: value, code, names and definitions in both languages."""
    found = {}
    for table, key, name, definition in (
        ("regions", "region_id", "name", ""), ("indicators", "indicator_id", "name", "definition"), ("plans", "plan_id", "title", ""),
    ):  # fmt: skip
        rows = package.table(table).to_dict("records")
        found[key] = [
            (row[key], row[key], _names(row[f"{name}_zh"], row[f"{name}_en"]),
             _names(row[f"{definition}_zh"], row[f"{definition}_en"]) if definition else {})
            for row in rows
        ]  # fmt: skip
    frame = package.table("statements")
    for field in package.resources["statements"]["schema"]["fields"]:
        for value in field.get("constraints", {}).get("enum", ()):
            found.setdefault(field["name"], []).append((value, code(value), {"en": value}, {}))
    found["unit"] = [(unit, code(unit), {"en": unit}, {}) for unit in sorted(set(frame["unit"]))]
    scopes = sorted(set(frame["scope"]) - {""})
    found["scope"] = [("", _NONE, _names("不限", "the whole"), {})]
    found["scope"] += [(scope, f"S{number:03}", {"zh": scope}, {}) for number, scope in enumerate(scopes, 1)]
    return found


def _model(package: Package) -> _Model:
    m, version = _v21(), package.descriptor["version"]
    agency = m.Agency(id=AGENCY)
    common: dict[str, Any] = {"maintainer": agency, "version": version, "is_final": True, "is_external_reference": False}
    fields = {field["name"]: field for field in package.resources["statements"]["schema"]["fields"]}
    concepts = m.ConceptScheme(id="CS_CLOUDPLANS", name={"en": "Columns of the statements", "zh": "陈述的各列"}, **common)
    for name, field in fields.items():
        words = _names(field["description_zh"], field["description"])
        concepts.append(m.Concept(id=concept(name), name=words))
    concepts.append(m.Concept(id="OBS_VALUE", name=_names("数值（仅当为一个数时）", "The value, where the plan names one")))
    lists, codes = {}, {}
    for column, entries in _described(package).items():
        words = _names(fields[column]["description_zh"], fields[column]["description"])
        lists[column] = m.Codelist(id=f"CL_{concept(column)}", name=words, **common)
        for _, key, names, definitions in entries:
            lists[column].append(m.Code(id=key, name=names, description=definitions))
        codes[column] = {value: key for value, key, *_ in entries}
    made = _Model(concepts, lists, codes, {})
    for dated, (name, en, zh) in _FLOWS.items():
        structure = _structure(m, made, fields, dated, common)
        made.flows[dated] = m.DataflowDefinition(id=name, name=_names(zh, en), structure=structure, **common)
    return made


def _structure(m: Any, model: _Model, fields: Iterable[str], dated: bool, common: dict[str, Any]) -> Any:
    """Return the structure of a flow: its dimensions, its attributes, the observed value."""
    made = m.DataStructureDefinition(id=f"DSD_{_FLOWS[dated][0]}", name={"en": _FLOWS[dated][1]}, **common)

    def parts(column: str) -> dict[str, Any]:
        listed = {"local_representation": m.Representation(enumerated=model.lists[column])} if column in model.lists else {}
        return {"id": concept(column), "concept_identity": model.concepts[concept(column)], **listed}

    for order, column in enumerate(_DIMENSIONS, 1):
        made.dimensions.append(m.Dimension(order=order, **parts(column)))
    if dated:
        made.dimensions.append(m.TimeDimension(order=len(_DIMENSIONS) + 1, **parts(_TIME)))
    measure = m.PrimaryMeasure(id="OBS_VALUE", concept_identity=model.concepts["OBS_VALUE"])
    made.measures.append(measure)
    for column in fields:
        if column not in _DIMENSIONS and column != _TIME:
            status = m.UsageStatus["mandatory" if column in ("statement_id", "comparator", "unit") else "conditional"]
            related = m.PrimaryMeasureRelationship()
            made.attributes.append(m.DataAttribute(related_to=related, usage_status=status, **parts(column)))
    return made


def _data_set(model: _Model, rows: pd.DataFrame, dated: bool, kind: str) -> Any:
    """Return the rows as a data set of the flow, an observation a row."""
    m, flow = _v21(), model.flows[dated]
    structure = flow.structure
    made = getattr(m, kind)(structured_by=structure, described_by=flow)
    columns = [*_DIMENSIONS, _TIME] if dated else list(_DIMENSIONS)
    for row in rows.to_dict("records"):
        said = {column: model.codes.get(column, {}).get(value, text(value)) for column, value in row.items()}
        key = structure.make_key(m.Key, {concept(column): said[column] for column in columns})
        attributes = {
            part.id: m.AttributeValue(value=said[column], value_for=part)
            for column in said
            if column not in columns
            and column != _TIME
            and said[column] != ""
            and (part := structure.attributes.get(concept(column)))
        }
        value = said["lower"] if row["lower"] == row["upper"] else None
        made.obs.append(m.Observation(dimension=key, attached_attribute=attributes, value=value, value_for=structure.measures[0]))
    return made
