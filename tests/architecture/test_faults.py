"""The codes inside `errors`: each that the code can give is listed and explained."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import api
from api.platform import faults
from api.translation import uploads
from api.translation.files import exchange, outcomes, rebasing

_ROOT = Path(api.__file__).parent
_MAKERS = {"Fault", "FaultError", "Blocker"}  # whose first argument is a code


def test_every_code_that_is_written_in_the_source_is_explained() -> None:
    """A fault of a code that clients cannot look up does not pass."""
    found = {code: path for path in _sources() for code in _codes(ast.parse(path.read_text(encoding="utf-8")))}
    assert len(found) >= 50
    assert {code: path for code, path in found.items() if code not in faults.CODES} == {}


def test_no_code_is_explained_that_nothing_gives() -> None:
    """What the reference lists can be met."""
    written = set()
    for path in _sources():
        written |= _texts(ast.parse(path.read_text(encoding="utf-8")))
    assert set(faults.CODES) - written == set()


def test_every_outcome_and_reason_of_an_upload_is_explained() -> None:
    """Whoever uploads a file can look up what became of each entry; nothing else is listed."""
    trees = [ast.parse(Path(str(room.__file__)).read_text(encoding="utf-8")) for room in (rebasing, uploads)]
    assert tuple(outcomes.OUTCOMES) == exchange.OUTCOMES
    assert outcomes.REASONS.keys() <= set().union(*map(_texts, trees))
    given = {
        argument.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ANSWERS
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert given
    assert given <= outcomes.REASONS.keys() | outcomes.OUTCOMES.keys()


_ANSWERS = {"unchanged", "refused", "unknown", "_write"}  # what says an outcome or a reason


def _sources() -> Iterator[Path]:
    return (path for path in sorted(_ROOT.rglob("*.py")) if path != Path(faults.__file__))


def _codes(tree: ast.Module) -> Iterator[str]:
    """Give the codes in calls that make a fault, or that hand a code on to one that does."""
    makers = _MAKERS | {name for name, inner in _functions(tree) if _hands_on(inner)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if call.args and isinstance(call.func, ast.Name) and call.func.id in makers:
            yield from filter(str.isidentifier, _texts(call.args[0]))


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    return ((node.name, node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _hands_on(function: ast.FunctionDef) -> bool:
    """Whether a function makes a fault of the code that is its first argument."""
    first = function.args.args[0].arg if function.args.args else None
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _MAKERS
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id == first
        for node in ast.walk(function)
    )


def _texts(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
