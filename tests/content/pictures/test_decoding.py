from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import pyvips

from api.content.pictures import confinement, decoding, framing, processes, renditions
from api.content.pictures.decoding import Decoded
from api.content.pictures.renditions import MASTER, Focus, Rendition
from api.platform import faults
from api.platform.errors import Invalid, Problem, TooLarge, Unavailable
from tests.content.pictures import specimens
from tests.content.pictures.hostile import HOSTILE
from tests.content.pictures.specimens import CANARY, GOOD, PLANTED, exif, jpeg, png, segment

_MARKS = (
    b"Exif",
    b"http://ns.adobe",
    b"xmp",
    b"8BIM",
    b"ICC_PROFILE",
    b"iCCP",
    b"ICCP",
    b"tEXt",
    b"iTXt",
    b"zTXt",
    b"eXIf",
)


@pytest.fixture(autouse=True)
def _no_process_stays() -> Iterator[None]:
    """Hold every test here to it: when it ends, so has every process that it had started."""
    yield
    assert decoders() == []


def decoders() -> list[int]:
    """Give the copies that the prepared process of this one has, which are its children."""
    prepared = processes._current
    return [] if prepared is None else children(prepared.process.pid)


def children(of: int) -> list[int]:
    """Give the processes that another has started."""
    return [int(process.name) for process in Path("/proc").glob("[0-9]*") if _parent(process) == of]


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return None


def outcome(data: bytes) -> str:
    """Give `taken`, or the code of the fault for which a file is refused."""
    try:
        decoding.open_upload(data)
    except (Invalid, TooLarge) as problem:
        (fault,) = problem.faults
        return fault.code
    return "taken"


def master_of(found: Decoded) -> Any:
    """Give the picture in a master."""
    (data,) = [data for one, data in found.files.items() if one.crop == MASTER]
    return pyvips.Image.new_from_buffer(data, "")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_taken_harmlessly_or_refused_with_its_code(name: str) -> None:
    """Each of sixty and more ends as it should, in an answer that clients can look up."""
    make, allowed = HOSTILE[name]
    found = outcome(make())
    assert found in allowed
    assert found in faults.CODES or found == "taken"


@pytest.mark.parametrize("kind", GOOD)
def test_a_picture_of_each_type_becomes_a_master_and_a_first_size(kind: str) -> None:
    """It has its size and its colours still, a likeness, and files of ours; PNG stays without loss."""
    found = decoding.open_upload(GOOD[kind]())
    assert (found.width, found.height) == (96, 64)
    assert {(one.crop, one.width) for one in found.files} == {(MASTER, 96), ("", 96)}
    master = master_of(found)
    assert master.bands == 3
    assert (master - specimens.scene()).abs().avg() < 3
    if kind == "png":
        assert (master - specimens.scene()).abs().max() == 0
    assert len(found.thumbhash) <= 36
    assert found.colour.startswith("#")


@pytest.mark.parametrize("kind", PLANTED)
def test_nothing_that_stood_beside_the_pixels_survives(kind: str) -> None:
    """Canaries in EXIF, XMP, IPTC, ICC, comments, texts, thumbnails, second pictures and behind the end are gone."""
    data = PLANTED[kind]()
    assert CANARY in data
    found = decoding.open_upload(data)
    for written in [*found.files.values(), *_all_sizes(found).values(), repr(found).encode()]:
        assert CANARY not in written
        assert CANARY[::-1] not in written
        assert not [mark for mark in _MARKS if mark in written]
    for fields in [pyvips.Image.new_from_buffer(data, "") for data in found.files.values()]:
        assert not [name for name in fields.get_fields() if "data" in name or "exif" in name or "comment" in name]


def test_the_density_of_an_original_is_not_kept() -> None:
    """Dots per inch stand beside the pixels too: two files that differ in nothing else become the same."""
    scene = specimens.scene()
    dense, coarse = [bytes(scene.copy(xres=xres, yres=xres).pngsave_buffer()) for xres in (11.811, 2.0)]
    assert dense != coarse
    assert decoding.open_upload(dense).files == decoding.open_upload(coarse).files


