"""The other readers behind one line protocol; runs in an environment of its own (see requirements.txt).

One request a line, ``{"peer": NAME, "text": TEXT, "printed": [...]}``; one answer a line, ``{"seconds": S, "found": [...]}``
with `start`, `end`, `value` and `unit` as the peer tells them.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

warnings.simplefilter("ignore")


def _microsoft() -> Callable[[str, list[str]], list[dict[str, Any]]]:
    from recognizers_date_time import DateTimeRecognizer
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    units, numbers = NumberWithUnitRecognizer(Culture.Chinese), NumberRecognizer(Culture.Chinese)
    dates = DateTimeRecognizer(Culture.Chinese).get_datetime_model()
    models = [units.get_currency_model(), units.get_dimension_model(), numbers.get_percentage_model(), numbers.get_number_model()]

    def read(text: str, printed: list[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        told = [one for one in dates.parse(text) if any(mark in one.text for mark in "年月日")]
        taken = {place for one in told for place in range(one.start, one.end + 1)}  # a year is no false quantity
        for model in models:
            for one in model.parse(text):
                places = set(range(one.start, one.end + 1))
                if places & taken:
                    continue
                taken |= places
                value = str(one.resolution.get("value") or "")
                unit = "percent" if value.endswith("%") else one.resolution.get("unit", "")
                found.append({"start": one.start, "end": one.end + 1, "value": value.rstrip("%"), "unit": unit})
        return found

    return read


def _jionlp() -> Callable[[str, list[str]], list[dict[str, Any]]]:
    import jionlp

    def read(text: str, printed: list[str]) -> list[dict[str, Any]]:
        found = []
        for one in jionlp.ner.extract_money(text, with_parsing=True):
            number = one["detail"]["num"]
            value = number[0] if isinstance(number, list) else number
            found.append({"start": one["offset"][0], "end": one["offset"][1], "value": value, "unit": one["detail"]["case"]})
        return found

    return read


def _chinese2digits() -> Callable[[str, list[str]], list[dict[str, Any]]]:
    import chinese2digits

    def read(text: str, printed: list[str]) -> list[dict[str, Any]]:
        result, at, found = chinese2digits.takeNumberFromString(text), 0, []
        for words, value in zip(result["CHNumberStringList"], result["digitsStringList"], strict=False):
            start = text.find(words, at)
            if start >= 0:
                at = start + len(words)
                share = words.endswith(("%", "％"))
                value = str(float(value) * 100) if share else value
                found.append({"start": start, "end": at, "value": value, "unit": "percent" if share else ""})
        return found

    return read


def _cn2an() -> Callable[[str, list[str]], list[dict[str, Any]]]:
    import cn2an

    def read(text: str, printed: list[str]) -> list[dict[str, Any]]:
        cn2an.transform(text, "cn2an")  # what it does to a text; it tells no places, so values are read numeral by numeral
        found = []
        for numeral in printed:
            try:
                value = str(cn2an.cn2an(numeral, "smart"))
            except ValueError:
                value = ""
            found.append({"value": value, "unit": ""})
        return found

    return read


PEERS = {"recognizers-text-suite": _microsoft, "jionlp": _jionlp, "chinese2digits": _chinese2digits, "cn2an": _cn2an}


def main() -> None:
    """Answer requests until there are none."""
    out = sys.stdout
    sys.stdout = sys.stderr  # peers greet on standard output
    ready: dict[str, Callable[[str, list[str]], list[dict[str, Any]]]] = {}
    for line in sys.stdin:
        ask = json.loads(line)
        name = ask["peer"]
        if name not in ready:
            ready[name] = PEERS[name]()
            ready[name]("到2020年达到1000亿元", ["1000亿"])  # what is loaded on first use is no part of the speed
        start = time.process_time()
        try:
            found = ready[name](ask["text"], ask["printed"])
        except Exception as error:  # a peer that fails on a text has found nothing in it
            found = []
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        print(json.dumps({"seconds": time.process_time() - start, "found": found}), file=out, flush=True)


if __name__ == "__main__":
    main()
