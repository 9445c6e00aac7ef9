"""The command line: tables to standard output, messages to standard error, exact exit codes."""

from __future__ import annotations

import argparse
import inspect
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from cloudplans import __version__, arrival
from cloudplans.export.methods import formats
from cloudplans.parsing import SHELLS, Completion, Parser
from cloudplans.tiers import TIERS

OK, PROBLEMS, WRONG, NO_SOURCE, NO_ACCESS = 0, 1, 2, 3, 4
_SHOWN = (
    "statement_id", "region", "indicator", "label", "kind", "scope", "deadline", "figure", "reading", "hedge", "status",
    "note_zh", "note_en",
)  # fmt: skip
_SHOWN_REPORTED = ("evidence_tier", "relation", "measured_en", "address", "caveat_zh", "caveat_en")
_FORMATS = ("table", "csv", "json")


def _dataset():
    from cloudplans.dataset import load

    return load()


def _print_frame(frame, form: str, columns: list[str] | None = None) -> None:
    from cloudplans.terminal import print_frame

    print_frame(frame, form, columns)


def _targets(options: argparse.Namespace) -> int:
    """List targets; csv and json give every column, the table what readers need.

    examples:
      cloudplans targets --region Guangdong --year 2020
      cloudplans targets --indicator cloud-services-scale --format csv
    """
    from cloudplans.present import shown

    data = _dataset()
    names = ("plan", "region", "indicator", "theme", "year")
    frame = data.targets(**{name: getattr(options, name) for name in names}, tier=options.tier)
    if frame.empty:
        given = [f"{name} {getattr(options, name)}" for name in names if getattr(options, name) is not None]
        advice = " at once; leave one of them out" if len(given) > 1 else "; `cloudplans coverage` shows what there is"
        raise ValueError(f"no target has {', '.join(given)}{advice}")
    for warning in frame.attrs.get("warning", []):
        print(f"note: {warning}", file=sys.stderr)
    columns = ["statement_id", "region", "deadline", "indicator", "figure", "reading", "firmness"]
    if options.format == "table":
        frame = shown(data, frame).sort_values("statement_id")
    if options.tier != "verified":
        columns += ["evidence_tier", "relation", "address"]
    _print_frame(frame, options.format, columns)
    return OK


def _show(options: argparse.Namespace) -> int:
    """Show one statement with its evidence, in its passage where the texts are at hand.

    examples:
      cloudplans show guangdong-2014.subscriptions-4g.2020
    """
    from cloudplans.package import nearest
    from cloudplans.present import shown
    from cloudplans.tables import Evidence, cell
    from cloudplans.text import visible

    data = _dataset()
    frame = data.statements(tier=options.tier)
    known = frame["statement_id"]
    if options.statement not in set(known):
        raise nearest(options.statement, known, "statement")
    row = shown(data, frame[known == options.statement]).iloc[0]
    lower = row.get("evidence_tier") == "reported"
    for name in (*_SHOWN, *_SHOWN_REPORTED) if lower else _SHOWN:
        print(f"{name:<13}{cell(row[name])}")
    if lower:
        print("reported on public pages, not checked: no passage of a text stands behind it", file=sys.stderr)
        return OK
    corrections = data.corrections()
    for record in corrections[corrections["statement_id"] == options.statement].to_dict("records"):
        words = f"{record['edition_id']}: {record['as_printed']} → {record['adopted']} ({record['basis']})"
        print(f"{'correction':<13}{visible(words)}")
    texts = data.texts(options.sources)
    print(Evidence(data, texts, options.statement))
    if not texts:
        print("the texts are not at hand: give --sources DIR to see the passages", file=sys.stderr)
    return OK


def _compare(options: argparse.Namespace) -> int:
    """Compare two statements, or refuse with the reason; exit 2 where they are not comparable.

    examples:
      cloudplans compare guangdong-2014.cloud-services-scale.2015 chengdu-2011.cloud-services-scale.2015
    """
    from cloudplans.compare import compare

    frame = compare(
        _dataset(), options.a, options.b, allow=["not-comparable", "not-judged"] if options.allow else [], tier=options.tier
    )
    for warning in frame.attrs["warning"]:
        _say(f"note: {warning}")
    _print_frame(frame, options.format, ["a", "relation", "b", "derivation_en", "ratio_en", "verdict"])
    return OK


