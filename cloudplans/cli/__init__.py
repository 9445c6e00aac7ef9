"""The command line."""

from cloudplans.cli.main import main

__all__ = [
    "main",
]
