"""What the tests share: the data set, the texts where they are at hand, the repository's root."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import cloudplans

ROOT = Path(__file__).resolve().parent.parent
# A shell's background does not hear SIGINT, nor would what is started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")
SOURCES = Path(os.environ.get("CLOUDPLANS_SOURCES") or ROOT.parent / "shared" / "sources")
if os.environ.get("CLOUDPLANS_SOURCES") and not SOURCES.is_dir():
    raise pytest.UsageError(f"CLOUDPLANS_SOURCES names no folder: {SOURCES}")


@pytest.fixture(autouse=True)
def figures_closed() -> Iterator[None]:
    """Leave no figure of one test open for the next to count."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="session")
def sources() -> Path:
    if not SOURCES.is_dir():
        pytest.skip("the plan texts are not at hand (CLOUDPLANS_SOURCES, or ../shared/sources)")
    return SOURCES


@pytest.fixture(scope="session")
def data() -> cloudplans.Dataset:
    found = cloudplans.load()
    assert len(found.resources) > 40 and [name for name in found.resources if not found.raw(name).lines] == []
    return found


@pytest.fixture(scope="session")
def texts(data: cloudplans.Dataset, sources: Path) -> dict[str, str]:
    found = data.texts(sources)
    assert len(found) == len(data.editions()) > 0 and "" not in found.values()
    return found


@pytest.fixture(scope="session")
def context(sources: Path) -> dict[str, list[dict[str, str]]]:
    from cloudplans.dataset.unverified_figures import read_context

    found = read_context(sources)
    if not found:
        pytest.skip("the lists of the reported figures are not at hand (the folder context beside the texts)")
    assert [] not in found.values()
    return found


@pytest.fixture(scope="session")
def book(data: cloudplans.Dataset, texts: dict[str, str]):
    from cloudplans.data_quality.mutation import make_book

    return make_book(data, texts)


@pytest.fixture(scope="session")
def built(data: cloudplans.Dataset, sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a whole report, built once for all tests that look at it."""
    from cloudplans.report import build

    out = tmp_path_factory.mktemp("built") / "report"
    lines: list[str] = []
    outcome = build.build(out, data, sources=sources, say=lines.append, keep=False)
    assert outcome.problems == []
    assert any("02_industry_scale" in line for line in lines)
    assert len(list(out.rglob("*.html"))) > 20
    return out
