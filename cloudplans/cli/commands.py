"""The commands and their arguments: a command's docstring is its help. Libraries are imported where a command needs them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cloudplans.cli.exit_codes import NO_ACCESS, NO_SOURCE, OK, PROBLEMS, WRONG, say
from cloudplans.cli.table_commands import OPTIONS, chosen_filters, compare, coverage, growth, load_data, statements, targets

__all__ = ["COMMANDS", "NO_ACCESS", "NO_SOURCE", "OK", "PROBLEMS", "WRONG", "say"]
_REPORT_PACKAGES = ("ipykernel", "jinja2", "matplotlib", "nbconvert", "openpyxl", "seaborn")


def _print_frame(frame: Any, form: str | None, columns: list[str] | None = None) -> None:
    from cloudplans.display import print_frame

    print_frame(frame, form or "table", columns)


def show(options: argparse.Namespace) -> int:
    """Show one record with its evidence, and the passage it comes from where the plan texts are available.

    A record is a statement, a goal, an instrument, a project, or an unverified figure of another plan.

    examples:
      cloudplans show guangdong-2014.subscriptions-4g.2020
      cloudplans show hubei-2016.instrument.55-4.tax
    """
    from cloudplans.display import show

    for line in show(load_data(options), options.record, options.sources):
        say(line)
    return OK


def verify(options: argparse.Namespace) -> int:
    """Check the data against the descriptor, the rules and the pinned plan texts: one line per problem, then the counts.

    examples:
      cloudplans verify
      cloudplans verify --sources TEXTS
      cloudplans verify --data mine-2021
    """
    from cloudplans.cli.progress import notice
    from cloudplans.dataset import SourceError, read_context
    from cloudplans.verify import raw_tables, table_problems, verify_tables

    data = load_data(options, count_drafts=False)
    problems = table_problems(raw := raw_tables(data))
    # if the tables have problems, their list of editions may not name the right texts
    texts, wrong = ({}, []) if problems else data.find_texts(options.sources)
    of_reports, wrong_reports = ({}, []) if problems else data.find_report_texts(options.sources)
    wrong = wrong + wrong_reports
    if wrong and not data.folders:
        raise SourceError("\n".join(wrong))
    with notice("checking the data"):
        outcome = verify_tables(raw, texts | of_reports, read_context(options.sources), problems)
    print(outcome)
    if data.folders:
        codes = data.table("glossary")
        for remedy in outcome.remedies(codes["word"][codes["column"] == "verdict"]):
            say(remedy)
    if wrong:  # after the list of what is open in the user's folder
        raise SourceError("\n".join(wrong))
    return PROBLEMS if outcome.problems else OK


def collate(options: argparse.Namespace) -> int:
    """Compare another copy of a plan with the pinned text, number by number; with --as, print its rows of evidence instead.

    examples:
      cloudplans collate COPY --plan guangdong-2014 --sources TEXTS
      cloudplans collate COPY --plan guangdong-2014 --sources TEXTS --as guangdong-2014-archive --format csv
    """
    from cloudplans.compare import collate, copied_evidence, pinned_copy, remarks

    data = load_data(options)
    pair = pinned_copy(Path(options.copy), options.plan, edition=options.edition, name=options.name, sources=options.sources, encoding=options.encoding, data=data)  # fmt: skip
    frame = collate(pair, data=data)
    for line in remarks(pair, frame):
        say(line)
    if options.name:
        _print_frame(copied_evidence(pair, data=data), options.format)
    elif options.format not in (None, "table"):
        _print_frame(frame, options.format)
    elif len(differing := frame[frame["relation"] != "same"]):
        _print_frame(differing, "table", ["relation", "class", "statement_id", "printed_a", "printed_b", "start", "end"])
    return OK


def new_plan(options: argparse.Namespace) -> int:
    """Make a folder for a new plan: its text pinned, candidates of the scanner as drafts, other numerals to classify.

    examples:
      cloudplans new-plan mine-2021 --text FILE --region CN-GX
    """
    from cloudplans.authoring import WORKSHEET, new_plan
    from cloudplans.cli.progress import notice

    with notice("reading the text"):
        made = new_plan(
            options.directory, options.text, plan=options.plan or "", region=options.region or "", encoding=options.encoding
        )
    print(made)
    say(f"next: read {made.directory / WORKSHEET}, decide in statements.csv, ledger/numerals.csv, plans.csv, then `cloudplans apply-decisions "
        f"{made.directory}`; `cloudplans verify --data {made.directory}` lists what is open")  # fmt: skip
    return OK


def apply_decisions(options: argparse.Namespace) -> int:
    """Apply the decisions in a folder to its tables: ids, bounds, evidence, names, census, arithmetic.

    examples:
      cloudplans apply-decisions mine-2021
      cloudplans apply-decisions mine-2021 --accept
    """
    from cloudplans.authoring import apply_decisions

    applied = apply_decisions(options.directory, options.decisions, accept=options.accept)
    for note in applied.notes:
        say(f"look at {note}")
    print(applied)
    return OK


def export(options: argparse.Namespace) -> int:
    """Write the data set in another format: first the complete table of targets, then the others.

    Filters select rows of the table of targets. Standard error lists what the format cannot represent.

    examples:
      cloudplans export --format xlsx --out cloudplans.xlsx
      cloudplans export --region Guangdong --out guangdong.csv
      cloudplans export --format csv --table all --out tables
    """
    from cloudplans.export import write_export

    chosen = {name: value for name in ("table", "for_spreadsheet", "force") if (value := getattr(options, name))}
    filters = chosen_filters(options) | ({"tier": options.tier} if options.tier else {})
    form = options.format or _format_of(Path(options.out))
    say(str(write_export(load_data(options), form, options.out, filters=filters, **chosen)))
    return OK


def _format_of(path: Path) -> str:
    """Return the format that the ending of a file names."""
    ending = path.suffix.removeprefix(".").lower()
    if not ending:
        raise ValueError(f"{path} has no ending that names a format; add --format, such as --format csv")
    return ending


def report(options: argparse.Namespace) -> int:
    """Build the HTML report; if nothing has changed since it was built, leave it as it is.

    examples:
      cloudplans report --out build/report
      cloudplans report --region Hubei --lang zh --sources TEXTS
    """
    from importlib.util import find_spec

    for name in _REPORT_PACKAGES:  # before any work is done, and without loading them
        if find_spec(name) is None:
            raise ValueError(f"the report needs the package {name}; install the extra: pip install '.[report]'")
    from concurrent.futures.process import BrokenProcessPool

    from cloudplans.report import LANGUAGES, NotebookError, build_report

    try:
        outcome = build_report(
            options.out, load_data(options), sources=options.sources, languages=(options.lang,) if options.lang else LANGUAGES,
            regions=(options.region,) if options.region else (), force=options.force, say=say,
        )  # fmt: skip
    except NotebookError as error:  # a notebook does not fit the user's own data
        lines = re.sub("\x1b\\[[0-9;]*m", "", str(error)).splitlines()
        raise ValueError(" … ".join(dict.fromkeys((lines[0], lines[-1])))) from None
    except BrokenProcessPool:
        raise OSError(None, "a worker process was killed, perhaps for lack of memory", options.out) from None
    for problem in outcome.problems:
        say(str(problem))
    print(Path(options.out) / "index.html")
    return PROBLEMS if outcome.problems else OK


def scan(options: argparse.Namespace) -> int:
    """Find the quantities that texts state: one row per candidate, to standard output or, with --out, to a file.

    examples:
      cloudplans scan FILE --format csv
      cloudplans scan TEXTS --out found.csv
      cloudplans scan PLAN.pdf --losses
      cloudplans scan TEXTS --scheduler tcp://host:8786 --out found.parquet
    """
    from cloudplans.cli.scan_command import run

    return run(options)


def describe(options: argparse.Namespace) -> int:
    """Explain a name: a table, column, indicator, plan, region, record, unit or code; without a name, list all tables.

    A part of a name, or a word for a subject, lists what is nearest, and the plans that mention it.

    examples:
      cloudplans describe cloud-services-scale
      cloudplans describe 数据中心
      cloudplans describe statements.comparator
      cloudplans describe narrower --lang zh
    """
    from cloudplans.display import describe, print_description
    from cloudplans.labels import language

    print_description(describe(options.name, language(), data=load_data(options)))
    return OK


def cite(options: argparse.Namespace) -> int:
    """Print how to cite the data set and the plans with these ids; without ids, all plans.

    examples:
      cloudplans cite
      cloudplans cite guangdong-2014 hubei-2016 --style bibtex
      cloudplans cite guangdong-2014.subscriptions-4g.2020 --lang zh
    """
    from cloudplans.dataset import cite
    from cloudplans.labels import language

    print(cite(options.ids or None, options.style, language(), data=load_data(options)))
    return OK


_MADE = ("--format", "--out", "--lang", "--data")  # how a table is delivered
COMMANDS: dict[Callable[[argparse.Namespace], int], tuple[str, ...]] = {
    targets: (*OPTIONS, "--tier", "--documents", *_MADE),
    statements: (*OPTIONS, "--kind", "--tier", "--documents", *_MADE),
    show: ("record", "--sources", "--lang", "--data"),
    compare: ("a", "b", "--base", "--vintage", *OPTIONS, "--tier", "--documents", "--allow", *_MADE),
    growth: (*OPTIONS, "--tier", *_MADE),
    coverage: ("--region", "--indicator", "--theme", *_MADE),
    verify: ("--sources", "--data"),
    collate: ("copy", "--plan", "--edition", "--as", "--encoding", "--sources", "--data", "--format", "--lang"),
    new_plan: ("directory", "--text", "--plan", "--region", "--encoding"),
    apply_decisions: ("directory", "--decisions", "--accept"),
    export: ("--format", "--out", "--table", "--for-spreadsheet", "--force", *OPTIONS, "--tier", "--data"),
    report: ("--sources", "--data", "--out", "--lang", "--region", "--force"),
    scan: ("files", "--losses", "--format", "--out", "--encoding", "--jobs", "--scheduler"),
    describe: ("name", "--lang", "--data"),
    cite: ("ids", "--style", "--lang", "--data"),
}
