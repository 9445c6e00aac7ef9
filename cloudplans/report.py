"""The HTML report: notebooks run and rendered, a page a region, index, data and codebook; it opens from disk without a network."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cloudplans import __version__, execute, style
from cloudplans.dataset import Dataset
from cloudplans.execute import LANGUAGES, Job
from cloudplans.export.xlsx import workbook
from cloudplans.pages import Page, apart, checked, codebook, data_page, environment, index
from cloudplans.records import plan_of
from cloudplans.tiers import read_context
from cloudplans.verify import Outcome, table_problems, unnamed, verify

_HERE = Path(__file__).resolve().parent
_FIRST_CHINESE = 0x2E80  # radicals; Latin letters and quotation marks stay with the reader's own font
_MARKER = ".cloudplans-report"
Say = Callable[[str], None]


@dataclass
class Edition:
    """The report in one language."""

    lang: str
    folder: str  # below the report: "" or "zh/"
    pages: list[Page] = field(default_factory=list)


def build(
    out: Path,
    dataset: Dataset,
    *,
    sources: Path | None = None,
    languages: tuple[str, ...] = LANGUAGES,
    regions: tuple[str, ...] = (),
    say: Say | None = None,
) -> Outcome:
    """Build the report into the directory `out`, which is replaced whole.

    Parameters
    ----------
    out : Path
        Where the report goes. An existing directory is replaced only if it is empty or an earlier report.
    dataset : Dataset
        The data set.
    sources : Path, optional
        The folder of the texts; with it every record opens its passage.
    languages : tuple of str
        The languages; the first one's pages stand at the top, the others' in a folder each.
    regions : tuple of str
        Regions, by id or name: their pages alone, the first one as the index too; by default everything.
    say : callable, optional
        Told what is being done, a line at a time.

    Returns
    -------
    Outcome
        What `cloudplans.verify.verify` found; its counts stand on every page.

    Raises
    ------
    ValueError
        If `out` is something else than a report, or the tables are not in order; then nothing is built.
    """
    say = say or (lambda line: None)
    _refuse_foreign(out)
    out = out.resolve()
    plans = [plan_of(dataset, region) for region in regions]
    if problems := table_problems(dataset):
        raise ValueError("\n".join(["the tables are not in order, nothing is built:", *map(str, problems)]))
    if problems := unnamed(dataset):
        raise ValueError("\n".join(["what the plan and its region are called is open, nothing is built:", *map(str, problems)]))
    sources = sources or (Path(os.environ["CLOUDPLANS_SOURCES"]) if os.environ.get("CLOUDPLANS_SOURCES") else None)
    texts = dataset.texts(sources)
    say("verifying the data")
    outcome = verify(dataset, texts, read_context(sources))
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        dataset.copy_to(work / "data")
        (work / "data" / "cloudplans.xlsx").write_bytes(workbook(dataset)[0])
        rendered = _notebook_pages(dataset, languages, plans, sources, say)
        for lang in languages:
            say(f"writing pages ({lang})")
            folder = "" if lang == languages[0] else f"{lang}/"
            with _report_mode():
                up = "../" if folder else ""
                if plans:
                    pages = [*rendered[lang], codebook(dataset, lang)]
                    first = replace(pages[0], file="index.html")
                else:
                    pages = [*rendered[lang], data_page(dataset, lang, f"{up}data/"), codebook(dataset, lang)]
                    first = index(dataset, outcome, lang, pages)
                _write(work, Edition(lang, folder, [first, *pages]), languages, dataset, outcome)
        (work / _MARKER).write_text(f"{__version__}\n", encoding="utf-8")
        work.chmod(0o755)
        _swap(work, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return outcome


@contextmanager
def _report_mode() -> Iterator[None]:
    """Let tables and figures know that they are drawn for the report: records are linked, figures are images."""
    before = os.environ.get("CLOUDPLANS_REPORT")
    os.environ["CLOUDPLANS_REPORT"] = "1"
    try:
        yield
    finally:
        os.environ.pop("CLOUDPLANS_REPORT")
        if before is not None:
            os.environ["CLOUDPLANS_REPORT"] = before


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file; name a directory for the report")
    if out.is_dir() and any(out.iterdir()) and not (out / _MARKER).exists():
        raise ValueError(f"{out} holds files that are no report; name a new or empty directory, or an earlier report")


def _swap(work: Path, out: Path) -> None:
    """Put the finished directory in the place of the old one."""
    old = work.with_name(work.name + "-old")
    if out.exists():
        out.rename(old)
    try:
        work.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _notebook_pages(
    dataset: Dataset, languages: tuple[str, ...], only: list[dict[str, Any]], sources: Path | None, say: Say
) -> dict[str, list[Page]]:
    """Run every notebook in every language; a parametrised one makes a page for each region that has a plan, or for `only` some."""
    plans = only or dataset.plans().to_dict("records")
    whole = [(path.stem, path, {}) for path in execute.notebooks() if not only and not execute.parametrised(path)]
    regional = [
        (plan["plan_id"], path, {"region": plan["region_id"]})
        for path in execute.notebooks()
        if execute.parametrised(path)
        for plan in plans
    ]
    wanted = [(lang, stem, Job(path, lang, given)) for lang in languages for stem, path, given in [*whole, *regional]]
    done = execute.run([job for _, _, job in wanted], execute.environment(dataset.directory, sources), say)
    pages: dict[str, list[Page]] = {lang: [] for lang in languages}
    for (lang, stem, job), rendered in zip(wanted, done, strict=True):
        names = dataset.regions().set_index("region_id")[f"name_{lang}"]
        title = names[job.parameters["region"]] if job.parameters else rendered.title
        pages[lang].append(Page(f"{stem}.html", title, rendered.body))
    return pages


def font_face(words: str) -> str:
    """Return a style rule that carries the Chinese glyphs of `words`, or nothing where no font is at hand."""
    font = style.chinese_font()
    if not font:
        return ""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern"], notdef_outline=True, recalc_timestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted({c for c in words if ord(c) >= _FIRST_CHINESE})))
    face = subset.load_font(str(font), options)
    subsetter.subset(face)
    buffer = io.BytesIO()
    subset.save_font(face, buffer, options)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'@font-face{{font-family:"CloudplansSC";src:url("data:font/woff2;base64,{data}") format("woff2")}}'


def _hashed(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}" if content else ""


def _other(edition: Edition, languages: tuple[str, ...], file: str) -> str:
    """Return where the same page stands in the other language, or nothing."""
    rest = [name for name in languages if name != edition.lang]
    if not rest:
        return ""
    return f"{'../' if edition.folder else ''}{'' if rest[0] == languages[0] else f'{rest[0]}/'}{file}"


def _write(work: Path, edition: Edition, languages: tuple[str, ...], dataset: Dataset, outcome: Outcome) -> None:
    template = environment(edition.lang).get_template("page.html.j2")
    sheet = (_HERE / "templates" / "style.css").read_text(encoding="utf-8")
    folder = work / edition.folder
    folder.mkdir(exist_ok=True)

    def render(page: Page, css: str) -> str:
        return template.render(
            title=page.title, file=page.file, pages=edition.pages, body=page.body, style=css, style_hash=_hashed(css),
            script=page.script, script_hash=_hashed(page.script), other=_other(edition, languages, page.file),
            version=dataset.descriptor["version"], checked=checked(outcome, edition.lang), apart=apart(outcome, edition.lang),
            data_href=f"{'../' if edition.folder else ''}data/",
        )  # fmt: skip

    for page in edition.pages:
        css = font_face(render(page, "")) + sheet
        (folder / page.file).write_text(render(page, css), encoding="utf-8", newline="\n")
