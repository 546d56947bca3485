"""What is inside a contract is read by its terms: with rights, after its delay, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from api.content import bylines
from api.partners.models import ApiKey
from tests.newsroom import Newsroom
from tests.partners import parties


def test_a_partner_reads_with_its_rights(newsroom: Newsroom) -> None:
    """Each document has the licence, the line to print and the canonical address, in its own language."""
    key = parties.reader(newsroom, licence="CC BY-ND", attribution={"en": "By the newsroom", "be": "Ад рэдакцыі"})
    article = _publish(newsroom)
    shown = parties.get(newsroom, f"/v1/articles/{article}?lang=be", key)
    assert shown["rights"]["licence"] == "CC BY-ND"
    assert shown["rights"]["attribution"] == "Ад рэдакцыі"
    assert shown["rights"]["canonical_url"].endswith(shown["links"]["self"])
    (change,) = [
        change
        for change in parties.get(newsroom, "/v1/changes?include=document&lang=en", key)["data"]
        if change["article_id"] == article
    ]
    assert change["document"]["rights"]["attribution"] == "By the newsroom"
    assert "rights" not in newsroom.get(f"/v1/articles/{article}?lang=be")


def test_a_delay_counts_from_the_first_publication(newsroom: Newsroom) -> None:
    """A text is there a delay after its first publication; its corrections come at once, and its withdrawal is told."""
    key = parties.reader(newsroom, delay_hours=24)
    article = _publish(newsroom)
    path = f"/v1/articles/{article}?lang=en"
    assert parties.call(newsroom, path, key).status_code == 404
    assert parties.get(newsroom, "/v1/articles?lang=en", key)["data"] == []
    parties.age(article, timedelta(hours=25))
    assert parties.get(newsroom, path, key)["id"] == article
    newsroom.translate(article, "en")
    version = f"/v1/desk/articles/{article}/versions/en/messages"
    title = newsroom.messages(article, "en")[0]
    data = {"translation": "Another title"}
    newsroom.call("PATCH", f"{version}/{title['id']}", "translator-en", etag=title["etag"], json=data)
    newsroom.approve(article, "en")
    newsroom.release(article, "en", notes={"en": "The title was wrong."})
    assert parties.get(newsroom, path, key)["title"] == "Another title"
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was wrong."})
    assert parties.call(newsroom, path, key).status_code == 410


def test_what_was_withdrawn_before_its_delay_never_was(newsroom: Newsroom) -> None:
    """A partner who never had a text does not hear of its withdrawal."""
    key = parties.reader(newsroom, delay_hours=24)
    article = _publish(newsroom)
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was wrong."})
    assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", key).status_code == 404
    assert _articles(parties.get(newsroom, "/v1/changes", key)) == []


def test_neighbours_are_those_of_the_contract(newsroom: Newsroom) -> None:
    """Before and after an article stand those that the partner may read, pictures and all."""
    key = parties.reader(newsroom, languages=["en"], delay_hours=24)
    first, hidden = _publish(newsroom), _publish(newsroom)
    last = _publish(newsroom)
    parties.age(first, timedelta(hours=30))
    parties.age(last, timedelta(hours=26))
    shown = parties.get(newsroom, f"/v1/articles/{first}?lang=en", key)
    assert (shown["previous"], shown["next"]["id"]) == (None, last)
    assert hidden not in orjson.dumps(shown).decode()


def test_a_whole_contract_reads_what_everybody_reads(newsroom: Newsroom) -> None:
    """A contract without limits gives what is public, with the rights beside it."""
    key = parties.reader(newsroom)
    article = _publish(newsroom, "ru")
    shown = parties.get(newsroom, f"/v1/articles/{article}?lang=ru", key)
    del shown["rights"]
    assert shown == newsroom.get(f"/v1/articles/{article}?lang=ru")


def test_a_partner_is_answered_for_nobody_else(newsroom: Newsroom) -> None:
    """No cache keeps what a partner gets, a change of its contract changes its tags, and readers get their own."""
    key = parties.reader(newsroom, languages=["be", "en"])
    article = _publish(newsroom, "ru")
    path = f"/v1/articles/{article}?lang=en"
    response = parties.call(newsroom, path, key)
    assert response.headers["Cache-Control"] == "private, no-store"
    public = newsroom.call("GET", path)
    assert {each["language"] for each in public.get_json()["alternates"]} == {"be", "ru", "en"}
    assert [each["language"] for each in response.get_json()["alternates"]] == ["be", "en"]
    assert public.headers["ETag"] != response.headers["ETag"]
    assert parties.call(newsroom, path, key, headers={"If-None-Match": public.headers["ETag"]}).status_code == 200


def test_a_personal_token_reads_as_everybody(sqlite_newsroom: Newsroom) -> None:
    """On public paths a person's token changes nothing but what caches may keep."""
    article = _publish(sqlite_newsroom)
    path = f"/v1/articles/{article}?lang=en"
    assert sqlite_newsroom.get(path, "editor") == sqlite_newsroom.get(path)


def test_bad_keys_are_refused_on_public_paths(sqlite_newsroom: Newsroom) -> None:
    """A key that does not live is refused also where nobody needs one, before anything is looked for."""
    key = parties.reader(sqlite_newsroom)
    for path in ("/v1/articles", "/v1/articles/0190a1b2-0000-7000-8000-000000000000", "/v1/changes"):
        assert parties.fault(parties.call(sqlite_newsroom, path, f"{key}x")) == (401, "malformed_key")
        assert parties.fault(sqlite_newsroom.call("GET", f"{path}?access_token={key}")) == (401, "key_in_query")
    ApiKey.update(scopes="[]").execute()
    assert parties.fault(parties.call(sqlite_newsroom, "/v1/articles", key)) == (403, "missing_scope")


def test_bylines_stay(newsroom: Newsroom) -> None:
    """An author of whom only other topics have something is not in the list."""
    key = parties.reader(newsroom, topics=["society"])
    bylines.add("alena", {"be": "Алена"})
    _publish(newsroom, topic="river", bylines=["alena"])
    _publish(newsroom)
    assert [each["key"] for each in parties.get(newsroom, "/v1/bylines", key)["data"]] == ["hanna"]


def _publish(newsroom: Newsroom, *more: str, **changes: Any) -> str:
    """Publish an article in Belarusian and English, and perhaps in more languages."""
    return newsroom.publish("be", "en", *more, source_language="be", **changes)


def _articles(changes: Any) -> list[str]:
    return [change["type"] for change in changes["data"] if change["resource"] == "article"]
