"""Regional targets compared with the figures of national plans: ratios, shares and reference lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from cloudplans.compare.comparability import judgement, of_reported
from cloudplans.compare.interval import Interval
from cloudplans.compare.shared_row_helpers import Row, corrected, in_both_languages, named, result, words, year
from cloudplans.dataset import Dataset, Tier, as_verified, bilingual_warning, coded_statements, national, own_data, rows_of
from cloudplans.labels import message, translate
from cloudplans.text import is_urban

_REFUSALS = {
    "near": message("it measures something else"),
    "wider": message("the national figure covers a wider category"),
    "narrower": message("the national figure covers a narrower category"),
}


def national_ratios(*, tier: Tier | None = None, data: Dataset | None = None) -> pd.DataFrame:
    """Compare each regional target with the national figure for the same indicator and year.

    Parameters
    ----------
    tier : {"verified", "single-coded", "unverified"}, optional
        The lowest tier of the regional targets to include. The national figures are always unverified.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per pair: the statement, the national figure, `relation` (ratio, share, refused), the ratio (regional divided by
        national) or the share in per cent as bounds, or the reason why there is none; `address` of the national figure. Where a
        plan has no target for a year of the national figures, the target closest to the last one is listed as refused.

    Examples
    --------
    >>> import cloudplans
    >>> frame = national_ratios()
    >>> sorted(set(frame["relation"]))
    ['ratio', 'refused', 'share']
    """
    data = data or own_data()
    targets = coded_statements(data, kind="target", tier=tier)
    targets = targets[targets["region_id"] != "CN"]
    above = national(data)
    measures = above["upper_id"].str.rsplit(".", n=1).str[0]
    above["last"] = above["deadline"] == above.groupby(measures)["deadline"].transform("max")
    found = [_pair(data, row, upper) for upper in above.to_dict("records") for row in _counterparts(targets, upper)]
    frame = pd.DataFrame(found).astype({"deadline": "Int64"})
    frame.attrs["warning"] = [bilingual_warning()]
    return named(frame, data)


def _counterparts(targets: pd.DataFrame, upper: Row) -> Iterator[Row]:
    """Yield the targets to compare with a national figure: those for its year; else, for the last figure, the closest per plan."""
    mine = targets[(targets["indicator_id"] == upper["indicator_id"]) & (upper["indicator_id"] != "")]
    for _, rows in mine.groupby("plan_id"):
        scoped = [row for row in rows.to_dict("records") if _same_scope(row, upper)]
        dated = [row for row in scoped if year(row) == upper["deadline"]]
        yield from dated
        if scoped and not dated and upper["last"]:
            yield min(scoped, key=lambda row: abs((year(row) or 9999) - upper["deadline"]))


def _same_scope(row: Row, upper: Row) -> bool:
    """Return whether both are urban or both rural; a figure without a scope matches any."""
    urban = is_urban(upper["scope"])
    return urban is None or not row["scope"] or (is_urban(row["scope"]) is True) == urban


def _refusal(row: Row, upper: Row) -> tuple[str, str] | None:
    """Return why two figures cannot be compared, in both languages, or None."""
    if year(row) is None:
        return in_both_languages(message("the text states no year"))
    if year(row) != upper["deadline"]:
        return in_both_languages(message("the years differ: {a} and {b}"), a=year(row), b=upper["deadline"])
    relation = upper["relation"]
    if (
        row.get("measured_en") == upper["measured_en"]
    ):  # both unverified and of the same measure, whether or not it is the indicator
        relation = "same"
    elif row.get("relation", "same") != "same":
        return in_both_languages(message("the unverified regional figure measures something other than the indicator"))
    if relation in _REFUSALS:
        reason, note = _REFUSALS[relation], lambda lang: upper[f"note_{lang}"]
        return (
            in_both_languages(message("{reason}: {note}"), reason=partial(translate, reason), note=note)
            if upper["note_en"]
            else in_both_languages(reason)
        )
    return None


def _pair(data: Dataset, row: Row, upper: Row) -> Row:
    ours, theirs = Interval.of(row), Interval.of(upper)
    keys = {name: row[name] for name in ("statement_id", "region_id", "indicator_id", "deadline", "scope")}
    keys |= {name: upper[name] for name in ("upper_id", "note_zh", "note_en", "address")}
    keys |= {"verdict": of_reported(data, upper, row["indicator_id"])["verdict"], "evidence_tier": "unverified"}
    sides = {
        lang: (words(ours, row["unit"], lang) + corrected(row), words(theirs, upper["unit"], lang) + " ‡")
        for lang in ("zh", "en")
    }
    share = "/" not in row["unit"] and row["unit"] not in ("percent", "Mbit/s", "1")  # a count or a sum is part of the country's
    ratio = (ours / theirs).scaled(100 if share else 1)
    refusal = _refusal(row, upper)
    if not refusal and share and ratio.low > 100:
        refusal = in_both_languages(message("the part exceeds the whole, so they cannot be counted in the same way"))
    figures = {"regional": lambda lang: sides[lang][0], "national": lambda lang: sides[lang][1]}
    if refusal:
        reason = dict(zip(("zh", "en"), refusal, strict=True)).get
        derivation = in_both_languages(message("{regional}; national {national}: {reason}"), **figures, reason=reason)
        return result(Interval.unknown(), "", [row["statement_id"]], derivation, **keys, relation="refused")
    unit = "percent" if share else "1"
    template = message("{regional} ÷ national {national} = {ratio}")
    derivation = in_both_languages(template, **figures, ratio=partial(words, ratio, unit))
    if upper["note_en"]:
        note = lambda lang: upper[f"note_{lang}"]  # noqa: E731
        derivation = in_both_languages(
            message("{ratio} ({note})"), ratio=dict(zip(("zh", "en"), derivation, strict=True)).get, note=note
        )
    return result(ratio, unit, [row["statement_id"]], derivation, **keys, relation="share" if share else "ratio")


def with_national_lines(rows: pd.DataFrame, *, data: Dataset | None = None) -> pd.DataFrame:
    """Add the national targets for the same indicators, which plots draw as reference lines.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()`, of any tier.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        The statements, followed by the unverified national targets that measure the same indicators, with `evidence_tier` and
        `address` for all rows and ``attrs["warning"]``.

    Examples
    --------
    >>> import cloudplans
    >>> with_national_lines(cloudplans.targets(indicator="data-centre-pue", region="Shanghai"))["statement_id"].tolist()[::4]
    ['shanghai-2017.data-centre-pue.2018', 'china-data-centres-2021.pue-cold.2023']
    """
    data = data or own_data()
    statements = rows_of(data, rows)
    everything = coded_statements(data, kind="target", tier="unverified")
    line = (everything["region_id"] == "CN") & everything["indicator_id"].isin(statements["indicator_id"])
    line &= (everything["relation"] == "same") & ~everything["statement_id"].isin(statements["statement_id"])
    frame = pd.concat([as_verified(statements), everything[line]], ignore_index=True)
    frame.attrs["warning"] = list(everything.attrs["warning"]) if (frame["evidence_tier"] == "unverified").any() else []
    return frame


def with_verdicts(rows: pd.DataFrame, *, data: Dataset | None = None) -> pd.DataFrame:
    """Add to each statement whether its figure measures its indicator.

    Parameters
    ----------
    rows : DataFrame
        Rows of `targets()` or `statements()`, of any tier.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        The same rows with `evidence_tier`, `verdict`, `reason_zh` and `reason_en`. A verified figure always measures its indicator.
        An unverified figure gets the verdict on its indicator across plans, or ``not-judged`` where it is wider or narrower than
        the indicator or only close to it.

    Examples
    --------
    >>> import cloudplans
    >>> found = with_verdicts(cloudplans.targets(indicator="cloud-services-scale", region="CN-XJ", tier="unverified"))
    >>> found[["evidence_tier", "verdict"]].values.tolist()
    [['unverified', 'same']]
    """
    data = data or own_data()
    statements = as_verified(rows_of(data, rows))
    verdicts = [_verdict(data, row) for row in statements.to_dict("records")]
    columns = {name: [verdict[name] for verdict in verdicts] for name in ("verdict", "reason_zh", "reason_en")}
    return named(statements.assign(**columns), data)


def _verdict(data: Dataset, row: Row) -> Row:
    if row["evidence_tier"] == "unverified":
        return of_reported(data, row, row["indicator_id"]).to_dict()
    return judgement("same", message("Read in the text and checked."))
