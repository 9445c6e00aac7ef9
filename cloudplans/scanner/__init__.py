"""Find quantities in any Chinese text: value, unit, bound, deadline and what they are about."""

from cloudplans.scanner.candidate_output import (
    OUTPUT_FORMATS,
    candidates_frame,
    check_output,
    format_candidates,
    scan,
    write_candidates,
)
from cloudplans.scanner.executors import dask_executor, process_pool
from cloudplans.scanner.indicator_tables import Table
from cloudplans.scanner.scan_files import ScannedFile, check_encoding, find_files, scan_bytes, scan_files
from cloudplans.scanner.scan_text import Candidate, Numeral, ScannedFigure, Scanner

__all__ = [
    "OUTPUT_FORMATS",
    "Candidate",
    "Numeral",
    "ScannedFigure",
    "ScannedFile",
    "Scanner",
    "Table",
    "candidates_frame",
    "check_encoding",
    "check_output",
    "dask_executor",
    "find_files",
    "format_candidates",
    "process_pool",
    "scan",
    "scan_bytes",
    "scan_files",
    "write_candidates",
]
