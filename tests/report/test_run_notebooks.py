"""Notebooks run in worker processes: pages as a real kernel makes them, errors with their cell, no process left behind."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, SOURCES

import cloudplans
from cloudplans.report import build, run_notebooks
from cloudplans.report.run_notebooks import Job, NotebookError, Rendered, worker_processes

REGION = "CN-SH"


def run_in_real_kernel(job: Job, variables: dict[str, str], folder: Path) -> Rendered:
    """Run a notebook with nbclient in a kernel process."""
    from jupyter_client.kernelspec import KernelSpec
    from nbclient import NotebookClient
    from nbformat import v4

    notebook = run_notebooks.prepared(job)
    set_up = "from cloudplans.report.run_notebooks import set_up_kernel\nset_up_kernel(get_ipython())"
    notebook.cells.insert(0, v4.new_code_cell(set_up))
    where = {"metadata": {"path": str(job.path.parent)}}
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where, store_widget_state=False)
    client.create_kernel_manager()
    client.km._kernel_spec = KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    client.km.connection_file = str(folder / "kernel.json")
    client.km.transport = "ipc"
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLOUDPLANS_")}
    client.execute(env={**own, **variables, "CLOUDPLANS_LANG": job.lang, "LC_ALL": "C.UTF-8", "IPYTHONDIR": str(folder)})
    del notebook.cells[0]
    return run_notebooks.rendered(notebook, job.lang)


@pytest.fixture(scope="module")
def variables(data: cloudplans.Dataset) -> dict[str, str]:
    return build.worker_variables(data, SOURCES if SOURCES.is_dir() else None)


@pytest.fixture(scope="module")
def pages(data: cloudplans.Dataset, variables: dict[str, str]) -> dict[str, tuple[Job, Rendered]]:
    """Every notebook in one language or the other, as the worker processes make it; the regional one for one region."""
    jobs = {
        stem: job
        for stem, job in build.jobs(data)
        if job.region in ("", REGION) and job.lang == ("zh" if stem[:2] in ("02", "05") else "en")
    }
    with worker_processes(variables) as pool:
        return dict(zip(jobs, zip(jobs.values(), pool.map(run_notebooks.run_notebook, jobs.values()), strict=True), strict=True))


STEMS = [path.stem for path in run_notebooks.notebooks() if not run_notebooks.is_regional(path)] + ["shanghai-2017"]


@pytest.mark.slow
@pytest.mark.parametrize("stem", STEMS)
def test_pages_are_those_of_a_real_kernel(stem: str, pages: dict[str, tuple[Job, Rendered]], variables: dict[str, str]) -> None:
    job, page = pages[stem]
    with tempfile.TemporaryDirectory(prefix="k-") as folder:  # short, because the address of a socket is limited
        expected = run_in_real_kernel(job, variables, Path(folder))
    assert len(expected.body) > 500
    assert page == expected


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Path]:
    """A small notebook with parameters, prose, and a cell that fails if the region is Hubei."""
    from nbformat import v4, write

    cells = [
        v4.new_code_cell('lang = "en"\nregion = "CN-GD"', metadata={"tags": ["parameters"]}),
        v4.new_markdown_cell("Codebook"),
        v4.new_code_cell("print(lang, region, 6 * 7)"),
        v4.new_code_cell("missing", metadata={"tags": ["interactive"]}),
        v4.new_code_cell("missing", metadata={"tags": ["interactive"], "instead": "Download everything"}),
        v4.new_code_cell('1 / (region != "CN-HB")'),
    ]
    write(v4.new_notebook(cells=cells, metadata={"cloudplans": {"title": "Overview"}}), tmp_path / "small.ipynb")
    yield tmp_path / "small.ipynb"


def test_a_notebook_runs_with_its_language_and_region(notebook: Path) -> None:
    with worker_processes({}) as pool:
        english, chinese = pool.map(run_notebooks.run_notebook, [Job(notebook, "en", "CN-SH"), Job(notebook, "zh", "CN-SH")])
    assert (english.title, chinese.title) == ("Overview", "首页")
    assert "en CN-SH 42" in english.body and "Codebook" in english.body
    assert "zh CN-SH 42" in chinese.body and "编码手册" in chinese.body and "Codebook" not in chinese.body
    assert "Download everything" in english.body and "下载全部数据" in chinese.body and "missing" not in english.body


def test_a_cell_that_fails_is_named(notebook: Path) -> None:
    with pytest.raises(NotebookError) as caught, worker_processes({}) as pool:
        pool.submit(run_notebooks.run_notebook, Job(notebook, "en", "CN-HB")).result()
    assert str(caught.value).startswith('small.ipynb: a cell fails\n1 / (region != "CN-HB")\n')
    assert "ZeroDivisionError" in str(caught.value)


@pytest.mark.parametrize("region", ["CN-GD'; import os #", '"""', "\\'\nimport os"])
def test_a_region_is_a_string_in_the_cell_whatever_it_contains(notebook: Path, region: str) -> None:
    source = run_notebooks.prepared(Job(notebook, "en", region)).cells[0].source
    assigned = {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in ast.parse(source).body}
    assert assigned == {"lang": "en", "region": region}


def test_a_worker_process_has_only_the_variables_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDPLANS_SOURCES", "/nowhere")
    with worker_processes({"CLOUDPLANS_DATA": "/data"}) as pool:
        assert pool.submit(os.getenv, "CLOUDPLANS_SOURCES").result() is None
        assert pool.submit(os.getenv, "CLOUDPLANS_DATA").result() == "/data"


def test_an_error_ends_the_worker_processes_at_once() -> None:
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), worker_processes({}) as pool:
        process = pool.submit(os.getpid).result()
        waiting = [pool.submit(time.sleep, 300) for _ in range(4)]
        assert not waiting[0].done()
        raise KeyboardInterrupt
    assert process > 0 and time.monotonic() - start < 60


HOST = """
import sys, time
from cloudplans.report.run_notebooks import worker_processes
if __name__ == "__main__":
    with worker_processes({}) as pool:
        pool.submit(int).result()
        jobs = [pool.submit(time.sleep, 300) for _ in range(2)]
        print("ready", flush=True)
        jobs[0].result()
"""


def processes_with(variable: str) -> list[int]:
    """Return the processes that have a variable in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += [int(path.parent.name)] if variable.encode() in path.read_bytes() else []
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_worker_processes_end_with_a_killed_parent(tmp_path: Path) -> None:
    (tmp_path / "host.py").write_text(HOST, encoding="utf-8")
    mark = f"MARK={uuid.uuid4()}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "MARK": mark.partition("=")[2]}
    host = subprocess.Popen([sys.executable, str(tmp_path / "host.py")], env=env, stdout=subprocess.PIPE, text=True)
    assert host.stdout and host.stdout.readline() == "ready\n"
    assert len(processes_with(mark)) >= 3
    host.send_signal(signal.SIGKILL)
    host.wait()
    end = time.monotonic() + 20
    while processes_with(mark) and time.monotonic() < end:
        time.sleep(0.2)
    assert processes_with(mark) == []
