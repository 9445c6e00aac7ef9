"""The interactive explorer for notebooks: choose targets, see chart, table, evidence, code and data."""

from cloudplans.explorer.widgets import Explorer, explorer

__all__ = ["Explorer", "explorer"]
