from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOORS = ("delivery", "desk", "administration", "partners", "newsletter", "pages")
WEB = {"flask", "flask_smorest", "werkzeug", "webargs"}
DATABASE = {"peewee", "playhouse", "apsw", "psycopg"}

# Where a web framework may appear besides the doors.
_HTTP = {
    "app.py",
    "accounts/guard.py",
    "platform/doors.py",
    "platform/web.py",
    "platform/origins.py",
    "platform/parsing.py",
    "platform/parts.py",
    "platform/reference.py",
    "platform/metrics.py",
}
# Where a driver may appear.
_DRIVERS = ("platform/drivers.py", "platform/migrate.py", "operations/")
_QUERYING = {
    "select",
    "insert",
    "insert_many",
    "update",
    "delete",
    "get_or_none",
    "get_by_id",
    "get_or_create",
    "create",
}


def _modules() -> list[Path]:
    return sorted(path for path in (ROOT / "api").rglob("*.py") if "migrations" not in path.parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "api").as_posix()


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_rooms_import_only_lower_floors() -> None:
    """The contracts of import-linter hold: no arrow runs up, and rooms on one floor do not know each other."""
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_the_web_framework_stays_in_the_doors() -> None:
    """Flask and its kin appear only in app, the doors, the guard and the edge that platform gives them."""
    for path in _modules():
        if _name(path) in _HTTP or path.relative_to(ROOT / "api").parts[0] in DOORS:
            continue
        found = {name.split(".")[0] for name in _imports(ast.parse(path.read_text(encoding="utf-8")))} & WEB
        assert not found, _name(path)


def test_schemas_know_neither_requests_nor_tables() -> None:
    """What crosses the wire is described without a request and without a query."""
    for path in _modules():
        if _is_layer(path, "schemas"):
            names = {name.split(".")[0] for name in _imports(ast.parse(path.read_text(encoding="utf-8")))}
            assert not names & (WEB | DATABASE), _name(path)


def _is_layer(path: Path, layer: str) -> bool:
    """Whether a module is of a layer: a door's `schemas.py`, or a file in the folder `schemas`."""
    return path.stem.endswith(layer) or path.parent.name == layer


def test_one_noun_names_its_file_in_every_layer() -> None:
    """Whoever has found the routes of a thing has found its schemas and views: they are called as the routes are."""
    for path in _modules():
        if path.parent.name in {"schemas", "views"} and path.name != "__init__.py":
            is_shared = _name(path) in _OF_SEVERAL_NOUNS
            assert (path.parent.parent / path.name).exists() != is_shared, _name(path)


_OF_SEVERAL_NOUNS = {
    "delivery/views/contracts.py",
    "delivery/views/embargoes.py",
    "delivery/views/keys.py",
    "delivery/views/surroundings.py",
    "desk/views/work.py",
    "partners/schemas/events.py",  # what we send has no route of its own
}


def test_no_route_queries_the_database() -> None:
    """In a door only views read, and verbs where it has tables of its own; routes and schemas call these."""
    for path in _modules():
        if path.relative_to(ROOT / "api").parts[0] not in DOORS or _is_layer(path, "views"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {name.split(".")[0] for name in _imports(tree)}
        assert path.name == "models.py" or not imported & DATABASE, _name(path)
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
        has_routes = any(call.func.attr == "route" for call in calls if isinstance(call.func, ast.Attribute))
        is_of_verbs = (path.parent / "models.py").exists() and not has_routes and not _is_layer(path, "schemas")
        tables = {name.rsplit(".", 1)[1] for name in _imports(tree) if ".models." in name and not is_of_verbs}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _QUERYING and isinstance(node.value, ast.Name):
                assert node.value.id not in tables, f"{_name(path)}:{node.lineno}"
        if has_routes:
            reading = [call.lineno for call in calls if ast.unparse(call.func) in {"db.rows", "db.row"}]
            assert not reading, f"{_name(path)}: {reading}"


def test_public_doors_read_no_draft() -> None:
    """What readers get comes from readings and what surrounds them: no public door names a table that drafts are in."""
    for path in _modules():
        if path.relative_to(ROOT / "api").parts[0] in {"delivery", "pages"}:
            text = path.read_text(encoding="utf-8")
            assert not _OF_DRAFTS.search(text), _name(path)
            assert not [name for name in _imports(ast.parse(text)) if ".models." in name], _name(path)


_OF_DRAFTS = re.compile(
    r"\b(FROM|JOIN)\s+(article|article_byline|revision|version|message|message_event|translation|step|comment|release)\b"
)


def test_one_place_writes_what_versions_say() -> None:
    """The rows of `Translation` are written in `translations` alone, so what must agree with them is kept there too."""
    for path in _modules():
        if _name(path) in {"translation/models.py", "translation/translations.py"}:
            continue
        text = path.read_text(encoding="utf-8")
        assert "api.translation.models.Translation" not in set(_imports(ast.parse(text))), _name(path)
        assert not re.search(r"\b(INSERT INTO|UPDATE|DELETE FROM) \"?translation\b", text), _name(path)


def test_drivers_stay_on_the_ground_floor() -> None:
    """Which database there is, only the ground floor and who copies whole databases know; rooms know tables."""
    for path in _modules():
        if _name(path).startswith(_DRIVERS):
            continue
        found = {name.split(".")[0] for name in _imports(ast.parse(path.read_text(encoding="utf-8")))} & DATABASE
        assert found <= {"peewee"}, _name(path)


def test_one_module_sends_requests() -> None:
    """What goes out to addresses that others name goes through `outbound`, where they are judged."""
    for path in _modules():
        found = set(_imports(ast.parse(path.read_text(encoding="utf-8"))))
        sending = {client for client in _CLIENTS if any(f"{name}.".startswith(f"{client}.") for name in found)}
        assert sending <= _SENDING.get(_name(path), set()), _name(path)


_CLIENTS = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "obstore",
    "requests",
    "smtplib",
    "ssl",
    "urllib.request",
    "urllib3",
}
_SENDING = {
    "platform/outbound.py": {"http.client", "ssl"},
    "platform/wires.py": {"ssl"},  # the connections of both
    "platform/relays.py": {"smtplib", "ssl"},  # the relay that the operator names, often in a private network
    "content/pictures/objects.py": {"obstore"},  # the bucket that the operator names, often in a private network
    "operations/machine.py": {"http.client"},  # the doctor asks whether this very server answers
    "serving.py": {"http.client"},  # and so does who starts it
}


def test_no_clock_is_read_below_the_doors() -> None:
    """Time enters a verb once, as `at`: only platform asks what time it is."""
    for path in _modules():
        if _name(path).startswith("platform/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _CLOCKS:
                pytest.fail(f"{_name(path)}:{node.lineno} reads a clock of its own")


_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


def test_modules_stay_small() -> None:
    """A module that passes 350 lines is two nouns; each opens with a sentence on what it is for."""
    for path in _modules():
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 350, _name(path)
        assert ast.get_docstring(ast.parse(text)), _name(path)


def test_files_of_tests_stay_small() -> None:
    """So is a file of tests that passes 350 lines, and what tests share; else nobody finds the promise in it."""
    large = {
        path.relative_to(ROOT / "tests").as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 350
    }
    assert large == _LARGE


_LARGE = {"translation/matching/labelled_pairs.py"}  # data: the pairs belong together, and are read by nobody in a row


def test_no_room_is_an_attic() -> None:
    """A line without a room means that a room is missing."""
    for path in _modules():
        assert path.stem not in {"utils", "helpers", "common", "misc", "base"}, _name(path)
