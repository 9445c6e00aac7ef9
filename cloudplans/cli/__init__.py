"""The command line."""

from cloudplans.cli.main import console_entry, main

__all__ = [
    "console_entry",
    "main",
]
