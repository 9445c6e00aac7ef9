"""A warm process that forks: the libraries are loaded once, every page is made in a child of its own.

`python -m cloudplans.worker` reads batches of tasks (a line of JSON each) and writes a line for each task as it ends; the results
are files. A process of its own rather than a fork of the caller's, whose threads, settings and figures would come along.
"""

from __future__ import annotations

import base64
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cloudplans.files import write_unseen
from cloudplans.system import end_with_parent

LONGEST = 300  # seconds that a task may take
_NEEDED = (
    "IPython.core.completerlib", "IPython.core.crashhandler", "IPython.core.magics", "IPython.core.oinspect",
    "cloudplans.data_quality.summary", "cloudplans.report.reference_pages", "cloudplans.plots", "cloudplans.display.plan_records", "cloudplans.export.xlsx",
    "fontTools.subset", "ipykernel.inprocess.ipkernel", "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline", "openpyxl", "psutil", "seaborn",
)  # fmt: skip


def warm() -> None:
    """Load what the tasks need, so that no child loads it again."""
    # Whatever reads a notebook loads jsonschema, which builds a grammar of addresses for 0.8 s if this package is there; it does
    # without where it is not, and no address is checked here.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]  # 0.5 s; no cell is stepped through
    for name in _NEEDED:
        importlib.import_module(name)
    from cloudplans import execute

    for lang in execute.LANGUAGES:
        execute.rendered(execute.sample(lang), lang)  # compiles templates, schemas and selectors: 0.2 s in every child otherwise
    gc.collect()
    gc.freeze()  # what is loaded is not copied into the children by the collector


def notebook(path: str, lang: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Run a notebook and return its title and body."""
    from cloudplans.dataset import load
    from cloudplans.execute import Job, permit, prepared, rendered

    job = Job(Path(path), lang, parameters)
    permit(job, {"region": set(load().plans()["region_id"])})
    os.chdir(job.path.parent)
    node = prepared(job)
    run_cells(node, job.path.name)
    return rendered(node, lang)._asdict()


def run_cells(node: Any, name: str) -> None:
    """Run the cells of a notebook in a kernel within this process, the outputs put where a kernel elsewhere has them put.

    Raises
    ------
    RuntimeError
        If a cell fails; with its traceback.
    """
    from ipykernel.inprocess import InProcessKernelManager
    from nbformat.v4 import output_from_msg
    from traitlets.config import Config

    manager = InProcessKernelManager(config=Config({"HistoryManager": {"enabled": False}}))
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    for cell in node.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        cell.outputs, sent = [], client.execute(cell.source)
        for message in _messages(client, sent):
            kind, content = message["msg_type"], message["content"]
            if kind == "error":
                raise RuntimeError(f"{name}: a cell fails\n{cell.source}\n{chr(10).join(content['traceback'])}")
            if kind == "execute_input":
                cell.execution_count = content["execution_count"]
            elif kind in ("stream", "display_data", "execute_result"):
                _add(cell.outputs, output_from_msg(message))
            elif kind != "status":
                raise RuntimeError(f"{name}: a cell sends {kind}, which only a kernel of its own handles\n{cell.source}")


def _messages(client: Any, sent: str) -> Any:
    """Yield what a kernel says of one request, until it is idle again; what is printed does not name its request."""
    while True:
        message = client.get_iopub_msg(timeout=LONGEST)
        idle = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
        if idle and message["parent_header"].get("msg_id") == sent:
            return
        yield message


def _add(outputs: list[Any], output: Any) -> None:
    """Add an output; what one stream says in a row is one output."""
    if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
        outputs[-1].text += output.text
    else:
        outputs.append(output)


def page(
    which: str, lang: str, outcome: Mapping[str, Any] | None = None, listed: Sequence[Sequence[str]] = (), up: str = ""
) -> dict[str, Any]:
    """Make a page that no notebook makes: the index of the pages `listed` (file and title), the data, the codebook."""
    from cloudplans.dataset import load
    from cloudplans.report import reference_pages
    from cloudplans.verify import Outcome

    if which == "index" and outcome:
        found = Outcome(list(outcome["problems"]), outcome["counts"], outcome["unchecked"])
        return asdict(reference_pages.index(load(), found, lang, [reference_pages.Page(*one) for one in listed]))
    return asdict(
        reference_pages.data_page(load(), lang, f"{up}data/") if which == "data" else reference_pages.codebook(load(), lang)
    )


def workbook() -> dict[str, str]:
    """Make the workbook."""
    from cloudplans.dataset import load
    from cloudplans.export.xlsx import workbook

    return {"base64": base64.b64encode(workbook(load())[0]).decode("ascii")}


def fonts(wanted: list[str]) -> dict[str, str]:
    """Make the style rule that carries the Chinese glyphs of each string."""
    from cloudplans.report import faces

    return faces(wanted)


_KINDS: dict[str, Callable[..., dict[str, Any]]] = {
    "notebook": notebook, "page": page, "workbook": workbook, "fonts": fonts,
}  # fmt: skip


def perform(task: Mapping[str, Any]) -> dict[str, Any]:
    """Do one task and return its result with what was asked of the data set meanwhile.

    Examples
    --------
    >>> done = perform({"kind": "page", "given": {"which": "codebook", "lang": "en"}})
    >>> done["result"]["file"], len(done["asked"]) > 0
    ('codebook.html', True)
    """
    from cloudplans.dataset import data_directory
    from cloudplans.trace import FIXED, tracing

    given = os.environ.get("CLOUDPLANS_SOURCES")
    sources = Path(given).resolve() if given else None
    context = sources.parent / "context" if sources else None
    with tracing(data=data_directory(), sources=sources, context=context, **FIXED) as trace:
        result = _KINDS[task["kind"]](**task["given"])
    return {"result": result, "asked": trace.asked, "sure": trace.sure}


def _child(task: Mapping[str, Any]) -> None:
    """Do one task in a process that ends with it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    if hasattr(signal, "alarm"):
        signal.alarm(LONGEST)  # ends this process
    os.environ.update(task["variables"])
    try:
        done = perform(task)
    except BaseException as error:
        # a message for whoever wrote the notebook, the traceback for whoever wrote this
        done = {"error": str(error) if isinstance(error, RuntimeError) else traceback.format_exc()}
    code = 0
    try:
        if Path(task["file"]).parent.is_dir():  # else another task failed, and nobody waits any more
            write_unseen(Path(task["file"]), json.dumps(done))
    except OSError as error:  # the disk is full: told by the exit code
        code = error.errno or 1
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(code)


def serve(workers: int = 2) -> None:
    """Read batches of tasks until there are no more, and do each in a child, so many at once."""
    tell, running = os.fdopen(os.dup(1), "w", encoding="utf-8"), {}
    os.dup2(2, 1)  # what a library prints does not get among the answers

    def stop(number: int, frame: Any) -> None:
        for child in running:
            os.kill(child, signal.SIGKILL)
        os._exit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    end_with_parent()
    warm()
    for line in sys.stdin:
        waiting = list(enumerate(json.loads(line)))
        while waiting or running:
            while waiting and len(running) < workers:
                number, task = waiting.pop(0)
                child = os.fork()
                if not child:
                    tell.close()
                    _child(task)
                running[child] = number
            child, status = os.wait()
            tell.write(json.dumps([running.pop(child), os.waitstatus_to_exitcode(status)]) + "\n")
            tell.flush()


def main(arguments: Sequence[str]) -> None:
    """Serve batches, or do the one task that is given."""
    if not arguments:
        return serve()
    warm()
    _child(json.loads(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
