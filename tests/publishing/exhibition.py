"""Articles that show pictures: above their text, in it, and in the place of others."""

from __future__ import annotations

from typing import Any

from tests.delivery import exhibits
from tests.newsroom import Newsroom

LANGUAGES = ("be", "ru", "en")  # the last falls back to the one before


def article(newsroom: Newsroom, *pictures: str, lead: str | None = None, **changes: Any) -> str:
    """Publish an article in Belarusian and Russian that shows pictures in its text, and perhaps one above it."""
    below = "\n\n".join(f'![What {number} shows](picture:{id_} "Said")' for number, id_ in enumerate(pictures))
    above = {"picture": {"id": lead, "alt": "Above all", "caption": "Said above"}} if lead is not None else {}
    body = f"One paragraph.\n\n{below}\n\nAnother.\n"
    return newsroom.publish("be", "ru", source_language="be", body=body, **above, **changes)


def picture(width: int = 700) -> str:
    """Add a picture; another width is another picture."""
    return exhibits.picture(width, 500, is_rendered=False)


def withdraw(newsroom: Newsroom, picture_id: str, **data: Any) -> Any:
    """Withdraw a picture as the editor."""
    return newsroom.post(f"/v1/desk/pictures/{picture_id}/withdrawal", "editor", {"reason": "A secret harm.", **data})


def restore(newsroom: Newsroom, picture_id: str) -> None:
    """Let a picture be shown again."""
    path = f"/v1/desk/pictures/{picture_id}"
    response = newsroom.call("DELETE", f"{path}/withdrawal", "editor", etag=newsroom.etag(path))
    assert response.status_code == 204, response.get_data(as_text=True)


def everything(newsroom: Newsroom, *articles: str) -> str:
    """Give all that readers get of some articles, in every language and form, in lists and issues, as one text."""
    paths = [
        f"/v1/articles/{id_}?lang={language}&body={form}"
        for id_ in articles
        for language in LANGUAGES
        for form in ("html", "markdown", "text", "blocks")
    ]
    for language in LANGUAGES:
        paths += [f"/v1/articles?lang={language}", f"/v1/issues/latest?lang={language}"]
    return "\n".join(newsroom.call("GET", path).get_data(as_text=True) for path in paths)


def journal(newsroom: Newsroom, resource: str | None = None, **query: str) -> list[Any]:
    """Give the journal's entries, of one resource or of all."""
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    found = newsroom.get(f"/v1/changes?limit=100{asked}")["data"]
    return [entry for entry in found if resource in {None, entry["resource"]}]
