"""Pictures: a frame in, Axes (or a Figure of several) out. Bounds are arrows, ranges are whiskers, hedged promises are hollow."""

from cloudplans.plots.collation import collation
from cloudplans.plots.dots import small_multiples, year_dots
from cloudplans.plots.intervals import bounds
from cloudplans.plots.matrices import coverage, verdicts
from cloudplans.plots.panels import promises
from cloudplans.plots.places import tiles
from cloudplans.plots.policy import aims_ladder, instrument_mix, instruments, places
from cloudplans.plots.time import dumbbell, horizons, timeline
from cloudplans.plots.timetable import timetable

__all__ = [
    "aims_ladder",
    "bounds",
    "collation",
    "coverage",
    "dumbbell",
    "horizons",
    "instrument_mix",
    "instruments",
    "places",
    "promises",
    "small_multiples",
    "tiles",
    "timeline",
    "timetable",
    "verdicts",
    "year_dots",
]
