"""Previews: a draft version for who holds its token, for a while, and for nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine

from api.accounts import people, suspensions
from api.accounts.roles import Actor
from api.content.trees import leaves
from api.platform import clock, db
from api.publishing import bodies, previews
from tests.contract.described import Described
from tests.newsroom import NOW, Newsroom, token


def preview(newsroom: Newsroom, article: str, language: str, by: str = "editor", **data: Any) -> str:
    """Make a preview and give its path."""
    path = f"/v1/desk/articles/{article}/versions/{language}/preview"
    return str(newsroom.post(path, by, data)["url"]).removeprefix("http://127.0.0.1:8000")


def test_a_preview_shows_the_draft_as_readers_would_get_it(newsroom: Newsroom) -> None:
    """A full article in the version's language, what is not translated in the source's words, and marked as preview."""
    article = newsroom.publish("en")
    full = newsroom.get(f"/v1/articles/{article}?lang=en")
    newsroom.revise(article, title="Not public yet")
    newsroom.translate(article, "ru")
    path = preview(newsroom, article, "ru", by="translator-ru")
    response = newsroom.call("GET", path)
    shown = response.get_json()
    assert set(shown) == {*full, "is_preview", "progress"}
    assert (shown["title"], shown["language"], shown["is_preview"]) == ("RU Not public yet", "ru", True)
    assert "RU The council met" in shown["body"]["content"]
    assert (shown["topic"]["name"], shown["trend"]["value"], shown["revision"]) == ("Общество", "worsened", 2)
    assert newsroom.get(preview(newsroom, article, "be"))["title"] == "Not public yet"
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["title"] == full["title"]


def test_a_preview_claims_nothing_of_what_is_not_translated(newsroom: Newsroom) -> None:
    """Where nothing is, it is a fallback; where something is missing, blocks say which, and the head how far it is."""
    article = newsroom.write()
    path = preview(newsroom, article, "ru")
    nothing = newsroom.get(f"{path}?body=blocks")
    head = ("language", "requested_language", "is_fallback", "freshness", "freshness_label")
    assert [nothing[name] for name in head] == ["en", "ru", True, None, None]
    assert nothing["progress"]["percent"] == 0
    assert {leaf["is_untranslated"] for leaf in leaves(nothing["body"]["content"])} == {True}
    third = newsroom.messages(article, "ru")[2]["id"]
    translated(newsroom, article, third, "Совет собрался.")
    some = newsroom.get(f"{path}?body=blocks")
    assert [some[name] for name in head] == ["ru", "ru", False, None, None]
    assert {leaf["id"]: leaf["is_untranslated"] for leaf in leaves(some["body"]["content"])}[third] is False
    html = newsroom.get(path)["body"]["content"]
    assert html.count("data-untranslated") == len(list(leaves(some["body"]["content"]))) - 1
    newsroom.translate(article, "ru")
    whole = newsroom.get(f"{path}?body=blocks")
    assert [whole[name] for name in head[:4]] == ["ru", "ru", False, "current"]
    assert whole["progress"]["percent"] == 100


def test_a_preview_tells_what_is_stale(newsroom: Newsroom) -> None:
    """A translation whose source has changed is outdated, in the head, in its block and in HTML."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    newsroom.revise(article, body="The council met on Tuesday and put the vote off.\n", weight="meaning")
    path = preview(newsroom, article, "ru")
    shown = newsroom.get(f"{path}?body=blocks")
    assert (shown["freshness"], [leaf["is_stale"] for leaf in leaves(shown["body"]["content"])]) == ("outdated", [True])
    assert 'data-stale=""' in newsroom.get(path)["body"]["content"]


