"""Pictures that readers have: published articles that show them."""

from __future__ import annotations

from api.content.pictures import rendering, storage
from api.platform import db
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.newsroom import Newsroom


def picture(width: int = 700, height: int = 500, *, is_rendered: bool = True) -> str:
    """Add a picture to the library, with all its sizes; gives its id."""
    found = shelf.add(png(width, height), storage.current()).picture_id
    if is_rendered:
        assert rendering.make(found, store=storage.current())
    return found


def show(article: str, *pictures: str) -> None:
    """Let the publications of an article that stand show pictures, as a release does."""
    with db.transaction():
        for picture_id in pictures:
            db.rows(_SHOW, (picture_id, article))


_SHOW = """
INSERT INTO publication_picture (publication_id, picture_id)
SELECT id, ? FROM publication WHERE article_id = ? AND ended_at IS NULL
RETURNING picture_id
"""


def shown(newsroom: Newsroom, **options: int) -> tuple[str, str]:
    """Publish an article that shows a picture; gives the ids of both."""
    article, picture_id = newsroom.publish(), picture(**options)
    show(article, picture_id)
    return article, picture_id


def withdraw(newsroom: Newsroom, article: str, language: str = "en") -> None:
    """Take a version from its readers."""
    path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
    newsroom.post(path, "editor", {"reason": "It was not so."})
