from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.content.pictures import storage
from api.formats import urns
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.delivery import exhibits
from tests.formats.judges import ninjs_faults
from tests.newsroom import ISSUE, Newsroom
from tests.partners import parties

PAGES = {
    "article": "https://news.example/{language}/{slug}",
    "issue": "https://news.example/{language}/weeks/{key}",
}


def asked(newsroom: Newsroom, path: str, **headers: str) -> TestResponse:
    """Ask for what must be there."""
    response = newsroom.call("GET", path, headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response


def ninjs(newsroom: Newsroom, path: str) -> dict[str, Any]:
    """Ask for ninjs, and judge it by the schema."""
    found: dict[str, Any] = json.loads(asked(newsroom, f"{path}&format=ninjs").data)
    assert ninjs_faults(found) == []
    return found


def related(found: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    """Give what an object is associated with in one way."""
    return [each for each in found["associations"] if each["rel"] == rel]


def put_pages(newsroom: Newsroom, **pages: str | None) -> None:
    """Say where the site's own pages are."""
    path = "/v1/admin/site"
    response = newsroom.call("PUT", path, "admin", etag=newsroom.etag(path, "admin"), json={"pages": pages})
    assert response.status_code == 200, response.get_data(as_text=True)


def test_each_form_has_its_type_and_is_cached_as_the_plain_one_is(sqlite_newsroom: Newsroom) -> None:
    """An ETag of its own, what it shows as tags, public for caches, and 304 for who has it."""
    article = sqlite_newsroom.publish("ru")
    profile = 'application/json; profile="http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"'
    tags = set()
    for form, media_type in (("ninjs", profile), ("jsonld", "application/ld+json")):
        for thing in (f"articles/{article}", f"issues/{ISSUE}"):
            path = f"/v1/{thing}?lang=en&format={form}"
            response = asked(sqlite_newsroom, path)
            assert response.headers["Content-Type"] == media_type
            assert response.headers["Cache-Control"].startswith("public")
            assert f"article-{article[-12:]}" in response.headers["Cache-Tag"].split(",")
            assert "site" in response.headers["Cache-Tag"].split(",")
            assert response.headers["Content-Language"] == "en"
            assert "Last-Modified" not in response.headers
            again = sqlite_newsroom.call("GET", path, headers={"If-None-Match": response.headers["ETag"]})
            assert again.status_code == 304
            tags.add(response.headers["ETag"])
    assert len(tags) == 4


def test_a_form_is_not_narrowed(sqlite_newsroom: Newsroom) -> None:
    """`body` and `fields` choose among our own fields; beside `format` each is refused, and so is an unknown form."""
    article = sqlite_newsroom.publish()
    for thing in (f"articles/{article}", f"issues/{ISSUE}"):
        response = sqlite_newsroom.call("GET", f"/v1/{thing}?format=ninjs&fields=id")
        assert response.status_code == 422
        assert [fault["parameter"] for fault in response.get_json()["errors"]] == ["fields"]
        assert sqlite_newsroom.call("GET", f"/v1/{thing}?format=xml").status_code == 422
    response = sqlite_newsroom.call("GET", f"/v1/articles/{article}?format=jsonld&body=html&fields=id")
    assert [fault["parameter"] for fault in response.get_json()["errors"]] == ["body", "fields"]


def test_what_is_not_there_is_refused_as_in_the_plain_form(sqlite_newsroom: Newsroom) -> None:
    """404 for a draft, 410 for what was withdrawn, 308 from a former slug, with the form kept."""
    draft, article = sqlite_newsroom.write(title="A draft"), sqlite_newsroom.publish("ru", title="Gone")
    exhibits.withdraw(sqlite_newsroom, article)
    for form in ("ninjs", "jsonld"):
        assert sqlite_newsroom.call("GET", f"/v1/articles/{draft}?lang=en&format={form}").status_code == 404
        gone = sqlite_newsroom.call("GET", f"/v1/articles/{article}?lang=en&format={form}")
        assert gone.status_code == 410
        assert [each["language"] for each in gone.get_json()["alternates"]] == ["ru"]
        assert sqlite_newsroom.call("GET", f"/v1/articles/{article}?format={form}&lang=xx").status_code == 422
        assert sqlite_newsroom.call("GET", f"/v1/issues/2001-W01?format={form}").status_code == 404
        found = asked(sqlite_newsroom, f"/v1/articles/{article}?lang=ru&format={form}")
        assert "Gone" not in found.get_data(as_text=True).replace("RU Gone", "")
    moved = sqlite_newsroom.publish(title="Before")
    version = f"/v1/desk/articles/{moved}/versions/en"
    etag = sqlite_newsroom.etag(version)
    sqlite_newsroom.call("PUT", f"{version}/slug", "editor", etag=etag, json={"slug": "afterwards"})
    former = sqlite_newsroom.call("GET", "/v1/articles/before?format=ninjs")
    assert (former.status_code, former.headers["Location"]) == (308, "/v1/articles/afterwards?format=ninjs")


def test_a_fallback_is_the_very_document_of_its_own_language(sqlite_newsroom: Newsroom) -> None:
    """Whoever asks for a language that there is not gets the bytes that its first fallback's readers get."""
    article = sqlite_newsroom.publish("be", source_language="be")
    for form in ("ninjs", "jsonld"):
        path = f"/v1/articles/{article}?format={form}&lang="
        own, fallback = asked(sqlite_newsroom, f"{path}be"), asked(sqlite_newsroom, f"{path}en")
        assert own.data == fallback.data
        assert fallback.headers["Content-Language"] == "be"
        assert {"lang-be", "lang-en"} <= set(fallback.headers["Cache-Tag"].split(","))
        assert sqlite_newsroom.call("GET", f"{path}en&fallback=none").status_code == 404
    assert ninjs(sqlite_newsroom, f"/v1/articles/{article}?lang=en")["uri"] == urns.of_version(article, "be")


def test_the_version_counts_publications(newsroom: Newsroom) -> None:
    """It is 1 at first, and each release of the language counts one more; other languages do not count."""
    article = newsroom.publish("ru")
    path = f"/v1/articles/{article}?lang=en"
    first = ninjs(newsroom, path)
    newsroom.revise(article, title="Another title", weight="correction", note="It was not so.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    second = ninjs(newsroom, path)
    assert (first["version"], second["version"]) == ("1", "2")
    assert first["uri"] == second["uri"] == urns.of_version(article, "en")
    assert second["edNote"].endswith("It was not so.")
    assert ninjs(newsroom, f"/v1/articles/{article}?lang=ru")["version"] == "1"


def test_pictures_in_a_text_come_with_it(newsroom: Newsroom) -> None:
    """Each once, with its files; the counts of letters are without what is said of them."""
    article, picture = exhibits.shown(newsroom, "ru")
    found = ninjs(newsroom, f"/v1/articles/{article}?lang=ru")
    (shown,) = related(found, "picture")
    assert shown["uri"] == f"urn:uuid:{picture}"
    assert shown["descriptions"][0]["value"] == "RU The river"
    html, text = (each["value"] for each in found["bodies"])
    assert picture in html
    assert found["bodies"][0]["charCount"] == len(text) - len("\n\nRU The river")
    response = asked(newsroom, f"/v1/articles/{article}?lang=ru&format=jsonld")
    assert [each["width"] for each in json.loads(response.data)["image"]] == [640]
    assert f"picture-{picture}" in response.headers["Cache-Tag"].split(",")


def test_pictures_that_are_not_for_partners_are_not_in_ninjs(sqlite_newsroom: Newsroom) -> None:
    """Neither in a list, nor in the text in either form; a page of the newsroom's own has them in its JSON-LD."""
    picture = shelf.add(png(700, 500), storage.current(), told={"syndication": False}).picture_id
    article = sqlite_newsroom.publish(body=exhibits.body(picture))
    response = asked(sqlite_newsroom, f"/v1/articles/{article}?lang=en&format=ninjs")
    assert picture not in response.get_data(as_text=True)
    assert "The river" not in response.get_data(as_text=True)
    assert json.loads(response.data)["profile"] == "text-only"
    assert f"picture-{picture}" not in response.headers["Cache-Tag"].split(",")
    assert picture in asked(sqlite_newsroom, f"/v1/articles/{article}?lang=en&format=jsonld").get_data(as_text=True)


def test_a_withdrawn_picture_is_nowhere(sqlite_newsroom: Newsroom) -> None:
    """What was said of it goes with it."""
    article, picture = exhibits.shown(sqlite_newsroom)
    path = f"/v1/desk/pictures/{picture}"
    sqlite_newsroom.post(f"{path}/withdrawal", "editor", {"reason": "She asks us to."})
    for form in ("ninjs", "jsonld"):
        found = asked(sqlite_newsroom, f"/v1/articles/{article}?lang=en&format={form}").get_data(as_text=True)
        assert picture not in found
        assert "The river" not in found


def test_pages_of_the_site_are_named_where_there_are_any(sqlite_newsroom: Newsroom) -> None:
    """In both forms, in each language, as the canonical address too."""
    article = sqlite_newsroom.publish("ru", title="The ferry")
    put_pages(sqlite_newsroom, **PAGES)
    response = asked(sqlite_newsroom, f"/v1/articles/{article}?lang=ru&format=jsonld")
    found = json.loads(response.data)
    assert found["url"] == "https://news.example/ru/ru-the-ferry"
    assert found["translationOfWork"]["url"] == "https://news.example/en/the-ferry"
    assert found["isPartOf"]["url"] == f"https://news.example/ru/weeks/{ISSUE}"
    assert response.headers["Link"] == '<https://news.example/ru/ru-the-ferry>; rel="canonical"'
    told = {each["role"]: each["value"] for each in ninjs(sqlite_newsroom, f"/v1/articles/{article}?lang=ru")["altIds"]}
    assert told["page"] == "https://news.example/ru/ru-the-ferry"
    assert told["document"].endswith("/v1/articles/ru-the-ferry?lang=ru")


def test_an_issue_is_named_for_life(sqlite_newsroom: Newsroom) -> None:
    """Its articles name it as it names itself, in whatever way it is asked for."""
    article = sqlite_newsroom.publish("ru")
    issue = ninjs(sqlite_newsroom, "/v1/issues/latest?lang=ru")
    assert issue == ninjs(sqlite_newsroom, f"/v1/issues/{ISSUE}?lang=ru")
    (week,) = related(ninjs(sqlite_newsroom, f"/v1/articles/{article}?lang=ru"), "issue")
    assert week["uri"] == issue["uri"]
    assert [each["uri"] for each in related(issue, "item")] == [urns.of_version(article, "ru")]


@pytest.mark.parametrize("form", ["ninjs", "jsonld"])
def test_the_language_may_be_negotiated(sqlite_newsroom: Newsroom, form: str) -> None:
    """By an id without `lang` it is Accept-Language that chooses, and caches are told so."""
    article = sqlite_newsroom.publish("ru")
    response = asked(sqlite_newsroom, f"/v1/articles/{article}?format={form}", **{"Accept-Language": "ru"})
    assert response.headers["Content-Language"] == "ru"
    assert "Accept-Language" in response.headers["Vary"]


def test_a_newer_ninjs_is_asked_for(sqlite_newsroom: Newsroom) -> None:
    """With `version=3.2` articles and issues are of 3.2, with its media type; a version of nothing is refused."""
    article = sqlite_newsroom.publish("ru")
    profile = 'application/json; profile="http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json"'
    for thing in (f"articles/{article}", f"issues/{ISSUE}"):
        response = asked(sqlite_newsroom, f"/v1/{thing}?lang=en&format=ninjs&version=3.2")
        assert response.headers["Content-Type"] == profile
        assert ninjs_faults(response.get_json(), "3.2") == []
        assert '</v1/vocabularies/rel>; rel="describedby"' in response.headers["Link"]
        for wrong in ("version=3.2", "format=jsonld&version=3.2", "format=ninjs&version=3.0"):
            refused = sqlite_newsroom.call("GET", f"/v1/{thing}?lang=en&{wrong}")
            assert refused.status_code == 422
            assert [fault["parameter"] for fault in refused.get_json()["errors"]] == ["version"]


def test_a_withdrawal_is_told_in_ninjs(newsroom: Newsroom) -> None:
    """In 3.2 the body of the 410 is a canceled text without its words, one version on; out again, it counts further."""
    article = newsroom.publish("ru", title="Gone")
    path = f"/v1/articles/{article}?lang=en&format=ninjs"
    before = ninjs(newsroom, path.removesuffix("&format=ninjs"))
    exhibits.withdraw(newsroom, article)
    gone = newsroom.call("GET", f"{path}&version=3.2")
    assert (gone.status_code, gone.headers["Cache-Control"]) == (410, "no-store")
    told = gone.get_json()
    assert ninjs_faults(told, "3.2") == []
    assert (told["pubStatus"], told["uri"], told["version"]) == ("canceled", before["uri"], "2")
    assert "gone" not in gone.get_data(as_text=True).lower()
    assert newsroom.call("GET", path).mimetype == "application/problem+json"
    negotiated = newsroom.call(
        "GET", f"/v1/articles/{article}?format=ninjs&version=3.2", headers={"Accept-Language": "en"}
    )
    assert (negotiated.status_code, negotiated.headers["Vary"]) == (410, "Accept-Language")
    newsroom.release(article, "en")
    assert ninjs(newsroom, path.removesuffix("&format=ninjs"))["version"] == "3"


def test_a_partners_forms_have_its_rights(newsroom: Newsroom) -> None:
    """With a key, articles and issues say in both forms on which terms they may be used; without one, nothing of it."""
    picture = exhibits.picture()
    article = newsroom.publish("ru", body=exhibits.body(picture))
    line = {"en": "By the newsroom", "ru": "От редакции"}
    key = parties.reader(newsroom, licence="CC BY-ND 4.0", attribution=line, ends_at="2099-01-01T00:00:00Z")
    for language, said in line.items():
        path = f"/v1/articles/{article}?lang={language}"
        found = parties.get(newsroom, f"{path}&format=ninjs&version=3.2", key)
        assert ninjs_faults(found, "3.2") == []
        assert said in found["usageTerms"]
        assert "CC BY-ND 4.0" in found["copyrightNotice"]
        assert found["expires"] == related(found, "picture")[0]["expires"] == "2099-01-01T00:00:00Z"
        shown = parties.get(newsroom, f"{path}&format=jsonld", key)
        assert (shown["creditText"], shown["expires"]) == (said, "2099-01-01T00:00:00Z")
        assert shown["license"] == "https://creativecommons.org/licenses/by-nd/4.0/"
        assert said in shown["usageInfo"]["text"]
        assert shown["image"][0]["expires"] == "2099-01-01T00:00:00Z"
        assert "2099" not in newsroom.call("GET", f"{path}&format=jsonld").get_data(as_text=True)
    whole = parties.get(newsroom, f"/v1/issues/{ISSUE}?lang=en&format=ninjs", key)
    assert "By the newsroom" in whole["usageTerms"]
    assert parties.get(newsroom, f"/v1/issues/{ISSUE}?lang=en&format=jsonld", key)["creditText"] == "By the newsroom"


def test_a_vocabulary_speaks_to_its_reader(sqlite_newsroom: Newsroom) -> None:
    """Each word of `rel` has a URI, a place and a meaning, in the reader's language."""
    found = {language: sqlite_newsroom.get(f"/v1/vocabularies/rel?lang={language}") for language in ("be", "ru", "en")}
    assert len({each["relations"][0]["definition"] for each in found.values()}) == 3
    for each in found["en"]["relations"]:
        assert each["uri"].endswith(f"/v1/vocabularies/rel#{each['key']}")
