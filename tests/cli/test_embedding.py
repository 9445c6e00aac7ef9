"""Importing the package or calling `main` changes nothing in the process; only the console entry handles signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")


def start(*command: str, **options: object) -> subprocess.Popen[str]:
    """Start Python with SIGINT handled as at a terminal, also where the tests run in the background of a shell."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CLOUDPLANS_")}
    return subprocess.Popen(
        [sys.executable, *command], env={**env, "PYTHONPATH": str(ROOT)}, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler), **options,
    )  # fmt: skip


HOST = """
import time
import cloudplans
{call}
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
finally:
    print("saved", flush=True)
"""


@pytest.mark.parametrize("call", ["", "import cloudplans.cli\ncloudplans.cli.main(['describe'])\ncloudplans.cli.main(['cite'])"])
def test_a_host_program_keeps_its_own_handling_of_ctrl_c(call: str, tmp_path: Path) -> None:
    (tmp_path / "host.py").write_text(HOST.format(call=call), encoding="utf-8")
    host = start("-m", "host", cwd=tmp_path)
    assert host.stdout
    while host.stdout.readline() != "ready\n":
        pass
    host.send_signal(signal.SIGINT)
    out, err = host.communicate(timeout=30)
    assert (out, err, host.returncode) == ("interrupted\nsaved\n", "", 0)


STATE = """
import asyncio, decimal, faulthandler, gc, locale, logging, multiprocessing, os, signal, socket, sys, tempfile, threading, warnings

def rc():
    return dict(sys.modules["matplotlib"].rcParams) if "matplotlib" in sys.modules else None

def state():
    streams = [(id(s), s.encoding, s.errors, s.newlines, s.line_buffering) for s in (sys.stdin, sys.stdout, sys.stderr)]
    mask = os.umask(0o77)
    os.umask(mask)
    root = logging.getLogger()
    return {
        "streams": streams, "signals": {n: signal.getsignal(n) for n in signal.valid_signals()},
        "environment": dict(os.environ), "folder": os.getcwd(), "umask": mask, "locale": locale.setlocale(locale.LC_ALL),
        "hooks": [sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook, sys.gettrace(), sys.getprofile()],
        "path": sys.path[:], "meta path": sys.meta_path[:], "arguments": sys.argv[:], "recursion": sys.getrecursionlimit(),
        "switch": sys.getswitchinterval(), "collector": (gc.isenabled(), gc.get_threshold()), "faults": faulthandler.is_enabled(),
        "threads": sorted(thread.name for thread in threading.enumerate()), "alarm": signal.getitimer(signal.ITIMER_REAL),
        "start method": multiprocessing.get_start_method(allow_none=True), "children": multiprocessing.active_children(),
        "decimal": repr(decimal.getcontext()), "logging": (root.level, root.handlers[:], logging.root.manager.disable),
        "filters": [f for f in warnings.filters if f not in LIBRARIES], "warning": warnings.showwarning,
        "socket": socket.getdefaulttimeout(), "temporary": tempfile.tempdir,
        "loop": type(asyncio.get_event_loop_policy()), "rcParams": rc(),
    }

def differences(before):
    return sorted(name for name, now in state().items() if before[name] != now)

LIBRARIES = []
"""
COMMANDS = """
import cloudplans
print("import", differences(before), file=sys.stderr)
import numpy, pandas, matplotlib.pyplot, seaborn, openpyxl, pyarrow, concurrent.futures.process  # change a few things themselves
LIBRARIES = warnings.filters[:]
before = state()
from cloudplans.cli import main
folder = tempfile.mkdtemp()
before["temporary"] = tempfile.tempdir
text = os.path.join(folder, "plan.txt")
open(text, "w", encoding="utf-8").write("\\u5230" + "2020\\u5e74\\uff0c\\u8fbe\\u52305\\u4ebf\\u5143\\u3002")
out = lambda name: os.path.join(folder, name)
mine = out("mine-2021")
calls = [
    ["--help"], ["--version"], ["coverge"], ["targets", "--format", "csv"], ["targets", "--lang", "zh"], ["statements"], ["verify"],
    ["targets", "--region", "Hubay"], ["show", "guangdong-2014.subscriptions-4g.2020"], ["coverage"], ["describe", "pue"], ["cite"],
    ["compare", "--indicator", "subscriptions-4g"], ["scan", text], ["scan", text, "--out", out("found.csv")], ["scan", text, text],
    ["scan", out("none.txt")], ["new-plan", mine, "--text", text], ["verify", "--data", mine], ["apply-decisions", mine],
    ["export", "--format", "csv", "--out", out("t.csv")], ["export", "--format", "xlsx", "--out", out("t.xlsx")],
    ["export", "--format", "parquet", "--out", out("t.parquet")], ["export", "--format", "sqlite", "--out", out("t.sqlite")],
    ["export", "--out", out("none/t.csv")], ["report", "--out", "."], ["report", "--region=--"], ["scan", text, "--out", ""],
]
codes = []
def run():
    for words in calls:
        codes.append(main(words))
        if changed := differences(before):
            print(words, changed, file=sys.stderr)
run()
def in_thread():
    global before
    before = state()  # a thread has a decimal context of its own
    run()
worker = threading.Thread(target=in_thread, name="host")
worker.start()
worker.join()
print("codes", *codes[:len(calls)], "again", len(codes) - len(calls), file=sys.stderr)
"""
PLANTS = {
    "signals": "signal.signal(signal.SIGUSR1, signal.SIG_IGN)", "streams": "sys.stdout.reconfigure(errors='replace')",
    "hooks": "sys.excepthook = print", "environment": "os.environ['PLANTED'] = ''", "folder": "os.chdir('/')", "umask": "os.umask(0)",
    "locale": "locale.setlocale(locale.LC_ALL, 'C' if locale.setlocale(locale.LC_ALL) != 'C' else 'C.UTF-8')",
    "filters": "warnings.simplefilter('error', BytesWarning)", "decimal": "decimal.getcontext().prec = 5",
    "logging": "logging.basicConfig()", "start method": "multiprocessing.set_start_method('spawn')",
    "threads": "threading.Thread(target=threading.Event().wait, daemon=True).start()", "recursion": "sys.setrecursionlimit(500)",
    "rcParams": "import matplotlib; matplotlib.rcParams['lines.linewidth'] = 9",
}  # fmt: skip


