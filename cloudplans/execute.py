"""The notebooks of the report: which there are, how they are made ready to run, and how they are rendered once they were run."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cloudplans.dataset import nearest

_HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")


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
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]  # plain JSON: to load nbformat takes a second
    sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
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


def environment(data: Path, sources: Path | None) -> dict[str, str]:
    """Return the variables that every page is made under: those of this process, and where the tables and the texts are."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("CLOUDPLANS_")}
    variables |= {
        "CLOUDPLANS_DATA": str(data.resolve()),
        "CLOUDPLANS_REPORT": "1",
        "LC_ALL": "C.UTF-8",  # text is laid out by the system's language where it is told no other
        "PYTHONUTF8": "1",  # also where there is no such locale
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in a kernel
        "PYTHONHASHSEED": "0",
    }
    return variables | ({"CLOUDPLANS_SOURCES": str(sources.resolve())} if sources else {})


def prepared(job: Job) -> Any:
    """Return a notebook ready to run: its parameters put in, its cells for the reader's own kernel left out."""
    import nbformat

    notebook = nbformat.read(job.path, as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(f"{name} = {value!r}" for name, value in job.parameters.items())
    notebook.cells = [cell for cell in notebook.cells if "interactive" not in cell.metadata.get("tags", [])]
    return notebook


def sample(lang: str) -> Any:
    """Return the smallest notebook that has something of everything, to warm up with."""
    from nbformat import v4

    shown = v4.new_code_cell(outputs=[v4.new_output("display_data", {"text/html": "<p>shown</p>", "text/plain": "shown"})])
    return v4.new_notebook(cells=[v4.new_markdown_cell("# Heading"), shown], metadata={"cloudplans": {f"title_{lang}": "Sample"}})


@cache
def _exporter(lang: str) -> Any:
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import TagRemovePreprocessor

    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True)
    others = {f"lang-{name}" for name in LANGUAGES if name != lang}
    exporter.register_preprocessor(TagRemovePreprocessor(remove_cell_tags=others), enabled=True)
    return exporter


def rendered(notebook: Any, lang: str) -> Rendered:
    """Return a notebook that was run as HTML, its cells in other languages left out."""
    body, _ = _exporter(lang).from_notebook_node(notebook)
    return Rendered(notebook.metadata["cloudplans"][f"title_{lang}"], str(body))
