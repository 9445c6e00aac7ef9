"""The pictures of the README and the introduction, drawn from the data: `make pictures`."""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib.figure import Figure

from cloudplans import compare, display, load, plots
from cloudplans.plots import style

HERE = Path(__file__).resolve().parent


def drawn(lang: str = "en") -> dict[str, tuple[Figure, str]]:
    """Return each picture by name, with the data that it shows as CSV; its alternative text is the figure's label."""
    lang, data = style.use_style(lang), load()
    money = data.targets(theme="industry-scale")
    money = money[money["unit"] == "CNY"].sort_values(["indicator_id", "region_id", "deadline"])
    promises = display.with_readable_columns(data, money, lang)
    services = compare.relative_to(data, money[money["indicator_id"] == "cloud-services-scale"], base="gdp-target-year")
    services = display.with_row_labels(data, services[services["missing_en"] == ""], ("region", "deadline"), lang)
    figures = {
        f"promises.{lang}": (plots.targets(promises, lang=lang), promises),
        f"share-of-gdp.{lang}": (plots.values(services, "label", lang=lang).get_figure(root=True), services),
    }
    columns = ("statement_id", "deadline", "lower", "upper", "unit")
    return {name: (figure, frame.to_csv(columns=columns, index=False)) for name, (figure, frame) in figures.items()}


def described(figure: Figure, csv: str) -> str:
    """Return what a picture says in words, kept inside it: its alternative text, then its data."""
    return f"{figure.get_label()}\n{csv}"


def main() -> int:
    """Draw the pictures."""
    for lang in ("en", "zh"):
        for name, (figure, csv) in drawn(lang).items():
            path = HERE / "pictures" / f"{name}.svg"
            words = {"Date": None, "Creator": None, "Title": name, "Description": described(figure, csv)}
            figure.savefig(path, format="svg", bbox_inches="tight", facecolor="white", metadata=words)
            print(path.relative_to(HERE.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
