from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.platform import db
from tests.delivery.shelf import Shelf
from tests.newsroom import ISSUE, Newsroom

# For each step between two pages: at which hours articles are published, and which of those that stand is withdrawn.
Steps = list[tuple[list[int], int | None]]

steps = st.lists(st.tuples(st.lists(st.integers(0, 30), max_size=3), st.none() | st.integers(0, 40)), max_size=12)


def read_on(shelf: Shelf, path: str, link: str, between: Steps) -> tuple[list[Any], str | None, set[str]]:
    """Page from an address on, with articles published and withdrawn between the pages.

    Gives the articles read, the address of the last page that had any, and which were withdrawn meanwhile.
    """
    found: list[Any] = []
    withdrawn: set[str] = set()
    pending, last = list(between), path
    following: str | None = path
    while following is not None:
        page = shelf.room.get(following)
        found += page["data"] if link == "next" else page["data"][::-1]
        last, following = following if page["data"] else last, page["links"][link]
        hours, index = pending.pop(0) if pending and following is not None else ([], None)
        for hour in hours:
            shelf.add(hour)
        if index is not None:
            withdrawn |= withdraw(index)
    return found, last, withdrawn


def end_from(shelf: Shelf, path: str) -> str:
    """Give the last page that has rows, from a page on: what is published may have filled a page that was the last."""
    while (following := shelf.room.get(path)["links"]["next"]) is not None:
        path = following
    return path


def withdraw(index: int) -> set[str]:
    """Take an article from the lists, by its place in the order of ids; gives its id."""
    ids = standing()
    if index >= len(ids):
        return set()
    with db.transaction():
        db.row("DELETE FROM reading WHERE article_id = ? RETURNING article_id", (ids[index],))
    return {ids[index]}


def standing() -> list[str]:
    """Give the ids of what is public, in their order."""
    sql = "SELECT article_id FROM reading WHERE published_at IS NOT NULL ORDER BY article_id"
    return [article for (article,) in db.rows(sql)]


def clear() -> None:
    """Leave nothing on the shelf."""
    with db.transaction():
        db.rows("DELETE FROM reading RETURNING article_id")


def check_paging(shelf: Shelf, start: list[int], sort: str, limit: int, there: Steps, back: Steps) -> None:
    """Page to the end and back while the list changes: no row twice, and none missed that stood all the time."""
    clear()
    for hour in start:
        shelf.add(hour)
    path = f"/v1/articles?lang=en&sort={sort}&limit={limit}"
    for link, between in (("next", there), ("prev", back)):
        stood = set(standing())
        found, last, withdrawn = read_on(shelf, path, link, between)
        ids = [article["id"] for article in found]
        assert len(ids) == len(set(ids)), "a row came twice"
        assert stood - withdrawn <= set(ids), "a row was skipped"
        places = [(article[sort.removeprefix("-")], article["id"]) for article in found]
        assert places == sorted(places, reverse=sort.startswith("-") is (link == "next"))
        path = end_from(shelf, str(last))


@pytest.fixture
def shelf(sqlite_newsroom: Newsroom) -> Shelf:
    """Give a shelf on SQLite, cleared by each example."""
    return Shelf(sqlite_newsroom)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_row_is_skipped_or_repeated_while_articles_are_published(shelf: Shelf, data: st.DataObject) -> None:
    """Whatever is published and withdrawn between two pages, at the same moments too, in every order, both ways."""
    check_paging(
        shelf,
        data.draw(st.lists(st.integers(0, 30), max_size=15)),
        data.draw(st.sampled_from(["-published_at", "published_at", "-updated_at", "updated_at"])),
        data.draw(st.integers(1, 4)),
        data.draw(steps),
        data.draw(steps),
    )


def test_pages_lead_to_the_end_and_back_on_both_databases(newsroom: Newsroom) -> None:
    """Three articles of one moment and others around them come once each, both ways, whatever form times have."""
    shelf = Shelf(newsroom)
    hours = [5, 5, 5, 1, 9, 9, 2]
    between: Steps = [([9, 5, 1], None), ([5], 3), ([], None)]
    for sort in ("-published_at", "updated_at"):
        check_paging(shelf, hours, sort, 2, between, between)


@pytest.mark.parametrize("sort", ["published_at", "-published_at"])
def test_what_came_out_at_once_has_one_order(newsroom: Newsroom, sort: str) -> None:
    """Of eight in one release pages, list and neighbours have the same order, and the issue has the editor's."""
    articles = [newsroom.write(title=f"Title {number}", body="One paragraph.") for number in range(8)]
    for article in articles:
        newsroom.approve(article, "en")
    answer = newsroom.call(
        "PATCH", f"/v1/desk/issues/{ISSUE}", "editor", etag="*", json={"articles": [*articles[4:], *articles[:4]]}
    )
    assert answer.status_code == 200
    newsroom.post(f"/v1/desk/issues/{ISSUE}/releases", "editor", {"languages": ["en"]})
    issue = newsroom.get(f"/v1/issues/{ISSUE}?lang=en")
    assert [item["id"] for item in issue["articles"]] == [*articles[4:], *articles[:4]]
    address = f"/v1/articles?lang=en&topic=society&sort={sort}"
    whole = [item["id"] for item in newsroom.get(address)["data"]]
    following: str | None = f"{address}&limit=3"
    paged: list[str] = []
    while following is not None:
        page = newsroom.get(following)
        paged += [item["id"] for item in page["data"]]
        following = page["links"]["next"]
    assert paged == whole
    chained: list[str] = []
    beside: str | None = whole[0]
    while beside is not None:
        chained.append(beside)
        found = newsroom.get(f"/v1/articles/{beside}?lang=en")["next" if sort == "published_at" else "previous"]
        beside = found["id"] if found else None
    assert chained == whole
    assert sorted(whole) == sorted(articles)
