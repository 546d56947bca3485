"""What search engines and messengers are told of a version: who sets it, when readers have it, what follows else."""

from __future__ import annotations

from typing import Any

import pytest

from api.publishing import journal
from tests.content.pictures.shelf import hung
from tests.newsroom import Newsroom
from tests.publishing.exhibition import withdraw

TOLD = {"title": "Why the vote waits", "description": "The council needs another week.", "picture": None}
BODY = "It rained.\n\n![A wet street](picture:{picture})\n"


def _path(article: str, language: str = "en") -> str:
    return f"/v1/desk/articles/{article}/versions/{language}/seo"


def _set(newsroom: Newsroom, article: str, language: str = "en", by: str = "editor", **told: Any) -> Any:
    return newsroom.call("PUT", _path(article, language), by, etag="*", json=told)


def _seo(newsroom: Newsroom, article: str, language: str = "en") -> Any:
    return newsroom.get(f"/v1/articles/{article}?lang={language}")["seo"]


def test_what_is_not_set_follows_from_the_text(newsroom: Newsroom) -> None:
    """Title, summary and lead picture, in the language of the text; without a summary its first paragraph."""
    picture = hung(width=3000, height=2000)
    lead = {"id": picture, "alt": "The river", "caption": ""}
    article = newsroom.publish("ru", title="*The* river", summary="A `summary`.", body="It rained.", picture=lead)
    told = _seo(newsroom, article)
    shown = told.pop("picture")
    assert told == {"title": "The river", "description": "A summary."}
    href = f"{newsroom.settings.base_url}/media/{picture}/1200x630/1200.jpg"
    size = {"width": 1200, "height": 630, "type": "image/jpeg"}
    assert shown == {"id": picture, "alt": "The river", "href": href, "syndication": True, **size}
    assert _seo(newsroom, article, "ru")["picture"]["alt"] == "RU The river"
    other = newsroom.publish(title="Other", summary="", body="It *rained*.\n\nAgain.")
    assert _seo(newsroom, other) == {"title": "Other", "description": "It rained.", "picture": None}


def test_readers_have_it_with_the_next_release(newsroom: Newsroom) -> None:
    """Nothing of it is public before; a release with nothing else puts it out, is told, and the next one is none."""
    article = newsroom.publish(body="It rained.")
    before = newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    generation = journal.generation()
    assert _set(newsroom, article, **TOLD).get_json() == {
        "article_id": article,
        "language": "en",
        **TOLD,
        "revision": 1,
        "is_overtaken": False,
        "is_released": False,
    }
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=en").data == before.data
    assert journal.generation() == generation
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    newsroom.release(article, "en")
    assert newsroom.get(_path(article), "editor")["is_released"] is True
    assert _seo(newsroom, article) == TOLD
    told = newsroom.get(f"/v1/changes?since={cursor}")["data"]
    assert [(each["resource"], each["type"]) for each in told] == [("issue", "updated"), ("article", "updated")][::-1]
    etag = newsroom.etag(f"/v1/articles/{article}?lang=en")
    newsroom.release(article, "en")
    assert newsroom.etag(f"/v1/articles/{article}?lang=en") == etag


def test_each_language_has_its_own(newsroom: Newsroom) -> None:
    """A translator's words stand in their language, and a reader who falls back to it is told them."""
    article = newsroom.write(source_language="be", title="Рака", body="Дождж.")
    newsroom.approve(article, "be")
    newsroom.translate(article, "ru")
    assert _set(newsroom, article, "ru", "translator-ru", title="Почему ждут").status_code == 200
    newsroom.approve(article, "ru")
    newsroom.release(article, "be", "ru")
    assert [_seo(newsroom, article, language)["title"] for language in ("be", "ru", "en")] == [
        "Рака",
        "Почему ждут",
        "Почему ждут",
    ]


