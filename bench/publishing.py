"""What a release costs, and a rename that touches 2,000 readings, with the worker at work and others who wait.

`python bench/publishing.py [sqlite|postgresql] [--against FOLDER]`: with a folder of the code at another commit, both
are measured in alternate rounds, each in processes and a database of its own, over HTTP, which stays the same.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench import _parts
from bench._parts import LANGUAGES, NAMED, WEEKLY
from tests import databases

ROUNDS = 5
HERE = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure on the databases that are named, or on both; the code that stands here, or beside another."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("databases", nargs="*", choices=[*_KINDS, []], default=[])
    asked.add_argument("--against", type=Path)
    found = asked.parse_args(sys.argv[1:] if sys.argv[0].endswith("publishing.py") else [])
    for kind in found.databases or _KINDS:
        _measure(kind, [HERE, *([found.against.resolve()] if found.against else [])])


_KINDS = ("sqlite", "postgresql")


def _measure(kind: str, trees: Sequence[Path]) -> None:
    with ExitStack() as stack:
        sides = [
            stack.enter_context(_side(tree, url, stack)) for tree, url in zip(trees, _urls(kind, stack), strict=False)
        ]
        figures: list[dict[str, list[Any]]] = [{} for _ in sides]
        for number, task in itertools.product(range(ROUNDS), ("release", "topic", "byline")):
            for side, figure in zip(sides, figures, strict=True):
                figure.setdefault(task, []).append(side(task, number))
    print(f"On {kind}, the median of {ROUNDS} rounds:")
    for tree, figure in zip(trees, figures, strict=True):
        print(f" {tree}" if len(trees) > 1 else "", end="\n" if len(trees) > 1 else "")
        _report(figure)
    if len(trees) > 1:
        ours, theirs = (median(each["seconds"] for each in figure["release"]) for figure in figures)
        print(f" a release takes {ours / theirs:.2f} × as long as there (bar: 0.5)")


def _report(figure: dict[str, list[Any]]) -> None:
    took, yardstick = (median(each[name] for each in figure["release"]) for name in ("seconds", "yardstick"))
    worst = max(each["seconds"] for each in figure["release"])
    print(f"  a release of {WEEKLY} articles × {len(LANGUAGES)} languages:", end=" ")
    print(f"{took * 1000:.0f} ms, at worst {worst * 1000:.0f}")
    print(f"    markdown-it-py on the same texts {yardstick * 1000:.0f} ms, {took / yardstick:.1f} times as long")
    for task in ("topic", "byline"):
        print(f"  a {task} renamed that {NAMED * len(LANGUAGES):,} readings show:", end=" ")
        seconds = [each["seconds"] for each in figure[task]]
        print(f"{median(seconds):.2f} s, at worst {max(seconds):.2f} (bar: 1)")
        for who in ("writer", "reader"):
            longest = [each[who]["longest"] for each in figure[task]]
            usual = median(each[who]["usual"] for each in figure[task])
            print(
                f"    the longest wait of a {who} in a round: {median(longest) * 1000:.0f} ms,"
                f" at worst {max(longest) * 1000:.0f} (bar: 100); usually {usual * 1000:.1f}"
            )


def _urls(kind: str, stack: ExitStack) -> Iterator[str]:
    """Give addresses of empty databases, made in a folder or a server that ends with the run."""
    if kind == "sqlite":
        while True:
            yield f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/polyweek.db"
    server = stack.enter_context(databases.postgres())
    while True:
        yield server.url(server.create())


@contextmanager
def _side(tree: Path, url: str, stack: ExitStack) -> Iterator[Callable[[str, int], Any]]:
    """Run the code of a folder: one process that acts, one worker, one that reads and writes meanwhile."""
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    with _process("act", tree, url, folder) as act:
        act("fill", 0)
        with _process("work", tree, url, folder), _process("wait", tree, url, folder) as wait:

            def do(task: str, number: int) -> Any:  # noqa: ANN401 - JSON
                if task == "release":
                    return act(task, number)
                idle = wait("begin", number) or time.sleep(0.5) or wait("end", number)
                wait("begin", number)
                took = act(task, number)
                waited = wait("end", number)
                return took | {who: waited[who] | {"usual": idle[who]["usual"]} for who in waited}

            yield do


@contextmanager
def _process(part: str, tree: Path, url: str, folder: str) -> Iterator[Callable[[str, int], Any]]:
    """Run one of the parts in a process of its own, and give what asks it a line and waits for its answer."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", _parts.__file__, part],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "BENCH_URL": url, "BENCH_FOLDER": folder},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(task: str, number: int) -> Any:  # noqa: ANN401 - JSON
        process.stdin.write(f"{task} {number}\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        return json.loads(process.stdout.readline())  # type: ignore[union-attr]

    try:
        yield ask
    finally:
        process.stdin.close()
        process.wait(30)


if __name__ == "__main__":
    main()
