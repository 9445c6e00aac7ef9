"""Pictures: a frame in, Axes (or a Figure of several) out. Bounds are arrows, ranges are whiskers, hedged promises are hollow."""

from cloudplans.plots.intervals import bounds
from cloudplans.plots.matrices import coverage, verdicts
from cloudplans.plots.panels import promises

__all__ = ["bounds", "coverage", "promises", "verdicts"]
