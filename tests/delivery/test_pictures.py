"""Pictures in what readers get: lists, issues, the whole article in each form, other languages, partners, previews."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from api.content.pictures.facts import Facts
from api.content.pictures.models import Picture
from tests.content.pictures.shelf import hung, picture
from tests.newsroom import ISSUE, Newsroom

BRIEF = {
    *("id", "alt", "is_decorative", "language", "width", "height", "widths", "formats", "href", "fallback"),
    *("thumbhash", "colour", "focal_point", "credit"),
}
BODY = 'It rained.\n\n![A wet {street}](picture:{picture} "Monday")\n\n![](picture:{picture}#decorative)\n'


def _published(newsroom: Newsroom, *languages: str, lead: str, inside: str) -> str:
    body = BODY.replace("{picture}", inside)
    return newsroom.publish(*languages, body=body, picture={"id": lead, "alt": "The river", "caption": "In May"})


def test_an_article_shows_its_pictures_in_every_form(newsroom: Newsroom) -> None:
    """The lead in lists, issues and whole; those of the body where they stand; each in the language of its words."""
    lead, inside = hung(), hung()
    article = _published(newsroom, "ru", lead=lead, inside=inside)
    whole = newsroom.get(f"/v1/articles/{article}?lang=en")
    listed = newsroom.get("/v1/articles?lang=en")["data"][0]["picture"]
    assert listed.keys() == BRIEF
    assert whole["picture"].keys() == BRIEF | {"caption", "crops", "rights"}
    assert listed == {name: whole["picture"][name] for name in BRIEF}
    assert (listed["id"], listed["alt"], whole["picture"]["caption"]) == (lead, "The river", "In May")
    assert newsroom.get(f"/v1/issues/{ISSUE}?lang=en")["articles"][0]["picture"] == listed
    content = whole["body"]["content"]
    assert content.count('<figure class="picture"><picture>') == 2
    assert 'alt="A wet {street}" loading="lazy"' in content
    assert 'alt="" loading="lazy"' in content
    assert "picture:" not in content
    russian = newsroom.get(f"/v1/articles/{article}?lang=ru")
    assert (russian["picture"]["alt"], russian["picture"]["language"]) == ("RU The river", "ru")
    assert 'alt="RU A wet {street}"' in russian["body"]["content"]
    blocks = newsroom.get(f"/v1/articles/{article}?lang=ru&body=blocks")["body"]["content"]
    shown = [block["picture"] for block in blocks if block["kind"] == "picture"]
    assert [(told["alt"], told["is_decorative"], told["language"]) for told in shown] == [
        ("RU A wet {street}", False, "ru"),
        ("", True, "ru"),
    ]
    markdown = newsroom.get(f"/v1/articles/{article}?lang=en&body=markdown")["body"]["content"]
    assert f'![A wet {{street}}]({shown[0]["fallback"]} "Monday")' in markdown
    text = newsroom.get(f"/v1/articles/{article}?lang=en&body=text")["body"]["content"]
    assert text == "It rained.\n\nA wet {street}\n\nMonday"


def test_a_fallback_tells_the_language_of_its_words(sqlite_newsroom: Newsroom) -> None:
    """Readers of English who are given a Russian text are given the Russian words of its pictures, marked so."""
    words = {"id": hung(), "alt": "Река", "caption": "У моста"}
    article = sqlite_newsroom.publish(source_language="ru", picture=words)
    found = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")
    assert (found["is_fallback"], found["picture"]["language"]) == (True, "ru")


def test_what_partners_may_not_have_is_not_in_the_journal(newsroom: Newsroom) -> None:
    """A picture that is not for syndication is in no document of the journal, and in the article all the same."""
    facts: Facts = {"syndication": False}
    kept, given = hung(**facts), hung()
    first = _published(newsroom, lead=kept, inside=given)
    second = _published(newsroom, lead=given, inside=kept)
    told = {
        entry["article_id"]: entry["document"]
        for entry in newsroom.get("/v1/changes?include=document&limit=100")["data"]
        if entry["resource"] == "article"
    }
    assert told[first]["picture"] is None
    assert given in told[first]["body"]["content"]
    assert told[second]["picture"]["id"] == given
    assert "<figure" not in told[second]["body"]["content"]
    assert kept not in str(told)
    whole: Any = newsroom.get(f"/v1/articles/{second}?lang=en")
    assert kept in whole["body"]["content"]
    assert whole["picture"]["rights"]["syndication"] is True


def test_a_preview_shows_what_is_not_public_yet_at_sealed_addresses(sqlite_newsroom: Newsroom) -> None:
    """Its pictures are read by who holds the preview, for a while, and by nobody at the plain address."""
    lead = picture()
    article = sqlite_newsroom.write(picture={"id": lead, "alt": "The river"})
    path = f"/v1/desk/articles/{article}/versions/en/preview"
    token = urlsplit(sqlite_newsroom.post(path, "editor", {})["url"]).path
    address = urlsplit(sqlite_newsroom.get(token)["picture"]["fallback"])
    assert sqlite_newsroom.call("GET", f"{address.path}?{address.query}").status_code == 200
    assert sqlite_newsroom.call("GET", address.path).status_code == 404


def test_a_release_again_with_another_decoration_is_news(sqlite_newsroom: Newsroom) -> None:
    """Whether a picture says something is part of what was released."""
    lead = hung()
    article = sqlite_newsroom.publish(picture={"id": lead, "alt": "The river"})
    sqlite_newsroom.revise(article, picture={"id": lead, "is_decorative": True})
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    found = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")["picture"]
    assert (found["alt"], found["is_decorative"]) == ("", True)


def test_a_redacted_picture_is_shown_in_the_place_of_its_former_self(sqlite_newsroom: Newsroom) -> None:
    """A text that is released later names the old one, and shows the new one."""
    lead = hung()
    other = hung()
    Picture.update(replaced_by=other).where(Picture.id == lead).execute()
    article = sqlite_newsroom.write(picture={"id": lead, "alt": "The river"})
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    assert sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")["picture"]["id"] == other
