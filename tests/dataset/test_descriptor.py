"""Every fault of a user's descriptor is named; the package's own is read as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cloudplans
from cloudplans.dataset.descriptor import parse_descriptor

FIELD = {"name": "a", "type": "string"}
RESOURCE = {"name": "x", "path": "x.csv", "schema": {"primaryKey": ["a"], "fields": [FIELD]}}
FAULTS = {
    b"": "Expecting value: line 1 column 1 (char 0)",
    b"\xef\xbb\xbf{}": "starts with a byte order mark; save it as UTF-8 without one",
    "云".encode("gb18030"): "not UTF-8 (byte 0); save it as UTF-8",
    b"[]": "the descriptor is not an object",
    b"{}": "the descriptor lacks 'resources'",
    b'{"resources": NaN}': "NaN is not valid JSON",
    b'{"resources": -Infinity}': "-Infinity is not valid JSON",
    b'{"resources": [], "resources": []}': "the name 'resources' appears twice in one object",
    b'{"resources": [], "title": "\\ud800"}': "invalid Unicode: a lone surrogate",
    b'{"resources": ' + b"9" * 301 + b"}": "a number has 301 digits",
    b'{"resources": ' + b"[" * 100_000 + b"]" * 100_000 + b"}": "nested too deeply",
    b'{"resources": {}}': "resources is not a list",
    b'{"resources": [1]}': "resources[0] is not an object",
    b'{"resources": [], "title": 3}': "title is not a text",
}
PARTS = {
    "lacks 'path'": {"name": "x"},
    ".schema lacks 'primaryKey'": RESOURCE | {"schema": {"fields": []}},
    ".schema.primaryKey is not a list": RESOURCE | {"schema": {"primaryKey": "a", "fields": []}},
    ".schema.fields[0] lacks 'type'": RESOURCE | {"schema": {"primaryKey": [], "fields": [{"name": "a"}]}},
    ".schema.fields[0].constraints.minimum is not a number": RESOURCE
    | {"schema": {"primaryKey": [], "fields": [FIELD | {"constraints": {"minimum": "3"}}]}},
    ".schema.fields[0].constraints.enum[1] is not a text": RESOURCE
    | {"schema": {"primaryKey": [], "fields": [FIELD | {"constraints": {"enum": ["a", 1]}}]}},
    ".schema.foreignKeys[0] lacks 'reference'": RESOURCE
    | {"schema": {"primaryKey": [], "fields": [], "foreignKeys": [{"fields": "a"}]}},
}


@pytest.mark.parametrize("content", FAULTS, ids=lambda content: content[:20].decode("latin-1"))
def test_a_fault_of_the_file_is_named(content: bytes) -> None:
    with pytest.raises(ValueError) as error:
        parse_descriptor(content)
    assert str(error.value) == FAULTS[content]


@pytest.mark.parametrize("message", PARTS)
def test_a_fault_of_a_part_is_named_with_its_place(message: str) -> None:
    with pytest.raises(ValueError) as error:
        parse_descriptor(json.dumps({"resources": [RESOURCE, PARTS[message]]}).encode())
    assert str(error.value) == f"resources[1]{'' if message.startswith('.') else ' '}{message}"


def test_a_whole_descriptor_is_read(data: cloudplans.Dataset) -> None:
    content = (data.directory / "datapackage.json").read_bytes()
    assert parse_descriptor(content) == json.loads(content) == data.descriptor


def test_the_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "datapackage.json"
    path.write_text('{"resources": []')
    with pytest.raises(ValueError) as error:
        cloudplans.load(tmp_path)
    assert str(error.value) == f"cannot read {path} as a descriptor: Expecting ',' delimiter: line 1 column 17 (char 16)"


def test_a_part_that_only_some_calls_need_is_named_too(tmp_path: Path) -> None:
    field = {"name": "a", "type": "string"}
    resource = {"name": "plans", "path": "plans.csv", "schema": {"primaryKey": ["a"], "fields": [field]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (tmp_path / "plans.csv").write_text("a\nNA\n")
    data = cloudplans.load(tmp_path)
    assert data.plans()["a"].tolist() == ["NA"]
    with pytest.raises(ValueError, match=r"^datapackage\.json lacks 'version'$"):
        data.descriptor["version"]
