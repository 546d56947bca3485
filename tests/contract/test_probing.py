"""Probing: whoever tries names gets the same answer for what is secret and for what there never was."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from api.platform import ids
from tests.newsroom import Newsroom

NONE = {"topic": "zq-topic", "byline": "zq-name", "issue": "2017-W44"}


@dataclass(frozen=True)
class Secrets:
    """What stands in a draft only, and what stood in a text that was withdrawn in every language."""

    draft: dict[str, str]
    withdrawn: dict[str, str]


@pytest.fixture
def secrets(newsroom: Newsroom) -> Secrets:
    """Publish something, write a draft with names of its own, and withdraw a text that had some."""
    newsroom.publish("ru", bylines=[])
    found = []
    for which in ("draft", "withdrawn"):
        names = {
            "topic": f"{which}-topic",
            "byline": f"{which}-name",
            "issue": "2017-W38" if which == "draft" else "2017-W39",
        }
        newsroom.post("/v1/desk/topics", "editor", {"key": names["topic"], "names": {"en": {"name": "T"}}})
        newsroom.post("/v1/desk/bylines", "editor", {"key": names["byline"], "names": {"en": "B"}})
        made = newsroom.post("/v1/desk/issues", "editor", {"key": names["issue"], "title": None})
        kept = {"topic": names["topic"], "issue": names["issue"], "bylines": [names["byline"]]}
        article = newsroom.write(**kept) if which == "draft" else newsroom.publish(title="Gone", **kept)
        message = newsroom.messages(article, "en")[0]["id"]
        found.append(names | {"article_id": article, "issue_id": made["id"], "message_id": message})
    path = f"/v1/desk/articles/{found[1]['article_id']}/versions/en/withdrawal"
    newsroom.post(path, "editor", {"reason": "It was not so."})
    return Secrets(*found)


_FILTERS = [
    *(
        f"/v1/articles?lang={language}&{name}={{{name}}}"
        for name in ("topic", "byline", "issue")
        for language in ("en", "be")
    ),
    "/v1/articles?lang=en&topic=society,{topic}",
    "/v1/issues/{issue}?lang=en",
    "/v1/issues/{issue}?lang=en&fallback=none",
]


@pytest.mark.parametrize("address", [*_FILTERS, "/v1/changes?topic={topic}"])
def test_a_name_in_drafts_is_no_name(newsroom: Newsroom, secrets: Secrets, address: str) -> None:
    """Topics, bylines and issues of drafts are answered as those that nobody ever thought of, to the byte."""
    assert _told(newsroom, address, secrets.draft) == _told(newsroom, address, NONE)


@pytest.mark.parametrize("address", _FILTERS)
def test_a_name_of_what_was_withdrawn_is_no_name(newsroom: Newsroom, secrets: Secrets, address: str) -> None:
    """So are those of texts that are gone."""
    assert _told(newsroom, address, secrets.withdrawn) == _told(newsroom, address, NONE)


@pytest.mark.parametrize("name", ["article_id", "issue_id", "message_id"])
@pytest.mark.parametrize("query", ["", "?lang=en", "?lang=ru", "?lang=en&fallback=none", "?lang=en&body=blocks"])
def test_an_id_of_a_draft_is_no_id(newsroom: Newsroom, secrets: Secrets, name: str, query: str) -> None:
    """Articles, issues and messages that are no reader's business are not there under their ids."""
    for kind in ("articles", "issues") if "body" not in query else ("articles",):
        address = f"/v1/{kind}/{{{name}}}{query}"
        assert _told(newsroom, address, secrets.draft) == _told(newsroom, address, {name: ids.new()})


def test_lists_name_nothing_of_drafts(newsroom: Newsroom, secrets: Secrets) -> None:
    """Neither topics nor bylines nor issues nor the frame of the site hold a name that is not public."""
    for path in ("topics", "bylines", "issues", "site", "changes", "changes?include=document"):
        shown = newsroom.call("GET", f"/v1/{path}").get_data(as_text=True)
        for which in (secrets.draft, secrets.withdrawn):
            assert not [name for name in ("topic", "byline", "issue") if f'"{which[name]}"' in shown], path


def test_who_follows_a_topic_hears_of_its_last_withdrawal(newsroom: Newsroom, secrets: Secrets) -> None:
    """In the journal a topic that was public stays one, since a copy must be taken down."""
    entries = newsroom.get(f"/v1/changes?topic={secrets.withdrawn['topic']}")["data"]
    assert [entry["type"] for entry in entries if entry["article_id"]] == ["published", "withdrawn"]


def test_a_former_slug_leads_to_what_is_read(newsroom: Newsroom) -> None:
    """Never to the slug of a withdrawn version, which can be the harm: the reading's language has one."""
    article = newsroom.publish("en", "ru")
    path = f"/v1/desk/articles/{article}/versions/ru"
    former = newsroom.get(f"/v1/articles/{article}?lang=ru")["slug"]
    english = newsroom.get(f"/v1/articles/{article}?lang=en")["slug"]
    changed = newsroom.call("PUT", f"{path}/slug", "editor", etag=newsroom.etag(path), json={"slug": "the-harm-itself"})
    assert changed.status_code == 200
    assert newsroom.call("GET", f"/v1/articles/{former}").headers["Location"] == "/v1/articles/the-harm-itself"
    newsroom.post(f"{path}/withdrawal", "editor", {"reason": "It was not so."})
    moved = newsroom.call("GET", f"/v1/articles/{former}?lang=en")
    assert (moved.status_code, moved.headers["Location"]) == (308, f"/v1/articles/{english}?lang=en")
    for query in ("", "?lang=ru", "?lang=en", "?lang=be"):
        answer = newsroom.call("GET", f"/v1/articles/{former}{query}")
        assert "the-harm-itself" not in f"{answer.headers}{answer.get_data(as_text=True)}", query
        assert answer.status_code in {308, 404, 410}


def _told(newsroom: Newsroom, address: str, names: dict[str, str]) -> tuple[int, str, list[tuple[str, str]]]:
    """Give status, body and headers, with the name that was asked for left out of them."""
    answer = newsroom.call("GET", address.format(**names))

    def hidden(text: str) -> str:
        for name in names.values():
            text = text.replace(name, "…")
        return text

    request = answer.headers["X-Request-Id"]
    apart = (
        {"X-Request-Id", "Content-Length", "ETag"} if answer.status_code == 200 else {"X-Request-Id", "Content-Length"}
    )
    headers = [(name, hidden(value)) for name, value in answer.headers if name not in apart]
    return answer.status_code, hidden(answer.get_data(as_text=True)).replace(request, "…"), headers
