"""Pictures of the library in texts: known, not withdrawn, kept while a revision names them, and described."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from api.content import showings
from api.content.pictures.models import Picture
from api.platform import clock, db, ids
from tests.at_once import at_once
from tests.content.pictures.shelf import hung
from tests.desk.review_steps import refused
from tests.desk.revised import path_of
from tests.newsroom import ISSUE, NOW, Newsroom
from tests.statements import counted

FOREIGN = "![A weir](https://example.org/weir.jpg)"
WITHDRAWN = {"withdrawn_at": NOW, "withdrawn_reason": "Arrested."}


def shown(picture: str, alt: str = "A map") -> str:
    """Give a paragraph that shows a picture."""
    return f"![{alt}](picture:{picture})"


def sent(newsroom: Newsroom, article: str | None = None, **given: Any) -> Any:
    """Send a text, as a revision or as a new article, and give the answer."""
    if article is not None:
        return newsroom.call("POST", f"{path_of(article)}/revisions", "editor", etag="*", json=given)
    draft = {"source_language": "en", "topic": "society", "title": "T", "body": "Words.\n", **given}
    return newsroom.call("POST", "/v1/desk/articles", "editor", json=draft)


def faults(response: Any) -> list[tuple[str, Any]]:
    """Give code and place of each fault of a refusal."""
    assert response.status_code in {409, 422}, response.get_data(as_text=True)
    return [(each["code"], each.get("line") or each.get("pointer")) for each in response.get_json()["errors"]]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_picture_that_there_is_not_is_refused_at_its_place(newsroom: Newsroom, is_new: bool) -> None:  # noqa: FBT001
    """The line of each, or the pointer of the lead; another newsroom's id is just unknown. Nothing is saved."""
    article = None if is_new else newsroom.write()
    there, other, third = hung(), ids.new(), ids.new()
    body = f"Words.\n\n{shown(there)}\n\n{shown(other)}\n\n- {shown(third)}\n"
    response = sent(newsroom, article, body=body, picture={"id": third, "alt": "A map"})
    assert faults(response) == [("unknown_picture", "/picture/id"), ("unknown_picture", 5), ("unknown_picture", 7)]
    assert db.rows("SELECT MAX(number) FROM revision") == [(None if is_new else 1,)]
    assert sent(newsroom, article, body=shown(there), picture={"id": there, "alt": "A map"}).status_code == 201


def test_a_picture_that_was_redacted_may_still_be_named(newsroom: Newsroom) -> None:
    """Its id stands for the one that took its place, unless that has been withdrawn."""
    old = hung(has_files=False, replaced_by=hung())
    article = newsroom.write(body=shown(old), picture={"id": old, "alt": "A map"})
    hidden = hung(has_files=False, replaced_by=hung(**WITHDRAWN))
    assert faults(sent(newsroom, article, body=shown(hidden))) == [("withdrawn_picture", 1)]


@pytest.mark.parametrize(
    "state", [WITHDRAWN, {"has_files": False}, {"deleted_at": NOW}], ids=["withdrawn", "destroyed", "deleted"]
)
def test_a_withdrawn_picture_is_not_brought_back(newsroom: Newsroom, state: dict[str, Any]) -> None:
    """Nobody names it anew, above a text or in it; where it stood, the text can still be revised."""
    picture = hung()
    stands = newsroom.write(body=f"{shown(picture)}\n\nWords.\n")
    leads = newsroom.write(picture={"id": picture, "alt": "A map"})
    with db.transaction():
        Picture.update(**state).where(Picture.id == picture).execute()
    assert faults(sent(newsroom, body=f"a\n\n{shown(picture)}")) == [("withdrawn_picture", 3)]
    assert faults(sent(newsroom, picture={"id": picture})) == [("withdrawn_picture", "/picture/id")]
    newsroom.revise(stands, body=f"Other words.\n\n{shown(picture, 'Another map')}\n")
    newsroom.revise(leads, title="Another title")
    newsroom.revise(leads, picture=None, body=shown(picture))
    newsroom.revise(leads, body="Words.\n")
    assert faults(sent(newsroom, leads, body=shown(picture))) == [("withdrawn_picture", 1)]


def test_a_code_block_names_no_picture(sqlite_newsroom: Newsroom) -> None:
    """What a text only quotes, it has not shown before."""
    picture = hung(**WITHDRAWN)
    article = sqlite_newsroom.write(body=f"```\n{shown(picture)}\n```\n")
    assert faults(sent(sqlite_newsroom, article, body=shown(picture))) == [("withdrawn_picture", 1)]


def test_pictures_are_asked_for_together(newsroom: Newsroom) -> None:
    """One statement however many, and none where there are none."""
    article, pictures = newsroom.write(), [hung() for _ in range(30)]
    asked = []
    for body in ("Words and more.\n", "\n\n".join(map(shown, pictures[:3])), "\n\n".join(map(shown, pictures))):
        with counted() as statements:
            newsroom.revise(article, body=body)
        asked.append(sum("FROM picture" in statement for statement in statements))
    assert asked == [0, 1, 1]


