"""What an issue as one file costs: its time beside zipfile alone, its memory, twenty partners at once, slow readers.

Run as `python -m bench archives`, or as `python bench/archives.py postgresql`. An issue of 50 articles, each with a
picture of its own. The yardstick reads the same files of pictures and has zipfile write the same names and bytes, at
the same level, into a file that it reads again: what no archive can do without.
"""

from __future__ import annotations

import io
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from api.content.pictures import files, storage
from api.content.pictures.renditions import Rendition
from api.platform import db, migrate
from tests import databases
from tests.content.pictures import shelf
from tests.faults import processes
from tests.newsroom import ISSUE, Newsroom, raise_newsroom
from tests.partners import parties

ROUNDS, ARTICLES, AT_ONCE, WORDS = 7, 50, 20, 900
WIDTH, HEIGHT = 1_280, 960
PATH = f"/v1/issues/{ISSUE}/archive.zip?lang=en"


def main() -> None:
    """Print each figure with its yardstick."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/polyweek.db"
        if "postgresql" in sys.argv:
            server = stack.enter_context(databases.postgres())
            url = server.url(server.create())
        newsroom, keys = _raised(folder, url)
        with _served(newsroom) as (port, process):
            _alone(port, process, keys[0])
            _at_once(port, process, keys)
            _beside_slow_readers(port, process, keys)


def _raised(folder: Path, url: str) -> tuple[Newsroom, list[str]]:
    """Publish the issue, and give the keys of partners."""
    found = databases.settings(folder, url)
    db.open_database(found)
    migrate.up()
    raise_newsroom()
    newsroom, chance = Newsroom(found), random.Random(7)
    store = storage.current()
    for number in range(ARTICLES):
        picture = shelf.hung(width=WIDTH, height=HEIGHT)
        with db.transaction():
            files.append(picture, files.put(store, picture, {Rendition("", WIDTH, "jpg"): _photograph(number)}))
        words = [f"{chance.choice('bcdfgklmnprst')}{chance.randrange(4_000):x}" for _ in range(WORDS)]
        paragraphs = "\n\n".join(" ".join(words[start : start + 90]) for start in range(0, WORDS, 90))
        newsroom.publish(title=f"Article {number}", body=f"{paragraphs}\n\n![The river](picture:{picture})")
    return newsroom, [parties.reader(newsroom, name=f"Partner {number}") for number in range(AT_ONCE)]


def _photograph(seed: int) -> bytes:
    """Draw what a camera might give: large soft shapes and noise; others for each seed."""
    import pyvips  # noqa: PLC0415 - nobody loads it who only asks for another benchmark

    soft = pyvips.Image.perlin(WIDTH, HEIGHT, cell_size=200, seed=seed) * 60 + 120
    noise = pyvips.Image.gaussnoise(WIDTH, HEIGHT, mean=0, sigma=12, seed=seed)
    base = soft + noise
    image = (base * 1.05).bandjoin([base, base * 0.9]).cast("uchar").copy(interpretation="srgb")
    return bytes(image.jpegsave_buffer(Q=85))


def _alone(port: int, process: int, key: str) -> None:
    """One reader after the other, in rounds with the yardstick."""
    _, whole = _got(port, key)
    ours, theirs, grown = [], [], []
    for _ in range(ROUNDS):
        before = _forget_peak(process)
        began = time.perf_counter()
        _got(port, key)
        ours.append(time.perf_counter() - began)
        grown.append(_memory(process, "VmHWM") - before)
        theirs.append(_written_again(whole))
    size = len(whole) / 2**20
    print(f"an issue of {ARTICLES} articles and pictures, {size:.1f} MiB: {statistics.median(ours):.2f} s")
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(f"  zipfile alone with the same bytes: {statistics.median(theirs):.2f} s; {ratio:.2f} ×")
    print(f"  memory at its peak: {max(grown):.1f} MiB more than before ({max(grown) / size:.2f} × the file)")


def _written_again(whole: bytes) -> float:
    """Write the same files with zipfile alone, and read the result; gives the seconds that it took."""
    with zipfile.ZipFile(io.BytesIO(whole)) as folder:
        files = [(info, folder.read(info)) for info in folder.infolist()]
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryFile() as out:
        paths = [Path(place, str(number)) for number in range(len(files))]
        for path, (_, data) in zip(paths, files, strict=True):
            path.write_bytes(data)
        began = time.perf_counter()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as folder:
            for path, (info, _) in zip(paths, files, strict=True):
                folder.writestr(info.filename, path.read_bytes(), info.compress_type)
        out.seek(0)
        while out.read(65_536):
            pass
        return time.perf_counter() - began


def _at_once(port: int, process: int, keys: Sequence[str]) -> None:
    """Twenty partners at once; whoever is told to come back does so after a second."""
    before, began = _forget_peak(process), time.perf_counter()
    refused = Counter[int]()

    def get(key: str) -> float:
        while (status := _got(port, key)[0]) != HTTPStatus.OK:
            refused[status] += 1
            time.sleep(1)
        return time.perf_counter() - began

    with ThreadPoolExecutor(len(keys)) as threads, ThreadPoolExecutor(1) as beside:
        waits = beside.submit(lambda: [_wait(port) for _ in range(40)])
        seconds = list(threads.map(get, keys))
        others = waits.result()
    grown = _memory(process, "VmHWM") - before
    print(
        f"{len(keys)} partners at once: the last has it after {max(seconds):.1f} s; told to come back: {dict(refused)}"
    )
    print(f"  memory at its peak: {grown:.1f} MiB more; a reader of a list waits {max(others) * 1e3:.0f} ms at most")


def _beside_slow_readers(port: int, process: int, keys: Sequence[str]) -> None:
    """As many who read nothing but the head of their answer: what others wait for meanwhile."""
    alone = max(_wait(port) for _ in range(20))
    before = _memory(process, "VmRSS")
    slow = []
    for key in keys:
        plain = socket.create_connection(("127.0.0.1", port), timeout=60)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        plain.sendall(f"GET {PATH} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
        head = plain.recv(15)
        slow.append((plain, head))
    others = [_wait(port) for _ in range(20)]
    began = time.perf_counter()
    status, _ = _got(port, keys[0])
    seconds = time.perf_counter() - began
    told = Counter(head for _, head in slow)
    print(f"{len(slow)} partners who do not read on ({told}): {_memory(process, 'VmRSS') - before:.1f} MiB more")
    print(f"  a reader of a list waits {max(others) * 1e3:.0f} ms at most, before {alone * 1e3:.0f} ms")
    print(f"  another partner has the file ({status}) in {seconds:.2f} s")
    for plain, _ in slow:
        plain.close()


def _wait(port: int) -> float:
    """Read a list that no memory has, and give the seconds."""
    began = time.perf_counter()
    _got(port, None, f"/v1/articles?fields=title&limit={random.randrange(1, 100)}")
    seconds = time.perf_counter() - began
    time.sleep(0.05)
    return seconds


def _got(port: int, key: str | None, path: str = PATH) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {})
        answer = connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def _served(newsroom: Newsroom) -> Iterator[tuple[int, int]]:
    """Run a server; gives its port and the number of the process that answers."""
    port = processes.free_port()
    env = processes.environ(newsroom.settings, PORT=str(port), POLYWEEK_WORKERS="1")
    with (newsroom.settings.data_dir / "log").open("ab") as log:
        server = subprocess.Popen([sys.executable, "-m", "api", "serve"], env=env, stdout=log, stderr=log)
        try:
            processes.wait_for(port)
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            yield port, max((int(each) for each in children), key=lambda each: _memory(each, "VmRSS"))
        finally:
            server.terminate()
            server.wait(30)


def _memory(process: int, name: str) -> float:
    """Give a figure of a process's memory, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1_024


def _forget_peak(process: int) -> float:
    """Let the peak of a process's memory begin anew, and give what it has now, in MiB."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return _memory(process, "VmRSS")


if __name__ == "__main__":
    main()
