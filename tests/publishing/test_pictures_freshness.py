"""Freshness and corrections hold for pictures as for words: another one is another thing that is said."""

from __future__ import annotations

from typing import Any

import pytest

from api.platform import db
from tests.newsroom import Newsroom
from tests.publishing import shelf
from tests.publishing.exhibition import article, journal, picture

NOTE = "The wrong person was shown."


def above(picture_id: str) -> dict[str, Any]:
    """Give the change that puts another picture above the text, and leaves all words as they are."""
    return {"picture": {"id": picture_id, "alt": "Above all", "caption": "Said above"}}


def shown(*pictures: str) -> str:
    """Give a text with pictures, described by where they stand."""
    below = "\n\n".join(f'![What {number} shows](picture:{id_} "Said")' for number, id_ in enumerate(pictures))
    return f"One paragraph.\n\n{below}\n\nAnother.\n"


def standing(place: str, picture_id: str) -> dict[str, Any]:
    """Give the change that puts a picture in one of the places of a text."""
    if place == "text":
        return {"body": shown(picture_id)}
    if place == "decoration in it":
        return {"body": f"One paragraph.\n\n![](picture:{picture_id}#decorative)\n"}
    return {"picture": {"id": picture_id, "is_decorative": True}}


def revise(newsroom: Newsroom, id_: str, *released: str, **changes: Any) -> None:
    """Save a revision, approve it, and release it in some languages; nothing is to translate."""
    newsroom.revise(id_, **changes)
    for language in released:
        newsroom.approve(id_, language)
    newsroom.release(id_, *released)


def catch_up(newsroom: Newsroom, id_: str) -> None:
    """Approve the translation as it stands, and release it."""
    newsroom.approve(id_, "ru")
    newsroom.release(id_, "ru")


def freshness(newsroom: Newsroom, id_: str, language: str = "ru") -> str:
    """Give what readers are told in every place, which is the same, and what building all anew would give."""
    whole = newsroom.get(f"/v1/articles/{id_}?lang={language}")
    listed = newsroom.get(f"/v1/articles?lang={language}")["data"][0]
    alternates = [other["freshness"] for other in whole["alternates"] if other["language"] == language]
    desk = newsroom.version(id_, language)["publication"]["freshness"]
    assert {whole["freshness"]} == {listed["freshness"], desk, *alternates}
    assert shelf.bytes_of_all() == shelf.built_anew()
    return str(whole["freshness"])


def test_a_correction_of_the_picture_is_a_correction(newsroom: Newsroom) -> None:
    """The journal and the article tell of it with its note, and readers of the other language wait for it."""
    wrong, right = picture(), picture(650)
    id_ = article(newsroom, lead=wrong)
    revise(newsroom, id_, "be", **above(right), weight="correction", note=NOTE)
    assert (freshness(newsroom, id_), freshness(newsroom, id_, "be")) == ("awaiting_correction", "current")
    told = journal(newsroom, "article")[-1]
    assert (told["type"], told["note"]) == ("corrected", NOTE)
    assert [each["note"] for each in newsroom.get(f"/v1/articles/{id_}?lang=be")["corrections"]] == [NOTE]
    catch_up(newsroom, id_)
    assert freshness(newsroom, id_) == "current"
    assert journal(newsroom, "article")[-1]["type"] == "corrected"
    assert [each["note"] for each in newsroom.get(f"/v1/articles/{id_}?lang=ru")["corrections"]] == [NOTE]


def test_another_picture_outdates(newsroom: Newsroom) -> None:
    """Above the text, and without a correction: it is an update, until the translation shows it too."""
    id_ = article(newsroom, lead=picture())
    revise(newsroom, id_, "be", **above(picture(650)), weight="meaning")
    assert freshness(newsroom, id_) == "outdated"
    assert journal(newsroom, "article")[-1]["type"] == "updated"
    catch_up(newsroom, id_)
    assert freshness(newsroom, id_) == "current"


