"""The command line in use: on a command_output of any width, in a pipe, in a shell that completes, with a mistyped word."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from command import run

import cloudplans
from cloudplans.cli import main
from cloudplans.cli.commands import COMMANDS as RUNS
from cloudplans.cli.main import make_parser
from cloudplans.text.normalised_text import width

termios = pytest.importorskip("termios", reason="needs POSIX terminals")
COMMANDS = {run.__name__.replace("_", "-"): run for run in RUNS}


def on_terminal(columns: int, *arguments: str, **environment: str) -> str:
    """Return what a command_output of so many columns is sent, escapes included."""
    import fcntl
    import pty

    keeper, command_output = pty.openpty()
    fcntl.ioctl(command_output, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    env |= {"TERM": "xterm-256color"} | environment
    process = subprocess.Popen(
        [sys.executable, "-m", "cloudplans", *arguments], stdout=command_output, stderr=command_output, env=env
    )
    os.close(command_output)
    sent = b""
    while True:
        try:
            piece = os.read(keeper, 65536)
        except OSError:
            break
        if not piece:
            break
        sent += piece
    assert process.wait() == 0, sent
    return sent.decode().replace("\r\n", "\n")


def bare(words: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", words)


ASK = ("targets", "--indicator", "subscriptions-4g")


@pytest.mark.parametrize(
    "columns", [pytest.param(200, marks=pytest.mark.slow), 110, pytest.param(80, marks=pytest.mark.slow), 40]
)
def test_a_table_fits_the_terminal(columns: int) -> None:
    sent = bare(on_terminal(columns, *ASK))
    assert max(width(line) for line in sent.splitlines()) <= max(columns, 60)
    assert "1.3亿户 †" in sent and "1[U+E010]3亿户" in "".join(sent.split())
    assert ("Record: guangdong-2014.subscriptions-4g.2020" in sent) == (columns <= 80)  # else ids fold


def test_lines_and_bold_on_a_terminal_alone() -> None:
    pytest.importorskip("rich")
    sent = on_terminal(110, *ASK)
    assert "─" in sent and "\x1b[1m" in sent
    piped = subprocess.run([sys.executable, "-m", "cloudplans", *ASK], capture_output=True, text=True, check=True).stdout
    assert "─" not in piped and "\x1b" not in piped


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_the_environment_says_so(environment: dict[str, str]) -> None:
    sent = on_terminal(110, *ASK, **environment)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", sent) and "1.3亿户 †" in sent


def test_without_rich_a_terminal_gets_the_plain_table(monkeypatch: pytest.MonkeyPatch, capsys, data) -> None:
    from cloudplans.display import command_output
    from cloudplans.display.html_table import Table

    monkeypatch.setattr(command_output, "find_spec", lambda name: None)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "300")
    table = Table(data.plans(), ["plan_id", "title_en"])
    command_output.print_table(table)
    assert capsys.readouterr().out == f"{table}\n"


def test_a_description_on_a_terminal_and_in_a_pipe() -> None:
    sent = bare(on_terminal(100, "describe", "statements.comparator"))
    assert "more than" in sent and "statements.comparator (column)" in sent
    shown = run("describe", "statements.comparator").stdout
    assert "more than" in shown and shown == f"{cloudplans.describe('statements.comparator')!r}\n"


def test_cite_prints_what_the_function_returns() -> None:
    for style in ("text", "bibtex", "csl"):
        done = run("cite", "hubei-2016", "guangdong-2014.subscriptions-4g.2020", "--style", style, "--lang", "zh")
        assert done.stdout == cloudplans.cite(["hubei-2016", "guangdong-2014"], style, "zh") + "\n"
    assert run("cite").stdout == cloudplans.cite() + "\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("coverge",), "cloudplans: no command 'coverge'; nearest: coverage"),
        (("targets", "--regoin", "Hubei"), "cloudplans targets: no option '--regoin'; nearest: --region"),
        (("targets", "--regoin=Hubei"), "cloudplans targets: no option '--regoin'; nearest: --region"),
        (("targets", "--format", "cvs"), "cloudplans targets: no --format 'cvs'; allowed: csv, json, parquet, table, xlsx; "),
        (("targets", "Hubei"), "cloudplans targets: too many arguments: Hubei; see cloudplans targets --help\n"),
        (("collate",), "cloudplans collate: the following arguments are required: COPY; see cloudplans collate --help\n"),
        (("describe", "narower"), "cloudplans describe: no name 'narower'; nearest: narrower, "),
        (("cite", "hubei-2061"), "cloudplans cite: no plan or record 'hubei-2061'; nearest: hubei-"),
        (("--print-completion", "ksh"), "cloudplans: no --print-completion 'ksh'; allowed: bash, fish, zsh; "),
    ],
)
def test_an_error_names_the_nearest_word(arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message) and done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_examples(name: str) -> None:
    assert len(COMMANDS) >= 8
    examples = re.findall(rf"^      (cloudplans {name}\b.*)$", COMMANDS[name].__doc__ or "", re.M)
    assert examples, f"{name} has no example"
    parser = make_parser()
    for example in examples:
        assert parser.parse_args(shlex.split(example)[1:]).run is COMMANDS[name]
    assert examples[0] in run(name, "--help").stdout


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("shtab")
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh", "fish"):
        done = run("--print-completion", shell)
        assert done.returncode == 0 and done.stderr == ""
        (folder / shell).write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_every_command_and_parse(shell: str, scripts: Path) -> None:
    words = (scripts / shell).read_text(encoding="utf-8")
    for name in (*COMMANDS, "--region", "bibtex"):
        assert name in words
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    subprocess.run([shell, "-n", str(scripts / shell)], check=True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["cov"], ["coverage"]),
        (["targets", "--reg"], ["--region"]),
        (["cite", "--style", "b"], ["bibtex"]),
        (["targets", "--format", "x"], ["xlsx"]),
    ],
)
def test_bash_completes_commands_options_and_values(typed: list[str], offered: list[str], scripts: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("needs bash")
    words = " ".join(["cloudplans", *typed])
    ask = (
        f"source {scripts / 'bash'}; COMP_WORDS=({words}); COMP_CWORD={len(typed)}; COMP_LINE='{words}'; COMP_POINT={len(words)}; "
        "$(complete -p cloudplans | sed 's/.*-F //; s/ .*//'); printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert [word.strip() for word in done.stdout.splitlines() if word.strip()] == offered, done.stderr


def test_completion_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["--print-completion", "bash"]) == 2
    assert "install the extra: pip install 'cloudplans[shell]'" in capsys.readouterr().err
