"""A file or folder that is written is the old one or the new one, whatever happens, and nothing is left beside it."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cloudplans import atomic_write
from cloudplans.atomic_write import replace_folder, write_file

NAMES = ("a.txt", "a [b]*.txt", "云计算.csv", "云" * 80, "x" * 255, "-rf", "a.b.c.")


def beside(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir() if entry.name != path.name)


def run(code: str, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"from cloudplans.atomic_write import *\n{code}", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("old", [None, "old"])
def test_each_kind_of_content_under_each_name(name: str, old: str | None, tmp_path: Path) -> None:
    contents: list[Any] = [b"new\r\n", "new\r\n", lambda part: part.write_bytes(b"new\r\n")]
    for content in contents:
        path = tmp_path / name
        path.unlink(missing_ok=True)
        if old:
            path.write_text(old)
        assert write_file(path, content) == path
        assert path.read_bytes() == b"new\r\n" and beside(path) == []


def test_a_function_gets_a_path_with_the_suffix_of_the_file(tmp_path: Path) -> None:
    seen: list[str] = []

    def fill(part: Path) -> None:
        seen.append(part.suffix)
        part.write_text("")

    write_file(tmp_path / "figure.svg", fill)
    assert seen == [".svg"]


def test_the_rights_are_those_of_the_old_file_or_of_any_new_one(tmp_path: Path) -> None:
    modes, path = (0o600, 0o640, 0o644, 0o755, 0o444), tmp_path / "a.txt"
    for mode in modes:
        path.write_text("old")
        path.chmod(mode)
        write_file(path, "new")
        assert stat.S_IMODE(path.stat().st_mode) == mode and path.read_text() == "new"
        path.unlink()
    for mask in (0o022, 0o077):
        before = os.umask(mask)
        try:
            (tmp_path / "plain").write_text("")
            write_file(tmp_path / "ours", "")
            with replace_folder(tmp_path / "folder") as folder:
                (folder / "inside").write_text("")
        finally:
            os.umask(before)
        assert (tmp_path / "plain").stat().st_mode == (tmp_path / "ours").stat().st_mode
        assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o777 & ~mask
        assert stat.S_IMODE((tmp_path / "folder" / "inside").stat().st_mode) == 0o666 & ~mask
        for name in ("plain", "ours"):
            (tmp_path / name).unlink()
        (tmp_path / "folder" / "inside").unlink()
        (tmp_path / "folder").rmdir()


def _half(error: BaseException) -> Callable[[Path], None]:
    def fill(part: Path) -> None:
        part.write_text("half")
        raise error

    return fill


ERRORS = (ValueError("x"), OSError(28, "No space left on device"), KeyboardInterrupt(), SystemExit(3), MemoryError())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("old", [None, "old"])
def test_an_error_leaves_the_old_one(error: BaseException, old: str | None, tmp_path: Path) -> None:
    file, folder = tmp_path / "a.txt", tmp_path / "report"
    if old:
        file.write_text(old)
        folder.mkdir()
        (folder / "index.html").write_text(old)
    with pytest.raises(type(error)):
        write_file(file, _half(error))
    with pytest.raises(type(error)), replace_folder(folder) as new:
        (new / "index.html").write_text("half")
        raise error
    if old:
        assert file.read_text() == (folder / "index.html").read_text() == old
    assert sorted(entry.name for entry in tmp_path.iterdir()) == (["a.txt", "report"] if old else [])


def test_errors_name_the_path_of_the_caller(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_text("old")
    (tmp_path / "link").symlink_to("file")
    no_space = OSError(28, "No space left on device")
    cases: list[tuple[Callable[[], Any], type[OSError], Path]] = [
        (lambda: write_file(tmp_path / "no" / "a", ""), FileNotFoundError, tmp_path / "no" / "a"),
        (lambda: write_file(tmp_path / "file" / "a", ""), NotADirectoryError, tmp_path / "file" / "a"),
        (lambda: write_file(tmp_path / "folder", ""), IsADirectoryError, tmp_path / "folder"),
        (lambda: write_file(tmp_path / ("x" * 256), ""), OSError, tmp_path / ("x" * 256)),
        (lambda: write_file(tmp_path / "file", _half(no_space)), OSError, tmp_path / "file"),
        (lambda: write_file(tmp_path / "link", _half(OSError(28, "x"))), OSError, tmp_path / "link"),
        (lambda: write_file("/dev/full", "x"), OSError, Path("/dev/full")),
        (lambda: replace_folder(tmp_path / "no" / "a").__enter__(), FileNotFoundError, tmp_path / "no" / "a"),
        (lambda: replace_folder(tmp_path / "file").__enter__(), NotADirectoryError, tmp_path / "file"),
    ]
    for call, kind, path in cases:
        with pytest.raises(kind) as error:
            call()
        assert error.value.filename == str(path) and error.value.filename2 is None, path
    assert len(cases) == 9
    with pytest.raises(FileNotFoundError) as error:  # not our file
        write_file(tmp_path / "file", lambda part: Path("/nowhere/input").read_bytes())
    assert error.value.filename == "/nowhere/input"
    with pytest.raises(ConnectionError) as refused:  # about no file at all
        write_file(tmp_path / "file", _half(ConnectionRefusedError(111, "Connection refused")))
    assert refused.value.filename is None
    assert (tmp_path / "file").read_text() == (tmp_path / "folder" / "inside").read_text() == "old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder", "link"]


def test_a_full_disk_names_the_path_and_leaves_the_old_file(tmp_path: Path) -> None:
    """A limit on the size of a file fails in the middle of a write, as a full disk does."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "a.txt"
    path.write_text("old")
    done = run(
        "import sys\ntry: write_file(sys.argv[1], b'x' * 100_000)\nexcept OSError as error: print(error.errno, error.filename)",
        path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    )
    assert done.stdout == f"27 {path}\n", done.stderr
    assert path.read_text() == "old" and beside(path) == []


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real").write_text("old")
    for link, target in (("link", "there/real"), ("chain", "link"), ("dangling", "there/made")):
        (tmp_path / link).symlink_to(target)
        write_file(tmp_path / link, link)
        assert (tmp_path / link).is_symlink() and (tmp_path / link).read_text() == link
    assert (tmp_path / "there" / "real").read_text() == "chain"
    (tmp_path / "folder").symlink_to("there")
    with replace_folder(tmp_path / "folder") as folder:
        (folder / "only").write_text("")
    assert (tmp_path / "folder").is_symlink() and [file.name for file in (tmp_path / "there").iterdir()] == ["only"]
    assert beside(tmp_path / "there") == ["chain", "dangling", "folder", "link"]


