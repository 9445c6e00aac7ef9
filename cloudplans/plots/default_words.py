"""Default title, subtitle and source line of a figure, from the rows that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.lines import Line2D

from cloudplans.compare import WARNINGS
from cloudplans.dataset import UNVERIFIED_WARNING, Dataset, indicator_names, own_data, region_names, year_in_id
from cloudplans.labels import MARKS, code_name, message, translate
from cloudplans.plots import style
from cloudplans.plots.short_amounts import unit_words
from cloudplans.plots.titled_figure import Words

_NOTES = {"†": message("† a corrected figure"), "‡": UNVERIFIED_WARNING, "※": message("※ coded once, by one reader")}
_HOLLOW = message("hollow: approximate or hedged")


def listed(words: Iterable[str], lang: str) -> str:
    """Return words as a list in a language."""
    return translate(", ", lang, context="words").join(words)


def sentences(parts: Iterable[str], lang: str) -> str:
    """Return sentences side by side."""
    return (" " if lang == "en" else "").join(part for part in parts if part)


def told(who: str, value: str, lang: str) -> str:
    """Return ``who: value``."""
    return translate("{who}: {value}", lang, who=who, value=value)


def years_of(years: Iterable[object], lang: str) -> str:
    """Return the years of a title: ``2015``, ``2015–2020``, or an empty text.

    Examples
    --------
    >>> years_of([2020, 2015, pd.NA], "en")
    '2015–2020'
    """
    known = sorted({int(float(str(year))) for year in years if not pd.isna(year)})  # type: ignore[call-overload]
    if not known:
        return ""
    span = str(known[0]) if len(known) == 1 else f"{known[0]}–{known[-1]}"
    return translate("{years}", lang, context="years of a title", years=span)


def measure_of(frame: pd.DataFrame, data: Dataset | None, lang: str, comparison: str = "") -> str:
    """Return what a figure shows: its one indicator or theme, and what a comparison made of it.

    Examples
    --------
    >>> measure_of(pd.DataFrame({"indicator_id": ["sme-cloud-share"]}), None, "en", "share of the nation")
    'SMEs using the cloud: share of the nation'
    """
    indicators = list(dict.fromkeys(frame["indicator_id"])) if "indicator_id" in frame else []
    table = (data or own_data()).indicators(documents="all").set_index("indicator_id")["theme"]
    themes = set(table.reindex(indicators).dropna())
    name = ""
    if len(indicators) == 1:
        name = str(indicator_names(data=data, lang=lang).get(indicators[0], indicators[0]))  # type: ignore[arg-type]
    elif len(themes) == 1:
        name, comparison = code_name("theme", themes.pop(), lang), comparison or translate("targets", lang)
    name = name or translate("Targets", lang)
    return translate("{measure}: {comparison}", lang, measure=name, comparison=comparison) if comparison else name


def title_of(frame: pd.DataFrame, measure: str, units: Sequence[str], lang: str, *, years: Iterable[object] | None = None) -> str:
    """Return the default title: measure, unit in words and years."""
    shown = frame["deadline"] if years is None and "deadline" in frame else (years if years is not None else ())
    words = [measure, listed(dict.fromkeys(unit_words(unit, lang) for unit in units), lang), years_of(shown, lang)]
    return translate(", ", lang, context="parts of a title").join(word for word in words if word)


def regions_of(frame: pd.DataFrame, data: Dataset | None, lang: str) -> list[str]:
    """Return the names of the regions of a frame in the order of its rows."""
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    return [str(names.get(region, region)) for region in dict.fromkeys(frame["region_id"].dropna())]


def source_of(frame: pd.DataFrame, data: Dataset | None, lang: str) -> str:
    """Return the source line: the plans by region and year, and the statistics that a comparison used."""
    plans = _plan_ids(frame)
    documents = (data or own_data()).plans(documents="all").set_index("plan_id")
    known, kinds = documents["region_id"], documents["document_kind"]
    names = region_names(data=data, lang=lang)  # type: ignore[arg-type]
    parts = []
    mine = [plan for plan in plans if plan in known.index]
    if own := [plan for plan in mine if kinds[plan] == "plan"]:
        texts = [translate("{region} ({year})", lang, region=names.get(known[p], p), year=year_in_id(p)) for p in own]
        parts.append(translate("plans of {plans}", lang, plans=listed((text.replace(" ()", "") for text in texts), lang)))
    if len(mine) > len(own):
        years = years_of([int(year_in_id(plan)) for plan in mine if kinds[plan] == "report"], lang)
        parts.append(translate("work reports of the provinces ({years})", lang, years=years))
    if len(mine) < len(plans):
        parts.append(translate("public pages, not checked (‡)", lang))
    parts += _statistics(frame, lang)
    return translate(
        "Source: {sources}", lang, sources=translate("; ", lang).join(parts or [translate("cloudplans data set", lang)])
    )


def _statistics(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return the statistics that a comparison divided by, with their vintage."""
    if "vintage" not in frame:
        return []
    bases = frame["base"] if "base" in frame else pd.Series(frame.attrs.get("base", ""), frame.index)
    series = {"gdp": translate("GDP", lang), "per": translate("residents", lang)}
    used = dict.fromkeys(zip(bases.str[:3], frame["vintage"].fillna(""), strict=True))
    return [
        translate(
            "{series} from the statistics bureaus ({vintage})",
            lang,
            series=series[start],
            vintage=code_name("vintage", vintage, lang),
        )
        for start, vintage in used
        if start in series and vintage
    ]


