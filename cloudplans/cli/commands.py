"""What each command of the command line does; the first line of a docstring is its help, the rest its examples."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import suppress
from pathlib import Path

OK, PROBLEMS, WRONG, NO_SOURCE, NO_ACCESS = 0, 1, 2, 3, 4


def say(message: str) -> None:
    """Print a message to standard error; what a terminal would obey is written out."""
    from cloudplans.text import visible

    with suppress(OSError):  # the exit code says it too
        print(visible(message), file=sys.stderr)


def _dataset(options: argparse.Namespace):
    """Return the data set that the options name, and say what of a reader's folder is left out of it."""
    from cloudplans.dataset import load

    if options.data and not (Path(options.data) / "datapackage.json").is_file():
        raise ValueError(f"{options.data} holds no datapackage.json; name a directory with the tables and their descriptor")
    data = load(options.data)
    if data.folders and options.run is not verify and (count := len(data.drafts())):
        print(
            f"note: drafts of {options.data} left out: {count}; `cloudplans verify --data {options.data}` lists them",
            file=sys.stderr,
        )
    return data


def _print_frame(frame, form: str, columns: list[str] | None = None) -> None:
    from cloudplans.display import print_frame

    print_frame(frame, form, columns)


def targets(options: argparse.Namespace) -> int:
    """List targets; csv and json give every column, the table what readers need.

    examples:
      cloudplans targets --region Guangdong --year 2020
      cloudplans targets --indicator cloud-services-scale --format csv
      cloudplans targets --unit CNY --due-by 2018 --format xlsx --out targets.xlsx
    """
    from cloudplans.display import with_readable_columns

    if (options.format == "xlsx") != bool(options.out):
        raise ValueError("--format xlsx and --out FILE go together; csv, json and the table go to standard output")
    data = _dataset(options)
    names = ("plan", "region", "indicator", "theme", "unit", "year", "due_by")
    frame = data.targets(**{name: getattr(options, name) for name in names}, tier=options.tier)
    if frame.empty:
        given = [f"{name.replace('_', '-')} {getattr(options, name)}" for name in names if getattr(options, name) is not None]
        advice = " at once; leave one of them out" if len(given) > 1 else "; `cloudplans coverage` shows what there is"
        raise ValueError(f"no target has {', '.join(given)}{advice}")
    for warning in frame.attrs.get("warning", []):
        print(f"note: {warning}", file=sys.stderr)
    if options.out:
        from cloudplans.export.xlsx import write_selection

        print(write_selection(data, frame, Path(options.out)), file=sys.stderr)
        return OK
    columns = ["statement_id", "region", "deadline", "indicator", "figure", "reading", "firmness"]
    if options.format == "table":
        frame = with_readable_columns(data, frame).sort_values("statement_id")
    if options.tier != "verified":
        columns += ["evidence_tier", "relation", "address"]
    _print_frame(frame, options.format, columns)
    return OK


def show(options: argparse.Namespace) -> int:
    """Show one record with its evidence, in its passage where the texts are at hand.

    A statement, a goal, an instrument, a project, or a figure that public pages report of another plan.

    examples:
      cloudplans show guangdong-2014.subscriptions-4g.2020
      cloudplans show hubei-2016.instrument.55-4.tax
    """
    from cloudplans.display import show

    for line in show(_dataset(options), options.record, options.sources):
        print(line, file=sys.stderr)
    return OK


def compare(options: argparse.Namespace) -> int:
    """Compare two statements, or refuse with the reason; exit 2 where they are not comparable.

    examples:
      cloudplans compare guangdong-2014.cloud-services-scale.2015 chengdu-2011.cloud-services-scale.2015
    """
    from cloudplans.compare import pair

    frame = pair(
        _dataset(options),
        options.a,
        options.b,
        allow=["not-comparable", "not-judged"] if options.allow else [],
        tier=options.tier,
    )
    for warning in frame.attrs["warning"]:
        say(f"note: {warning}")
    _print_frame(frame, options.format, ["a", "relation", "b", "derivation_en", "ratio_en", "verdict"])
    return OK


def coverage(options: argparse.Namespace) -> int:
    """Show what each plan says of each indicator: quantified, directional, qualitative, deferred, not stated.

    examples:
      cloudplans coverage --theme infrastructure
    """
    from cloudplans.compare import coverage, coverage_matrix

    data = _dataset(options)
    if options.format == "table":
        _print_frame(coverage_matrix(data, theme=options.theme).reset_index(), "table")
    else:
        _print_frame(coverage(data, theme=options.theme), options.format)
    return OK


def verify(options: argparse.Namespace) -> int:
    """Check the data against the descriptor, their own sense and the pinned texts; a line a problem, then the counts.

    examples:
      cloudplans verify
      cloudplans verify --sources TEXTS
      cloudplans verify --data mine-2021
    """
    from cloudplans.dataset import SourceError, read_context
    from cloudplans.verify import raw_tables, table_problems, verify_tables

    data = _dataset(options)
    problems = table_problems(raw := raw_tables(data))
    # with problems the list of editions cannot be trusted to name the texts
    texts, wrong = ({}, []) if problems else data.find_texts(options.sources)
    if wrong and not data.folders:
        raise SourceError("\n".join(wrong))
    outcome = verify_tables(raw, texts, read_context(options.sources), problems)
    print(outcome)
    if data.folders:
        words = data.table("glossary")
        for remedy in outcome.remedies(words["word"][words["column"] == "verdict"]):
            say(remedy)
    if wrong:  # what is open is listed all the same
        raise SourceError("\n".join(wrong))
    return PROBLEMS if outcome.problems else OK


