"""Plots: each takes a frame and returns a Figure with title, subtitle, source line, alternative text and marks named by record.

An arrow marks an open bound, a bar a range, a hollow marker a hedged or approximate figure, a cross an unverified one.
"""

# ruff: noqa: E402
from cloudplans.dataset import require as _require

_require("matplotlib")  # where it is missing, the message names the extra; the modules below import it

from cloudplans.plots.collated_editions import plan_copies
from cloudplans.plots.compared_values import growth, values
from cloudplans.plots.figure_html import figure_html, svg
from cloudplans.plots.matrices import coverage, verdicts
from cloudplans.plots.plan_timelines import horizons
from cloudplans.plots.policy_counts import instrument_mix, instruments
from cloudplans.plots.projects_and_aims import aims_ladder, project_places
from cloudplans.plots.region_colours import region_colours
from cloudplans.plots.reported_and_planned import reported_and_planned
from cloudplans.plots.several_bases import small_multiples
from cloudplans.plots.stages import timeline
from cloudplans.plots.style import chinese_font, redrawn, use_style
from cloudplans.plots.targets_by_region import dumbbell, targets
from cloudplans.plots.targets_by_year import timetable
from cloudplans.plots.tile_map import tile_map
from cloudplans.plots.titled_figure import Mark, data_of, marks
from cloudplans.plots.value_map import value_map
from cloudplans.plots.work_reports import stated_in_reports

__all__ = [
    "Mark",
    "aims_ladder",
    "chinese_font",
    "coverage",
    "data_of",
    "dumbbell",
    "figure_html",
    "growth",
    "horizons",
    "instrument_mix",
    "instruments",
    "marks",
    "plan_copies",
    "project_places",
    "redrawn",
    "region_colours",
    "reported_and_planned",
    "small_multiples",
    "stated_in_reports",
    "svg",
    "targets",
    "tile_map",
    "timeline",
    "timetable",
    "use_style",
    "value_map",
    "values",
    "verdicts",
]