def _coverage(options: argparse.Namespace) -> int:
    """Show what each plan says of each indicator: quantified, directional, qualitative, deferred, not stated.

    examples:
      cloudplans coverage --theme infrastructure
    """
    from cloudplans.compare import coverage, coverage_matrix

    data = _dataset()
    if options.format == "table":
        _print_frame(coverage_matrix(data, theme=options.theme).reset_index(), "table")
    else:
        _print_frame(coverage(data, theme=options.theme), options.format)
    return OK


def _verify(options: argparse.Namespace) -> int:
    """Check the data against the descriptor, their own sense and the pinned texts; a line a problem, then the counts.

    examples:
      cloudplans verify
      cloudplans verify --sources TEXTS
    """
    from cloudplans.dataset import load
    from cloudplans.tiers import read_context
    from cloudplans.verify import table_problems, verify

    if options.data and not (Path(options.data) / "datapackage.json").is_file():
        raise ValueError(f"{options.data} holds no datapackage.json; name a directory with the tables and their descriptor")
    data = load(options.data)
    in_order = not table_problems(data)  # else the list of editions cannot be trusted to name the texts
    outcome = verify(data, data.texts(options.sources) if in_order else {}, read_context(options.sources))
    print(outcome)
    return PROBLEMS if outcome.problems else OK


def _export(options: argparse.Namespace) -> int:
    """Write the data set in the form of another tool; what the form cannot hold is told on standard error.

    examples:
      cloudplans export --format xlsx --out cloudplans.xlsx
      cloudplans export --format csv --table all --out tables
    """
    from cloudplans.dataset import load

    given = {name: value for name in ("table", "for_spreadsheet") if (value := getattr(options, name))}
    print(load(options.data).export(options.format, options.out, **given), file=sys.stderr)
    return OK


def _report(options: argparse.Namespace) -> int:
    """Build the HTML report.

    examples:
      cloudplans report --out build/report
      cloudplans report --region Hubei --lang zh --sources TEXTS
    """
    try:
        import nbclient  # noqa: F401 - asked for before any work is done
        import nbconvert  # noqa: F401
        import openpyxl  # noqa: F401

        from cloudplans import report
    except ImportError as error:
        raise ValueError(f"the report needs the package {error.name}; install the extra: pip install '.[report]'") from None
    languages = (options.lang,) if options.lang else report.LANGUAGES
    out = Path(options.out)
    sources = options.sources or os.environ.get("CLOUDPLANS_SOURCES")
    outcome = report.build(out, _dataset(), sources=Path(sources) if sources else None, languages=languages, regions=(options.region,) if options.region else (),
                           say=lambda line: print(line, file=sys.stderr, flush=True))  # fmt: skip
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    print(out / "index.html")
    return PROBLEMS if outcome.problems else OK


def _scan(options: argparse.Namespace) -> int:
    """Find the quantities that texts state: one row a candidate, to standard output or, with --out, to a file."""
    from cloudplans.scanning import run

    return OK if run(options) else PROBLEMS


def _describe(options: argparse.Namespace) -> int:
    """Say what a name stands for: a table, column, indicator, plan, region, record, unit or word; all tables without one.

    examples:
      cloudplans describe cloud-services-scale
      cloudplans describe statements.comparator
      cloudplans describe narrower --lang zh
    """
    from cloudplans.codebook import describe
    from cloudplans.terminal import print_description

    print_description(describe(options.name, options.lang or "en", data=_dataset()))
    return OK


def _cite(options: argparse.Namespace) -> int:
    """Say how to cite the data set and the plans of the ids given; without ids, all plans.

    examples:
      cloudplans cite
      cloudplans cite guangdong-2014 hubei-2016 --style bibtex
      cloudplans cite guangdong-2014.subscriptions-4g.2020 --lang zh
    """
    from cloudplans.citation import cite

    print(cite(options.ids or None, options.style, options.lang or "en", data=_dataset()))
    return OK


