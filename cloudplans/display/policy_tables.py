"""Goals, instruments and projects for readers: tables, and a matrix of counts whose records can be opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cloudplans.dataset import LAYERS, Dataset, own_data, region_names, with_names
from cloudplans.display.html_table import NOTHING, Table, scrollable, table
from cloudplans.display.passages import edition_names, highlighted, passage
from cloudplans.labels import Language, language, safe, translate, untypeset

_NONE = f'<td class="none">{NOTHING}</td>'


def record_matrix(
    texts: Mapping[str, str],
    frame: pd.DataFrame,
    rows: str,
    *,
    group: str = "",
    data: Dataset | None = None,
    lang: Language | None = None,
) -> RecordMatrix:
    """Return a matrix by plan: how many records each plan has per row, each opening to its words and their passage.

    Parameters
    ----------
    texts : mapping
        Edition to raw text; without a text a record shows its words and their position.
    frame : DataFrame
        What `with_names` returns for a comparison of goals or instruments, with the column `record_ids`.
    rows : str
        The column of names that the rows of the matrix have; the plans are its columns.
    group : str
        A column of names by which the rows are grouped, the largest first.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.

    Examples
    --------
    >>> import cloudplans
    >>> from cloudplans import compare
    >>> data = cloudplans.load()
    >>> families = with_names(compare.instrument_matrix(by="family", data=data), data=data)
    >>> print(repr(record_matrix({}, families, "family_name", data=data)).splitlines()[-1])
    Supply          99       36         79     44            41            48       42               69               48        44
    """
    dataset = data or own_data()
    lang = language(lang)
    return RecordMatrix(dataset, texts, frame, rows, lang, group)


class RecordMatrix:
    """A matrix of counts whose records can be opened; made by `record_matrix`."""

    frame: pd.DataFrame
    rows: str
    texts: Mapping[str, str]
    lang: str
    group: str
    caption: str

    def __init__(
        self, dataset: Dataset, texts: Mapping[str, str], frame: pd.DataFrame, rows: str, lang: str = "en", group: str = ""
    ) -> None:
        self.frame, self.rows, self.texts, self.lang, self.group = frame, rows, texts, lang, group
        self._name = self.caption = translate("Number of records by plan; open a number to read them", lang)
        self._editions = edition_names(data=dataset, lang=lang)  # type: ignore[arg-type]
        self._spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)  # by record, of the edition that is quoted
        plans = dataset.plans()
        self._edition = dict(zip(plans["plan_id"], plans["edition_id"], strict=True))
        quoted = dataset.policy_evidence()
        quoted = quoted[quoted["edition_id"].isin(self._edition.values())]
        spans = zip(quoted["start"], quoted["end"], quoted["role"], strict=True)
        for record, span in zip(quoted["record_id"], spans, strict=True):
            self._spans[record].append(span)
        self._words = {}  # by record: as printed, in English
        for layer, key in LAYERS.items():
            columns = ["name", "name_en"] if layer == "projects" else ["printed", "gloss_en"]
            records = dataset.table(layer)
            self._words |= dict(zip(records[key], records[columns].itertuples(index=False), strict=True))

    def _record(self, record: str, edition: str) -> str:
        """Return one record: its words, what they mean in English, and their position where the text is not at hand."""
        printed, english = self._words[record]
        place = ""
        if edition not in self.texts:
            start, end = next((start, end) for start, end, role in self._spans[record] if role == "text")
            place = f' <span class="id">{start}–{end}</span>'
        elif printed not in "".join(self.texts[edition].split()):  # words from several places
            place = highlighted(passage(edition, self._spans[record], self.texts[edition]), self._editions, self.lang)
        gloss = f"{safe(english)} " if self.lang == "en" else ""
        return f'<li>{gloss}<q lang="zh">{safe(printed)}</q>{place}</li>'

    def _cell(self, row: dict[str, Any]) -> str:
        heading, records = safe(row["plan"]), row["record_ids"]
        if not records:
            return f'<td class="none" data-label="{heading}">{NOTHING}</td>'
        items = "".join(self._record(record, self._edition[row["plan_id"]]) for record in records)
        opened = f'<details><summary>{len(records)}</summary><ul class="records">{items}</ul></details>'
        return f'<td data-label="{heading}">{opened}</td>'

    def _ordered(self) -> list[tuple[str, str, dict[str, dict[str, Any]]]]:
        """Return group, name and cells of the rows: groups and rows by their number of records, rows without any left out."""
        frame = self.frame.assign(count=self.frame["record_ids"].str.len())
        groups = frame[self.group] if self.group else pd.Series("", index=frame.index)
        total = frame.groupby(groups)["count"].sum()
        rows = [
            (str(group), str(name), int(found["count"].sum()), {row["plan"]: row for row in found.to_dict("records")})
            for (group, name), found in frame.groupby([groups, frame[self.rows]], sort=False)
        ]
        if self.group:
            rows.sort(key=lambda row: (-total[row[0]], -row[2]))
        return [(group, name, cells) for group, name, count, cells in rows if count]

    def _repr_html_(self) -> str:
        regions, group, body = list(dict.fromkeys(self.frame["plan"])), "", []
        head = "".join(f'<th scope="col">{safe(words)}</th>' for words in [translate("Type", self.lang), *regions])
        for above, name, cells in self._ordered():
            if above != group:
                group = above
                body.append(f'<tr class="group"><th scope="rowgroup" colspan="{len(regions) + 1}">{safe(group)}</th></tr>')
            line = "".join(self._cell(cells[region]) if region in cells else _NONE for region in regions)
            body.append(f'<tr><th scope="row">{safe(name)}</th>{line}</tr>')
        caption = f"<caption>{safe(self.caption)}</caption>" if self.caption else ""
        content = f'<table class="data openable">{caption}<thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
        return untypeset(scrollable(content, self.caption or self._name))

    def __repr__(self) -> str:
        counts = self.frame.assign(count=self.frame["record_ids"].str.len())
        with pd.option_context("display.unicode.east_asian_width", True):
            return counts.pivot(index=self.rows, columns="plan", values="count").fillna(0).astype(int).to_string()


def projects(*, planned: bool = False, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return the named projects as a table: region, name, kind, stage, places.

    Parameters
    ----------
    planned : bool
        Only projects that do not exist yet.
    data : Dataset, optional
        The data set of the rows; by default the package's own.
    lang : {"en", "zh"}, optional
        Language; by default that of `cloudplans.plots.use_style`, else English.
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = with_names(dataset.projects(), data=dataset, lang=lang)
    if planned:
        frame = frame[frame["stage"] != "existing"]
    regions, comma = region_names(data=dataset, lang=lang), translate(", ", lang)
    frame["place"] = [comma.join(regions[place] for place in ids) for ids in frame["place_ids"]]
    if lang == "en":
        frame["name"] = frame["name_en"] + " " + frame["name"]
    caption = translate("Named projects, and the cities that the plans give them to", lang)
    return Table(frame, ["region", "name", "kind_name", "stage_name", "place"], lang, caption=caption)


def project_counts(*, data: Dataset | None = None, lang: Language | None = None) -> dict[str, str]:
    """Return by region, as text, how many projects of each kind its plan names that do not exist yet; one line per kind.

    The result is what `cloudplans.plots.tile_map` takes.

    Examples
    --------
    >>> import cloudplans
    >>> project_counts()["CN-SH"]
    'Network or cable: 2'
    """
    dataset = data or own_data()
    lang = language(lang)
    frame = with_names(dataset.projects(), data=dataset, lang=lang)
    counts = frame[frame["stage"] != "existing"].groupby(["region_id", "kind_name"]).size()
    lines: dict[str, list[str]] = {region: [] for region in dataset.policy_plans()["region_id"]}
    for (region, kind), count in counts.items():
        lines[region].append(translate("{kind}: {count}", lang, kind=kind, count=count))
    return {region: "\n".join(words) or translate("none", lang) for region, words in lines.items()}


def segment_counts(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return how many segments of each text contain a goal, an instrument or a project, or why they contain none."""
    dataset = data or own_data()
    lang = language(lang)
    frame = with_names(dataset.table("passages").assign(region_id=""), data=dataset, lang=lang)
    counts = frame.groupby(["mark_name", "edition_id"], sort=False).size().unstack(fill_value=0).sort_index(axis=1)
    counts = counts.rename(columns=edition_names(data=dataset, lang=lang)).reset_index().rename(columns={"mark_name": "mark"})
    return table(counts, caption=translate("Number of segments by text and by what they contain", lang), lang=lang)
