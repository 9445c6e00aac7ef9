"""The command line: tables to standard output, messages to standard error, and the exit codes of the README."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

from cloudplans import __version__
from cloudplans.cli.argument_definitions import ARGUMENTS
from cloudplans.cli.commands import COMMANDS
from cloudplans.cli.exit_codes import NO_ACCESS, NO_SOURCE, OK, WRONG, say

_CHOICE = re.compile(r"argument (?P<what>[^:]+): invalid choice: '(?P<value>.*?)' \(choose from (?P<known>.*)\)", re.S)
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line: what is wrong, the nearest word that is right, where to read on."""

    def error(self, message: str) -> NoReturn:
        """Print the error and leave with exit code 2."""
        if choice := _CHOICE.match(message):
            known = [word.strip(" '") for word in choice["known"].split(",")]
            message = _nearest(choice["value"], known, "command" if choice["what"] == "COMMAND" else choice["what"])
        self.exit(WRONG, f"{self.prog}: {message}; see {self.prog} --help\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        print(message, end="", file=file or sys.stderr, flush=True)  # argparse ignores a standard output that is full

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; an unknown option is an error that names the nearest one."""
        options, extra = self.parse_known_args(args, namespace)
        if extra:
            parser = getattr(options, "parser", self)
            option = next((word.partition("=")[0] for word in extra if word.startswith("-")), "")
            known = re.findall(r"--[a-z][a-z-]*", parser.format_help())
            parser.error(_nearest(option, known, "option") if option else f"too many arguments: {' '.join(extra)}")
        parser = getattr(options, "parser", self)
        for action in parser._actions:
            if action.option_strings and getattr(options, action.dest, None) in (
                "",
                [],
            ):  # [] is what argparse makes of --region=--
                parser.error(f"{action.option_strings[-1]} needs a value")
        return options


def _nearest(word: str, known: Sequence[str], what: str) -> str:
    from cloudplans.dataset import nearest

    return str(nearest(word, sorted(known), what, few=0 if what in ("command", "option") else None))


class _Completion(argparse.Action):
    """An option that prints a script with which a shell completes commands, options and their values."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        from cloudplans.dataset import MissingExtra, require

        try:
            print(require("shtab").complete(parser, shell=values))
        except MissingExtra as error:
            parser.error(str(error))
        parser.exit()


def make_parser() -> Parser:
    """Return the parser of the command line."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = Parser(
        prog="cloudplans",
        description="The quantified targets of China's regional cloud-computing plans: how much, by when, and how binding.",
        epilog="TEXTS is a folder with the plan texts, FILE and COPY are files of yours.\n\nexamples:\n  cloudplans targets --region Guangdong --year 2020\n"
        "  cloudplans show guangdong-2014.subscriptions-4g.2020 --sources TEXTS\n"
        "  cloudplans collate COPY --plan guangdong-2014 --sources TEXTS\n  cloudplans new-plan mine-2021 --text FILE --region CN-GX\n"
        "  cloudplans export --format xlsx --out cloudplans.xlsx\n  cloudplans scan TEXTS --out found.csv\n"
        "  cloudplans verify --sources TEXTS\n  cloudplans report --sources TEXTS --out build/report",
        formatter_class=raw,
    )
    parser.add_argument("--version", action="version", version=f"cloudplans {__version__}")
    parser.add_argument(
        "--print-completion", action=_Completion, choices=("bash", "zsh", "fish"), help="print a completion script for a shell"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for run, arguments in COMMANDS.items():
        first, _, rest = (run.__doc__ or "").partition("\n")
        name = run.__name__.replace("_", "-")
        command = commands.add_parser(
            name, help=first, description=f"{first}\n{textwrap.dedent(rest)}".strip(), formatter_class=raw
        )
        command.set_defaults(run=run, parser=command)
        for argument in arguments:
            command.add_argument(argument, **ARGUMENTS.get(f"{name} {argument}", ARGUMENTS.get(argument, {})))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command inside the calling process and return its exit code; nothing of the process is changed.

    Ctrl-C is the caller's: KeyboardInterrupt passes through.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``cloudplans``; by default those of this process.

    Returns
    -------
    int
        0 done, 1 verification failed, 2 the call or an input is wrong, 3 a plan text is missing or not the pinned one, 4 something
        could not be read or written.

    Examples
    --------
    >>> main(["cite", "hubei-2016", "--style", "csl"]) == 0  # doctest: +ELLIPSIS
    [...
    True
    """
    called = "cloudplans"
    try:
        if sys.stdout is None:
            raise OSError("it is closed")
        options = make_parser().parse_args(arguments)
        called = f"cloudplans {options.command}"
        with _language_of(options):
            code = options.run(options)
        sys.stdout.flush()
        return code
    except SystemExit as left:  # by the parser
        return int(left.code or OK)
    except BrokenPipeError:
        return OK
    except UnicodeEncodeError as error:
        if error.encoding != "utf-8":
            return _fail(called, f"standard output: {error.encoding} cannot show {error.object[error.start]!a}", NO_ACCESS)
        return _fail(called, f"{error.object!a} is not valid Unicode", WRONG)
    except ValueError as error:
        return _fail(called, str(error), WRONG)
    except OSError as error:
        return _fail(called, f"{error.filename or 'standard output'}: {error.strerror or error}", NO_ACCESS)
    except Exception as error:
        from cloudplans.dataset import SourceError

        if not isinstance(error, SourceError):
            raise
        return _fail(called, str(error), NO_SOURCE)


def _language_of(options: argparse.Namespace) -> AbstractContextManager[None]:
    """Use the language of ``--lang``, else that of ``CLOUDPLANS_LANG``, while a command runs."""
    from cloudplans.labels import language, using_language

    chosen = getattr(options, "lang", None) or os.environ.get("CLOUDPLANS_LANG") or None
    try:
        return using_language(language(chosen))
    except ValueError as error:
        raise ValueError(f"CLOUDPLANS_LANG: {error}") from None


def _fail(called: str, message: str, code: int) -> int:
    say(f"{called}: {message}")
    return code


def console_entry() -> int:
    """Run the command of this process; SIGINT and SIGTERM end it with exit code 130 or 143 and one line."""
    if sys.stderr is None:  # closed by the caller: the next file that is opened would get what is written there
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    with _stopped_by_signals(), _any_character():
        try:
            return main()
        except KeyboardInterrupt as stopped:
            for number in _SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            number = stopped.args[0] if stopped.args else signal.SIGINT
            return _fail("cloudplans", f"stopped ({signal.Signals(number).name})", 128 + number)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt on SIGINT and SIGTERM; a signal that the caller has ignored stays ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt(number)

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _any_character() -> Iterator[None]:
    """Write characters that standard output cannot show as code points; close it quietly if nobody reads it any more."""
    stream: Any = sys.stdout
    errors = getattr(stream, "errors", None)
    if errors:
        stream.reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        if errors:
            try:
                stream.flush()
                stream.reconfigure(errors=errors)
            except (OSError, ValueError):
                with suppress(OSError, ValueError):  # else Python tries once more at its end, and complains
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
