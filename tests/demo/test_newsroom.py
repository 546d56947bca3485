from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from api import app, demo
from api.accounts import people
from api.accounts.roles import ROLES
from api.content.pictures import files, library
from api.demo.pictures import drawing
from api.platform import db, migrate
from api.platform.errors import Conflict
from api.platform.settings import Settings
from tests import databases
from tests.formats.judges import ninjs_faults

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


def test_the_newest_issue_is_in_the_middle_of_its_week(standing: Raised) -> None:
    """Its board shows every state of a version, a deadline at the week's end, and who has what until when."""
    with time_machine.travel(MOMENTS[0], tick=False):
        board = _get(standing, f"/v1/desk/issues/{standing.shown['open_issue']}/board", "editor")
        queue = _get(standing, "/v1/desk/queue", "translator-ru")["data"]
    cells = [cell for language in board["languages"] for cell in language["articles"]]
    assert {cell["status"] for cell in cells} == {
        "approved",
        "in_review",
        "in_progress",
        "missing",
        "changes_requested",
    }
    assert any(cell["progress"]["messages"]["fuzzy"] for cell in cells)
    assert any(
        0 < cell["progress"]["messages"]["untranslated"] < cell["progress"]["messages"]["total"] for cell in cells
    )
    assert (board["deadline_at"], board["hours_left"]) == ("2026-11-29T19:00:00Z", 76.0)
    assert {cell["assignee"]["name"] for cell in cells if cell["assignee"]} == {"Lev Ozerov", "Yanka Verabei"}
    dues = [task["due_at"] for task in queue]
    assert len(dues) == 3
    assert dues == sorted(dues)
    assert all("2026-11-26" <= due < board["deadline_at"] for due in dues)


def test_the_library_has_the_drawn_pictures(standing: Raised) -> None:
    """Each is there with its credit and its first size, and another raising adds nothing."""
    assert demo.raise_newsroom(standing.settings, at=MOMENTS[0])
    page, found = library.page(None, 50)
    assert (len(found), page.next) == (len(drawing.names()), None)
    assert all(picture.credit and len(files.of(picture.id)) == 2 for picture in found)


def test_the_past_issues_have_what_happens_to_published_texts(standing: Raised) -> None:
    """There is a correction with a note in each language, a withdrawal taken back, and a text that awaits correction.

    And yet every article of a past issue can be read in every language, with what was put right.
    """
    changes = _get(standing, "/v1/changes?limit=100")["data"]
    assert [change["at"] for change in changes] == sorted(change["at"] for change in changes)
    assert all(change["at"] < "2026-11-23" for change in changes)
    corrected = {(change["language"], change["note"]) for change in changes if change["type"] == "corrected"}
    assert {language for language, _ in corrected} == {"be", "ru", "en"}
    assert len(corrected) == 5
    assert all(note for _, note in corrected)
    (gone,) = [index for index, change in enumerate(changes) if change["type"] == "withdrawn"]
    place = ("article_id", "language")
    since = [change["type"] for change in changes[gone + 1 :] if all(change[k] == changes[gone][k] for k in place)]
    assert changes[gone]["reason"]
    assert since == ["published"]
    read = {
        language: _get(standing, f"/v1/articles?lang={language}&fallback=none&limit=100")["data"]
        for language in standing.shown["languages"]
    }
    assert {len(articles) for articles in read.values()} == {10}
    stale = [
        (language, one["freshness"]) for language in read for one in read[language] if one["freshness"] != "current"
    ]
    assert stale == [("en", "awaiting_correction")]
    firewood = next(one for one in read["en"] if one["slug"].startswith("firewood"))
    whole = _get(standing, firewood["links"]["self"])
    assert [note["note"] for note in whole["corrections"]] == ["The fuel allowance goes to 2,800 families, not 3,800."]
    assert "2,800 families receive it" in whole["body"]["content"]


def test_whatever_can_be_read_can_be_had_as_ninjs(standing: Raised) -> None:
    """Every article and issue in every language, with pictures and corrections, passes the schemas of 3.1 and 3.2."""
    client = app.create_app(standing.settings).test_client()
    seen, marks = 0, set()
    for language in standing.shown["languages"]:
        for kind, name in (("articles", "id"), ("issues", "key")):
            for each in client.get(f"/v1/{kind}?lang={language}&limit=100").get_json()["data"]:
                path = f"/v1/{kind}/{each[name]}?lang={language}"
                found = client.get(f"{path}&format=ninjs").get_json()
                assert ninjs_faults(found) == [], path
                newer = client.get(f"{path}&format=ninjs&version=3.2").get_json()
                assert ninjs_faults(newer, "3.2") == [], path
                assert client.get(f"{path}&format=jsonld").status_code == 200
                marks |= {rel["rel"] for rel in found["associations"]} | ({"note"} if "edNote" in found else set())
                seen += 1
    assert seen >= 30
    assert marks == {*("lead", "picture", "original", "translation", "issue", "item"), "note"}


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
    with pytest.raises(Conflict, match="already has users"):
        demo.raise_newsroom(bare, at=MOMENTS[0])
    assert _counts() == before


@pytest.mark.parametrize("at", MOMENTS[1:], ids=["new year", "monday morning"])
def test_the_demo_is_of_the_present_week(bare: Settings, at: datetime) -> None:
    """The open issue is the week in which the publication's time zone is, at the turn of a year and of a week.

    All the others have gone out, those of the evening before too.
    """
    shown = demo.raise_newsroom(bare, at=at)
    assert shown["open_issue"] == {MOMENTS[1]: "2026-W53", MOMENTS[2]: "2026-W48"}[at]
    assert shown["open_issue"] not in shown["published_issues"]
    assert len(shown["published_issues"]) == 5


def _get(raised: Raised, path: str, login: str | None = None) -> dict[str, Any]:
    tokens = {person["login"]: person["token"] for person in raised.shown["people"]}
    headers = {"Authorization": f"Bearer {tokens[login]}"} if login else {}
    answer = app.create_app(raised.settings).test_client().get(path, headers=headers)
    assert answer.status_code == 200
    return dict(answer.get_json())


def _counts() -> dict[str, int]:
    return {table: db.rows(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in db.database.get_tables()}
