"""Languages and the site's texts as administrators keep them."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from api.content.site import SiteWords
from api.platform import db
from api.platform.errors import Invalid
from api.platform.preconditions import ANY
from api.publishing import journal, site
from tests.newsroom import NOW, Newsroom, token

PL = {"code": "pl", "native_name": "polski", "fallback": "be"}


def _change(newsroom: Newsroom, code: str, **changes: Any) -> Any:
    path = f"/v1/admin/languages/{code}"
    return newsroom.call("PATCH", path, "admin", etag=newsroom.etag(path, "admin"), json=changes)


def test_a_new_language_is_read_through_its_chain_at_once(newsroom: Newsroom) -> None:
    """Whoever asks in a language just added gets the text of its fallback, and translators find a version to fill."""
    article = newsroom.publish("be", source_language="be")
    draft = newsroom.write()
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=pl").status_code == 422
    added = newsroom.call("POST", "/v1/admin/languages", "admin", json=PL)
    assert (added.status_code, added.headers["Location"]) == (201, "/v1/admin/languages/pl")
    read = newsroom.get(f"/v1/articles/{article}?lang=pl")
    assert (read["requested_language"], read["language"], read["is_fallback"]) == ("pl", "be", True)
    assert newsroom.version(draft, "pl")["status"] == "missing"
    assert "pl" in [row["code"] for row in newsroom.get("/v1/languages")["data"]]


def test_an_article_written_meanwhile_has_the_new_language_too(newsroom: Newsroom) -> None:
    """Articles that are written at the moment at which a language is added have a version in it all the same."""
    start = threading.Barrier(4)

    def send(path: str, by: str, data: Any) -> None:
        client = newsroom.app.test_client()
        start.wait()
        client.post(path, json=data, headers={"Authorization": f"Bearer {token(by)}"})
        db.release_connection()

    article = {"source_language": "en", "topic": "society", "title": "One", "summary": "Two.", "body": "Three.\n"}
    sent = [("/v1/admin/languages", "admin", PL), *[("/v1/desk/articles", "editor", article)] * 3]
    threads = [threading.Thread(target=send, args=args) for args in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = newsroom.get("/v1/desk/articles", "editor")["data"]
    assert [{version["language"] for version in row["versions"]} for row in shown] == [{"be", "en", "pl", "ru"}] * 3


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"code": "ru"}, 409, None),
        ({"code": "Polish!"}, 422, "/code"),
        ({"code": "zz"}, 422, "/code"),
        ({"code": "und"}, 422, "/code"),
        ({"code": "zz-Latn"}, 422, "/code"),
        ({"fallback": "xx"}, 422, "/fallback"),
        ({"native_name": ""}, 422, "/native_name"),
        ({"position": 0}, 422, "/position"),
    ],
)
def test_a_language_that_cannot_be_is_refused(
    sqlite_newsroom: Newsroom, change: Any, status: int, pointer: str | None
) -> None:
    """Each refusal names its place, and neither the languages nor what is public change."""
    generation = journal.generation()
    refused = sqlite_newsroom.call("POST", "/v1/admin/languages", "admin", json=PL | change)
    places = [fault.get("pointer") for fault in refused.get_json()["errors"]] or [None]
    assert (refused.status_code, places[0]) == (status, pointer)
    assert journal.generation() == generation
    assert len(sqlite_newsroom.get("/v1/admin/languages", "admin")["data"]) == 3


def test_another_fallback_changes_what_readers_get(newsroom: Newsroom) -> None:
    """A text that was read through the chain is read through the new one, and no longer found where there is none."""
    article = newsroom.publish("ru", source_language="ru")
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["language"] == "ru"
    generation = journal.generation()
    assert _change(newsroom, "en", fallback=None).status_code == 200
    assert journal.generation() == generation + 1
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=en").status_code == 404
    _change(newsroom, "en", fallback="ru")
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["language"] == "ru"


def test_a_language_without_dates_of_its_own_is_one_too(sqlite_newsroom: Newsroom) -> None:
    """CLDR knows Crimean Tatar by its name alone: it is added, read, and its dates are those of ISO 8601."""
    sqlite_newsroom.publish("be", source_language="be")
    sqlite_newsroom.post(
        "/v1/admin/languages", "admin", {"code": "crh", "native_name": "qırımtatarca", "fallback": "be"}
    )
    assert sqlite_newsroom.get("/v1/issues/latest?lang=crh")["period_label"] == "2017-09-11 – 2017-09-17"
    assert _change(sqlite_newsroom, "crh", native_name="къырымтатарджа").status_code == 200


@pytest.mark.parametrize(("code", "fallback"), [("be", "en"), ("be", "ru"), ("ru", "ru")])
def test_a_chain_does_not_lead_back(sqlite_newsroom: Newsroom, code: str, fallback: str) -> None:
    """A fallback that would close a circle, itself included, is refused at its place."""
    refused = _change(sqlite_newsroom, code, fallback=fallback)
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, "/fallback")
    assert sqlite_newsroom.get("/v1/languages?lang=en")["data"][0]["fallback"] == []


def test_the_order_decides_the_default(newsroom: Newsroom) -> None:
    """A language moved to the front is the default, and the others keep their order after it."""
    assert _change(newsroom, "en", position=0).status_code == 200
    assert [row["code"] for row in newsroom.get("/v1/languages")["data"]] == ["en", "be", "ru"]
    assert [row["is_default"] for row in newsroom.get("/v1/languages")["data"]] == [True, False, False]


def test_a_language_that_is_used_stays(newsroom: Newsroom) -> None:
    """A language with a text, a role, a fallback or a name in it is not removed; one without goes, order closed."""
    newsroom.post("/v1/admin/languages", "admin", PL)
    newsroom.post("/v1/admin/languages", "admin", {"code": "uk", "native_name": "українська"})
    article = newsroom.write()
    message = newsroom.messages(article, "uk")[0]
    newsroom.call(
        "PATCH",
        f"/v1/desk/articles/{article}/versions/uk/messages/{message['id']}",
        "editor",
        etag=message["etag"],
        json={"translation": "Слово"},
    )
    statuses = {
        code: newsroom.call("DELETE", f"/v1/admin/languages/{code}", "admin", etag="*").status_code
        for code in ("be", "ru", "uk", "pl")
    }
    assert statuses == {"be": 409, "ru": 409, "uk": 409, "pl": 204}
    assert [row["position"] for row in newsroom.get("/v1/admin/languages", "admin")["data"]] == [0, 1, 2, 3]
    assert newsroom.version(article, "uk")["progress"]["messages"]["untranslated"] > 0


def test_a_stale_language_is_not_changed(sqlite_newsroom: Newsroom) -> None:
    """An ETag that was read before somebody else's change is 412."""
    tag = sqlite_newsroom.etag("/v1/admin/languages/en", "admin")
    _change(sqlite_newsroom, "en", native_name="English (UK)")
    refused = sqlite_newsroom.call("PATCH", "/v1/admin/languages/en", "admin", etag=tag, json={"native_name": "x"})
    assert refused.status_code == 412


