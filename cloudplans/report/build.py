"""Build the HTML report: notebooks, index, data page and codebook in two languages; it opens from disk without a network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cloudplans import __version__, display
from cloudplans.atomic_write import replace_folder
from cloudplans.dataset import Dataset, load, notebooks_directory, own_directory, read_context, short_plan_names, sources_folder
from cloudplans.existing_outputs import digests, foreign_files, keep, manifest_text, read_manifest, refuse_folder, refuse_foreign
from cloudplans.plots import web_fonts
from cloudplans.report.codebook_page import codebook
from cloudplans.report.data_page import data_page
from cloudplans.report.indicator_pages import indicator_pages
from cloudplans.report.landing_page import landing_page, page_of_some_plans
from cloudplans.report.page_frame import Page, whole_page
from cloudplans.report.province_pages import province_pages
from cloudplans.report.run_notebooks import LANGUAGES, Job, is_regional, notebooks, run_notebook, worker_processes
from cloudplans.text import path_inside
from cloudplans.verify import Outcome, raw_tables, table_problems, unnamed, verify_tables

_PACKAGE = Path(__file__).resolve().parent.parent
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_MARKER = ".cloudplans-report"
_REMEDY = "move them, choose another folder, or add --force, which rebuilds the report and keeps them"


@dataclass
class LanguagePart:
    """The pages of the report in one language, and their folder in it: `""` or `"zh/"`."""

    lang: str
    folder: str
    pages: list[Page] = field(default_factory=list)

    @property
    def up(self) -> str:
        """The way from a page to the top of the report."""
        return "../" if self.folder else ""


def build_report(
    out: Path | str,
    data: Dataset,
    *,
    sources: Path | str | None = None,
    languages: Sequence[str] = LANGUAGES,
    regions: Sequence[str] = (),
    force: bool = False,
    say: Callable[[str], None] | None = None,
) -> Outcome:
    """Build the report into the folder `out`, unless nothing has changed since it was built there.

    The folder is replaced as a whole: an error or a stop leaves the earlier report. The notebooks run in processes of their own;
    a script that calls this needs the usual ``if __name__ == "__main__":``.

    Parameters
    ----------
    out : Path
        Where the report goes. An existing folder is replaced only if it is empty or an earlier report to which nothing was added.
    data : Dataset
        The data set.
    sources : Path, optional
        The folder of the plan texts, by default that of ``CLOUDPLANS_SOURCES``; with them every record opens its passage.
    languages : sequence of str
        The languages: pages of the first are at the top, those of the others in a folder each.
    regions : sequence of str
        Regions by id or name, for a report of these alone; by default everything.
    force : bool
        Build even if nothing has changed, and keep the files that others put into an earlier report.
    say : callable, optional
        Called with one line per step.

    Returns
    -------
    Outcome
        The result of the verification; its counts are on every page.

    Raises
    ------
    ValueError
        If `out` is something else than a report, or the tables have problems; then nothing is built.
    NotebookError
        If a notebook does not run with the data.
    OSError
        If something cannot be read or written.

    Examples
    --------
    >>> import cloudplans
    >>> build_report("README.md", cloudplans.load())
    Traceback (most recent call last):
    ValueError: README.md is a file; name a folder for the report
    """
    out, say = Path(out), say or (lambda line: None)
    _refuse_foreign(out, [*_folders(data), *filter(None, [sources_folder(sources)])], force)
    plans = _plans_of(data, regions)
    raw = raw_tables(data)
    if problems := table_problems(raw):
        raise ValueError("\n".join(["the tables have problems; nothing was built:", *map(str, problems)]))
    if problems := unnamed(raw):
        raise ValueError("\n".join(["the plan or its region has no name yet; nothing was built:", *map(str, problems)]))
    texts, context = data.texts(sources, documents="all"), read_context(sources)
    say("verifying the data")
    outcome = verify_tables(raw, texts, context, [])

    def digest() -> str:
        return _inputs_digest(data, [data.texts(sources, documents="all"), read_context(sources), list(languages), plans])

    inputs = digest()
    if not force and _is_current(out, inputs):
        say("nothing has changed; the report is up to date")
        return outcome
    Path(os.path.realpath(out)).parent.mkdir(parents=True, exist_ok=True)
    with replace_folder(out) as folder, worker_processes(worker_variables(data, sources)) as pool:
        _Builder(folder, data, outcome, languages, plans, pool, say).build()
        _write_marker(folder, inputs if digest() == inputs else "inputs changed while the report was built")
        found = foreign_files(out, out / _MARKER)  # again: some may have arrived meanwhile
        if not force:
            refuse_foreign(out, found, _REMEDY)
        keep(found, out, folder)
    return outcome


def _plans_of(data: Dataset, regions: Sequence[str]) -> list[dict[str, str]]:
    """Return plan and region of the plans of some regions."""
    if not regions:
        return []
    from cloudplans.display import plan_of

    wanted = [plan_of(region, data=data)["region_id"] for region in regions]
    plans = data.plans()[["plan_id", "region_id"]]
    return [row for region in dict.fromkeys(wanted) for row in plans[plans["region_id"] == region].to_dict("records")]


def _refuse_foreign(out: Path, inputs: Sequence[Path], force: bool) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file; name a folder for the report")
    refuse_folder(out, [own_directory(), notebooks_directory(), *inputs])
    if out.is_dir() and any(out.iterdir()) and not (out / _MARKER).is_file():
        raise ValueError(f"{out} has files that are not a report; name a new or empty folder, or an earlier report")
    if not force:
        refuse_foreign(out, foreign_files(out, out / _MARKER), _REMEDY)


def worker_variables(data: Dataset, sources: Path | str | None) -> dict[str, str]:
    """Return the environment variables with which the worker processes find data and texts."""
    texts = sources_folder(sources)
    folders = os.pathsep.join(str(folder.resolve()) for folder in _folders(data))
    return {"CLOUDPLANS_DATA": folders} | ({"CLOUDPLANS_SOURCES": str(texts.resolve())} if texts else {})


def _folders(data: Dataset) -> list[Path]:
    """Return the user's folders, or the directory of the whole data set."""
    return [folder.directory for folder in data.folders] or [data.directory]


