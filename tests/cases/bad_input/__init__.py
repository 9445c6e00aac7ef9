"""Bad input: the cases as data, and a runner that makes each case's files, calls the command and measures it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
# What depends on how many plans there are; other tests count it.
COUNTED = re.compile(
    r"(?<=; checked )\d+ tables.*|(?<=\()\d+(?= in all\))|(?<=among the )\d+(?= that exist)|\d{2,} of \d{2,}(?= rows written)"
    r"|(?<=regions with a plan: )[\w, -]+"
)


def cases() -> list[dict[str, Any]]:
    """Return the cases; each has a name, what is done to the files, the call, the exit code and what is printed."""
    return [json.loads(line) for line in (HERE / "cases.jsonl").read_text(encoding="utf-8").splitlines()]


def repeated(part: Any) -> bytes:
    """Return bytes given as text, as hexadecimal digits, or as a text and how often it stands there."""
    if isinstance(part, dict):
        return bytes.fromhex(part["hex"]) if "hex" in part else part["text"].encode("utf-8") * part["times"]
    return part.encode("utf-8")


def prepare(steps: list[dict[str, Any]], folder: Path) -> None:
    """Do what a case asks for in `folder`, in which `data` is a copy of the tables and `texts` of the plan texts, if at hand."""
    for step in steps:
        path = folder / step["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "replace" in step:
            old, new = map(repeated, step["replace"])
            content = path.read_bytes()
            assert old in content, (step, "is not in the file")
            path.write_bytes(content.replace(old, new, 1))
        elif "pattern" in step:
            content, found = re.subn(step["pattern"], step["by"], path.read_text(encoding="utf-8"), count=1, flags=re.M)
            assert found, (step, "is not in the file")
            path.write_text(content, encoding="utf-8")
        elif "append" in step:
            path.write_bytes(path.read_bytes() + repeated(step["append"]))
        elif "encode" in step:
            path.write_bytes(path.read_text(encoding="utf-8").encode(step["encode"]))
        elif "write" in step:
            path.write_bytes(b"".join(map(repeated, step["write"])))
        elif "keep" in step:
            path.write_bytes(path.read_bytes()[: step["keep"]])
        elif "link" in step:
            path.unlink(missing_ok=True)
            path.symlink_to(step["link"])
        elif "pipe" in step:
            path.unlink(missing_ok=True)
            os.mkfifo(path)
        elif "folder" in step:
            path.unlink(missing_ok=True)
            path.mkdir()
        elif "remove" in step:
            path.unlink()
        elif "mode" in step:
            path.chmod(step["mode"])
        else:
            raise AssertionError(step)


def place(folder: Path, sources: Path | None, needs: set[str]) -> None:
    """Copy the tables, and the texts, that a case changes."""
    if "data" in needs:
        shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("releases"))
    if "texts" in needs and sources:
        (folder / "texts").mkdir()
        for path in sources.glob("*.txt"):
            (folder / "texts" / path.name).write_bytes(path.read_bytes())


def run(case: dict[str, Any], sources: Path | None) -> dict[str, Any]:
    """Run a case in this process; return its code, output, processor time, and a traceback if there was one."""
    import cloudplans.display
    import cloudplans.report.build  # noqa: F401
    from cloudplans.cli.main import main

    with tempfile.TemporaryDirectory(prefix="bad-") as made:
        folder = Path(made)
        place(folder, sources, {word for word in ("data", "texts") if word in json.dumps([case["steps"], case["call"]])})
        prepare(case["steps"], folder)
        here, said = os.getcwd(), {"out": io.TextIOWrapper(io.BytesIO(), "utf-8"), "err": io.TextIOWrapper(io.BytesIO(), "utf-8")}
        os.chdir(folder)
        start, trace = time.process_time(), ""
        try:
            with contextlib.redirect_stdout(said["out"]), contextlib.redirect_stderr(said["err"]):
                code = main(case["call"])
        except SystemExit as left:
            code = left.code
        except BaseException:
            code, trace = None, traceback.format_exc()
        finally:
            seconds = time.process_time() - start
            os.chdir(here)
        printed = {}
        for name, stream in said.items():
            stream.flush()
            printed[name] = COUNTED.sub("…", stream.buffer.getvalue().decode("utf-8")).replace(made, "TMP")
        left = sorted(path.name for path in folder.iterdir() if path.name not in ("data", "texts"))
    return {"name": case["name"], "code": code, **printed, "seconds": seconds, "trace": trace, "left": left}


def main() -> int:
    """Run the cases whose names are given on standard input; print a line of JSON for each, and the memory of the process."""
    wanted = set(sys.stdin.read().split("\n"))
    sources = Path(os.environ["CASES_SOURCES"]) if os.environ.get("CASES_SOURCES") else None
    for case in cases():
        if case["name"] in wanted:
            print(json.dumps(run(case, sources)), flush=True)
    print(json.dumps({"memory": peak()}), flush=True)
    return 0


def peak() -> int:
    """Return the most memory that this process held, in bytes; without what its parent held when it started it, where Linux tells."""
    if found := Path("/proc/self/status").is_file() and re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text()):
        return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(main())
