"""Mutation testing: cosmic-ray's mutants of modules, each tried in a fork of one process that has run the tests once.

    .venv/bin/pip install cosmic-ray
    .venv/bin/python -m tools.mutants api/translation/matching/merging.py --tests tests/translation/matching

A mutant meets the tests that ran its function, those of its line and the quickest first, until one fails; what needs
far more processor time than they do has timed out. No mutants are what does not compile, and what differs in
annotations only, which nothing evaluates. A fork cannot change what stands outside of functions and is no constant
(decorators, fields): such mutants are counted as `outside`, to be tried by hand.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import os
import random
import resource
import signal
import sys
import types
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any, TextIO, cast

import coverage
import pytest
from _pytest.runner import runtestprotocol
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

_CONSTANT = (bool, int, float, str, tuple, list, dict, set, frozenset, type(None))
_PATIENCE = 4  # times the processor time that the tests take without a mutant


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a module: cosmic-ray's operator, which of its places, the line, and the changed source."""

    path: str
    operator: str
    occurrence: int
    line: int
    source: str


class Trial:
    """The pytest plugin that runs the tests once, notes what each of them runs, and then tries the mutants."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._seconds: dict[int, float] = {}  # of each test that passes
        self._tests: dict[tuple[str, int], set[int]] = defaultdict(set)  # those that run a line

    def pytest_sessionstart(self) -> None:
        """Let made-up examples be the same in every fork; imported here, or pytest could not rewrite its assertions."""
        from hypothesis import settings  # noqa: PLC0415

        settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do all of it in the place of pytest's own loop."""
        self._run_once(session)
        told = f"{len(self._seconds)} of {len(session.items)} tests pass, in {sum(self._seconds.values()):.0f} s\n"
        sys.stderr.write(told)
        with self._options.out.open("w", encoding="utf-8") as out:
            for path in self._options.modules:
                sys.stderr.write(f"{path} {dict(self._try_module(session, path, out))}\n")
        return True

    def _run_once(self, session: pytest.Session) -> None:
        paths = {path: str(Path(path).resolve()) for path in self._options.modules}
        cover = coverage.Coverage(data_file=None, config_file=False, include=list(paths.values()))
        cover.start()
        for index, item in enumerate(session.items):
            cover.switch_context(str(index))
            begun = process_time()
            reports = runtestprotocol(item, log=False, nextitem=_nothing_after(session))
            if not any(report.failed or report.skipped for report in reports):
                self._seconds[index] = process_time() - begun
        cover.stop()
        for path, file in paths.items():
            for line, contexts in cover.get_data().contexts_by_lineno(file).items():
                self._tests[path, line] = {int(each) for each in contexts if each} & self._seconds.keys()

    def _try_module(self, session: pytest.Session, path: str, out: TextIO) -> Counter[str]:
        source = Path(path).read_text(encoding="utf-8")
        functions, constants, told = list(_functions(source)), set(_constants(source)), Counter[str]()
        for mutant in _chosen(path, source, self._options):
            lines = next((lines for lines in functions if mutant.line in lines), range(0))
            if lines or mutant.line in constants:
                outcome, by = self._try(session, mutant, self._order(mutant, lines))
            else:
                outcome, by = "outside", ""
            told[outcome] += 1
            row = {"path": path, "operator": mutant.operator, "occurrence": mutant.occurrence, "line": mutant.line}
            row |= {"outcome": outcome, "by": by, "was": _line(source, mutant), "now": _line(mutant.source, mutant)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()
        return told

    def _order(self, mutant: Mutant, lines: Iterable[int]) -> list[int]:
        """Give the tests that may notice, as many of the quickest as there is time for."""
        direct = self._tests[mutant.path, mutant.line]
        ran = set[int]().union(*(self._tests[mutant.path, line] for line in lines))
        found = ran if lines else set(self._seconds)  # a constant may be looked at by any test
        chosen, left = [], self._options.seconds
        for test in sorted(found, key=lambda test: (test not in direct, self._seconds[test])):
            left -= self._seconds[test]
            if left >= 0:
                chosen.append(test)
        return chosen

    def _try(self, session: pytest.Session, mutant: Mutant, tests: list[int]) -> tuple[str, str]:
        """Give what became of a mutant, and the test that noticed."""
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            seconds = int(3 + _PATIENCE * sum(self._seconds[test] for test in tests))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            signal.alarm(60 + 5 * seconds)  # for one that waits
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            try:
                noticed = _noticed(session, mutant, tests)
            except BaseException as error:  # noqa: BLE001  # whatever it was: the mutant cannot be loaded, or broke pytest
                noticed = repr(error)[:200]
            os.write(writing, noticed.encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            by = pipe.read().decode()
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            return "timed out", signal.Signals(os.WTERMSIG(status)).name
        return ("killed" if by else "survived"), by


def mutants(path: str, source: str, only: Collection[tuple[str, str, int]] | None = None) -> Iterator[Mutant]:
    """Give every mutant of a module that says something else than the module does, or of these only those in `only`."""
    tree, meaning = get_ast(source), _meaning(source)
    for name in sorted(operator_names()):
        kind = get_operator(name)
        if kind.arguments():
            continue  # it would have to be told which names to replace
        places = [start for node in ast_nodes(tree) for start, _ in kind().mutation_positions(node)]
        for occurrence, (line, _) in enumerate(places):
            if only is not None and (path, name, occurrence) not in only:
                continue
            try:
                changed = mutate_code(source, kind(), occurrence)
            except AttributeError:
                continue  # cosmic-ray 8 cannot replace an exception that has a dot in its name
            if _meaning(changed) not in {None, meaning}:
                yield Mutant(path, name, occurrence, line, changed)


def _chosen(path: str, source: str, options: argparse.Namespace) -> list[Mutant]:
    """Give all, or those that survived in an earlier run, or a sample that is the same each time."""
    only = None
    if options.again is not None:
        rows = [json.loads(line) for line in options.again.read_text(encoding="utf-8").splitlines()]
        only = {(row["path"], row["operator"], row["occurrence"]) for row in rows if row["outcome"] == "survived"}
    found = list(mutants(path, source, only))
    return found if len(found) <= options.sample else random.Random(7).sample(found, options.sample)  # noqa: S311  # no secret


def _meaning(source: str) -> str | None:
    """Give a module as a tree without its annotations; None where it does not compile."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.arguments):  # a bare star made a slash: the arguments are the same
            node.args, node.posonlyargs = [*node.posonlyargs, *node.args, *node.kwonlyargs], []
            node.kwonlyargs, node.defaults, node.kw_defaults = [], [*node.defaults, *filter(None, node.kw_defaults)], []
    return ast.dump(tree)


def _functions(source: str) -> Iterator[range]:
    """Give the lines of each outermost function and method."""
    for node in ast.parse(source).body:
        for each in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(each, ast.FunctionDef):
                yield range(each.lineno, (each.end_lineno or each.lineno) + 1)


def _constants(source: str) -> Iterator[int]:
    """Give the lines of what is assigned outside of functions and classes."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _line(source: str, mutant: Mutant) -> str:
    return "".join(source.splitlines()[mutant.line - 1 : mutant.line]).strip()


def _noticed(session: pytest.Session, mutant: Mutant, tests: list[int]) -> str:
    """Become the mutant and give the first test that fails, or "". For a process of its own."""
    _become(mutant)
    for test in tests:
        item = session.items[test]
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=_nothing_after(session))):
            return item.nodeid
    return ""