def test_who_works_on_a_text_sets_it_until_it_is_approved(sqlite_newsroom: Newsroom) -> None:
    """Translators of the language may, others not; of the source editors; of what is approved editors alone."""
    article = sqlite_newsroom.write(body="It rained.")
    sqlite_newsroom.translate(article, "ru")
    tries = [("ru", "translator-ru"), ("ru", "reviewer-ru"), ("ru", "translator-en"), ("en", "translator-en")]
    found = [_set(sqlite_newsroom, article, *each, title="One").status_code for each in tries]
    assert found == [200, 200, 403, 403]
    sqlite_newsroom.approve(article, "ru")
    found = [_set(sqlite_newsroom, article, "ru", by, title="Two").status_code for by in ("translator-ru", "editor")]
    assert found == [403, 200]
    assert sqlite_newsroom.version(article, "ru")["status"] == "approved"
    assert sqlite_newsroom.call("GET", _path(article), "admin").status_code == 403


def test_nobody_approves_what_they_have_not_seen(sqlite_newsroom: Newsroom) -> None:
    """It changes the version's ETag, which an approval names; and who would overwrite a later one is refused."""
    article = sqlite_newsroom.write(body="It rained.")
    sqlite_newsroom.submit(article, "en")
    version = f"/v1/desk/articles/{article}/versions/en"
    seen = sqlite_newsroom.etag(version)
    assert sqlite_newsroom.etag(_path(article)) == seen
    assert _set(sqlite_newsroom, article, title="Other").headers["ETag"] != seen
    approval = sqlite_newsroom.call("POST", f"{version}/approval", "reviewer-en", etag=seen, json={})
    stale = sqlite_newsroom.call("PUT", _path(article), "editor", etag=seen, json={"title": "Another"})
    unsaid = sqlite_newsroom.call("PUT", _path(article), "editor", json={"title": "Another"})
    assert (approval.status_code, stale.status_code, unsaid.status_code) == (412, 412, 428)
    now = sqlite_newsroom.etag(version)
    assert _set(sqlite_newsroom, article, title=" Other  ").headers["ETag"] == now


def test_a_correction_takes_its_words_along(newsroom: Newsroom) -> None:
    """What was written before a correction may be what was wrong: the text is followed until it is saved again."""
    article = newsroom.publish(title="Ten houses", body="It rained.")
    _set(newsroom, article, **TOLD)
    newsroom.release(article, "en")
    newsroom.revise(article, title="Two houses", weight="correction")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    assert _seo(newsroom, article)["title"] == "Two houses"
    assert newsroom.get(_path(article), "editor")["is_overtaken"] is True
    saved = _set(newsroom, article, **TOLD).get_json()
    assert (saved["is_overtaken"], saved["revision"], saved["is_released"]) == (False, 2, False)
    newsroom.release(article, "en")
    assert _seo(newsroom, article)["title"] == TOLD["title"]


def test_the_social_picture_is_one_that_the_text_shows(newsroom: Newsroom) -> None:
    """One of the body may be chosen, with what the text says of it; the lead stands where it is shown no longer."""
    lead, inside, other = hung(), hung(), hung()
    words = {"id": lead, "alt": "The river", "caption": ""}
    article = newsroom.publish("ru", body=BODY.format(picture=inside), picture=words)
    for picture in (other, "nothing"):
        refused = _set(newsroom, article, picture=picture)
        assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (422, "picture_not_shown")
    for language in ("en", "ru"):
        _set(newsroom, article, language, picture=inside)
    newsroom.release(article, "en", "ru")
    shown = [_seo(newsroom, article, language)["picture"] for language in ("en", "ru")]
    assert [(each["id"], each["alt"]) for each in shown] == [(inside, "A wet street"), (inside, "RU A wet street")]
    withdraw(newsroom, inside)
    answer = newsroom.call("GET", f"/v1/articles/{article}?lang=en")
    assert (answer.get_json()["seo"]["picture"]["id"], inside in answer.get_data(as_text=True)) == (lead, False)
    withdraw(newsroom, lead)
    assert _seo(newsroom, article)["picture"] is None


