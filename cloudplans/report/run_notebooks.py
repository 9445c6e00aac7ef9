"""Run notebooks, each in a process of its own, and return their bodies as HTML."""

from __future__ import annotations

import ast
import json
import locale
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from cloudplans.dataset import notebooks_directory
from cloudplans.labels import translate

LANGUAGES = ("en", "zh")
_WORKERS = 2
_PRELOADED = [
    "IPython.core.completerlib", "IPython.core.crashhandler", "IPython.core.magics", "cloudplans.compare", "cloudplans.data_quality",
    "cloudplans.display", "cloudplans.plots", "cloudplans.report.landing_page", "cloudplans.report.quiet_start", "cloudplans.verify", "fontTools.subset",
    "ipykernel.inprocess.ipkernel", "matplotlib.backends.backend_svg", "matplotlib_inline.backend_inline",
    "nbconvert.exporters.html", "openpyxl", "seaborn",
]  # fmt: skip


_NOTEBOOK = re.compile(r'href="(\d\d_\w+)\.ipynb')  # a link between notebooks, which is one between pages
_DRAWING = re.compile(r"\bplots\.(?!use_style\b|region_colours\b)\w+\(|\bseaborn\.\w+plot\(")


class NotebookError(RuntimeError):
    """A cell of a notebook failed; the message has the notebook, the cell and the traceback."""


class Job(NamedTuple):
    """A notebook to run: in a language, and for a region where the notebook has that parameter."""

    path: Path
    lang: str
    region: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, [self.path.stem, self.region, f"({self.lang})"]))


class Rendered(NamedTuple):
    """The title and the HTML body of a notebook that was run, and the section of the navigation that lists its page."""

    title: str
    body: str
    section: str


def notebooks() -> list[Path]:
    """Return the paths of the notebooks in order."""
    return sorted(notebooks_directory().glob("[0-9]*.ipynb"))


def is_regional(path: Path) -> bool:
    """Return whether the cell of a notebook that is tagged `parameters` has a region, so that it makes one page per region.

    Examples
    --------
    >>> [path.stem for path in notebooks() if is_regional(path)]
    ['06_region_profile']
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]  # loading nbformat would take a second
    return any("region" in _assigned("".join(cell["source"])) for cell in cells if _has_tag(cell, "parameters"))


def _has_tag(cell: Any, tag: str) -> bool:
    return tag in cell["metadata"].get("tags", [])


def _assigned(source: str) -> list[str]:
    """Return the names that a cell assigns to."""
    nodes = ast.walk(ast.parse(source))
    return [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


@contextmanager
def worker_processes(variables: Mapping[str, str]) -> Iterator[ProcessPoolExecutor]:
    """Give a pool in which each task gets a new process; the processes end with the block, and with this process.

    On Linux they are forked from a server that has loaded the libraries; elsewhere that is not safe, and each loads them anew.

    Parameters
    ----------
    variables : mapping
        Environment variables of the processes, in place of all ``CLOUDPLANS_...`` of this one.
    """
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        context.set_forkserver_preload(_PRELOADED)
    others = set(multiprocessing.active_children())
    with tempfile.TemporaryDirectory(prefix="cloudplans-", ignore_cleanup_errors=True) as scratch:
        pool = ProcessPoolExecutor(
            _WORKERS, context, initializer=_prepare_process, initargs=(dict(variables), scratch), max_tasks_per_child=1
        )
        try:
            yield pool
        except BaseException:
            _kill(pool, others)
            raise
        pool.shutdown()


def _kill(pool: ProcessPoolExecutor, others: set[Any]) -> None:
    """End a pool without waiting for its tasks.

    A process that is killed while it sends a result leaves the queue locked, and the next one waits for it forever. Therefore
    processes are killed until the pool has ended.
    """
    ending = threading.Thread(target=pool.shutdown, kwargs={"cancel_futures": True})
    ending.start()
    while ending.is_alive():
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        ending.join(0.05)


def _prepare_process(variables: Mapping[str, str], scratch: str) -> None:
    """Make a worker process independent of the user's settings, so that a page is the same on every machine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the parent ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.dup2(2, 1)  # standard output belongs to the command; libraries may print
    for name in [name for name in os.environ if name.startswith("CLOUDPLANS_")]:
        del os.environ[name]
    os.environ.update(variables, IPYTHONDIR=scratch, PYDEVD_DISABLE_FILE_VALIDATION="1")
    tempfile.tempdir = scratch
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "C.UTF-8")  # fonts are laid out by the language of the locale
    import matplotlib

    matplotlib.rcdefaults()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def run_notebook(job: Job) -> Rendered:
    """Run a notebook in a kernel inside this process and render it; for a worker process, whose state it changes.

    Raises
    ------
    NotebookError
        If a cell fails.
    """
    notebook = prepared(job)
    os.environ["CLOUDPLANS_LANG"] = job.lang
    os.chdir(job.path.parent)
    _run_cells(notebook, job.path.name)
    return rendered(notebook, job.lang)


