"""What is near to words that name nothing exactly: indicators, regions, statistics, tables, and the documents that mention them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pandas as pd

from cloudplans.dataset import LAYERS, Dataset, all_indicators, known_indicators, region_names, similar, with_reports
from cloudplans.display.codebook import in_language
from cloudplans.labels import VOCABULARIES, translate, unit_name
from cloudplans.text import visible

_FEW = 5  # rows of each kind
_EXAMPLES = 3  # records that are named for each plan
_SAYS_NOTHING = {"a", "an", "and", "for", "how", "in", "many", "much", "number", "of", "on", "the", "to", "what"}
_RECORD_TEXT = ["printed", "label", "scope", "name", "name_en", "gloss_en", "note_en", "note_zh"]  # what a record says
Heading = tuple[str, pd.DataFrame]


def related(data: Dataset, words: str, lang: str) -> list[Heading]:
    """Return what is near to `words`: a heading and a frame for each kind; nothing where nothing is near.

    Examples
    --------
    >>> import cloudplans
    >>> [len(frame) for heading, frame in related(cloudplans.load(), "pue", "en")][0]
    1
    """
    matches = matcher(words)
    if matches is None:
        return []
    found = [
        (translate("Indicators", lang), _indicators(data, words, matches, lang)),
        (translate("Units", lang), _units(data, matches, lang)),
        (translate("Regions", lang), _named(data.regions(), "region_id", matches, lang)),
        (translate("Statistics", lang), _series(data, matches, lang)),
        (translate("Tables", lang), _tables(data, matches, lang)),
        (translate("Plans that mention it", lang), _mentions(data, _in_chinese_too(data, matches), lang)),
        (translate("Work reports with figures on it", lang), _reported(data, _in_chinese_too(data, matches), lang)),
        (translate("Unverified figures of other plans", lang), _unverified(data, matches, lang)),
    ]
    return [(heading, frame) for heading, frame in found if len(frame)]


def matcher(words: str) -> Callable[[str], bool] | None:
    """Return a test whether a text has all the words: Latin ones from their start, plural or not, Chinese ones anywhere.

    Examples
    --------
    >>> matcher("number of data centers")("Floor area of data-centre buildings")
    True
    """
    plain = words.casefold().replace("center", "centre").replace("-", " ")
    latin = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SAYS_NOTHING]
    latin = [word.removesuffix("s") if len(word) > 3 else word for word in latin]
    chinese = re.findall(r"[\u3400-\u9fff]+", plain)
    if not latin and not chinese:
        return None
    patterns = [re.compile(rf"(?<![a-z0-9]){word}" if len(word) > 2 else rf"(?<![a-z0-9]){word}(?![a-z0-9])") for word in latin]

    def has_all(text: str) -> bool:
        folded = text.casefold()
        return all(pattern.search(folded) for pattern in patterns) and all(run in folded for run in chinese)

    return has_all


def _indicators(data: Dataset, words: str, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the indicators whose names, definition or printed names have the words; else those near by meaning."""
    every = all_indicators(data)
    known = known_indicators(data, every)
    names = every.set_index("indicator_id")[["name_zh", "name_en", "unit"]]
    titled = [name for name in known.index if matches(f"{name} {names.at[name, 'name_zh']} {names.at[name, 'name_en']}")]
    defined = [name for name, meaning in known["meaning"].items() if name not in titled and matches(f"{name} {meaning}")]
    found = [*titled, *defined][: 2 * _FEW]
    if not found and (len(words.split()) > 1 or not words.isascii()):
        found = [name for name in similar(words, known.index, known["meaning"].to_dict()) if name in known.index]
    counts = with_reports(data, "statements", "all")["indicator_id"].value_counts()
    rows = [(name, names.at[name, f"name_{lang}"], names.at[name, "unit"], int(counts.get(name, 0))) for name in found]
    return pd.DataFrame(rows, columns=["indicator_id", "name", "unit", "statements"])