def test_the_sites_texts_are_set_by_language(newsroom: Newsroom) -> None:
    """What is put is read, publicly too; a language that is not named keeps its texts."""
    before = newsroom.call("GET", "/v1/admin/site", "admin")
    words = {"name": "Neman", "tagline": "", "about": "About."}
    put = newsroom.call("PUT", "/v1/admin/site", "admin", etag=before.headers["ETag"], json={"ru": words})
    assert put.get_json() == before.get_json() | {"ru": words}
    assert put.headers["ETag"] != before.headers["ETag"]
    assert newsroom.get("/v1/site?lang=ru")["name"] == "Neman"
    stale = newsroom.call("PUT", "/v1/admin/site", "admin", etag=before.headers["ETag"], json={"ru": words})
    assert stale.status_code == 412


def test_the_sites_texts_are_set_from_the_command_line_too(sqlite_newsroom: Newsroom) -> None:
    """Without a person it is the operator who sets them; the audit says so, and a text that cannot be is refused."""
    site.put({"ru": SiteWords("Неман", "", "")}, expected=ANY, by=None, at=NOW)
    assert sqlite_newsroom.get("/v1/site?lang=ru")["name"] == "Неман"
    entry = sqlite_newsroom.get("/v1/admin/audit?action=site.change", "admin")["data"][0]
    assert (entry["person"], entry["language"]) == (None, "ru")
    with pytest.raises(Invalid) as refused:
        site.put({"ru": SiteWords("a\nb", "\u200b", "\x07")}, expected=ANY, by=None, at=NOW)
    assert [fault.pointer for fault in refused.value.faults] == ["/ru/name", "/ru/tagline", "/ru/about"]


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"xx": {"name": "n", "tagline": "t", "about": "a"}}, "/xx"),
        ({"ru": {"name": "", "tagline": "t", "about": "a"}}, "/ru/name"),
        ({"ru": {"name": "n", "tagline": "t"}}, "/ru/about"),
        ({"ru": {"name": "n", "tagline": "t", "about": "a", "more": 1}}, "/ru/more"),
        ({"ru": "n"}, "/ru"),
    ],
)
def test_site_texts_that_cannot_be_are_refused(sqlite_newsroom: Newsroom, data: Any, pointer: str) -> None:
    """Each complaint stands at its place, and no text changes."""
    before = sqlite_newsroom.get("/v1/admin/site", "admin")
    refused = sqlite_newsroom.call("PUT", "/v1/admin/site", "admin", etag="*", json=data)
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, pointer)
    assert sqlite_newsroom.get("/v1/admin/site", "admin") == before