def collate(options: argparse.Namespace) -> int:
    """Set another copy of a plan beside the pinned text, number by number; --as gives its rows of evidence instead.

    examples:
      cloudplans collate COPY --plan guangdong-2014 --sources TEXTS
      cloudplans collate COPY --plan guangdong-2014 --sources TEXTS --as guangdong-2014-archive --format csv
    """
    from cloudplans.compare import collate, copied_evidence, pinned_copy, remarks

    data = _dataset(options)
    pair = pinned_copy(data, Path(options.copy), options.plan, edition=options.edition, name=options.name,
                       sources=options.sources, encoding=options.encoding)  # fmt: skip
    frame = collate(data, pair)
    for line in remarks(pair, frame):
        print(line, file=sys.stderr)
    if options.name:
        _print_frame(copied_evidence(data, pair), options.format)
    elif options.format != "table":
        _print_frame(frame, options.format)
    elif len(shown := frame[frame["relation"] != "same"]):
        _print_frame(shown, "table", ["relation", "class", "statement_id", "printed_a", "printed_b", "start", "end"])
    return OK


def new_plan(options: argparse.Namespace) -> int:
    """Make a folder for a new plan: its text pinned, what the scanner finds as drafts, the rest of its numerals to class.

    examples:
      cloudplans new-plan mine-2021 --text FILE --region CN-GX
    """
    from cloudplans.authoring import WORKSHEET, new_plan

    made = new_plan(
        options.directory, options.text, plan=options.plan or "", region=options.region or "", encoding=options.encoding
    )
    print(made)
    print(f"next: read {made.directory / WORKSHEET}, decide in statements.csv, ledger/numerals.csv, plans.csv, then `cloudplans settle "
          f"{made.directory}`; `cloudplans verify --data {made.directory}` lists what is open", file=sys.stderr)  # fmt: skip
    return OK


def settle(options: argparse.Namespace) -> int:
    """Carry the decisions in a folder through its tables: ids, bounds, evidence, names, census, arithmetic.

    examples:
      cloudplans settle mine-2021
    """
    from cloudplans.authoring import settle

    settled = settle(options.directory, options.decisions)
    for note in settled.notes:
        say(f"look at {note}")
    print(settled)
    return OK


def export(options: argparse.Namespace) -> int:
    """Write the data set in the form of another tool; what the form cannot hold is told on standard error.

    examples:
      cloudplans export --format xlsx --out cloudplans.xlsx
      cloudplans export --format csv --table all --out tables
    """
    given = {name: value for name in ("table", "for_spreadsheet") if (value := getattr(options, name))}
    from cloudplans.export import write_export

    print(write_export(_dataset(options), options.format, options.out, **given), file=sys.stderr)
    return OK


def report(options: argparse.Namespace) -> int:
    """Build the HTML report.

    examples:
      cloudplans report --out build/report
      cloudplans report --region Hubei --lang zh --sources TEXTS
    """
    from importlib.util import find_spec

    for name in ("ipykernel", "jinja2", "matplotlib", "nbconvert", "openpyxl", "platformdirs", "seaborn"):
        if find_spec(name) is None:  # asked for before any work is done, and without loading it
            raise ValueError(f"the report needs the package {name}; install the extra: pip install '.[report]'")
    from cloudplans.report import build

    languages = (options.lang,) if options.lang else build.LANGUAGES
    out = Path(options.out)
    sources = Path(options.sources) if options.sources else None
    try:
        outcome = build.build(out, _dataset(options), sources=sources, languages=languages, regions=(options.region,) if options.region else (),
                               say=lambda line: print(line, file=sys.stderr, flush=True), keep=not options.no_cache)  # fmt: skip
    except RuntimeError as error:  # a page of the report does not fit the reader's own data
        told = re.sub("\x1b\\[[0-9;]*m", "", str(error)).splitlines()
        raise ValueError(" … ".join(dict.fromkeys((told[0], told[-1])))) from None
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    print(out / "index.html")
    return PROBLEMS if outcome.problems else OK


def scan(options: argparse.Namespace) -> int:
    """Find the quantities that texts state: one row a candidate, to standard output or, with --out, to a file.

    examples:
      cloudplans scan FILE --format csv
      cloudplans scan TEXTS --out found.csv
    """
    from cloudplans.scanning import run

    return OK if run(options) else PROBLEMS


def describe(options: argparse.Namespace) -> int:
    """Say what a name stands for: a table, column, indicator, plan, region, record, unit or word; all tables without one.

    examples:
      cloudplans describe cloud-services-scale
      cloudplans describe statements.comparator
      cloudplans describe narrower --lang zh
    """
    from cloudplans.display import describe, print_description

    print_description(describe(options.name, options.lang or "en", data=_dataset(options)))
    return OK


def cite(options: argparse.Namespace) -> int:
    """Say how to cite the data set and the plans of the ids given; without ids, all plans.

    examples:
      cloudplans cite
      cloudplans cite guangdong-2014 hubei-2016 --style bibtex
      cloudplans cite guangdong-2014.subscriptions-4g.2020 --lang zh
    """
    from cloudplans.dataset import cite

    print(cite(options.ids or None, options.style, options.lang or "en", data=_dataset(options)))
    return OK
