"""Jobs for maintainers, each in an environment of its own: `nox --list` names them, `nox --session lock` runs one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.options.sessions = []
ROOT = Path(__file__).resolve().parent
SOURCES = os.environ.get("CLOUDPLANS_SOURCES") or str(ROOT.parent / "shared" / "sources")
TEXTS = {"CLOUDPLANS_SOURCES": SOURCES} if Path(SOURCES).is_dir() else {}


def install_locked(session: nox.Session) -> None:
    """Install what `make` installs: the lock, then the package itself."""
    session.install("--require-hashes", "--only-binary", ":all:", "-r", "requirements.lock")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


@nox.session
def lock(session: nox.Session) -> None:
    """Resolve requirements.lock again from pyproject.toml."""
    session.install("uv")
    session.run(
        "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--only-binary", ":all:",
        "--no-annotate", "--no-header", "--extra", "dev", "pyproject.toml", "-o", "requirements.lock", *session.posargs,
    )  # fmt: skip


@nox.session
def audit(session: nox.Session) -> None:
    """List known vulnerabilities in the locked packages."""
    session.install("pip-audit")
    session.run("pip-audit", "--require-hashes", "--disable-pip", "-r", "requirements.lock")


@nox.session
@nox.parametrize("pandas", ["2.2.*", "3.*"])
@nox.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def versions(session: nox.Session, pandas: str) -> None:
    """Run the tests with every supported Python and pandas; a Python that is not installed is skipped."""
    session.install(f"pandas=={pandas}", "-e", ".[report,export,shell]", "hypothesis", "pytest", "pytest-xdist", "pyyaml")
    session.run("python", "-m", "pytest", "-n", "2", env=TEXTS)


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions that pyproject.toml allows."""
    session.install("uv")
    session.run(
        "uv", "pip", "install", "--resolution", "lowest-direct", "-e", ".[report,export,shell]", "hypothesis>=6.100", "pytest>=8",
        "pytest-xdist>=3.7", "pyyaml>=6.0",
    )  # fmt: skip
    session.run("python", "-m", "pytest", "-n", "2", env=TEXTS)


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which branches the tests reach."""
    install_locked(session)
    shutil.rmtree(ROOT / "build" / "tests", ignore_errors=True)  # so that the tests build the report again
    session.run("python", "-m", "coverage", "run", "-m", "pytest", "-n", "2", env=TEXTS)
    session.run("python", "-m", "coverage", "combine", "--quiet")
    session.run("python", "-m", "coverage", "report")


@nox.session
def mutation(session: nox.Session) -> None:
    """Plant errors in the data, one at a time, and count how many `verify` notices."""
    install_locked(session)
    session.run("python", "-m", "cloudplans.data_quality.mutation", "--sample", "60", *session.posargs, env=TEXTS)
    session.run("python", "-m", "cloudplans.data_quality.planted_mistakes", env=TEXTS)


@nox.session
def agreement(session: nox.Session) -> None:
    """Compute how far the two codings agree."""
    install_locked(session)
    session.run("python", "-m", "cloudplans.data_quality.coder_agreement")


@nox.session
def targets(session: nox.Session) -> None:
    """Write data/targets.csv again from the other tables, after a change of any of them."""
    install_locked(session)
    session.run("python", "tools/write_targets.py")


@nox.session
def changes(session: nox.Session) -> None:
    """Record what changed in the data since the last release: nox -s changes -- --table NAME --reason-en TEXT --reason-zh TEXT."""
    install_locked(session)
    session.run("python", "-m", "cloudplans.data_quality.release_changes", *session.posargs)


@nox.session
def round_trips(session: nox.Session) -> None:
    """Read every export with programs that did not write it."""
    install_locked(session)
    session.run("python", "tools/round_trips.py", env=TEXTS)


@nox.session
def reliability(session: nox.Session) -> None:
    """Kill commands at random moments; their output must be the old or the new one, whole."""
    install_locked(session)
    session.run("python", "tools/reliability.py", *session.posargs, env=TEXTS)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed; one row alone: nox -s bench -- import."""
    install_locked(session)
    session.run("python", "benchmarks/run.py", *session.posargs, env=TEXTS)


@nox.session
def bench_scan(session: nox.Session) -> None:
    """Compare the scanner with other readers of Chinese numbers."""
    install_locked(session)
    session.run("python", "-m", "venv", "build/peers")
    session.run(
        "build/peers/bin/python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--pre",
        "-r",
        "benchmarks/scan/requirements.txt",
        external=True,
    )
    texts = ["--plans", SOURCES] if TEXTS else []
    session.run("python", "benchmarks/scan/compare.py", "--python", "build/peers/bin/python", *texts)
