"""Read printed figures as numbers with units: numerals, magnitudes, unit words, ranges, fractions, rates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"亿": 10**8, "万": 10**4}
_ODD = "\ue000-\uf8ff"  # private-use characters: between digits, a point drawn by a special font
_CN = "〇零○一二两三四五六七八九十百千万亿"
# 1,500.5  3.5万亿  三千二百  三点五亿  30余万  1万多  数百; 余 and 多 only where a magnitude or a unit can follow.
_MORE = "(?:[十百万亿]|千(?![瓦米克伏]))*"
# 13万2千, 1千2百亿 and, in speech, 3万2户; 3个亿 and 5个多亿; 三十几万.
_MIXED = r"(?:(?<=[千百万亿])[0-9]{1,4}(?:[十百万亿]|千(?![瓦米克伏]))+(?![0-9.]))*(?:(?<=[万亿])[0-9](?=[人户家元](?![0-9])))?"
_HUNDRED_MILLIONS = "(?:个(?:多|(?=亿))亿(?![级元吨斤人千百万吉]))?"
_NUMBER = (
    rf"(?:[数几](?=[十百千万亿])|(?<![迈跨登站])上(?=[百千万亿]))?(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:[.{_ODD}][0-9]+)?|(?:(?!千[瓦米克伏])[{_CN}])+(?:点[{_CN}]+)?)"
    rf"{_MORE}{_MIXED}(?:(?:[余多]|(?<=十)几)(?:[十百千万亿]{_MORE}|(?!方|(?<![万亿]多)元|样|媒|点|功|维|级|次|重|边)))?{_HUNDRED_MILLIONS}"
)
NUMBER = re.compile(rf"{_NUMBER}\+?")
_TO = re.compile(rf"(?:[-~－—–]+|至|到)({_NUMBER})")
_PARTS = re.compile(rf"([{_CN}]+|[0-9]+)分之([{_CN}]+(?:点[{_CN}]+)?|[0-9]+(?:\.[0-9]+)?)")
_FRACTION = re.compile("(?<![0-9./])([1-9])/([2-9]|10)(?![0-9./年月日])")
_RATIO = re.compile("(?<![0-9.:∶])([0-9]+(?:[.][0-9]+)?)[:∶]1(?![0-9.:∶])")
_INVERSE = re.compile("(?<![0-9.:∶])1[:∶]([1-9][0-9]*(?:[.][0-9]+)?)(?![0-9.:∶])")
_PRODUCT = re.compile("(?<![0-9.+×*xX])([1-9][0-9]?)[×*xX](?=[0-9])")  # 2×66万千瓦: two of that size
_SIZED = ("瓦", "W", "伏安", "VA", "吨")  # units of which a product states the sum
_PAIR = re.compile(r"([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)")
_FOLD = re.compile(r"翻(?:了?(?:([一二两三])番|番)|倍)")
_HALF = re.compile(r"(?:一|过)?半(?:数)?(?=以上|的|企业|$)|一半")
_LONGEST = 32  # characters of a numeral
_PER = re.compile("(/每?)[百千万亿]*")
_POINT = re.compile(f"[{_ODD}]")
_DIGIT = re.compile(r"[0-9〇零○一二两三四五六七八九十]")
_NO_NUMBER = dict.fromkeys(map(ord, "余多几个"))
_SPOKEN = re.compile("([0-9.]+([万亿]))([0-9])")
_CAPITAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟貳參陸圓", "一二三四五六七八九十百千二三六元")
_CAPITALS = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟貳參陸零](?:[壹贰叁肆伍陆柒捌玖拾佰仟貳參陸零万亿]+[元圆圓]?|[元圆圓])")
_POWERS = {"微": "0.000001", "毫": "0.001", "厘": "0.01", "公": "1000", "k": "1000"}
_POWERS |= {
    prefix: f"1{'000' * power}"
    for power, pair in enumerate(zip("KMGTPEZY", "千兆吉太拍艾泽尧", strict=True), 1)
    for prefix in pair
}
_SHARES = {"百": "percent", "千": "permille"}


def with_prefixes(families: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the unit words that families of units make with their prefixes, as rows of the table `units`."""
    return [
        {"printed": prefix + row["word"], "unit": row["unit"], "factor": f"{Decimal(row['factor']) * Decimal(_POWERS[prefix]):f}"}
        for row in families
        for prefix in row["prefixes"].split()
    ]


def plain_numerals(text: str) -> str:
    """Return a text with capital numerals (伍仟万元) written as common ones; every character keeps its place."""
    return _CAPITALS.sub(lambda match: match.group().translate(_CAPITAL), text)


class Quantity(NamedTuple):
    """A figure as numbers: both in `unit`, equal unless it is a range; `bare` without a digit (万台)."""

    low: float
    high: float
    unit: str
    bare: bool
    ranged: bool


