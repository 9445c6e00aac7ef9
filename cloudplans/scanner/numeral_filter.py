"""Tell which numerals of a text state a quantity, and what the others are: dates, document numbers, headings, names, idioms."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import takewhile
from typing import NamedTuple

from cloudplans.scanner.joined_numerals import Other, numeral_tokens, share_units, shares_in_ratios
from cloudplans.scanner.vocabulary import Vocabulary
from cloudplans.text import (
    NUMERAL,
    Figure,
    Phrase,
    figure_at,
    find_near,
    find_present,
    fold_at,
    phrase_at,
    product_at,
)

_FOLDS = re.compile(r"翻番|翻倍|翻了[一两]番|半数|过半")
_DATE = re.compile(r"年|[0-9]{1,4}-[0-9]{1,2}-|月(?!均)|日(?!均)|-[0-9]{2}-[0-9]{2}|[-~－—–]+(?:19|20)[0-9]{2}")
_DATE_BEFORE = re.compile(r"(?:[0-9]{4}[-./年][0-9]{1,2}[-./月]|[0-9]{4}[-./年]|[0-9]月|[十一二三四五六七八九]月)$")
_PLAN = re.compile(r"十[一二三四五六]五")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}$")
_LEVELS = re.compile(r"[国省市县区乡镇村街州旗、和]{2,}$")
_LETTER = re.compile(r"[A-Za-z][-.]?$")
_MODEL = re.compile("-[A-Za-z]")
_SYMBOL = re.compile(r"[0-9A-Z一二三四五六七八九]?[+＋×xX*][A-Z0-9N一二三四五六七八九]")
_NUMBERED = re.compile(r"(?:图|(?<![电水气仪])表|表格|专栏|附件|附表|注|条例第|编号|电话|邮编|邮政编码|传真|第|No\.?|№)[:：]?$")
_MONEY_CLASS = re.compile(
    r"级?(?=新?台阶|目标|大关|关口|门槛|产业|企业|集群|园区|品牌|规模|板块|产值|项目|工程|平台|基金|市场|龙头|新兴|信息|电子|软件|大数据|云|数字|智能|先进|战略|特色|主导|支柱|级|的)"
)
_SPELL_BEFORE = re.compile(
    r"(?:为期|期限|寿命|周期|用|满|缩短|延长|提前|推迟|不少于|不超过|不低于|至少|最长|超过|达到?|近|约|需|(?<![重主])要|任期|有效期)$"
)
_SPELL_AFTER = re.compile(r"以?内|之内|左右|以上|以下|时间|有效期|期限")
_PER_OUTPUT = re.compile(r"工业|GDP|地区|产值|增加值|国内|规模|生产")
_GIGABIT = re.compile(
    r"(?!.{0,8}能力)(?:宽带|光网|光纤|到户|到楼|到桌面|网络|接入|入户|城市|5G|小区|固网|无线|城域|以太|光|家庭|用户)"
)
_RANK = re.compile("(?:提升|提高|上升|前移|前进|跃升|下降|后移|进|升|晋升|居|列|排|靠前|位次)(?:了|至|到|前)?$")
_PLACES, _PLACE_WORDS = tuple("省市县乡镇村"), tuple("民场域里级政容化值长办内属管直")
_INSIDE = {
    "台": "阶",
    "国": "道际内家企有产资土防税",
    "地": "区方市块产级铁处带址上下",
    "群": "众",
    "发": "展明布电放生改现行达",
    "周": "边年期围到末转密知游",
}
_MEDALS = re.compile("[0-9]金、?[0-9]+[金银铜]|[0-9]银、?[0-9]+铜")
_SCORES = re.compile("满意度|得分|评分|评价|测评|考核|指数|总分")
_MEETING = re.compile("会议|全会|全体|党代会|代表大会|常委会|会晤")
_CONVENED = re.compile("召开|举行|举办|组织|开展|累计|参加|出席")
_HELD = re.compile("[届轮]")
_AGED = re.compile("[0-9]{1,3}周?岁")
_REACHED = re.compile("(?:惠及|带动|覆盖|服务|受益)$")
_LASTING = re.compile(r"[0-9]{1,2}\.[0-9]年(?!均)")  # 10.5年: no date
_DONE = re.compile(
    "行动|工程|计划|项目|平台|基地|专项"
)  # 提升行动: something that is done, though 提升 alone is nothing to count
_HAN = re.compile("[\u4e00-\u9fff]")
_PARAMETERS = re.compile("参数|模型")
_APART = re.compile("[^,。;、0-9]{0,8}分别")
_RATIO_NAME = re.compile("比(?![0-9]|上|去|同期)")
_FROM = re.compile("[由从](?:[0-9]{4}年(?:底|末)?的?)?$")
_NO_UNIT = re.compile("大关|(?![级卡])[\u4e00-\u9fff]|[0-9]{1,3}周?岁")
_ENERGY = re.compile(r"电|能")
_COUNT_BIG = re.compile(r"[类型学厦会赛道街众部中力批幅气多于健模屏家事局]|数据(?!库|中心|平台)")
_SHARE_NOT = re.compile(r"[员为立都本果效功长品套交绩就熟分文]")


class ClassifiedNumerals(NamedTuple):
    """The numerals of a text by what they are: figures, years and periods, and others."""

    figures: list[Figure]
    phrases: list[Phrase]
    others: list[Other]


def dropped(text: str, figure: Figure, reason: str) -> list[Other]:
    """Return the numeral tokens of a figure that is not a candidate after all."""
    tokens = takewhile(lambda match: match.start() < figure.end, NUMERAL.finditer(text, figure.start))
    return [Other(*match.span(), "other", reason) for match in tokens]


class NumeralFilter:
    """Separates the numerals that state a quantity from those that do not."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def classify(self, text: str, marks: Mapping[int, int]) -> ClassifiedNumerals:
        """Classify every numeral token of a normalised text; `marks` are the markers of its headings, start to end."""
        numerals = ClassifiedNumerals([], [*find_near(text), *find_present(text)], [])
        folds = [figure for match in _FOLDS.finditer(text) if (figure := fold_at(text, match.start()))]
        inside = ("", "")
        taken, until = 0, 0  # ends of the last figure, and of the last date or heading
        shares = shares_in_ratios(text)
        for start, end in numeral_tokens(text):
            if start in shares:
                numerals.figures.append(shares[start])
                taken = shares[start].end
                continue
            if start < taken:
                taken = max(taken, end)
                continue
            if start < until:
                numerals.others.append(Other(start, end, *inside))
                continue
            phrase = phrase_at(text, start)
            if phrase is not None:
                numerals.phrases.append(phrase)
            figure = self._figure(text, start, end, phrase is not None)
            marked = start in marks or start - 1 in marks
            if marked and (not isinstance(figure, Figure) or text[end : end + 1] in "、.)"):
                until, inside = max(end, marks.get(start, end)), ("heading", "number of a heading")
                numerals.others.append(Other(start, end, *inside))
            elif isinstance(figure, Figure) and figure.start < taken:  # 每秒 or 数 of the figure before
                numerals.others.append(Other(start, end, "other", "part of the figure before"))
            elif isinstance(figure, Figure):
                numerals.figures.append(figure)
                taken = figure.end
            elif phrase is not None:
                until, inside = phrase.end, ("date", "a year")
                numerals.others.append(Other(start, end, *inside))
            else:
                numerals.others.append(Other(start, end, *figure))
        share_units(text, numerals.figures, numerals.others, self.vocabulary.units)
        starts = [figure.start for figure in numerals.figures]
        ends = [0, *(figure.end for figure in numerals.figures)]
        for fold in folds:  # those that overlap no figure
            place = bisect_right(starts, fold.start)
            if bisect_left(starts, fold.end) == place and ends[place] <= fold.start:
                numerals.figures.append(fold)
        numerals.figures.sort()
        numerals.phrases.sort()
        return numerals

    def _figure(self, text: str, start: int, end: int, timed: bool) -> Figure | tuple[str, str]:
        """Return the figure at a numeral token, or the class and reason of a numeral that is not one."""
        first = start - (text[start - 1 : start] == "翻")
        if text.startswith(("翻", "一半"), first) and (fold := fold_at(text, first)):
            return fold
        if _PLAN.match(text, start):
            return "date", "a five-year period"
        if _SYMBOL.match(text, start) and (product := product_at(text, start, self.vocabulary.units)):
            return product
        idiom = self.vocabulary.idioms.at(text, start, end)
        if idiom is not None and not timed and not self._counts(text, start, end):
            return idiom["class"], idiom["reason"]
        if named := self._named(text, start, end):
            return named
        figure = figure_at(text, start, self.vocabulary.units)
        if figure is None:
            return "other", "no number that can be read"
        if figure.word == "比" and not _RATIO_NAME.search(text[max(figure.start - 24, 0) : figure.start]):
            return "other", "two numbers with a colon"
        if figure.unit:
            return figure
        return self._checked(text, figure) if figure.word else self._bare(text, figure, end)

    def _counts(self, text: str, start: int, end: int) -> bool:
        """Tell whether a number counts or measures although an idiom has its words: 举办3届博览会, 提前12小时."""
        if (
            text.startswith(("提前", "至少", "最少"), start - 2)
            or text.startswith("不少于", start - 3)
            or text.startswith("年一遇", end)
            or _LASTING.match(text, start)
        ):
            return True
        digits = text[start].isascii() or text[start:end] == "两"
        return digits and bool(_HELD.match(text, end)) and text[start - 1 : start] not in tuple("第近续历前上本每")

    def _named(self, text: str, start: int, end: int) -> tuple[str, str] | None:
        """Return the class and reason that follow from the characters around a numeral: part of a name, a quotation, a code."""
        before = text[max(start - 12, 0) : start]
        last, token, after = before[-1:], text[start:end], text[end : end + 1]
        follows_letters = last.isascii() and last and (_LETTER.search(before) or last in "+×*")
        unit = self.vocabulary.units.at(text, end) if after.isascii() and after.isalpha() else ""
        precedes_letters = after.isascii() and after.isalpha() and (not unit or _MODEL.match(text, end + len(unit)))
        if follows_letters or precedes_letters or (after == "G" and token in ("2", "3", "4", "5", "6")):
            return "name_or_idiom", "number in a name with letters"
        if after and after in "+×*xX" and _SYMBOL.match(text, end):
            return "name_or_idiom", "a model written with signs"
        opened = before.rfind("“")
        closed = text.find("”", end, end + 14)
        if opened >= 0 and "”" not in before[opened:] and closed >= 0 and "“" not in text[end:closed]:
            return "name_or_idiom", "quoted name"
        if (last == "=" and before[-2:-1] not in ("<", ">")) or text[end : end + 5].find("=") >= 0:
            return "definition", "one side of an equation"
        if before.endswith(("(含", "(不含")):
            return "other", "repeats the figure before"
        if _NUMBERED.search(before):
            return "other", "number of a figure, table, telephone or post code"
        if token.count(".") > 1 or len(token) > 16:
            return "other", "a version or code"
        return None

    def _bare(self, text: str, figure: Figure, end: int) -> Figure | tuple[str, str]:
        """Classify a number without a unit word: money in 百亿品牌, a ratio after its name, or what it is instead."""
        printed = text[figure.start : figure.end]
        if "亿" in printed and printed[-1] == "亿" and (match := _MONEY_CLASS.match(text, figure.end)):
            says = "approx" if figure.says == "eq" and match.group() else figure.says
            return figure._replace(end=match.end(), word="元", unit="CNY", says=says)
        if printed[-1] in "万亿" and _AGED.match(text, figure.end):
            return figure._replace(unit="person")
        if _DATE.match(text, end) or _DATE_BEFORE.search(text[max(figure.start - 8, 0) : figure.start]):
            return "date", "a date"
        if (figure.start >= 1 or printed[-1] in "万亿") and self._stated(text, figure):
            return figure
        if _YEAR.match(printed):
            return "name_or_idiom", "a year in a name"
        if printed.isascii():
            return "other", "a number without a unit"
        return ("not_a_number", "part of a word") if len(printed) == 1 else ("name_or_idiom", "part of a name")

    def _stated(self, text: str, figure: Figure) -> bool:
        """Tell whether a number without a unit is the value of a ratio (PUE), or ends a clause after a word that introduces it."""
        printed = text[figure.start : figure.end]
        cue = self.vocabulary.bounds.find(text, figure.start, figure.end)
        vague = "多" in printed or "余" in printed or _REACHED.search(text[max(figure.start - 2, 0) : figure.start])
        begin = min(figure.start, cue.span.start) if cue else figure.start
        close = max(figure.end, cue.span.end) if cue else figure.end
        if (
            not (printed[0].isdigit() or "个" in printed or (printed[-1] in "万亿" and (cue or vague)))
            or _YEAR.match(printed)
            or close > len(text)
        ):
            return False
        clause = text[max(begin - 24, 0) : begin]
        clause = clause[max(map(clause.rfind, "。,;:")) + 1 :]
        ratio = self.vocabulary.patterns["ratio"].search(clause)
        if _FROM.search(clause) and self.vocabulary.words["change"].starts(text, close):  # PUE由1.5降至1.3
            return bool(ratio or _SCORES.search(clause))
        large = printed[-1] in "万亿"
        if large and _NO_UNIT.match(text, close):  # 1200万大关, 76万群众
            return True
        if text[close : close + 1] not in ",。;、)!和及":
            return False
        if ratio:
            return True
        linked = self.vocabulary.words["link"].ends(clause, len(clause))
        return bool(linked >= 2 or cue or large) and len(clause) - linked >= 2

    def _checked(self, text: str, figure: Figure) -> Figure | tuple[str, str]:
        """Classify a number with a unit word."""
        word, printed, follow = figure.word, text[figure.start : figure.end], text[figure.end : figure.end + 1]
        number = printed[: len(printed) - len(word)]
        spoken = not number[:1].isascii() and len(number) == 1
        if word in ("年", "日"):
            return self._spell(text, figure)
        if told := self._no_count(text, figure, word, number):
            return told
        if word in self.vocabulary.digits_only and spoken and number + word != "两届" and number not in ("百", "千", "万"):
            return "not_a_number", "part of a word"
        if word == "成" and (_SHARE_NOT.match(follow) or len(number) > 2 or "十" in number or (number + follow) == "两个"):
            return "not_a_number", "part of a word"
        if word == "元" and number == "万" and _PER_OUTPUT.match(text, figure.end):
            return "other", "base of a rate, not a figure"
        if word == "兆" and spoken and _GIGABIT.match(text, figure.end):
            return "name_or_idiom", "name of a technology"
        if word == "度" and number[-1] not in "万亿" and not _ENERGY.search(text[max(figure.start - 12, 0) : figure.start]):
            return "not_a_number", "part of a word"
        if word == "大" and follow == "关":
            return figure._replace(word="", end=figure.end - 1)
        if word == "大" and ((not spoken and len(number) > 2) or _COUNT_BIG.match(follow) or not follow or follow in ",。;、)”"):
            return "name_or_idiom", "part of a name"
        if word == "级":
            if "亿" in number and not _PARAMETERS.search(text, max(figure.start - 8, 0), figure.end + 6):
                return figure._replace(word="元", unit="CNY", says="approx")
            if not spoken or not _LEVELS.search(text[max(figure.start - 8, 0) : figure.start]):
                return "name_or_idiom", "a class"
        if word in self.vocabulary.counters:
            bounded = self.vocabulary.bounds.find(text, figure.start, figure.end)
            if spoken and _APART.match(text, figure.end):
                return "other", "counts the things of a list"
            if number == "一" and not bounded:
                return "not_a_number", "indefinite article"
            cue = bounded.span.end if bounded and bounded.span.start >= figure.end else figure.end
            abstract = (spoken or word == "大") and self.vocabulary.words["abstract"].starts(text, cue)
            if (abstract and not _DONE.match(text, cue + abstract)) or self.vocabulary.words["uncounted"].starts(text, cue):
                return "other", "counts no things"
        return figure

    def _no_count(self, text: str, figure: Figure, word: str, number: str) -> Figure | tuple[str, str] | None:
        """Return what a number with a unit word is where the words around it show that it counts or measures nothing."""
        follow = text[figure.end : figure.end + 1]
        if word in _PLACES and follow in _PLACE_WORDS:  # 10万市民: the word is part of another
            bare = figure._replace(word="", end=figure.end - 1)
            return self._bare(text, bare, bare.end)
        if word in _INSIDE and follow and follow in _INSIDE[word]:  # 万亿台阶, 331国道
            bare = figure._replace(word="", end=figure.end - 1)
            return self._bare(text, bare, bare.end)
        if (
            word == "次"
            and _MEETING.match(text, figure.end)
            and not _CONVENED.search(text[max(figure.start - 4, 0) : figure.start])
        ):
            return "name_or_idiom", "ordinal"  # 十六届人大二次会议
        if word == "年一遇" and number in ("百", "千", "万"):
            return "name_or_idiom", "part of a name"
        if word == "分" and not _SCORES.search(text[max(figure.start - 14, 0) : figure.start]):
            return "other", "a number without a unit"
        if word in ("金", "银", "铜") and not _MEDALS.search(text, max(figure.start - 4, 0), figure.end + 4):
            return "name_or_idiom", "part of a name"
        if word == "本" and "." in number:
            return "heading", "number of a heading"
        if word == "位" and _RANK.search(text[max(figure.start - 6, 0) : figure.start]):
            return "other", "a rank"
        if word == "人" and number == "万" and _HAN.match(text, figure.end) and not self._bounded_after(text, figure):
            return "other", "base of a rate, not a figure"
        if follow == "级" and word in self.vocabulary.measures and self.vocabulary.measures[word][0] not in ("CNY", "year"):
            return "name_or_idiom", "a class"
        return None

    def _bounded_after(self, text: str, figure: Figure) -> bool:
        cue = self.vocabulary.bounds.find(text, figure.start, figure.end)
        return cue is not None and cue.span.start >= figure.end

    def _spell(self, text: str, figure: Figure) -> Figure | tuple[str, str]:
        """Classify a number of years or days: a length of time where the words around it say so, else a date."""
        printed = text[figure.start : figure.end]
        if _LASTING.match(text, figure.start):
            return figure
        short = len(printed) <= 4 or figure.says == "range"
        after, before = _SPELL_AFTER.match(text, figure.end), text[max(figure.start - 4, 0) : figure.start]
        if short and not _YEAR.match(printed[:-1]) and before[-1:] not in ("月", "第"):
            past = before.endswith(("近", "过去"))
            if (after and not past) or (figure.word == "年" and _SPELL_BEFORE.search(before)):
                return figure
        return "date", "a date or a spell of years"
