"""Tokens: made, listed and ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.accounts import logins, people, tokens
from api.accounts.models import Grant, Token
from api.platform import clock, db, heartbeat
from api.platform.errors import Unauthenticated
from tests.at_once import held
from tests.newsroom import PASSWORD, Newsroom, token

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)


def _make(newsroom: Newsroom, **data: Any) -> Any:
    return newsroom.post("/v1/desk/me/tokens", "editor", {"name": "laptop", **data})


def test_a_token_is_shown_once_and_works(newsroom: Newsroom) -> None:
    """The text stands in the answer that makes it and in no list; the token opens the door of its person."""
    made = _make(newsroom)
    listed = newsroom.call("GET", "/v1/desk/me/tokens", "editor")
    assert made["token"] not in listed.get_data(as_text=True)
    assert made["id"] in [row["id"] for row in listed.get_json()["data"]]
    me = newsroom.client.get("/v1/desk/me", headers={"Authorization": f"Bearer {made['token']}"})
    assert me.get_json()["login"] == "editor"


def test_only_the_hash_of_a_token_is_stored(newsroom: Newsroom) -> None:
    """Who reads the table can log in as nobody."""
    made = _make(newsroom)
    assert made["token"] not in repr([row.__data__ for row in Token.select()])
    assert Token.get(Token.id == made["id"]).hash == tokens.digest(made["token"])


def test_every_token_ends_within_a_year(sqlite_newsroom: Newsroom) -> None:
    """Where no time is named it is a year; later than that, or past already, is refused at its place."""
    assert datetime.fromisoformat(_make(sqlite_newsroom)["expires_at"]) <= clock.now() + timedelta(days=366)
    for moment in (clock.now() + timedelta(days=367), clock.now() - timedelta(seconds=1)):
        data = {"name": "laptop", "expires_at": clock.to_wire(moment)}
        refused = sqlite_newsroom.call("POST", "/v1/desk/me/tokens", "editor", json=data)
        assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, "/expires_at")


def test_a_session_makes_no_token_that_outlives_it_without_the_password(sqlite_newsroom: Newsroom) -> None:
    """A stolen session stays one of hours: a longer token needs the password, and guesses at it are counted."""
    session = sqlite_newsroom.post("/v1/auth/login", None, {"login": "editor", "password": PASSWORD})
    headers = {"Authorization": f"Bearer {session['token']}"}

    def make(**data: Any) -> Any:
        return sqlite_newsroom.call("POST", "/v1/desk/me/tokens", headers=headers, json={"name": "laptop", **data})

    year = clock.to_wire(clock.now() + timedelta(days=365))
    refused = make(expires_at=year)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "password_required")
    assert refused.get_json()["errors"][0]["pointer"] == "/password"
    short = make()
    assert (short.status_code, short.get_json()["expires_at"]) == (201, session["expires_at"])
    assert make(expires_at=year, password="the wrong password").status_code == 403
    long = make(expires_at=year, password=PASSWORD)
    assert (long.status_code, long.get_json()["expires_at"]) == (201, year)
    headers["Authorization"] = f"Bearer {short.get_json()['token']}"
    assert make(expires_at=year).get_json()["code"] == "password_required"
    for _ in range(9):
        make(password="the wrong password")
    assert make(password=PASSWORD).status_code == 429


def test_making_a_token_with_a_key_counts_its_password_aside(newsroom: Newsroom) -> None:
    """A wrong password under an Idempotency-Key was no deed: the right one is tried anew, once."""
    keyed = {"Idempotency-Key": "k1"}
    answers = [
        newsroom.call("POST", "/v1/desk/me/tokens", "editor", json={"name": "x", "password": password}, headers=keyed)
        for password in ("the wrong password", PASSWORD, PASSWORD)
    ]
    assert [answer.status_code for answer in answers] == [403, 201, 409]


def test_a_clock_that_is_ahead_expires_no_token_and_makes_none_that_lives_long(newsroom: Newsroom) -> None:
    """Ten years ahead, staff works on, and a session that is made meanwhile is one of hours by the right clock."""
    with db.transaction():
        heartbeat.confirm(AT)
        text = tokens.issue(people.id_of("editor"), name="short", at=AT, expires_at=AT + timedelta(hours=1))
    ahead = AT + timedelta(days=3_650)
    by = tokens.actor_of(text, at=ahead)
    session, expires_at, _ = logins.log_in("editor", PASSWORD, network="unknown", secret=b"secret", at=ahead)
    made = tokens.make_personal(by, name="x", expires_at=None, within=session, at=ahead)
    assert expires_at == made["expires_at"] == AT + tokens.SESSION
    assert tokens.actor_of(session, at=ahead).login == "editor"
    with pytest.raises(Unauthenticated):
        tokens.actor_of(session, at=AT + tokens.SESSION)
    assert heartbeat.newest() == AT


def test_who_works_at_the_desk_moves_the_heartbeat_on(newsroom: Newsroom) -> None:
    """Where the worker is down over a weekend, those who work are enough to know the time by."""
    with db.transaction():
        heartbeat.confirm(AT)
    tokens.actor_of(token("editor"), at=AT + timedelta(hours=20))
    tokens.actor_of(token("editor"), at=AT + timedelta(hours=40))
    assert heartbeat.newest() == AT + timedelta(hours=40)


def test_an_expired_token_opens_nothing(newsroom: Newsroom) -> None:
    """At the very moment of its expiry a token is dead."""
    with db.transaction():
        text = tokens.issue(people.id_of("editor"), name="short", at=AT, expires_at=AT + timedelta(hours=1))
    tokens.actor_of(text, at=AT + timedelta(minutes=59))
    with pytest.raises(Unauthenticated):
        tokens.actor_of(text, at=AT + timedelta(hours=1))


def test_a_token_is_revoked_by_its_owner_only(newsroom: Newsroom) -> None:
    """Somebody else's token is not there; one's own is gone at once, and needs its ETag to go."""
    made = _make(newsroom)
    path = f"/v1/desk/me/tokens/{made['id']}"
    statuses = [
        newsroom.call("DELETE", path, by, etag=tag).status_code
        for by, tag in (("editor2", "*"), ("editor", None), ("editor", '"other"'), ("editor", made["etag"]))
    ]
    assert statuses == [404, 428, 412, 204]
    with pytest.raises(Unauthenticated):
        tokens.actor_of(made["token"], at=clock.now())


def test_a_person_without_a_role_reads_themselves_and_no_more(sqlite_newsroom: Newsroom) -> None:
    """Without any role, a token shows whose it is; drafts, and making more tokens, are refused."""
    Grant.delete().where(Grant.person == people.id_of("editor2")).execute()
    assert sqlite_newsroom.get("/v1/desk/me", "editor2")["grants"] == []
    assert sqlite_newsroom.call("GET", "/v1/desk/articles", "editor2").status_code == 403
    assert sqlite_newsroom.call("POST", "/v1/desk/me/tokens", "editor2", json={"name": "more"}).status_code == 403


def test_use_is_noted_to_the_day(newsroom: Newsroom) -> None:
    """The last use shows a date, and nothing of anyone's hours."""
    tokens.actor_of(token("editor"), at=AT)
    assert Token.get(Token.hash == tokens.digest(token("editor"))).last_used_on == "2017-09-14"


