"""The picture above a text: written, translated, approved and corrected like the text itself."""

from __future__ import annotations

from typing import Any

import polib
import pytest

from tests.content.pictures.shelf import hung
from tests.desk.po_files import exported, filled, taken
from tests.desk.revised import path_of
from tests.newsroom import Newsroom

WORDS = {"alt": "The river in May", "caption": "Photo of *the* bank", "is_decorative": False}


def lead(picture: str | None = None, **changes: Any) -> dict[str, Any]:
    """Give a lead picture as the wire has it."""
    return {"id": picture or hung(), **WORDS, **changes}


def test_a_lead_picture_is_written_shown_and_kept(newsroom: Newsroom) -> None:
    """What is left out stays, null takes it away, and an earlier revision still has it."""
    given = lead()
    article = newsroom.write(picture=given)
    assert newsroom.get(path_of(article), "editor")["revision"]["picture"] == given
    assert newsroom.revise(article, title="Another title")["picture"] == given
    assert newsroom.revise(article, picture=None)["picture"] is None
    assert newsroom.revise(article, title="A third title")["picture"] is None
    (fourth, third, second, first) = newsroom.get(f"{path_of(article)}/revisions", "editor")["data"]
    assert [each["picture"] for each in (fourth, third, second, first)] == [None, None, given, given]
    assert newsroom.get(f"{path_of(article)}/revisions/1", "editor")["picture"] == given


def test_only_the_id_need_be_given(sqlite_newsroom: Newsroom) -> None:
    """Its texts may come later."""
    picture = hung()
    article = sqlite_newsroom.write(picture={"id": picture})
    shown = sqlite_newsroom.get(path_of(article), "editor")["revision"]["picture"]
    assert shown == {"id": picture, "alt": "", "caption": "", "is_decorative": False}


def test_the_same_lead_again_is_no_revision(sqlite_newsroom: Newsroom) -> None:
    """Neither is one that differs in white space alone."""
    given = lead()
    article = sqlite_newsroom.write(picture=given)
    again = {"picture": {**given, "alt": f" {given['alt']}\n"}}
    response = sqlite_newsroom.call("POST", f"{path_of(article)}/revisions", "editor", etag="*", json=again)
    assert (response.status_code, response.get_json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"id": None}, "/picture/id", "required"),
        ({"id": 5}, "/picture/id", "invalid_type"),
        ({"id": ""}, "/picture/id", "invalid_length"),
        ({"id": "abc"}, "/picture/id", "unknown_picture"),
        ({"alt": None}, "/picture/alt", "required"),
        ({"alt": ["a"]}, "/picture/alt", "invalid_type"),
        ({"alt": "a" * 2_001}, "/picture/alt", "invalid_length"),
        ({"caption": "a" * 2_001}, "/picture/caption", "invalid_length"),
        ({"caption": "*a " * 250}, "/picture/caption", "too_much_markup"),
        ({"caption": "a\u202eb"}, "/picture/caption", "invisible_character"),
        ({"is_decorative": "yes"}, "/picture/is_decorative", "invalid_type"),
        ({"is_decorative": True}, "/picture/alt", "decorative_alt"),
        ({"width": 5}, "/picture/width", "unknown_field"),
    ],
)
def test_a_lead_picture_that_cannot_be_accepted_has_its_pointer(
    sqlite_newsroom: Newsroom, changes: dict[str, Any], pointer: str, code: str
) -> None:
    """When an article is written as when it is revised; nothing is saved."""
    given, article = {"picture": lead() | changes}, sqlite_newsroom.write()
    draft = {"source_language": "en", "topic": "society", "title": "T", "body": "Words.\n", **given}
    for path, data in (("/v1/desk/articles", draft), (f"{path_of(article)}/revisions", given)):
        response = sqlite_newsroom.call("POST", path, "editor", etag="*", json=data)
        assert response.status_code == 422, response.get_data(as_text=True)
        assert [(fault.get("pointer"), fault["code"]) for fault in response.get_json()["errors"]] == [(pointer, code)]
    assert sqlite_newsroom.get(path_of(article), "editor")["revision"]["number"] == 1


@pytest.mark.parametrize("given", ["abc", [], 5, True])
def test_a_lead_picture_is_an_object(sqlite_newsroom: Newsroom, given: Any) -> None:
    """Anything else is refused at its place."""
    article = sqlite_newsroom.write()
    response = sqlite_newsroom.call(
        "POST", f"{path_of(article)}/revisions", "editor", etag="*", json={"picture": given}
    )
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"].startswith("/picture")


def test_what_is_said_of_it_is_translated_as_plain_text(newsroom: Newsroom) -> None:
    """Alternative text and caption are messages after the summary; a translator's Markdown is their words only."""
    article = newsroom.write(picture=lead(alt="The river in May"))
    shown = [(each["kind"], each["source"]) for each in newsroom.messages(article, "ru")][1:5]
    assert shown == [
        ("summary", "Nobody was surprised."),
        ("caption", "The river in May"),
        ("caption", "Photo of \\*the\\* bank"),
        ("paragraph", "The council met on Monday and put the vote off."),
    ]
    (alt,) = [each for each in newsroom.messages(article, "ru") if each["source"] == "The river in May"]
    path = f"{path_of(article)}/versions/ru/messages/{alt['id']}"
    linked = {"translation": "Река [в](https://example.org) *мае*"}
    response = newsroom.call("PATCH", path, "translator-ru", etag=alt["etag"], json=linked)
    assert response.get_json()["translation"] == "Река в мае"


def test_translators_files_carry_it(sqlite_newsroom: Newsroom) -> None:
    """A file says which is the alternative text, and brings both back."""
    body = f'Words.\n\n![A map](picture:{hung()} "The bank")\n'
    article = sqlite_newsroom.write(picture=lead(), body=body)
    data = exported(sqlite_newsroom, article)
    said = {entry.msgid: entry.comment.partition(",")[0] for entry in polib.pofile(data.decode())}
    assert [said[source] for source in ("The river in May", "A map")] == ["alternative text of a picture"] * 2
    assert [said[source] for source in ("Photo of \\*the\\* bank", "The bank")] == ["caption"] * 2
    assert taken(sqlite_newsroom, article, filled(data))["counts"]["applied"] == len(said)


def test_a_difference_tells_of_the_picture(sqlite_newsroom: Newsroom) -> None:
    """Which stood there, which stands there now; its texts are blocks too."""
    first, second = lead(), lead(alt="A bridge", caption="")
    article = sqlite_newsroom.write()
    sqlite_newsroom.revise(article, picture=first)
    sqlite_newsroom.revise(article, picture=second)
    sqlite_newsroom.revise(article, title="Another title")
    sqlite_newsroom.revise(article, picture=None)
    path = f"{path_of(article)}/revisions"
    shown = [sqlite_newsroom.get(f"{path}/{number}/diff", "editor")["picture"] for number in range(1, 6)]
    assert shown == [
        None,
        {"change": "new", "before": None, "after": first},
        {"change": "changed", "before": first, "after": second},
        {"change": "same", "before": second, "after": second},
        {"change": "removed", "before": second, "after": None},
    ]
    blocks = sqlite_newsroom.get(f"{path}/3/diff", "editor")["blocks"]
    told = [(block["change"], block["before"], block["after"]) for block in blocks if block["change"] != "same"]
    assert ("removed", "Photo of \\*the\\* bank", None) in told
    assert "A bridge" in [after for _, _, after in told]