def _named(frame: pd.DataFrame, key: str, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the rows whose names have the words."""
    names = frame[["name_zh", "name_en"]].agg(" ".join, axis=1)
    kept = frame[[matches(name) for name in names]].head(_FEW)
    return pd.DataFrame({"name": kept[f"name_{lang}"], key: kept[key]})


def _units(data: Dataset, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the units whose name has the words, with the nouns that they count."""
    nouns = data.table("nouns")
    units = [unit for unit in VOCABULARIES["unit"] if matches(f"{unit} {unit_name(unit, 'zh')}")]
    rows = [(unit_name(unit, lang), " ".join(nouns.loc[nouns["unit"] == unit, "noun"])) for unit in units[:_FEW]]
    return pd.DataFrame(rows, columns=["name", "printed"])


def _in_chinese_too(data: Dataset, matches: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return a test that a text also passes with a Chinese noun for things that are counted in a unit with the words."""
    nouns = data.table("nouns")
    counted = [noun for noun, unit in zip(nouns["noun"], nouns["unit"], strict=True) if len(noun) > 1 and matches(unit)]
    return lambda text: matches(text) or any(noun in text for noun in counted)


def _unverified(data: Dataset, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the unverified figures that measure it."""
    frame = data.unverified()
    kept = frame[[matches(text) for text in frame[["measured_zh", "measured_en"]].agg(" ".join, axis=1)]].head(2 * _FEW)
    columns = ["reported_id", f"measured_{lang}", "value_stated", "unit_stated", "years_stated"]
    return kept[columns].set_axis(["statement_id", "measured", "stated", "unit", "year"], axis=1)


def _series(data: Dataset, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the statistics whose name has the words, with the years that they cover."""
    frame = data.table("series")
    frame = frame[[matches(name) for name in frame["series"]]]
    return series_summary(frame).head(_FEW)


def series_summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per series: unit, number of regions, first and last year."""
    rows = [
        (name, ", ".join(sorted(set(part["unit"]))), part["region_id"].nunique(), f"{part['year'].min()}–{part['year'].max()}")
        for name, part in frame.groupby("series")
    ]
    return pd.DataFrame(rows, columns=["series_id", "unit", "regions", "period"])


def _tables(data: Dataset, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the tables whose name or title has the words."""
    rows = [
        (name, in_language(resource, "title", lang))
        for name, resource in data.resources.items()
        if matches(f"{name} {resource['title']} {resource['title_zh']}")
    ]
    return pd.DataFrame(rows[:_FEW], columns=["name", "meaning"])


def _mentions(data: Dataset, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the plans with records that have the words: how many, and a few of them as they are printed."""
    names = data.indicators().set_index("indicator_id")[["name_zh", "name_en"]].agg(" ".join, axis=1)
    statements = data.table("statements")
    found = list(_matching(statements, "statement_id", matches, statements["indicator_id"].map(names)))
    for layer, key in LAYERS.items():
        found += _matching(data.table(layer), key, matches)
    found += _matching(data.table("aims").assign(record=""), "record", matches)
    titles = data.plans().set_index("plan_id")[f"title_{lang}"]
    rows = []
    for plan in titles.index:
        records = [(record, words) for other, record, words in found if other == plan]
        if records:
            words = dict.fromkeys(words for _, words in records if words)
            rows.append((plan, visible(titles[plan]), len(records), "; ".join(list(words)[:_EXAMPLES])))
    return pd.DataFrame(rows, columns=["plan_id", "name", "count", "example"])


def _reported(data: Dataset, matches: Callable[[str], bool], lang: str) -> pd.DataFrame:
    """Return the regions whose work reports have figures with the words: how many, and a few of them as they are printed."""
    statements = with_reports(data, "statements", "reports")
    names = all_indicators(data).set_index("indicator_id")[["name_zh", "name_en"]].agg(" ".join, axis=1)
    regions = statements.set_index("statement_id")["region_id"].map(region_names(data=data, lang=lang))
    found: dict[str, list[str]] = {}
    for _, record, words in _matching(statements, "statement_id", matches, statements["indicator_id"].map(names)):
        found.setdefault(regions[record], []).append(words)
    rows = [(region, len(words), "; ".join(list(dict.fromkeys(words))[:_EXAMPLES])) for region, words in sorted(found.items())]
    return pd.DataFrame(rows, columns=["region", "count", "example"])


def _matching(
    frame: pd.DataFrame, key: str, matches: Callable[[str], bool], more: pd.Series | None = None
) -> Iterable[tuple[str, str, str]]:
    """Yield plan, id and words of the records whose text has the words."""
    columns = [name for name in _RECORD_TEXT if name in frame]
    texts = frame[columns].agg(" ".join, axis=1)
    texts = texts if more is None else texts + " " + more.fillna("")
    shown = next(name for name in ("label", "name", "printed") if name in frame)
    for (_, row), text in zip(frame.iterrows(), texts, strict=True):
        if matches(text):
            yield row["plan_id"], row[key], visible(f"{row[shown]} {row['printed']}" if shown == "label" else row[shown])
