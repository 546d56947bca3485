"""A withdrawn picture is gone wherever it was shown, by one call, and comes back by one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from api.platform import clock, db
from api.publishing import rebuilds
from tests.newsroom import Newsroom
from tests.publishing import exhibition, shelf
from tests.publishing.exhibition import article, everything, journal, picture, restore, withdraw


def told(newsroom: Newsroom) -> list[tuple[str, str]]:
    """Give what the journal tells of pictures, as (id, type)."""
    return [(entry["id"], entry["type"]) for entry in journal(newsroom, "picture")]


def test_a_withdrawn_picture_is_gone_in_every_language_and_form(newsroom: Newsroom) -> None:
    """With it goes all that is said of it; neighbours, lists and issues follow, and other pictures stay."""
    gone, stays = picture(), picture(650)
    articles = [article(newsroom, gone, stays), article(newsroom, stays, lead=gone), article(newsroom, lead=stays)]
    assert gone in everything(newsroom, *articles)
    withdrawn = withdraw(newsroom, gone)
    after = everything(newsroom, *articles)
    assert gone not in after
    assert "Above all" in after  # of the one that stays
    assert stays in after
    assert "What 0 shows" in newsroom.call("GET", f"/v1/articles/{articles[1]}?lang=ru").get_data(as_text=True)
    assert "What 1 shows" in newsroom.call("GET", f"/v1/articles/{articles[0]}?lang=ru").get_data(as_text=True)
    assert "What 0 shows" not in newsroom.call("GET", f"/v1/articles/{articles[0]}?lang=ru").get_data(as_text=True)
    assert newsroom.get(f"/v1/articles/{articles[1]}?lang=en&body=none")["picture"] is None
    assert (withdrawn["is_public"], withdrawn["withdrawal"]["reason"]) == (False, "A secret harm.")
    assert (withdrawn["withdrawal"]["by"]["name"], withdrawn["withdrawal"]["substitute"]) == ("Editor", None)
    assert newsroom.call("GET", f"/media/{gone}/640.jpg").status_code == 410
    assert shelf.bytes_of_all() == shelf.built_anew()


def test_what_comes_back_is_what_was(newsroom: Newsroom) -> None:
    """Restored, every reading has the bytes and the tag that it had."""
    shown = picture()
    articles = [article(newsroom, shown), article(newsroom, lead=shown), article(newsroom)]
    before = shelf.bytes_of_all()
    withdraw(newsroom, shown)
    assert shelf.bytes_of_all() != before
    restore(newsroom, shown)
    assert shelf.bytes_of_all() == before == shelf.built_anew()
    found = newsroom.get(f"/v1/desk/pictures/{shown}", "editor")
    assert (found["withdrawal"], found["is_public"]) == (None, True)
    assert shown in everything(newsroom, *articles)


def test_a_substitute_takes_its_place_with_words_of_its_own(newsroom: Newsroom) -> None:
    """What it shows is said by language; where nobody says it, it is decoration. The caption goes."""
    gone, other = picture(), picture(650)
    shown = article(newsroom, gone, lead=gone)
    tags = newsroom.call("GET", f"/v1/articles/{shown}?lang=be").headers["Cache-Tag"].split(",")
    assert [tag for tag in tags if tag.startswith("picture-")] == [f"picture-{gone}"]
    withdraw(newsroom, gone, substitute={"id": other, "alts": {"ru": "Силуэт"}})
    leads = {language: newsroom.get(f"/v1/articles/{shown}?lang={language}")["picture"] for language in ("be", "ru")}
    assert {language: (lead["id"], lead["alt"], lead["caption"]) for language, lead in leads.items()} == {
        "be": (other, "", ""),
        "ru": (other, "Силуэт", ""),
    }
    assert (leads["be"]["is_decorative"], leads["ru"]["is_decorative"]) == (True, False)
    assert gone not in everything(newsroom, shown)
    assert newsroom.call("GET", f"/media/{other}/640.jpg").status_code == 200
    assert told(newsroom) == [(gone, "published"), *sorted([(gone, "withdrawn"), (other, "published")])]
    restore(newsroom, gone)
    assert told(newsroom)[3:] == sorted([(gone, "published"), (other, "withdrawn")])
    assert shelf.bytes_of_all() == shelf.built_anew()


def test_a_substitute_may_be_withdrawn_in_its_turn(newsroom: Newsroom) -> None:
    """Then the next stands for both, and each comes back to its own place."""
    first, second, third = picture(), picture(650), picture(640)
    shown = article(newsroom, first)
    before = shelf.bytes_of_all()
    withdraw(newsroom, first, substitute={"id": second})
    withdraw(newsroom, second, substitute={"id": third})
    html = newsroom.get(f"/v1/articles/{shown}?lang=en")["body"]["content"]
    assert (first in html, second in html, third in html) == (False, False, True)
    assert shelf.bytes_of_all() == shelf.built_anew()
    restore(newsroom, second)
    assert second in newsroom.get(f"/v1/articles/{shown}?lang=ru")["body"]["content"]
    restore(newsroom, first)
    assert shelf.bytes_of_all() == before


def test_a_picture_shown_under_the_name_of_its_former_self_is_withdrawn_too(newsroom: Newsroom) -> None:
    """A text names the picture as it was before it was redacted; the redacted one is withdrawn."""
    former = picture()
    shown = article(newsroom, former, lead=former)
    path = f"/v1/desk/pictures/{former}"
    painted = {"redactions": [{"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}]}
    new = newsroom.post(f"{path}/redactions", "editor", painted, etag=newsroom.etag(path))["id"]
    text = everything(newsroom, shown)
    assert former not in text
    assert new in text
    assert shelf.bytes_of_all() == shelf.built_anew()
    assert told(newsroom) == [(former, "published"), *sorted([(former, "withdrawn"), (new, "published")])]
    withdraw(newsroom, new)
    assert new not in everything(newsroom, shown)
    for method in ("POST", "DELETE"):
        response = newsroom.call(method, f"{path}/withdrawal", "editor", etag="*", json={"reason": "x"})
        assert response.status_code == 410


def test_the_journal_tells_of_versions_and_of_the_picture_and_never_why(newsroom: Newsroom) -> None:
    """An `updated` for each version that showed it, none for others; the picture by its id alone; tags to purge by."""
    gone, stays = picture(), picture(650)
    first, second, bare = article(newsroom, gone), article(newsroom, stays, lead=gone), article(newsroom)
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    withdraw(newsroom, gone)
    answer = newsroom.call("GET", f"/v1/changes?limit=100&since={cursor}&include=document")
    entries = answer.get_json()["data"]
    versions = {(entry["article_id"], entry["language"], entry["type"]) for entry in entries if entry["article_id"]}
    assert versions == {(id_, language, "updated") for id_ in (first, second) for language in ("be", "ru")}
    assert bare not in {entry["article_id"] for entry in entries}
    (own,) = [entry for entry in entries if entry["resource"] == "picture"]
    filled = {name: value for name, value in own.items() if value is not None}
    assert (filled.pop("at") is not None, filled) == (True, {"resource": "picture", "id": gone, "type": "withdrawn"})
    assert [entry["key"] for entry in entries if entry["resource"] == "issue"] == ["2017-W37"]
    assert "secret harm" not in answer.get_data(as_text=True)
    assert gone not in "".join(str(entry["document"]) for entry in entries if entry["article_id"])
    assert [entry["id"] for entry in journal(newsroom, "picture", since=cursor, topic="society")] == [gone]


def test_a_picture_comes_and_goes_with_what_shows_it(newsroom: Newsroom) -> None:
    """It is told of with its first publication and with its last, not with those between; a new follower gets it."""
    shown = picture()
    first = article(newsroom, shown)
    second = article(newsroom, lead=shown)
    assert told(newsroom) == [(shown, "published")]
    initial = {(entry["id"], entry["type"]) for entry in journal(newsroom, "picture", initial="true")}
    assert initial == {(shown, "published")}
    for id_ in (first, second):
        for language in ("be", "ru"):
            assert told(newsroom) == [(shown, "published")]
            newsroom.post(f"/v1/desk/articles/{id_}/versions/{language}/withdrawal", "editor", {"reason": "No."})
    assert told(newsroom) == [(shown, "published"), (shown, "withdrawn")]
    assert journal(newsroom, "picture", initial="true") == []
    newsroom.release(first, "be")
    assert told(newsroom)[2:] == [(shown, "published")]


def test_pictures_that_are_not_for_partners_are_not_in_the_journal(newsroom: Newsroom) -> None:
    """Where that is decided later, the journal tells that it is gone, and the documents lack it."""
    kept, shown = picture(), picture(650)
    path = f"/v1/desk/pictures/{kept}"
    newsroom.call("PATCH", path, "editor", etag="*", json={"syndication": False})
    article(newsroom, kept, shown)
    assert told(newsroom) == [(shown, "published")]
    withdraw(newsroom, kept)
    restore(newsroom, kept)
    assert told(newsroom) == [(shown, "published")]
    newsroom.call("PATCH", f"/v1/desk/pictures/{shown}", "editor", etag="*", json={"syndication": False})
    assert told(newsroom) == [(shown, "published"), (shown, "withdrawn")]
    assert shelf.bytes_of_all() == shelf.built_anew()
    newsroom.call("PATCH", path, "editor", etag="*", json={"syndication": True})
    assert told(newsroom)[2:] == [(kept, "published")]


def test_a_picture_that_nothing_shows_is_withdrawn_without_a_word(newsroom: Newsroom) -> None:
    """What is public has not changed, so no cache is emptied; a text that names it later shows nothing."""
    gone = picture()
    draft = newsroom.write(body=f"One.\n\n![What it shows](picture:{gone})\n")
    before = db.rows("SELECT value FROM generation")
    withdraw(newsroom, gone)
    assert db.rows("SELECT value FROM generation") == before
    newsroom.approve(draft, "en")
    newsroom.release(draft, "en")
    assert told(newsroom) == []
    assert gone not in everything(newsroom, draft)


def test_facts_of_a_public_picture_reach_readers_at_once(newsroom: Newsroom) -> None:
    """Credit, licence, focal point and expiry; a note of the desk changes nothing that is public."""
    shown = picture()
    id_ = article(newsroom, shown, lead=shown)
    path = f"/v1/desk/pictures/{shown}"
    point = {"x": 0.25, "y": 0.75}
    expires = "2030-01-01T00:00:00Z"
    facts = {"credit": "Ганна", "licence": "CC BY 4.0", "focal_point": point, "rights_expire_at": expires}
    assert newsroom.call("PATCH", path, "editor", etag="*", json=facts).status_code == 200
    for language in exhibition.LANGUAGES:
        found = newsroom.get(f"/v1/articles/{id_}?lang={language}")
        lead = found["picture"]
        assert (lead["credit"], lead["focal_point"], lead["rights"]["expires_at"]) == ("Ганна", point, expires)
        assert "Ганна" in found["body"]["content"]
        assert newsroom.get(f"/v1/articles?lang={language}")["data"][0]["picture"]["credit"] == "Ганна"
    assert shelf.bytes_of_all() == shelf.built_anew()
    before = shelf.rows(), journal(newsroom)
    assert newsroom.call("PATCH", path, "editor", etag="*", json={"note": "For us."}).status_code == 200
    assert (shelf.rows(), journal(newsroom)) == before


def test_what_is_left_to_the_worker_is_gone_in_the_end(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what a second suffices for, the newest go at once and the others in batches; each is told of once."""
    shown = picture()
    articles = [article(newsroom, shown) for _ in range(3)]
    monkeypatch.setattr(rebuilds, "ILLUSTRATED_TOGETHER", 1)
    monkeypatch.setattr(rebuilds, "LONGEST_ILLUSTRATED", 0.0)
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    withdraw(newsroom, shown)
    assert newsroom.call("GET", f"/media/{shown}/640.jpg").status_code == 410
    assert len(db.rows("SELECT article_id FROM pending_rebuild")) == 2
    while rebuilds.run_pending(at=clock.now()):
        pass
    assert shown not in everything(newsroom, *articles)
    assert shelf.bytes_of_all() == shelf.built_anew()
    entries = journal(newsroom, since=cursor)
    assert len([entry for entry in entries if entry["resource"] == "picture"]) == 1
    assert len([entry for entry in entries if entry["article_id"]]) == 6


