"""The commands and their arguments: a command's docstring is its help. Libraries are imported where a command needs them."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

OK, PROBLEMS, WRONG, NO_SOURCE, NO_ACCESS = 0, 1, 2, 3, 4
_FILTERS = ("plan", "region", "indicator", "theme", "unit", "year", "due_by")
_REPORT_PACKAGES = ("ipykernel", "jinja2", "matplotlib", "nbconvert", "openpyxl", "seaborn")


def say(message: str) -> None:
    """Print a message to standard error, control characters written out."""
    from cloudplans.text import visible

    if sys.stderr is not None:
        with suppress(OSError):  # the exit code says it too
            print(visible(message), file=sys.stderr, flush=True)


def _load(options: argparse.Namespace) -> Any:
    """Return the data set of the options; a note counts the drafts that are left out of it."""
    from cloudplans.dataset import load

    data = load(options.data[0] if options.data and len(options.data) == 1 else options.data)
    if data.folders and options.run is not verify and (drafts := len(data.drafts())):
        named = " ".join(f"--data {folder}" for folder in options.data)
        say(f"note: {drafts} drafts in {', '.join(options.data)} left out; `cloudplans verify {named}` lists them")
    return data


def _print_frame(frame: Any, form: str, columns: list[str] | None = None) -> None:
    from cloudplans.display import print_frame

    print_frame(frame, form, columns)


def targets(options: argparse.Namespace) -> int:
    """List targets; csv and json have every column, the table the most important ones.

    examples:
      cloudplans targets --region Guangdong --year 2020
      cloudplans targets --indicator cloud-services-scale --format csv
      cloudplans targets --unit CNY --due-by 2018 --format xlsx --out targets.xlsx
    """
    from cloudplans.display import with_readable_columns

    if (options.format == "xlsx") != bool(options.out):
        raise ValueError("--format xlsx and --out FILE go together; csv, json and the table go to standard output")
    data = _load(options)
    filters = {name: getattr(options, name) for name in _FILTERS}
    frame = data.targets(**filters, tier=options.tier)
    if frame.empty:
        used = [f"{name.replace('_', '-')} {value}" for name, value in filters.items() if value is not None]
        advice = " together; leave one of them out" if len(used) > 1 else "; `cloudplans coverage` lists what there is"
        raise ValueError(f"no target has {', '.join(used)}{advice}")
    for warning in frame.attrs.get("warning", []):
        say(f"note: {warning}")
    if options.out:
        from cloudplans.export import write_selection

        say(str(write_selection(data, frame, Path(options.out))))
        return OK
    columns = ["statement_id", "region", "deadline", "indicator", "figure", "reading", "firmness"]
    if options.format == "table":
        frame = with_readable_columns(frame, data=data).sort_values("statement_id")
    if options.tier == "unverified":
        columns += ["status", "relation", "address"]
    _print_frame(frame, options.format, columns)
    return OK


def show(options: argparse.Namespace) -> int:
    """Show one record with its evidence, and the passage it comes from where the plan texts are available.

    A record is a statement, a goal, an instrument, a project, or an unverified figure of another plan.

    examples:
      cloudplans show guangdong-2014.subscriptions-4g.2020
      cloudplans show hubei-2016.instrument.55-4.tax
    """
    from cloudplans.display import show

    for line in show(_load(options), options.record, options.sources):
        say(line)
    return OK


def compare(options: argparse.Namespace) -> int:
    """Compare two statements; exit code 2, with the reason, if they are not comparable.

    examples:
      cloudplans compare guangdong-2014.cloud-services-scale.2015 chengdu-2011.cloud-services-scale.2015
    """
    from cloudplans.compare import pair

    allowed = ["not-comparable", "not-judged"] if options.allow else []
    frame = pair(options.a, options.b, allow=allowed, tier=options.tier, data=_load(options))
    for warning in frame.attrs["warning"]:
        say(f"note: {warning}")
    _print_frame(frame, options.format, ["a", "relation", "b", "derivation_en", "ratio_en", "verdict"])
    return OK


def coverage(options: argparse.Namespace) -> int:
    """Show what each plan states about each indicator: a number, a direction, an aim in words, deferred, not stated.

    examples:
      cloudplans coverage --theme infrastructure
    """
    from cloudplans.compare import coverage, coverage_matrix

    data = _load(options)
    if options.format == "table":
        _print_frame(coverage_matrix(theme=options.theme, data=data).reset_index(), "table")
    else:
        _print_frame(coverage(theme=options.theme, data=data), options.format)
    return OK


def verify(options: argparse.Namespace) -> int:
    """Check the data against the descriptor, the rules and the pinned plan texts: one line per problem, then the counts.

    examples:
      cloudplans verify
      cloudplans verify --sources TEXTS
      cloudplans verify --data mine-2021
    """
    from cloudplans.dataset import SourceError, read_context
    from cloudplans.verify import raw_tables, table_problems, verify_tables

    data = _load(options)
    problems = table_problems(raw := raw_tables(data))
    # if the tables have problems, their list of editions may not name the right texts
    texts, wrong = ({}, []) if problems else data.find_texts(options.sources)
    if wrong and not data.folders:
        raise SourceError("\n".join(wrong))
    outcome = verify_tables(raw, texts, read_context(options.sources), problems)
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

    data = _load(options)
    pair = pinned_copy(Path(options.copy), options.plan, edition=options.edition, name=options.name, sources=options.sources, encoding=options.encoding, data=data)  # fmt: skip
    frame = collate(pair, data=data)
    for line in remarks(pair, frame):
        say(line)
    if options.name:
        _print_frame(copied_evidence(pair, data=data), options.format)
    elif options.format != "table":
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
    """
    from cloudplans.authoring import apply_decisions

    applied = apply_decisions(options.directory, options.decisions)
    for note in applied.notes:
        say(f"look at {note}")
    print(applied)
    return OK


