"""The lower tier of evidence: figures that public pages report of other plans, read in excerpts and never checked against a text."""

from __future__ import annotations

import csv
import os
import re
from decimal import Decimal
from pathlib import Path

import pandas as pd

from cloudplans.dataset.data_package import Package, nearest
from cloudplans.intake import content, decoded

TIERS = ("verified", "unverified")  # the lowest tier that a call lets in; each lets in those before it
SOURCES = ("national_broadband_targets", "reported_targets")
WARNING = "‡ 据公开网页转引，未经核对 / ‡ reported on public pages, not checked"
_SIGNS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt", "": "eq"}
_QUALIFIERS = {"以上": "ge", "超过": "gt", "突破": "gt", "超": "gt", "约": "approx", "左右": "approx", "百项": "approx"}
_HEDGES = ("力争",)
_SIZES = {"10 thousand": "1e4", "100 million": "1e8", "thousand": "1e3", "million": "1e6", "trillion": "1e12", "Gbps": "1e3",
          "Tbps": "1e6"}  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)?"
_FIGURE = re.compile(rf"(>=|<=|>|<|)({_NUMBER})(?:-({_NUMBER}))?(?: \(.*\))?")
_YEARS = re.compile(r"(?:(\d{4})-)?(\d{4})( \(baseline\))?")
_MORE = ("evidence_tier", "relation", "measured_zh", "measured_en", "address", "caveat_zh", "caveat_en")
_VERIFIED = {"evidence_tier": "verified", "relation": "same"}


def check_tier(tier: str) -> None:
    """Refuse a tier that does not exist.

    Examples
    --------
    >>> check_tier("all")
    Traceback (most recent call last):
    ValueError: no tier 'all'; allowed: verified, reported
    """
    if tier not in TIERS:
        raise nearest(tier, TIERS, "tier")


def read_figure(value: str, unit: str, qualifier: str) -> tuple[Decimal | None, Decimal | None, str, str]:
    """Read a figure as the source lists it: lower and upper bound in whole units, comparator, hedge.

    Parameters
    ----------
    value, unit, qualifier : str
        The cells of the source. A qualifier that names a bound (以上, 超过, 约) goes before the sign of the value.

    Returns
    -------
    tuple
        `lower`, `upper` (None where that side is open), `comparator` (empty where the value is no number), `hedge`.

    Examples
    --------
    >>> read_figure(">100", "100 million CNY", "以上")
    (Decimal('10000000000'), None, 'ge', '')
    >>> read_figure("EB", "class", "qualitative")
    (None, None, '', '')
    """
    match = _FIGURE.fullmatch(value)
    if not match:
        return None, None, "", ""
    sign, first, last = match.groups()
    size = next((Decimal(factor) for word, factor in _SIZES.items() if unit.startswith(word)), Decimal(1))
    low, high = (Decimal(number) * size if number else None for number in (first, last))
    comparator = "range" if last else _QUALIFIERS.get(qualifier, _SIGNS[sign])
    hedge = qualifier if qualifier in _HEDGES else ""
    low = Decimal(f"{low.normalize():f}")
    if comparator in ("le", "lt"):
        return None, low, comparator, hedge
    return low, {"range": high, "ge": None, "gt": None}.get(comparator, low), comparator, hedge


def read_years(years: str) -> tuple[int | None, int | None, bool]:
    """Read a horizon as the source lists it: first year of a period, year that the figure is for, whether it is a baseline.

    Examples
    --------
    >>> read_years("2019-2021"), read_years("2015 (baseline)"), read_years("start+3")
    ((2019, 2021, False), (None, 2015, True), (None, None, False))
    """
    match = _YEARS.fullmatch(years)
    if not match:
        return None, None, False
    return int(match[1]) if match[1] else None, int(match[2]), bool(match[3])


