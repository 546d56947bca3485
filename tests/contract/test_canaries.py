"""Canaries: words planted in everything that is not public, looked for in every answer to who may not see them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from api.accounts import people, tokens
from api.accounts.roles import Granted
from api.content.pictures import storage
from api.content.pictures.facts import Facts
from api.platform import clock, db
from tests.content.pictures import shelf
from tests.content.pictures.specimens import jpeg
from tests.contract import walk
from tests.newsroom import BODY, ISSUE, PASSWORD, Newsroom

CANARY = "zyzzyva"  # no public text has this word


@pytest.fixture
def planted(newsroom: Newsroom) -> dict[str, str]:
    """Publish an article, then plant canaries in every field of drafts, comments, people and tokens."""
    published = newsroom.publish("en", "ru")
    told: Facts = {"credit": f"{CANARY} credit", "source": f"{CANARY} source", "note": f"{CANARY} note"}
    picture = shelf.add(jpeg(), storage.current(), told=told).picture_id
    lead, body = {"id": picture, "alt": f"{CANARY} alt"}, f"{BODY}\n{CANARY} body\n\n![{CANARY}](picture:{picture})\n"
    newsroom.revise(published, title=f"{CANARY} title", summary=f"{CANARY} summary", body=body, picture=lead)
    path = f"/v1/desk/articles/{published}/versions/ru"
    message = newsroom.messages(published, "ru")[0]
    changed = newsroom.call(
        "PATCH",
        f"{path}/messages/{message['id']}",
        "translator-ru",
        etag=message["etag"],
        json={"translation": f"{CANARY} translation"},
    )
    assert changed.status_code == 200
    comment = {"text": f"{CANARY} comment", "message_id": message["id"]}
    assert newsroom.call("POST", f"{path}/comments", "translator-ru", json=comment).status_code == 201
    key, named = f"{CANARY}-draft", {"en": f"{CANARY} name"}
    topic = {"name": named["en"], "description": f"{CANARY} description"}
    newsroom.post("/v1/desk/topics", "editor", {"key": key, "names": {"en": topic}})
    newsroom.post("/v1/desk/bylines", "editor", {"key": key, "names": named, "biographies": {"en": f"{CANARY} life"}})
    hidden = {"topic": key, "bylines": [key]}
    draft = newsroom.write(title=f"{CANARY} draft", summary=f"{CANARY} lede", body=body, picture=lead, **hidden)
    newsroom.post("/v1/desk/issues", "editor", {"key": "2017-W38", "titles": {"en": f"{CANARY} issue"}})
    people.add(
        login=f"{CANARY}-login", name=f"{CANARY} name", password=PASSWORD, locale="en", grants=[], at=clock.now()
    )
    with db.transaction():
        nobody = people.add_hashed(f"{CANARY}-2", f"{CANARY} 2", "x", "en", [], at=clock.now())
        tokens.issue(nobody, name=f"{CANARY} token", at=clock.now(), expires_at=None)
    newsroom.post("/v1/desk/me/tokens", "editor", {"name": f"{CANARY} laptop"})
    return {"published": published, "draft": draft, "message": message["id"], "picture": picture}


def test_the_canaries_sing_at_the_desk(newsroom: Newsroom, planted: dict[str, str]) -> None:
    """Whoever may see drafts sees the canaries: the search below would find them if they got out."""
    for address in (
        f"/v1/desk/articles/{planted['draft']}",
        f"/v1/desk/articles/{planted['published']}",
        f"/v1/desk/articles/{planted['published']}/versions/ru/messages",
        f"/v1/desk/articles/{planted['published']}/versions/ru/comments",
        "/v1/desk/me/tokens",
        "/v1/desk/pictures",
        f"/v1/desk/pictures/{planted['picture']}",
    ):
        assert CANARY in newsroom.call("GET", address, "editor").get_data(as_text=True), address
    assert CANARY in newsroom.call("GET", "/v1/admin/people", "admin").get_data(as_text=True)


def test_no_public_answer_has_a_canary(newsroom: Newsroom, planted: dict[str, str]) -> None:
    """Nothing public shows a word or picture of a draft, a comment, a person or a token: not in bodies, nor headers."""
    statuses = Counter[int]()
    for address in _public_addresses(newsroom, planted):
        answer = newsroom.call("GET", address)
        statuses[answer.status_code] += 1
        shown = f"{answer.get_data(as_text=True)}{answer.headers}"
        if f"={CANARY}-draft" in address:  # what was asked for is said again
            shown = shown.replace(f"{CANARY}-draft", "")
        assert CANARY not in shown, address
        assert planted["picture"] not in shown, address
        assert answer.status_code in {404, 422} or planted["picture"] not in address, address
    assert statuses.keys() <= {200, 404, 422, 503}, "503: no worker runs here"
    assert statuses[200] > 300


@pytest.mark.parametrize("grants", [(), (Granted("administrator", None),)])
def test_who_may_not_read_drafts_hears_no_canary(
    newsroom: Newsroom, planted: dict[str, str], grants: tuple[Granted, ...]
) -> None:
    """People without a role, and administrators as such, get no word of a draft from any address at the desk."""
    person = people.add(
        login="outsider", name="Outsider", password=PASSWORD, locale="en", grants=grants, at=clock.now()
    )
    with db.transaction():
        text = tokens.issue(person, name="test", at=clock.now(), expires_at=None)
    statuses = Counter[int]()
    for address in _addresses(newsroom, planted, "/v1/desk/"):
        answer = newsroom.client.get(address, headers={"Authorization": f"Bearer {text}"})
        statuses[answer.status_code] += 1
        assert CANARY not in answer.get_data(as_text=True), address
    assert statuses.keys() == {200, 403}, "known, and kept out of all but what is their own"
    assert statuses[403] > 20


_TRACED = re.compile(r"^/v1/admin/(takedowns|partners/[^/]+/receipts)")  # what went where, which editors look after


@pytest.mark.parametrize("by", ["editor", "reviewer-ru", "translator-ru"])
def test_who_does_not_administer_sees_no_people(newsroom: Newsroom, planted: dict[str, str], by: str) -> None:
    """Names and logins of people who did nothing are for administrators; the others hear of them nowhere."""
    statuses = Counter[int]()
    for address in _addresses(newsroom, planted, "/v1/admin/"):
        answer = newsroom.call("GET", address, by)
        assert CANARY not in answer.get_data(as_text=True), address
        if by != "editor" or not _TRACED.search(address):
            statuses[answer.status_code] += 1
    assert statuses.keys() == {403}
    assert statuses[403] >= 5


def test_administrators_never_see_a_token(newsroom: Newsroom, planted: dict[str, str]) -> None:
    """They see how many tokens somebody has, and neither their texts nor their names nor their hashes."""
    texts = newsroom.call("GET", "/v1/admin/people", "admin").get_data(as_text=True)
    texts += newsroom.call("GET", "/v1/admin/audit?limit=100", "admin").get_data(as_text=True)
    assert f"{CANARY} token" not in texts
    assert f"{CANARY} laptop" not in texts
    assert tokens.PREFIX not in texts
    (one,) = (row for row in newsroom.get("/v1/admin/people", "admin")["data"] if row["login"] == f"{CANARY}-2")
    assert one["token_count"] == 1


def test_the_audit_has_no_canary(newsroom: Newsroom, planted: dict[str, str]) -> None:
    """The audit says who did what to which thing, and repeats no word of it."""
    audit = newsroom.call("GET", "/v1/admin/audit?limit=100", "admin").get_data(as_text=True)
    assert "person.add" in audit
    assert CANARY not in audit


def _public_addresses(newsroom: Newsroom, planted: dict[str, str]) -> Iterator[str]:
    names = {key: (public, f"{CANARY}-draft") for key, public in (("topic", "society"), ("byline", "hanna"))}
    articles = (planted["published"], planted["draft"], f"{CANARY}-draft")
    walk.put_pages(newsroom)
    yield from walk.public_addresses(
        newsroom,
        slug_or_id=articles,
        issue=(ISSUE, "2017-W38"),
        token=("unknown",),
        picture=(planted["picture"], "unknown"),
        **names,
    )
    yield "/v1/changes?initial=true&include=document"


def _addresses(newsroom: Newsroom, planted: dict[str, str], prefix: str) -> Iterator[str]:
    """Give the address of every GET route below a prefix, made with what was planted."""
    values: dict[str, Any] = {
        "article": planted["published"],
        "slug_or_id": planted["published"],
        "language": "ru",
        "message_id": planted["message"],
        "number": 2,
        "issue": ISSUE,
        "topic": "society",
        "byline": "hanna",
        "picture": planted["picture"],
        "width": 96,
        "crop": "1x1",
        "format": "jpg",
        "person": people.id_of("editor"),
    }
    for rule in newsroom.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule.startswith(prefix):
            chosen = {name: values.get(name, "unknown") for name in rule.arguments}
            with newsroom.app.test_request_context():
                yield newsroom.app.url_map.bind("localhost").build(rule.endpoint, chosen, method="GET")