class Figure(NamedTuple):
    """A figure in a text: its place, its numbers as printed, its unit word, its comparator."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    word: str
    says: str  # of the numeral alone: gt for 200余, ge for 100+, approx for 数百 and for a magnitude alone, range, else eq
    unit: str = ""  # where the form determines it (三分之一, 翻一番)
    shared: Decimal = Decimal(0)  # the magnitude that a later figure lends it with its unit, 0 where none does


@lru_cache(maxsize=65536)
def read_number(printed: str) -> Decimal:
    """Read a normalised numeral: ASCII digits, Chinese digits, magnitudes, or a mixture; ValueError if it is none."""
    if not printed:
        raise ValueError("an empty string is not a numeral")
    for word, size in _LARGE.items():
        if word in printed:
            left, _, right = printed.rpartition(word)
            high = (read_number(left) if left else Decimal(1)) * size
            return _plain(high + (read_number(right) if right else 0))
    return _plain(_read_section(printed))


def _read_section(printed: str) -> Decimal:
    """Read a numeral below ten thousand, such as 三百二十 or 5千."""
    total, digits = Decimal(0), ""
    for character in printed:
        if character in _SMALL:
            total += (_read_digits(digits, printed) if digits else 1) * _SMALL[character]
            digits = ""
        elif character in _DIGITS or character in "0123456789.,点":
            digits += character
        else:
            raise ValueError(f"{printed!r} is not a numeral: {character!r} is neither a digit nor a magnitude")
    if not digits:
        return total
    return total + _read_digits(digits, printed)


def _read_digits(digits: str, printed: str) -> Decimal:
    """Read a run of digits of one kind: ASCII with a point, or Chinese place by place (二○一一) with 点."""
    if re.fullmatch(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits, re.ASCII):
        return Decimal(digits.replace(",", ""))
    if re.fullmatch(r"[^点]+(?:点[^点]+)?", digits) and all(c in _DIGITS or c == "点" for c in digits):
        return Decimal("".join("." if c == "点" else str(_DIGITS[c]) for c in digits))
    raise ValueError(f"{printed!r} is not a numeral: {digits!r} mixes kinds of digits")


def _plain(number: Decimal) -> Decimal:
    return Decimal(int(number)) if number == int(number) else number.normalize()


class UnitWords:
    """A set of normalised unit words, to be found in a text where a numeral ends."""

    def __init__(self, words: Iterable[str]) -> None:
        self._heads: dict[str, list[str]] = {}
        self._home: dict[str, str] = {}
        for word in filter(None, words):
            forms = {word, word.lower(), word.upper()} if word.isascii() and len(word) > 3 else {word}
            for form in forms:
                self._home.setdefault(form, word)
        for form in sorted(self._home, key=lambda form: (-len(form), form)):
            self._heads.setdefault(form[0], []).append(form)

    def at(self, text: str, start: int) -> str:
        """Return the longest unit word that starts there, as printed, else an empty string."""
        for form in self._heads.get(text[start : start + 1], ()):
            if text.startswith(form, start):
                end = start + len(form)
                if not (
                    form[-1].isascii() and form[-1].isalpha() and text[end : end + 1].isascii() and text[end : end + 1].isalnum()
                ):
                    return form
        return ""

    def rate(self, text: str, start: int) -> str:
        """Return the word 每秒… whose second half starts there, else an empty string (每秒140万亿次)."""
        return next((form for form in self._heads.get("每", ()) if text.startswith(form[2:], start)), "")

    def home(self, form: str) -> str:
        """Return the word of the table for a printed form (Gbps for GBPS)."""
        return self._home.get(form, form)


def figure_at(text: str, start: int, words: UnitWords) -> Figure | None:
    """Read the figure of a normalised text whose numeral starts at `start`: number or range, with its unit word, if any."""
    if match := _PARTS.match(text, start):
        return _share(match)
    if match := _FRACTION.match(text, start):
        part = round(Decimal(match[1]) * 100 / Decimal(match[2]), 4)
        return Figure(*match.span(), part, part, "分之", "eq", "percent")
    if match := _RATIO.match(text, start):
        return Figure(*match.span(), Decimal(match[1]), Decimal(match[1]), "比", "eq", "ratio")
    if match := _INVERSE.match(text, start):
        part = round(1 / Decimal(match[1]), 4)
        return Figure(*match.span(), part, part, "比", "eq", "ratio")
    if product := product_at(text, start, words):
        return product
    first = start - (text[start - 1 : start] in ("数", "几", "上"))  # nothing is before the first character
    match = NUMBER.match(text, first) or NUMBER.match(text, start)
    if match is None:
        return None
    try:
        low, says = _numeral(match.group())
        end, high, unit = match.end(), None, words.at(text, match.end())
        if follow := _TO.match(text, end + len(unit)):
            high, _ = _numeral(follow.group(1))
            low = _like(low, match.group(), high, follow.group(1))
            end, unit = follow.end(), words.at(text, follow.end()) if not unit or words.at(text, follow.end()) == unit else "\0"
        if unit == "\0" or (high is not None and high <= low):  # 30%到2, 100至20: no range
            end, high, unit = match.end(), None, words.at(text, match.end())
            low, says = _numeral(match.group())
        elif not follow and (pair := _PAIR.fullmatch(match.group())):
            low, high = read_number(pair[1] + pair[3]), read_number(pair[2] + pair[3])
    except ValueError:
        return None
    begin, word = match.start(), unit
    if text.startswith("每秒", begin - 2, begin) and (rate := words.rate(text, end)):
        begin, word, unit = begin - 2, rate, rate[2:]
    if unit and (per := _PER.match(text, end + len(unit))):
        for stop in (per.end(1), per.end()):  # /千瓦时, then /万人
            if base := words.at(text, stop):
                unit = word = text[end : stop + len(base)]
                break
    return Figure(begin, end + len(unit), low, high if high is not None else low, word, says if high is None else "range")


def product_at(text: str, start: int, words: UnitWords) -> Figure | None:
    """Read so many of one size as their sum: 2×66万千瓦."""
    if (match := _PRODUCT.match(text, start)) and (one := figure_at(text, match.end(), words)) and one.word.endswith(_SIZED):
        count = Decimal(match[1])
        return one._replace(start=start, low=one.low * count, high=one.high * count)
    return None


def _numeral(printed: str) -> tuple[Decimal, str]:
    """Return the number of a printed numeral and its comparator."""
    if len(printed) > _LONGEST:
        raise ValueError(f"a numeral of {len(printed)} characters is not a quantity")
    number = _POINT.sub(".", printed.strip("+").lstrip("数几上"))
    more = "余" in number or "多" in number
    vague = printed[0] in "数几上" or "几" in number or not _DIGIT.search(number)
    says = "ge" if printed.endswith("+") else "gt" if more else "approx" if vague else "eq"
    number = number.translate(_NO_NUMBER)
    if spoken := _SPOKEN.fullmatch(number):
        return read_number(spoken[1]) + int(spoken[3]) * _LARGE[spoken[2]] // 10, says
    return read_number(number), says


def _like(low: Decimal, low_printed: str, high: Decimal, high_printed: str) -> Decimal:
    """Return the lower end of a range in the magnitude that only the upper end has (3-5万)."""
    digits = high_printed.rstrip("万亿千百")
    if digits == high_printed or not digits or low_printed[-1] in "万亿千百":
        return low
    size = high / read_number(digits)
    return low * size if low < read_number(digits) else low


def _share(match: re.Match[str]) -> Figure | None:
    """Read 三分之一, 百分之三十, 千分之五."""
    if match.end() - match.start() > _LONGEST:
        return None
    try:
        whole, part = read_number(match[1]), read_number(match[2])
    except ValueError:
        return None
    unit = _SHARES.get(match[1], "percent")
    if match[1] not in _SHARES:
        if not whole:
            return None
        part = round(part * 100 / whole, 4)
    return Figure(*match.span(), part, part, "分之", "eq", unit)


def fold_at(text: str, start: int) -> Figure | None:
    """Read 翻一番, 翻番, 一半 and 半数 at `start`."""
    if match := _FOLD.match(text, start):
        value = Decimal(2) ** int(read_number(match[1] or "一"))
        return Figure(*match.span(), value, value, "番", "eq", "times")
    if match := _HALF.match(text, start):
        return Figure(*match.span(), Decimal(50), Decimal(50), "半", "eq", "percent")
    return None


def read_quantity(printed: str, units: Iterable[Mapping[str, str]], unit: str) -> Quantity:
    """Read a printed figure as numbers in `unit`."""
    rows = list(units)
    factors = {row["printed"]: Decimal(row["factor"]) for row in rows if row["unit"] == unit}
    start = 2 if printed.startswith("每秒") else 0
    figure = figure_at(printed, start, UnitWords(row["printed"] for row in rows))
    if figure is None or figure.start != 0 or _POINT.search(printed):
        raise ValueError(f"{printed!r} does not begin with a numeral")
    word = figure.word + printed[figure.end :]
    if word not in factors:
        known = ", ".join(sorted({row["unit"] for row in rows if row["printed"] == word})) or "no unit"
        raise ValueError(f"the unit word {word!r} of {printed!r} stands for {known}, not for {unit}")
    low, high = figure.low * factors[word], figure.high * factors[word]
    return Quantity(float(low), float(high), unit, figure.says == "approx", figure.says == "range")
