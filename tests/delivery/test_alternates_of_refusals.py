from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import BODY, Newsroom


def _refused(newsroom: Newsroom, path: str, status: int, **options: Any) -> Any:
    answer = newsroom.call("GET", f"/v1/articles/{path}", **options)
    assert answer.status_code == status
    return answer.get_json()


def test_a_withdrawn_article_tells_where_it_can_still_be_read(sqlite_newsroom: Newsroom) -> None:
    """410 names the languages that are public, in the newsroom's order, and nothing of the one that is gone."""
    article = sqlite_newsroom.publish("ru", "en", source_language="be", title="Рашэнне адкладзена")
    slugs = {
        language: sqlite_newsroom.get(f"/v1/articles/{article}?lang={language}")["slug"] for language in ("be", "ru")
    }
    gone = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")
    sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "Wrong."})
    for path in (f"{article}?lang=en", gone["slug"], f"{gone['slug']}?body=blocks"):
        problem = _refused(sqlite_newsroom, path, 410)
        assert [one["href"] for one in problem["alternates"]] == [
            f"/v1/articles/{slugs[language]}?lang={language}" for language in ("be", "ru")
        ]
        assert problem["alternates"][0].keys() == {"language", "freshness", "freshness_label", "href", "page"}
        assert [one["freshness"] for one in problem["alternates"]] == ["current", "current"]
        for harm in (gone["slug"], gone["title"]):
            assert harm not in str(problem)
    sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/ru/withdrawal", "editor", {"reason": "Wrong."})
    assert [one["language"] for one in _refused(sqlite_newsroom, gone["slug"], 410)["alternates"]] == ["be"]


def test_an_article_that_is_not_in_a_language_tells_in_which_it_is(sqlite_newsroom: Newsroom) -> None:
    """404 for want of a language names those there are, with the label in the caller's own."""
    article = sqlite_newsroom.publish("ru", body=BODY)
    sqlite_newsroom.revise(article, title="Another title", weight="meaning")
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    for path in (
        f"{article}?lang=be&fallback=none",
        f"{sqlite_newsroom.get('/v1/articles?lang=ru')['data'][0]['slug']}?lang=be",
    ):
        problem = _refused(sqlite_newsroom, path, 404)
        assert [(one["language"], one["freshness"]) for one in problem["alternates"]] == [
            ("ru", "outdated"),
            ("en", "current"),
        ]
        assert problem["alternates"][0]["freshness_label"] == "Арыгінал з таго часу змяніўся"


@pytest.mark.parametrize("path", ["no-such-article", "00000000-0000-7000-8000-000000000000"])
def test_what_is_not_there_or_not_public_has_no_alternates(sqlite_newsroom: Newsroom, path: str) -> None:
    """An unknown article and one that is a draft in every language are refused in the same words."""
    draft = sqlite_newsroom.write()
    unknown, known = (_refused(sqlite_newsroom, f"{one}?lang=en", 404) for one in (path, draft))
    assert unknown["alternates"] == []
    assert {**known, "request_id": ""} == {**unknown, "request_id": ""}


def test_a_draft_in_another_language_is_no_alternate(sqlite_newsroom: Newsroom) -> None:
    """A translation that is approved but not released stays unsaid."""
    article = sqlite_newsroom.publish(body=BODY)
    sqlite_newsroom.translate(article, "ru")
    sqlite_newsroom.approve(article, "ru")
    problem = _refused(sqlite_newsroom, f"{article}?lang=be&fallback=none", 404)
    assert [one["language"] for one in problem["alternates"]] == ["en"]


@pytest.mark.parametrize("path", ["/v1/articles?from=2017-09-12&to=2017-09-11"])
def test_a_span_that_ends_before_it_begins_is_refused(sqlite_newsroom: Newsroom, path: str) -> None:
    """`from` later than `to` is a mistake that an empty list would hide; the same day is a day."""
    answer = sqlite_newsroom.call("GET", path)
    assert (answer.status_code, answer.get_json()["errors"][0]["parameter"]) == (422, "from")
    assert sqlite_newsroom.call("GET", path.replace("09-12", "09-11")).status_code == 200