def test_a_preview_has_the_form_that_the_reference_describes(sqlite_newsroom: Newsroom) -> None:
    """Untranslated, in part, stale and whole, with every form of the body: what only a release decides is null."""
    described = Described(sqlite_newsroom.get("/openapi.json"))
    article = sqlite_newsroom.write()
    path = preview(sqlite_newsroom, article, "ru")
    translated(sqlite_newsroom, article, sqlite_newsroom.messages(article, "ru")[2]["id"], "Совет собрался.")
    shown = [sqlite_newsroom.get(path)]
    sqlite_newsroom.translate(article, "ru")
    shown += [sqlite_newsroom.get(f"{path}?body={form}") for form in bodies.FORMS]
    sqlite_newsroom.revise(article, body="The council met on Tuesday.\n", weight="meaning")
    shown.append(sqlite_newsroom.get(path))
    assert [found["freshness"] for found in shown] == [None, *["current"] * len(bodies.FORMS), None]
    assert not [fault for found in shown for fault in described.faults("showPreview", 200, found)]
    assert {name for name, value in shown[0].items() if value is None} == {
        *("slug", "published_at", "updated_at", "freshness", "freshness_label", "previous", "next")
    }


def test_a_preview_comes_in_every_form(sqlite_newsroom: Newsroom) -> None:
    """A front end tries its pages with what it will get later; a form that there is not is refused."""
    article = sqlite_newsroom.publish("en")
    path = preview(sqlite_newsroom, article, "en")
    for form in ("html", "blocks", "text", "markdown", "none"):
        shown = sqlite_newsroom.get(f"{path}?body={form}")["body"]
        published = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en&body={form}")["body"]
        if form == "blocks":
            for leaf in leaves(shown["content"]):
                del leaf["is_untranslated"]
        assert shown == published
    assert sqlite_newsroom.call("GET", f"{path}?body=pdf").status_code == 422


def translated(newsroom: Newsroom, article: str, message: str, text: str) -> None:
    """Translate one message into Russian."""
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message}"
    response = newsroom.call("PATCH", path, "translator-ru", etag="*", json={"translation": text})
    assert response.status_code == 200


def test_a_preview_names_a_topic_as_readers_will_find_it(newsroom: Newsroom) -> None:
    """A topic without a name in any language of the chain has the first name there is, before the release as after."""
    newsroom.post("/v1/desk/topics", "editor", {"key": "ice", "names": {"en": {"name": "Ice"}}})
    article = newsroom.write(topic="ice")
    newsroom.translate(article, "ru")
    shown = newsroom.get(preview(newsroom, article, "ru"))["topic"]
    for language in ("en", "ru"):
        newsroom.approve(article, language)
    newsroom.release(article, "en", "ru")
    assert shown == newsroom.get(f"/v1/articles/{article}?lang=ru")["topic"] == {"key": "ice", "name": "Ice"}


def test_a_preview_is_never_kept_or_indexed(sqlite_newsroom: Newsroom) -> None:
    """No cache keeps it, no search engine lists it, no address of it leaks through a link."""
    headers = sqlite_newsroom.call("GET", preview(sqlite_newsroom, sqlite_newsroom.write(), "en")).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in headers


def test_a_preview_expires(newsroom: Newsroom) -> None:
    """Two days where nobody says otherwise; a moment after its hour it is 404, and forgotten when it is pruned."""
    with time_machine.travel(NOW, tick=False):
        article = newsroom.write()
        path, short = (
            preview(newsroom, article, "en"),
            preview(newsroom, article, "en", expires_at="2017-09-14T09:01:00Z"),
        )
    for moment, status, short_status in (
        ("2017-09-14T09:00:59Z", 200, 200),
        ("2017-09-14T09:01:00Z", 200, 404),
        ("2017-09-16T09:00:01Z", 404, 404),
    ):
        with time_machine.travel(moment, tick=False):
            assert newsroom.call("GET", path).status_code == status
            assert newsroom.call("GET", short).status_code == short_status
    with time_machine.travel("2017-09-15T09:00:00Z", tick=False):
        assert previews.prune(at=clock.now()) == 1
    assert len(db.rows("SELECT id FROM preview_token")) == 1


