"""How a figure is shown: bounds stay bounds, a corrected reading says so, hidden characters are written out."""

from __future__ import annotations

import functools
import html
from pathlib import Path
from typing import Any

from cloudplans.text import visible

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV Injection
SIGNS = {"eq": "", "range": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}
MARKS = {"corrected": " †", "unverified": " ‡", "single-coded": " ※"}  # by status: what stands behind every such figure
_SCALES = {  # unit: what an axis shows of it in each language: factor, name
    "CNY": {"zh": (1e8, "亿元"), "en": (1e9, "CNY billion")},
    "USD": {"zh": (1e8, "亿美元"), "en": (1e9, "USD billion")},
    "percent": {"zh": (1, "%"), "en": (1, "%")},
}
_UNITS_ZH = {
    "subscription/100 person": "户/百人", "Mbit/s": "兆比特每秒", "operation/s": "次每秒", "byte": "字节", "m²": "平方米",
    "subscription": "户", "premises": "户", "site": "个", "hotspot": "个", "access point": "个", "enterprise": "家",
    "base": "个", "park": "个", "centre": "个", "technology": "项", "service": "个", "system": "个", "city": "个",
    "department": "个", "certificate": "张", "server": "台", "database": "个", "platform": "个", "cluster": "个",
    "level": "级", "year": "年", "project/year": "项/年", "1": "",
}  # fmt: skip
_UNITS_ZH |= {  # that the scanner reads
    "item": "个", "school": "所", "household": "户", "rack": "个", "project": "个", "laboratory": "个", "institute": "个", "product": "个",
    "standard": "项", "patent": "件", "county": "个", "village": "个", "hospital": "家", "device": "台", "port": "个", "line": "条",
    "vehicle": "辆", "brand": "个", "scene": "个", "application": "个", "workshop": "个", "factory": "家", "fund": "支", "event": "次",
    "visit": "人次", "permille": "‰", "times": "倍", "km": "公里", "km²": "平方公里", "mu": "亩", "hectare": "公顷", "core-km": "芯公里",
    "kWh": "千瓦时", "kW": "千瓦", "tce": "吨标准煤", "tonne": "吨", "month": "个月", "day": "天", "hour": "小时", "minute": "分钟",
    "millisecond": "毫秒", "EUR": "欧元", "HKD": "港元", "CNY/mu": "元/亩", "tce/CNY": "吨标准煤/元", "item/10k person": "件/万人", "ratio": "",
}  # fmt: skip
_UNITS_ZH["percentage point"] = "个百分点"
_UNITS_ZH["person"] = "人"
_UNITS_ZH["CNY/person"] = "元/人"
_TERA = 10**6  # of Mbit/s
_SAME_IN_PLURAL = ("premises", "Mbit/s", "operation/s", "byte", "m²", "percent", "ratio", "1")
_LARGE_EN = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_LARGE_ZH = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))


VERDICTS = {
    "same": ("同", "same"),
    "convertible": ("可换算", "convertible"),
    "narrower": ("较窄 ⊂", "narrower ⊂"),
    "broader": ("较宽 ⊃", "broader ⊃"),
    "overlapping": ("有重叠", "overlapping"),
    "not-comparable": ("不可比", "not comparable"),
    "not-judged": ("未判断", "not judged"),
}


THEMES = {
    "industry-scale": ("产业规模", "Scale of the industry"),
    "infrastructure": ("基础设施", "Infrastructure"),
    "adoption": ("普及应用", "Adoption"),
    "enterprises": ("企业、基地与园区", "Firms, bases and parks"),
    "innovation": ("创新", "Innovation"),
    "context": ("背景数字", "Figures about elsewhere"),
}
KINDS = {
    "target": ("目标", "target"),
    "baseline": ("现状", "baseline"),
    "forecast": ("预测", "forecast"),
    "threshold": ("门槛", "threshold"),
    "programme_count": ("所列个数", "things listed"),
    "context": ("背景", "context"),
}
TIERS = {"verified": ("已核对", "verified"), "unverified": ("转引，未核对 ‡", "reported, not checked ‡")}
RELATIONS = {"same": ("同", "same"), "narrower": ("较窄", "narrower"), "wider": ("较宽", "wider"), "near": ("相近", "near")}
STATES = {
    "quantified": ("有数字", "a number"),
    "directional": ("有方向", "a direction"),
    "qualitative": ("定性", "an aim in words"),
    "deferred": ("留待以后", "left for later"),
    "not stated": ("未提及", "not stated"),
}


def status_mark(row: Any) -> str:
    """Return the sign of a figure that is no plain, twice coded reading: † corrected, ‡ only reported, ※ coded once; else nothing.

    Examples
    --------
    >>> status_mark({"status": "single-coded"}), status_mark({"status": "verified"})
    (' ※', '')
    """
    return MARKS.get(row.get("status", ""), "")


def message(words: str) -> str:
    """Mark English words for translation where they are stored, to be passed to `translate` later; returns them unchanged."""
    return words


