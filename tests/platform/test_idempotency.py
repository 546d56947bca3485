"""Idempotency-Key: a repeated POST is done once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.accounts.models import Token
from api.content.models import Article, Issue
from api.platform import db, idempotency
from api.platform.errors import Conflict
from api.platform.idempotency import Answer, Claim
from api.platform.models import IdempotencyRecord
from tests.newsroom import BODY, ISSUE, Newsroom, token

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)
ARTICLE = {
    "source_language": "en",
    "topic": "society",
    "issue": ISSUE,
    "title": "River council delays the vote",
    "summary": "Nobody was surprised.",
    "body": BODY,
}


def _post(
    newsroom: Newsroom, path: str, data: Any, key: str = "k1", by: str = "editor", **options: Any
) -> TestResponse:
    return newsroom.call("POST", path, by, json=data, headers={"Idempotency-Key": key}, **options)


def test_a_repeat_is_answered_as_the_first_and_does_nothing(newsroom: Newsroom) -> None:
    """Status, body, Location and ETag are those of the first answer, and there is one article."""
    first = _post(newsroom, "/v1/desk/articles", ARTICLE)
    again = _post(newsroom, "/v1/desk/articles", ARTICLE)
    assert first.status_code == again.status_code == 201
    assert again.data == first.data
    assert [again.headers[name] for name in ("Location", "ETag", "Content-Type")] == [
        first.headers[name] for name in ("Location", "ETag", "Content-Type")
    ]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert Article.select().count() == 1


@pytest.mark.parametrize(
    ("path", "change"), [("/v1/desk/articles", {"title": "Another title"}), ("/v1/desk/articles?lang=be", {})]
)
def test_another_request_with_the_same_key_is_refused(newsroom: Newsroom, path: str, change: dict[str, str]) -> None:
    """Another body or address under a used key is 422 `idempotency_mismatch`, and nothing is done."""
    _post(newsroom, "/v1/desk/articles", ARTICLE)
    refused = _post(newsroom, path, ARTICLE | change)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "idempotency_mismatch")
    assert Article.select().count() == 1


def test_each_credential_has_its_own_keys(newsroom: Newsroom) -> None:
    """Two people may choose the same key and never get each other's answers."""
    _post(newsroom, "/v1/desk/articles", ARTICLE)
    other = _post(newsroom, "/v1/desk/articles", ARTICLE, by="editor2")
    assert (other.status_code, "Idempotency-Replayed" in other.headers) == (201, False)
    assert Article.select().count() == 2


def test_a_refusal_is_not_remembered(newsroom: Newsroom) -> None:
    """What was refused did nothing and leaves nothing behind: the key is good for another try, and another body."""
    refused = _post(newsroom, "/v1/desk/issues", {"key": ISSUE})
    assert (refused.status_code, IdempotencyRecord.select().count()) == (409, 0)
    assert _post(newsroom, "/v1/desk/issues", {"key": "2017-W38"}).status_code == 201


def test_an_answer_too_large_to_keep_is_not_given_again(newsroom: Newsroom) -> None:
    """Its repeat is told that the work was done, and does nothing."""
    idempotency.settle(_claim(AT), Answer(201, {}, b"x" * (idempotency.LARGEST + 1)), at=AT)
    with pytest.raises(Conflict) as told:
        _claim(AT)
    assert told.value.kind == "conflict"
    assert all(record.body is None for record in IdempotencyRecord.select())


