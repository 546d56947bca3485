from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.content.pictures.shelf import hung
from tests.newsroom import Newsroom

RIVER = {
    "source_language": "be",
    "title": "Рака Нёман выйшла з берагоў",
    "summary": "Вада стаіць у сялянскіх хатах.",
    "body": "Дэпутаты рачной рады глядзяць на ваду.\n\nАб'ява вісіць каля *моста*: рака \\<б> небяспечная.",
}
FOREST = {
    "source_language": "be",
    "title": "Лес за ракой",
    "summary": "Пра лясы і дровы.",
    "body": "У лесе ціха.",
    "topic": "river",
    "trend": "improved",
    "bylines": ["vasil"],
    "issue": None,
}


def _search(newsroom: Newsroom, text: str, **query: str) -> Any:
    asked = "".join(f"&{name.rstrip('_')}={value}" for name, value in ({"lang": "be"} | query).items())
    return newsroom.get(f"/v1/search?q={quote(text)}{asked}")


def _ids(newsroom: Newsroom, text: str, **query: str) -> list[str]:
    return [each["id"] for each in _search(newsroom, text, **query)["data"]]


@pytest.fixture
def texts(newsroom: Newsroom) -> tuple[str, str]:
    """Publish two articles in Belarusian."""
    return newsroom.publish(**RIVER), newsroom.publish(**FOREST)


