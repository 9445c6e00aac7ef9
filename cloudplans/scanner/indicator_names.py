"""Find what a figure is about: the indicator's name or the counted noun, from the words around the figure."""

from __future__ import annotations

import re
from typing import NamedTuple

from cloudplans.scanner.vocabulary import Vocabulary

_TIMES = ("年", "个月", "天", "日", "个工作日", "工作日", "小时", "个小时", "分钟", "秒", "毫秒", "ms")
_REGIONS = ("全国", "全省", "全市", "全区", "全县", "我省", "我市", "本市", "城区")
_SCOPES = (*_REGIONS, "其中", "力争", "实现", "完成", "达到", "形成", "累计", "预计", "新增", "组建")
_SCOPES += ("培育", "成立", "设立", "汇聚", "归集", "汇集", "采集", "收集", "各类")
_PER = tuple("日月年人户亩")
_SUFFIXES = "器率量额者性力化员费区园度比"
_SHARES = ("%", "成", "分之", "半")
_UNLIKE = re.compile(r"(?<![占同对环])(?:比(?![例重率值])|较(?![大高强好]))[^,、;的]{2,12}$")
_PART = re.compile(r"占(?:全国|全省|全市|全区|全县|本市|我市|我省|GDP)(?=的?(?:约|近)?$)")
_GRANTED = re.compile("(?:给予|予以|奖励|补助|补贴|资助)$")
_LASTING = re.compile("年限|年龄|标准|寿命|周期$")
_SPELL = re.compile(r"(?<![0-9])[一二两三四五六七八九十]年$")
_EACH = re.compile(r"为?每[百千万]?(?:户|人|家|年|千瓦时|平方米|亩)$|(?<![通超不])过$")
_LISTED = re.compile(r"[0-9]{1,2}[.、)](?=[\u4e00-\u9fff])")
_TERMS = re.compile(r"对.{2,16}?按照?")
_NOTE = re.compile(r"\((?!(?:市|区|县|[A-Za-z0-9 /.-]+)[),、])[^()]*\)$")
_MADE = re.compile("(?:组成|构成)的|贡献")
_CLASS = re.compile("[0-9.]+[百千万亿]*(?:吨|千瓦|兆瓦|千伏|元|米)级")
_DISTRICTS = re.compile(r"\((?:市|区|县)(?:[、,](?:市|区|县))*\)")
_OWNERS = ("county", "city", "department", "village", "park", "school", "hospital")
_FAR = 80  # characters on either side in which a name is searched
_ENDS = re.compile(r"[。,;:!?”》…]|——")
_STARTS = re.compile(r".*(?:[。,;:!?》…]|—)", re.S)
_SPLIT = re.compile(r"、|以及|(?<![共饱缓])和(?!谐)|(?<![普涉危])及|(?<!参)与")
_REST = re.compile(r"(?:和|及|与|以及|、)(?:所有|全部|各|一批|部分|若干|其他|全省|全市|一系列|多)")
_ASCII_PARENS = re.compile(r"\([A-Za-z0-9 /-]+\)")
_COMPARED = re.compile(r"(?:比|较|在|与|低于|高于|超过)[^,、]{1,12}(?:年|末|基础上|水平|期|相比)(?:底|末)?$")
_CLOSES = {"(": ")", "“": "”"}
_EDGE = "、,:;—-–()·•.。“”‘’"
_FROM_BASE = re.compile(r"^(?:比|较)(?:[0-9]{4}年|上年|去年|同期)(?:底|末)?")
_TIME_END = re.compile(
    r"(?:到|至|在|截至|截止|于)?(?:[0-9]{4}年(?:底|末)?前?|“?十[一二三四五六]五”?(?:末|期间|时期)?|[今明去后]年(?:底|末)?)(?:前)?$"
)
_TIME_START = re.compile(
    r"(?:到|至|在|截至|截止|自)?(?:[0-9]{4}年(?:[0-9]{1,2}月)?(?:底|末)?前?|“?十[一二三四五六]五”?(?:末|期间|时期)|[今明去后]年(?:底|末)?|今后|未来|前[一二两三四五六七八九十]年|[一二三四五六七八九十]年(?=累计|共|总))[,]?"
)
_WISHED = re.compile(r"(?:力争|争取|实现|保持|预计|将|同比实现)((?:年均|同比)?增长)$")
_SHARE = re.compile(r"占.{1,16}的?(?:比重|比例|份额|比率|占比)$")
_LIST_GAP = re.compile(r"(?:以上|以下|左右|以内|及以上)?(?:、|和|及|与|以及|,)(?:超过|约|近|不低于)?$")