def export(options: argparse.Namespace) -> int:
    """Write the data set in another format; standard error lists what the format cannot represent.

    examples:
      cloudplans export --format xlsx --out cloudplans.xlsx
      cloudplans export --format csv --table all --out tables
    """
    from cloudplans.export import write_export

    chosen = {name: value for name in ("table", "for_spreadsheet") if (value := getattr(options, name))}
    say(str(write_export(_load(options), options.format, options.out, **chosen)))
    return OK


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
            options.out, _load(options), sources=options.sources, languages=(options.lang,) if options.lang else LANGUAGES,
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

    examples:
      cloudplans describe cloud-services-scale
      cloudplans describe statements.comparator
      cloudplans describe narrower --lang zh
    """
    from cloudplans.display import describe, print_description

    print_description(describe(options.name, options.lang or "en", data=_load(options)))
    return OK


def cite(options: argparse.Namespace) -> int:
    """Print how to cite the data set and the plans with these ids; without ids, all plans.

    examples:
      cloudplans cite
      cloudplans cite guangdong-2014 hubei-2016 --style bibtex
      cloudplans cite guangdong-2014.subscriptions-4g.2020 --lang zh
    """
    from cloudplans.dataset import cite

    print(cite(options.ids or None, options.style, options.lang or "en", data=_load(options)))
    return OK


COMMANDS: dict[Callable[[argparse.Namespace], int], tuple[str, ...]] = {
    targets: (*(f"--{name.replace('_', '-')}" for name in _FILTERS), "--tier", "--data", "--format", "--out"),
    show: ("record", "--sources", "--data"),
    compare: ("a", "b", "--allow", "--tier", "--data", "--format"),
    coverage: ("--theme", "--data", "--format"),
    verify: ("--sources", "--data"),
    collate: ("copy", "--plan", "--edition", "--as", "--encoding", "--sources", "--data", "--format"),
    new_plan: ("directory", "--text", "--plan", "--region", "--encoding"),
    apply_decisions: ("directory", "--decisions"),
    export: ("--format", "--out", "--table", "--for-spreadsheet", "--data"),
    report: ("--sources", "--data", "--out", "--lang", "--region", "--force"),
    scan: ("files", "--losses", "--format", "--out", "--encoding", "--jobs", "--scheduler"),
    describe: ("name", "--lang", "--data"),
    cite: ("ids", "--style", "--lang", "--data"),
}
