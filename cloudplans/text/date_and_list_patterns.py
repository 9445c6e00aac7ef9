"""How plans write dates, lists, headings, document numbers and qualified figures."""

from __future__ import annotations

import re
from datetime import date

RESPECTIVELY = "分别"  # before a list of figures that match a list of names by position
EACH = "均"  # between several names and the one figure that each of them reaches
ITEM_SEPARATOR = "、"
ACCESS_CLASS = re.compile(
    "到户|入户|宽带|光网|光纤"
)  # after 百兆, 千兆, 万兆: an established class of access, no vague magnitude
EVERY_YEAR = "每年"
QUALIFIERS = {
    "以上": "ge",
    "超过": "gt",
    "突破": "gt",
    "超": "gt",
    "约": "approx",
    "左右": "approx",
    "百项": "approx",
    "万亿级": "approx",
}  # of listed figures
HEDGE = "力争"
ABOUT = "左右"  # after a figure
LISTED_WITH_AND = re.compile("[和及与]")
NUMBERED_THINGS = ("专栏", "附件", "附表", "图", "第")  # their number is a heading's
LEVEL = "级"  # after a figure: its order of magnitude
FIVE_YEAR_PLAN = re.compile("十[一二三四五六]五")  # the 11th to the 16th
TITLE = "标题"  # in a note on where a plan's title is from
SHARED_FIGURE = re.compile(r"(?P<names>[^年人户]+)均[达为超]")
FOLLOWS_HEADING_NUMBER = re.compile(r"[、.)]|是")
FOLLOWS_DATE = re.compile(r"[年月日—-]|”(末|期末|期间|时期)")
_DIGITS = str.maketrans("0123456789", "○一二三四五六七八九")
_NUMBERS = ["", *"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十",
            *(f"二十{n}" for n in "一二三四五六七八九"), "三十", "三十一"]  # fmt: skip


def list_items(words: str) -> list[str]:
    """Return the items of a list; three one-character names without a separator are three items (省市县)."""
    items = re.split("[、和及]", words)
    return items if len(items) > 1 else list(words)


def is_document_number(before: str, after: str) -> bool:
    """Tell whether a number between `before` and `after` belongs to a document number such as 粤府办〔2014〕17号."""
    return "〔" in before and after.startswith(("〕", "号"))


def written_dates(day: date) -> list[str]:
    """Return the ways in which a text can write a day."""
    return [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
        f"{str(day.year).translate(_DIGITS)}年{_NUMBERS[day.month]}月{_NUMBERS[day.day]}日",
    ]
