from __future__ import annotations

from api.languages import languages
from api.platform import db, migrate
from api.platform.settings import Settings
from tests.newsroom import Newsroom


def add_language(room: Newsroom, code: str, fallback: str) -> None:
    """Add a language as the administrator."""
    room.post("/v1/admin/languages", "admin", {"code": code, "native_name": code, "fallback": fallback})


def test_the_language_is_chosen_in_the_pinned_order(sqlite_newsroom: Newsroom) -> None:
    """`lang`, else the language of the slug, else Accept-Language, else the default; Vary tells of the header."""
    article = sqlite_newsroom.publish("ru", "en", source_language="be", title="Рашэнне адкладзена")
    slug = sqlite_newsroom.get(f"/v1/articles/{article}?lang=ru")["slug"]
    prefers_english = {"Accept-Language": "en"}
    cases = {
        f"{slug}?lang=be": ("be", False),
        slug: ("ru", False),
        f"{article}?lang=ru": ("ru", False),
        article: ("en", True),
    }
    for path, (language, varies) in cases.items():
        answer = sqlite_newsroom.call("GET", f"/v1/articles/{path}", headers=prefers_english)
        assert answer.get_json()["language"] == answer.headers["Content-Language"] == language, path
        assert ("Vary" in answer.headers) is varies, path
    assert sqlite_newsroom.call("GET", f"/v1/articles/{article}").headers["Content-Language"] == "be"
    for path, varies in (("/v1/articles", True), ("/v1/articles?lang=en", False), ("/v1/changes", False)):
        assert (sqlite_newsroom.call("GET", path, headers=prefers_english).headers.get("Vary") is not None) is varies, (
            path
        )


def test_accept_language_is_looked_up(sqlite_newsroom: Newsroom) -> None:
    """Qualities, longer ranges, refusals, `*` and nonsense are understood as RFC 9110 and RFC 4647 say."""
    article = sqlite_newsroom.publish("ru", "en", source_language="be", title="Рашэнне адкладзена")
    wanted = {
        "en-GB": "en",
        "de, ru;q=0.5": "ru",
        "ru;q=0.3, en;q=0.7": "en",
        "*": "be",
        "be;q=0, *": "ru",
        "EN": "en",
        "de": "be",
        "": "be",
        ";;;,q=": "be",
        "x" * 100_000: "be",
    }
    for header, language in wanted.items():
        shown = sqlite_newsroom.call("GET", f"/v1/articles/{article}", headers={"Accept-Language": header})
        assert shown.get_json()["language"] == language, header[:40]


def test_a_fallback_is_told_apart(sqlite_newsroom: Newsroom) -> None:
    """A reader of a language without a version gets the first of its chain and is told so; `fallback=none` is 404."""
    article = sqlite_newsroom.publish("be", source_language="be", title="Рашэнне адкладзена")
    answer = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    shown = answer.get_json()
    assert (shown["language"], shown["requested_language"], shown["is_fallback"]) == ("be", "en", True)
    assert answer.headers["Content-Language"] == "be"
    assert [other["language"] for other in shown["alternates"]] == ["be"]
    assert shown["topic"]["name"] == "Society", "names are those of the language that was asked for"
    assert shown["links"]["self"] == f"/v1/articles/{shown['slug']}?lang=be", "the address of the text, not of who asks"
    assert answer.headers["Link"].startswith(f'<{shown["links"]["self"]}>; rel="canonical"')
    assert {"lang-be", "lang-en"} <= set(answer.headers["Cache-Tag"].split(","))
    assert sqlite_newsroom.get(shown["links"]["self"])["is_fallback"] is False
    assert sqlite_newsroom.get("/v1/articles?lang=en")["data"][0]["links"] == shown["links"]
    own = sqlite_newsroom.get(f"/v1/articles/{article}?lang=be")
    assert (own["requested_language"], own["is_fallback"]) == ("be", False)
    assert sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en&fallback=none").status_code == 404
    assert len(sqlite_newsroom.get("/v1/articles?lang=en")["data"]) == 1
    assert sqlite_newsroom.get("/v1/articles?lang=en&fallback=none")["data"] == []
    assert len(sqlite_newsroom.get("/v1/articles?lang=be&fallback=none")["data"]) == 1


