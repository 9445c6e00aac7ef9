"""Goals, instruments and projects for readers: tables, and a matrix of counts whose records can be opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cloudplans.dataset import LAYERS, Dataset, own_data, region_names, with_names
from cloudplans.display.html_table import NOTHING, Table, table
from cloudplans.display.passages import highlighted, passage
from cloudplans.labels import Language, language, safe, translate, untypeset


def record_matrix(
    texts: Mapping[str, str], frame: pd.DataFrame, rows: str, *, data: Dataset | None = None, lang: Language | None = None
) -> RecordMatrix:
    """Return a matrix by region: how many records each plan has per row, each opening to its words and their passage.

    Parameters
    ----------
    texts : mapping
        Edition to raw text; without a text a record shows its words and their position.
    frame : DataFrame
        What `with_names` returns for a comparison of goals or instruments, with the column `record_ids`.
    rows : str
        The column of names that the rows of the matrix have; the regions are its columns.
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
    Supply            35         79     44        45
    """
    dataset = data or own_data()
    lang = language(lang)
    return RecordMatrix(dataset, texts, frame, rows, lang)


class RecordMatrix:
    """A matrix of counts whose records can be opened; made by `record_matrix`."""

    def __init__(self, dataset: Dataset, texts: Mapping[str, str], frame: pd.DataFrame, rows: str, lang: str = "en") -> None:
        self.frame, self.rows, self.texts, self.lang = frame, rows, texts, lang
        self._spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)  # by record, of the edition that is quoted
        plans = dataset.plans()
        self._edition = dict(zip(plans["region_id"], plans["edition_id"], strict=True))
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
        """Return one record: its words, what they mean in English, and the passage or its position."""
        printed, english = self._words[record]
        spans = self._spans[record]
        if edition in self.texts:
            place = highlighted(passage(edition, spans, self.texts[edition]))
        else:
            start, end = next((start, end) for start, end, role in spans if role == "text")
            place = f'<p class="id">{safe(edition)} {start}–{end}</p>'
        gloss = f" – {safe(english)}" if self.lang == "en" else ""
        return f'<li><q lang="zh">{safe(printed)}</q>{gloss}{place}</li>'

    def _cell(self, row: dict[str, Any]) -> str:
        heading, records = safe(row["region"]), row["record_ids"]
        if not records:
            return f'<td class="none" data-label="{heading}">{NOTHING}</td>'
        items = "".join(self._record(record, self._edition[row["region_id"]]) for record in records)
        opened = f'<details><summary>{len(records)}</summary><ul class="records">{items}</ul></details>'
        return f'<td data-label="{heading}">{opened}</td>'

    def _repr_html_(self) -> str:
        regions = list(dict.fromkeys(self.frame["region"]))
        head = "".join(f'<th scope="col">{safe(region)}</th>' for region in ["", *regions])
        body = []
        for name, group in self.frame.groupby(self.rows, sort=False):
            cells = {row["region"]: self._cell(row) for row in group.to_dict("records")}
            line = "".join(cells.get(region, f'<td class="none">{NOTHING}</td>') for region in regions)
            body.append(f'<tr><th scope="row">{safe(name)}</th>{line}</tr>')
        content = f'<table class="data openable"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
        return untypeset(f'<div class="scroll" tabindex="0">{content}</div>')

    def __repr__(self) -> str:
        counts = self.frame.assign(count=self.frame["record_ids"].str.len())
        with pd.option_context("display.unicode.east_asian_width", True):
            return counts.pivot(index=self.rows, columns="region", values="count").fillna(0).astype(int).to_string()


def projects(*, data: Dataset | None = None, lang: Language | None = None) -> Table:
    """Return the named projects as a table: region, name, kind, stage, places."""
    dataset = data or own_data()
    lang = language(lang)
    frame = with_names(dataset.projects(), data=dataset, lang=lang)
    regions, comma = region_names(data=dataset, lang=lang), translate(", ", lang)
    frame["place"] = [comma.join(regions[place] for place in ids) for ids in frame["place_ids"]]
    columns = ["region", "name", *([] if lang == "zh" else ["name_en"]), "kind_name", "stage_name", "place"]
    return Table(frame, columns, lang)


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
    return table(counts.reset_index().rename(columns={"mark_name": "mark"}), lang=lang)