def _all_sizes(found: Decoded) -> dict[Rendition, bytes]:
    ((master, data),) = [(one, data) for one, data in found.files.items() if one.crop == MASTER]
    return decoding.render(master.format, data, renditions.wanted(found.width, found.height), Focus())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int) -> None:
    """Whichever way the camera was held, the master is as people see it (EXIF 2.32, tag 0112)."""
    turned = jpeg()[:2] + segment(0xE1, exif(orientation)) + jpeg()[2:]
    expected = specimens.scene().copy()
    expected.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    found = master_of(decoding.open_upload(turned))
    upright = expected.autorot()
    assert (found.width, found.height) == (upright.width, upright.height)
    assert (found - upright).abs().avg() < 4


def test_alpha_is_kept_where_something_can_be_seen_through() -> None:
    """A picture with holes keeps them without loss, and is white behind them as JPEG; an idle alpha goes."""
    scene = specimens.scene()
    holes = (pyvips.Image.xyz(96, 64)[0] < 48).ifthenelse(0, 255)
    found = decoding.open_upload(bytes(scene.bandjoin(holes).copy(interpretation="srgb").pngsave_buffer()))
    assert master_of(found).bands == 4
    first = pyvips.Image.new_from_buffer(found.files[Rendition("", 96, "jpg")], "")
    assert first.extract_area(0, 0, 30, 60).min() > 240
    idle = decoding.open_upload(bytes(scene.bandjoin(255).copy(interpretation="srgb").pngsave_buffer()))
    assert master_of(idle).bands == 3


@pytest.mark.parametrize("name", ["JPEG of CMYK", "PNG of 16 bits of grey", "PNG of 16 bits with alpha"])
def test_other_colours_become_srgb_of_eight_bits(name: str) -> None:
    """CMYK, grey and sixteen bits are written as what every browser shows."""
    master = master_of(decoding.open_upload(HOSTILE[name][0]()))
    assert (master.interpretation, master.format) == ("srgb", "uchar")


def test_a_profile_is_heeded() -> None:
    """Colours of a wide profile look the same in sRGB: its green is not ours."""
    green = pyvips.Image.black(64, 64).new_from_image([0, 200, 0]).cast("uchar").copy(interpretation="srgb")
    wide = green.icc_transform("p3", embedded=False, input_profile="srgb")
    master = master_of(decoding.open_upload(bytes(wide.jpegsave_buffer(Q=98, subsample_mode="off"))))
    assert wide(32, 32)[0] > 60
    assert master(32, 32)[0] < 12


def test_a_large_picture_is_kept_at_twice_the_largest_size() -> None:
    """The master's longer side has at most 3,840 pixels."""
    found = decoding.open_upload(png(4800, 600))
    assert (found.width, found.height) == (3840, 480)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Give a file with some bytes changed, taken out, doubled or put elsewhere."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(found)), chance.choice([1, 1, 2, 4, 30])
        match chance.randrange(5):
            case 0:
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                found[at : at + length] = chance.randbytes(length)
            case 2:
                del found[at : at + length]
                found = found or bytearray(b"\0")
            case 3:
                found[at:at] = found[at : at + length]
            case _:
                found[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
    return bytes(found)


def _run_mutations(count: int, seed: int) -> set[str]:
    chance = random.Random(seed)
    made = [make() for make in (*GOOD.values(), *PLANTED.values())]
    files = [_mutated(chance.choice(made), chance) for _ in range(count)]
    with ThreadPoolExecutor(decoding.AT_ONCE) as pool:
        return set(pool.map(outcome, files))


@pytest.mark.parametrize("seed", range(5))
def test_a_good_file_with_faults_is_taken_or_refused(seed: int) -> None:
    """Five hundred mutations in all: never anything but an answer with a code."""
    found = _run_mutations(100, seed)
    assert found <= faults.CODES.keys() | {"taken"}
    assert {"taken", "picture_broken"} <= found


@pytest.mark.slow
def test_twenty_thousand_files_with_faults_are_taken_or_refused() -> None:
    """As above, for as long as it takes."""
    assert _run_mutations(20_000, 77) <= faults.CODES.keys() | {"taken"}


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
from tests.content.pictures.test_decoding import HOSTILE, outcome
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


def test_limits_are_what_they_are_said_to_be() -> None:
    """Memory of its own and the libraries' code are below half a gigabyte."""
    assert confinement.MEMORY <= 448 * 1024 * 1024
    assert framing._LARGEST_HEAD < 100_000
    assert issubclass(Invalid, Problem)
