from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.content.pictures import decoding, processes
from api.platform.errors import Unavailable
from tests.content.pictures.opened import children, decoders, outcome
from tests.content.pictures.specimens import jpeg


def test_the_decoder_keeps_to_its_memory() -> None:
    """What asks for most of it, an interlaced picture of fifty million pixels, stays below 512 MiB resident."""
    shown = subprocess.run([sys.executable, "-c", _BOMBS], capture_output=True, text=True, check=True, cwd=_ROOT).stdout
    plain, deep, kilobytes = shown.split()
    assert plain == "taken"
    assert deep in {"picture_broken", "picture_too_complex"}
    assert int(kilobytes) <= 512 * 1024


# In a process of its own: a process is told the most that any of its children ever took.
_BOMBS = """
import resource
from api.content.pictures import processes
from tests.content.pictures.hostile import HOSTILE
from tests.content.pictures.opened import outcome
print(outcome(HOSTILE["interlaced bomb"][0]()), outcome(HOSTILE["interlaced bomb of 16 bits"][0]()))
processes.end_prepared()  # what its copies took is counted once it has been waited for
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_decoder_can_open_nothing(tmp_path: Path) -> None:
    """Behind its door is no file, socket, process or program, no other's memory, and no secret in its environment."""
    tries = (
        "import os, socket, sys\n"
        "from api.content.pictures import confinement\n"
        "import ctypes\n"
        "libc = ctypes.CDLL(None)\n"
        "confinement.begin()\n"
        "confinement.close(5)\n"
        "parent = os.getppid()\n"
        "tries = [lambda: open('/etc/passwd'), lambda: open(sys.argv[1], 'w'), socket.socket, os.pipe, os.fork]\n"
        "tries += [lambda: os.kill(parent, 0), lambda: os.execv('/bin/true', ['true']), lambda: os.stat('/')]\n"
        "tries += [lambda: os.unlink(sys.argv[1]), lambda: os.mkdir(sys.argv[1]), os.setsid]\n"
        "if libc.ptrace(16, parent, 0, 0) == 0 or libc.process_vm_readv(parent, 0, 0, 0, 0, 0) == 0:\n"
        "    raise SystemExit('it can look into another process')\n"
        "for work in tries:\n"
        "    try:\n"
        "        work()\n"
        "    except OSError:\n"
        "        continue\n"
        "    raise SystemExit('it was let out')\n"
        "try:\n"
        "    bytearray(confinement.MEMORY)\n"
        "except MemoryError:\n"
        "    print('shut')\n"
    )
    command = [sys.executable, "-I", "-c", tries, str(tmp_path / "x")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.stdout, found.returncode) == ("shut\n", 0), found.stderr
    assert not any("SECRET" in name or "AWS" in name for name in processes._ENVIRONMENT)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Give what puts another program in the place of the decoder's copies."""

    def put(program: str) -> None:
        (tmp_path / "stand_in.py").write_text(_STAND_IN.format(root=_ROOT, program=program))
        script = tmp_path / "python"
        script.write_text(f"#!/bin/sh\nexec {sys.executable} {tmp_path / 'stand_in.py'}\n")
        script.chmod(0o700)
        monkeypatch.setattr(processes.sys, "executable", str(script))
        processes.end_prepared()

    yield put
    processes.end_prepared()


_ROOT = str(Path(decoding.__file__).parents[3])
_STAND_IN = """\
import sys
sys.path.insert(0, {root!r})
from api.content.pictures import copies, framing

def write(head, body=b""):
    framing.write(sys.stdout.buffer, head, body)

def work(seconds):
    exec({program!r}, globals())
    sys.stdout.buffer.flush()

copies.serve(work)
"""
_LIES = {
    "says nothing": "",
    "ends with an error": "raise SystemExit(3)",
    "dies": "import os; os.abort()",
    "writes what is no frame": "sys.stdout.buffer.write(b'\\xff' * 100_000)",
    "announces a gigabyte": "sys.stdout.buffer.write(b'\\0\\0\\0\\2' + b'\\x40\\0\\0\\0' + b'{}')",
    "gives no picture": "write({'done': True})",
    "gives a picture of no sides": (
        "write({'picture': {'width': -1, 'height': 'x', 'thumbhash': '', 'colour': ''}}); write({'done': True})"
    ),
    "gives a file with a path": "write({'file': ['../../x', 1, 'sh']}, b'x'); write({'done': True})",
    "gives a thousand files": "[write({'file': ['', 1, 'jpg']}, b'x') for _ in range(1000)]",
    "refuses for a reason of its own": "write({'refused': '<script>'}); write({'done': True})",
    "nests its answer": "sys.stdout.buffer.write(b'\\0\\0\\xea\\x60\\0\\0\\0\\0' + b'[' * 60_000)",
}