def test_a_text_shows_no_more_pictures_than_readers_can_load(sqlite_newsroom: Newsroom) -> None:
    """The line is that of the first which is too much; the lead counts."""
    picture = hung()
    body = "\n\n".join([shown(picture)] * showings.MOST)
    article = sqlite_newsroom.write(body=body)
    lead = {"id": picture, "alt": "A map"}
    assert faults(sent(sqlite_newsroom, article, picture=lead)) == [("too_many_pictures", 2 * showings.MOST - 1)]
    more = f"{body}\n\n{shown(picture)}"
    assert faults(sent(sqlite_newsroom, article, body=more)) == [("too_many_pictures", 2 * showings.MOST + 1)]


def test_pictures_of_other_hosts_are_refused(sqlite_newsroom: Newsroom) -> None:
    """In a paragraph as in a line of text, each with its line and its address; so nobody learns who reads what."""
    body = f"Words.\n\n{FOREIGN}\n\nWords ![x](https://example.org/x.png) here.\n"
    for article in (None, sqlite_newsroom.write()):
        response = sent(sqlite_newsroom, article, body=body)
        assert faults(response) == [("foreign_picture", 3), ("foreign_picture", 5)]
        assert "https://example.org/weir.jpg" in response.get_json()["errors"][0]["detail"]


def test_a_setting_lets_them_in_and_what_shows_one_keeps_it(newsroom: Newsroom) -> None:
    """Texts from before can be revised with the very addresses that they show, and with no other."""
    newsroom.let_foreign_pictures_in()
    article = newsroom.write(body=f"{FOREIGN}\n\nWords ![x](https://example.org/x.png) here.\n")
    db.close_database()
    db.open_database(newsroom.settings)
    newsroom.revise(article, title="Another title")
    newsroom.revise(article, body=f"Words.\n\n> ![Another text](https://example.org/weir.jpg)\n\n{FOREIGN}\n")
    other = FOREIGN.replace("weir", "lock")
    assert faults(sent(newsroom, article, body=f"{FOREIGN}\n\n{other}")) == [("foreign_picture", 3)]
    assert faults(sent(newsroom, article, body="![x](https://example.org/x.png)")) == [("foreign_picture", 1)]
    newsroom.revise(article, body="Words.\n")
    assert faults(sent(newsroom, article, body=FOREIGN)) == [("foreign_picture", 1)]


def blockers(newsroom: Newsroom, article: str, language: str) -> list[str]:
    """Give the codes of what keeps a version from going on."""
    return [blocker["code"] for blocker in newsroom.version(article, language)["blockers"]]


def test_a_picture_that_says_nothing_holds_a_text_back(newsroom: Newsroom) -> None:
    """In each language; the refusal names the places, and describing or marking them is all that it takes."""
    picture = hung()
    article = newsroom.write(body=f"Words.\n\n{shown(picture, '')}\n", picture={"id": picture, "caption": "The bank"})
    newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        assert blockers(newsroom, article, language) == ["missing_alt"]
        assert newsroom.version(article, language)["status"] == "in_progress"
        path = f"{path_of(article)}/versions/{language}"
        response = newsroom.call("POST", f"{path}/submission", "editor", etag="*", json={})
        assert faults(response) == [("missing_alt", "/picture/alt"), ("missing_alt", 3)]
    assert blockers(newsroom, article, "be") == ["untranslated_messages", "missing_alt"]
    newsroom.revise(article, body=f"Words.\n\n![](picture:{picture}#decorative)\n")
    assert blockers(newsroom, article, "ru") == ["missing_alt"]
    newsroom.revise(article, picture={"id": picture, "alt": "The river", "caption": "The bank"})
    newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        newsroom.approve(article, language)
    newsroom.release(article, "en", "ru")


@pytest.mark.parametrize("nothing", ["\u200d", "\u2800", "\u034f", "\ufe0f"])
def test_what_cannot_be_seen_says_nothing_of_a_picture(sqlite_newsroom: Newsroom, nothing: str) -> None:
    """Neither above the text nor in it, and not in a translation either."""
    picture = hung()
    lead = {"id": picture, "alt": nothing}
    article = sqlite_newsroom.write(body=f"Words.\n\n{shown(picture, nothing)}\n", picture=lead)
    path = f"{path_of(article)}/versions/en"
    response = sqlite_newsroom.call("POST", f"{path}/submission", "editor", etag="*", json={})
    assert faults(response) == [("missing_alt", "/picture/alt"), ("missing_alt", 3)]


def test_what_was_approved_goes_out_only_while_its_pictures_speak(newsroom: Newsroom) -> None:
    """A revision that takes the alternative text away takes the approval with it, called a typo or not."""
    picture = hung()
    article = newsroom.write(body=f"{shown(picture)}\n\nWords.\n")
    newsroom.approve(article, "en")
    haste = {"weight": "typo", "override_reason": "The office is closed."}
    newsroom.revise(article, body=f"{shown(picture, '')}\n\nWords.\n", **haste)
    version = newsroom.version(article, "en")
    assert (version["status"], blockers(newsroom, article, "en")) == ("in_progress", ["missing_alt"])
    path = path_of(article)
    refused(newsroom.call("POST", f"{path}/releases", "editor", json={"languages": ["en"]}), 409, "not_ready")
    approval = newsroom.call("POST", f"{path}/versions/en/approval", "reviewer-en", etag="*", json={})
    refused(approval, 409, "conflict")