def test_unknown_tampered_and_empty_tokens_are_all_404(sqlite_newsroom: Newsroom) -> None:
    """Each with the same words, and the token itself stands nowhere in the database."""
    path = preview(sqlite_newsroom, sqlite_newsroom.write(), "en")
    text = path.rpartition("/")[2]
    others = [text[:-1], text + "A", text.swapcase(), "pv_" + "A" * 43, "x" * 5000, "ж"]
    answers = [sqlite_newsroom.call("GET", f"/v1/preview/{other}") for other in others]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_json()["detail"] for answer in answers}) == 1
    assert text not in str(db.rows("SELECT * FROM preview_token"))


def opened(newsroom: Newsroom, *paths: str) -> list[int]:
    """Open previews and give the statuses."""
    return [newsroom.call("GET", path).status_code for path in paths]


def living(newsroom: Newsroom, article: str, language: str, by: str = "editor") -> Any:
    """List the previews of a version."""
    return newsroom.get(f"/v1/desk/articles/{article}/versions/{language}/previews", by)["data"]


def test_a_preview_ends_for_good_with_the_suspension_of_its_maker(newsroom: Newsroom) -> None:
    """Suspended, the maker's previews are 404 at once, and stay so when they are let in again; others' stay open."""
    article = newsroom.write()
    mine, yours = preview(newsroom, article, "en"), preview(newsroom, article, "en", by="editor2")
    person = people.id_of("editor")
    assert newsroom.call("PUT", f"/v1/admin/people/{person}/suspension", "admin").status_code == 200
    assert opened(newsroom, mine, yours) == [404, 200]
    assert newsroom.call("DELETE", f"/v1/admin/people/{person}/suspension", "admin", etag="*").status_code == 204
    assert opened(newsroom, mine, yours) == [404, 200]
    assert [one["by"]["name"] for one in living(newsroom, article, "en", "editor2")] == ["Editor2"]


def test_what_ends_tokens_from_the_command_line_ends_previews(newsroom: Newsroom) -> None:
    """`polyweek person suspend` and `password` are the same verbs without a person who acts."""
    article = newsroom.write()
    mine, yours = preview(newsroom, article, "en"), preview(newsroom, article, "en", by="editor2")
    suspensions.suspend(people.id_of("editor"), by=None, at=clock.now())
    people.reset_password(people.id_of("editor2"), "another battery", by=None, at=clock.now())
    suspensions.resume(people.id_of("editor"), by=None, at=clock.now())
    assert opened(newsroom, mine, yours) == [404, 404]


def test_a_password_ends_the_previews_that_were_made_under_the_one_before(newsroom: Newsroom) -> None:
    """Reset or changed by the maker, a password ends their previews, and those made from then on are open."""
    article, person = newsroom.write(), people.id_of("translator-ru")
    first = preview(newsroom, article, "ru", by="translator-ru")
    people.change_password(
        Actor(person, "translator-ru", "", "en", ()), "another battery", keep=token("translator-ru"), at=clock.now()
    )
    second = preview(newsroom, article, "ru", by="translator-ru")
    assert opened(newsroom, first, second) == [404, 200]
    reset = newsroom.call(
        "PUT", f"/v1/admin/people/{person}/password", "admin", etag="*", json={"password": "a third battery"}
    )
    assert reset.status_code == 204
    assert opened(newsroom, first, second) == [404, 404]


def test_a_preview_is_open_while_its_maker_may_make_it(newsroom: Newsroom) -> None:
    """Without a role that reads drafts the maker's previews are closed and listed nowhere."""
    article, person = newsroom.write(), people.id_of("translator-ru")
    path = preview(newsroom, article, "ru", by="translator-ru")
    (grant,) = newsroom.get(f"/v1/admin/people/{person}", "admin")["grants"]
    newsroom.post(f"/v1/admin/people/{person}/grants", "admin", {"role": "administrator", "language": None})
    gone = newsroom.call("DELETE", f"/v1/admin/people/{person}/grants/{grant['id']}", "admin", etag="*")
    assert gone.status_code == 204
    assert opened(newsroom, path) == [404]
    assert living(newsroom, article, "ru") == []


