"""The package runs no code and loads no serialised object that comes from outside; each rule has a planted violation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "cloudplans"
SERIALISED = {"pickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml", "jsonpickle"}
CODE = {"eval", "exec", "compile", "__import__", "system", "popen", "from_string", "run_code", "read_pickle", "mktemp"}
ESCAPING = "labels.py"  # the one module that turns text into HTML


def violations(source: str) -> Iterator[tuple[str, str]]:
    """Yield the rule and the words that break it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (("serialised", module) for module in modules if module.partition(".")[0] in SERIALISED)
        if isinstance(node, ast.Call):
            words = ast.unparse(node)[:80]
            owner, _, name = ast.unparse(node.func).rpartition(".")
            if name in CODE and owner not in ("re", "ast"):
                yield "code", words
            if any(keyword.arg == "shell" and ast.unparse(keyword.value) == "True" for keyword in node.keywords):
                yield "shell", words
            if name == "Markup" or (owner, name) == ("html", "escape"):
                yield "escape", words


def broken(package: Path) -> tuple[list[str], int]:
    """Return the violations in a package, and how many modules were read."""
    lines, read = [], 0
    for path in sorted(package.rglob("*.py")):
        read += 1
        for rule, words in violations(path.read_text(encoding="utf-8")):
            if not (rule == "escape" and path.name == ESCAPING):
                lines.append(f"{path.relative_to(package)}: {rule}: {words}")
    return lines, read


def test_the_package_runs_nothing_from_outside() -> None:
    lines, read = broken(PACKAGE)
    assert read > 60
    assert lines == []


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        ("serialised", "import pickle"),
        ("serialised", "from yaml import safe_load"),
        ("serialised", "def f():\n    import marshal"),
        ("code", "eval(text)"),
        ("code", "exec(text)"),
        ("code", "frame.eval('a = b')"),
        ("code", "pd.read_pickle(path)"),
        ("code", "os.system(words)"),
        ("code", "environment.from_string(text)"),
        ("shell", "call(words, shell=True)"),
        ("escape", "html.escape(text)"),
        ("escape", "Markup(text)"),
    ],
)
def test_a_planted_violation_is_reported(tmp_path: Path, rule: str, planted: str) -> None:
    (tmp_path / "module.py").write_text(planted, encoding="utf-8")
    lines, _ = broken(tmp_path)
    assert len(lines) == 1 and f": {rule}: " in lines[0]


def test_templates_escape_everything_but_what_the_package_made() -> None:
    templates = sorted((PACKAGE / "report" / "templates").glob("*.j2"))
    assert len(templates) >= 4
    for path in templates:
        assert "autoescape" not in path.read_text(encoding="utf-8"), path.name
