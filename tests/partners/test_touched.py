"""What a correction touched, told where partners hear of it: in the journal and in webhooks."""

from __future__ import annotations

from typing import Any

from api.content import trees
from api.partners.receipts import collector
from api.platform import clock
from api.publishing import rebuilds
from tests.newsroom import BODY, Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import receiving, turn, working
from tests.publishing.test_transliterations import declare

_CHANGED = BODY.replace("number 12", "number 13") + "\nA new end.\n"
_PATH = "/v1/partner/republications"
_URL = "https://radio.example/vote"


def test_the_journal_names_what_a_correction_touched(newsroom: Newsroom) -> None:
    """By the ids of `body=blocks`, for readers and partners alike; the first publication has touched nothing."""
    key = parties.reader(newsroom)
    article = newsroom.publish("ru")
    before = _said(newsroom, article)
    _correct(newsroom, article)
    now = _said(newsroom, article)
    for entries in (_entries(newsroom.get("/v1/changes")), _entries(parties.get(newsroom, "/v1/changes", key))):
        assert [each["touched"] for each in entries if each["type"] == "published"] == [None, None]
        (told,) = [each for each in entries if each["type"] == "corrected" and each["language"] == "en"]
        touched = told["touched"]
        assert [before[id_] for id_ in touched["changed"]] == ["The second paragraph has a link and the number 12."]
        assert [now[id_] for id_ in touched["added"]] == ["A new end."]
        assert (touched["removed"], touched["parts"]) == ([], [])


def test_an_update_of_the_title_says_so(sqlite_newsroom: Newsroom) -> None:
    """Title and summary have no id; they are told as parts."""
    article = sqlite_newsroom.publish()
    sqlite_newsroom.revise(article, title="Another title", weight="meaning")
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    *_, last = _entries(sqlite_newsroom.get("/v1/changes"))
    assert (last["type"], last["touched"]) == (
        "updated",
        {"changed": [], "added": [], "removed": [], "parts": ["title"]},
    )


def test_a_renamed_topic_touches_no_text(sqlite_newsroom: Newsroom) -> None:
    """An entry with which no other text was published repeats nothing of what stands, nor does a withdrawal."""
    article = sqlite_newsroom.publish()
    _correct(sqlite_newsroom, article)
    names = {"names": {"en": {"name": "Another name"}}}
    sqlite_newsroom.call("PATCH", "/v1/desk/topics/society", "editor", etag="*", json=names)
    rebuilds.run_pending(at=clock.now())
    *_, last = _entries(sqlite_newsroom.get("/v1/changes"))
    assert (last["type"], last["touched"]) == ("updated", None)
    sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "No."}, etag="*")
    assert {str(each["touched"]) for each in _entries(sqlite_newsroom.get("/v1/changes"))} == {"None"}


def test_a_partner_is_reminded_of_its_own_republications_and_of_nobody_elses(sqlite_newsroom: Newsroom) -> None:
    """In each entry of the article in that language, with its withdrawal too; readers are told of none."""
    one, other = parties.reader(sqlite_newsroom), parties.reader(sqlite_newsroom, name="Archive")
    article = sqlite_newsroom.publish("ru")
    made = _put(sqlite_newsroom, one, article)
    _correct(sqlite_newsroom, article)
    sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "No."}, etag="*")
    expected = {"id": made["id"], "url": _URL, "own_language": None, "revision": 1}
    entries = parties.get(sqlite_newsroom, "/v1/changes", one)["data"]
    for each in entries:
        is_its = each["article_id"] == article and each["language"] == "en"
        assert each["republications"] == ([expected] if is_its else []), each
    assert [each["type"] for each in entries if each["republications"]][-1] == "withdrawn"
    assert {str(each["republications"]) for each in parties.get(sqlite_newsroom, "/v1/changes", other)["data"]} == {
        "[]"
    }
    assert all("republications" not in each for each in sqlite_newsroom.get("/v1/changes")["data"])


def test_a_webhook_tells_the_same(newsroom: Newsroom) -> None:
    """Thin and full, each event with what it touched, also where another has followed before it was sent."""
    text = receivers.key(newsroom)
    for payload in ("thin", "full"):
        with receiving() as there, working(newsroom) as worker:
            receivers.verified(newsroom, worker, text, there.url, payload=payload)
            article = newsroom.publish("ru", title=f"Sent in {payload} form")
            turn(worker)
            reader = parties.key(newsroom, parties.get(newsroom, "/v1/partner/me", text)["id"])
            made = _put(newsroom, reader, article)
            before = _said(newsroom, article)
            _correct(newsroom, article)
            now = _said(newsroom, article)
            newsroom.revise(article, title=f"Another of the {payload} ones", weight="meaning")
            newsroom.approve(article, "en")
            newsroom.release(article, "en")
            turn(worker)
            told = [got.body for got in there.got if got.body["data"].get("article_id") == article]
            told = [each for each in told if each["data"]["language"] == "en"]
            assert [each["type"] for each in told] == ["article.published", "article.corrected", "article.updated"]
            first, corrected, updated = (each["data"] for each in told)
            assert corrected["form"] == payload
            assert (first["touched"], first["republications"]) == (None, [])
            assert [before[id_] for id_ in corrected["touched"]["changed"]] == [
                "The second paragraph has a link and the number 12."
            ]
            assert [now[id_] for id_ in corrected["touched"]["added"]] == ["A new end."]
            assert updated["touched"] == {"changed": [], "added": [], "removed": [], "parts": ["title"]}
            for each in (corrected, updated):
                assert each["republications"] == [{"id": made["id"], "url": _URL, "own_language": None, "revision": 1}]


def test_a_transliteration_tells_what_its_own_text_touched(sqlite_newsroom: Newsroom) -> None:
    """Its blocks have the ids of its parent's, and so what was touched there was touched here."""
    declare(sqlite_newsroom)
    article = sqlite_newsroom.publish(source_language="be")
    _correct(sqlite_newsroom, article, "be")
    told = {
        each["language"]: each["touched"]
        for each in _entries(sqlite_newsroom.get("/v1/changes"))
        if each["type"] == "corrected"
    }
    assert set(told) == {"be", "be-Latn"}
    assert told["be"] == told["be-Latn"]
    assert told["be"]["changed"]


def _correct(newsroom: Newsroom, article: str, language: str = "en") -> None:
    newsroom.revise(article, body=_CHANGED, weight="correction", note="The number was wrong.")
    newsroom.approve(article, language)
    newsroom.release(article, language)


def _said(newsroom: Newsroom, article: str) -> dict[str, str]:
    """Give what each block says, by its id."""
    body = newsroom.get(f"/v1/articles/{article}?lang=en&body=blocks")["body"]
    return {leaf["id"]: leaf["text"] for leaf in trees.leaves(body["content"])}


def _entries(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in page["data"] if each["resource"] == "article"]


def _put(newsroom: Newsroom, key: str, article: str) -> Any:
    parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
    collector.keeper.write(is_last=True)
    data = {"article_id": article, "language": "en", "url": _URL}
    answer = parties.call(newsroom, _PATH, key, "POST", json=data)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.get_json()
