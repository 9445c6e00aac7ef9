"""The report is made in workers and of kept parts: the pages are a kernel's, nothing kept is ever stale, damage does no harm."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import cloudplans
from cloudplans import cache, execute
from cloudplans.report import build
from cloudplans.trace import Asker, tracing
from cloudplans.workshop import Task, Workshop

REGION = "CN-SH"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDPLANS_CACHE", str(tmp_path / "kept"))


def by_kernel(task: Task, variables: dict[str, str], folder: Path) -> execute.Rendered:
    """Run a notebook in a kernel of its own, through nbclient."""
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient

    job = execute.Job(Path(task.given["path"]), task.lang, task.given["parameters"])
    notebook = execute.prepared(job)
    where = {"metadata": {"path": str(job.path.parent)}}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where, store_widget_state=False)
    client.create_kernel_manager()
    client.km._kernel_spec = KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    client.km.connection_file = str(folder / "kernel.json")
    client.km.transport = "ipc"
    client.execute(env={**variables, "CLOUDPLANS_LANG": task.lang})
    return execute.rendered(notebook, task.lang)


@pytest.fixture(scope="module")
def made(data: cloudplans.Dataset, sources: Path) -> Iterator[dict[str, tuple[Task, dict[str, Any], dict[str, str]]]]:
    """Every notebook in one language or the other, as the workers make it; the parametrised one for one region."""
    tasks = {stem: task for stem, task in build.jobs(data) if task.given["parameters"].get("region", REGION) == REGION
             if task.lang == ("zh" if stem[:2] in ("02", "05") else "en")}  # fmt: skip
    with Workshop(data, sources, cache.Cache(None), [], lambda line: None) as shop:
        done = shop.make(list(tasks.values()))
        yield {stem: (task, result, shop.variables) for (stem, task), result in zip(tasks.items(), done, strict=True)}


STEMS = [path.stem for path in execute.notebooks() if not execute.parametrised(path)] + ["shanghai-2017"]


@pytest.mark.parametrize("stem", STEMS)
def test_pages_are_those_of_a_kernel(stem: str, made: dict[str, Any]) -> None:
    task, result, variables = made[stem]
    with tempfile.TemporaryDirectory(prefix="k-") as folder:  # short: the address of a socket holds few characters
        expected = by_kernel(task, variables, Path(folder))
    assert len(expected.body) > 1000 or stem.startswith("08")
    assert result == expected._asdict()


def test_a_cell_that_fails_is_told(tmp_path: Path, data: cloudplans.Dataset) -> None:
    from nbformat import v4, write

    cells = [v4.new_code_cell("total = 1\nprint(total)"), v4.new_code_cell("total / nothing")]
    write(v4.new_notebook(cells=cells, metadata={"cloudplans": {"title_en": "Fails"}}), tmp_path / "fails.ipynb")
    task = Task("notebook", {"path": str(tmp_path / "fails.ipynb"), "lang": "en", "parameters": {}})
    with Workshop(data, None, cache.Cache(None), [], lambda line: None) as shop, pytest.raises(RuntimeError) as caught:
        shop.make([task])
    assert "fails.ipynb: a cell fails\ntotal / nothing\n" in str(caught.value) and "NameError" in str(caught.value)


class Copy:
    """A copy of the repository that can be changed, and its report of one region in one language."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "out"
        for folder in ("cloudplans", "data", "notebooks"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "requirements.lock", root)

    def build(self, *options: str, **variables: str) -> tuple[str, str]:
        """Build; return what was said and the pages."""
        env = {k: v for k, v in os.environ.items() if k not in ("CLOUDPLANS_SOURCES", "CLOUDPLANS_DATA")}
        env |= {
            "PYTHONPATH": f"{self.root}{os.pathsep}{self.root / 'lib'}",
            "CLOUDPLANS_CACHE": str(self.root / "kept"),
            **variables,
        }
        command = [sys.executable, "-m", "cloudplans", "report", "--region", REGION, "--out", str(self.out), *options]
        done = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr, self.pages()

    def pages(self) -> str:
        return "".join(page.read_text(encoding="utf-8") for page in sorted(self.out.glob("*.html")))

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, path
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy(tmp_path_factory.mktemp("copy"))
    said, page = made.build("--lang", "en")
    assert "06_region_profile" in said and "<article" in page
    return made


SHOWN = '"print(\\"Seen again\\")\\n",\n'
EDITS: dict[str, tuple[Callable[[Copy], Any], str]] = {
    "notebook": (
        lambda c: c.edit("notebooks/06_region_profile.ipynb", '"records.Records(', SHOWN + '"records.Records('),
        "Seen again",
    ),
    "data": (lambda c: note(c.root / "data", "shanghai-2017", "A note of the test"), "A note of the test"),
    "descriptor": (lambda c: c.edit("data/datapackage.json", '"description": "', '"description": "Told anew. '), "Told anew."),
    "package": (lambda c: c.edit("cloudplans/cells.py", '"Remark"', '"Word of the test"'), "Word of the test"),
    "page template": (
        lambda c: c.edit("cloudplans/templates/page.html.j2", "Skip to the text", "Jump to the text"),
        "Jump to the text",
    ),
    "style": (lambda c: c.edit("cloudplans/templates/style.css", "body {", "body { --of-the-test: 1;"), "--of-the-test"),
    "lock": (lambda c: (c.root / "requirements.lock").open("a").write("# another\n"), ""),
    "library": (lambda c: (c.root / "lib" / "another-1.0.dist-info").mkdir(parents=True), ""),
}