def test_a_credential_has_no_more_kept_than_its_share(newsroom: Newsroom) -> None:
    """However many answers one credential asks to be kept, they fill no disk; others have their own share."""
    answer = Answer(201, {}, b"x" * idempotency.LARGEST)
    for number in range(idempotency.MOST // idempotency.LARGEST + 3):
        claim = idempotency.claim("token", f"k{number}", "f", at=AT)
        assert isinstance(claim, Claim)
        idempotency.settle(claim, answer, at=AT)
    kept = sum(len(bytes(record.body)) for record in IdempotencyRecord.select() if record.body is not None)
    assert kept == idempotency.MOST
    assert idempotency.claim("token", "k0", "f", at=AT) == answer
    with pytest.raises(Conflict):
        idempotency.claim("token", f"k{number}", "f", at=AT)
    other = idempotency.claim("another token", "k1", "f", at=AT)
    assert isinstance(other, Claim)
    idempotency.settle(other, answer, at=AT)
    assert idempotency.claim("another token", "k1", "f", at=AT) == answer


def test_a_stale_etag_is_not_remembered(newsroom: Newsroom) -> None:
    """A caller who read again may go on under the same key: a 412 did nothing and is no answer to keep."""
    article = newsroom.write()
    path = f"/v1/desk/articles/{article}"
    stale = _post(newsroom, f"{path}/revisions", {"title": "New", "weight": "typo"}, etag='"0"')
    fresh = _post(newsroom, f"{path}/revisions", {"title": "New", "weight": "typo"}, etag=newsroom.etag(path))
    assert (stale.status_code, fresh.status_code) == (412, 201)


def test_logging_out_with_a_key_says_that_it_was_done(newsroom: Newsroom) -> None:
    """A POST that ends its own token answers what it did."""
    out = _post(newsroom, "/v1/auth/logout", {})
    assert (out.status_code, newsroom.call("GET", "/v1/desk/me", "editor").status_code) == (204, 401)


def test_a_post_whose_token_dies_after_its_commit_says_that_it_was_done(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the commit and the keeping of the answer nobody is asked for the token any more."""
    settle = idempotency.settle

    def late(*args: Any, **options: Any) -> None:
        Token.update(revoked_at=AT).execute()
        settle(*args, **options)

    monkeypatch.setattr(idempotency, "settle", late)
    assert _post(newsroom, "/v1/desk/articles", ARTICLE).status_code == 201


def test_a_dead_token_gets_no_remembered_answer(newsroom: Newsroom) -> None:
    """A key opens nothing for a credential that has been revoked since."""
    _post(newsroom, "/v1/desk/articles", ARTICLE)
    Token.update(revoked_at=AT).execute()
    assert _post(newsroom, "/v1/desk/articles", ARTICLE).status_code == 401


@pytest.mark.parametrize("key", ["", "two words", "é", "x" * 256])
def test_a_key_that_is_none_is_refused(sqlite_newsroom: Newsroom, key: str) -> None:
    """A key is of 1 to 255 visible ASCII characters; the refusal names the header."""
    refused = _post(sqlite_newsroom, "/v1/desk/articles", ARTICLE, key)
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["header"] == "Idempotency-Key"
    assert not Article.select().exists()


def test_a_secret_is_never_kept(newsroom: Newsroom) -> None:
    """The text of a new token is in no record; a repeat makes no second one and is told so."""
    data = {"name": "laptop", "expires_at": None}
    made = _post(newsroom, "/v1/desk/me/tokens", data)
    count = Token.select().count()
    again = _post(newsroom, "/v1/desk/me/tokens", data)
    assert (made.status_code, again.status_code, again.get_json()["code"]) == (201, 409, "conflict")
    assert Token.select().count() == count
    assert all(record.body is None for record in IdempotencyRecord.select())


def test_of_two_at_once_one_does_the_work(newsroom: Newsroom) -> None:
    """Of many equal requests at once one works; the others get its answer, or that it is at work."""
    start = threading.Barrier(4)
    answers: list[TestResponse] = []

    def send() -> None:
        client = newsroom.app.test_client()
        start.wait()
        headers = {"Authorization": f"Bearer {token('editor')}", "Idempotency-Key": "k1"}
        answers.append(client.post("/v1/desk/articles", json=ARTICLE, headers=headers))
        db.release_connection()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Article.select().count() == 1
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.data for answer in done}) == 1
    assert all(a.get_json()["code"] == "idempotency_in_progress" for a in answers if a.status_code != 201)


def test_work_that_was_committed_is_not_done_again(newsroom: Newsroom) -> None:
    """If the process dies after the commit, a repeat is told that it was done; it does not do it a second time."""
    claim = _claim(AT)
    with db.transaction():
        idempotency.mark(claim)
    with pytest.raises(Conflict) as at_work:
        _claim(AT + timedelta(seconds=1))
    with pytest.raises(Conflict) as lost:
        _claim(AT + idempotency.HELD)
    assert (at_work.value.kind, lost.value.kind) == ("idempotency_in_progress", "conflict")


def test_work_that_was_not_committed_is_done_by_a_repeat(newsroom: Newsroom) -> None:
    """If the process dies before its commit, a repeat takes the work over; the first could not commit any more."""
    first = _claim(AT)
    second = _claim(AT + idempotency.HELD)
    assert second.holder != first.holder

    def commit_late() -> None:
        with db.transaction():
            Issue.update(key="2017-W01").execute()
            idempotency.mark(first)

    with pytest.raises(Conflict):
        commit_late()
    assert not Issue.select().where(Issue.key == "2017-W01").exists()


def test_a_failure_of_ours_is_not_remembered(newsroom: Newsroom) -> None:
    """After a 500 or 503 that kept nothing, the same key works."""
    idempotency.settle(_claim(AT), Answer(503, {}, b""), at=AT)
    assert isinstance(_claim(AT), Claim)


def test_answers_are_kept_for_a_day(newsroom: Newsroom) -> None:
    """For 24 hours a repeat gets the first answer; after that the key is free, and the duty forgets it."""
    idempotency.settle(_claim(AT), Answer(201, {"ETag": '"1"'}, b"{}"), at=AT)
    kept = idempotency.claim("token", "k1", "f", at=AT + timedelta(hours=23, minutes=59))
    assert kept == Answer(201, {"ETag": '"1"'}, b"{}")
    assert idempotency.prune(at=AT + timedelta(hours=23)) == 0
    assert idempotency.prune(at=AT + timedelta(hours=24)) == 1


def test_neither_key_nor_credential_is_kept(newsroom: Newsroom) -> None:
    """A record shows neither the token nor the key that was sent."""
    _post(newsroom, "/v1/desk/articles", ARTICLE, "a-key-of-mine")
    (record,) = IdempotencyRecord.select()
    assert "a-key-of-mine" not in repr(record.__data__)
    assert token("editor") not in repr(record.__data__)


def _claim(at: datetime) -> Claim:
    claim = idempotency.claim("token", "k1", "f", at=at)
    assert isinstance(claim, Claim)
    return claim