def test_a_preview_that_ended_with_a_role_stays_ended(newsroom: Newsroom) -> None:
    """The same role given back opens no old preview, nor does another one; one that still reads keeps them open."""
    article, person = newsroom.write(), people.id_of("translator-ru")
    grants = f"/v1/admin/people/{person}/grants"
    path = preview(newsroom, article, "ru", by="translator-ru")
    role = {"role": "translator", "language": "ru"}
    reviewing = newsroom.post(grants, "admin", {"role": "reviewer", "language": "en"})
    (translating,) = [each for each in reviewing["grants"] if each["role"] == "translator"]
    newsroom.call("DELETE", f"{grants}/{translating['id']}", "admin", etag="*")
    assert opened(newsroom, path) == [200]
    for grant in newsroom.get(f"/v1/admin/people/{person}", "admin")["grants"]:
        assert newsroom.call("DELETE", f"{grants}/{grant['id']}", "admin", etag="*").status_code == 204
    assert opened(newsroom, path) == [404]
    newsroom.post(grants, "admin", role)
    assert opened(newsroom, path) == [404]
    assert living(newsroom, article, "ru") == []
    assert opened(newsroom, preview(newsroom, article, "ru", by="translator-ru")) == [200]


def test_a_preview_that_ended_with_a_withdrawal_stays_ended(newsroom: Newsroom) -> None:
    """The release that brings the version back to its readers opens no old preview of it."""
    article = newsroom.publish("en")
    path = preview(newsroom, article, "en")
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "Wrong."})
    newsroom.release(article, "en")
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["language"] == "en"
    assert opened(newsroom, path) == [404]


def test_a_preview_that_ended_with_a_language_stays_ended(newsroom: Newsroom) -> None:
    """The language that comes back has no old previews."""
    article = newsroom.write()
    language = {"code": "pl", "native_name": "polski"}
    newsroom.post("/v1/admin/languages", "admin", language)
    path = preview(newsroom, article, "pl")
    assert newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 204
    newsroom.post("/v1/admin/languages", "admin", language)
    assert opened(newsroom, path) == [404]


def test_a_withdrawal_ends_the_previews_of_the_version(newsroom: Newsroom) -> None:
    """Those of other languages stay, but with the source all go, since its words stand in them; the audit counts."""
    article = newsroom.publish("en", "ru")
    en, ru, be = (preview(newsroom, article, language) for language in ("en", "ru", "be"))
    path = f"/v1/desk/articles/{article}/versions"
    newsroom.post(f"{path}/ru/withdrawal", "editor", {"reason": "It harms somebody."})
    assert opened(newsroom, en, ru, be) == [200, 404, 200]
    newsroom.post(f"{path}/en/withdrawal", "editor", {"reason": "It harms somebody."})
    assert opened(newsroom, en, ru, be) == [404, 404, 404]
    entries = db.rows("SELECT details FROM audit_entry WHERE action = 'version.withdraw' ORDER BY id")
    assert [json.loads(details)["previews"] for (details,) in entries] == [1, 2]


def test_a_preview_is_listed_and_ended(newsroom: Newsroom) -> None:
    """The list has no address; the maker ends a preview by its ETag, which is its id; it is audited, and then gone."""
    article = newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru/preview"
    made = newsroom.post(path, "translator-ru", {})
    other = preview(newsroom, article, "ru")
    shown = living(newsroom, article, "ru", "translator-ru")
    assert [one["by"]["name"] for one in shown] == ["Editor", "Translator-Ru"]
    assert (shown[1]["id"], shown[1]["expires_at"], shown[1]["etag"]) == (made["id"], made["expires_at"], made["etag"])
    assert "pv_" not in str(shown)
    one = f"{path}s/{made['id']}"
    assert newsroom.call("DELETE", one, "translator-ru").status_code == 428
    assert newsroom.call("DELETE", one, "translator-ru", etag='"other"').status_code == 412
    assert newsroom.call("DELETE", one.replace("/ru/", "/be/"), "editor", etag="*").status_code == 404
    assert newsroom.call("DELETE", one, "translator-ru", etag=made["etag"]).status_code == 204
    assert opened(newsroom, made["url"].removeprefix("http://127.0.0.1:8000"), other) == [404, 200]
    assert newsroom.call("DELETE", one, "translator-ru", etag=made["etag"]).status_code == 404
    assert [one["by"]["name"] for one in living(newsroom, article, "ru")] == ["Editor"]
    (entry,) = newsroom.get("/v1/admin/audit?action=version.preview_end", "admin")["data"]
    assert (entry["person"]["name"], entry["language"], entry["thing_id"]) == ("Translator-Ru", "ru", article)


