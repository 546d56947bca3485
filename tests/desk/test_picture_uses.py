"""Editors see where a picture is shown, which are unused, and what will be shown no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.newsroom import Newsroom
from tests.publishing.exhibition import article, picture, restore, withdraw
from tests.statements import counted

NOW = datetime(2030, 1, 1, 9, 0, tzinfo=UTC)


def uses(newsroom: Newsroom, picture_id: str) -> list[tuple[Any, ...]]:
    """Give where a picture is shown, as (article, language, revision, is lead, is public)."""
    found = newsroom.get(f"/v1/desk/pictures/{picture_id}/uses", "translator-ru")["data"]
    names = ("article_id", "language", "revision", "is_lead", "is_public")
    return [tuple(each[name] for name in names) for each in found]


def library(newsroom: Newsroom, use: str) -> set[str]:
    """Give the pictures of a use, page by page."""
    page = newsroom.get(f"/v1/desk/pictures?use={use}&limit=1", "editor")
    found = [each["id"] for each in page["data"]]
    while page["links"]["next"]:
        page = newsroom.get(page["links"]["next"], "editor")
        found += [each["id"] for each in page["data"]]
    assert len(found) == len(set(found))
    return set(found)


def revise(newsroom: Newsroom, article_id: str, picture_id: str) -> None:
    """Save a revision that names one picture, and no other."""
    newsroom.revise(article_id, body=f"One.\n\n![Shows](picture:{picture_id})\n", weight="meaning")


def test_it_is_told_where_a_picture_is_shown(newsroom: Newsroom) -> None:
    """In what readers have, by language, and in the latest revisions that are not out; a lead picture is told apart."""
    shown, other = picture(), picture(650)
    below, above = article(newsroom, shown), article(newsroom, lead=shown, title="Вышэй")
    draft = newsroom.write(body=f"One.\n\n![Shows](picture:{shown})\n")
    expected = [(below, code, 1, False, True) for code in ("be", "ru")]
    expected += [(above, code, 1, True, True) for code in ("be", "ru")]
    assert uses(newsroom, shown) == sorted([*expected, (draft, "en", 1, False, False)])
    revise(newsroom, below, other)
    assert uses(newsroom, shown) == sorted([*expected, (draft, "en", 1, False, False)])
    assert uses(newsroom, other) == [(below, "be", 2, False, False)]
    page = newsroom.get(f"/v1/desk/pictures/{shown}/uses?limit=3", "editor")
    rest = newsroom.get(page["links"]["next"], "editor")
    titles = [each["title"] for each in (*page["data"], *rest["data"]) if each["article_id"] == above]
    assert sorted(titles) == ["RU Вышэй", "Вышэй"]


def test_it_is_told_where_it_stands_for_another(newsroom: Newsroom) -> None:
    """A text that names its former self, or one that was withdrawn for it, shows it."""
    former, gone = picture(), picture(650)
    shown = article(newsroom, former, gone)
    path = f"/v1/desk/pictures/{former}"
    painted = {"redactions": [{"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}]}
    new = newsroom.post(f"{path}/redactions", "editor", painted, etag="*")["id"]
    withdraw(newsroom, gone, substitute={"id": new})
    assert uses(newsroom, new) == [(shown, code, 1, False, True) for code in ("be", "ru")]
    assert newsroom.call("GET", f"{path}/uses", "editor").status_code == 410


def test_the_library_is_told_by_use(newsroom: Newsroom) -> None:
    """Public, withdrawn, or unused: named by nothing public and by no latest revision."""
    shown, drafted, unused, gone = picture(), picture(650), picture(640), picture(630)
    id_ = article(newsroom, shown, gone)
    newsroom.write(picture={"id": drafted, "alt": "Above"})
    withdraw(newsroom, gone, substitute={"id": unused})
    assert library(newsroom, "public") == {shown, unused}
    assert library(newsroom, "withdrawn") == {gone}
    assert library(newsroom, "unused") == set()
    restore(newsroom, gone)
    assert library(newsroom, "unused") == {unused}
    for language in ("be", "ru"):
        newsroom.post(f"/v1/desk/articles/{id_}/versions/{language}/withdrawal", "editor", {"reason": "No."})
    assert library(newsroom, "public") == set()
    assert library(newsroom, "unused") == {unused}  # the latest revision names the others still
    assert newsroom.call("GET", "/v1/desk/pictures?use=other", "editor").status_code == 422
    cursor = newsroom.get("/v1/desk/pictures?limit=1", "editor")["links"]["next"]
    assert newsroom.call("GET", f"{cursor}&use=public", "editor").status_code == 422


def warned(newsroom: Newsroom, article_id: str) -> list[Any]:
    """Give the warnings of a version, which are those of the board."""
    found = newsroom.version(article_id, "en")["warnings"]
    board = newsroom.get("/v1/desk/issues/2017-W37/board", "editor")["languages"]
    shown = [each for language in board for each in language["articles"] if each["article_id"] == article_id]
    assert all(each["warnings"] == found for each in shown)
    return list(found)


@pytest.mark.parametrize("fact", ["rights_expire_at", "consent_expires_at"])
def test_a_week_before_a_picture_goes_it_is_said(newsroom: Newsroom, fact: str) -> None:
    """On the board and on the version's page, and it blocks nothing; of the text as it is now, not as it was."""
    going, gone = picture(), picture(650)
    facts = {"has_people": True, "consent": "given", fact: (NOW + timedelta(days=7)).isoformat()}
    assert newsroom.call("PATCH", f"/v1/desk/pictures/{going}", "editor", etag="*", json=facts).status_code == 200
    id_ = newsroom.write(body=f"One.\n\n![Shows](picture:{gone})\n", picture={"id": going, "alt": "Above"})
    withdraw(newsroom, gone)
    with time_machine.travel(NOW - timedelta(seconds=1), tick=False):
        assert [(each["code"], each["picture_id"]) for each in warned(newsroom, id_)] == [("picture_withdrawn", gone)]
    with time_machine.travel(NOW, tick=False):
        found = {each["picture_id"]: each for each in warned(newsroom, id_)}
    assert found.keys() == {going, gone}
    assert (found[going]["code"], found[going]["at"]) == ("picture_expires", "2030-01-08T09:00:00Z")
    assert newsroom.version(id_, "en")["blockers"] == []
    revise(newsroom, id_, picture(640))
    newsroom.revise(id_, picture=None)
    assert warned(newsroom, id_) == []


