"""Draw the pictures of the README and the documentation from the data: python tools/docs/pictures.py."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

import cloudplans
from cloudplans import compare, plots
from cloudplans.labels import Language
from cloudplans.plots.figure_html import shortened

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
_CLOUD = ["Guangdong", "Chengdu", "Shanghai", "Hubei"]
_SIZES = ["cloud-services-scale", "cloud-terminal-scale"]


def _shares() -> Figure:
    rows = compare.relative_to(cloudplans.targets(indicator="cloud-services-scale"), base="gdp-target-year")
    return plots.values(rows[rows["missing_en"] == ""])


# One picture per plot, by the name of its file; the page of the gallery has the call.
GALLERY: dict[str, Callable[[], Figure]] = {
    "targets": lambda: plots.targets(cloudplans.targets(theme="industry-scale", unit="CNY", region=_CLOUD)),
    "share-of-gdp": _shares,
    "small-multiples": lambda: plots.small_multiples(cloudplans.targets(indicator=_SIZES, year=2015)),
    "growth": lambda: plots.growth(cloudplans.targets(theme="industry-scale")),
    "timeline": lambda: plots.timeline(cloudplans.targets(indicator=_SIZES, region="Guangdong")),
    "dumbbell": lambda: plots.dumbbell(cloudplans.targets(unit="percent")),
    "horizons": lambda: plots.horizons(),
    "timetable": lambda: plots.timetable(cloudplans.targets(indicator="cloud-services-scale", tier="unverified")),
    "coverage": lambda: plots.coverage(compare.coverage_matrix(theme="adoption")),
    "verdicts": lambda: plots.verdicts([*_SIZES, "cloud-industry-scale", "cloud-hardware-software-scale"]),
    "tile-map": lambda: plots.tile_map(cloudplans.targets(indicator="cloud-services-scale")),
    "reported-and-planned": lambda: plots.reported_and_planned(
        cloudplans.statements(documents="all", indicator="base-stations-5g")
    ),
    "value-map": lambda: plots.value_map(
        cloudplans.statements(documents="reports", indicator="base-stations-5g", kind="baseline")
    ),
    "stated-in-reports": lambda: plots.stated_in_reports(compare.stated_in_reports()),
    "instruments": lambda: plots.instruments(compare.instrument_matrix(), width="narrow"),
    "instrument-mix": lambda: plots.instrument_mix(compare.instrument_matrix(by="family")),
    "project-places": lambda: plots.project_places(compare.project_places(planned=True)),
    "aims-ladder": lambda: plots.aims_ladder(compare.aims_ladder()),
    "plan-copies": lambda: plots.plan_copies(compare.editions()),
}
IN_BOTH_LANGUAGES = ("targets", "share-of-gdp")
_COLUMNS = ("statement_id", "deadline", "lower", "upper", "unit")


def draw(lang: Language = "en", names: Iterable[str] = GALLERY) -> dict[str, tuple[Figure, str]]:
    """Return pictures by name, each with its data as CSV; the label of the figure describes it in words."""
    lang = plots.use_style(lang)
    figures = {f"{name}.{lang}": GALLERY[name]() for name in names if lang == "en" or name in IN_BOTH_LANGUAGES}
    return {name: (figure, _csv(figure)) for name, figure in figures.items()}


def _csv(figure: Figure) -> str:
    """Return the main columns of the data of a figure as CSV."""
    frame, _ = plots.data_of(figure) or (pd.DataFrame(), "")
    shown = [column for column in _COLUMNS if column in frame] if "lower" in frame else [*frame]
    return frame.to_csv(columns=shown, index=False)


def description(figure: Figure, csv: str) -> str:
    """Return the description that is stored in the SVG file: the figure in words, then its data."""
    return f"{figure.get_label()}\n{csv}"


def main() -> int:
    """Draw the pictures."""
    for lang in ("en", "zh"):
        for name, (figure, csv) in draw(lang).items():
            words = {"Date": None, "Creator": None, "Title": name, "Description": description(figure, csv)}
            buffer = io.BytesIO()
            figure.savefig(buffer, format="svg", facecolor="white", metadata=words)
            (PICTURES / f"{name}.svg").write_text(shortened(buffer.getvalue()) + "\n", encoding="utf-8")
            print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
