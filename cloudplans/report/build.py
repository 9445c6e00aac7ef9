"""The HTML report: notebooks run and rendered, a page a region, index, data and codebook; it opens from disk without a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudplans import __version__, execute
from cloudplans.cache import Cache, default_folder, files, key, surroundings
from cloudplans.dataset import Dataset, own_directory, read_context
from cloudplans.execute import LANGUAGES
from cloudplans.files import whole_folder, write_unseen
from cloudplans.intake import within
from cloudplans.report.web_fonts import chinese
from cloudplans.verify import Outcome, raw_tables, table_problems, unnamed, verify_tables
from cloudplans.workshop import Task, Workshop

if TYPE_CHECKING:  # pandas comes with it, which a report in which nothing changed does without
    from cloudplans.report.reference_pages import Page

_HERE = Path(__file__).resolve().parent
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
    keep: bool = True,
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
        Regions, by id or name: their pages alone, with an index of their own; by default everything.
    say : callable, optional
        Told what is being done, a line at a time.
    keep : bool
        Whether parts that were made before are taken over where nothing that they were made from has changed, and kept for
        the next time; the report is the same either way.

    Returns
    -------
    Outcome
        What `cloudplans.verify.run_rules.verify` found; its counts stand on every page.

    Raises
    ------
    ValueError
        If `out` is something else than a report, or the tables are not in order; then nothing is built.
    """
    say = say or (lambda line: None)
    _refuse_foreign(out)
    only = _plans(dataset, regions)
    if problems := table_problems(raw := raw_tables(dataset)):
        raise ValueError("\n".join(["the tables are not in order, nothing is built:", *map(str, problems)]))
    if problems := unnamed(raw):
        raise ValueError("\n".join(["what the plan and its region are called is open, nothing is built:", *map(str, problems)]))
    texts = dataset.texts(sources)
    context = read_context(sources)
    around = surroundings()
    known = bool(around[-1])  # the font, where a package carries it; another may change unseen
    kept = Cache(default_folder() if keep and known else None)
    name = key(around, languages, only, _read(dataset, texts), context)
    if _unchanged(kept.get(name), out.resolve()):
        say("nothing changed")
        return verify_tables(raw, texts, context, [])
    out.resolve().parent.mkdir(parents=True, exist_ok=True)
    with whole_folder(out) as work:
        with Workshop(dataset, sources, kept, around, say, work.scratch) as shop:
            shop.start()
            say("verifying the data")
            outcome = verify_tables(raw, texts, context, [])
            _fill(work.whole, dataset, outcome, languages, only, shop)
        kept.put(name, {"files": _held(work.whole)})
        kept.tidy()
    return outcome


def _plans(dataset: Dataset, regions: tuple[str, ...]) -> list[dict[str, str]]:
    """Return plan and region of the plans of some regions."""
    if not regions:
        return []
    from cloudplans.display import plan_of

    return [{name: plan_of(dataset, region)[name] for name in ("plan_id", "region_id")} for region in regions]


def _read(dataset: Dataset, texts: dict[str, str]) -> list[Any]:
    """Return the digests of what a report is made from besides the package: the tables, the texts, the notebooks."""
    read = files([own_directory(), dataset.directory, *execute.notebooks(), execute.notebooks_directory() / "example"])
    return [sorted(read.items()), {edition: hashlib.sha256(text.encode()).hexdigest() for edition, text in texts.items()}]


def _held(folder: Path) -> dict[str, str]:
    return {Path(path).relative_to(folder).as_posix(): digest for path, digest in files([folder]).items()}


def _unchanged(before: dict[str, Any] | None, out: Path) -> bool:
    """Tell whether `out` holds, file for file, what was made from the same before."""
    return before is not None and before["files"] == _held(out)


def jobs(dataset: Dataset, languages: Sequence[str] = LANGUAGES, only: Sequence[dict[str, str]] = ()) -> list[tuple[str, Task]]:
    """Return every notebook in every language, each with its page's name; a parametrised one for each region, or `only` some.

    Examples
    --------
    >>> import cloudplans
    >>> jobs(cloudplans.load(), ["en"])[0][0]
    '01_start_here'
    """
    plans = only or dataset.plans()[["plan_id", "region_id"]].to_dict("records")
    whole = [(path.stem, path, {}) for path in execute.notebooks() if not only and not execute.parametrised(path)]
    regional = [
        (plan["plan_id"], path, {"region": plan["region_id"]})
        for path in execute.notebooks()
        if execute.parametrised(path)
        for plan in plans
    ]
    return [
        (stem, Task("notebook", {"path": str(path.resolve()), "lang": lang, "parameters": given},
                    " ".join([path.stem, *given.values(), f"({lang})"]), lang, path))
        for lang in languages for stem, path, given in [*whole, *regional]
    ]  # fmt: skip