def refused(newsroom: Newsroom, picture_id: str, data: Any, by: str = "editor") -> tuple[int, str, str | None]:
    """Give how a withdrawal is refused: status, code, and the pointer of its first fault."""
    response = newsroom.call("POST", f"/v1/desk/pictures/{picture_id}/withdrawal", by, json=data)
    found = response.get_json()
    return response.status_code, found["code"], found["errors"][0]["pointer"] if found["errors"] else None


def test_a_withdrawal_is_refused_with_its_reason_and_changes_nothing(newsroom: Newsroom) -> None:
    """No reason, no such picture, a substitute that cannot be shown, nobody who releases; twice is once too many."""
    shown, other, gone = picture(), picture(650), picture(640)
    article(newsroom, shown)
    withdraw(newsroom, gone)
    unknown = "0199e5a0-0000-7000-8000-000000000000"
    before = shelf.rows(), journal(newsroom)
    because = {"reason": "Why."}
    assert refused(newsroom, shown, {}) == (422, "invalid_body", "/reason")
    assert refused(newsroom, unknown, because)[0] == 404
    assert refused(newsroom, shown, because, "translator-ru")[0] == 403
    assert refused(newsroom, gone, because)[0] == 409
    for substitute, place in (
        ({"id": unknown}, "/substitute/id"),
        ({"id": "../../etc"}, "/substitute/id"),
        ({"id": shown}, "/substitute/id"),
        ({"id": gone}, "/substitute/id"),
        ({"id": other, "alts": {"xx": "A"}}, "/substitute/alts/xx"),
        ({"id": other, "alts": {"ru": ""}}, "/substitute/alts/ru"),
        ({"id": other, "more": 1}, "/substitute/more"),
    ):
        assert refused(newsroom, shown, {**because, "substitute": substitute})[::2] == (422, place), substitute
    path = f"/v1/desk/pictures/{shown}/withdrawal"
    assert newsroom.call("DELETE", path, "editor", etag="*").status_code == 409
    assert newsroom.call("DELETE", path, "editor").status_code == 428
    assert newsroom.call("DELETE", path, "translator-ru", etag="*").status_code == 403
    assert newsroom.call("DELETE", path.replace(shown, gone), "editor", etag='"1"').status_code == 412
    assert (shelf.rows(), journal(newsroom)) == before


