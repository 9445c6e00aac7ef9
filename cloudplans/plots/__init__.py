"""Plots: each takes a frame and returns Axes, or a Figure of several.

An arrow marks an open bound, a bar a range, a hollow marker a hedged or approximate figure, a cross an unverified one.
"""

from cloudplans.plots.bounded_values import small_multiples, targets, values
from cloudplans.plots.collated_editions import plan_copies
from cloudplans.plots.figure_html import figure_html, svg
from cloudplans.plots.matrices import coverage, verdicts
from cloudplans.plots.plan_timelines import horizons
from cloudplans.plots.policy_counts import aims_ladder, instrument_mix, instruments, project_places
from cloudplans.plots.stages import dumbbell, timeline
from cloudplans.plots.style import chinese_font, use_style
from cloudplans.plots.targets_by_year import timetable
from cloudplans.plots.tile_map import tile_map

__all__ = [
    "aims_ladder",
    "chinese_font",
    "coverage",
    "dumbbell",
    "figure_html",
    "horizons",
    "instrument_mix",
    "instruments",
    "plan_copies",
    "project_places",
    "small_multiples",
    "svg",
    "targets",
    "tile_map",
    "timeline",
    "timetable",
    "use_style",
    "values",
    "verdicts",
]