def test_main_leaves_the_process_as_it_was() -> None:
    host = start("-c", f"{STATE}\nbefore = state()\n{COMMANDS}")
    _, err = host.communicate(timeout=240)
    assert host.returncode == 0, err
    lines = err.splitlines()
    assert [line for line in lines if line.startswith(("import [", "["))] == ["import []"]
    assert lines[-1] == "codes 0 0 2 0 0 0 0 2 0 0 0 0 0 0 0 0 2 0 1 0 0 0 0 0 4 2 2 2 again 28"


def test_a_planted_change_of_the_process_is_found() -> None:
    plants = "\n".join(
        f"before = state()\n{plant}\nassert {name!r} in differences(before), {name!r}" for name, plant in PLANTS.items()
    )
    host = start("-c", f"{STATE}\nimport matplotlib\n{plants}\nprint('all found')")
    assert host.communicate(timeout=60) == ("all found\n", "")


def test_main_lets_a_keyboard_interrupt_pass_to_the_caller() -> None:
    code = (
        "import os, signal, cloudplans.display\nfrom cloudplans.cli import main\n"
        "cloudplans.display.print_frame = lambda *words: os.kill(os.getpid(), signal.SIGINT)\n"
        "for number in (1, 2):\n    try:\n        main(['targets'])\n    except KeyboardInterrupt:\n        print('interrupted', number)\n"
    )
    host = start("-c", code)
    out, err = host.communicate(timeout=60)
    assert (out, err, host.returncode) == ("interrupted 1\ninterrupted 2\n", "", 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_running_command_in_one_line(number: signal.Signals) -> None:
    command = start("-m", "cloudplans", "scan", "-")  # waits for its standard input
    assert command.stdin and command.stderr
    wait_until_reading(command.pid)
    command.send_signal(number)
    out, err = command.communicate(timeout=30)
    assert (command.returncode, out) == (128 + number, "")
    assert err == f"cloudplans: stopped ({number.name})\n"


def wait_until_reading(process: int) -> None:
    """Wait until a process waits for its standard input."""
    path = Path(f"/proc/{process}/wchan")
    if not path.exists():
        time.sleep(5)
        return
    end = time.monotonic() + 30
    while "pipe" not in path.read_text() and time.monotonic() < end:
        time.sleep(0.05)


LOADED = ("cloudplans.dataset", "cloudplans.labels", "numpy", "pandas")
STOP_AT_IMPORT = """
import os, signal, sys
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ.get("STOP_AT"):
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Stop())
"""


@pytest.mark.parametrize("module", LOADED)
def test_ctrl_c_while_libraries_are_loading_ends_the_command_in_one_line(module: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(STOP_AT_IMPORT, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]), "STOP_AT": module}
    done = subprocess.run(
        [sys.executable, "-m", "cloudplans", "targets"], capture_output=True, text=True, env=env, check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "cloudplans: stopped (SIGINT)\n")


def test_an_ignored_signal_stays_ignored() -> None:
    code = (
        "import os, signal, sys\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "import cloudplans.cli\ncli = sys.modules['cloudplans.cli.main']\n"
        "cli.main = lambda: os.kill(os.getpid(), signal.SIGINT) or 0\n"
        "code = cli.console_entry()\nprint(code, signal.getsignal(signal.SIGINT) is signal.SIG_IGN)\n"
    )
    host = start("-c", code)
    assert host.communicate(timeout=30) == ("0 True\n", "")


def test_the_console_entry_restores_handlers_and_standard_output() -> None:
    code = (
        "import signal, sys\nimport cloudplans.cli as cli\n"
        "state = lambda: (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), sys.stdout.errors)\nbefore = state()\n"
        "sys.argv = ['cloudplans', 'cite']\ncli.console_entry()\nprint(state() == before)\n"
    )
    host = start("-c", code)
    out, err = host.communicate(timeout=30)
    assert out.endswith("\nTrue\n") and err == ""


def test_standard_output_that_cannot_show_chinese_gets_code_points() -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cloudplans", "cite", "hubei-2016", "--lang", "zh"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    assert "\\u6e56\\u5317" in done.stdout
    code = "import sys; from cloudplans.cli import main; sys.exit(main(['cite', 'hubei-2016', '--lang', 'zh']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("cloudplans cite: standard output: ascii cannot show '\\u")


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "json"])
def test_data_are_the_same_bytes_in_every_locale(form: str) -> None:
    command = [sys.executable, "-m", "cloudplans", "targets", "--region", "Hubei", "--format", form]
    outputs = set()
    for encoding in ("utf-8", "gb18030", "ascii"):
        env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
        outputs.add(subprocess.run(command, capture_output=True, env=env, check=True).stdout)
    assert len(outputs) == 1 and "亿元".encode() in outputs.pop()
