"""The same bytes wherever and under whatever settings they are made; nothing written elsewhere; nobody on a network asked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import faults
from cloudplans.export.methods import formats
from conftest import ROOT

LOCALES = {"zh_CN.GB18030": ("zh_CN", "GB18030"), "tr_TR.UTF-8": ("tr_TR", "UTF-8"), "de_DE.ISO-8859-1": ("de_DE", "ISO-8859-1")}
NOBODY = 65534
# Eight surroundings that differ in everything that a program may depend on without meaning to.
VARIATIONS: tuple[dict[str, Any], ...] = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "umask": 0o022},
    {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.GB18030", "PYTHONHASHSEED": "1", "umask": 0o077, "home": True},
    {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "umask": 0o002, "nobody": True, "home": True},
    {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONHASHSEED": "3",
        "umask": 0o027,
    },
    {"TZ": "Pacific/Apia", "LC_ALL": "de_DE.ISO-8859-1", "PYTHONHASHSEED": "random", "umask": 0o022, "home": True},
    {"TZ": "Asia/Kathmandu", "LC_ALL": "POSIX", "PYTHONHASHSEED": "5", "umask": 0o077, "nobody": True, "home": True},
    {"TZ": "Europe/Berlin", "LC_ALL": "zh_CN.GB18030", "PYTHONUTF8": "0", "PYTHONHASHSEED": "6", "umask": 0o000},
    {"TZ": ":/nowhere", "LC_ALL": "xx_XX.UTF-8", "PYTHONHASHSEED": "4294967295", "umask": 0o022, "home": True},
)
ENDINGS = {"sqlite": "sqlite", "xlsx": "xlsx", "parquet": "parquet", "json": "json", "jsonl": "jsonl", "sdmx-ml": "xml",
           "datapackage": "zip", "croissant": "json"}  # fmt: skip


def locales(folder: Path, wanted: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Make locales that the system may not have; return what finds them, and those that cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for name, (source, charset) in ((name, LOCALES[name]) for name in wanted if name in LOCALES):
        words = ["localedef", "-c", "-i", source, "-f", charset, str(folder / name)]
        if not shutil.which("localedef") or (subprocess.run(words, capture_output=True, check=False).returncode not in (0, 1)
                                             or not (folder / name).is_dir()):  # fmt: skip
            missing.append(name)
    return {"LOCPATH": str(folder)}, missing


def outputs(place: Path) -> dict[str, list[str]]:
    """Return the commands whose outputs are compared, by name."""
    made = {
        form: ["export", "--format", form, "--out", str(place / f"out.{ENDINGS.get(form, 'csv')}.{form}")] for form in formats()
    }
    made["sdmx-ml"][-1] = str(place / "sdmx.xml")
    return made | {
        "new plan": ["new-plan", str(place / "mine-2021"), "--text", str(place.parent / "plan.txt"), "--region", "CN-GX"],
        "scan": ["scan", "../plan.txt", "--jobs", "2", "--out", str(place / "found.csv")],
        "table on standard output": ["targets", "--format", "csv"],
    }


def as_nobody() -> list[str]:
    """Return the words that run a command as a user who may read everything and write nothing; empty where that is not allowed."""
    words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=+dac_read_search",
             "--ambient-caps=+dac_read_search", "--"]  # fmt: skip
    root = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv")
    return words if root and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0 else []


def under(variation: dict[str, Any], folder: Path, found: dict[str, str]) -> tuple[dict[str, str], list[str], Path]:
    """Return environment, words before a command and working directory of a variation."""
    kept = {name: value for name, value in variation.items() if isinstance(value, str)}
    env = faults.environment(folder, **found, **kept)
    env.pop("LANG", None)
    cwd = folder / f"work dir 云 {variation['umask']:o}"
    for place in (cwd, folder / "place", folder / "home", folder / "tmp"):
        place.mkdir(exist_ok=True)
    if variation.get("home"):
        env["HOME"] = str(folder / "home")
    before = as_nobody() if variation.get("nobody") else []
    if before:
        for place in (folder, *folder.rglob("*")):
            os.chown(place, NOBODY, NOBODY)
    return env, before, cwd


def varied(
    variation: dict[str, Any], folder: Path, found: dict[str, str], names: Sequence[str], report: Sequence[str] | None
) -> dict[str, str]:
    """Return the digest of each output made under a variation."""
    folder.mkdir(mode=0o755)
    (folder / "plan.txt").write_text(faults.TEXT, encoding="utf-8")
    env, nobody, cwd = under(variation, folder, found)
    words = outputs(folder / "place")
    if report is not None:
        words["report"] = ["report", "--no-cache", *report, "--out", str(folder / "place" / "report")]
    digests = {}
    wanted = list(names or words)
    assert wanted
    for name in wanted:
        before = set((folder / "place").iterdir())
        done = subprocess.run([*nobody, *faults.command(words[name])], cwd=cwd, env=env, capture_output=True, check=False,
                              timeout=900, umask=variation["umask"])  # fmt: skip
        digest = hashlib.sha256(str(done.returncode).encode() + done.stdout.replace(os.fsencode(folder), b""))
        for made in sorted(set((folder / "place").iterdir()) - before):
            digest.update(
                json.dumps(
                    [made.name, faults.tree(made) if made.is_dir() else hashlib.sha256(made.read_bytes()).hexdigest()]
                ).encode()
            )
        assert done.returncode == 0, (name, variation, done.stderr[-2000:])
        digests[name] = digest.hexdigest()
    return digests


def wheel(variation: dict[str, Any], folder: Path, found: dict[str, str]) -> str:
    """Return the digest of the wheel made of a copy of the repository; the build backend dates every file 2020-02-02 by itself."""
    folder.mkdir(mode=0o755)
    kept = shutil.ignore_patterns("__pycache__", ".*", "build", "node_modules")
    copy = shutil.copytree(ROOT, folder / f"copy-{variation['umask']:o}", ignore=kept)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o666 & ~variation["umask"] | 0o400)
    env, nobody, _ = under(variation, folder, found)
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "place")]
    subprocess.run([*nobody, *words], cwd=copy, env=env, capture_output=True, check=True, umask=variation["umask"])
    (made,) = (folder / "place").glob("*.whl")
    return hashlib.sha256(made.read_bytes()).hexdigest()


def variation_part(
    folder: Path, report: Sequence[str] | None = None, names: Sequence[str] = (), count: int = 8, wheels: bool = True
) -> list[dict[str, Any]]:
    """Make outputs under eight variations of what surrounds a program; return a row for each."""
    found, missing = locales(folder / "locales", {variation["LC_ALL"] for variation in VARIATIONS[:count]})
    tried = [variation for variation in VARIATIONS[:count] if variation["LC_ALL"] not in missing]
    why = f"without a locale: {', '.join(missing)}" if missing else ""
    if not as_nobody():
        why += "; " * bool(why) + "another user: not started as root"
    made = [varied(variation, folder / f"v{number}", found, names, report) for number, variation in enumerate(tried)]
    rows = []
    for name in made[0]:
        same = [digests[name] == made[0][name] for digests in made]
        what = "a whole report" if name == "report" else name
        rows.append(
            faults.row(f"same bytes under {len(tried)} variations: {what}", ["" if one else "torn" for one in same], 0, why)
        )
    if wheels:
        digests = [wheel(variation, folder / f"w{number}", found) for number, variation in enumerate(tried)]
        rows.append(
            faults.row("same bytes under variations: the wheel", ["" if one == digests[0] else "torn" for one in digests], 0, why)
        )
    return rows


OPENED = re.compile(
    r"\b(?:open|openat|creat|mkdir|mkdirat|rename|renameat2?|link|symlink|unlink|unlinkat|truncate)\((.*)\)\s+= \d"
)


def touched(log: str, allowed: Sequence[str]) -> list[str]:
    """Return the paths outside `allowed` that a traced command made, opened to write or removed."""
    found = []
    for line in log.splitlines():
        if not (match := OPENED.search(line)):
            continue
        if "open" in line.partition("(")[0] and not re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", match[1]):
            continue
        names = re.findall(r'"([^"]*)"', match[1])
        found += [name for name in names if name.startswith("/") and not name.startswith(("/dev/", "/proc/", *allowed))]
    return found


def read_only_part(folder: Path, sources: Path | None, words: Sequence[str] = ()) -> dict[str, Any]:
    """Build a report as a user who may write nowhere but beside `--out`, and list what was touched elsewhere."""
    place = folder / "place"
    place.mkdir(parents=True)
    why = faults.strace()
    env = faults.environment(
        folder, HOME=str(folder / "home"), CLOUDPLANS_CACHE=str(folder / "home" / "cache"), TMPDIR=str(folder / "tmp")
    )
    for name in ("home", "tmp"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name).chmod(0o555)
    if nobody := as_nobody():  # no permission stops root
        os.chown(place, NOBODY, NOBODY)
        folder.chmod(0o755)
    log = folder / "calls.txt"
    trace = [] if why else ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=%file"]
    given = ["--sources", str(sources.resolve())] if sources else []
    done = faults.run(["report", "--out", str(place / "report"), *given, *words], place, before=[*trace, *nobody], env=env)
    lines = [line for line in done.stderr.splitlines() if not re.match(r"verifying|\[\d+/\d+\]", line)]
    seen = [] if why else touched(log.read_text(errors="replace"), [str(place)])
    good = done.returncode == 0 and not lines and not seen and [path.name for path in place.iterdir()] == ["report"]
    if not good:
        print(done.returncode, lines, seen[:20], list(place.iterdir()), file=sys.stderr)
    return faults.row("installation, home, cache and temporary folder read-only: a report", ["" if good else "torn"],
                      int("Traceback" in done.stderr), f"watching what is touched elsewhere: {why}" if why else "")  # fmt: skip


ADDRESS = re.compile(
    r"connect\(.*?(?:sin_addr=inet_addr\(\"([^\"]+)\"\)|inet_pton\(AF_INET6, \"([^\"]+)\"|sa_family=(AF_UNIX|AF_NETLINK|AF_UNSPEC))"
)


def connections(log: str) -> tuple[int, list[str]]:
    """Return how many connections a traced command asked for, and those to elsewhere than this machine."""
    lines = [line for line in log.splitlines() if "connect(" in line and "resumed" not in line]
    places = [
        next((place for place in match.groups() if place), "") if (match := ADDRESS.search(line)) else line for line in lines
    ]
    return len(places), [place for place in places if not _here(place)]


def _here(place: str) -> bool:
    """Tell whether an address is of this machine; to ask for none is to ask for oneself."""
    if place.startswith("AF_"):
        return True
    try:
        address = ip_address(place)
    except ValueError:  # a line that is not understood
        return False
    return address.is_loopback or address.is_unspecified


def alone() -> list[str]:
    """Return the words that run a command where there is no network but itself; empty where that is not allowed."""
    for words in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
            return [*words, "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"]
    return []


def network_part(folder: Path, commands: Sequence[Sequence[str]], what: str) -> dict[str, Any]:
    """Run commands where there is no network, and see that they ask for none."""
    (folder / "place").mkdir(parents=True, exist_ok=True)
    why, asked, verdicts, tracebacks = faults.strace(), [], [], 0
    apart = alone()
    for number, words in enumerate(commands):
        log = folder / f"connect-{number}.txt"
        trace = [] if why else ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=connect"]
        done = faults.run(words, folder, before=[*apart, *trace])
        if not why:
            asked += connections(log.read_text(errors="replace"))[1]
        verdicts.append("" if done.returncode == 0 else "torn")
        tracebacks += "Traceback" in done.stderr
        if done.returncode:
            print(words, done.stderr, file=sys.stderr)
    row = faults.row(f"no network: {what}", verdicts, tracebacks)
    skipped = [f"watching connections: {why}"] * bool(why) + ["a namespace without a route: not allowed here"] * (not apart)
    return row | ({} if why else {"requests": len(asked)}) | ({"skipped": "; ".join(skipped)} if skipped else {})


COUNTED = re.compile(r"(\d+) (passed|failed|skipped|error)")
BROWSER = re.compile(r"<(chrom\w*|Chrome_\w*|ThreadPool\w*)> ")  # asks for the fastest way out while it starts
OF_THE_TABLE = "tests/test_bad_input.py::test_the_table_says_what_was_tried"  # it reads what is written afterwards
BROWSED = ("tests/test_pages.py", "tests/test_explorer.py", "tests/test_hostile.py")


def suite_part(
    folder: Path, sources: Path | None, bare: bool = True, words: Sequence[str] = ("-n", "2", "--dist", "loadfile")
) -> dict[str, Any]:
    """Run the whole suite where there is no network, and list whom it asks for; with `bare` no fonts either.

    Without a single font of the system no browser shows anything, the fonts of a page included: it is then taken away too.
    """
    apart, why, log = alone(), faults.strace(), folder / f"connect-{bare}.txt"
    away = [f"mount -t tmpfs none {place}" for place in ("/usr/share/fonts",) if Path(place).is_dir()]
    away += [
        f"mount --bind /dev/null {found}"
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ]
    without = ["unshare", "-m", "sh", "-c", " && ".join([*away, 'exec "$@"']), "sh"] if bare and apart else []
    if without and subprocess.run([*without, "true"], capture_output=True, check=False).returncode:
        without = []
    trace = [] if why else ["strace", "-f", "-Y", "--seccomp-bpf", "-qq", "-o", str(log), "-e", "trace=connect"]
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--deselect", OF_THE_TABLE, *words]
    env = os.environ | ({"CLOUDPLANS_SOURCES": str(sources.resolve())} if sources else {})
    done = subprocess.run([*apart, *without, *trace, *tests], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    counts = {name: int(count) for count, name in COUNTED.findall(done.stdout.splitlines()[-1])}
    print("\n".join(line for line in done.stdout.splitlines() if re.match("FAILED|ERROR|E  ", line)), file=sys.stderr)
    wrong = counts.get("failed", 0) + counts.get("error", 0)
    what = "no fonts of the system: the whole suite" if bare else "a browser: what looks at pages"
    row = {"input": f"no network, {what}", "tried": counts.get("passed", 0) + wrong,
           "survived": counts.get("passed", 0), "tracebacks": 0}  # fmt: skip
    skipped = [f"{counts.get('skipped', 0)} tests that say why themselves"] * ("skipped" in counts)
    skipped += ["the test that reads this table"] * bare + ["what a browser asks by itself while it starts"] * (not bare)
    skipped += ["a namespace without a route: not allowed here"] * (not apart)
    skipped += ["fonts taken away: not allowed here"] * (bare and not without) + [f"watching connections: {why}"] * bool(why)
    if not why:
        lines = [line for line in log.read_text(errors="replace").splitlines() if not BROWSER.search(line)]
        count, elsewhere = connections("\n".join(lines))
        assert count > 0  # workers and kernels talk to each other on this machine
        print(f"{count} connections; elsewhere: {sorted(set(elsewhere))}", file=sys.stderr)
        row["requests"] = len(elsewhere)
    return row | ({"skipped": "; ".join(skipped)} if skipped else {})
