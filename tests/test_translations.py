"""The Chinese catalogue: every message has its Chinese, every entry is used, and no Chinese is left in the code."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
import pytest
from conftest import ROOT

from cloudplans.display.html_table import HEADINGS
from cloudplans.labels import VOCABULARIES

PACKAGE = ROOT / "cloudplans"
READING = ("text", "scanner")  # whose code contains Chinese: the words that they read
CLEAN = sorted(
    p.name for p in PACKAGE.iterdir() if p.name not in READING and (p.suffix == ".py" or (p / "__init__.py").is_file())
)
CHINESE = re.compile("[\u3400-\u9fff]")
IN_TEMPLATE = re.compile(r"""\bt\(\s*(['"])((?:\\.|(?!\1).)*)\1\s*(?:\)|,\s*\w+\s*=)""", re.S)
Message = tuple[str, str]  # context, words
TRANSLATING = ("translate", "message", "in_both_languages")
ANY = "*"  # the context of words that are stored: known only where they are translated


def in_code(path: Path) -> Iterator[Message]:
    """Yield the literals that a module passes to a function that translates; `message` leaves the context open."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and called(node) in TRANSLATING:
            contexts = [word.value for word in node.keywords if word.arg == "context" and isinstance(word.value, ast.Constant)]
            context = ANY if called(node) == "message" else contexts[0].value if contexts else ""  # a literal
            choices = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else [node.args[0]]
            for words in choices:
                if isinstance(words, ast.JoinedStr):
                    yield "", f"an f-string, {path.name}:{node.lineno}"
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    yield str(context), words.value


def literals(package: Path) -> set[str]:
    """Return every string of the code."""
    nodes = (node for path in package.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def in_templates(path: Path) -> Iterator[Message]:
    """Yield the literals that a page template passes to `t`."""
    for _, words in IN_TEMPLATE.findall(path.read_text(encoding="utf-8")):
        yield "", re.sub(r"\\(.)", r"\1", words)


def in_notebook(path: Path) -> Iterator[Message]:
    """Yield the title and the paragraphs of a notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(title := notebook["metadata"].get("cloudplans", {}).get("title"), str):
        yield "", title
    for cell in notebook["cells"]:
        by_language = any(tag.startswith("lang-") for tag in cell["metadata"].get("tags", ()))
        if cell["cell_type"] == "markdown" and not by_language:
            yield "", "".join(cell["source"])
        if words := cell["metadata"].get("instead"):
            yield "", words
        if cell["cell_type"] == "code":
            yield from captions("".join(cell["source"]))


def captions(source: str) -> Iterator[Message]:
    """Yield the captions that a cell gives to its tables: the functions that take them translate them."""
    words = (word for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) for word in node.keywords)
    for word in words:
        if word.arg == "caption" and isinstance(word.value, ast.Constant):
            yield "", word.value.value


def messages(package: Path, notebooks: Path) -> set[Message]:
    """Return every message of the package and of the notebooks."""
    used = {message for path in package.rglob("*.py") for message in in_code(path)}
    used |= {message for path in package.rglob("*.j2") for message in in_templates(path)}
    return used | {message for path in notebooks.glob("*.ipynb") for message in in_notebook(path)}


def names_of_codes() -> set[Message]:
    vocabularies = {**VOCABULARIES, "heading": HEADINGS}
    return {(vocabulary, name) for vocabulary, codes in vocabularies.items() for name in codes.values()}


def entries(package: Path) -> list[tuple[Message, str]]:
    files = sorted((package / "translations").rglob("zh.po"))
    return [((entry.msgctxt or "", entry.msgid), entry.msgstr) for file in files for entry in polib.pofile(str(file))]


def placeholders(words: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}
    except ValueError:  # braces that stand for themselves: such a message is never filled in
        return set()


def problems(used: set[Message], catalogue: list[tuple[Message, str]], literal: Iterable[str] = ()) -> list[str]:
    """Return what is wrong with a catalogue for the messages in use; `literal` are words that code may pass on unmarked."""
    chinese = {message: words for message, words in catalogue if words}
    translated = set(chinese) | {(ANY, words) for _, words in chinese}
    found = [f"no Chinese: {message}" for message in sorted(used - translated)]
    found += [f"not used: {message}" for message, _ in catalogue
              if not {message, (ANY, message[1])} & used and message[1] not in literal]  # fmt: skip
    for message, words in catalogue:
        if words and words != chinese[message]:
            found.append(f"two translations: {message}")
        if words and placeholders(words) != placeholders(message[1]):
            found.append(f"other placeholders: {message}")
    return found


def test_every_message_has_its_chinese_and_every_entry_is_used() -> None:
    used, catalogue = messages(PACKAGE, ROOT / "notebooks") | names_of_codes(), entries(PACKAGE)
    assert len(used) > 300 and len(catalogue) > 300
    assert problems(used, catalogue, literals(PACKAGE)) == []


def test_planted_mistakes_are_reported(tmp_path: Path) -> None:
    (tmp_path / "package" / "translations" / "part").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "package" / "code.py").write_text(
        'A = message("stored")\nb = labels.translate("{count} rows" if many else "1 row", lang, count=2)\n'
        'c = translate("same", lang, context="verdict")\nd = translate(words, lang)\n', encoding="utf-8"
    )  # fmt: skip
    (tmp_path / "package" / "page.j2").write_text("""<p>{{ t('It\\'s here') }} {{ t("{n} pages", n=2) }}</p>""", encoding="utf-8")
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# One\n", "two"]},
        {"cell_type": "markdown", "metadata": {"tags": ["lang-zh"]}, "source": ["一"]},
        {"cell_type": "code", "metadata": {"instead": "Instead"}, "source": ["table(rows, caption='Caption')"]},
    ]
    notebook = {"metadata": {"cloudplans": {"title": "Title"}}, "cells": cells}
    (tmp_path / "notebooks" / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    used = messages(tmp_path / "package", tmp_path / "notebooks")
    assert used == {("", words) for words in (
        "{count} rows", "1 row", "It's here", "{n} pages", "# One\ntwo", "Title", "Caption", "Instead")} | {("verdict", "same"), (ANY, "stored")}  # fmt: skip

    po = polib.POFile()
    for context, words, chinese in (
        ("", "stored", ""), ("", "{count} rows", "{n}行"), ("", "1 row", "1行"), ("", "It's here", "在此"), ("", "{n} pages", "{n}页"),
        ("", "# One\ntwo", "# 一\n二"), ("", "Title", "题"), ("", "Caption", "表"), ("", "Instead", "代替"), ("verdict", "same", "同"), ("", "same", "同"), ("", "Title", "标题"),
    ):  # fmt: skip
        po.append(polib.POEntry(msgctxt=context or None, msgid=words, msgstr=chinese))
    po.save(str(tmp_path / "package" / "translations" / "part" / "zh.po"))
    assert problems(used, entries(tmp_path / "package")) == [
        "no Chinese: ('*', 'stored')",
        "not used: ('', 'same')",
        "other placeholders: ('', '{count} rows')",
        "two translations: ('', 'Title')",
    ]


def test_a_message_that_is_an_f_string_is_reported(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text('translate(f"{count} rows", lang)', encoding="utf-8")
    used = messages(tmp_path, tmp_path)
    assert problems(used, []) == ["no Chinese: ('', 'an f-string, code.py:1')"]


READERS = {
    "second_reading_rules.py",
    "consistency_rules.py",
    "reported_figure_rules.py",
    "work_report_rules.py",
}  # read Chinese text, titles, headings and measures with patterns of their own


def chinese_literals(path: Path) -> list[str]:
    """Return the Chinese literals of a module; docstrings and comments are not looked at."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    docstrings = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    return [
        f"{path.name}:{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CHINESE.search(node.value)
    ]


@pytest.mark.parametrize("name", CLEAN)
def test_no_chinese_literal_is_left(name: str) -> None:
    paths = [PACKAGE / name] if name.endswith(".py") else sorted((PACKAGE / name).rglob("*.py"))
    paths = [path for path in paths if path.name not in READERS]
    assert paths
    assert [literal for path in paths for literal in chinese_literals(path)] == []


def test_a_planted_literal_is_reported(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text('"""模块"""\n\n\ndef f():\n    """函数"""\n    return f"第{1}年"  # 注\n', encoding="utf-8")
    assert chinese_literals(tmp_path / "code.py") == ["code.py:6: 第", "code.py:6: 年"]
