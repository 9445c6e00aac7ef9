"""The command line: tables to standard output, messages to standard error, exact exit codes."""

from __future__ import annotations

import argparse
import signal
import sys
import textwrap
from collections.abc import Callable

from cloudplans import __version__, arrival
from cloudplans.cli import commands
from cloudplans.cli.commands import NO_ACCESS, NO_SOURCE, OK, WRONG, say
from cloudplans.dataset import TIERS
from cloudplans.export import FORMATS
from cloudplans.parsing import SHELLS, Completion, Parser

_FORMATS = ("table", "csv", "json")
_ARGUMENTS = {
    "record": {"metavar": "ID", "help": "a record's id: of a statement, a goal, an instrument, a project or a reported figure"},
    "copy": {"metavar": "COPY", "help": "a file: another copy of the plan"},
    "directory": {"metavar": "DIR", "help": "a reader's folder of plans"},
    "a": {"help": "a statement's id"},
    "b": {"help": "another's"},
    "files": {
        "metavar": "FILE",
        "nargs": "+",
        "help": "texts, folders (every *.txt in them), quoted patterns, or - (standard input)",
    },
    "--jobs": {"type": int, "metavar": "N", "help": "how many processes (default: as many as cores; 1: this one)"},
    "--scheduler": {"metavar": "ADDRESS", "help": "scan on the Dask cluster with this scheduler, such as tcp://host:8786"},
    "name": {"nargs": "?", "help": "an id, or a name in either language"},
    "ids": {"nargs": "*", "metavar": "ID", "help": "plans or records"},
    "--style": {"choices": ("text", "bibtex", "csl"), "default": "text"},
    "--plan": {"help": "a plan's id"},
    "--region": {"help": "a region's id or name"},
    "--indicator": {"help": "an indicator's id"},
    "--theme": {"help": "a theme"},
    "--tier": {"choices": TIERS, "default": "verified", "help": "lowest tier of evidence let in (default: verified)"},
    "--unit": {"help": "a unit, such as CNY or percent"},
    "--year": {"type": int, "help": "the year the target is for"},
    "--due-by": {"type": int, "metavar": "YEAR", "help": "targets for this year or an earlier one"},
    "targets --format": {"choices": (*_FORMATS, "xlsx"), "default": "table"},
    "targets --out": {"metavar": "FILE", "help": "the workbook to write, with --format xlsx"},
    "--allow": {"action": "store_true", "help": "show them even where they are not comparable, with the reason"},
    "--format": {"choices": _FORMATS, "default": "table"},
    "--sources": {"metavar": "DIR", "help": "folder of the plan texts (default: $CLOUDPLANS_SOURCES)"},
    "--data": {
        "metavar": "DIR",
        "help": "a folder that new-plan made, laid over the package's tables, or a whole data set in their place",
    },
    "--edition": {
        "help": "the pinned copy to collate with (default: the one that the plan quotes, or the other if the copy is that one)"
    },
    "--as": {"dest": "name", "metavar": "EDITION", "help": "print the rows of evidence for the copy as this edition"},
    "--text": {"metavar": "FILE", "required": True, "help": "the plan's text"},
    "--encoding": {"default": "utf-8", "help": "of the text (default: utf-8)"},
    "--decisions": {"metavar": "FILE", "help": "a table of decisions to put into the folder first, with the columns table,row,column,value"},
    "--out": {"metavar": "DIR", "default": "build/report", "help": "where the report goes (default: build/report)"},
    "--no-cache": {"action": "store_true", "help": "make everything anew and keep nothing for the next time"},
    "export --format": {"required": True, "metavar": "FORM", "help": f"one of {', '.join(FORMATS)}"},
    "export --out": {"required": True, "metavar": "PATH", "help": "the file to write; with --table all a folder"},
    "--table": {"metavar": "NAME", "help": "for csv, jsonl and parquet: a table, or all (default: statements)"},
    "--for-spreadsheet": {"action": "store_true", "help": "for csv: no cell that a spreadsheet takes for a formula"},
    "scan --format": {"choices": _FORMATS, "help": "form of standard output (default: table)"},
    "scan --out": {
        "metavar": "FILE",
        "help": "write to FILE.csv, FILE.jsonl or FILE.parquet",
    },
    "--lang": {"choices": ("en", "zh"), "help": "the language; `report` makes both by default"},
}
_COMMANDS: dict[Callable[[argparse.Namespace], int], tuple[str, ...]] = {
    commands.targets: (
        "--plan",
        "--region",
        "--indicator",
        "--theme",
        "--unit",
        "--year",
        "--due-by",
        "--tier",
        "--data",
        "--format",
        "--out",
    ),
    commands.show: ("record", "--tier", "--sources", "--data"),
    commands.compare: ("a", "b", "--allow", "--tier", "--data", "--format"),
    commands.coverage: ("--theme", "--data", "--format"),
    commands.verify: ("--sources", "--data"),
    commands.collate: ("copy", "--plan", "--edition", "--as", "--encoding", "--sources", "--data", "--format"),
    commands.new_plan: ("directory", "--text", "--plan", "--region", "--encoding"),
    commands.apply_decisions: ("directory", "--decisions"),
    commands.export: ("--format", "--out", "--table", "--for-spreadsheet", "--data"),
    commands.report: ("--sources", "--data", "--out", "--lang", "--region", "--no-cache"),
    commands.scan: ("files", "--format", "--out", "--encoding", "--jobs", "--scheduler"),
    commands.describe: ("name", "--lang", "--data"),
    commands.cite: ("ids", "--style", "--lang", "--data"),
}