@pytest.mark.parametrize(("weight", "expected"), [("meaning", "outdated"), ("correction", "awaiting_correction")])
@pytest.mark.parametrize("place", ["text", "decoration in it", "decoration above it"])
def test_another_picture_outdates_wherever_it_stands(
    sqlite_newsroom: Newsroom, place: str, weight: str, expected: str
) -> None:
    """In the text with the very words beneath it, and also where it is only decoration, which has none."""
    one, other = ({"picture": None, **standing(place, picture(width))} for width in (700, 650))
    id_ = article(sqlite_newsroom)
    revise(sqlite_newsroom, id_, "be", **one)
    sqlite_newsroom.translate(id_, "ru")
    catch_up(sqlite_newsroom, id_)
    revise(sqlite_newsroom, id_, "be", **other, weight=weight)
    assert freshness(sqlite_newsroom, id_) == expected
    catch_up(sqlite_newsroom, id_)
    assert freshness(sqlite_newsroom, id_) == "current"


def test_pictures_under_each_others_words_outdate(sqlite_newsroom: Newsroom) -> None:
    """Two that changed places are other pictures to their words; with their words they may stand wherever."""
    one, other = picture(), picture(650)
    id_ = article(sqlite_newsroom, one, other)
    revise(sqlite_newsroom, id_, "be", body=shown(other, one), weight="correction", note=NOTE)
    assert freshness(sqlite_newsroom, id_) == "awaiting_correction"
    assert journal(sqlite_newsroom, "article")[-1]["type"] == "corrected"
    moved = f'![What 1 shows](picture:{other} "Said")\n\nOne paragraph.\n\n![What 0 shows](picture:{one} "Said")\n\n'
    revise(sqlite_newsroom, id_, "be", body=f"{moved}Another.\n")
    assert freshness(sqlite_newsroom, id_) == "current"


def test_a_picture_corrected_away_is_awaited(sqlite_newsroom: Newsroom) -> None:
    """A translation that still shows what should not be shown says that it waits; the picture put back ends that."""
    wrong = picture()
    id_ = article(sqlite_newsroom, lead=wrong)
    revise(sqlite_newsroom, id_, "be", picture=None, weight="correction", note=NOTE)
    assert freshness(sqlite_newsroom, id_) == "awaiting_correction"
    revise(sqlite_newsroom, id_, "be", **above(wrong))
    assert freshness(sqlite_newsroom, id_) == "current"


def test_a_correction_that_was_published_is_not_told_twice(sqlite_newsroom: Newsroom) -> None:
    """Another picture after it, by a revision that corrects nothing, is an update and outdates."""
    id_ = article(sqlite_newsroom, lead=picture())
    revise(sqlite_newsroom, id_, "be", "ru", **above(picture(650)), weight="correction", note=NOTE)
    revise(sqlite_newsroom, id_, "be", **above(picture(640)), weight="meaning")
    assert freshness(sqlite_newsroom, id_) == "outdated"
    assert journal(sqlite_newsroom, "article")[-1]["type"] == "updated"
    assert len(sqlite_newsroom.get(f"/v1/articles/{id_}?lang=be")["corrections"]) == 1


def test_a_draft_of_another_picture_is_told_to_nobody(newsroom: Newsroom) -> None:
    """Saved and approved, it moves nothing on; nor does a translation that goes out ahead of its source."""
    id_ = article(newsroom, lead=picture())
    newsroom.revise(id_, **above(picture(650)), weight="correction", note=NOTE)
    newsroom.approve(id_, "be")
    assert freshness(newsroom, id_) == "current"
    catch_up(newsroom, id_)
    assert (freshness(newsroom, id_), freshness(newsroom, id_, "be")) == ("current", "current")


def test_a_body_of_before_names_no_picture(sqlite_newsroom: Newsroom) -> None:
    """A publication that kept no HTML is as fresh without it as with it."""
    id_ = article(sqlite_newsroom)
    with db.transaction():
        db.database.execute_sql("UPDATE publication SET html = NULL, blocks = NULL, text = NULL")
    assert freshness(sqlite_newsroom, id_) == "current"
