"""The commands whose result is a table: selected statements, and comparisons of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudplans.cli.exit_codes import OK, say

if TYPE_CHECKING:
    import pandas as pd

    from cloudplans.dataset import Dataset

FILTERS = ("plan", "region", "indicator", "theme", "unit", "year", "due_by")
OPTIONS = tuple(f"--{name.replace('_', '-')}" for name in FILTERS)


def load_data(options: argparse.Namespace, *, count_drafts: bool = True) -> Dataset:
    """Return the data set of the options; a note counts the drafts that are left out of it."""
    from cloudplans.dataset import load

    data = load(options.data[0] if options.data and len(options.data) == 1 else options.data)
    if count_drafts and data.folders and (drafts := len(data.drafts())):
        named = " ".join(f"--data {folder}" for folder in options.data)
        say(f"note: {drafts} drafts in {', '.join(options.data)} left out; `cloudplans verify {named}` lists them")
    return data


def chosen_filters(options: argparse.Namespace) -> dict[str, Any]:
    """Return the filters that the user has set."""
    values = {name: getattr(options, name, None) for name in (*FILTERS, "kind")}
    return {name: value for name, value in values.items() if value is not None}


def deliver(options: argparse.Namespace, data: Dataset, frame: pd.DataFrame, columns: list[str]) -> int:
    """Print a frame, or write it to the file of ``--out``; its warnings go to standard error."""
    from cloudplans.display import print_frame

    for warning in frame.attrs.get("warning", []):
        say(f"note: {warning}")
    if options.out:
        from cloudplans.dataset import own_directory
        from cloudplans.existing_outputs import refuse_input
        from cloudplans.export import write_frame

        refuse_input(Path(options.out), [own_directory(), data.directory, *(folder.directory for folder in data.folders)])
        say(str(write_frame(data, frame, Path(options.out), options.format)))
    elif options.format in ("parquet", "xlsx"):
        raise ValueError(f"--format {options.format} needs a file: add --out FILE.{options.format}")
    else:
        print_frame(frame, options.format or "table", columns)
    return OK


def _is_table(options: argparse.Namespace) -> bool:
    return not options.out and options.format in (None, "table")


def _say_if_empty(frame: pd.DataFrame, filters: dict[str, Any], what: str, data: Dataset, documents: str | None) -> None:
    """Say that filters whose names exist have left nothing, and what they would find elsewhere."""
    from cloudplans.labels import language, message, translate

    if not frame.empty:
        return
    words = {
        "target": message("note: no target has {filters}; leave a filter out, or see what there is with `cloudplans coverage`"),
        "statement": message(
            "note: no statement has {filters}; leave a filter out, or see what there is with `cloudplans coverage`"
        ),
    }
    listed = [value if isinstance(value, list) else [value] for value in filters.values()]
    used = [f"{name.replace('_', '-')} {'/'.join(map(str, values))}" for name, values in zip(filters, listed, strict=True)]
    say(translate(words[what], language(), filters=", ".join(used)))
    find = data.targets if what == "target" else data.statements
    if documents in (None, "plans") and (count := len(find(**filters, documents="reports"))):
        say(translate("note: work reports have {count}; add --documents reports", language(), count=count))
    if cities := _cities(data, filters):
        found = find(**{**filters, "region": cities}, documents=documents)
        for city, count in found["region"].value_counts(sort=False).items():
            say(
                translate(
                    "note: {city}, in this province, has {count}; name it with --region", language(), city=city, count=count
                )
            )


def _cities(data: Dataset, filters: dict[str, Any]) -> list[str]:
    """Return the ids of the cities in the regions of the filters that are not among them."""
    from cloudplans.dataset import find_regions

    regions, wanted = data.regions(), filters.get("region")
    ids = find_regions(regions, [wanted] if isinstance(wanted, str) else wanted)
    return [] if ids is None else regions.loc[regions["parent_id"].isin(ids) & (regions["level"] == "city"), "region_id"].tolist()


def _list_statements(options: argparse.Namespace, data: Dataset, frame: pd.DataFrame, more: list[str]) -> int:
    from cloudplans.display import with_readable_columns
    from cloudplans.labels import code_name, language

    columns = ["statement_id", "region", "deadline", "indicator", *more, "figure", "reading", "firmness"]
    if _is_table(options):
        readable = with_readable_columns(frame, data=data).sort_values("statement_id")
        readable["kind"] = [code_name("kind", kind, language()) for kind in readable["kind"]]
        frame = readable if len(frame) else frame.reindex(columns=[*frame, *columns]).loc[:, lambda f: ~f.columns.duplicated()]
    if options.tier == "unverified":
        columns += ["evidence_tier", "relation", "address"]
    return deliver(options, data, frame, [column for column in columns if column in frame])


def targets(options: argparse.Namespace) -> int:
    """List targets. CSV, JSON and files have every column, the table the most important ones.

    Names are accepted in English, Chinese or as ids, in any case. A filter can be repeated, or list several names with commas.

    examples:
      cloudplans targets --region Guangdong,湖北 --year 2020
      cloudplans targets --indicator "cloud services industry" --format csv
      cloudplans targets --unit CNY --due-by 2018 --out targets.xlsx
    """
    data, filters = load_data(options), chosen_filters(options)
    frame = data.targets(**filters, tier=options.tier, documents=options.documents)
    _say_if_empty(frame, filters, "target", data, options.documents)
    return _list_statements(options, data, frame, [])


def statements(options: argparse.Namespace) -> int:
    """List all quantified statements: targets, baselines, forecasts, thresholds, counts, earlier targets, grants and context.

    examples:
      cloudplans statements --region Hubei --kind baseline
      cloudplans statements --kind baseline,forecast --out statements.csv
    """
    data, filters = load_data(options), chosen_filters(options)
    frame = data.statements(**filters, tier=options.tier, documents=options.documents)
    _say_if_empty(frame, filters, "statement", data, options.documents)
    return _list_statements(options, data, frame, ["kind"])


def growth(options: argparse.Namespace) -> int:
    """Show how a figure grows from one stage of a plan to the next: in per cent per year, shares in percentage points.

    examples:
      cloudplans growth --region Guangdong --indicator cloud-services-scale
    """
    from cloudplans.compare import steps
    from cloudplans.labels import language

    data = load_data(options)
    rows = data.statements(**chosen_filters(options), kind=["target", "baseline"], tier=options.tier)
    return deliver(
        options, data, steps(rows, data=data), ["region", "indicator", "from_year", "to_year", f"derivation_{language()}"]
    )


_DIFFERENCE = ("lower", "upper", "lower_closed", "upper_closed", "about")  # bounds of a - b, not of a figure


def compare(options: argparse.Namespace) -> int:
    """Compare two statements, or selected targets: each with the others, or with --base each with GDP, population and so on.

    Two statements that are not comparable are refused with the reason and exit code 2.

    examples:
      cloudplans compare guangdong-2014.cloud-services-scale.2015 chengdu-2011.cloud-services-scale.2015
      cloudplans compare --indicator cloud-services-scale --year 2015
      cloudplans compare --base gdp-target-year --indicator cloud-services-scale
    """
    ids, filters = [name for name in (options.a, options.b) if name], chosen_filters(options)
    if len(ids) == 1:
        raise ValueError(f"only one statement, {ids[0]}; name a second one, or select targets with filters such as --indicator")
    if ids and filters:
        raise ValueError("name two statements or select targets with filters, not both")
    if not (ids or filters or options.base):
        raise ValueError("nothing to compare; name two statements, or select targets with filters such as --indicator")
    data = load_data(options)
    return _compare_two(options, data, *ids) if ids and not options.base else _compare_selected(options, data, ids, filters)


def _compare_two(options: argparse.Namespace, data: Dataset, a: str, b: str) -> int:
    from cloudplans.compare import pair
    from cloudplans.labels import language

    allowed = ["not-comparable", "not-judged"] if options.allow else []
    found = pair(a, b, allow=allowed, tier=options.tier, data=data)
    frame = found.rename(columns={name: f"difference_{name}" for name in _DIFFERENCE})
    return deliver(options, data, frame, ["a", "relation", "b", f"derivation_{language()}", f"ratio_{language()}", "verdict"])


def _compare_selected(options: argparse.Namespace, data: Dataset, ids: list[str], filters: dict[str, Any]) -> int:
    from cloudplans.compare import pairs, relative_to
    from cloudplans.labels import language

    lang, measure = language(), {"base": options.base or "absolute", "vintage": options.vintage}
    which = {"tier": options.tier, "documents": "all" if ids else options.documents}
    if not ids and options.base:
        frame = relative_to(data.targets(**filters, **which), **measure, data=data)
        frame["why"] = frame[f"missing_{lang}"]
        columns = ["statement_id", "region", "deadline", "indicator", f"derivation_{lang}", "why"]
        return deliver(options, data, frame, columns if (frame["why"] != "").any() else columns[:-1])
    rows = data.statements(**which) if ids else data.targets(**filters, **which)
    if ids:
        from cloudplans.dataset import nearest

        for name in ids:
            if name not in set(rows["statement_id"]):
                raise nearest(name, rows["statement_id"], "statement")
        rows = rows[rows["statement_id"].isin(ids)]
    allowed = ["not-comparable", "not-judged"] if options.allow else []
    frame = pairs(rows, **measure, allow=allowed, data=data)
    return deliver(options, data, frame, ["a", "relation", "b", "verdict", f"derivation_{lang}", f"reason_{lang}"])


def coverage(options: argparse.Namespace) -> int:
    """Show what each plan states about each indicator: a number, a direction, an aim in words, deferred, or nothing.

    A note on standard error lists the selected indicators for which no plan has a target or aim.

    examples:
      cloudplans coverage --theme infrastructure
      cloudplans coverage --region Hubei --indicator data-centre-pue,data-centre-floor-area
    """
    from cloudplans.compare import by_region, coverage
    from cloudplans.labels import language, translate

    data = load_data(options)
    regions, wanted = _wanted(options, data)
    frame = coverage(data=data)
    frame = frame[frame["indicator_id"].isin(wanted["indicator_id"])]
    absent = wanted[~wanted["indicator_id"].isin(frame["indicator_id"])]
    frame = frame if regions is None else frame[frame["region_id"].isin(regions)]
    if len(absent):
        listed = "; ".join(sorted(absent["indicator_id"]))
        say(
            translate(
                "note: no plan has a target or aim for {count} of the indicators, which are left out: {indicators}",
                language(),
                count=len(absent),
                indicators=listed,
            )
        )
    if not _is_table(options):
        return deliver(options, data, frame, [])
    return _print_matrix(options, data, by_region(frame))


def _wanted(options: argparse.Namespace, data: Dataset) -> tuple[list[str] | None, pd.DataFrame]:
    """Return the ids of the selected regions, None for all, and the selected indicators."""
    from cloudplans.dataset import find_names, find_regions, known_indicators

    regions = find_regions(data.regions(), options.region)
    indicators = data.indicators(theme=options.theme)
    ids = find_names(lambda: known_indicators(data), options.indicator, "indicator")
    return regions, indicators if ids is None else indicators[indicators["indicator_id"].isin(ids)]


def _print_matrix(options: argparse.Namespace, data: Dataset, frame: pd.DataFrame) -> int:
    """Print the states as a matrix of indicators by plans' regions."""
    from cloudplans.display import indicator_names, region_names
    from cloudplans.labels import code_name, language

    named = frame.assign(
        state=[code_name("state", state, language()) for state in frame["state"]],
        region=frame["region_id"].map(region_names(data=data)),
        indicator=frame["indicator_id"].map(indicator_names(data=data)),
    )
    matrix = named.pivot_table(
        index=["indicator_id", "indicator"], columns="region", values="state", aggfunc=", ".join, sort=False
    )
    matrix = matrix.reset_index().rename_axis(columns=None)
    return deliver(options, data, matrix, list(matrix))
