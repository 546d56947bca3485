"""A shelf of four published articles, and a watch over what readers get of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.platform import clock, db
from api.publishing import readings
from tests.newsroom import Newsroom

Place = tuple[str, str]  # article, requested language
LANGUAGES = ("be", "ru", "en")


def rows() -> dict[Place, tuple[Any, ...]]:
    """Give every reading's validators."""
    found = db.rows("SELECT article_id, requested_language, etag, modified_at FROM reading")
    return {(article, language): tuple(validators) for article, language, *validators in found}


def bytes_of_all() -> list[tuple[Any, ...]]:
    """Give all that readings hold, but for when they changed."""
    held = (
        "article_id, requested_language, language, slug, topic, trend, issue, published_at, updated_at, etag,"
        " list_json, full_json, core_length"
    )
    sql = f"SELECT {held} FROM reading ORDER BY article_id, requested_language"
    return [*db.rows(sql), *db.rows("SELECT byline, article_id FROM reading_byline ORDER BY byline, article_id")]


def built_anew() -> list[tuple[Any, ...]]:
    """Give what readings would hold if all were built from nothing; what stands is kept."""
    with db.transaction(dry_run=True):
        db.database.execute_sql("DELETE FROM reading_byline")
        db.database.execute_sql("DELETE FROM reading")
        readings.rebuild(readings.everything(), at=clock.now())
        return bytes_of_all()


class Watch:
    """What changed since it began."""

    def __init__(self) -> None:
        self._before = rows()

    def changed(self) -> set[Place]:
        """Give the readings that are there, gone or changed since."""
        now = rows()
        return {place for place in self._before.keys() | now.keys() if self._before.get(place) != now.get(place)}


@dataclass(frozen=True)
class Shelf:
    """Four articles with a Belarusian source, the first three neighbours in one topic, the last alone in another.

    The first is in Belarusian and Russian, by hanna; the second in Belarusian, by vasil; the third in all three
    languages, by hanna; the last in Belarusian, by nobody.
    """

    first: str
    second: str
    third: str
    lone: str

    def all_of(self, *articles: str) -> set[Place]:
        """Give the places of some articles in every language."""
        return {(article, language) for article in articles for language in LANGUAGES}


def fill(newsroom: Newsroom) -> Shelf:
    """Publish the four articles, one after the other."""
    return Shelf(
        _publish(newsroom, "Першы", "ru", bylines=["hanna"]),
        _publish(newsroom, "Другі", bylines=["vasil"]),
        _publish(newsroom, "Трэці", "ru", "en", bylines=["hanna"]),
        _publish(newsroom, "Асобны", bylines=[], topic="river"),
    )


def _publish(newsroom: Newsroom, title: str, *languages: str, **changes: Any) -> str:
    return newsroom.publish(*languages, source_language="be", title=title, body="Адзін абзац.", **changes)


def release_revision(newsroom: Newsroom, article: str, language: str = "be", **changes: Any) -> None:
    """Revise an article, approve its source and release it alone."""
    newsroom.revise(article, **changes)
    newsroom.approve(article, language)
    newsroom.release(article, language)


def withdraw(newsroom: Newsroom, article: str, *languages: str) -> None:
    """Take versions from their readers."""
    for language in languages:
        path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
        newsroom.post(path, "editor", {"reason": "It was not so."})


def patch(newsroom: Newsroom, path: str, data: Any, method: str = "PATCH") -> None:
    """Change something at the desk as the editor."""
    response = newsroom.call(method, path, "editor", etag=newsroom.etag(path.removesuffix("/slug")), json=data)
    assert response.status_code == 200, response.get_data(as_text=True)