def prepared(job: Job) -> Any:
    """Return a notebook ready to run: its language and region set, its prose translated, cells for a live kernel replaced by words."""
    import nbformat

    notebook = nbformat.read(job.path, as_version=4)
    notebook.cells = [cell for original in notebook.cells for cell in _saved(original)]
    for cell in notebook.cells:
        if _has_tag(cell, "parameters"):
            cell.source = "\n".join(f"{name} = {getattr(job, name)!r}" for name in _assigned(cell.source))
        elif cell.cell_type == "markdown":
            cell.source = translate(cell.source, job.lang)
    return notebook


def _saved(cell: Any) -> list[Any]:
    """Return what a saved page has of a cell: of one for a live kernel, the words `instead` in its metadata, if any."""
    from nbformat.v4 import new_markdown_cell

    if not _has_tag(cell, "interactive"):
        return [cell]
    return [new_markdown_cell(words, id=cell.id) for words in [cell.metadata.get("instead")] if words]


def set_up_kernel(shell: Any) -> None:
    """Make a kernel show figures as images with alternative text, and link records to their pages."""
    import matplotlib.pyplot as plt
    import pandas as pd
    from matplotlib.figure import Figure

    from cloudplans import display
    from cloudplans.report.figure_blocks import block_of_plot

    numbers = count(1)
    shell.run_line_magic("matplotlib", "inline")  # first: it removes what shows figures
    plt.uninstall_repl_displayhook()  # it would draw each figure once more
    shell.run_line_magic("config", "InlineBackend.figure_formats = set()")
    html = shell.display_formatter.formatters["text/html"]
    html.for_type(Figure, lambda figure: block_of_plot(f"figure-{next(numbers)}", figure))
    html.for_type(pd.DataFrame, display.frame_html)
    html.for_type(pd.Series, lambda values: display.frame_html(values.to_frame()))
    display.link_records(True)


def _run_cells(notebook: Any, name: str) -> None:
    from ipykernel.inprocess import InProcessKernelManager
    from traitlets.config import Config

    manager = InProcessKernelManager(config=Config({"HistoryManager": {"enabled": False}}))
    manager.start_kernel()
    set_up_kernel(manager.kernel.shell)
    client = manager.client()
    client.start_channels()
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.strip():
            cell.outputs = _outputs(client, cell.source, name)
            if lacks_figure(cell.source, cell.outputs):
                raise NotebookError(f"{name}: a cell draws a figure and does not show it\n{cell.source}")


def lacks_figure(source: str, outputs: list[Any]) -> bool:
    """Return whether a cell draws with `plots` and none of its outputs is a figure, as after a semicolon.

    Examples
    --------
    >>> lacks_figure("plots.targets(rows);", []), lacks_figure("plots.use_style(lang);", [])
    (True, False)
    """
    shown = any("<figure" in output.get("data", {}).get("text/html", "") for output in outputs)
    return bool(_DRAWING.search(source)) and not shown


def _outputs(client: Any, source: str, name: str) -> list[Any]:
    """Return what a cell shows, as a notebook stores it."""
    from nbformat.v4 import output_from_msg

    sent, outputs = client.execute(source), []
    while True:
        message = client.get_iopub_msg(timeout=1)  # the cell has run; everything that it sent is here
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle" and message["parent_header"].get("msg_id") == sent:
            return outputs
        if kind == "error":
            raise NotebookError(f"{name}: a cell fails\n{source}\n" + "\n".join(content["traceback"]))
        if kind in ("stream", "display_data", "execute_result"):
            outputs.append(output_from_msg(message))
        elif kind not in ("status", "execute_input"):
            raise NotebookError(f"{name}: a cell sends {kind}, which only a kernel in its own process handles\n{source}")


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    return HTMLExporter(template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True)


def rendered(notebook: Any, lang: str) -> Rendered:
    """Return the title and the HTML body of a notebook that was run."""
    body, _ = _exporter().from_notebook_node(notebook)
    about = notebook.metadata["cloudplans"]
    page = _NOTEBOOK.sub(r'href="\1.html', str(body))
    return Rendered(translate(about["title"], lang), page, about.get("section", "method"))
