"""Draw the pictures of the README and the documentation from the data: python tools/docs/pictures.py."""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib.figure import Figure

import cloudplans
from cloudplans import compare, plots
from cloudplans.labels import Language

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def draw(lang: Language = "en") -> dict[str, tuple[Figure, str]]:
    """Return each picture by name, with its data as CSV; the label of the figure describes it in words."""
    lang = plots.use_style(lang)
    money = cloudplans.targets(theme="industry-scale", unit="CNY").sort_values(["indicator_id", "region_id", "deadline"])
    services = compare.relative_to(money[money["indicator_id"] == "cloud-services-scale"], base="gdp-target-year")
    services = services[services["missing_en"] == ""]
    figures = {
        f"targets.{lang}": (plots.targets(money), money),
        f"share-of-gdp.{lang}": (plots.values(services).get_figure(root=True), services),
    }
    columns = ("statement_id", "deadline", "lower", "upper", "unit")
    return {name: (figure, frame.to_csv(columns=columns, index=False)) for name, (figure, frame) in figures.items()}


def description(figure: Figure, csv: str) -> str:
    """Return the description that is stored in the SVG file: the figure in words, then its data."""
    return f"{figure.get_label()}\n{csv}"


def main() -> int:
    """Draw the pictures."""
    for lang in ("en", "zh"):
        for name, (figure, csv) in draw(lang).items():
            path = PICTURES / f"{name}.svg"
            words = {"Date": None, "Creator": None, "Title": name, "Description": description(figure, csv)}
            figure.savefig(path, format="svg", facecolor="white", metadata=words)
            print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
