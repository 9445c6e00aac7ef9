"""Notebooks run and turned into HTML bodies: nbclient runs them, nbconvert renders them, nothing of either is written."""

from __future__ import annotations

import ast
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from cloudplans.package import nearest

_HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")
_LONGEST_SOCKET = 80  # characters of a folder that a socket's address can hold


class Job(NamedTuple):
    """One notebook to run: in a language, with parameters (names to values, put into its cell tagged `parameters`)."""

    path: Path
    lang: str
    parameters: Mapping[str, str]


class Rendered(NamedTuple):
    """A notebook that was run: its title in the language, and its body as HTML."""

    title: str
    body: str


def notebooks_directory() -> Path:
    """Return the directory of the notebooks: inside an installed wheel, or beside the package in a checkout."""
    installed = _HERE / "_notebooks"
    return installed if installed.is_dir() else _HERE.parent / "notebooks"


def notebooks() -> list[Path]:
    """Return the notebooks in order."""
    return sorted(notebooks_directory().glob("[0-9]*.ipynb"))


def parametrised(path: Path) -> bool:
    """Tell whether a notebook has a cell of parameters, so that it makes one page for each value."""
    return bool(parameters(path))


def parameters(path: Path) -> list[str]:
    """Return the names that the cell of parameters of a notebook gives values to.

    Examples
    --------
    >>> parameters(notebooks_directory() / "06_region_profile.ipynb")
    ['region']
    """
    import nbformat

    cells = [cell for cell in nbformat.read(path, as_version=4).cells if "parameters" in cell.metadata.get("tags", [])]
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell.source))]
    return [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def permit(job: Job, known: Mapping[str, Collection[str]]) -> None:
    """Refuse parameters that a notebook does not have, or values that are not known, before anything runs.

    Parameters
    ----------
    job : Job
        What is to be run.
    known : mapping
        The allowed values of each parameter.

    Raises
    ------
    ValueError
        If a name or a value is not one of the allowed ones.

    Examples
    --------
    >>> permit(Job(notebooks_directory() / "06_region_profile.ipynb", "en", {"region": "CN-XX"}), {"region": ["CN-GD"]})
    Traceback (most recent call last):
    ValueError: no region 'CN-XX'; allowed: CN-GD
    """
    taken = parameters(job.path)
    for name, value in job.parameters.items():
        if name not in taken:
            raise nearest(name, taken, f"parameter of {job.path.name}")
        if value not in known.get(name, ()):
            raise nearest(value, known.get(name, ()), name)


def run(jobs: Sequence[Job], variables: Mapping[str, str], say: Callable[[str], None]) -> list[Rendered]:
    """Run notebooks, two at a time, and return them rendered in the order of the jobs."""
    done = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for job, rendered in zip(jobs, pool.map(lambda job: _run(job, variables), jobs), strict=True):
            done.append(rendered)
            what = " ".join([job.path.stem, *job.parameters.values(), f"({job.lang})"])
            say(f"[{len(done)}/{len(jobs)}] {what}")
    return done


def environment(data: Path, sources: Path | None) -> dict[str, str]:
    """Return the variables that every kernel gets: those of this process, and where the tables and the texts are."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
    variables |= {"CLOUDPLANS_DATA": str(data.resolve()), "CLOUDPLANS_REPORT": "1", "PYTHONHASHSEED": "0"}
    return variables | ({"CLOUDPLANS_SOURCES": str(sources.resolve())} if sources else {})


def _run(job: Job, variables: Mapping[str, str]) -> Rendered:
    import nbformat
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(job.path, as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(f"{name} = {value!r}" for name, value in job.parameters.items())
    notebook.cells = [cell for cell in notebook.cells if "interactive" not in cell.metadata.get("tags", [])]
    resources = {"metadata": {"path": str(job.path.parent)}}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources, store_widget_state=False)
    with tempfile.TemporaryDirectory(prefix="cloudplans-") as folder:
        client.create_kernel_manager()
        # this interpreter's kernel, whatever a kernel named python3 is elsewhere on the machine
        client.km._kernel_spec = KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
        client.km.connection_file = f"{folder}/kernel.json"
        if os.name == "posix" and len(folder) < _LONGEST_SOCKET:
            client.km.transport = "ipc"  # no port is opened
        try:
            client.execute(env={**variables, "CLOUDPLANS_LANG": job.lang})
        except CellExecutionError as error:
            raise ValueError(f"{job.path.name} ({job.lang}) cannot be run: {error.ename}: {error.evalue}") from None
    return Rendered(notebook.metadata["cloudplans"][f"title_{job.lang}"], _body(notebook, job.lang))


def _body(notebook, lang: str) -> str:
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import TagRemovePreprocessor

    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True)
    others = {f"lang-{name}" for name in LANGUAGES if name != lang}
    exporter.register_preprocessor(TagRemovePreprocessor(remove_cell_tags=others), enabled=True)
    body, _ = exporter.from_notebook_node(notebook)
    return str(body)
