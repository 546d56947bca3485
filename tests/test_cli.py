from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from api import cli
from api.accounts.models import Grant, Person
from api.platform import db
from api.platform.settings import Settings
from tests.databases import SECRET
from tests.newsroom import Newsroom


@pytest.fixture
def newsroom(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """Give a newsroom to which the command's environment points."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(sqlite_newsroom.settings.data_dir))
    monkeypatch.setenv("POLYWEEK_DATABASE_URL", sqlite_newsroom.settings.database_url)
    monkeypatch.setenv("POLYWEEK_SECRET", SECRET)
    monkeypatch.setattr(cli.logs, "configure", lambda: None)
    yield sqlite_newsroom
    db.open_database(sqlite_newsroom.settings)


def test_help_names_each_command_in_a_line() -> None:
    """A newcomer sees what there is, with the pinned commands among it."""
    shown = _run("--help").output
    for command in ("serve", "worker", "run", "migrate", "demo", "person"):
        (line,) = [line for line in shown.splitlines() if line.split()[:1] == [command]]
        assert line.endswith("."), line
        assert len(line) <= 80


def test_no_help_is_cut_short() -> None:
    """Every line of every command's help is whole; only the pattern of usage ends in dots."""
    for words in _commands(cli.main):
        shown = _run(*words, "--help")
        assert shown.exit_code == 0
        cut = [line for line in shown.output.splitlines() if line.endswith("...") and not line.startswith("Usage:")]
        assert cut == [], words


def test_help_names_the_settings_that_are_wanted_first() -> None:
    """Who asks for help learns how to set a port and a place, and where the rest is written."""
    shown = _run("--help").output
    for name in ("PORT", "POLYWEEK_DATA_DIR", "POLYWEEK_DATABASE_URL", "docs/operators.md"):
        assert name in shown


def _commands(command: click.Command, *words: str) -> Iterator[tuple[str, ...]]:
    yield words
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _commands(below, *words, name)


def test_a_person_is_added_with_their_roles(newsroom: Newsroom) -> None:
    """Who has been added may log in, with the roles that were given, each once."""
    result = _add("yanka", grants=["editor", "translator:ru", "editor"])
    assert (result.exit_code, result.output) == (0, "yanka may log in now.\n")
    db.open_database(newsroom.settings)
    person = Person.get(Person.login == "yanka")
    held = [(grant.role, grant.language_id) for grant in Grant.select().where(Grant.person == person.id)]
    assert sorted(held, key=str) == [("editor", None), ("translator", "ru")]
    newsroom.post("/v1/auth/login", None, {"login": "yanka", "password": "correct horse battery"})


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"password": "short"}, 1, "A password has 12 to 1000 characters."),
        ({"login": "editor"}, 1, "The login editor is taken."),
        ({"login": "Ed itor"}, 1, "A login consists of 2 to 64"),
        ({"name": " "}, 1, "A name must have 1 to 200 characters."),
        ({"locale": "xx"}, 1, "xx"),
        ({"grants": ["boss"]}, 2, "boss is none of administrator, editor, reviewer, translator."),
        ({"grants": ["translator:xx"]}, 1, "There is no such language here: xx."),
    ],
)
def test_a_person_who_cannot_be_added_is_told_why(
    newsroom: Newsroom, change: dict[str, object], status: int, told: str
) -> None:
    """One sentence, a status that scripts see, and nobody is added; the password is not repeated."""
    before = db.row("SELECT COUNT(*) FROM person")
    result = _add(**{"login": "yanka", **change})  # type: ignore[arg-type]
    assert result.exit_code == status, result.output
    assert told in result.output
    assert result.output.splitlines()[-1].startswith("Error: ")
    assert "short" not in result.output
    db.open_database(newsroom.settings)
    assert db.row("SELECT COUNT(*) FROM person") == before


def test_a_demo_is_refused_by_a_newsroom_at_work(newsroom: Newsroom) -> None:
    """One sentence and the status 1; the newsroom is as it was."""
    result = _run("demo", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: This database already has users; the demo needs an empty one.\n"


def test_a_database_that_is_up_to_date_is_told_so(newsroom: Newsroom) -> None:
    """A second migration does nothing and says so."""
    assert _run("migrate").output == "The database is up to date.\n"


def test_settings_that_cannot_be_used_are_told_each_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every command says what is wrong with the environment, all of it, before it does anything."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("POLYWEEK_EDGE", "maybe")
    for command in ("serve", "worker", "run", "migrate", "demo"):
        result = _run(command)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 2
        assert "PORT is 'x'" in result.stderr
        assert "POLYWEEK_EDGE is 'maybe'" in result.stderr
    assert not (tmp_path / "var").exists()


def test_a_mistyped_setting_is_warned_of_and_refuses_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A command says which name was meant before it works on what may be the wrong database; never the value."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("POLYWEEK_DATABSE_URL", "hunter2")
    result = _run("migrate")
    told = "Warning: POLYWEEK_DATABSE_URL is no setting; did you mean POLYWEEK_DATABASE_URL?\n"
    assert (result.exit_code, result.stderr) == (0, told)
    assert "hunter2" not in result.output


@pytest.mark.parametrize(
    "line",
    [
        "person list",
        "person grant ada editor",
        "person suspend ada",
        "language list",
        "language add be --name x",
        "backup a.backup",
    ],
)
def test_no_database_is_made_where_one_was_only_looked_for(
    line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One sentence says where it was looked for and what to do; nothing is made there."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path / "var"))
    result = _run(*line.split())
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith(f"Error: There is no newsroom at {tmp_path / 'var' / 'polyweek.db'}.")
    assert "polyweek migrate" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["person list", "backup {folder}/a.backup"])
def test_a_database_without_tables_is_no_newsroom(
    line: str, empty: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same is said of an empty database of either kind, and it stays empty."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("POLYWEEK_DATABASE_URL", empty.database_url)
    if not empty.is_postgres:
        empty.sqlite_path.touch()
    result = _run(*line.format(folder=tmp_path).split())
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1), result.stderr
    assert result.stderr.startswith(f"Error: There is no newsroom at {empty.database_place}.")
    db.open_database(empty)
    assert db.database.get_tables() == []
    db.close_database()


def test_a_database_of_another_version_is_not_worked_on(newsroom: Newsroom) -> None:
    """A command does not migrate by the way what a server of another version may be serving."""
    db.database.execute_sql("DELETE FROM schema_migration WHERE name = (SELECT MAX(name) FROM schema_migration)")
    result = _run("person", "list")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "polyweek migrate" in result.stderr


def test_the_first_person_may_come_before_all_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`person add` in an empty folder makes database and secret, both for this user alone, and says one sentence."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path / "var"))
    result = _add("ada", grants=["administrator"])
    assert (result.exit_code, result.output) == (0, "ada may log in now.\n")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var").iterdir()}
    assert {"polyweek.db", "secret"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def _add(
    login: str, *, name: str = "Yanka", password: str = "correct horse battery", locale: str = "be", grants: object = ()
) -> Result:
    options = [option for grant in list(grants) for option in ("--grant", grant)]  # type: ignore[call-overload]
    return _run("person", "add", login, "--name", name, "--locale", locale, "--password", password, *options)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, list(arguments))