def addresses(cell: str) -> str:
    """Return the web addresses in a cell, parted by spaces; a cell without one gives nothing.

    Examples
    --------
    >>> addresses("http://a.cn/1 (opening); https://b.cn/2")
    'http://a.cn/1 https://b.cn/2'
    """
    return " ".join(found.rstrip(";,") for found in re.findall(r'https?://[^\s"]+', cell))


def read_context(sources: Path | str | None = None) -> dict[str, list[dict[str, str]]]:
    """Return the rows of the files that the reported figures are taken from, where they are at hand.

    Parameters
    ----------
    sources : Path, optional
        The folder of the plan texts, by default that of ``CLOUDPLANS_SOURCES``; the files lie in the folder ``context`` beside it.

    Examples
    --------
    >>> read_context("/nowhere/texts")
    {}
    """
    sources = sources or os.environ.get("CLOUDPLANS_SOURCES")
    folder = Path(sources).resolve().parent / "context" if sources else None
    paths = {name: folder / f"{name}.csv" for name in SOURCES} if folder else {}
    if not all(path.is_file() for path in paths.values()):
        return {}
    return {name: list(csv.DictReader(decoded(content(path)).splitlines())) for name, path in paths.items()}


def listed(package: Package) -> pd.DataFrame:
    """Return every reported figure with its document: kept or dropped, mapped or not; see `Dataset.unverified`."""
    documents = package.table("reported_documents").rename(columns={"caveat_zh": "page_zh", "caveat_en": "page_en"})
    frame = package.table("reported").merge(documents, on="document_id", how="left")
    for lang, stop in (("zh", "；"), ("en", "; ")):
        row = frame[f"note_{lang}"] = frame[f"caveat_{lang}"]
        page = frame.pop(f"page_{lang}")
        frame[f"caveat_{lang}"] = row + (row != "").map({True: stop, False: ""}) + page
    frame.attrs["warning"] = [WARNING]
    return frame


def national(package: Package) -> pd.DataFrame:
    """Return the reported figures of the national plans that are numbers, with or without an indicator; `upper_id` names them."""
    kept = listed(package)
    kept = kept[(kept["decision"] == "kept") & (kept["region_id"] == "CN") & (kept["comparator"] != "")]
    return kept.rename(columns={"reported_id": "upper_id"}).assign(status="unverified").reset_index(drop=True)


def as_verified(frame: pd.DataFrame) -> pd.DataFrame:
    """Return statements with the columns of the lower tier; those without are of the tier verified.

    Examples
    --------
    >>> as_verified(pd.DataFrame({"statement_id": ["x"]}))[["evidence_tier", "address"]].values.tolist()
    [['verified', '']]
    """
    missing = [column for column in _MORE if column not in frame]
    words = dict.fromkeys(missing, "") | {name: value for name, value in _VERIFIED.items() if name in missing}
    return frame.assign(**words)


def statements(package: Package, tier: str) -> pd.DataFrame:
    """Return the statements down to a tier; those below ``verified`` are the reported figures that have an indicator.

    Parameters
    ----------
    package : Package
        The tables.
    tier : {"verified", "unverified"}
        The lowest tier let in.

    Returns
    -------
    DataFrame
        For ``verified`` the table of statements as it is. For ``reported`` those and the reported ones, with `evidence_tier`,
        `relation` (of what is measured to the indicator), what is measured, `address`, caveats, and ``attrs["warning"]``.
    """
    check_tier(tier)
    verified = package.table("statements")
    if tier == "verified":
        return verified
    found = listed(package)
    found = found[(found["decision"] == "kept") & (found["indicator_id"] != "")]
    found = found.rename(columns={"reported_id": "statement_id", "document_id": "plan_id"}).assign(
        label=lambda f: f["measured_zh"],
        printed=lambda f: (f["value_stated"] + " " + f["unit_stated"]).str.strip(),
        status="unverified",
    )
    verified = as_verified(verified)
    frame = pd.concat([verified, found[list(verified.columns)]], ignore_index=True)
    frame.attrs["warning"] = [WARNING]
    return frame