def test_any_form_of_a_word_finds_an_article(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """By other forms, without ё and ў and apostrophe, and in Łacinka, all of the words must be in a text."""
    river, forest = texts
    for text in ("воды", "рацэ берагам", "нёманам", "неман", "дэпутатаў", "аб'явы", "абява", "ДЭПУТАТ"):
        assert _ids(newsroom, text) == [river], text
    assert _ids(newsroom, "дэпутат лес") == []
    assert set(_ids(newsroom, "raka")) == {river, forest} == set(_ids(newsroom, "рэкі"))
    assert _ids(newsroom, "лясамі") == [forest]
    assert _ids(newsroom, "рака лесам") == [forest]


def test_phrases_exclusions_and_beginnings(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """A phrase stands as it was asked for, a minus leaves out, a star is for any ending."""
    river, forest = texts
    assert _ids(newsroom, '"рачная рада"') == [river]
    assert _ids(newsroom, '"рада рачная"') == []
    assert _ids(newsroom, '"берагоў вада"') == [], "a phrase does not go on from the title into the summary"
    assert _ids(newsroom, "рака -лес") == [river]
    assert _ids(newsroom, "рака -вада") == [forest]
    assert _ids(newsroom, "дэп*") == [river]
    assert _ids(newsroom, "зюзю*") == []


def test_highlights_are_escaped_and_lead_to_their_block(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """Title, summary and body with nothing but marks in them; the id of the block is that of `body=blocks`."""
    found = next(each for each in _search(newsroom, "рака")["data"] if each["id"] == texts[0])
    title, body = found["highlights"]
    assert title == {"field": "title", "html": "<mark>Рака</mark> Нёман выйшла з берагоў", "block_id": None}
    assert body["html"].endswith("вісіць каля моста: <mark>рака</mark> &lt;б&gt; небяспечная.")
    blocks = newsroom.get(f"/v1/articles/{texts[0]}?lang=be&body=blocks")["body"]["content"]
    assert body["block_id"] == blocks[1]["id"]
    assert found["score"] > 0


def test_filters_and_facets(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """Those of `/v1/articles`; facets count what was found by topic and by year."""
    river, forest = texts
    assert _ids(newsroom, "рака", topic="river") == [forest]
    assert _ids(newsroom, "рака", trend="worsened") == [river]
    assert _ids(newsroom, "рака", byline="vasil") == [forest]
    assert _ids(newsroom, "рака", issue="2017-W37") == [river]
    assert _ids(newsroom, "рака", to="2001-01-01") == []
    assert len(_ids(newsroom, "рака", from_="2001-01-01")) == 2
    meta = _search(newsroom, "рака", include="facets")["meta"]
    assert meta["total"] == {"value": 2, "is_exact": True}
    assert [(each["key"], each["name"], each["count"]) for each in meta["facets"]["topic"]] == [
        ("river", "Рака", 1),
        ("society", "Грамадства", 1),
    ]
    assert [each["count"] for each in meta["facets"]["year"]] == [2]


def test_what_falls_back_is_found_unless_nobody_wants_it(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """A reader of Russian finds the Belarusian text, told as a fallback, and with `fallback=none` does not."""
    found = _search(newsroom, "рацэ", lang="ru")["data"]
    assert {each["id"] for each in found} == set(texts)
    assert all(each["is_fallback"] and each["language"] == "be" for each in found)
    assert _ids(newsroom, "рацэ", lang="ru", fallback="none") == []


def test_a_withdrawn_text_is_gone_at_once(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """From results, counts, suggestions and from what may have been meant."""
    river, forest = texts
    assert _search(newsroom, "Нёнан")["meta"]["did_you_mean"]["text"] == "нёман"
    newsroom.post(f"/v1/desk/articles/{river}/versions/be/withdrawal", "editor", {"reason": "No."})
    assert _ids(newsroom, "рака") == [forest]
    assert _search(newsroom, "Нёнан")["meta"] == {
        "limit": 20,
        "total": {"value": 0, "is_exact": True},
        "did_you_mean": None,
        "facets": None,
    }
    assert newsroom.get(f"/v1/suggest?lang=be&q={quote('нём')}")["data"] == []


def test_what_was_meant_is_a_word_of_what_is_public(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """A mistyped word is corrected where that finds something; the word of a draft is never offered."""
    newsroom.write(**(RIVER | {"title": "Сакрэтнасць", "body": "Сакрэтнасць."}))
    meant = _search(newsroom, '"рачная рада" дэпутвты')["meta"]["did_you_mean"]
    assert meant["text"] == '"рачная рада" дэпутаты'
    assert [each["id"] for each in newsroom.get(meant["href"])["data"]] == [texts[0]]
    assert _search(newsroom, "сакрэтнасц")["meta"]["did_you_mean"] is None
    assert _search(newsroom, "рака")["meta"]["did_you_mean"] is None


def test_pages_follow_each_other_and_belong_to_their_question(sqlite_newsroom: Newsroom) -> None:
    """No result twice and none left out, forwards and back; a cursor of another question is refused."""
    newsroom = sqlite_newsroom
    made = {
        newsroom.publish(**(FOREST | {"title": f"Лес {number}", "body": "Лес. " * number})) for number in range(1, 6)
    }
    for sort in ("relevance", "-published_at"):
        page = _search(newsroom, "лес", limit="2", sort=sort)
        seen = [page]
        while page["links"]["next"]:
            page = newsroom.get(page["links"]["next"])
            seen.append(page)
        found = [each for page in seen for each in page["data"]]
        ids = [each["id"] for each in found]
        assert len(ids) == len(made) == 5
        assert set(ids) == made
        assert newsroom.get(page["links"]["prev"])["data"] == seen[-2]["data"]
        scores = [each["score"] for each in found]
        assert sort != "relevance" or scores == sorted(scores, reverse=True)
        cursor = seen[0]["links"]["next"].partition("cursor=")[2]
        other = newsroom.call("GET", f"/v1/search?q={quote('ціха')}&lang=be&cursor={cursor}")
        assert (other.status_code, other.get_json()["errors"][0]["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%20", "q=-a", "q=%E2%80%94", "q=" + "a" * 100_000, "q=a&sort=rank", "q=a&sort=modified_at",
     "q=a&lang=xx", "q=a&issue=2018-W53", "q=a&limit=0", "q=a&cursor=AAAA", "q=a&include=body", "q=a&colour=red",
     "q=a&topic=nowhere", "q=a&from=2018-01-02&to=2018-01-01", "q=%00", "q=a*", "q=aa*+ab*+ac*+ad*+ae*", "q=%ED%A0%80"],
)  # fmt: skip
def test_bad_questions_are_refused_with_a_reason(sqlite_newsroom: Newsroom, query: str) -> None:
    """Nothing to look for, too much, what there is not, and what belongs elsewhere: 4xx that names the place."""
    response = sqlite_newsroom.call("GET", f"/v1/search?{query}")
    assert response.status_code in {400, 413, 422}
    assert response.get_json()["code"]


@pytest.mark.parametrize(
    "text",
    ["\u202eрака", "рака\u0301\u0301", "(рака", "рака)", "рака AND", "NEAR(рака)", "title:рака", "рака & !вада",
     "'рака'", "рака\\", "{рака}", "^рака", "рака:*", "%_", "ﷺ рака", "𝓻𝓲𝓿𝓮𝓻", "🙂 рака", "a\u0300" * 90, "***а",
     "<b>рака</b>", "рака;DROP TABLE reading", "--рака", "\u0345", "İstanbul"],
)  # fmt: skip
def test_whatever_is_typed_is_no_language_of_a_database(newsroom: Newsroom, text: str) -> None:
    """Signs that mean something to FTS5, to a tsquery or to SQL mean nothing here: an answer or 422, never 500."""
    response = newsroom.call("GET", f"/v1/search?lang=be&q={quote(text)}")
    assert response.status_code in {200, 422}
    assert newsroom.call("GET", f"/v1/suggest?lang=be&q={quote(text)}").status_code in {200, 422}


def test_suggestions_are_words_and_titles(newsroom: Newsroom, texts: tuple[str, str]) -> None:
    """How the last word may go on, each form of a word once, and articles with all of it in their titles."""
    found = newsroom.get(f"/v1/suggest?lang=be&q={quote('лес за ра')}")["data"]
    assert {each["type"] for each in found} == {"search", "article"}
    article = next(each for each in found if each["type"] == "article")
    assert article["html"] == "<mark>Лес</mark> <mark>за</mark> <mark>ракой</mark>"
    assert newsroom.get(article["href"])["id"] == texts[1]
    search = next(each for each in found if each["text"] == "лес за рака")
    assert search["html"] == "лес за <mark>ра</mark>ка"
    assert newsroom.get(search["href"])["data"][0]["id"] == texts[1]
    assert newsroom.get(f"/v1/suggest?lang=be&q={quote('р')}")["data"] == []


def test_an_answer_may_be_kept_and_asked_for_again(sqlite_newsroom: Newsroom) -> None:
    """It is public, has an ETag, names the language it depends on, and 304 answers who has it."""
    sqlite_newsroom.publish(**RIVER)
    path = f"/v1/search?q={quote('рака')}"
    first = sqlite_newsroom.call("GET", path, headers={"Accept-Language": "be"})
    assert first.headers["Cache-Control"].startswith("public")
    assert "Accept-Language" in first.headers["Vary"]
    assert first.headers["Content-Language"] == "be"
    again = sqlite_newsroom.call("GET", path, headers={"Accept-Language": "be", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert json.loads(first.data)["links"]["self"].startswith("/v1/search?lang=be&q=")


def test_what_is_said_of_a_picture_is_not_searched(newsroom: Newsroom) -> None:
    """A picture may have to go within a second, with every word of it: none is found, shown or proposed, ever."""
    picture = hung()
    body = f'The meadow floods.\n\n> ![Marigold portrait](picture:{picture} "Marigold at the trial")\n'
    newsroom.publish("ru", body=body, picture={"id": picture, "alt": "Marigold again", "caption": "Marigold"})
    for language in ("en", "ru"):
        assert _ids(newsroom, "meadow", lang=language)
        assert _ids(newsroom, "marigold", lang=language) == []
        assert "arigold" not in str(newsroom.get(f"/v1/suggest?q=mari&lang={language}")["data"])
        (found,) = _search(newsroom, "meadow", lang=language)["data"]
        assert "arigold" not in str(found["highlights"])
    assert _search(newsroom, "marigolt", lang="en")["meta"]["did_you_mean"] is None