def _fill(
    work: Path, dataset: Dataset, outcome: Outcome, languages: tuple[str, ...], only: list[dict[str, str]], shop: Workshop
) -> None:
    """Write the report into an empty directory."""
    from cloudplans.report.reference_pages import Page

    dataset.copy_to(work / "data")
    editions = [Edition(lang, "" if lang == languages[0] else f"{lang}/") for lang in languages]
    wanted = jobs(dataset, languages, only)
    others = [
        Task("page", {"which": which, "lang": edition.lang, "up": "../" if edition.folder else ""}, lang=edition.lang)
        for edition in editions
        for which in (("codebook",) if only else ("data", "codebook"))
    ]
    workbook, *made = shop.make([Task("workbook", {}), *(task for _, task in wanted), *others])
    write_unseen(work / "data" / "cloudplans.xlsx", base64.b64decode(workbook["base64"]))
    for edition in editions:
        names = dataset.regions().set_index("region_id")[f"name_{edition.lang}"]
        for (stem, task), done in zip(wanted, made, strict=False):
            if task.lang == edition.lang:
                region = task.given["parameters"].get("region")
                edition.pages.append(Page(f"{stem}.html", names[region] if region else done["title"], done["body"]))
        edition.pages += [
            Page(**done) for task, done in zip(others, made[len(wanted) :], strict=True) if task.lang == edition.lang
        ]
    _first(dataset, editions, outcome, only, shop)
    _write(work, editions, dataset, outcome, shop)
    digests = "".join(f"{digest}  {path}\n" for path, digest in sorted(_held(work).items()))
    write_unseen(work / _MARKER, f"{__version__}\n{digests}")  # after its first line as `sha256sum --check` reads it


def _first(dataset: Dataset, editions: list[Edition], outcome: Outcome, only: list[dict[str, str]], shop: Workshop) -> None:
    """Put the page that opens first before the others: the index, of all plans or of some regions'."""
    from cloudplans.report.reference_pages import Page, few

    if only:
        for edition in editions:
            edition.pages.insert(0, few(dataset, outcome, edition.lang, list(edition.pages), [row["plan_id"] for row in only]))
        return
    found = {"problems": [str(problem) for problem in outcome.problems], "counts": outcome.counts, "unchecked": outcome.unchecked}
    tasks = [
        Task("page", {"which": "index", "lang": edition.lang, "outcome": found,
                      "listed": [[page.file, page.title] for page in edition.pages]}, lang=edition.lang)
        for edition in editions
    ]  # fmt: skip
    for edition, done in zip(editions, shop.make(tasks), strict=True):
        edition.pages.insert(0, Page(**done))


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file; name a directory for the report")
    if out.is_dir() and any(out.iterdir()) and not (out / _MARKER).exists():
        raise ValueError(f"{out} holds files that are no report; name a new or empty directory, or an earlier report")


def _hashed(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}" if content else ""


def _other(edition: Edition, languages: Sequence[str], file: str) -> str:
    """Return where the same page stands in the other language, or nothing."""
    rest = [name for name in languages if name != edition.lang]
    if not rest:
        return ""
    return f"{'../' if edition.folder else ''}{'' if rest[0] == languages[0] else f'{rest[0]}/'}{file}"


def _write(work: Path, editions: list[Edition], dataset: Dataset, outcome: Outcome, shop: Workshop) -> None:
    """Write the pages, each with the Chinese glyphs that it shows."""
    from cloudplans.report.reference_pages import apart, checked, environment

    sheet = (_HERE / "templates" / "style.css").read_text(encoding="utf-8")
    languages = [edition.lang for edition in editions]
    templates = {lang: environment(lang).get_template("page.html.j2") for lang in languages}

    def render(edition: Edition, page: Page, css: str) -> str:
        return templates[edition.lang].render(
            title=page.title, file=page.file, pages=edition.pages, body=page.body, style=css, style_hash=_hashed(css),
            script=page.script, script_hash=_hashed(page.script), other=_other(edition, languages, page.file),
            version=dataset.descriptor["version"], checked=checked(outcome, edition.lang), apart=apart(outcome, edition.lang),
            data_href=f"{'../' if edition.folder else ''}data/",
        )  # fmt: skip

    written = [(edition, page) for edition in editions for page in edition.pages]
    shown = [chinese(render(edition, page, "")) for edition, page in written]
    faces = shop.faces(shown)
    for (edition, page), characters in zip(written, shown, strict=True):
        css = faces[characters] + sheet
        write_unseen(within(work / edition.folder, page.file), render(edition, page, css))