def _parser() -> Parser:
    parser = Parser(
        prog="cloudplans",
        description="What China's regional cloud-computing plans promised, by when, and how firmly.",
        epilog="examples:\n  cloudplans targets --region Guangdong --year 2020\n"
        "  cloudplans show guangdong-2014.subscriptions-4g.2020 --sources TEXTS\n"
        "  cloudplans collate COPY --plan guangdong-2014 --sources TEXTS\n  cloudplans new-plan mine-2021 --text FILE --region CN-GX\n"
        "  cloudplans export --format xlsx --out cloudplans.xlsx\n  cloudplans scan TEXTS --out found.csv\n"
        "  cloudplans verify --sources TEXTS\n  cloudplans report --sources TEXTS --out build/report",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"cloudplans {__version__}")
    parser.add_argument(
        "--print-completion", action=Completion, choices=SHELLS, help="print a script that completes names in a shell"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for run, arguments in _COMMANDS.items():
        first, _, rest = (run.__doc__ or "").partition("\n")
        words = f"{first}\n{textwrap.dedent(rest)}".strip()
        command, raw = run.__name__.strip("_").replace("_", "-"), argparse.RawDescriptionHelpFormatter
        added = commands.add_parser(command, help=first, description=words, formatter_class=raw)
        added.set_defaults(run=run, parser=added)
        for name in arguments:
            added.add_argument(name, **_ARGUMENTS.get(f"{command} {name}", _ARGUMENTS.get(name, {})))
    return parser


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    try:
        return _parser().parse_args(arguments)
    except SystemExit:
        sys.stdout.flush()  # help that nobody could read is an error like any other
        raise


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code (see the table in the README)."""
    arrival.loaded()
    if not arrival.streams():
        say("cloudplans: standard output: it is closed")
        return NO_ACCESS
    called = "cloudplans"
    try:
        options = _parsed(arguments)
        called = f"cloudplans {options.command}"
        code = options.run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        return OK
    except KeyboardInterrupt as stopped:
        number = stopped.args[0] if stopped.args else signal.SIGINT
        say(f"{called}: stopped ({signal.Signals(number).name})")
        return 128 + number
    except UnicodeEncodeError as error:
        say(f"{called}: {error.object!a} is no text in UTF-8")
        return WRONG
    except ValueError as error:
        say(f"{called}: {error}")
        return WRONG
    except OSError as error:
        say(f"{called}: {error.filename or 'standard output'}: {error.strerror or error}")
        return NO_ACCESS
    except Exception as error:
        from cloudplans.dataset import SourceError

        if isinstance(error, SourceError):
            say(f"{called}: {error}")
            return NO_SOURCE
        raise
    finally:
        arrival.ended()


if __name__ == "__main__":
    sys.exit(main())