def test_a_preview_is_ended_by_its_maker_or_an_editor(sqlite_newsroom: Newsroom) -> None:
    """A colleague who does not edit is refused; an editor ends anyone's."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/versions/ru/preview"
    made = sqlite_newsroom.post(path, "translator-ru", {})
    one = f"{path}s/{made['id']}"
    assert sqlite_newsroom.call("DELETE", one, "reviewer-ru", etag="*").status_code == 403
    assert opened(sqlite_newsroom, made["url"].removeprefix("http://127.0.0.1:8000")) == [200]
    assert sqlite_newsroom.call("DELETE", one, "editor2", etag="*").status_code == 204
    assert sqlite_newsroom.call("GET", f"{path}s".replace("/ru/", "/xx/"), "editor").status_code == 404


def test_previews_do_not_keep_a_language(newsroom: Newsroom) -> None:
    """A language in which nothing is written can be removed; previews of its empty versions, old and open, go too."""
    language = {"code": "pl", "native_name": "polski", "fallback": None}
    newsroom.post("/v1/admin/languages", "admin", language)
    article = newsroom.write()
    path = preview(newsroom, article, "pl")
    assert newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 204
    assert opened(newsroom, path) == [404]
    (entry,) = newsroom.get("/v1/admin/audit?action=language.remove", "admin")["data"]
    assert entry["details"] == {"previews": 1}


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"expires_at": "2017-09-14T09:00:00Z"}, "/expires_at"),
        ({"expires_at": "2017-09-28T09:00:01Z"}, "/expires_at"),
        ({"expires_at": "soon"}, "/expires_at"),
        ({"forever": True}, "/forever"),
    ],
)
def test_a_preview_lives_a_fortnight_at_most(sqlite_newsroom: Newsroom, data: Any, pointer: str) -> None:
    """An hour that has passed, lies too far away or is none is refused with its place, and no token is made."""
    with time_machine.travel(NOW, tick=False):
        path = f"/v1/desk/articles/{sqlite_newsroom.write()}/versions/en/preview"
        response = sqlite_newsroom.call("POST", path, "editor", json=data)
    assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (422, pointer)
    assert db.rows("SELECT id FROM preview_token") == []


def test_only_who_reads_at_the_desk_makes_previews(sqlite_newsroom: Newsroom) -> None:
    """Without a token 401, without work here 403, of an unknown language 404."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/versions"
    assert sqlite_newsroom.call("POST", f"{path}/en/preview", json={}).status_code == 401
    assert sqlite_newsroom.call("POST", f"{path}/en/preview", "admin", json={}).status_code == 403
    assert sqlite_newsroom.call("POST", f"{path}/xx/preview", "editor", json={}).status_code == 404


def test_a_repeated_request_does_not_keep_the_token(sqlite_newsroom: Newsroom) -> None:
    """Sent twice with one Idempotency-Key, a preview is made once, and its token is stored nowhere to be said again."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/versions/en/preview"
    headers = {"Idempotency-Key": "one"}
    first = sqlite_newsroom.call("POST", path, "editor", json={}, headers=headers)
    assert first.status_code == 201
    text = first.get_json()["url"].rpartition("/")[2]
    again = sqlite_newsroom.call("POST", path, "editor", json={}, headers=headers)
    assert text not in again.get_data(as_text=True)
    assert len(db.rows("SELECT id FROM preview_token")) == 1
    assert text not in str(db.rows("SELECT * FROM idempotency_record"))
