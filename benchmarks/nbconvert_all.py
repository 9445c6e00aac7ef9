"""The reference for the report: nbconvert runs and renders the same notebooks one after the other; prints the seconds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

start = time.perf_counter()
from nbconvert.preprocessors import ExecutePreprocessor  # noqa: E402 - loading it is part of the time
from nbformat import v4  # noqa: E402

import cloudplans  # noqa: E402
from cloudplans.report.build import jobs, worker_variables  # noqa: E402
from cloudplans.report.run_notebooks import prepared, rendered  # noqa: E402

_SET_UP = "from cloudplans.report.run_notebooks import set_up_kernel\nset_up_kernel(get_ipython())"


def main() -> None:
    """Run and render every notebook in both languages."""
    data = cloudplans.load()
    os.environ.update(worker_variables(data, Path(sys.argv[1])))
    for _, job in jobs(data):
        os.environ["CLOUDPLANS_LANG"] = job.lang
        notebook = prepared(job)
        notebook.cells.insert(0, v4.new_code_cell(_SET_UP))
        where = {"metadata": {"path": str(job.path.parent)}}
        ExecutePreprocessor(timeout=300, kernel_name="python3", store_widget_state=False).preprocess(notebook, where)
        rendered(notebook, job.lang)
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
