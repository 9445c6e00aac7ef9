"""Are there known weaknesses in what the lock holds? An answer only where every package was asked about; else "not audited"."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

AUDITED, WEAK, NOT_AUDITED = 0, 1, 3
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.M)


def pinned(lock: str) -> dict[str, str]:
    """Return what the lock holds for this machine: name to version."""
    from packaging.markers import Marker
    from packaging.utils import canonicalize_name

    return {
        canonicalize_name(name): version
        for name, version, marker in _PINNED.findall(lock)
        if not marker or Marker(marker).evaluate()
    }


def verdict(wanted: dict[str, str], code: int, out: str, err: str) -> tuple[int, list[str]]:
    """Return the exit code and what to say, from what pip-audit printed.

    Parameters
    ----------
    wanted : dict
        Name and version of every package that was to be asked about.
    code : int
        The exit code of pip-audit: 0 nothing found, 1 something found, or an error.
    out, err : str
        Its output, JSON, and its messages.
    """
    from packaging.utils import canonicalize_name

    try:
        told = json.loads(out)["dependencies"]
        asked = {canonicalize_name(row["name"]): row for row in told}
    except (ValueError, KeyError, TypeError):
        last = (err.strip().splitlines() or ["it printed nothing"])[-1]
        return NOT_AUDITED, [f"not audited: pip-audit ended with {code}: {last}"]
    missing = [
        name for name in wanted if name not in asked or "skip_reason" in asked[name] or asked[name].get("version") != wanted[name]
    ]
    weak = [(row["name"], row["version"], found["id"]) for row in told for found in row.get("vulns", ())]
    lines = [f"{name} {version}: {weakness}" for name, version, weakness in weak]
    if missing or not wanted:
        return NOT_AUDITED, [
            *lines,
            f"not audited: {len(missing)} of {len(wanted)} packages, such as {', '.join(missing[:3]) or 'none'}",
        ]
    if weak or code:
        return WEAK, [*lines, f"{len(weak)} known weaknesses in {len(wanted)} packages"]
    return AUDITED, [f"{len(wanted)} packages audited, no weakness known"]


def main(arguments: list[str] | None = None) -> int:
    """Ask, print the answer, and return its code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lock", type=Path)
    parser.add_argument("--tool", default="pip-audit")
    options = parser.parse_args(arguments)
    wanted = pinned(options.lock.read_text(encoding="utf-8"))
    command = [
        options.tool,
        "--requirement",
        str(options.lock),
        "--disable-pip",
        "--require-hashes",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        code, lines = verdict(wanted, done.returncode, done.stdout, done.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        code, lines = NOT_AUDITED, [f"not audited: {error}"]
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