def note(data: Path, plan: str, words: str) -> str:
    """Write a note to the first statement of a plan; return its id."""
    with (data / "statements.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    row = next(row for row in rows if row[header.index("plan_id")] == plan)
    row[header.index("note_en")] = words
    with (data / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return row[header.index("statement_id")]


@pytest.mark.parametrize("what", EDITS)
def test_nothing_kept_is_stale(what: str, copy: Copy) -> None:
    change, shown = EDITS[what]
    copy.build("--lang", "en")
    before = copy.pages()
    change(copy)
    said, _ = copy.build("--lang", "en")
    assert "nothing changed" not in said and f"06_region_profile {REGION} (en)" in said
    after = copy.pages()
    if shown:  # a lock or library that does nothing changes no page; that all was made anew is what can be seen
        assert shown in after and shown not in before
    else:
        assert after == before
    said, _ = copy.build("--lang", "en")
    assert "nothing changed" in said and copy.pages() == after


def test_other_language_and_texts_are_other_reports(copy: Copy, sources: Path) -> None:
    _, english = copy.build("--lang", "en")
    said, chinese = copy.build("--lang", "zh")
    assert "nothing changed" not in said and 'lang="zh-Hans"' in chinese != english
    said, with_texts = copy.build("--lang", "en", "--sources", str(sources))
    assert "nothing changed" not in said and 'class="passage"' in with_texts and 'class="passage"' not in english


def tree(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(found) > 10
    return found


def test_damage_and_no_cache_give_the_same_report(copy: Copy) -> None:
    copy.build("--lang", "en")
    whole, kept = tree(copy.out), sorted((copy.root / "kept").glob("*.json"))
    assert len(kept) >= 5
    said, _ = copy.build("--lang", "en", "--no-cache")
    assert "nothing changed" not in said and tree(copy.out) == whole
    for number, path in enumerate(kept):
        held = path.read_bytes()
        path.write_bytes([b"", held[: len(held) // 2], held.replace(b"e", b"a"), b"\xff\xfe{}", b"[]"][number % 5])
    said, _ = copy.build("--lang", "en")
    assert "nothing changed" not in said and tree(copy.out) == whole
    said, _ = copy.build("--lang", "en", CLOUDPLANS_CACHE=str(copy.root / "requirements.lock" / "below a file"))
    assert "nothing changed" not in said and tree(copy.out) == whole
    (copy.out / "index.html").write_text("not what was built", encoding="utf-8")
    copy.build("--lang", "en")
    assert tree(copy.out) == whole


def test_one_statement_changes_the_pages_that_rest_on_it(tmp_path: Path, data: cloudplans.Dataset) -> None:
    shutil.copytree(data.directory, tmp_path / "data")
    kept, changed = cache.Cache(tmp_path / "kept"), cloudplans.load(tmp_path / "data")

    def make() -> tuple[list[str], dict[str, Any]]:
        said: list[str] = []
        tasks = {stem: task for stem, task in build.jobs(changed, ["en"]) if stem != "07_how_sure_are_we"}
        with Workshop(changed, None, kept, [], said.append) as shop:
            return said, dict(zip(tasks, shop.make(list(tasks.values())), strict=True))

    everything, before = make()
    assert len(everything) == len(before) >= 9
    assert make() == ([], before)
    name = note(tmp_path / "data", "hubei-2016", "A note of the test")
    changed = cloudplans.load(tmp_path / "data")
    row = changed.statements()[changed.statements()["statement_id"] == name].iloc[0]
    theme = changed.indicators().set_index("indicator_id").loc[row["indicator_id"], "theme"]
    said, after = make()
    made = {line.split("] ")[1] for line in said}
    assert "06_region_profile CN-HB (en)" in made and "A note of the test" in after["hubei-2016"]["body"]
    others = {"06_region_profile CN-GD (en)", "06_region_profile CN-SH (en)", "06_region_profile 510100 (en)", "08_explorer (en)"}
    assert theme != "industry-scale"
    others.add("02_industry_scale (en)")
    assert made.isdisjoint(others), made & others
    kept = cache.Cache(None)
    assert make()[1] == after  # what was taken over is what would have been made


def test_a_trace_tells_what_was_read(tmp_path: Path, data: cloudplans.Dataset) -> None:
    shutil.copytree(data.directory, tmp_path / "data")
    copied = cloudplans.load(tmp_path / "data")
    with tracing(data=tmp_path / "data") as trace:
        copied.statements(region="Hubei")
        (tmp_path / "data" / "lexicon/units.csv").read_text(encoding="utf-8")
        with pytest.raises(ValueError, match="no region"):
            copied.targets(region="Atlantis")
    assert trace.sure and any("lexicon/units.csv" in question for question in trace.asked)
    same = lambda: Asker(cloudplans.load(tmp_path / "data"), None).same(trace.asked)  # noqa: E731
    assert same()
    note(tmp_path / "data", "shanghai-2017", "Elsewhere")
    assert same()
    note(tmp_path / "data", "hubei-2016", "Here")
    assert not same()
    shutil.copy(data.directory / "statements.csv", tmp_path / "data")
    assert same()
    with (tmp_path / "data" / "lexicon/units.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not same()
    with tracing() as unsure:
        unsure.note(["evidence", object()], lambda: "")  # cannot be written down, so nothing may be concluded
    assert not unsure.sure


def test_help_and_verify_go_without_pandas(sources: Path) -> None:
    heavy = ["pandas", "matplotlib", "jinja2", "nbformat"]
    for words, more in ((["--help"], ["numpy"]), (["verify", "--sources", str(sources)], [])):
        code = f"import sys\nfrom cloudplans.cli.main import main\ntry:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        code += f"print([name for name in {[*heavy, *more]} if name in sys.modules])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.endswith("[]\n") and len(done.stdout) > 100, words
