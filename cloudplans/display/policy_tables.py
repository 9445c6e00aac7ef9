"""Goals, instruments and projects for readers: names for codes, and matrices in which each cell opens its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from cloudplans.dataset import LAYERS, Dataset
from cloudplans.display.html_table import Table
from cloudplans.display.passages import marked, passage
from cloudplans.labels import pick, safe, untypeset

_NAMED = {  # column of codes: the vocabulary, the column of names
    "type": ("instrument", "instrument"),
    "family": ("family", "family_name"),
    "level": ("level", "level_name"),
    "theme": ("theme", "theme_name"),
    "kind": ("kind", "kind_name"),
    "stage": ("stage", "stage_name"),
    "mark": ("mark", "mark_name"),
}
_NO_PLACE = ("未归于某地", "no place named")


def named(dataset: Dataset, frame: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return a comparison of goals, instruments or projects with names beside its codes.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    frame : DataFrame
        A result of `cloudplans.compare.instrument_matrix`, `places` or `aims_ladder`.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    DataFrame
        With `region`, and for each column of codes its column of names: `instrument`, `family_name`, `level_name`, `place`.
    """
    made = frame.copy()
    regions = dataset.regions().set_index("region_id")[f"name_{lang}"]
    made["region"] = made["region_id"].map(regions)
    for column, (vocabulary, name) in _NAMED.items():
        if column in made:
            made[name] = made[column].map(dataset.terms(vocabulary).set_index("code")[f"name_{lang}"]).fillna("")
    if "place_id" in made:
        made["place"] = made["place_id"].map(regions).fillna(pick(lang, *_NO_PLACE))
    made.attrs.update(frame.attrs)
    return made


class Openable:
    """A matrix whose cells open: how many records a plan has of a row, and behind it each with its words and their place.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    texts : mapping
        Edition to raw text; with them each record shows its passage, without them its words and offsets.
    frame : DataFrame
        A comparison with names (see `named`) and `record_ids`.
    rows : str
        The column of names that goes down; regions go across.
    lang : {"en", "zh"}
        Language.
    """

    def __init__(self, dataset: Dataset, texts: Mapping[str, str], frame: pd.DataFrame, rows: str, lang: str = "en") -> None:
        self.frame, self.rows, self.texts, self.lang = frame, rows, texts, lang
        self.spans: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)  # by record and edition
        held = dataset.policy_evidence()
        spans = zip(held["start"], held["end"], held["role"], strict=True)
        for record, edition, span in zip(held["record_id"], held["edition_id"], spans, strict=True):
            self.spans[record, edition].append(span)
        self.words = {}
        for layer, key in LAYERS.items():
            printed, gloss = ("name", "name_en") if layer == "projects" else ("printed", "gloss_en")
            for row in dataset.table(layer).to_dict("records"):
                self.words[row[key]] = row[printed], row[gloss]
        quoted = dataset.plans().set_index("plan_id")["edition_id"]
        self.edition = {row["region_id"]: quoted[row["plan_id"]] for row in dataset.plans().to_dict("records")}

    def _record(self, name: str, edition: str) -> str:
        """Return one record: its words, what they say in English, the passage or the offsets."""
        printed, gloss = self.words[name]
        spans = self.spans[name, edition]
        if edition in self.texts:
            shown = marked(passage(edition, spans, self.texts[edition]))
        else:
            start, end = next((start, end) for start, end, role in spans if role == "text")
            shown = f'<p class="id">{safe(edition)} {start}–{end}</p>'
        said = f" – {safe(gloss)}" if self.lang == "en" else ""
        return f'<li><q lang="zh">{safe(printed)}</q>{said}{shown}</li>'

    def _cell(self, row: dict[str, object]) -> str:
        heading = safe(row["region"])
        names = str(row["record_ids"]).split()
        if not names:
            return f'<td class="none" data-label="{heading}">–</td>'
        listed = "".join(self._record(name, self.edition[str(row["region_id"])]) for name in names)
        return (
            f'<td data-label="{heading}"><details><summary>{len(names)}</summary><ul class="records">{listed}</ul></details></td>'
        )

    def _repr_html_(self) -> str:
        regions = list(dict.fromkeys(self.frame["region"]))
        head = "".join(f'<th scope="col">{safe(region)}</th>' for region in ["", *regions])
        body = []
        for name, held in self.frame.groupby(self.rows, sort=False):
            cells = {row["region"]: self._cell(row) for row in held.to_dict("records")}
            empty = '<td class="none">–</td>'
            line = "".join(cells.get(region, empty) for region in regions)
            body.append(f'<tr><th scope="row">{safe(name)}</th>{line}</tr>')
        table = f'<table class="data openable"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'
        return untypeset(f'<div class="scroll" tabindex="0">{table}</div>')

    def __repr__(self) -> str:
        counts = self.frame.assign(count=self.frame["record_ids"].str.split().str.len())
        with pd.option_context("display.unicode.east_asian_width", True):
            return counts.pivot(index=self.rows, columns="region", values="count").fillna(0).astype(int).to_string()


def projects(dataset: Dataset, lang: str = "en") -> Table:
    """Return the named projects as a table: region, name, kind, stage, places."""
    frame = named(dataset, dataset.projects(), lang)
    regions = dataset.regions().set_index("region_id")[f"name_{lang}"]
    frame["place"] = [pick(lang, "、", ", ").join(regions[place] for place in ids.split()) for ids in frame["place_ids"]]
    columns = ["region", "name", *([] if lang == "zh" else ["name_en"]), "kind_name", "stage_name", "place"]
    return Table(frame, columns, lang)


def kinds(dataset: Dataset, lang: str = "en") -> dict[str, str]:
    """Return by region how many named projects of each kind its plan has that are not there already, a line a kind."""
    frame = named(dataset, dataset.projects(), lang)
    counts = frame[frame["stage"] != "existing"].groupby(["region_id", "kind_name"]).size()
    lines: dict[str, list[str]] = {region: [] for region in dataset.policy_plans()["region_id"]}
    for (region, kind), count in counts.items():
        lines[region].append(f"{kind}{pick(lang, '：', ': ')}{count}")
    return {region: "\n".join(words) or pick(lang, "无", "none") for region, words in lines.items()}


def census(dataset: Dataset, lang: str = "en") -> Table:
    """Return how many segments of each text are coded, or hold no goal, instrument or project, and why."""
    frame = named(dataset, dataset.table("passages").assign(region_id=""), lang)
    counts = frame.groupby(["mark_name", "edition_id"], sort=False).size().unstack(fill_value=0).sort_index(axis=1)
    wide = counts.reset_index().rename(columns={"mark_name": "mark"})
    return Table(wide, list(wide.columns), lang)
