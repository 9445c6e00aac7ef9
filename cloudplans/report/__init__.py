"""The HTML report: notebooks run and rendered, reference pages, and the Chinese glyphs that the pages carry."""

from cloudplans.report.build import build_report
from cloudplans.report.run_notebooks import LANGUAGES, NotebookError

__all__ = [
    "LANGUAGES",
    "NotebookError",
    "build_report",
]