def _plan_ids(frame: pd.DataFrame) -> list[str]:
    """Return the plans of a frame, those of the statements behind a comparison included."""
    found: list[str] = [*frame["plan_id"].dropna()] if "plan_id" in frame else []
    for column in ("statement_ids", "record_ids", "statement_id", "upper_id"):
        if column in frame and (column != "record_ids" or not found):
            for value in frame[column].dropna():
                found += [str(name).split(".")[0] for name in (value if isinstance(value, list) else [value])]
    return list(dict.fromkeys(found))


def notes_of(texts: Iterable[str], lang: str, *, hollow: bool = False) -> str:
    """Return what the marks in some texts, and hollow markers, mean."""
    together = "".join(texts)
    notes = [translate(_NOTES[sign.strip()], lang) for sign in MARKS.values() if sign.strip() in together]
    notes += [translate(_HOLLOW, lang)] if hollow else []
    return translate("; ", lang).join(notes)


def warnings_of(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return the warnings of a comparison in a language: those that are true of the rows that are left."""
    false = set()
    if "changed" not in frame or not (frame["changed"].fillna("") != "").any():
        false.add(WARNINGS["changed"])
    if "indicator_id" in frame and frame["indicator_id"].nunique() < 2:
        false.add(WARNINGS["indicators"])
    if "unverified" not in set(frame.get("evidence_tier", ())):
        false.add(UNVERIFIED_WARNING)
    found = []
    for words in frame.attrs.get("warning", []):
        zh, slash, en = words.partition(" / ")
        if (en if slash else words) not in false:
            found.append((zh if lang == "zh" else en) if slash else words)
    return [sentence(words, lang) for words in found]


def sentence(words: str, lang: str) -> str:
    """Return words as a sentence: with a capital and a full stop."""
    if not words or lang == "zh":
        return words and words.rstrip("\u3002") + "\u3002"
    return words[0].upper() + words[1:].rstrip(".") + "."


def tier_key(frame: pd.DataFrame, lang: str) -> list[Line2D]:
    """Return the key of verified and unverified figures if the frame has both, or only unverified ones."""
    tiers = set(frame.get("evidence_tier", ()))
    if "unverified" not in tiers:
        return []
    shapes = {"verified": "o", "unverified": style.UNVERIFIED}
    return [
        Line2D([], [], color=style.PALE, marker=shape, ms=7, mew=1.6, ls="none", label=code_name("tier", tier, lang))
        for tier, shape in shapes.items()
        if tier in tiers
    ]


def default_words(
    frame: pd.DataFrame,
    *,
    title: tuple[str | None, str],
    subtitle: tuple[str | None, Iterable[str]],
    parts: Sequence[str],
    data: Dataset | None,
    lang: str,
    keys: Sequence[object] = (),
) -> Words:
    """Return the words of a figure; of `title` and `subtitle` the first is the caller's and the second the default."""
    below = (
        subtitle[0] if subtitle[0] is not None else sentences(dict.fromkeys(sentence(words, lang) for words in subtitle[1]), lang)
    )
    regions = regions_of(frame, data, lang) if "region_id" in frame else []
    return Words(
        title[0] if title[0] is not None else title[1],
        below,
        source_of(frame, data, lang),
        parts,
        regions,
        [*tier_key(frame, lang), *keys],
    )
