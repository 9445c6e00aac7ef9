"""Two copies of one plan side by side: which figures agree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from cloudplans.compare.shared_row_helpers import Row, columns_of, corrected, in_both_languages
from cloudplans.dataset import Dataset, SourceError, coded_statements, nearest, own_data
from cloudplans.labels import message, translate
from cloudplans.text import NUMERAL, Alignment, Reading, Span, odd_characters, read_copy, sha256, squeeze, unspaced, visible

COLLATED = ("plan_id", "edition_a", "edition_b", "statement_id", "region_id", "indicator_id", "deadline", "status",
            "printed_a", "printed_b", "relation", "statement_ids", "derivation_zh", "derivation_en")  # fmt: skip
_RELATIONS = {
    "same": message("in both"),
    "differs": message("differs"),
    "absent": message("only in one"),
    "missing": message("missing in the copy"),
    "extra": message("only in the copy"),
}


def editions(*, data: Dataset | None = None) -> pd.DataFrame:
    """Compare the figures of plans that have several editions.

    Parameters
    ----------
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        One row per statement and pair of editions, in the order of the first edition's text: `plan_id`, `edition_a` (the
        primary edition if it is one of the two), `edition_b`, `statement_id`, `region_id`, `indicator_id`, `deadline`, `status`,
        `printed_a`, `printed_b` (the value as printed, NFKC-normalized and without white space; empty where the edition has
        none), `relation` (same, differs, absent), `statement_ids` and the derivation. Full-width digits and line breaks do not
        count as differences; hidden characters do.

    Examples
    --------
    >>> import cloudplans
    >>> frame = editions()
    >>> frame[frame["relation"] != "same"]["statement_id"].tolist()
    ['guangdong-2014.subscriptions-4g.2020']
    """
    data = data or own_data()
    statements = coded_statements(data).set_index("statement_id", drop=False)
    values = data.evidence()
    values = values[values["role"] == "value"].sort_values(["edition_id", "start"])
    printed = values.groupby(["edition_id", "statement_id"], sort=False)["printed"].agg("…".join).map(squeeze)
    by_edition = {edition: figures.droplevel(0) for edition, figures in printed.groupby(level=0)}
    primary = set(data.plans()["edition_id"])
    found = []
    for plan, editions in data.editions().groupby("plan_id")["edition_id"]:
        for a, b in combinations(sorted(editions, key=lambda name: (name not in primary, name)), 2):
            first, second = by_edition[a], by_edition[b]
            names = [*first.index, *second.index.difference(first.index)]
            keys = {"plan_id": plan, "edition_a": a, "edition_b": b}
            found += [
                keys | _compared(statements.loc[name].to_dict(), first.get(name, ""), second.get(name, "")) for name in names
            ]
    frame = pd.DataFrame(found, columns=list(COLLATED))
    return frame.astype({"deadline": "Int64"})


def _compared(row: Row, a: str, b: str) -> Row:
    """Return a row for one figure in two pinned editions."""
    return collated(row, a, b, "absent" if not (a and b) else "same" if a == b else "differs")


def collated(row: Row, a: str, b: str, relation: str) -> Row:
    """Return a row of a collation: the keys of a statement (or none), both printed values, their relation and the derivation."""
    figures = f"{visible(a) or '–'} | {visible(b) or '–'}"
    keys = {name: row.get(name, "") for name in ("statement_id", "region_id", "indicator_id", "status")}
    return keys | {
        "deadline": row.get("deadline"),
        "printed_a": a,
        "printed_b": b,
        "relation": relation,
        "statement_ids": [keys["statement_id"]] if keys["statement_id"] else [],
        **columns_of(
            "derivation",
            in_both_languages(
                message("{figures}: {relation}{mark}"),
                figures=figures,
                relation=partial(translate, _RELATIONS[relation]),
                mark=corrected(row),
            ),
        ),
    }


_MARKS = "。,;:、.!?()〔〕“”\"'"
_MOST = 6  # times as long as the number; anything longer is other text in its place
_UNIT = 6  # the maximum length of a unit word inserted after a figure
_COUNTED = {"same": "same", "differs": "differ", "missing": "missing", "extra": "extra"}
_LITTLE = 0.5  # share of the characters; two different plans share about a tenth


class Copy(NamedTuple):
    """A copy and the pinned text of a plan, both normalized, with their alignment."""

    edition: str
    name: str
    pinned: Reading
    copy: Reading
    both: Alignment


def open_copy(pinned: str, copy: str, *, edition: str, name: str) -> Copy:
    """Align a copy with the pinned text of `edition`.

    Raises
    ------
    ValueError
        If the copy contains no text.

    Examples
    --------
    >>> open_copy("达到1000亿元。", "达到１０００\\n亿元。", edition="a", name="b").both.shared
    1.0
    """
    ours, theirs = Reading(pinned), Reading(copy)
    if not theirs.text:
        raise ValueError(f"{name} contains no text; name a copy of the plan")
    return Copy(edition, name, ours, theirs, Alignment(ours.text, theirs.text))


def collate(pair: Copy, *, data: Dataset | None = None) -> pd.DataFrame:
    """Compare every numeral of a pinned text with what a copy prints in its place.

    Parameters
    ----------
    pair : Copy
        The pinned text and the copy (see `open_copy`).
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        The columns of `cloudplans.compare.editions`, with `class` (``figure`` for the value of a statement, else the class in
        the list of numerals; empty for an extra numeral), `start` and `end` (character offsets in the copy, -1 where it has
        none). `relation` is same, differs, missing (the copy has nothing in that place) or extra (only the copy has it). Rows are
        in the order of the pinned text, followed by the extra ones. Text that was moved is missing in one place and extra in
        the other.

    Examples
    --------
    >>> import cloudplans
    >>> collate(open_copy("2015", "2016", edition="shanghai-2017-reprint", name="mine"))["relation"].tolist()
    ['extra']
    """
    data = data or own_data()
    statements = coded_statements(data).set_index("statement_id", drop=False)
    rows, claimed = [], []
    plan = data.editions().set_index("edition_id")["plan_id"][pair.edition]
    keys = {"plan_id": plan, "edition_a": pair.edition, "edition_b": pair.name}
    for place, kind, names in _items(data, pair):
        image = _image(pair, place, figure=kind == "figure")
        ours, theirs = (
            reading.text[slice(*span)] if span else "" for reading, span in ((pair.pinned, place), (pair.copy, image))
        )
        relation = "same" if ours == theirs else "differs" if theirs else "missing"
        raw = pair.copy.raw_span(*image) if image else Span(-1, -1)
        claimed += [image] if image else []
        for name in names:
            row = statements.loc[name].to_dict() if name else {}
            rows.append(keys | collated(row, ours, theirs, relation) | {"class": kind, **raw._asdict()})
    for numeral in pair.copy.numerals:
        place = pair.copy.place(numeral.start, numeral.end)
        if not any(low < place.end and place.start < high for low, high in claimed):
            span = {"class": "", "start": numeral.start, "end": numeral.end}
            rows.append(keys | collated({}, "", squeeze(numeral.token), "extra") | span)
    frame = pd.DataFrame(rows, columns=[*COLLATED, "class", "start", "end"])
    return frame.astype({"deadline": "Int64"})


def _items(data: Dataset, pair: Copy) -> Iterator[tuple[Span, str, list[str]]]:
    """Yield each figure of the pinned text with its statements, and each listed numeral."""
    values = data.evidence()
    values = values[(values["role"] == "value") & (values["edition_id"] == pair.edition)]
    listed = data.numerals()
    listed = listed[listed["edition_id"] == pair.edition]
    found: dict[Span, tuple[str, list[str]]] = {}
    for row in values.to_dict("records"):
        found.setdefault(pair.pinned.place(row["start"], row["end"]), ("figure", []))[1].append(row["statement_id"])
    for row in listed.to_dict("records"):
        found[pair.pinned.place(row["start"], row["end"])] = (row["class"], [""])
    size = len(pair.pinned.text)
    yield from ((place, *found[place]) for place in sorted(found) if place.end <= size and place.start < place.end)


def _image(pair: Copy, place: Span, figure: bool) -> Span | None:
    """Return what the copy prints in the place of a number, with any digits and unit inserted next to it."""
    found = pair.both.image(*place)
    if (
        found is None
        or found.end - found.start > _MOST * (place.end - place.start)
        or not NUMERAL.search(pair.copy.text[slice(*found)])
    ):
        return None
    text, (start, end) = pair.copy.text, found
    while pair.both.added(start - 1) and (NUMERAL.fullmatch(text[start - 1]) or text[start - 1] == "."):
        start -= 1
    most = end + (_UNIT if figure else len(text))
    while pair.both.added(end) and end < most and (NUMERAL.fullmatch(text[end]) or (figure and text[end] not in _MARKS)):
        end += 1
    return Span(start, end)


def copied_evidence(pair: Copy, *, data: Dataset | None = None) -> pd.DataFrame:
    """Find the evidence for the statements of the pinned text again in the copy: rows for the table of evidence.

    Spans whose words the copy prints differently are left out and need a human reader; `cloudplans.compare.collate` lists
    the figures among them.

    Parameters
    ----------
    pair : Copy
        The pinned text and the copy.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Returns
    -------
    DataFrame
        The columns of `evidence()`, with the name of the copy as `edition_id`, sorted by key.

    Examples
    --------
    >>> import cloudplans
    >>> len(copied_evidence(open_copy("2015", "2016", edition="shanghai-2017-reprint", name="mine")))
    0
    """
    data = data or own_data()
    known, found = data.evidence(), []
    for row in known[known["edition_id"] == pair.edition].to_dict("records"):
        place = pair.pinned.place(row["start"], row["end"])
        image = pair.both.image(*place) if 0 <= place.start < place.end <= len(pair.pinned.text) else None
        if image and pair.copy.text[slice(*image)] == pair.pinned.text[slice(*place)]:
            span = pair.copy.raw_span(*image)
            printed = unspaced(pair.copy.raw[slice(*span)])
            found.append({**row, "edition_id": pair.name, **span._asdict(), "printed": printed})
    frame = pd.DataFrame(found, columns=list(known.columns))
    return frame.sort_values(["statement_id", "edition_id", "role", "start"], ignore_index=True)


def pinned_copy(
    path: Path,
    plan: str | None,
    *,
    edition: str | None = None,
    name: str | None = None,
    sources: Path | str | None = None,
    encoding: str = "utf-8",
    data: Dataset | None = None,
) -> Copy:
    """Align the file `path` with the pinned text of a plan.

    Parameters
    ----------
    path : Path
        The copy.
    plan : str
        The plan's id.
    edition : str, optional
        The edition to compare with; by default the primary one, or another if the copy is the primary one.
    name : str, optional
        A name for the copy; by default its file name.
    sources : Path, optional
        The folder of the pinned texts.
    encoding : str
        The copy's encoding.
    data : Dataset, optional
        The data set of the rows; by default the package's own.

    Raises
    ------
    ValueError
        If the plan or edition does not exist, or the copy contains no text in that encoding.
    SourceError
        If the pinned text is not available.

    Examples
    --------
    >>> import cloudplans
    >>> pinned_copy(Path("copy.txt"), "guangdong-2013")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: no plan 'guangdong-2013'; nearest: guangdong-2014...
    """
    data = data or own_data()
    plans = data.plans().set_index("plan_id")["edition_id"]
    if not plan:
        raise ValueError(f"say with --plan which plan it is a copy of: {', '.join(plans.index)}")
    if plan not in plans:
        raise nearest(plan, plans.index, "plan")
    editions = data.editions().set_index("edition_id")
    editions = editions[editions["plan_id"] == plan]
    if edition is not None and edition not in editions.index:
        raise nearest(edition, editions.index, "edition")
    copy, digest = read_copy(path, encoding), sha256(path)
    others = [one for one in editions.index if editions["sha256"][one] != digest]
    quoted = plans[plan] if plans[plan] in others or not others else others[0]
    edition = edition or quoted
    texts, wrong = data.find_texts(sources)
    if edition not in texts:
        missing = [line for line in wrong if line.startswith((f"{edition}:", "there is no folder"))]
        hint = "".join(f"; {line}" for line in missing) or "; give --sources DIR, or set CLOUDPLANS_SOURCES"
        raise SourceError(f"collating needs the pinned text of {edition}{hint}")
    return open_copy(texts[edition], copy, edition=edition, name=name or path.name)


def remarks(pair: Copy, frame: pd.DataFrame) -> list[str]:
    """Summarize a collation: how many numbers agree, and which unusual characters the copy contains.

    Examples
    --------
    >>> import cloudplans
    >>> pair = open_copy("2015", "2016", edition="shanghai-2017-reprint", name="mine")
    >>> remarks(pair, collate(pair))[1]
    'figures: 0 same, 0 differ, 0 missing, 0 extra; other numerals: 0 same, 0 differ, 0 missing, 1 extra'
    """
    words = []
    for what, rows in (("figures", frame["class"] == "figure"), ("other numerals", frame["class"] != "figure")):
        counts = frame.loc[rows, "relation"].value_counts()
        words.append(f"{what}: " + ", ".join(f"{counts.get(one, 0)} {word}" for one, word in _COUNTED.items()))
    lines = [f"{pair.edition} and {pair.name}: {pair.both.shared:.1%} of its characters are in the copy", "; ".join(words)]
    if pair.both.shared < _LITTLE:
        lines.append("so little is shared that this is probably not a copy of the plan")
    odd = ", ".join(f"{point} {count}×" for point, count in odd_characters(pair.copy.raw).items())
    return [*lines, f"odd characters of the copy: {odd or 'none'}"]
