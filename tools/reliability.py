"""Kill commands at random moments and look at what they leave: the old output or the new one, whole.

Prints one row per command: how often it was killed before it ended, how often the old and the new output were found, and how often
anything else was. Ends with exit code 1 if anything else was found even once.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ENDINGS = {
    "csv": "csv",
    "json": "json",
    "jsonl": "jsonl",
    "parquet": "parquet",
    "sqlite": "sqlite",
    "xlsx": "xlsx",
    "datapackage": "zip",
}
OLD = "the old output\n"


class Row(NamedTuple):
    """What was left behind by one command."""

    command: str
    kills: int
    ended: int
    old: int
    new: int
    torn: int
    litter: int


def command_line(*words: str) -> list[str]:
    return [sys.executable, "-m", "cloudplans", *words]


def digest(path: Path) -> str:
    """Return one digest of a file, or of all visible files of a folder."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    whole = hashlib.sha256()
    for file in files:
        whole.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def make_old(path: Path, folder: bool) -> None:
    """Put something that an earlier run could have left at the place of the output."""
    if folder:
        path.mkdir(parents=True)
        (path / ".cloudplans-report").write_text("", encoding="utf-8")
        (path / "index.html").write_text(OLD, encoding="utf-8")
    else:
        path.write_text(OLD, encoding="utf-8")


def try_kills(name: str, words: list[str], output: str, kills: int, seed: int, duration: float, new: str, signature) -> Row:
    """Kill one command `kills` times, each time after a random part of its usual duration."""
    choose = random.Random(seed)
    counts = dict.fromkeys(("ended", "old", "new", "torn", "litter"), 0)
    for _ in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / output
            make_old(path, folder="." not in output)
            before = digest(path)
            process = subprocess.Popen(
                [*words, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            time.sleep(choose.uniform(0, duration))
            counts["ended"] += process.poll() is not None
            process.send_signal(signal.SIGKILL)
            process.wait()
            left = digest(path)
            state = "old" if left == before else "new" if signature(path) == new else "torn"
            counts[state] += 1
            counts["litter"] += len(list(path.parent.iterdir())) > 1
    return Row(name, kills, **counts)


def tree_of_names(path: Path) -> str:
    """Return what identifies a complete output whose bytes may differ from run to run: the names of its files."""
    if path.is_dir():
        return hashlib.sha256("\n".join(sorted(str(f.relative_to(path)) for f in path.rglob("*"))).encode()).hexdigest()
    return digest(path)


def measure(words: list[str], output: str, signature) -> tuple[float, str]:
    """Run a command to its end; return how long it took and the signature of its output."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / output
        start = time.monotonic()
        subprocess.run([*words, str(path)], check=True, capture_output=True)
        return time.monotonic() - start, signature(path)


def main(arguments: list[str] | None = None) -> int:
    """Try every export, and the report, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="how often each command is killed (default: 50)")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", help="one export format, or report")
    options = parser.parse_args(arguments)
    cases = {form: (command_line("export", "--format", form, "--out"), f"out.{ending}") for form, ending in ENDINGS.items()}
    cases["report"] = (command_line("report", "--out"), "report")
    rows = []
    for name, (words, output) in cases.items():
        if options.only in (None, name):
            signature = tree_of_names if name in ("report", "xlsx", "sqlite", "parquet") else digest
            if name in ("xlsx", "sqlite", "parquet"):
                signature = size_of_complete
            duration, new = measure(words, output, signature)
            rows.append(try_kills(name, words, output, options.kills, options.seed, duration, new, signature))
            print(rows[-1], flush=True)
    print("\n| command | kills | had ended | old | new | torn | temporary files left |\n|---|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    if not rows:
        parser.error(f"no command {options.only!r}; one of: {', '.join(cases)}")
    return int(any(row.torn for row in rows))


def size_of_complete(path: Path) -> str:
    """Return the rows of the statements in a workbook, a database or a Parquet file, read again: their bytes may differ."""
    import pandas as pd

    if path.suffix == ".xlsx":
        frame = pd.read_excel(path, sheet_name=None)
        return str({name: sheet.shape for name, sheet in frame.items()})
    if path.suffix == ".sqlite":
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            (intact,) = database.execute("PRAGMA integrity_check").fetchone()
            (count,) = database.execute("SELECT count(*) FROM statements").fetchone()
        return f"{intact} {count}"
    return str(pd.read_parquet(path).shape)


if __name__ == "__main__":
    if shutil.which("true") is None:
        sys.exit("needs a POSIX system: it sends SIGKILL")
    sys.exit(main())
