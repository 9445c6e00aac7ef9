"""Files are whole: the old one or the new one, and nothing left beside them."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cloudplans.files import write_atomic


def beside(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir() if entry != path)


@pytest.mark.parametrize("content", [b"new", "new", lambda part: part.write_text("new")], ids=["bytes", "text", "callable"])
def test_each_kind_of_content(content: object, tmp_path: Path) -> None:
    path = tmp_path / "a [b]*.txt"
    path.write_text("old")
    path.chmod(0o640)
    assert write_atomic(path, content) == path  # type: ignore[arg-type]
    assert path.read_text() == "new" and beside(path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_atomic(tmp_path / "ours", "")
    assert (tmp_path / "plain").stat().st_mode == (tmp_path / "ours").stat().st_mode


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fails(part: Path) -> None:
        part.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError) as error:
        write_atomic(path, fails)
    assert error.value.filename == str(path) and path.read_text() == "old" and beside(path) == []
    with pytest.raises(FileNotFoundError) as error:
        write_atomic(tmp_path / "no" / "b.txt", "")
    assert error.value.filename == str(tmp_path / "no" / "b.txt")


def test_a_link_is_followed_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_atomic(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"
    code = "from cloudplans.files import write_atomic; write_atomic('/dev/stdout', 'through')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "through"
    write_atomic(os.devnull, "gone")
    assert not Path(os.devnull).is_file()


SLOW = """
import sys, time
from pathlib import Path
from cloudplans.files import write_atomic
def slow(part):
    part.write_text("half"); print("writing", flush=True); time.sleep(60)
write_atomic(Path(sys.argv[1]), slow)
"""


def test_what_a_killed_write_leaves_is_swept_and_a_living_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with subprocess.Popen([sys.executable, "-c", SLOW, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout and writer.stdout.readline() == "writing\n"
        write_atomic(path, "second")
        assert path.read_text() == "second" and len(beside(path)) == 1  # the first is still at it
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert len(beside(path)) == 1
    (tmp_path / ".a.txt.notours.part").write_text("")
    write_atomic(path, "third")
    assert path.read_text() == "third" and beside(path) == [".a.txt.notours.part"]


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    path, lengths = tmp_path / "a.txt", (100_000, 200_000)
    path.write_text("0" * lengths[0])
    code = f"""
from cloudplans.files import write_atomic
for turn in range(200): write_atomic({str(path)!r}, str(turn % 10) * {lengths}[turn % 2])
"""
    with subprocess.Popen([sys.executable, "-c", code]) as writer:
        seen = 0
        while writer.poll() is None:
            text = path.read_text()
            assert len(text) in lengths and len(set(text)) == 1
            seen += 1
            time.sleep(0.001)
    assert writer.returncode == 0 and seen > 10
