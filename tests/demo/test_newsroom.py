from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api import app, demo
from api.accounts import people
from api.accounts.roles import ROLES
from api.platform import db, migrate
from api.platform.errors import Conflict
from api.platform.settings import Settings
from tests import databases

# A Thursday, a first of January in the last week of the year before, and a Monday before breakfast.
MOMENTS = (
    datetime(2026, 11, 26, 15, 0, tzinfo=UTC),
    datetime(2027, 1, 1, 12, 0, tzinfo=UTC),
    datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
)


@dataclass(frozen=True)
class Raised:
    """A demo that stands, and what was printed of it."""

    settings: Settings
    shown: dict[str, Any]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def raised(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raised]:
    """Raise the demo once on each kind of database."""
    folder = tmp_path_factory.mktemp("demo")
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'polyweek.db'}"
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgres").database())
        found = databases.settings(folder, url)
        db.open_database(found)
        migrate.up()
        yield Raised(found, demo.raise_newsroom(found, at=MOMENTS[0]))
        db.close_database()


@pytest.fixture
def standing(raised: Raised) -> Iterator[Raised]:
    """Give the demo with its database opened."""
    db.open_database(raised.settings)
    yield raised
    db.close_database()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Settings]:
    """Give an opened database with tables and nobody in it."""
    found = databases.settings(tmp_path, f"sqlite:///{tmp_path / 'polyweek.db'}")
    db.open_database(found)
    migrate.up()
    yield found
    db.close_database()


def test_the_demo_has_everyone_and_something_to_read_and_to_do(standing: Raised) -> None:
    """Each role has somebody, reviewers and translators one for each language, and every issue can be read."""
    shown = standing.shown
    held = {(grant["role"], grant["language"]) for person in shown["people"] for grant in person["grants"]}
    assert {role for role, _ in held} == set(ROLES)
    assert held >= {(role, language) for role in ("reviewer", "translator") for language in shown["languages"]}
    assert shown["languages"] == ["be", "ru", "en"]
    assert shown["open_issue"] == "2026-W48"
    assert len(shown["published_issues"]) > 1
    client = app.create_app(standing.settings).test_client()
    for language in shown["languages"]:
        articles = client.get(f"/v1/articles?lang={language}&fallback=none&limit=100").get_json()["data"]
        assert {article["issue"]["key"] for article in articles} >= set(shown["published_issues"])
        assert client.get(articles[0]["links"]["self"]).status_code == 200


def test_the_demos_tokens_and_passwords_work(standing: Raised) -> None:
    """What is printed lets each person in."""
    shown = standing.shown
    client = app.create_app(standing.settings).test_client()
    for person in shown["people"]:
        me = client.get("/v1/desk/me", headers={"Authorization": f"Bearer {person['token']}"}).get_json()
        assert (me["login"], me["grants"]) == (person["login"], person["grants"])
    editor = shown["people"][1]
    credentials = {"login": editor["login"], "password": editor["password"]}
    assert client.post("/v1/auth/login", json=credentials).status_code == 201


def test_a_second_raising_changes_nothing(standing: Raised) -> None:
    """The same is shown, at another time too, and no row is added."""
    before = _counts()
    assert demo.raise_newsroom(standing.settings, at=MOMENTS[1]) == standing.shown
    assert _counts() == before


def test_a_database_with_people_of_its_own_is_refused(bare: Settings) -> None:
    """A newsroom at work is never mixed with the demo, though somebody of it has a login of the demo's."""
    people.add(login="admin", name="Real", password="correct horse battery", locale="en", grants=[], at=MOMENTS[0])
    before = _counts()
    with pytest.raises(Conflict, match="people of its own"):
        demo.raise_newsroom(bare, at=MOMENTS[0])
    assert _counts() == before


@pytest.mark.parametrize("at", MOMENTS[1:], ids=["new year", "monday morning"])
def test_the_demo_is_of_the_present_week(bare: Settings, at: datetime) -> None:
    """The open issue is the week in which the publication's time zone is, at the turn of a year and of a week."""
    shown = demo.raise_newsroom(bare, at=at)
    assert shown["open_issue"] == {MOMENTS[1]: "2026-W53", MOMENTS[2]: "2026-W48"}[at]
    assert shown["open_issue"] not in shown["published_issues"]


def _counts() -> dict[str, int]:
    return {table: db.rows(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in db.database.get_tables()}