def test_who_withdrew_and_restored_is_in_the_audit(sqlite_newsroom: Newsroom) -> None:
    """With the substitute, and without the reason, which can be the harm."""
    gone, other = picture(), picture(650)
    withdraw(sqlite_newsroom, gone, substitute={"id": other})
    restore(sqlite_newsroom, gone)
    found = db.rows(
        "SELECT action, person_id, details FROM audit_entry WHERE action LIKE ? ORDER BY id", ("picture.%",)
    )
    assert [action for action, _, _ in found if action != "picture.add"] == ["picture.withdraw", "picture.restore"]
    assert all(person for _, person, _ in found)
    assert "harm" not in str(found)


def test_a_long_chain_of_substitutes_is_followed_to_its_end(newsroom: Newsroom) -> None:
    """However often what stood for a picture was withdrawn itself, readers see what the journal and its address say."""
    chain = [picture(700 - 10 * number) for number in range(7)]
    shown = article(newsroom, chain[0], lead=chain[0])
    for before, after in pairwise(chain):
        withdraw(newsroom, before, substitute={"id": after, "alts": {"be": "Рака"}})
    assert newsroom.call("GET", f"/media/{chain[-1]}/640.jpg").status_code == 200
    found = everything(newsroom, shown)
    assert chain[-1] in found
    assert not any(gone in found for gone in chain[:-1])


@pytest.mark.parametrize("syndication", [True, False])
def test_what_stood_in_for_a_moment_is_gone_not_unknown(newsroom: Newsroom, *, syndication: bool) -> None:
    """A substitute that is withdrawn before the worker has looked answers 410, also where partners never had it."""
    gone, other, third = picture(), picture(690), picture(680)
    facts = {"syndication": syndication}
    assert newsroom.call("PATCH", f"/v1/desk/pictures/{other}", "editor", etag="*", json=facts).status_code == 200
    article(newsroom, lead=gone)
    assert newsroom.call("GET", f"/media/{other}/640.jpg").status_code == 404
    withdraw(newsroom, gone, substitute={"id": other})
    assert newsroom.call("GET", f"/media/{other}/640.jpg").status_code == 200
    withdraw(newsroom, other, substitute={"id": third})
    assert newsroom.call("GET", f"/media/{other}/640.jpg").status_code == 410
    assert newsroom.call("GET", f"/media/{third}/640.jpg").status_code == 200