def test_the_board_tells_which_texts_lack_a_description(sqlite_newsroom: Newsroom) -> None:
    """Whoever plans the issue sees it beside what is to be translated, in their own language."""
    sqlite_newsroom.write(picture={"id": hung()})
    path = f"/v1/desk/issues/{ISSUE}/board"
    board = sqlite_newsroom.get(path, "editor", headers={"Accept-Language": "ru"})
    told = {row["language"]: [found["code"] for found in row["articles"][0]["blockers"]] for row in board["languages"]}
    assert told["en"] == ["missing_alt"]
    assert told["ru"] == ["untranslated_messages", "missing_alt"]
    (english,) = [row for row in board["languages"] if row["language"] == "en"]
    assert "изображени" in english["articles"][0]["blockers"][0]["detail"]


def test_the_queue_asks_who_can_describe_it(sqlite_newsroom: Newsroom) -> None:
    """The editor has something to fix; a translator who is done waits, and one who is not translates."""
    article = sqlite_newsroom.write(picture={"id": hung()})
    queue = partial(sqlite_newsroom.get, "/v1/desk/queue")
    assert [row["action"] for row in queue("editor")["data"]] == ["fix"]
    assert [row["action"] for row in queue("translator-ru")["data"]] == ["translate"]
    sqlite_newsroom.translate(article, "ru")
    assert queue("translator-ru")["data"] == []


def test_a_foreign_picture_that_says_nothing_holds_nothing_back(sqlite_newsroom: Newsroom) -> None:
    """Texts from before go on as they did."""
    sqlite_newsroom.let_foreign_pictures_in()
    article = sqlite_newsroom.write(body="![](https://example.org/weir.jpg)\n\nWords.\n")
    sqlite_newsroom.approve(article, "en")


def test_lists_read_no_texts_to_know_it(sqlite_newsroom: Newsroom) -> None:
    """Board and queue ask no more statements, and name no body."""
    sqlite_newsroom.write(picture={"id": hung()})
    with counted() as statements:
        sqlite_newsroom.get("/v1/desk/queue", "editor")
        sqlite_newsroom.get(f"/v1/desk/issues/{ISSUE}/board", "editor")
    assert not [statement for statement in statements if "revision.body" in statement]


def together(newsroom: Newsroom, *works: Callable[[], Any]) -> list[Any]:
    """Do some things at the same moment."""
    return [each.status_code if hasattr(each, "status_code") else each for each in at_once(*works)]


def replace(old: str, new: str) -> None:
    """Put a picture in the place of another, as a redaction does."""
    with db.transaction():
        db.for_update(Picture.select().where(Picture.id == old)).get()
        Picture.update(replaced_by=new, has_files=False).where(Picture.id == old).execute()


def test_texts_with_the_same_pictures_are_saved_at_once(newsroom: Newsroom) -> None:
    """Whoever names them keeps them together with others, in whatever order the texts have them."""
    pictures = [hung() for _ in range(5)]
    works = [
        partial(sent, newsroom, newsroom.write(), body="\n\n".join(map(shown, order)))
        for order in (pictures, pictures[::-1]) * 3
    ]
    assert together(newsroom, *works) == [201] * len(works)


def test_a_picture_is_replaced_while_texts_name_it(newsroom: Newsroom) -> None:
    """Each revision is saved, whichever comes first: the id stands for the new one from then on."""
    for _ in range(5):
        old, article = hung(), newsroom.write()
        works = (partial(sent, newsroom, article, body=shown(old)), partial(replace, old, hung()))
        assert together(newsroom, *works) == [201, None]


def test_a_picture_is_removed_while_a_text_names_it(newsroom: Newsroom) -> None:
    """Either the text comes first and the picture has been kept until it was saved, or the picture is unknown."""

    def remove(picture: str) -> str:
        with db.transaction():
            found = db.for_update(Picture.select().where(Picture.id == picture)).get()
            named = db.rows("SELECT 1 FROM revision WHERE body LIKE ?", (f"%{picture}%",))
            if not named:
                found.delete_instance()
        return "named" if named else "removed"

    for _ in range(6):
        picture, article = hung(), newsroom.write()
        found = together(newsroom, partial(sent, newsroom, article, body=shown(picture)), partial(remove, picture))
        assert found in ([201, "named"], [422, "removed"])


def test_a_picture_is_withdrawn_while_a_text_names_it(newsroom: Newsroom) -> None:
    """The text is saved before, or it is refused; nothing waits for ever."""

    def withdraw(picture: str) -> None:
        with db.transaction():
            db.for_update(Picture.select().where(Picture.id == picture)).get()
            Picture.update(withdrawn_at=clock.now()).where(Picture.id == picture).execute()

    for _ in range(5):
        picture, article = hung(), newsroom.write()
        found = together(newsroom, partial(sent, newsroom, article, body=shown(picture)), partial(withdraw, picture))
        assert found in ([201, None], [422, None])
