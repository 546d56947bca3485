"""Four eyes and freshness hold for the picture above a text, as for the text itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.content.pictures.shelf import hung
from tests.desk.review_steps import refused, step
from tests.desk.revised import FOUR, path_of, said
from tests.newsroom import Newsroom

WORDS = {
    "alt": "The river in May, with the old bridge on its bank",
    "caption": "The bridge was closed for repairs.",
}


def lead(**changes: Any) -> dict[str, Any]:
    """Give a lead picture of its own."""
    return {"id": hung(), **WORDS, **changes}


def approved(newsroom: Newsroom, picture: dict[str, Any] | None) -> str:
    """Write an article with this lead and have source and Russian approved."""
    article = newsroom.write(body=FOUR, picture=picture)
    newsroom.translate(article, "ru", by="editor2")
    for language in ("en", "ru"):
        newsroom.approve(article, language)
    return article


def statuses(newsroom: Newsroom, article: str) -> list[str]:
    """Give the status of the source and of the translation."""
    return [newsroom.version(article, language)["status"] for language in ("en", "ru")]


@pytest.mark.parametrize("weight", ["meaning", "correction"])
def test_another_picture_is_looked_at_again(newsroom: Newsroom, weight: str) -> None:
    """With the same words beneath it nothing is to translate, and neither language goes out unseen."""
    article = approved(newsroom, lead())
    newsroom.revise(article, picture=lead(), weight=weight)
    for language in ("en", "ru"):
        shown = newsroom.version(article, language)
        assert (shown["status"], [each["code"] for each in shown["blockers"]]) == ("in_progress", ["structure_changed"])
    release = newsroom.call("POST", f"{path_of(article)}/releases", "editor", json={"languages": ["en", "ru"]})
    refused(release, 409, "not_ready")
    newsroom.submit(article, "en")
    refused(step(newsroom, article, "en", "approval", "editor"), 403, "four_eyes")
    assert step(newsroom, article, "en", "approval", "reviewer-en").status_code == 201


def test_what_is_put_back_was_approved(sqlite_newsroom: Newsroom) -> None:
    """The approval was of the very picture that stands there again."""
    picture = lead()
    article = approved(sqlite_newsroom, picture)
    for changed in (lead(), None):
        sqlite_newsroom.revise(article, picture=changed)
        assert statuses(sqlite_newsroom, article) == ["in_progress"] * 2
        sqlite_newsroom.revise(article, picture=picture)
        assert statuses(sqlite_newsroom, article) == ["approved"] * 2


def test_a_picture_without_words_is_looked_at_too(sqlite_newsroom: Newsroom) -> None:
    """Decoration that comes, or is another, is no message and is in the approval all the same."""
    article = approved(sqlite_newsroom, None)
    for picture in (hung(), hung()):
        sqlite_newsroom.revise(article, picture={"id": picture, "is_decorative": True})
        assert statuses(sqlite_newsroom, article) == ["in_progress"] * 2
        for language in ("en", "ru"):
            sqlite_newsroom.approve(article, language)


def test_another_picture_is_no_typo(sqlite_newsroom: Newsroom) -> None:
    """Without a reason it is refused; with one an editor answers for it."""
    article = approved(sqlite_newsroom, lead())
    change: dict[str, Any] = {"picture": lead(), "weight": "typo"}
    response = sqlite_newsroom.call("POST", f"{path_of(article)}/revisions", "editor", etag="*", json=change)
    assert [fault["code"] for fault in refused(response, 409, "not_a_typo")["errors"]] == ["typo_structure"]
    sqlite_newsroom.revise(article, **change, override_reason="Another shot of the same bridge.")
    assert statuses(sqlite_newsroom, article) == ["approved"] * 2


def test_another_alternative_text_is_to_be_translated_again(newsroom: Newsroom) -> None:
    """The message is fuzzy beside what it was made of; the others stay approved."""
    picture = lead()
    article = approved(newsroom, picture)
    other = WORDS["alt"].replace("in May", "in March")
    newsroom.revise(article, picture={**picture, "alt": other}, weight="meaning")
    messages = said(newsroom, article)
    assert (messages[other]["state"], messages[other]["previous_source"]) == ("fuzzy", WORDS["alt"])
    assert messages[WORDS["caption"]]["state"] == "approved"
    assert statuses(newsroom, article) == ["in_progress"] * 2


def test_a_typo_in_a_caption_carries_approvals(newsroom: Newsroom) -> None:
    """A letter wrong is a letter wrong, above the text as in it; a number is not."""
    picture = lead(caption="The bridge was clsoed for repairs in 2016.")
    article = approved(newsroom, picture)
    mended = {**picture, "caption": "The bridge was closed for repairs in 2016."}
    newsroom.revise(article, picture=mended, weight="typo")
    assert statuses(newsroom, article) == ["approved"] * 2
    assert said(newsroom, article)[mended["caption"]]["state"] == "approved"
    wrong = {"picture": {**mended, "caption": mended["caption"].replace("2016", "2017")}, "weight": "typo"}
    response = newsroom.call("POST", f"{path_of(article)}/revisions", "editor", etag="*", json=wrong)
    assert "typo_number" in [fault["code"] for fault in refused(response, 409, "not_a_typo")["errors"]]


def test_readers_of_other_languages_wait_for_a_corrected_caption(newsroom: Newsroom) -> None:
    """A correction of what is said of the picture is one of the text."""
    picture = lead()
    article = approved(newsroom, picture)
    newsroom.release(article, "en", "ru")
    corrected = {**picture, "caption": "The bridge was closed for ever."}
    newsroom.revise(article, picture=corrected, weight="correction", note="It stays closed.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    assert newsroom.get(f"/v1/articles/{article}?lang=ru")["freshness"] == "awaiting_correction"
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    newsroom.release(article, "ru")
    assert newsroom.get(f"/v1/articles/{article}?lang=ru")["freshness"] == "current"