def _become(mutant: Mutant) -> None:
    name = mutant.path.removesuffix(".py").replace("/", ".")
    module, changed = importlib.import_module(name), types.ModuleType(name)
    changed.__file__ = module.__file__
    exec(compile(mutant.source, str(module.__file__), "exec"), changed.__dict__)  # noqa: S102  # that is the point
    users = [other for key, other in list(sys.modules.items()) if key.partition(".")[0] in {"api", "tests"}]
    for key, value in vars(changed).items():
        before = vars(module).get(key)
        if isinstance(value, _CONSTANT) and not key.startswith("__") and value != before:
            for user in users:
                if vars(user).get(key) is before:
                    setattr(user, key, value)
    _exchange(vars(module), vars(changed), name)
    for value in vars(module).values():
        if hasattr(value, "cache_clear") and value.__module__ == name:
            value.cache_clear()


def _exchange(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> None:
    """Give the functions of a module, and of its classes, the code that those of the changed one have."""
    for key, value in list(new.items()):
        if isinstance(value, type) and value.__module__ == name:
            _exchange(vars(old[key]), vars(value), name)
        elif (after := _function(value)) is not None and after.__module__ == name:
            before = _function(old.get(key))
            if before is not None and len(before.__code__.co_freevars) == len(after.__code__.co_freevars):
                before.__code__ = after.__code__
                before.__defaults__, before.__kwdefaults__ = after.__defaults__, after.__kwdefaults__


def _function(value: object) -> types.FunctionType | None:
    """Give the function within a property, a cached one, a static method or a decorator."""
    for inner in ("fget", "func", "__func__"):
        value = getattr(value, inner, value)
    found = inspect.unwrap(value) if callable(value) else value
    return found if isinstance(found, types.FunctionType) else None


def _nothing_after(session: pytest.Session) -> pytest.Item:
    """Give what pytest takes for the next test: none, so that everything but the session's fixtures is taken down."""
    return cast("pytest.Item", types.SimpleNamespace(listchain=lambda: [session]))


def main() -> int:
    """Try mutants; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description="Try mutants of modules.")
    parser.add_argument("modules", nargs="+", help="files such as api/translation/matching/merging.py")
    parser.add_argument("--tests", nargs="+", required=True, help="files and folders of tests")
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"), help="a line of JSON for each mutant")
    parser.add_argument("--seconds", type=float, default=6, help="of processor time for a mutant's tests")
    parser.add_argument("--sample", type=int, default=sys.maxsize, help="at most so many of each module")
    parser.add_argument("--again", type=Path, help="only what survived in this file")
    parser.add_argument("-k", default="not postgresql", help="which of the tests, as pytest has it")
    options = parser.parse_args()
    arguments = ["-p", "no:xdist", "-s", "-o", "tmp_path_retention_policy=none", "-k", options.k]
    return int(pytest.main([*arguments, *options.tests], plugins=[Trial(options)]))


if __name__ == "__main__":
    sys.exit(main())
