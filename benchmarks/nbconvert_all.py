"""The reference for the report: nbconvert runs and renders the same notebooks, one process, one after the other; seconds as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

start = time.perf_counter()
from nbconvert.preprocessors import ExecutePreprocessor  # noqa: E402 - what loading costs is part of the time

import cloudplans  # noqa: E402
from cloudplans import execute  # noqa: E402
from cloudplans.report import build  # noqa: E402


def main() -> None:
    """Run them all."""
    data = cloudplans.load()
    os.environ.update(execute.environment(data.directory, Path(sys.argv[1])))
    for _, task in build.jobs(data, execute.LANGUAGES):
        os.environ["CLOUDPLANS_LANG"] = task.lang
        job = execute.Job(Path(task.given["path"]), task.lang, task.given["parameters"])
        notebook = execute.prepared(job)
        where = {"metadata": {"path": str(job.path.parent)}}
        ExecutePreprocessor(timeout=300, kernel_name="python3", store_widget_state=False).preprocess(notebook, where)
        execute.rendered(notebook, task.lang)
    print(json.dumps(time.perf_counter() - start))


if __name__ == "__main__":
    main()
