"""What the package never does with what comes from outside; a lint over its syntax holds it, each rule with a planted hit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "cloudplans"
MODULES = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml", "ruamel", "jsonpickle"}
COMPRESSED = {"gzip", "bz2", "lzma", "zlib", "tarfile", "zipfile", "zstandard"}
CALLS = {"eval", "exec", "compile", "__import__"}
METHODS = {"query", "eval", "unpack_archive", "mktemp", "system", "popen", "from_string", "run_cell", "run_code"}
GUESSING = {
    "read_pickle",
    "read_csv",
    "read_json",
    "read_html",
    "read_xml",
    "read_excel",
    "read_table",
}  # types, and compression by name
READS = {"open", "read_bytes", "read_text", "fdopen"}
WRITES = {
    "write_text", "write_bytes", "touch", "symlink_to", "hardlink_to", "mkstemp", "mkdtemp", "write_table", "ParquetWriter",
    "savefig", "save", "NamedTemporaryFile",
}  # fmt: skip
FRAMES = {"to_csv", "to_json", "to_parquet", "to_excel", "to_html", "to_sql", "tofile"}  # write where they are given a path
MODE = re.compile(r"(?=.*[wax+])[rwaxbt+]{1,3}")
# Why a module may do what the rule forbids. An entry that nothing needs any more fails the test.
ALLOWED = {
    ("compressed", "export/archive.py"): "writes a zip file; none is read",
    ("compressed", "export/xlsx.py"): "opens the workbook that it has just written",
    ("compressed", "history.py"): "reads the package's own released tables, for who maintains them",
    ("read", "intake.py"): "is where files are read: plain ones, of a bounded size",
    ("read", "arrival.py"): "opens the null device",
    ("read", "files.py"): "writes, and locks what it writes",
    ("read", "history.py"): "packs the package's own tables, for who maintains them",
    ("read", "corpus.py"): "reads pieces of a bounded size, of plain files that `listing` has looked at",
    ("read", "system.py"): "locks a folder",
    ("read", "journal.py"): "its own journal and part, line by line",
    ("read", "cache.py"): "what it wrote itself, under a checksum; and digests",
    ("read", "trace.py"): "digests of what the package read",
    ("read", "worker.py"): "the standard output of its own process",
    ("read", "workshop.py"): "what its own workers wrote",
    ("read", "execute.py"): "the package's own notebooks",
    ("read", "pages.py"): "the package's own templates",
    ("read", "report.py"): "the package's own templates",
    ("read", "widgets.py"): "the package's own templates",
    ("read", "export/archive.py"): "the package's own context",
    ("read", "export/sqlite.py"): "the package's own views",
    ("write", "files.py"): "is where files are written",
    ("write", "arrival.py"): "opens the null device",
    ("write", "journal.py"): "its own journal and part, which grow; `cloudplans.files` synchronises and replaces",
    ("write", "worker.py"): "the standard output of its own process",
    ("write", "scanning.py"): "a copy of standard input, which is gone when it is read",
    ("write", "rows.py"): "fills the part that `write_atomic` gives",
    ("write", "export/tabular.py"): "fills the part that `write_atomic` gives",
    ("write", "export/xlsx.py"): "a workbook in memory",
    ("write", "export/sqlite.py"): "a database in memory",
    ("guessing", "rows.py"): "the rows that it has just written, with their types",
    ("escape", "present.py"): "is where text becomes HTML",
    ("shell", "workshop.py"): "this interpreter, with arguments of its own",
}


def hits(source: str) -> Iterator[tuple[str, str]]:
    """Yield what the rules forbid: the rule and what was found."""
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            top = name.partition(".")[0]
            if top in MODULES:
                yield "serialised", name
            if top in COMPRESSED:
                yield "compressed", name
            if top in ("xml", "subprocess"):
                yield {"xml": "xml", "subprocess": "shell"}[top], name
        if isinstance(node, ast.Call):
            yield from _call(node)


def _call(node: ast.Call) -> Iterator[tuple[str, str]]:
    words = ast.unparse(node)[:80]
    if isinstance(node.func, ast.Name):
        if node.func.id in CALLS:
            yield "code", words
        if node.func.id == "open":
            yield "read", words
        if node.func.id == "Markup":
            yield "escape", words
    elif isinstance(node.func, ast.Attribute):
        owner, name = ast.unparse(node.func.value), node.func.attr
        if name in METHODS:
            yield "code", words
        if name in GUESSING:
            yield "guessing", words
        if name in READS and owner != "webbrowser":
            yield "read", words
        if (owner, name) == ("html", "escape") or name == "Markup":
            yield "escape", words
        if name == "startswith" and any(
            "str(" in ast.unparse(part) and "path" in ast.unparse(part).lower() for part in node.args
        ):
            yield "contained", words
    yield from _writes(node, words)
    if any(keyword.arg == "shell" and ast.unparse(keyword.value) == "True" for keyword in node.keywords):
        yield "shell", words


def _writes(node: ast.Call, words: str) -> Iterator[tuple[str, str]]:
    """Yield a call that writes a file, or puts one in the place of another, unless it writes into memory."""
    owner, _, name = ast.unparse(node.func).rpartition(".")
    plain = [ast.unparse(part) for part in node.args]
    modes = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    modes += [word.value.value for word in node.keywords if word.arg == "mode" and isinstance(word.value, ast.Constant)]
    opens = name in ("open", "fdopen", "ZipFile", "TarFile") and any(MODE.fullmatch(mode) for mode in modes)
    opens |= (owner, name) == ("os", "open") and bool(re.search("O_(WRONLY|RDWR|CREAT|APPEND)", words))
    moves = name in ("rename", "replace", "renames") and (
        owner == "os" or (len(plain) == 1 and not node.keywords and plain[0][0] != "{")
    )
    copies = owner == "shutil" and name in ("copy", "copy2", "copyfile", "copytree", "move")
    given = name in FRAMES and bool(plain)
    if (name in WRITES or opens or moves or copies or given or words.startswith("sqlite3.connect")) and plain[:1] != ["buffer"]:
        yield "write", words


def found() -> dict[tuple[str, str], list[str]]:
    """Return the hits of the package by rule and module."""
    held: dict[tuple[str, str], list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for rule, words in hits(path.read_text(encoding="utf-8")):
            held.setdefault((rule, path.relative_to(PACKAGE).as_posix()), []).append(words)
    return held


def test_the_package_keeps_the_bans() -> None:
    held = found()
    assert len(list(PACKAGE.rglob("*.py"))) > 60
    assert {place: words for place, words in held.items() if place not in ALLOWED} == {}
    assert set(ALLOWED) - set(held) == set(), "allowed, but no longer needed"


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        ("serialised", "import pickle"),
        ("serialised", "from yaml import safe_load"),
        ("serialised", "def f():\n    import marshal"),
        ("compressed", "import gzip"),
        ("compressed", "from zipfile import ZipFile"),
        ("xml", "import xml.etree.ElementTree as ET"),
        ("code", "eval(text)"),
        ("code", "exec(text)"),
        ("code", "frame.query(f'x == {name}')"),
        ("code", "frame.eval('a = b')"),
        ("guessing", "pd.read_pickle(path)"),
        ("guessing", "pd.read_csv(path)"),
        ("code", "os.system(words)"),
        ("code", "environment.from_string(text)"),
        ("code", "shell.run_cell(text)"),
        ("shell", "import subprocess"),
        ("shell", "call(words, shell=True)"),
        ("read", "path.read_text()"),
        ("read", "Path(name).open()"),
        ("read", "open(name)"),
        ("write", "path.write_text(text)"),
        ("write", "Path(name).write_bytes(found)"),
        ("write", "open(name, 'w')"),
        ("write", "path.open('r+b')"),
        ("write", "open(name, mode='a')"),
        ("write", "os.fdopen(handle, 'xb')"),
        ("write", "os.open(path, os.O_CREAT)"),
        ("write", "os.replace(new, old)"),
        ("write", "work.rename(out)"),
        ("write", "shutil.copytree(one, other)"),
        ("write", "zipfile.ZipFile(path, 'w', zipfile.ZIP_STORED)"),
        ("write", "frame.to_csv(path)"),
        ("write", "figure.savefig(path)"),
        ("write", "tempfile.mkstemp()"),
        ("write", "sqlite3.connect(path)"),
        ("escape", "html.escape(text)"),
        ("escape", "Markup(text)"),
        ("contained", "str(path).startswith(str(folder_path))"),
    ],
)
def test_a_planted_hit_is_found(rule: str, planted: str) -> None:
    assert rule in {name for name, _ in hits(planted)}


def test_templates_take_html_from_few_places() -> None:
    """What is put into a template as HTML is a table, a figure, or a body that this package made."""
    given, files = set(), sorted((PACKAGE / "templates").glob("*.j2"))
    for path in files:
        text = path.read_text(encoding="utf-8")
        given |= set(re.findall(r"\{\{\s*(\w+)\s*\|\s*safe\s*\}\}", text))
        assert text.count("| safe") == len(re.findall(r"\{\{\s*\w+\s*\|\s*safe\s*\}\}", text)), path.name
        assert "autoescape" not in text
    assert len(files) >= 4
    assert given == {
        "body",
        "corrections",
        "coverage",
        "figure",
        "headline",
        "plans",
        "script",
        "style",
        "table",
        "targets",
        "vocabulary",
    }


def test_files_are_bounded_and_contained(tmp_path: Path) -> None:
    from cloudplans import intake

    (tmp_path / "large").write_bytes(b"x" * 2048)
    with pytest.raises(ValueError, match="large has more than 0 MiB"):
        intake.content(tmp_path / "large", 2047)
    assert len(intake.content(tmp_path / "large", 2048)) == 2048
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "out").symlink_to(tmp_path / "large")
    refused = ["../large", "/etc/passwd", "deep/../../large", "out", "a\0b", "..", "deep/../.."]
    for name in refused:
        with pytest.raises(ValueError, match="leads out of the folder"):
            intake.within(tmp_path / "in", name)
    assert intake.within(tmp_path / "in", "deep/../deep/x.csv").parent.resolve() == (tmp_path / "in" / "deep").resolve()
    assert intake.within(tmp_path / "in", "out", links=True).read_bytes()[:1] == b"x"
