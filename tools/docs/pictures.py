"""Draw the pictures of the README and the documentation from the data: python tools/docs/pictures.py."""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib.figure import Figure

from cloudplans import compare, display, load, plots
from cloudplans.plots import style

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def draw(lang: str = "en") -> dict[str, tuple[Figure, str]]:
    """Return each picture by name, with its data as CSV; the label of the figure describes it in words."""
    lang, data = style.use_style(lang), load()
    money = data.targets(theme="industry-scale")
    money = money[money["unit"] == "CNY"].sort_values(["indicator_id", "region_id", "deadline"])
    targets = display.with_readable_columns(money, data=data, lang=lang)
    services = compare.relative_to(money[money["indicator_id"] == "cloud-services-scale"], base="gdp-target-year", data=data)
    services = display.with_row_labels(services[services["missing_en"] == ""], ("region", "deadline"), data=data, lang=lang)
    figures = {
        f"targets.{lang}": (plots.targets(targets, lang=lang), targets),
        f"share-of-gdp.{lang}": (plots.values(services, "label", lang=lang).get_figure(root=True), services),
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
            figure.savefig(path, format="svg", bbox_inches="tight", facecolor="white", metadata=words)
            print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
