"""Probing: whoever tries names gets the same answer for what is secret and for what there never was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from api.platform import ids
from tests.contract import walk
from tests.newsroom import Newsroom

_KINDS = ("topic", "byline", "issue")
NONE = {"topic": "zq-topic", "byline": "zq-name", "issue": "2017-W44"}


@dataclass(frozen=True)
class Secrets:
    """What stands in a draft only, and what stood in a text that was withdrawn in every language."""

    draft: dict[str, str]
    withdrawn: dict[str, str]


@pytest.fixture
def secrets(sqlite_newsroom: Newsroom) -> Secrets:
    """Publish something, write a draft with names of its own, and withdraw a text that had some."""
    sqlite_newsroom.publish("ru", bylines=[])
    found = []
    for which in ("draft", "withdrawn"):
        names = {
            "topic": f"{which}-topic",
            "byline": f"{which}-name",
            "issue": "2017-W38" if which == "draft" else "2017-W39",
        }
        made = {
            "topic_id": _make(sqlite_newsroom, "topics", {"key": names["topic"], "names": {"en": {"name": "T"}}}),
            "byline_id": _make(sqlite_newsroom, "bylines", {"key": names["byline"], "names": {"en": "B"}}),
            "issue_id": _make(sqlite_newsroom, "issues", {"key": names["issue"], "titles": {}}),
        }
        kept = {"topic": names["topic"], "issue": names["issue"], "bylines": [names["byline"]]}
        article = sqlite_newsroom.write(**kept) if which == "draft" else sqlite_newsroom.publish(title="Gone", **kept)
        message = sqlite_newsroom.messages(article, "en")[0]["id"]
        found.append(names | made | {"article_id": article, "message_id": message})
    path = f"/v1/desk/articles/{found[1]['article_id']}/versions/en/withdrawal"
    sqlite_newsroom.post(path, "editor", {"reason": "It was not so."})
    return Secrets(*found)


@pytest.mark.parametrize("which", ["draft", "withdrawn"])
def test_a_name_that_is_not_public_is_no_name(sqlite_newsroom: Newsroom, secrets: Secrets, which: str) -> None:
    """Wherever one can be asked for, those of drafts and of what is gone are answered as one that never was."""
    known = getattr(secrets, which)
    compared = 0
    for name in _KINDS:
        for id_ in (known[name], known[f"{name}_id"]):
            there_is_none = ids.new() if id_ == known[f"{name}_id"] else NONE[name]
            of_this, of_none = (_naming(sqlite_newsroom, name, value) for value in (id_, there_is_none))
            for address, other in zip(of_this, of_none, strict=True):
                if which == "withdrawn" and address.startswith(("/v1/changes", "/v1/feeds/")):
                    continue  # they tell followers of the withdrawal, as below
                assert _told(sqlite_newsroom, address, id_) == _told(sqlite_newsroom, other, there_is_none), address
                compared += 1
    assert compared > 150


def test_an_id_of_a_draft_is_no_id(sqlite_newsroom: Newsroom, secrets: Secrets) -> None:
    """Articles, issues and messages that are no reader's business are not there under their ids."""
    for name in ("article_id", "issue_id", "message_id"):
        id_, there_is_none = secrets.draft[name], ids.new()
        of_this, of_none = (_naming(sqlite_newsroom, "slug_or_id", value) for value in (id_, there_is_none))
        for address, other in zip(of_this, of_none, strict=True):
            assert _told(sqlite_newsroom, address, id_) == _told(sqlite_newsroom, other, there_is_none), address


def test_lists_name_nothing_of_drafts(sqlite_newsroom: Newsroom, secrets: Secrets) -> None:
    """No public answer at all holds a name that is not public."""
    articles = {"slug_or_id": (sqlite_newsroom.get("/v1/articles?lang=ru")["data"][0]["id"],), "token": ("none",)}
    for address in [*walk.public_addresses(sqlite_newsroom, **articles), "/v1/changes?initial=true&include=document"]:
        shown = sqlite_newsroom.call("GET", address).get_data(as_text=True)
        for which in (secrets.draft, secrets.withdrawn):
            assert not [name for name in _KINDS if f'"{which[name]}"' in shown], address


def test_who_follows_a_topic_hears_of_its_last_withdrawal(sqlite_newsroom: Newsroom, secrets: Secrets) -> None:
    """In the journal and in feeds a topic that was public stays one, since a copy must be taken down."""
    topic = secrets.withdrawn["topic"]
    entries = sqlite_newsroom.get(f"/v1/changes?topic={topic}")["data"]
    assert [entry["type"] for entry in entries if entry["article_id"]] == ["published", "withdrawn"]
    feed = sqlite_newsroom.get(f"/v1/feeds/en.json?topic={topic}")
    assert (len(feed["items"]), len(feed["_polyweek"]["deleted"])) == (0, 1)


def test_a_former_slug_leads_to_what_is_read(sqlite_newsroom: Newsroom) -> None:
    """Never to the slug of a withdrawn version, which can be the harm: the reading's language has one."""
    article = sqlite_newsroom.publish("en", "ru")
    path = f"/v1/desk/articles/{article}/versions/ru"
    former = sqlite_newsroom.get(f"/v1/articles/{article}?lang=ru")["slug"]
    english = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")["slug"]
    changed = sqlite_newsroom.call(
        "PUT", f"{path}/slug", "editor", etag=sqlite_newsroom.etag(path), json={"slug": "the-harm-itself"}
    )
    assert changed.status_code == 200
    assert sqlite_newsroom.call("GET", f"/v1/articles/{former}").headers["Location"] == "/v1/articles/the-harm-itself"
    sqlite_newsroom.post(f"{path}/withdrawal", "editor", {"reason": "It was not so."})
    moved = sqlite_newsroom.call("GET", f"/v1/articles/{former}?lang=en")
    assert (moved.status_code, moved.headers["Location"]) == (308, f"/v1/articles/{english}?lang=en")
    for query in ("", "?lang=ru", "?lang=en", "?lang=be"):
        answer = sqlite_newsroom.call("GET", f"/v1/articles/{former}{query}")
        assert "the-harm-itself" not in f"{answer.headers}{answer.get_data(as_text=True)}", query
        assert answer.status_code in {308, 404, 410}


def _make(newsroom: Newsroom, kind: str, data: dict[str, Any]) -> str:
    return str(newsroom.post(f"/v1/desk/{kind}", "editor", data)["id"])


def _naming(newsroom: Newsroom, name: str, value: str) -> list[str]:
    """Give every public address in which something can be named, with this name in its place."""
    values = {"slug_or_id": ("none",), "token": ("none",)} | {name: (value,)}
    return [address for address in walk.public_addresses(newsroom, **values) if value in address]


def _told(newsroom: Newsroom, address: str, name: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Give status, body and headers, with the name that was asked for left out of them."""
    answer = newsroom.call("GET", address)
    request = answer.headers["X-Request-Id"]
    apart = {"X-Request-Id", "Content-Length"} | ({"ETag"} if answer.status_code == 200 else set())
    headers = [(key, value.replace(name, "…")) for key, value in answer.headers if key not in apart]
    return answer.status_code, answer.get_data(as_text=True).replace(name, "…").replace(request, "…"), headers
