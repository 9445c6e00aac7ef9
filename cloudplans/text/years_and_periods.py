"""Years and periods in a plan: years, five-year periods, spans of years; which of them governs a figure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from cloudplans.text.normalised_text import NUMERAL

_FIRST_YEAR_OF_TWELFTH = 2011
_PLANS = {word: _FIRST_YEAR_OF_TWELFTH + 5 * shift for shift, word in enumerate("一二三四五六", -1)}
_PLACES = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_Y = "(?:(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})"
_N = "(?:[一二两三四五六七八九十]{1,2}|[0-9]{1,2})"

# Each pattern starts at the numeral; words before it that belong to the phrase are looked at afterwards.
_SPELL = re.compile(rf"(?P<first>{_Y})年?(?:[-~－—–]+|至|到)(?P<last>{_Y})年(?:期间|间|底前|底|末)?")
_IN_BRACKETS = re.compile(rf"\((?:到|至|截至)?(?P<last>{_Y})年(?:底|末)?\)")
_YEAR = re.compile(
    rf"(?P<last>{_Y})年(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?|[上下]半年|年)?(?P<part>底以前|底之前|底前|末前|以前|之前|前|内|底|末)?"
)
_PLAN = re.compile(r"十(?P<plan>[一二三四五六])五”?(?P<part>期末|末期|末|期间|时期)")
_WITHIN = re.compile(rf"{_N}(?:[-~－—–至到]{_N})?年(?:之内|以内|内|左右)")
_NEAR = re.compile(r"(?<![比较])(?:今年|明年|后年|去年|上年)(?![轻龄])")
_PRESENT = re.compile(
    r"目前|当前|近年来|近[一二两三四五六七八九十]+年|迄今|至今|(?:(?<![^。,;:!?])|(?<=[全我][省市区国县]))(?:现有|现已|已有)"
)
_COMPARED = ("比", "较", "相当于", "以", "在比", "自")  # 比2010年增长: the base of the figure, not its year
_GOES_ON = re.compile(
    r"[0-9]|[至到代版起]|以来|开始|规划|工作要点|年?的?(?:不变价|可比价|价格|现价)|(?:年|末|底)*的(?:[0-9.]+|[一二两三四五六七八九十]+)倍"
)
_LONGEST_LEAD = 120  # characters of a sentence before a word that speaks of the present
_TITLE_ENDS = ("规划(", "计划(", "方案(", "纲要(", "行动(", "意见(", "》(")


class Period(NamedTuple):
    """A period: first and last year, and whether it is only relative (N年内, without a starting year)."""

    start: int | None
    end: int | None
    relative: bool = False


class Phrase(NamedTuple):
    """A year or period in a text: its place, whether it announces a target (到2015年) or only names a year, and the period."""

    start: int
    end: int
    explicit: bool
    period: Period
    present: bool = False  # speaks of the present: no year governs its sentence


def _year(printed: str) -> int:
    return int(printed.translate(_PLACES))


def phrase_at(text: str, start: int) -> Phrase | None:
    """Read the year or period whose numeral starts at `start`, with the words around it that belong to it."""
    if match := _SPELL.match(text, start):
        period, target = Period(_year(match["first"]), _year(match["last"])), True
    elif match := _YEAR.match(text, start):
        period, target = Period(None, _year(match["last"])), (match["part"] or "").endswith(("前", "内"))
    elif match := _PLAN.match(text, start):
        first = _PLANS[match["plan"]]
        period, target = Period(first if match["part"] in ("期间", "时期") else None, first + 4), True
    elif match := _WITHIN.match(text, start):
        return Phrase(start, match.end(), True, Period(None, None, relative=True))
    else:
        return None
    end, first = match.end(), start - text.startswith("“", start - 1, start)
    before = text[max(first - 3, 0) : first]
    if _GOES_ON.match(text, end) or before.endswith(_COMPARED) or (before.endswith(_TITLE_ENDS) and text.startswith(")", end)):
        return None
    if before.endswith("到") or (before.endswith("至") and not before.endswith("截至")):
        return Phrase(first - 1, end, True, period)
    if before.endswith("在"):
        return Phrase(first - 1, end, target, period)
    return Phrase(first, end, target, period)


def year_in_brackets(text: str, start: int) -> Phrase | None:
    """Return the year that stands alone in brackets at `start`, without the brackets: 500亿元(2018年)."""
    match = _IN_BRACKETS.match(text, start)
    return Phrase(match.start() + 1, match.end() - 1, False, Period(None, _year(match["last"]))) if match else None


def find_phrases(text: str) -> list[Phrase]:
    """Find the years and periods of a normalised text, in order."""
    found: list[Phrase] = []
    for numeral in NUMERAL.finditer(text):
        if (not found or found[-1].end <= numeral.start()) and (phrase := phrase_at(text, numeral.start())):
            found.append(phrase)
    return sorted(found + find_near(text) + find_present(text))


def find_near(text: str) -> list[Phrase]:
    """Find the years that are relative to the day of writing (今年, 明年); they override the year that governs from above."""
    return [Phrase(*match.span(), False, Period(None, None, relative=True)) for match in _NEAR.finditer(text)]


def find_present(text: str) -> list[Phrase]:
    """Find the words that speak of the present (目前, 现有): no year governs their sentence, unless it names one before them."""
    found = []
    for match in _PRESENT.finditer(text):
        sentence = max(text.rfind("。", 0, match.start()), match.start() - _LONGEST_LEAD)
        if not any(phrase_at(text, numeral.start()) for numeral in NUMERAL.finditer(text, max(sentence, 0), match.start())):
            found.append(Phrase(*match.span(), False, Period(None, None, relative=True), present=True))
    return found


class Times:
    """The years and periods of a text, in order; finds the one that governs a place.

    A phrase that announces a target governs what follows it; a bare year governs its own sentence only.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = phrases
        self._starts = [phrase.start for phrase in phrases]
        self._targets: list[int] = []  # for each phrase the latest one up to it that announces a target
        for place, phrase in enumerate(phrases):
            self._targets.append(place if phrase.explicit else self._targets[-1] if self._targets else -1)

    def between(self, start: int, end: int) -> list[Phrase]:
        """Return the phrases from `start` to `end`."""
        return list(self.phrases[bisect_left(self._starts, start) : bisect_left(self._starts, end)])

    def governing(self, at: int, sentence: int, since: int) -> Phrase | None:
        """Return the phrase that governs the figure at `at`: any since the start of its `sentence`, else a target since `since`."""
        last = bisect_right(self._starts, at) - 1
        while last >= 0 and self.phrases[last].end > at:
            last -= 1
        if last < 0:
            return None
        if self.phrases[last].start >= sentence:
            return None if self.phrases[last].present else self.phrases[last]
        target = self._targets[last]
        return self.phrases[target] if target >= 0 and self.phrases[target].start >= since else None
