"""The HTML report: notebooks executed and rendered, a page a region, an index; it opens from disk without a network."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloudplans import __version__, plots, style, tables
from cloudplans.dataset import Dataset
from cloudplans.present import THEMES, pick, shown
from cloudplans.verify import Outcome, verify

LANGUAGES = ("en", "zh")
_HERE = Path(__file__).resolve().parent
_FIRST_CHINESE = 0x2E80  # radicals; Latin letters and quotation marks stay with the reader's own font
_MARKER = ".cloudplans-report"
_KINDS = {
    "target": ("目标", "target"),
    "baseline": ("现状", "baseline"),
    "forecast": ("预测", "forecast"),
    "threshold": ("门槛", "threshold"),
    "programme_count": ("所列个数", "things listed"),
    "context": ("背景", "context"),
}
Say = Callable[[str], None]


def notebooks_directory() -> Path:
    """Return the directory of the notebooks: inside an installed wheel, or beside the package in a checkout."""
    installed = _HERE / "_notebooks"
    return installed if installed.is_dir() else _HERE.parent / "notebooks"


@dataclass
class Page:
    """One page to be written: its file name, its title, its name in the navigation, and its body."""

    file: str
    title: str
    short: str
    body: str = ""


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
    say : callable, optional
        Told what is being done, a line at a time.

    Returns
    -------
    Outcome
        What `cloudplans.verify.verify` found; its counts stand on every page.

    Raises
    ------
    ValueError
        If `out` is something else than a report.
    """
    say = say or (lambda line: None)
    _refuse_foreign(out)
    texts = dataset.texts(sources)
    say("verifying the data")
    outcome = verify(dataset, texts)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        shutil.copytree(dataset.directory, work / "data")
        rendered = _notebooks(languages, sources, say)
        for lang in languages:
            folder = "" if lang == languages[0] else f"{lang}/"
            say(f"writing pages ({lang})")
            with _report_mode():
                edition = Edition(lang, folder, _pages(dataset, texts, outcome, lang, rendered[lang]))
            _write(work, edition, languages, dataset, outcome)
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
    work.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _notebooks(languages: tuple[str, ...], sources: Path | None, say: Say) -> dict[str, list[Page]]:
    """Execute and render every notebook in every language, two at a time."""
    paths = sorted(notebooks_directory().glob("[0-9]*.ipynb"))
    jobs = [(lang, path) for lang in languages for path in paths]
    done: dict[str, list[Page]] = {lang: [] for lang in languages}
    with ThreadPoolExecutor(max_workers=2) as pool:
        pages = pool.map(lambda job: _notebook(job[1], job[0], sources), jobs)
        for count, ((lang, path), page) in enumerate(zip(jobs, pages, strict=True), 1):
            say(f"[{count}/{len(jobs)}] {path.stem} ({lang})")
            done[lang].append(page)
    return done


def _notebook(path: Path, lang: str, sources: Path | None) -> Page:
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import TagRemovePreprocessor

    notebook = nbformat.read(path, as_version=4)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
    environment |= {
        "CLOUDPLANS_LANG": lang,
        "CLOUDPLANS_REPORT": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PYTHONHASHSEED": "0",
    }
    if sources:
        environment["CLOUDPLANS_SOURCES"] = str(sources.resolve())
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources, store_widget_state=False)
    with tempfile.TemporaryDirectory(prefix="cloudplans-") as folder:
        client.create_kernel_manager()
        client.km.connection_file = f"{folder}/kernel.json"
        if os.name == "posix":
            client.km.transport = "ipc"  # no port is opened
        client.execute(env=environment)
    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True)
    others = {f"lang-{name}" for name in LANGUAGES if name != lang} | {"interactive"}
    exporter.register_preprocessor(TagRemovePreprocessor(remove_cell_tags=others), enabled=True)
    body, _ = exporter.from_notebook_node(notebook)
    titles = notebook.metadata["cloudplans"]
    return Page(f"{path.stem}.html", titles[f"title_{lang}"], titles[f"title_{lang}"], body)


