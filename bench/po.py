"""Reading, writing and rebasing a PO file of 1,000 messages, beside Babel's `read_po` of the same file."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from babel.messages.pofile import read_po

from api.translation.entries import Entry
from api.translation.files.exchange import Header
from api.translation.files.po import read, write
from api.translation.files.rebasing import decide

MESSAGES = 1_000
WORDS = 60  # in a paragraph
ROUNDS = 9
SEED = 2017


def main() -> None:
    """Print the median of each, in milliseconds, and its ratio to `read_po`."""
    header = Header("0192-a1", "Title", "ru", "be", 1, 1, datetime(2017, 9, 11, tzinfo=UTC))
    entries = _entries(random.Random(SEED))
    data = write(header, entries)
    file = read(data)
    current = [Entry(e.key, e.kind, e.position, e.source) for e in entries]
    tasks: dict[str, Callable[[], object]] = {
        "Babel read_po": lambda: read_po(io.BytesIO(data)),
        "read": lambda: read(data),
        "write": lambda: write(header, entries),
        "decide": lambda: decide(file, current, {}, mode="fill", judge=lambda _kind, _source, text: (text, None)),
    }
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            taken[name].append(_seconds(task))
    yardstick = median(taken["Babel read_po"])
    print(f"{MESSAGES} messages, {len(data):,} bytes")
    for name, seconds in taken.items():
        print(f"{name:15} {median(seconds) * 1000:8.1f} ms   {median(seconds) / yardstick:5.2f} x")


def _entries(chance: random.Random) -> list[Entry]:
    words = ["".join(chance.choices("абвгдеёжзійклмнопрстуўфхцчшыьэюя", k=chance.randint(2, 11))) for _ in range(4_000)]
    return [
        Entry(f"m-{n:04}", "paragraph", n, source := _text(chance, words), _text(chance, words), source, n % 10 == 0)
        for n in range(MESSAGES)
    ]


def _text(chance: random.Random, words: list[str]) -> str:
    return " ".join(chance.choices(words, k=WORDS)) + ', "100 %"[^1].'


def _seconds(task: Callable[[], object]) -> float:
    started = perf_counter()
    task()
    return perf_counter() - started


if __name__ == "__main__":
    main()