def test_devices_and_pipes_are_written_through(tmp_path: Path) -> None:
    contents = ("'through'", "b'through'", "lambda part: part.write_text('through')")
    for content in contents:
        assert run(f"write_file('/dev/stdout', {content})", check=True).stdout == "through"
    out = tmp_path / "out"
    with out.open("w") as stream:
        code = "from cloudplans.atomic_write import write_file; print('before', flush=True); write_file('/dev/stdout', 'through')"
        subprocess.run([sys.executable, "-c", code], stdout=stream, check=True)
    assert out.read_text() == "before\nthrough" and beside(out) == []
    os.mkfifo(tmp_path / "pipe")
    seen: list[str] = []
    reader = threading.Thread(target=lambda: seen.append((tmp_path / "pipe").read_text()))
    reader.start()
    write_file(tmp_path / "pipe", "through")
    reader.join(10)
    assert seen == ["through"] and stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    write_file(os.devnull, "gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("swap", [True, False], ids=["swapped", "by two renames"])
def test_a_folder_is_replaced_as_a_whole(swap: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not swap:
        monkeypatch.setattr(atomic_write, "_SWAP", {})
    path = tmp_path / "report"
    for turn, names in enumerate((["a", "b"], ["b", "c"], [])):
        with replace_folder(path) as folder:
            assert list(folder.iterdir()) == []
            (folder / "deep").mkdir()
            for name in names:
                (folder / "deep" / name).write_text(str(turn))
            (folder / "dangling").symlink_to("nowhere")
            assert not path.exists() or turn
        assert sorted(file.name for file in (path / "deep").iterdir()) == names
        assert all(file.read_text() == str(turn) for file in (path / "deep").iterdir())
        assert beside(path) == []
        path.chmod(0o750)
    assert stat.S_IMODE(path.stat().st_mode) == 0o750


def test_a_failed_rename_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_write, "_SWAP", {})
    path = tmp_path / "report"
    path.mkdir()
    (path / "index.html").write_text("old")
    with pytest.raises(FileNotFoundError) as error, replace_folder(path) as folder:
        monkeypatch.setattr(atomic_write, "_synchronise", lambda file: None)
        folder.rmdir()
        monkeypatch.setattr(atomic_write.shutil, "copymode", lambda *paths: None)
    assert error.value.filename == str(path)
    assert (path / "index.html").read_text() == "old" and beside(path) == []


FILE = """
import sys
turn = int(sys.argv[2])
while True:
    turn += 1
    write_file(sys.argv[1], str(turn % 10) * (200_000 + turn % 10))
    print(turn, flush=True)
"""
FOLDER = """
import sys
turn = int(sys.argv[2])
while True:
    turn += 1
    with replace_folder(sys.argv[1]) as folder:
        for number in range(8):
            (folder / str(number)).write_text(str(turn))
    print(turn, flush=True)
"""


def _kill_at_random(code: str, path: Path, start: int, moment: float) -> int:
    """Start a writer, kill it, and return the last turn that it reported."""
    command = [sys.executable, "-c", f"from cloudplans.atomic_write import *\n{code}", str(path), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        last = int(writer.stdout.readline())
        time.sleep(moment)
        writer.send_signal(signal.SIGKILL)
        lines = writer.stdout.read().split("\n")
    return max([last, *(int(line) for line in lines[:-1])])  # the last line may be cut


def test_kill_9_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path, moments, last = tmp_path / "a.txt", random.Random(14), 0
    kills = 15
    for _ in range(kills):
        last = _kill_at_random(FILE, path, last, moments.uniform(0, 0.05))
        text = path.read_text()
        assert set(text) in ({str(last % 10)}, {str((last + 1) % 10)}) and len(text) == 200_000 + int(text[0])
    assert last >= kills
    assert all(name.startswith(".a.txt.") for name in beside(path)), "only hidden temporary folders may be left"
    write_file(path, "after")
    assert path.read_text() == "after"


def test_kill_9_leaves_the_old_or_the_new_folder(tmp_path: Path) -> None:
    path, moments, last, kills = tmp_path / "report", random.Random(15), 0, 8
    for _ in range(kills):
        last = _kill_at_random(FOLDER, path, last, moments.uniform(0, 0.05))
        texts = [(path / str(number)).read_text() for number in range(8)]
        assert set(texts) in ({str(last)}, {str(last + 1)})
    assert last >= kills


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    path, lengths = tmp_path / "a.txt", (100_000, 200_000)
    path.write_text("0" * lengths[0])
    code = f"import sys\nfor turn in range(200): write_file(sys.argv[1], str(turn % 10) * {lengths}[turn % 2])"
    command = [sys.executable, "-c", f"from cloudplans.atomic_write import *\n{code}", str(path)]
    with subprocess.Popen(command) as writer:
        seen = 0
        while writer.poll() is None:
            text = path.read_text()
            assert len(text) in lengths and len(set(text)) == 1
            seen += 1
            time.sleep(0.001)
    assert writer.returncode == 0 and seen > 10 and beside(path) == []


def test_several_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    code = "import sys\nfor _ in range(20): write_file(sys.argv[1], sys.argv[2] * 50_000)"
    command = [sys.executable, "-c", f"from cloudplans.atomic_write import *\n{code}", str(path)]
    writers = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    text = path.read_text()
    assert len(text) == 50_000 and len(set(text)) == 1 and beside(path) == []