def expire(newsroom: Newsroom, picture_id: str) -> None:
    """Let the rights in a picture end in two days."""
    facts = {"rights_expire_at": (datetime.now(UTC) + timedelta(days=2)).isoformat()}
    path = f"/v1/desk/pictures/{picture_id}"
    assert newsroom.call("PATCH", path, "editor", etag="*", json=facts).status_code == 200


def told(newsroom: Newsroom, article_id: str, language: str) -> list[tuple[str, str]]:
    """Give what a version is warned of, as (code, picture)."""
    return [(each["code"], each["picture_id"]) for each in newsroom.version(article_id, language)["warnings"]]


def test_a_substitute_that_is_about_to_go_is_warned_of(newsroom: Newsroom) -> None:
    """Also at the end of a chain; what has gone already is told of by the name that the text has."""
    gone, second, third = picture(), picture(690), picture(680)
    shown = article(newsroom, lead=gone)
    expire(newsroom, second)
    withdraw(newsroom, gone, substitute={"id": second})
    assert set(told(newsroom, shown, "be")) == {("picture_withdrawn", gone), ("picture_expires", second)}
    expire(newsroom, third)
    withdraw(newsroom, second, substitute={"id": third})
    assert set(told(newsroom, shown, "ru")) == {("picture_withdrawn", gone), ("picture_expires", third)}


def test_what_only_readers_still_see_is_warned_of(newsroom: Newsroom) -> None:
    """The latest text has dropped a picture that the public one shows; it goes with the next release."""
    going, other = picture(), picture(650)
    shown = article(newsroom, going)
    expire(newsroom, going)
    revise(newsroom, shown, other)
    assert told(newsroom, shown, "be") == [("picture_expires", going)]
    assert warned_on_board(newsroom, shown) == {going}
    for language in ("be", "ru"):
        newsroom.post(f"/v1/desk/articles/{shown}/versions/{language}/withdrawal", "editor", {"reason": "No."})
    assert told(newsroom, shown, "be") == []


def warned_on_board(newsroom: Newsroom, article_id: str) -> set[str]:
    """Give the pictures of which the board warns in an article."""
    board = newsroom.get("/v1/desk/issues/2017-W37/board", "editor")["languages"]
    rows = [each for language in board for each in language["articles"] if each["article_id"] == article_id]
    return {warning["picture_id"] for each in rows for warning in each["warnings"]}


def test_uses_and_warnings_cost_few_statements(newsroom: Newsroom) -> None:
    """As many for three articles as for one."""
    shown = picture()
    counts = []
    for _ in range(3):
        article(newsroom, shown)
        with counted() as statements:
            uses(newsroom, shown)
        with counted() as on_board:
            newsroom.get("/v1/desk/issues/2017-W37/board", "editor")
        counts.append((len(statements), len(on_board)))
    assert len(set(counts)) == 1, counts
