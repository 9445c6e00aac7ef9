"""Find quantities in any Chinese text: value, unit, bound, deadline and what they are about."""

from cloudplans.scanner.scan_text import Candidate, Scanner

__all__ = [
    "Candidate",
    "Scanner",
]