def test_a_read_never_waits_for_a_write_to_note_its_use(newsroom: Newsroom) -> None:
    """While somebody writes, and holds the token itself, a read is answered; its use is noted another time."""
    with held(Token.select()) as holder:
        assert newsroom.call("GET", "/v1/desk/me", "editor").status_code == 200
        assert holder.is_alive()
    used = Token.select(Token.last_used_on).where(Token.hash == tokens.digest(token("editor")))
    assert used.scalar() is None
    newsroom.get("/v1/desk/me", "editor")
    assert used.scalar() == clock.now().date().isoformat()


def test_ones_password_is_changed_with_the_present_one(newsroom: Newsroom) -> None:
    """A stolen token is not enough to change a password; a change ends every other token of the person."""
    other = _make(newsroom)["token"]
    tag = newsroom.etag("/v1/desk/me")
    data = {"current_password": "the wrong password", "password": "another battery staple"}
    refused = newsroom.call("PUT", "/v1/desk/me/password", "editor", etag=tag, json=data)
    changed = newsroom.call(
        "PUT", "/v1/desk/me/password", "editor", etag=tag, json=data | {"current_password": PASSWORD}
    )
    assert (refused.status_code, changed.status_code) == (403, 204)
    assert newsroom.call("GET", "/v1/desk/me", "editor").status_code == 200
    with pytest.raises(Unauthenticated):
        tokens.actor_of(other, at=clock.now())


def test_dead_tokens_are_forgotten_after_a_month(newsroom: Newsroom) -> None:
    """What expired or was revoked a month ago leaves the table; what is valid stays."""
    person = people.id_of("editor")
    with db.transaction():
        for name, expires_at in (("old", AT - timedelta(days=30)), ("new", AT - timedelta(days=29)), ("no end", None)):
            tokens.issue(person, name=name, at=AT - timedelta(days=90), expires_at=expires_at)
    assert tokens.prune(at=AT) == 1
    assert {row.name for row in Token.select().where(Token.person == person)} == {"new", "no end", "test"}