@pytest.mark.parametrize("lie", _LIES)
def test_a_decoder_that_was_taken_over_is_not_believed(stand_in: Callable[[str], None], lie: str) -> None:
    """Whatever it answers, the caller is told that the picture is broken, and nothing of it goes further."""
    stand_in("framing.read(sys.stdin.buffer, largest=10**8)\n" + _LIES[lie])
    assert outcome(jpeg()) in {"picture_broken", "picture_too_complex"}


def test_a_decoder_that_does_not_end_is_ended_with_all_it_started(
    stand_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After its time it is killed with its group, and the picture is said to take too long."""
    note = tmp_path / "child"
    program = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen(['sleep', '60'])\nopen({str(note)!r}, 'w').write(str(child.pid))\ntime.sleep(60)\n"
    )
    stand_in(program)
    monkeypatch.setattr(decoding, "_OPENING", 1)
    assert outcome(jpeg()) == "picture_too_complex"
    child = int(note.read_text())
    deadline = time.monotonic() + 10
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_decoder_dies_with_who_asked(tmp_path: Path) -> None:
    """A server that is killed in the middle of an upload leaves no process behind."""
    program = (
        "import sys\n"
        "from api.content.pictures import processes\n"
        "with processes.copy(20) as copy:\n"
        "    print(processes._current.process.pid, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, text=True) as parent:
        assert parent.stdout is not None
        prepared = int(parent.stdout.readline())
        while not (copies := children(prepared)):
            time.sleep(0.05)
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(map(_is_running, [prepared, *copies])) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_is_running, [prepared, *copies]))


def test_a_prepared_process_serves_few_files_and_none_after_a_death(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies lie in memory alike; so another takes its place after so many files, and when one dies of a signal."""
    monkeypatch.setattr(processes, "MOST_FILES", 2)
    processes.end_prepared()
    seen = []
    for _ in range(3):
        assert outcome(jpeg()) == "taken"
        seen.append(processes._current)
    assert seen[0] is seen[1] is not seen[2]
    with processes.copy(5) as copy:
        os.killpg(_only_copy(), signal.SIGSEGV)
        assert copy.wait() == -signal.SIGSEGV
    assert processes._current is None
    assert outcome(jpeg()) == "taken"


def _only_copy() -> int:
    deadline = time.monotonic() + 10
    while not (found := decoders()) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)  # until it leads a group of its own
    (one,) = found
    return one


def test_few_are_opened_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all places are taken, the next is told to come back, and its file is not looked at."""
    monkeypatch.setattr(decoding, "_PATIENCE", 0.05)
    monkeypatch.setattr(decoding, "_places", threading.BoundedSemaphore(1))
    with decoding._places, pytest.raises(Unavailable):
        decoding.open_upload(jpeg())


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without room for another process answers that it cannot now."""
    processes.end_prepared()
    monkeypatch.setattr(processes.sys, "executable", "/nowhere/python")
    with pytest.raises(Unavailable):
        decoding.open_upload(jpeg())


def test_the_server_loads_no_library_of_pictures() -> None:
    """Only the decoder's process does: what a file may do to it, it cannot do to the secret beside it."""
    asked = "import sys, api.content.pictures.pictures; print('pyvips' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_a_decoder_that_cannot_start_is_no_fault_of_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its program is not there, the uploader is asked to come again, and once it is there, all is well."""
    processes.end_prepared()
    with monkeypatch.context() as patches:
        patches.setattr(processes, "_MODULE", "api.content.pictures.nowhere")
        with pytest.raises(Unavailable):
            decoding.open_upload(jpeg())
    assert outcome(jpeg()) == "taken"
