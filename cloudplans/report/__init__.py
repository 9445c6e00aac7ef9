"""The HTML report: notebooks run, pages written, fonts embedded."""

from cloudplans.report.web_fonts import faces

__all__ = [
    "faces",
]
