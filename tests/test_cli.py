from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import cli
from api.accounts.models import Grant, Person
from api.platform import db
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
        ({"login": "Ed itor"}, 1, "A login is 2 to 64"),
        ({"name": " "}, 1, "A name is required."),
        ({"locale": "xx"}, 1, "xx"),
        ({"grants": ["boss"]}, 2, "boss is none of administrator, editor, reviewer, translator."),
        ({"grants": ["translator:xx"]}, 1, "The newsroom has no language xx."),
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
    assert result.stderr == "Error: This database has people of its own; the demo wants an empty one.\n"


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


def _add(
    login: str, *, name: str = "Yanka", password: str = "correct horse battery", locale: str = "be", grants: object = ()
) -> Result:
    options = [option for grant in list(grants) for option in ("--grant", grant)]  # type: ignore[call-overload]
    return _run("person", "add", login, "--name", name, "--locale", locale, "--password", password, *options)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, list(arguments))
