"""Previews end: with their maker's rights, their version, their time, or by hand."""

from __future__ import annotations

import json

import time_machine

from api.accounts import people, suspensions
from api.accounts.roles import Actor
from api.platform import clock, db
from api.publishing import previews
from tests.desk.previews import living, opened, preview
from tests.newsroom import NOW, Newsroom, token


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


def test_a_preview_ends_for_good_with_the_suspension_of_its_maker(sqlite_newsroom: Newsroom) -> None:
    """Suspended, the maker's previews are 404 at once, and stay so when they are let in again; others' stay open."""
    article = sqlite_newsroom.write()
    mine, yours = preview(sqlite_newsroom, article, "en"), preview(sqlite_newsroom, article, "en", by="editor2")
    person = people.id_of("editor")
    assert sqlite_newsroom.call("PUT", f"/v1/admin/people/{person}/suspension", "admin").status_code == 200
    assert opened(sqlite_newsroom, mine, yours) == [404, 200]
    assert sqlite_newsroom.call("DELETE", f"/v1/admin/people/{person}/suspension", "admin", etag="*").status_code == 204
    assert opened(sqlite_newsroom, mine, yours) == [404, 200]
    assert [one["by"]["name"] for one in living(sqlite_newsroom, article, "en", "editor2")] == ["Editor2"]


def test_what_ends_tokens_from_the_command_line_ends_previews(sqlite_newsroom: Newsroom) -> None:
    """`polyweek person suspend` and `password` are the same verbs without a person who acts."""
    article = sqlite_newsroom.write()
    mine, yours = preview(sqlite_newsroom, article, "en"), preview(sqlite_newsroom, article, "en", by="editor2")
    suspensions.suspend(people.id_of("editor"), by=None, at=clock.now())
    people.reset_password(people.id_of("editor2"), "another battery", by=None, at=clock.now())
    suspensions.resume(people.id_of("editor"), by=None, at=clock.now())
    assert opened(sqlite_newsroom, mine, yours) == [404, 404]


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


def test_a_preview_is_open_while_its_maker_may_make_it(sqlite_newsroom: Newsroom) -> None:
    """Without a role that reads drafts the maker's previews are closed and listed nowhere."""
    article, person = sqlite_newsroom.write(), people.id_of("translator-ru")
    path = preview(sqlite_newsroom, article, "ru", by="translator-ru")
    (grant,) = sqlite_newsroom.get(f"/v1/admin/people/{person}", "admin")["grants"]
    sqlite_newsroom.post(f"/v1/admin/people/{person}/grants", "admin", {"role": "administrator", "language": None})
    gone = sqlite_newsroom.call("DELETE", f"/v1/admin/people/{person}/grants/{grant['id']}", "admin", etag="*")
    assert gone.status_code == 204
    assert opened(sqlite_newsroom, path) == [404]
    assert living(sqlite_newsroom, article, "ru") == []


def test_a_preview_that_ended_with_a_role_stays_ended(sqlite_newsroom: Newsroom) -> None:
    """The same role given back opens no old preview, nor does another one; one that still reads keeps them open."""
    article, person = sqlite_newsroom.write(), people.id_of("translator-ru")
    grants = f"/v1/admin/people/{person}/grants"
    path = preview(sqlite_newsroom, article, "ru", by="translator-ru")
    role = {"role": "translator", "language": "ru"}
    reviewing = sqlite_newsroom.post(grants, "admin", {"role": "reviewer", "language": "en"})
    (translating,) = [each for each in reviewing["grants"] if each["role"] == "translator"]
    sqlite_newsroom.call("DELETE", f"{grants}/{translating['id']}", "admin", etag="*")
    assert opened(sqlite_newsroom, path) == [200]
    for grant in sqlite_newsroom.get(f"/v1/admin/people/{person}", "admin")["grants"]:
        assert sqlite_newsroom.call("DELETE", f"{grants}/{grant['id']}", "admin", etag="*").status_code == 204
    assert opened(sqlite_newsroom, path) == [404]
    sqlite_newsroom.post(grants, "admin", role)
    assert opened(sqlite_newsroom, path) == [404]
    assert living(sqlite_newsroom, article, "ru") == []
    assert opened(sqlite_newsroom, preview(sqlite_newsroom, article, "ru", by="translator-ru")) == [200]


def test_a_preview_that_ended_with_a_withdrawal_stays_ended(newsroom: Newsroom) -> None:
    """The release that brings the version back to its readers opens no old preview of it."""
    article = newsroom.publish("en")
    path = preview(newsroom, article, "en")
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "Wrong."})
    newsroom.release(article, "en")
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["language"] == "en"
    assert opened(newsroom, path) == [404]


def test_a_preview_that_ended_with_a_language_stays_ended(sqlite_newsroom: Newsroom) -> None:
    """The language that comes back has no old previews."""
    article = sqlite_newsroom.write()
    language = {"code": "pl", "native_name": "polski"}
    sqlite_newsroom.post("/v1/admin/languages", "admin", language)
    path = preview(sqlite_newsroom, article, "pl")
    assert sqlite_newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 204
    sqlite_newsroom.post("/v1/admin/languages", "admin", language)
    assert opened(sqlite_newsroom, path) == [404]


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