def test_a_language_added_at_run_time_is_served_at_once(newsroom: Newsroom) -> None:
    """A language that another process adds is known to the next request, with its whole chain."""
    newsroom.publish("be", source_language="be", title="Рашэнне адкладзена")
    assert newsroom.call("GET", "/v1/articles?lang=uk").status_code == 422
    add_language(newsroom, "uk", "en")
    listed = newsroom.get("/v1/articles?lang=uk")["data"]
    assert [(article["language"], article["requested_language"]) for article in listed] == [("be", "uk")]
    known = {language["code"]: language for language in newsroom.get("/v1/languages?lang=en")["data"]}
    assert known["uk"]["fallback"] == ["en", "ru", "be"]
    negotiated = newsroom.call("GET", "/v1/articles", headers={"Accept-Language": "uk-UA"})
    assert negotiated.get_json()["data"][0]["requested_language"] == "uk"


def test_a_chain_of_any_length_is_followed(newsroom: Newsroom) -> None:
    """Ten languages, each falling back to the next, lead to the one text that there is."""
    codes = ["uk", "pl", "cs", "sk", "de", "nl", "da", "sv", "nb", "fi"]
    for code, fallback in zip(codes, ["be", *codes], strict=False):
        add_language(newsroom, code, fallback)
    article = newsroom.publish("be", source_language="be", title="Рашэнне адкладзена")
    shown = newsroom.get(f"/v1/articles/{article}?lang=fi")
    assert (shown["language"], shown["requested_language"]) == ("be", "fi")
    with db.transaction():
        assert languages.everything()["fi"].chain == ("fi", *reversed(codes[:-1]), "be")


def test_a_language_is_asked_for_in_any_case(newsroom: Newsroom) -> None:
    """Tags are the same in upper and lower case (RFC 5646 section 2.1.1): one answer, one ETag, canonical links."""
    add_language(newsroom, "be-Latn", "be")
    article = newsroom.publish("ru", source_language="be", title="Рашэнне адкладзена")
    for path in (f"/v1/articles/{article}", "/v1/articles", "/v1/issues", "/v1/topics", "/v1/site", "/v1/changes"):
        for asked, meant in (("RU", "ru"), ("BE-lATN", "be-Latn")):
            shown, canonical = (newsroom.call("GET", f"{path}?lang={lang}") for lang in (asked, meant))
            assert shown.status_code == 200, path
            assert (shown.data, shown.headers.get("ETag")) == (canonical.data, canonical.headers.get("ETag")), path
    assert newsroom.get("/v1/changes?lang=RU")["data"]


def test_a_caller_is_spoken_to_in_the_language_asked_for_in_any_case(sqlite_newsroom: Newsroom) -> None:
    """`lang` chooses the words of problems and pages in upper case too, and English over what the header prefers."""
    for asked, language in (("BE", "be"), ("En", "en"), ("ru", "ru")):
        headers = {"Accept-Language": "be"}
        page = sqlite_newsroom.call("GET", f"/docs/problems?lang={asked}", headers=headers)
        assert page.headers["Content-Language"] == language


def test_a_newsroom_without_a_language_says_so(empty: Settings) -> None:
    """Before the first language is added nothing can be read yet: a clear 503, and no fault of ours."""
    db.open_database(empty)
    migrate.up()
    room = Newsroom(empty)
    paths = ("site", "languages", "topics", "bylines", "issues", "issues/latest", "articles", "articles/a-text")
    answers = [room.call("GET", f"/v1/{path}") for path in paths]
    room.close()
    told = [
        (path, answer.status_code, answer.get_json().get("code")) for path, answer in zip(paths, answers, strict=True)
    ]
    assert told == [(path, 503, "unavailable") for path in paths]
    assert all(answer.headers["Retry-After"] for answer in answers)
