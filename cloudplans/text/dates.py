"""Times that a plan prints: years, five-year periods, spells of years; which of them governs a figure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from cloudplans.text.normalised_text import NUMERAL

_FIRST_YEAR_OF_TWELFTH = 2011
_PLANS = {word: _FIRST_YEAR_OF_TWELFTH + 5 * shift for shift, word in enumerate("一二三四五六", -1)}
_PLACES = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_Y = "(?:(?:19|20)[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})"
_N = "(?:[一二两三四五六七八九十]{1,2}|[0-9]{1,2})"

# Each is matched where its numeral starts; what may stand before it as part of the phrase is looked at after that.
_SPELL = re.compile(rf"(?P<first>{_Y})年?(?:[-~－—–]+|至|到)(?P<last>{_Y})年(?:期间|间|底前|底|末)?")
_IN_BRACKETS = re.compile(rf"\((?:到|至|截至)?(?P<last>{_Y})年(?:底|末)?\)")
_YEAR = re.compile(
    rf"(?P<last>{_Y})年(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?|[上下]半年|年)?(?P<part>底以前|底之前|底前|末前|以前|之前|前|内|底|末)?"
)
_PLAN = re.compile(r"十(?P<plan>[一二三四五六])五”?(?P<part>期末|末期|末|期间|时期)")
_WITHIN = re.compile(rf"{_N}(?:[-~－—–至到]{_N})?年(?:之内|以内|内|左右)")
_NEAR = re.compile(r"(?<![比较])(?:今年|明年|后年|去年|上年)(?![轻龄])")
_COMPARED = ("比", "较", "相当于", "以", "在比", "自")  # 比2010年增长: the base of the figure, not its year
_GOES_ON = re.compile(r"[0-9]|[至到代版起]|以来|开始|规划|工作要点")
_TITLE_ENDS = ("规划(", "计划(", "方案(", "纲要(", "行动(", "意见(", "》(")


class Period(NamedTuple):
    """A printed time: first and last year, and whether it is only relative (N年内, no anchor printed)."""

    start: int | None
    end: int | None
    relative: bool = False


class Phrase(NamedTuple):
    """A time in a text: its place, whether it announces an aim (到2015年) or only names a year, and what it prints."""

    start: int
    end: int
    explicit: bool
    period: Period


def _year(printed: str) -> int:
    return int(printed.translate(_PLACES))


def phrase_at(text: str, start: int) -> Phrase | None:
    """Read the time whose numeral starts at `start`, with the words around it that belong to it.

    Examples
    --------
    >>> phrase_at("到2015年,规模达到1000亿元", 1)
    Phrase(start=0, end=6, explicit=True, period=Period(start=None, end=2015, relative=False))
    """
    if match := _SPELL.match(text, start):
        period, aims = Period(_year(match["first"]), _year(match["last"])), True
    elif match := _YEAR.match(text, start):
        period, aims = Period(None, _year(match["last"])), (match["part"] or "").endswith(("前", "内"))
    elif match := _PLAN.match(text, start):
        first = _PLANS[match["plan"]]
        period, aims = Period(first if match["part"] in ("期间", "时期") else None, first + 4), True
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
        return Phrase(first - 1, end, aims, period)
    return Phrase(first, end, aims, period)


def year_in_brackets(text: str, start: int) -> Phrase | None:
    """Return the year that stands alone in brackets at `start`, without the brackets: 500亿元(2018年).

    Examples
    --------
    >>> year_in_brackets("500亿元(2018年)", 5)[:2]
    (6, 11)
    """
    match = _IN_BRACKETS.match(text, start)
    return Phrase(match.start() + 1, match.end() - 1, False, Period(None, _year(match["last"]))) if match else None


def read_period(printed: str) -> Period:
    """Read a printed time: a year, a spell of years, a five-year period, its end, or a number of years.

    Examples
    --------
    >>> read_period("到2015年"), read_period("“十二五”期间")
    (Period(start=None, end=2015, relative=False), Period(start=2011, end=2015, relative=False))
    >>> read_period("三年内")
    Period(start=None, end=None, relative=True)
    """
    numeral = NUMERAL.search(printed)
    phrase = phrase_at(printed, numeral.start()) if numeral else None
    if phrase is None or (phrase.start, phrase.end) != (0, len(printed)):
        raise ValueError(f"{printed!r} is no year, five-year period or number of years that is understood")
    return phrase.period


def find_phrases(text: str) -> list[Phrase]:
    """Find the times of `text`, in order.

    Parameters
    ----------
    text : str
        A text in compatibility form without white space.

    Examples
    --------
    >>> [(p.start, p.end) for p in find_phrases("到2015年,规模达到1000亿元;三年内建成") if p.explicit]
    [(0, 6), (18, 21)]
    """
    found: list[Phrase] = []
    for numeral in NUMERAL.finditer(text):
        if (not found or found[-1].end <= numeral.start()) and (phrase := phrase_at(text, numeral.start())):
            found.append(phrase)
    return sorted(found + find_near(text))


def find_near(text: str) -> list[Phrase]:
    """Find the times that are told from the day of writing (今年, 明年): they hide the year that governs from above."""
    return [Phrase(*match.span(), False, Period(None, None, relative=True)) for match in _NEAR.finditer(text)]


class Times:
    """The times of a text, asked for the one that governs a place.

    A phrase that announces an aim governs what follows it; a bare year governs its own sentence.

    Parameters
    ----------
    phrases : sequence of Phrase
        In order.

    Examples
    --------
    >>> times = Times(find_phrases("到2015年建成。2012年已有。共3个"))
    >>> times.governing(18, sentence=16, since=0).period.end
    2015
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = phrases
        self._starts = [phrase.start for phrase in phrases]
        self._aims: list[int] = []  # for each phrase the last one up to it that announces an aim
        for place, phrase in enumerate(phrases):
            self._aims.append(place if phrase.explicit else self._aims[-1] if self._aims else -1)

    def governing(self, at: int, sentence: int, since: int) -> Phrase | None:
        """Return the phrase that governs the place `at`.

        Parameters
        ----------
        at : int
            Where the figure starts.
        sentence : int
            Where its sentence starts: how far back any phrase counts.
        since : int
            How far back a phrase that announces an aim counts.
        """
        last = bisect_right(self._starts, at) - 1
        while last >= 0 and self.phrases[last].end > at:
            last -= 1
        if last < 0:
            return None
        if self.phrases[last].start >= sentence:
            return self.phrases[last]
        aim = self._aims[last]
        return self.phrases[aim] if aim >= 0 and self.phrases[aim].start >= since else None