def _environment(lang: str) -> Any:
    import jinja2

    loader = jinja2.FileSystemLoader(_HERE / "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    environment.globals["t"] = lambda zh, en: pick(lang, zh, en)
    environment.globals["lang"] = lang
    return environment


def checked(outcome: Outcome, lang: str) -> str:
    """Return in a line what was checked."""
    c, found = outcome.counts, len(outcome.problems)
    if not c.get("texts"):
        zh = f"{c['statements']}条记录，{found}个问题；原文不在手边，未逐字核对"
        return pick(lang, zh, f"{c['statements']} records, {found} problems; texts not at hand, not re-read")
    zh = f"{c['statements']}条记录，{c['figures re-derived']}处数值由{c['texts']}份原文重新读出，{found}个问题"
    en = f"{c['statements']} records, {c['figures re-derived']} figures re-read from {c['texts']} texts, {found} problems"
    return pick(lang, zh, en)


def _pages(dataset: Dataset, texts: Mapping[str, str], outcome: Outcome, lang: str, notebooks: list[Page]) -> list[Page]:
    regions = dataset.regions().set_index("region_id")[f"name_{lang}"]
    plans = [Page(f"{plan['plan_id']}.html", regions[plan["region_id"]], regions[plan["region_id"]],
                  _region(dataset, texts, plan, regions[plan["region_id"]], lang))
             for plan in dataset.plans().to_dict("records")]  # fmt: skip
    title = pick(lang, "首页", "Overview")
    index = Page("index.html", title, title)
    pages = [index, *notebooks, *plans]
    index.body = _index(dataset, outcome, lang, pages)
    return pages


def _index(dataset: Dataset, outcome: Outcome, lang: str, pages: list[Page]) -> str:
    words = style.use(lang)
    scale = dataset.targets(theme="industry-scale")
    scale = scale[scale["unit"] == "CNY"]
    frame = shown(dataset, scale, words).sort_values(["indicator_id", "region_id", "deadline"])
    return _environment(lang).get_template("index.html.j2").render(
        figure=style.as_image(plots.promises(frame, lang=words)),
        coverage=tables.themes(dataset, lang)._repr_html_(),
        headline=tables.promises(dataset, scale, lang)._repr_html_(),
        plans=tables.plans(dataset, lang)._repr_html_(),
        pages=pages,
        checked=checked(outcome, lang),
        unchecked=outcome.unchecked,
        corrections=tables.corrections(dataset, lang)._repr_html_(),
    )  # fmt: skip


def _region(dataset: Dataset, texts: Mapping[str, str], plan: dict[str, Any], region: str, lang: str) -> str:
    frame = shown(dataset, dataset.statements(plan=plan["plan_id"]), lang)
    frame = frame.sort_values(["indicator_id", "deadline", "statement_id"])
    themes = []
    for theme, names in THEMES.items():
        rows = frame[frame["theme"] == theme].to_dict("records")
        for row in rows:
            row["year"] = (
                "" if row["deadline"] != row["deadline"] or row["deadline"] is None else str(row["deadline"]).removesuffix(".0")
            )
            row["year"] = row["year"].replace("<NA>", "")
            row["kind"] = pick(lang, *_KINDS[row["kind"]])
            row["evidence"] = tables.Evidence(dataset, texts, row["statement_id"], lang)._repr_html_()
        if rows:
            themes.append({"name": pick(lang, *names), "statements": rows})
    issued = plan["issued"]
    return _environment(lang).get_template("region.html.j2").render(
        region=region,
        title=plan[f"title_{lang}"],
        document_no=plan["document_no"],
        issued="" if issued != issued else f"{issued:%Y-%m-%d}",
        note=plan[f"note_{lang}"],
        themes=themes,
    )  # fmt: skip


def _font_face(words: str) -> str:
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


def _write(work: Path, edition: Edition, languages: tuple[str, ...], dataset: Dataset, outcome: Outcome) -> None:
    lang = edition.lang
    template = _environment(lang).get_template("page.html.j2")
    sheet = (_HERE / "templates" / "style.css").read_text(encoding="utf-8")
    rest = [name for name in languages if name != lang]
    folder = work / edition.folder
    folder.mkdir(exist_ok=True)

    def render(page: Page, css: str) -> str:
        digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
        other = (
            f"{'../' if edition.folder else ''}{'' if rest and rest[0] == languages[0] else f'{rest[0]}/'}{page.file}"
            if rest
            else ""
        )
        return template.render(
            title=page.title, file=page.file, pages=edition.pages, body=page.body, style=css, style_hash=f"sha256-{digest}",
            other=other, version=dataset.descriptor["version"], checked=checked(outcome, lang),
            data_href=f"{'../' if edition.folder else ''}data/",
        )  # fmt: skip

    for page in edition.pages:
        css = _font_face(render(page, "")) + sheet
        (folder / page.file).write_text(render(page, css), encoding="utf-8", newline="\n")