_ARGUMENTS = {
    "statement": {"help": "a statement's id, as `cloudplans targets` lists them"},
    "a": {"help": "a statement's id"},
    "b": {"help": "another's"},
    "files": {
        "metavar": "FILE",
        "nargs": "+",
        "help": "texts, folders (every *.txt in them), quoted patterns, or - (standard input)",
    },
    "--fresh": {"action": "store_true", "help": "begin anew, though a scan for the same --out was stopped"},
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
    "--year": {"type": int, "help": "the year the target is for"},
    "--allow": {"action": "store_true", "help": "show them even where they are not comparable, with the reason"},
    "--format": {"choices": _FORMATS, "default": "table"},
    "--sources": {"metavar": "DIR", "help": "folder of the plan texts (default: $CLOUDPLANS_SOURCES)"},
    "--data": {"metavar": "DIR", "help": "directory of the tables (default: the package's own)"},
    "--out": {"metavar": "DIR", "default": "build/report", "help": "where the report goes (default: build/report)"},
    "export --format": {"required": True, "metavar": "FORM", "help": f"one of {', '.join(sorted(formats()))}"},
    "export --out": {"required": True, "metavar": "PATH", "help": "the file to write; with --table all a folder"},
    "--table": {"metavar": "NAME", "help": "for csv, jsonl and parquet: a table, or all (default: statements)"},
    "--for-spreadsheet": {"action": "store_true", "help": "for csv: no cell that a spreadsheet takes for a formula"},
    "scan --format": {"choices": _FORMATS, "help": "form of standard output (default: table)"},
    "scan --out": {
        "metavar": "FILE",
        "help": "write to FILE.csv, FILE.jsonl or FILE.parquet; the same call goes on after a stop",
    },
    "--lang": {"choices": ("en", "zh"), "help": "the language; `report` makes both by default"},
}
_COMMANDS: dict[Callable[[argparse.Namespace], int], tuple[str, ...]] = {
    _targets: ("--plan", "--region", "--indicator", "--theme", "--year", "--tier", "--format"),
    _show: ("statement", "--tier", "--sources"),
    _compare: ("a", "b", "--allow", "--tier", "--format"),
    _coverage: ("--theme", "--format"),
    _verify: ("--sources", "--data"),
    _export: ("--format", "--out", "--table", "--for-spreadsheet", "--data"),
    _report: ("--sources", "--out", "--lang", "--region"),
    _scan: ("files", "--format", "--out", "--fresh", "--jobs", "--scheduler"),
    _describe: ("name", "--lang"),
    _cite: ("ids", "--style", "--lang"),
}


def _parser() -> Parser:
    parser = Parser(
        prog="cloudplans",
        description="What China's regional cloud-computing plans promised, by when, and how firmly.",
        epilog="examples:\n  cloudplans targets --region Guangdong --year 2020\n"
        "  cloudplans show guangdong-2014.subscriptions-4g.2020 --sources TEXTS\n"
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
        words = inspect.getdoc(run) or ""
        command, raw = run.__name__.strip("_"), argparse.RawDescriptionHelpFormatter
        added = commands.add_parser(command, help=words.splitlines()[0], description=words, formatter_class=raw)
        added.set_defaults(run=run, parser=added)
        for name in arguments:
            added.add_argument(name, **_ARGUMENTS.get(f"{command} {name}", _ARGUMENTS.get(name, {})))
    return parser


def _say(message: str) -> None:
    """Print a message to standard error; what a terminal would obey is written out."""
    from cloudplans.text import visible

    print(visible(message), file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code (see the table in the README)."""
    arrival.loaded()
    if not arrival.streams():
        _say("cloudplans: standard output: it is closed")
        return NO_ACCESS
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    options = _parser().parse_args(arguments)
    try:
        code = options.run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return 130
    except UnicodeEncodeError as error:
        _say(f"cloudplans {options.command}: {error.object!a} is no text in UTF-8")
        return WRONG
    except ValueError as error:
        _say(f"cloudplans {options.command}: {error}")
        return WRONG
    except OSError as error:
        _say(f"cloudplans {options.command}: {error.filename or 'standard output'}: {error.strerror or error}")
        return NO_ACCESS
    except Exception as error:
        from cloudplans.dataset import SourceError

        if isinstance(error, SourceError):
            _say(f"cloudplans {options.command}: {error}")
            return NO_SOURCE
        raise


if __name__ == "__main__":
    sys.exit(main())