def test_a_picture_that_left_the_text_is_not_told(newsroom: Newsroom) -> None:
    """A revision without it is released with its lead, whatever was chosen before."""
    lead, inside = hung(), hung()
    article = newsroom.write(body=BODY.format(picture=inside), picture={"id": lead, "alt": "The river", "caption": ""})
    _set(newsroom, article, picture=inside)
    newsroom.revise(article, body="It rained.", weight="meaning")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    assert _seo(newsroom, article)["picture"]["id"] == lead


def test_partners_are_not_given_a_picture_that_is_not_theirs(sqlite_newsroom: Newsroom) -> None:
    """What is not for syndication is in no document of the journal, as social picture neither."""
    lead = hung(syndication=False)
    article = sqlite_newsroom.publish(body="It rained.", picture={"id": lead, "alt": "The river", "caption": ""})
    assert _seo(sqlite_newsroom, article)["picture"]["id"] == lead
    (document,) = [
        each["document"]
        for each in sqlite_newsroom.get("/v1/changes?include=document")["data"]
        if each["resource"] == "article"
    ]
    assert (document["seo"]["picture"], lead in str(document)) == (None, False)


def test_a_preview_shows_what_would_be_told(sqlite_newsroom: Newsroom) -> None:
    """A draft's own words, before any release, and its picture at a sealed address."""
    lead = hung()
    article = sqlite_newsroom.write(body="It rained.", picture={"id": lead, "alt": "The river", "caption": ""})
    _set(sqlite_newsroom, article, **TOLD)
    made = sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/en/preview", "editor", {})
    told = sqlite_newsroom.get(f"/v1/preview/{made['url'].rpartition('/')[2]}")["seo"]
    assert (told["title"], "&seal=" in told["picture"]["href"]) == (TOLD["title"], True)


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"title": "x" * 121}, "/title"),
        ({"title": ""}, "/title"),
        ({"title": "two\nlines"}, "/title"),
        ({"description": "x" * 321}, "/description"),
        ({"description": "a\u202eb"}, "/description"),
        ({"keywords": "x"}, "/keywords"),
        ({"picture": 1}, "/picture"),
    ],
)
def test_what_cannot_be_told_is_refused(sqlite_newsroom: Newsroom, told: Any, pointer: str) -> None:
    """Each complaint stands at its place."""
    article = sqlite_newsroom.write(body="It rained.")
    refused = _set(sqlite_newsroom, article, **told)
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_long_title_is_cut_for_search_engines(sqlite_newsroom: Newsroom) -> None:
    """What follows from the text is bounded as what is set is."""
    article = sqlite_newsroom.publish(title="river " * 40, summary="word " * 200, body="It rained.")
    told = _seo(sqlite_newsroom, article)
    assert (len(told["title"]) <= 120, told["title"][-6:], len(told["description"]) <= 320) == (True, "river…", True)


def test_the_audit_names_who_set_it_and_none_of_its_words(sqlite_newsroom: Newsroom) -> None:
    """Who and which version, as for every deed; the words stand with the version."""
    article = sqlite_newsroom.write(body="It rained.")
    _set(sqlite_newsroom, article, **TOLD)
    (entry,) = sqlite_newsroom.get("/v1/admin/audit?action=version.seo", "admin")["data"]
    assert (entry["thing_id"], entry["language"], entry["details"]) == (article, "en", {})


def test_a_language_in_which_something_is_told_is_used(newsroom: Newsroom) -> None:
    """What somebody set in a language does not go with it unseen: the language stays until it is taken back."""
    newsroom.post("/v1/admin/languages", "admin", {"code": "pl", "native_name": "polski"})
    article = newsroom.write(body="It rained.")
    assert _set(newsroom, article, "pl", title="Tytuł").status_code == 200
    assert newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 409
    assert _set(newsroom, article, "pl").get_json()["revision"] is None
    assert newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 204
