"""Shared by the tests: the data set, the plan texts where they are available, and one closing line that says what was left out."""

from __future__ import annotations

import faulthandler
import fcntl
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import cloudplans

ROOT = Path(__file__).resolve().parent.parent
if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # a shell's background job ignores SIGINT, and so would every process started here
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("untimed", deadline=None)  # a busy machine is not a failure
settings.load_profile("untimed")
# Set but empty means: without the plan texts, wherever they are.
NAMED = os.environ.get("CLOUDPLANS_SOURCES")
SOURCES = Path(NAMED) if NAMED else ROOT.parent / "shared" / "sources" if NAMED is None else Path(os.devnull)
if NAMED and not SOURCES.is_dir():
    raise pytest.UsageError(f"CLOUDPLANS_SOURCES is not a folder: {SOURCES}")
NO_TEXTS = "needs the plan texts (CLOUDPLANS_SOURCES or ../shared/sources)"
LEFT_OUT = {
    "browser": "runs in a browser (make test-all)",
    "slow": "takes long (make test-all)",
    "types": "runs type checkers (.ci/run)",
    "site": "builds the website of the documentation (make test-all)",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the slow tests and those in a browser too")


# Files that take longest: first, so that no worker runs a long one at the end while the other waits.
LONG = (
    "report/test_report.py", "report/test_hostile.py", "explorer/test_explorer.py", "report/test_pages.py", "verify/test_verify.py",
    "authoring/test_new_plan.py", "export/test_export.py", "repository/test_docs.py", "plots/test_plots.py", "cli/test_embedding.py",
)  # fmt: skip


def place_of(item: pytest.Item) -> int:
    """Return where the file of a test stands in `LONG`; after them if it does not."""
    return next((place for place, name in enumerate(LONG) if item.path.as_posix().endswith(name)), len(LONG))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=place_of)
    if config.getoption("--all"):
        return
    for item in items:
        for marker, reason in LEFT_OUT.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
                break


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out, and why."""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.stats.get("skipped", []))
    if reasons:
        listed = "; ".join(f"{count} {reason}" for reason, count in reasons.most_common())
        terminalreporter.write_line(f"left out: {listed}")


collect_ignore = ["clients"]  # run and checked by test_clients.py
LONGEST = 600  # seconds that one test may take, slow ones included


@pytest.fixture(autouse=True)
def hanging_tests_end() -> Iterator[None]:
    """End a test that hangs: its process prints where every thread is, and exits, which the run reports as a failure."""
    faulthandler.dump_traceback_later(LONGEST, exit=True, file=sys.__stderr__)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Return to English after a test that sets the language of the session."""
    yield
    if "cloudplans.labels" in sys.modules:
        sys.modules["cloudplans.labels"].set_language("en")


@pytest.fixture(autouse=True)
def figures_closed() -> Iterator[None]:
    """Close every figure after a test, so that the next one counts only its own."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def goals_unread(data: cloudplans.Dataset) -> list[str]:
    """Return the editions of plans that nobody has read for goals, instruments and projects."""
    coded, plans = set(), {}
    for name in data.resources:
        if name.startswith("policy_") and name.endswith(("_a", "_b")):
            table = data.raw(name)
            coded |= {line[table.header.index("edition_id")] for line in table.lines}
    editions = data.raw("editions")
    for line in editions.lines:
        row = dict(zip(editions.header, line, strict=True))
        plans.setdefault(row["plan_id"], []).append(row["edition_id"])
    assert len(coded) >= 4
    return sorted(edition for editions in plans.values() if coded.isdisjoint(editions) for edition in editions)


def departures(data: cloudplans.Dataset) -> int:
    """Return how many adjudications of the package depart from what a rule of `verify` reads."""
    table = data.raw("adjudication")
    rows = [dict(zip(table.header, line, strict=True)) for line in table.lines]
    return sum(bool(row["departs"]) or not (row["coding_a"] or row["coding_b"]) for row in rows)


@pytest.fixture(scope="session")
def sources() -> Path:
    if not SOURCES.is_dir():
        pytest.skip(NO_TEXTS)
    return SOURCES


@pytest.fixture(scope="session")
def data() -> cloudplans.Dataset:
    dataset = cloudplans.load()
    assert len(dataset.resources) > 40
    assert [name for name in dataset.resources if not dataset.raw(name).lines and name != "table_columns"] == []
    return dataset


@pytest.fixture(scope="session")
def texts(data: cloudplans.Dataset, sources: Path) -> dict[str, str]:
    texts = data.texts(sources)
    assert len(texts) == len(data.editions()) > 0 and "" not in texts.values()
    return texts


@pytest.fixture(scope="session")
def every_text(data: cloudplans.Dataset, sources: Path) -> dict[str, str]:
    """The texts of the plans and of the work reports."""
    return data.texts(sources, documents="all")


@pytest.fixture(scope="session")
def context(sources: Path) -> dict[str, list[dict[str, str]]]:
    from cloudplans.dataset import read_context

    lists = read_context(sources)
    if not lists:
        pytest.skip("needs the lists of unverified figures (a folder `context` beside the plan texts)")
    assert [] not in lists.values()
    return lists


@pytest.fixture(scope="session")
def book(data: cloudplans.Dataset, texts: dict[str, str]):
    from cloudplans.data_quality.mutation import make_book

    return make_book(data, texts)


@pytest.fixture(scope="session")
def built(data: cloudplans.Dataset, sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a whole report, built once for all tests that look at it, by whichever worker comes first.

    It stays in build/, so that a later run builds it again only if something has changed on which it depends.
    """
    from cloudplans.report import build_report

    workers = "PYTEST_XDIST_WORKER" in os.environ
    run = tmp_path_factory.getbasetemp().parent if workers else tmp_path_factory.getbasetemp()
    out, lines = ROOT / "build" / "tests" / "report", []
    out.parent.mkdir(parents=True, exist_ok=True)
    with (out.parent / "report.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / "built").exists():
            outcome = build_report(out, data, sources=sources, say=lines.append)
            assert outcome.problems == []
            assert lines[-1].endswith("up to date") or any("02_industry_scale" in line for line in lines)
            (run / "built").touch()
    assert len(list(out.rglob("*.html"))) > 20
    return out
