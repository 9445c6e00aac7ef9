"""The lower tier of evidence: figures of other plans that public pages report, read in excerpts and never checked against a text."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from cloudplans.dataset.data_package import Tables
from cloudplans.dataset.nearest_names import nearest
from cloudplans.dataset.plan_texts import sources_folder
from cloudplans.labels import message, translate
from cloudplans.text import ABOUT, HEDGE, QUALIFIERS, decode, read_bytes

Tier = Literal["verified", "single-coded", "unverified"]  # the lowest tier that a call includes; each includes those before it
TIERS: tuple[Tier, ...] = get_args(Tier)
_SAME_FIGURE = ["region_id", "indicator_id", "kind", "scope", "deadline", "comparator", "lower", "upper"]
SOURCES = ("national_broadband_targets", "reported_targets", "reported_targets_more")
UNVERIFIED_WARNING = message("‡ reported on public pages, not checked")
_SIGNS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt", "": "eq"}
_SIZES = {"10 thousand": "1e4", "100 million": "1e8", "thousand": "1e3", "million": "1e6", "trillion": "1e12", "Gbps": "1e3",
          "Tbps": "1e6", "PFLOPS": "1e15", "EFLOPS": "1e18", "EB": "1e18"}  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)?"
_FIGURE = re.compile(rf"(>=|<=|>|<|)({_NUMBER})(?:-({_NUMBER}))?(?: \(.*\))?")
_YEARS = re.compile(r"(?:(\d{4})-)?(\d{4})( \(baseline\))?")
_NO_PROTOCOL = re.compile(r"(?:^|; )([\w-]+(?:\.[\w-]+)+/[^\s;…]+)(?![^\s;]*…)")
_MORE = ("evidence_tier", "relation", "measured_zh", "measured_en", "address", "caveat_zh", "caveat_en")
_VERIFIED = {"evidence_tier": "verified", "relation": "same"}


def bilingual_warning() -> str:
    """Return the warning that every frame with unverified figures has in ``attrs["warning"]``, in both languages."""
    return f"{translate(UNVERIFIED_WARNING, 'zh')} / {UNVERIFIED_WARNING}"


def read_figure(value: str, unit: str, qualifier: str) -> tuple[Decimal | None, Decimal | None, str, str]:
    """Read a figure as the source lists it: lower and upper bound in whole units, comparator, hedge.

    A bound is None where that side is open; the comparator is empty where the value is not a number. A qualifier that states a
    bound (以上, 超过, 约) outweighs the sign of the value; what follows a semicolon is a remark.

    Examples
    --------
    >>> read_figure(">100", "100 million CNY", "以上")
    (Decimal('10000000000'), None, 'ge', '')
    >>> read_figure("4000", "100 million CNY", "力争突破")
    (Decimal('400000000000'), None, 'gt', '力争')
    >>> read_figure("EB", "class", "qualitative")
    (None, None, '', '')
    """
    match = _FIGURE.fullmatch(value)
    if not match:
        return None, None, "", ""
    sign, first, last = match.groups()
    size = next((Decimal(factor) for word, factor in _SIZES.items() if unit.startswith(word)), Decimal(1))
    low, high = (Decimal(number) * size if number else None for number in (first, last))
    stated, hedge = _qualifier(qualifier.split(";")[0])
    comparator = "range" if last else stated or _SIGNS[sign]
    low = Decimal(f"{low.normalize():f}")
    if comparator in ("le", "lt"):
        return None, low, comparator, hedge
    return low, {"range": high, "ge": None, "gt": None}.get(comparator, low), comparator, hedge


def _qualifier(words: str) -> tuple[str, str]:
    """Return the comparator and the hedge that a qualifier states; 力争突破 states both, 力争5800 is another figure."""
    bound = words.removeprefix(HEDGE)
    if bound in QUALIFIERS:
        return QUALIFIERS[bound], words.removesuffix(bound)
    return ("approx" if words.endswith(ABOUT) else ""), (words if words == HEDGE else "")


def read_years(years: str) -> tuple[int | None, int | None, bool]:
    """Read the years as the source lists them: start of a period, year that the figure is for, whether it is a baseline.

    Examples
    --------
    >>> read_years("2019-2021"), read_years("2015 (baseline)"), read_years("start+3")
    ((2019, 2021, False), (None, 2015, True), (None, None, False))
    """
    match = _YEARS.fullmatch(years)
    if not match:
        return None, None, False
    return int(match[1]) if match[1] else None, int(match[2]), bool(match[3])


def addresses(value: str) -> str:
    """Return the web addresses in a value of the source, separated by spaces; without a protocol, only those that are not cut short.

    Examples
    --------
    >>> addresses("http://a.cn/1 (opening); https://b.cn/2"), addresses("a.cn/1 ; b.cn (…2.html) ; c.cn/…/3")
    ('http://a.cn/1 https://b.cn/2', 'https://a.cn/1')
    """
    found = [address.rstrip(";,") for address in re.findall(r'https?://[^\s"]+', value)]
    return " ".join(found or [f"https://{address}" for address in _NO_PROTOCOL.findall(value)])


def read_context(sources: Path | str | None = None) -> dict[str, list[dict[str, str]]]:
    """Return the rows of the files that the unverified figures are taken from, or nothing where these are missing.

    Parameters
    ----------
    sources : Path, optional
        The folder of the plan texts (see `sources_folder`); the files are in the folder ``context`` beside it.

    Examples
    --------
    >>> read_context("/nowhere/texts")
    {}
    """
    folder = sources_folder(sources)
    paths = {name: folder.resolve().parent / "context" / f"{name}.csv" for name in SOURCES} if folder else {}
    if not all(path.is_file() for path in paths.values()):
        return {}
    return {name: list(csv.DictReader(decode(read_bytes(path)).splitlines())) for name, path in paths.items()}


def unverified(data: Tables) -> pd.DataFrame:
    """Return every figure of other plans that public pages report, documents joined in; see `PublicTables.unverified`."""
    documents = data.table("reported_documents").rename(columns={"caveat_zh": "page_zh", "caveat_en": "page_en"})
    frame = data.table("reported").merge(documents, on="document_id", how="left")
    for lang, stop in (("zh", translate("; ", "zh")), ("en", "; ")):
        row = frame[f"note_{lang}"] = frame[f"caveat_{lang}"]
        page = frame.pop(f"page_{lang}")
        frame[f"caveat_{lang}"] = row + (row != "").map({True: stop, False: ""}) + page
    frame.attrs["warning"] = [bilingual_warning()]
    return frame


def national(data: Tables) -> pd.DataFrame:
    """Return the unverified figures of the national plans that are numbers, with or without an indicator, keyed by `upper_id`."""
    numbers = unverified_numbers(data)
    return numbers[numbers["region_id"] == "CN"].reset_index(drop=True)


def unverified_numbers(data: Tables) -> pd.DataFrame:
    """Return the unverified figures of all plans that are numbers, with or without an indicator, keyed by `upper_id`."""
    kept = unverified(data)
    kept = kept[(kept["decision"] == "kept") & (kept["comparator"] != "")]
    return kept.rename(columns={"reported_id": "upper_id"}).assign(status="unverified").reset_index(drop=True)


def as_verified(frame: pd.DataFrame) -> pd.DataFrame:
    """Return statements with the columns of the lower tier, filled for the tier ``verified`` where they are missing.

    Examples
    --------
    >>> as_verified(pd.DataFrame({"statement_id": ["x"]}))[["evidence_tier", "address"]].values.tolist()
    [['verified', '']]
    """
    return frame.assign(**{column: _VERIFIED.get(column, "") for column in _MORE if column not in frame})


def statements(data: Tables, tier: str | None) -> pd.DataFrame:
    """Return the statements down to a tier of evidence.

    None stands for all statements that were read in the text of a plan: the package's, which are verified, and those of the
    user's own folders, which may be coded once. A figure that a verified statement states as well is not repeated.

    Raises
    ------
    ValueError
        If there is no such tier.
    """
    if tier is not None and tier not in TIERS:
        raise nearest(tier, TIERS, "tier")
    coded = data.table("statements")
    if tier == "verified":
        return coded[coded["status"] != "single-coded"].reset_index(drop=True)
    if tier != "unverified":
        return coded
    lower = unverified(data)
    lower = lower[(lower["decision"] == "kept") & (lower["indicator_id"] != "")]
    lower = lower.rename(columns={"reported_id": "statement_id", "document_id": "plan_id"}).assign(
        label=lambda f: f["measured_zh"],
        printed="",  # the page was not kept: only the value is known, not the words
        status="unverified",
    )
    coded = as_verified(coded)
    lower = lower[list(coded.columns)]
    known = set(coded[_SAME_FIGURE].astype(str).itertuples(index=False, name=None))
    repeated = [row in known for row in lower[_SAME_FIGURE].astype(str).itertuples(index=False, name=None)]
    lower = lower[[not same or relation != "same" for same, relation in zip(repeated, lower["relation"], strict=True)]]
    frame = pd.concat([coded, lower], ignore_index=True)
    frame.attrs["warning"] = [bilingual_warning()]
    return frame


def plans(data: Tables, tier: list[str] | None) -> pd.DataFrame:
    """Return the plans, for the tier ``unverified`` with the documents of the unverified figures."""
    if tier and tier[0] not in TIERS:
        raise nearest(tier[0], TIERS, "tier")
    frame = data.table("plans")
    if tier != ["unverified"]:
        return frame
    documents = data.table("reported_documents").rename(
        columns={"document_id": "plan_id", "caveat_zh": "note_zh", "caveat_en": "note_en"}
    )
    documents = documents[~documents["plan_id"].isin(frame["plan_id"])]
    together = pd.concat([frame, documents[[c for c in frame if c in documents] + ["address"]]], ignore_index=True)
    texts = [column for column in frame if frame[column].dtype == frame["plan_id"].dtype]
    return together.fillna(dict.fromkeys([*texts, "address"], ""))