# -- nothing changed, or everything again -----------------------------------------------------------------------------------------


def _inputs_digest(data: Dataset, options: list[Any]) -> str:
    """Return one digest over everything that a page can depend on."""
    folders = {own_directory(), notebooks_directory(), *_folders(data)}
    code = [path for path in _PACKAGE.rglob("*") if not {"__pycache__", "_data", "_notebooks"} & set(path.parts)]
    libraries = {path.name for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")}
    fonts = "" if find_spec("zhplot") else time.time_ns()  # the system's fonts can change unnoticed: always build
    parts = [
        digests(_PACKAGE, code), digests(_PACKAGE.parent, [_PACKAGE.parent / "requirements.lock"]),
        [digests(folder, folder.rglob("*")) for folder in sorted(folders)], sorted(libraries), sys.version, fonts, options,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _write_marker(folder: Path, inputs: str) -> None:
    text = manifest_text(f"{__version__} {inputs}", digests(folder, folder.rglob("*")))
    (folder / _MARKER).write_text(text, encoding="utf-8", newline="\n")


def _is_current(out: Path, inputs: str) -> bool:
    """Return whether the report in `out` was built from these inputs and is complete and unchanged."""
    first, files = read_manifest(out / _MARKER)
    return first == f"{__version__} {inputs}" and files == digests(out, set(out.rglob("*")) - {out / _MARKER})


_TO_RECORD = re.compile(r'<a\b([^>]*?) href="([\w.%-]+\.html)#[^"]*"')
_NAME_OF_LINK = re.compile(r' aria-label="[^"]*"')  # what is no link cannot have one


def without_links_to_other_pages(body: str, files: set[str]) -> str:
    """Return a body without the links to records of plans that have no page in the report, such as an invented one.

    Examples
    --------
    >>> without_links_to_other_pages('<a href="a.html#x">1</a> <a aria-label="B" href="b.html#y">2</a>', {"a.html"})
    '<a href="a.html#x">1</a> <a>2</a>'
    """
    return _TO_RECORD.sub(lambda link: link[0] if link[2] in files else f"<a{_NAME_OF_LINK.sub('', link[1])}", body)


# -- the pages ---------------------------------------------------------------------------------------------------------------------


_PAGES: dict[str, Callable[..., list[Page]]] = {
    "landing": lambda *arguments: [landing_page(*arguments)], "some plans": lambda *arguments: [page_of_some_plans(*arguments)],
    "data": lambda *arguments: [data_page(*arguments)], "indicators": indicator_pages,
    "provinces": province_pages, "codebook": lambda *arguments: [codebook(*arguments)],
}  # fmt: skip


def _make_pages(kind: str, *arguments: Any) -> list[Page]:
    """Make pages in a worker process."""
    display.link_records(True)
    return _PAGES[kind](load(), *arguments)


def _make_workbook() -> bytes:
    from cloudplans.export import workbook

    return workbook(load())[0]


def jobs(data: Dataset, languages: Sequence[str] = LANGUAGES, plans: Sequence[Mapping[str, str]] = ()) -> list[tuple[str, Job]]:
    """Return every notebook to run with its page's name; the regional one once per plan, and alone if `plans` are given.

    Examples
    --------
    >>> import cloudplans
    >>> jobs(cloudplans.load(), ["en"])[0][0]
    '00_quick_start'
    """
    every = [] if plans else [(path.stem, path, "") for path in notebooks() if not is_regional(path)]
    rows = plans or data.plans()[["plan_id", "region_id"]].to_dict("records")
    several = data.plans()["region_id"].value_counts()
    regional = [
        (row["plan_id"], path, row["plan_id" if several[row["region_id"]] > 1 else "region_id"])
        for path in notebooks() if is_regional(path) for row in rows
    ]  # fmt: skip
    return [(stem, Job(path.resolve(), lang, region)) for lang in languages for stem, path, region in [*every, *regional]]


@dataclass
class _Builder:
    """Fills an empty folder with the report."""

    folder: Path
    data: Dataset
    outcome: Outcome
    languages: Sequence[str]
    plans: list[dict[str, str]]
    pool: ProcessPoolExecutor
    say: Callable[[str], None]

    def build(self) -> None:
        parts = [LanguagePart(lang, "" if lang == self.languages[0] else f"{lang}/") for lang in self.languages]
        self.data.copy_to(self.folder / "data")
        workbook = self.pool.submit(_make_workbook)  # first: it takes longest
        named = jobs(self.data, self.languages, self.plans)
        notebooks = self._submit([job for _, job in named])
        references = {
            (part.lang, kind): self.pool.submit(_make_pages, kind, part.lang, *([f"{part.up}data/"] if kind == "data" else []))
            for part in parts for kind in (["codebook"] if self.plans else ["provinces", "data", "indicators", "codebook"])
        }  # fmt: skip
        self._report_progress(notebooks)
        for part in parts:
            part.pages = self._notebook_pages(part.lang, named, notebooks)
            part.pages += [page for (lang, _), made in references.items() if lang == part.lang for page in made.result()]
        for part, index in zip(parts, [self._index(part) for part in parts], strict=True):
            part.pages[:0] = index.result()
        (self.folder / "data" / "cloudplans.xlsx").write_bytes(workbook.result())
        self._write(parts)

    def _submit(self, every: list[Job]) -> dict[Job, Future[Any]]:
        """Submit the longest first, so that no worker waits for a long one at the end."""
        return {job: self.pool.submit(run_notebook, job) for job in sorted(every, key=lambda job: -job.path.stat().st_size)}

    def _report_progress(self, notebooks: dict[Job, Future[Any]]) -> None:
        names = {future: job for job, future in notebooks.items()}
        for count, future in enumerate(as_completed(names), 1):
            future.result()
            self.say(f"[{count}/{len(names)}] {names[future]}")

    def _notebook_pages(self, lang: str, named: list[tuple[str, Job]], notebooks: dict[Job, Future[Any]]) -> list[Page]:
        names = short_plan_names(data=self.data, lang=lang)  # type: ignore[arg-type]
        results = [(stem, job, notebooks[job].result()) for stem, job in named if job.lang == lang]
        return [
            Page(f"{stem}.html", names[stem] if job.region else result.title, result.body, result.section)
            for stem, job, result in results
        ]

    def _index(self, part: LanguagePart) -> Future[list[Page]]:
        listed = [Page(page.file, page.title, f"<h1>{page.heading}</h1>", page.section) for page in part.pages]
        if self.plans:
            plans = [row["plan_id"] for row in self.plans]
            return self.pool.submit(_make_pages, "some plans", self.outcome, part.lang, listed, plans)
        return self.pool.submit(_make_pages, "landing", self.outcome, part.lang, listed, f"{part.up}data/")

    def _write(self, parts: list[LanguagePart]) -> None:
        """Write the pages, each with the Chinese glyphs that it shows."""
        written = [(part, page) for part in parts for page in part.pages]
        for part in parts:
            files = {page.file for page in part.pages}
            for page in part.pages:
                page.body = without_links_to_other_pages(page.body, files)
        shown = [web_fonts.chinese(self._html(part, page, "")) for part, page in written]
        distinct = sorted(set(shown), key=lambda characters: (len(characters), characters))
        rules: dict[str, str] = {}
        for half in self.pool.map(web_fonts.faces, [distinct[::2], distinct[1::2]]):
            rules |= half
        sheet = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "tables.css"))
        for (part, page), characters in zip(written, shown, strict=True):
            path = path_inside(self.folder / part.folder, page.file)
            path.parent.mkdir(exist_ok=True)
            path.write_text(self._html(part, page, rules[characters] + sheet), encoding="utf-8", newline="\n")

    def _html(self, part: LanguagePart, page: Page, style: str) -> str:
        others = [lang for lang in self.languages if lang != part.lang]
        other = f"{part.up}{'' if others[0] == self.languages[0] else f'{others[0]}/'}{page.file}" if others else ""
        return whole_page(
            page, part.lang, part.pages, self.outcome, style=style, other=other, version=self.data.descriptor["version"],
            data_href=f"{part.up}data/",
        )  # fmt: skip