class FigurePlace(NamedTuple):
    """A figure with its bound word: its span, how far other figures leave its clause free on both sides, where the next one ends."""

    start: int
    end: int
    left: int
    right: int
    follows: int = 0


class Name(NamedTuple):
    """A name, and where it was found: ``before`` or ``after`` the figure, ``growth``, or ``shared`` by a list."""

    words: str
    how: str


class NameFinder:
    """Finds the names of figures in normalised texts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        words = vocabulary.words
        self._link, self._build, self._lead = words["link"], words["build"], words["lead"]
        self._change = words["change"]
        self._growth, self._keep, self._heads = words["growth"], words["keep"], words["head"]
        self._cut, self._object = vocabulary.patterns["cut"], vocabulary.patterns["object"]
        self._counters, self._nouns = vocabulary.counters, vocabulary.nouns
        self._turn, self._stem, self._place = vocabulary.patterns["turn"], words["stem"], words["locality"]
        self._deed = re.compile(
            f"(?:{vocabulary.patterns['subject'].pattern})(?:{vocabulary.patterns['adverb'].pattern})*"
            f"(?:{vocabulary.patterns['deed'].pattern})(?P<rest>.+)"
            f"|.{{2,}}?(?:累计|共计|合计)(?:{vocabulary.patterns['build'].pattern})?(?P<sum>.+)"
        )

    def name(self, text: str, place: FigurePlace, counts: bool, word: str) -> Name:
        """Return the name of the figure at `place`; `word` is its unit word, and `counts` tells whether that is a counter word."""
        stretch = text[max(place.left, place.start - _FAR) : place.start]
        before, linked, built = self._before(stretch, counts=counts)
        growth = self._growth.starts(text, place.end) if word == "%" or word == "倍" else 0
        if growth:
            yearly = "年均" if "年均" in stretch else ""
            return Name(before.removesuffix("年均").removesuffix("实现") + yearly + "增长" if before else "", "growth")
        after = self._after(text, place, word)
        if word in _TIMES:
            return Name("" if word == "年" and not _LASTING.search(before) else before, "before")
        if word == "级":
            return Name(before, "before")
        of = word in _SHARES and not linked and not self._heads.ends(before, len(before)) and text.startswith("的", place.end)
        granted = text.startswith("的", place.end) and _GRANTED.search(before)
        placed = linked and before in self._place.words  # 农村实现50M光纤接入
        if after and (counts or built or of or granted or placed or not before):
            return Name(after, "after")
        return Name(before, "before")

    def _before(self, stretch: str, whole: bool = False, counts: bool = False) -> tuple[str, bool, bool]:
        """Return the name that ends `stretch`, whether a word (达到) links it to the figure, and whether the figure is built (建成)."""
        stretch = _NOTE.sub("", stretch)
        if (opened := stretch.rfind("(")) >= 0 and ")" not in stretch[opened:]:
            stretch = stretch[opened + 1 :]
        linked = built = False
        end = len(stretch)
        if part := _PART.search(stretch):
            return self._trim(stretch[: part.end()]), True, False
        while end:
            if stretch[end - 1] in "、:—-–·“‘" or (stretch[end - 1] == "," and linked):
                end -= 1
            elif (size := self._link.ends(stretch, end)) and size >= self._heads.ends(stretch, end):
                if stretch[end - size] == "均" and stretch[end - size - 1 : end - size] in _PER and size > 1:
                    size -= 1  # 日均|达到
                word = stretch[end - size : end]
                linked, end = linked or word not in _REGIONS, end - size
                if word[0] in "均都" and "、" in stretch[:end]:  # 设备完好率、安全生产率均达98%: each has its own name
                    stretch = stretch[stretch.rfind("、", 0, end) + 1 : end]
                    end = len(stretch)
            elif not linked and (size := self._build.ends(stretch, end)):
                if built and size < 2:
                    break
                built, end = True, end - size
            elif (stretch[end - 1] == ")" and (match := _NOTE.search(stretch[:end]))) or (match := _aside(stretch, end, linked)):
                end = match.start()
            else:
                break
        return self._trim(stretch[:end], whole, counts and not linked), linked, built

    def _trim(self, name: str, whole: bool = False, counts: bool = False) -> str:
        """Return a name without introductory words; `counts` if it is the counted noun directly before the figure."""
        name = _NOTE.sub("", name)
        if cut := _STARTS.match(name):
            name = name[cut.end() :]
        name = name[name.rfind("方面") + 2 :] if "方面" in name else name
        name = self._unled(name)
        place = name.rfind("的")
        if place >= 0 and not _SHARE.search(name):
            rest = name[place + 1 :]
            name = name if rest in self._keep.words and place > 1 else rest
        name = _CLASS.sub("", _FROM_BASE.sub("", name))
        if counts and (deed := self._deed.match(name) or self._deed.search(name)):
            rest = deed["rest"] or deed["sum"]
            name = rest if len(rest) > 1 and rest not in self._keep.words else name
        for match in () if whole else self._object.finditer(name):
            rest = name[match.end() :]
            if (
                len(rest) >= 2
                and match.start() >= 2
                and name[0] != "每"
                and rest[0] not in "内外中率区园度比"
                and rest not in ("完成率", "达成率")
            ):
                name = rest
                break
        return _WISHED.sub(r"\1", self._unled(name).removesuffix("等"))

    def _unled(self, name: str) -> str:
        at = 0
        while at < len(name):
            if name[at] in _EDGE and _CLOSES.get(name[at], "\0") not in name:
                at += 1
            elif match := _TIME_START.match(name, at) or (_LISTED.match(name) or _TERMS.match(name) if not at else None):
                at = match.end()
            elif (size := self._lead.starts(name, at)) and self._parts(name, at, at + size):
                at += size
            else:
                break
        return name[at:]

    def _parts(self, name: str, start: int, end: int) -> bool:
        """Tell whether a leading word can be removed: not if only 面积 would remain of 孵化面积."""
        rest, word = name[end:], name[start:end]
        if rest[:1] and (
            rest[0] in _SUFFIXES or (word == "共" and rest[0] in "享同用建") or (word == "使" and rest[0] == "用")
        ):  # 孵化|器, 共享
            return False
        if len(rest) < 2:
            return not rest and (word in _SCOPES or word in self._build.words)
        return word in _SCOPES or not (rest in self._keep.words or rest in self._stem.words)

    def _after(self, text: str, place: FigurePlace, word: str) -> str:
        """Return the noun phrase that follows the figure in its clause."""
        far = min(place.end + _FAR, len(text))
        ends = (m.start() for m in _ENDS.finditer(text, place.end, far) if m[0] != "”" or "“" not in text[place.end : m.start()])
        stop = next(ends, far)
        name = text[place.end : stop]
        if made := _MADE.search(name):
            name = name[: made.start()]  # 30颗卫星组成的系统
        if place.right < stop:  # another figure follows: words joined to it belong to it
            cut = max((m.start() for m in _SPLIT.finditer(name, 0, place.right - place.end)), default=-1)
            if cut < 0 and word not in self._counters:
                cut = place.right - place.end if word == "元" and text[place.end - 1] == "级" else 0
            if cut < 0 and place.follows >= stop:  # 万台服务器3个: the next figure ends the clause
                cut = (name.find("的", 1, place.right - place.end) + 1 or place.right - place.end + 1) - 1
            name = name[:cut] if cut >= 0 else name
        if text[place.start - 1 : place.start] == "以" and "为" in name:  # 以10家大型企业为龙头
            name = name[: name.index("为")]
        if not name or name[0] in "、和及与)(/" or self._goes_on(name, word):
            return ""
        name = _CLASS.sub("", name)
        if rest := _REST.search(name):
            name = name[: rest.start()]
        name = name.removeprefix("的")
        if word in _SHARES:
            return self._unled(name).strip(_EDGE if "“" not in name else _EDGE.replace("”", ""))
        while name[-1:] == "的":
            name = name[:-1]
        cut = name.rfind("的")
        if 2 <= (owner := name.find("的")) <= 6 and self._nouns.get(name[max(owner - 2, 0) : owner]) in _OWNERS:
            name = name[:owner]
        elif cut >= 0 and name[cut + 1 :] not in self._keep.words:
            name = name[cut + 1 :]
        if found := self._cut.search(name, 2):
            name = name[: found.start()]
        if (
            (found := self._turn.search(name, 2))
            and len(name) - found.end() >= (2 if place.right == stop or place.right - place.end == len(name) else 3)
            and name[: found.start()][-2:] in self._nouns
        ):
            name = name[: found.start()]
        opened = name.find("(")
        if opened >= 0 and not _ASCII_PARENS.match(name, opened) and not _DISTRICTS.match(name, opened):
            name = name[:opened]
        name = name.rstrip("等").strip(_EDGE.replace(")", "").replace("(", "").replace("“", "").replace("”", ""))
        return name if name.count("“") == name.count("”") else name.strip("“”")

    def _goes_on(self, name: str, word: str) -> bool:
        """Tell whether the clause goes on after the figure without naming it: 1000亿元达到…; but 10项提升行动 has its name there."""
        if word in self._counters and not self._change.starts(name, 0):
            return False
        return self._link.starts(name, 0) >= 2 and not name.startswith(_REGIONS)

    def shared(self, text: str, turn: int, left: int, index: int, count: int) -> str:
        """Return the name of figure `index` of `count` in a list after 分别, which is at `turn` in a clause that starts at `left`."""
        stretch = text[max(left, turn - _FAR) : turn]
        rise = "增长" if text.startswith("分别增长", turn) else ""
        yearly = "年均" if rise and stretch.endswith("年均") else ""
        names, _, _ = self._before(stretch.removesuffix(yearly), whole=True)
        return self._part(names, index, count) + yearly + rise

    def _part(self, names: str, index: int, count: int) -> str:
        """Return the name of one of the members of a list."""
        parts = [part for part in _SPLIT.split(names) if part]
        if len(parts) > count:
            parts = [part for part in names.split("、") if part]
            if len(parts) < count and parts:
                parts = [*parts[:-1], *[p for p in re.split("以及|和|及|与", parts[-1], maxsplit=1) if p]]
        if len(parts) != count:
            return names
        part = self._unled(parts[index]) if len(self._unled(parts[index])) > 1 else parts[index]
        if all(self._place.starts(one, 0) == len(one) for one in map(self._unled, parts[:-1])):  # only places: all share the name
            return self._unplaced(parts[-1])
        tail = self._tail(parts)
        whole = part[len(part) - self._heads.ends(part, len(part)) :]
        if index == count - 1 or not tail or (whole and whole not in self._nouns):
            return part
        return f"{part}…{tail}" if self._lead.starts(part, 0) != len(part) else self._unled(parts[-1])

    def _unplaced(self, name: str) -> str:
        """Return a name without the places at its start."""
        while (size := self._place.starts(name, 0)) and len(name) - size >= 2:
            name = name[size:]
            joined = re.match(r"(?:及|和|与|、)?(?:重要)?(?:行政村|自然村)+", name)
            name = name[joined.end() :] if joined else name
        return self._unled(name)

    def _tail(self, parts: list[str]) -> str:
        """Return what the members of a list share and only the last one has: 覆盖率 of 智慧交通、智慧医疗、智慧教育覆盖率."""
        *others, last = parts
        for size in (2, 1):  # 电子信息制造业、软件业、通信业|营业收入: all end alike
            ending = others[0][-size:]
            at = last.find(ending, 1)
            if at > 0 and all(one.endswith(ending) for one in others) and len(last) - at - size >= 2:
                return last[at + size :]
        length = len(others[0])
        alike = length <= 2 if len(others) == 1 else all(len(one) == length and one[0] == last[0] for one in others)
        if alike and not last[:length].isascii() and len(last) - length >= 2:
            return last[length:]
        return last[len(last) - self._heads.ends(last, len(last)) :]


def _aside(stretch: str, end: int, linked: bool) -> re.Match[str] | None:
    """Return the year, period, base of comparison or 每… that ends `stretch` at `end`, between a name and its figure."""
    match = _COMPARED.search(stretch, max(end - 20, 0), end) or _TIME_END.search(stretch, max(end - 12, 0), end)
    if not match and linked:
        match = _UNLIKE.search(stretch, max(end - 14, 1), end) or _SPELL.search(stretch, 2, end)
    return match or _EACH.search(stretch, 1, end)


def follows_in_list(text: str, end: int, start: int) -> bool:
    """Tell whether only a conjunction or a comma is between two figures, as in a list."""
    return start - end <= 8 and bool(_LIST_GAP.fullmatch(re.sub(r"\([A-Za-z]+\)", "", text[end:start])))
