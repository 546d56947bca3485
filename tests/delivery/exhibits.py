"""Pictures that readers have: published articles that show them."""

from __future__ import annotations

from api.content.pictures import rendering, storage
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.newsroom import Newsroom


def picture(width: int = 700, height: int = 500, *, is_rendered: bool = True) -> str:
    """Add a picture to the library, with all its sizes; gives its id."""
    found = shelf.add(png(width, height), storage.current()).picture_id
    if is_rendered:
        assert rendering.make(found, store=storage.current())
    return found


def body(*pictures: str) -> str:
    """Give the body of a text that shows pictures."""
    return "\n\n".join(["The ice went out on Sunday.", *(f"![The river](picture:{one})" for one in pictures)])


def shown(newsroom: Newsroom, *languages: str, is_rendered: bool = True) -> tuple[str, str]:
    """Publish an article that shows a picture; gives the ids of both."""
    picture_id = picture(is_rendered=is_rendered)
    return newsroom.publish(*languages, body=body(picture_id)), picture_id


def show(newsroom: Newsroom, article: str, *pictures: str) -> None:
    """Release an article anew in English, with these pictures and no others."""
    newsroom.revise(article, body=body(*pictures))
    newsroom.approve(article, "en")
    newsroom.release(article, "en")


def withdraw(newsroom: Newsroom, article: str, language: str = "en") -> None:
    """Take a version from its readers."""
    path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
    newsroom.post(path, "editor", {"reason": "It was not so."})