@functools.cache
def _catalogue(lang: str) -> dict[str, str]:
    import polib  # only where another language than English is asked for

    entries = {}
    for file in sorted((Path(__file__).resolve().parent / "translations").glob(f"**/{lang}.po")):
        entries.update({entry.msgid: entry.msgstr for entry in polib.pofile(str(file), encoding="utf-8")})
    return entries


def translate(words: str, lang: str, **values: Any) -> str:
    """Return an English message in a language, its ``{names}`` filled with `values`.

    English is the message; ``translations/zh.po`` has the Chinese. A message without a translation stays English; a test finds
    every such message.

    Examples
    --------
    >>> translate("not determined", "en"), translate("not determined", "zh")
    ('not determined', '不能确定')
    """
    found = words if lang == "en" else _catalogue(lang).get(words) or words
    return found.format(**values) if values else found


def pick(lang: str, zh: str, en: str) -> str:
    """Return the words in the language `lang`: ``zh`` or ``en``."""
    return zh if lang == "zh" else en


def safe(value: object) -> str:
    """Return a value as HTML text: escaped, for attributes too, characters that a screen hides or obeys written out.

    Examples
    --------
    >>> safe("<b>1\\u202e2</b>")
    '&lt;b&gt;1[U+202E]2&lt;/b&gt;'
    """
    return html.escape(visible(str(value)), quote=True)


def untypeset(words: str) -> str:
    """Return HTML in which JupyterLab sets no formulas: a dollar sign in a plan starts none, nor the links that one can hold."""
    return f'<div class="mathjax_ignore">{words}</div>'


def number(value: float, lang: str = "en") -> str:
    """Return a number in the words of a language, without rounding what the plans print.

    Examples
    --------
    >>> number(1.3e8), number(1.3e8, "zh"), number(99.99), number(160000)
    ('130 million', '1.3亿', '99.99', '160,000')
    """
    if value >= 1e18 and lang == "en":
        return f"{value:.3g}"
    for size, word in _LARGE_ZH if lang == "zh" else _LARGE_EN:
        if value >= size:
            return f"{value / size:,.10g}" + pick(lang, word, f" {word}")
    return f"{value:,.10g}"


def amount(value: float, unit: str, lang: str = "en") -> str:
    """Return a value with its unit.

    Examples
    --------
    >>> amount(3e11, "CNY"), amount(3e11, "CNY", "zh"), amount(70, "percent"), amount(20, "Mbit/s", "zh")
    ('CNY 300 billion', '3,000亿元', '70 %', '20兆比特每秒')
    >>> amount(6.5e6, "Mbit/s")
    '6.5 Tbit/s'
    """
    if unit == "percent":
        return pick(lang, f"{value:,.10g}%", f"{value:,.10g} %")
    if unit == "Mbit/s" and value >= _TERA:
        return pick(lang, f"{value / _TERA:,.10g}太比特每秒", f"{value / _TERA:,.10g} Tbit/s")
    if unit in ("CNY", "USD"):
        factor, name = _SCALES[unit]["zh"]
        return pick(lang, f"{value / factor:,.10g}{name}", f"{unit} {number(value)}")
    if lang == "zh":
        whole = unit.removesuffix("/year")
        return number(value, lang) + (_UNITS_ZH.get(unit) or _UNITS_ZH.get(whole, whole) + "/年" * (whole != unit))
    return f"{number(value)} {_plural(unit) if value != 1 else unit}".removesuffix(" 1").removesuffix(" ratio")


def _plural(unit: str) -> str:
    """Return an English unit in the plural: of the word before a stroke where there is one."""
    head, stroke, rest = unit.partition("/")
    if unit in _SAME_IN_PLURAL or head in ("CNY", "USD"):
        return unit
    return (head[:-1] + "ies" if head.endswith("y") else f"{head}s") + stroke + rest


def scale(unit: str, lang: str = "en") -> tuple[float, str]:
    """Return by what an axis divides values of `unit`, and the name of what it then shows."""
    if unit in _SCALES:
        return _SCALES[unit][lang]
    return 1, pick(lang, _UNITS_ZH.get(unit, unit), unit)


def interval(row: Any, lang: str = "en") -> str:
    """Return the bounds of a statement in words and signs: ``≥ 5 enterprise``, ``15–20 enterprise``.

    Parameters
    ----------
    row : mapping
        With `comparator`, `lower`, `upper`, `unit`.
    """
    low, high = row["lower"], row["upper"]
    if row["comparator"] == "range":
        return f"{number(low, lang)}–{amount(high, row['unit'], lang)}{status_mark(row)}"
    return SIGNS[row["comparator"]] + amount(high if low is None or low != low else low, row["unit"], lang) + status_mark(row)


def harmless(value: Any) -> Any:
    """Return a text that a spreadsheet would take for a formula with an apostrophe before it; anything else as it is.

    Examples
    --------
    >>> harmless("=1+1"), harmless("1+1"), harmless(-1)
    ("'=1+1", '1+1', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
