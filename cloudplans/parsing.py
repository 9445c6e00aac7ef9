"""The parser of the command line: a wrong word is answered with the nearest one; completion for shells."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

from cloudplans.dataset import nearest
from cloudplans.export import FORMATS
from cloudplans.extras import MissingExtra, need

SHELLS = ("bash", "zsh", "fish")
_CHOICE = re.compile(r"argument (?P<what>[^:]+): invalid choice: '(?P<value>.*?)' \(choose from (?P<known>.*)\)", re.S)
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)  # names that need no quotes in a shell


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line: what is wrong, the nearest that is right, where to read on.

    Examples
    --------
    >>> parser = Parser(prog="cloudplans")
    >>> _ = parser.add_argument("--format", choices=["csv", "json"])
    >>> parser.wording("argument --format: invalid choice: 'cvs' (choose from 'csv', 'json')")
    "no --format 'cvs'; allowed: csv, json"
    """

    def wording(self, message: str) -> str:
        """Return an error in the words of this package."""
        if found := _CHOICE.match(message):
            known = [word.strip(" '") for word in found["known"].split(",")]
            what = "command" if found["what"] == "COMMAND" else found["what"]
            return str(nearest(found["value"], known, what, few=0 if what == "command" else None))
        return message

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave with exit code 2."""
        self.exit(2, f"{self.prog}: {self.wording(message)}; see {self.prog} --help\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        if message:
            print(message, end="", file=file or sys.stderr)  # argparse keeps it to itself where this fails

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; of what is left over say which option is the nearest."""
        options, extra = self.parse_known_args(args, namespace)
        if extra:
            parser = getattr(options, "parser", self)
            known = dict.fromkeys(re.findall(r"--[a-z][a-z-]*", parser.format_help()))
            wrong = next((word.partition("=")[0] for word in extra if word.startswith("-")), "")
            parser.error(str(nearest(wrong, known, "option", few=0)) if wrong else f"too many arguments: {' '.join(extra)}")
        return options


class Completion(argparse.Action):
    """An option that prints a script with which a shell completes commands, options and the names of the data set."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        """Print the script and leave."""
        try:
            shtab = need("shtab")
        except MissingExtra as error:
            parser.error(str(error))
        names = _names()
        for action in list(parser._actions):
            for command in action.choices.values() if isinstance(action, argparse._SubParsersAction) else ():
                for argument in command._actions:
                    argument.choices = argument.choices or names.get(argument.dest)
        print(shtab.complete(parser, shell=values))
        parser.exit()


def _names() -> dict[str, list[str]]:
    """Return what each argument that names a thing can be, as far as it can be typed without quotes."""
    from cloudplans.dataset import LAYERS, load
    from cloudplans.display import names

    data = load()
    regions, statements = data.regions(), list(data.statements()["statement_id"])
    spoken = regions[regions["region_id"].isin(data.plans()["region_id"])]
    found = {
        "plan": data.plans()["plan_id"],
        "region": [*spoken["name_en"], *spoken["region_id"]],
        "indicator": data.indicators()["indicator_id"],
        "theme": sorted(set(data.indicators()["theme"])),
        **dict.fromkeys(("a", "b"), statements),
        "record": [*statements, *(name for layer, key in LAYERS.items() for name in data.table(layer)[key])],
        "format": sorted(FORMATS),  # of exports; elsewhere the formats are few and listed
        "name": names(data),
        "ids": [*data.plans()["plan_id"], *statements],
    }
    return {argument: [name for name in known if _PLAIN.fullmatch(name)] for argument, known in found.items()}
