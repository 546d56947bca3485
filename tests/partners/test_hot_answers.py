"""Hot answers for partners whose contract is like the public view: the same bytes, counted, noted, refused as ever."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from werkzeug.test import Client, TestResponse

from api.delivery import edge_partners
from api.partners.models import ApiKey
from api.platform import clock
from tests.newsroom import ISSUE, Newsroom
from tests.partners import parties
from tests.partners.hot import QUOTAS, Hot, left, receipts
from tests.partners.test_view_of_partners import ASKED

_OF_THE_EDGE = {"X-Request-Id", "Vary", *QUOTAS}
_ARTICLES = "/v1/articles?lang=en"
_LANGUAGES = (None, "en", "de, ru;q=0.4")
_PATHS = (
    *("articles", "articles?lang=en&include=body", "articles?lang=en&limit=1&fields=title", "articles?lang=xx"),
    *("issues", "issues?lang=ru", f"issues/{ISSUE}?lang=en", "issues/latest", f"issues/{ISSUE}?format=ninjs&lang=en"),
    *("issues/2017-W01", "topics", "topics/society?lang=en", "topics/none", "bylines", "bylines/hanna", "languages"),
    *("site", "site?lang=ru&fields=links", "trends?lang=en", "trends.svg?lang=en", "feeds/en.atom", "feeds/ru.rss"),
    *("feeds/be.json?body=summary&limit=1", "feeds/xx.atom", "search?q=council&lang=en", "suggest?q=co&lang=en"),
    *("vocabularies/rel", "widgets/issue.html?lang=en", "none"),
)


@pytest.fixture
def newsroom_with_news(sqlite_newsroom: Newsroom) -> Newsroom:
    """Give a newsroom with three published articles."""
    _fill(sqlite_newsroom)
    return sqlite_newsroom


def _fill(newsroom: Newsroom) -> list[str]:
    first = newsroom.publish("ru")
    gone = newsroom.publish("ru", title="Gone")
    newsroom.post(f"/v1/desk/articles/{gone}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    return [first, newsroom.publish(title="Another", topic="river", bylines=["vasil"]), gone]


def _contract(**changes: Any) -> dict[str, Any]:
    return {"per_minute": 6_000, "licence": "CC BY", "attribution": {"en": "From us", "be": "Ад нас"}, **changes}


def _told(found: TestResponse) -> tuple[int, list[tuple[str, str]], Any]:
    """Give all of an answer that must be the same with the edge and without it."""
    body: Any = found.data
    if found.mimetype == "application/problem+json" and body:
        body = {name: value for name, value in found.get_json().items() if name != "request_id"}
    headers = sorted((name, value) for name, value in found.headers if name not in _OF_THE_EDGE)
    return found.status_code, headers, body


def _same(newsroom: Newsroom, paths: list[str], languages: tuple[str | None, ...]) -> int:
    """Compare what partners get with the edge and without it, thrice; gives how many answers were hot."""
    key, hot, plain = parties.reader(newsroom, **_contract()), Hot(newsroom), Client(newsroom.app, use_cookies=False)
    found = 0
    for path, language, method in itertools.product(paths, languages, ("GET", "HEAD")):
        headers = {"Accept-Language": language} if language is not None else {}
        expected = plain.open(path, method=method, headers={"Authorization": f"Bearer {key}", **headers})
        count = left(expected)
        for number in range(1, 4):
            asked = len(hot.asked)
            answer = hot.call(path, key, method, **headers)
            found += len(hot.asked) == asked
            assert _told(answer) == _told(expected), (path, language, method)
            assert left(answer) == (None if count is None else count - number), (path, language, method)
        if method == "GET" and (tag := expected.headers.get("ETag")) is not None:
            headers["If-None-Match"] = tag
            again = plain.get(path, headers={"Authorization": f"Bearer {key}", **headers})
            answer = hot.call(path, key, **headers)
            assert (answer.status_code, _told(answer)) == (304, _told(again)), (path, language)
    return found


def test_a_hot_answer_is_the_application_s(newsroom_with_news: Newsroom) -> None:
    """On every public address, in each language, cold and hot, GET, HEAD or 304, the edge gives the very same."""
    newsroom, paths = newsroom_with_news, [f"/v1/{path}" for path in _PATHS]
    for one in newsroom.get("/v1/articles?lang=en")["data"]:
        asked = ("", "?lang=ru", "?lang=en&body=blocks", "?lang=en&fields=title", "?format=ninjs", "?format=jsonld")
        paths += [f"/v1/articles/{one['id']}{more}" for more in asked]
        paths += [f"/v1/articles/{one['slug']}", f"/v1/articles/{one['slug']}/related", f"/v1/articles/{one['id']}?a=b"]
    with time_machine.travel(clock.now(), tick=False):  # or a minute of the quota might end
        assert _same(newsroom, paths, _LANGUAGES) > 250


def test_a_hot_article_is_the_application_s_on_either_database(newsroom: Newsroom) -> None:
    """Whichever database is behind, a partner's article is the same with the edge and without it."""
    article, *_ = _fill(newsroom)
    with time_machine.travel(clock.now(), tick=False):
        assert _same(newsroom, [f"/v1/articles/{article}?lang=en", f"/v1/articles/{article}"], ("ru", None)) > 8


def test_codings_are_the_public_ones(newsroom_with_news: Newsroom) -> None:
    """A hot answer comes packed as everybody's does, with a tag for each coding, by each of which it is 304."""
    key, hot = parties.reader(newsroom_with_news, **_contract()), Hot(newsroom_with_news)
    whole = hot.heat(_ARTICLES, key)
    tags = set()
    for coding in ("br", "zstd", "gzip"):
        packed = hot.call(_ARTICLES, key, Accept_Encoding=coding)
        assert packed.headers["Content-Encoding"] == coding
        assert len(packed.data) < len(whole.data)
        tags.add(packed.headers["ETag"])
        assert hot.call(_ARTICLES, key, If_None_Match=packed.headers["ETag"]).status_code == 304
    assert len(tags) == 3


def test_a_hot_answer_says_that_it_is_private(newsroom_with_news: Newsroom) -> None:
    """No cache may keep what a partner gets, so it has neither age nor tags, hot or cold, and an id of its own."""
    key, hot = parties.reader(newsroom_with_news, **_contract()), Hot(newsroom_with_news)
    found = [hot.call(_ARTICLES, key) for _ in range(4)]
    for answer in found:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert not {"Age", "Cache-Tag"} & set(answer.headers.keys())
    assert len({answer.headers["X-Request-Id"] for answer in found}) == 4
    assert hot.noted == [("GET", "/v1/articles", "200")] * 2


def test_partners_with_the_same_terms_share(newsroom_with_news: Newsroom) -> None:
    """What one partner has made hot is hot for each of the same terms, and for nobody of others, nor for the public."""
    newsroom, hot = newsroom_with_news, Hot(newsroom_with_news)
    same = [parties.key(newsroom, parties.partner(newsroom, name, **_contract())) for name in ("One", "Two")]
    others = {
        name: parties.key(newsroom, parties.partner(newsroom, name, **_contract(**changes)))
        for name, changes in {
            "licence": {"licence": "none"},
            "line": {"attribution": {"be": "Ад нас", "en": "From us."}},
            "end": {"ends_at": "2036-01-01T00:00:00Z"},
            "forms": {"formats": ["json", "ninjs"]},
        }.items()
    }
    hot.heat(_ARTICLES, same[0])
    article = hot.call(_ARTICLES, None).get_json()["data"][0]["id"]
    path = f"/v1/articles/{article}?lang=en"
    rights = hot.heat(path, same[0]).get_json()["rights"]
    assert hot.is_hot(path, same[1])
    assert hot.call(path, same[1]).get_json()["rights"] == rights
    assert "rights" not in hot.call(path, None).get_json()
    told = [hot.heat(path, key).get_json()["rights"] for key in others.values()]
    assert all(each != rights for each in told)
    assert len({str(each) for each in told}) == len(others)


def test_who_sees_another_view_passes_by(newsroom_with_news: Newsroom) -> None:
    """A contract with named languages (be it all of them), topics, a delay or a lead is asked for anew, hot or not."""
    newsroom, hot = newsroom_with_news, Hot(newsroom_with_news)
    hot.heat(_ARTICLES, parties.reader(newsroom, **_contract()))
    for name, changes in {
        "languages": {"languages": ["be", "ru", "en"]},
        "topics": {"topics": ["society", "river"]},
        "delay": {"delay_hours": 1},
        "lead": {"embargo_lead_minutes": 10},
    }.items():
        key = parties.key(newsroom, parties.partner(newsroom, name, **_contract(**changes)))
        size = hot.shared.size
        for _ in range(3):
            assert not hot.is_hot(_ARTICLES, key), name
        assert hot.shared.size == size, name
        plain = parties.get(newsroom, _ARTICLES, key)
        assert hot.call(_ARTICLES, key).get_json() == plain, name


def test_only_listed_routes_are_kept(newsroom_with_news: Newsroom) -> None:
    """Each route that is kept for partners is one of the public ones, and those that are not listed never are."""
    kept = {rule for rule in ASKED if edge_partners._SHARED.fullmatch(rule)}
    assert len(kept) == 15
    assert not {rule for rule in kept if "changes" in rule or "token" in rule or "archive" in rule or "search" in rule}
    key, hot = parties.reader(newsroom_with_news, **_contract()), Hot(newsroom_with_news)
    for path in ("/v1/changes?lang=en", "/v1/search?q=council&lang=en", "/v1/partner/me", "/v1/vocabularies/rel"):
        assert not [hot.is_hot(path, key) for _ in range(3)][-1], path


def test_each_request_counts_once(newsroom_with_news: Newsroom) -> None:
    """Cold, on its way and hot, GET or HEAD, found or not, each request uses up one; what comes beyond is refused."""
    key, hot = parties.reader(newsroom_with_news, **_contract(per_minute=12)), Hot(newsroom_with_news)
    paths = [_ARTICLES] * 5 + ["/v1/articles/none", "/v1/articles/none", "/v1/site?lang=en", "/v1/site?x=y"]
    assert [left(hot.call(path, key)) for path in paths] == list(range(11, 2, -1))
    hot.call("/v1/articles/a/b/c", key)  # there is no such route, so nobody looks at the key
    assert [left(hot.call(_ARTICLES, key, "HEAD")) for _ in range(3)] == [2, 1, 0]
    for _ in range(2):
        refused, plain = hot.call(_ARTICLES, key), parties.call(newsroom_with_news, _ARTICLES, key)
        assert (refused.status_code, refused.get_json()["code"]) == (429, "rate_limited")
        assert _told(refused) == _told(plain)
        assert [refused.headers[name] for name in QUOTAS] == [plain.headers[name] for name in QUOTAS]


def test_a_right_that_is_taken_away_is_gone_at_once(newsroom_with_news: Newsroom) -> None:
    """The next request after a key's or a partner's end is refused, however hot the answer is, as it would be cold."""
    newsroom, hot = newsroom_with_news, Hot(newsroom_with_news)
    partner = parties.partner(newsroom, **_contract())
    hot.heat(_ARTICLES, parties.key(newsroom, partner))
    keys = [parties.key(newsroom, partner, name=name) for name in ("revoked", "expired", "suspended", "elsewhere")]
    scoped = parties.key(newsroom, partner, "webhooks")
    assert all(hot.is_hot(_ARTICLES, key) for key in keys)

    def refused(key: str) -> str:
        found, plain = hot.call(_ARTICLES, key), parties.call(newsroom, _ARTICLES, key)
        assert _told(found) == _told(plain)
        return parties.fault(found)[1]

    assert refused(scoped) == "missing_scope"
    assert refused(f"{keys[0][:-1]}{'a' if keys[0][-1] != 'a' else 'b'}") == "malformed_key"
    listed = newsroom.get(f"{parties.PATH}/{partner}/keys", "admin")["data"]
    ids = {each["name"]: each["id"] for each in listed}
    newsroom.call("DELETE", f"{parties.PATH}/{partner}/keys/{ids['revoked']}", "admin", etag="*")
    assert refused(keys[0]) == "revoked_key"
    ApiKey.update(expires_at=datetime(2020, 1, 1, tzinfo=UTC)).where(ApiKey.id == ids["expired"]).execute()
    assert refused(keys[1]) == "expired_key"
    etag = newsroom.etag(f"{parties.PATH}/{partner}", "admin")
    newsroom.call("PATCH", f"{parties.PATH}/{partner}", "admin", etag=etag, json={"networks": ["192.0.2.0/24"]})
    assert refused(keys[3]) == "wrong_address"
    assert hot.is_hot(_ARTICLES, keys[3], X_Forwarded_For="192.0.2.1") is False  # no proxy is trusted here
    newsroom.call("PATCH", f"{parties.PATH}/{partner}", "admin", etag="*", json={"networks": []})
    assert newsroom.call("PUT", f"{parties.PATH}/{partner}/suspension", "admin", etag="*").status_code < 300
    assert refused(keys[2]) == "partner_suspended"


def test_another_contract_is_another_answer_at_once(newsroom_with_news: Newsroom) -> None:
    """From the next request after a change of its contract on, a partner gets what the contract says by then."""
    newsroom, hot = newsroom_with_news, Hot(newsroom_with_news)
    partner = parties.partner(newsroom, **_contract())
    key, path = parties.key(newsroom, partner), f"{parties.PATH}/{partner}"
    article = newsroom.get(_ARTICLES)["data"][0]["id"]
    own = f"/v1/articles/{article}?lang=en"
    for licence in ("CC BY-ND", "None", "CC BY"):
        hot.heat(own, key)
        newsroom.call("PATCH", path, "admin", etag="*", json={"licence": licence})
        assert hot.call(own, key).get_json()["rights"]["licence"] == licence
    hot.heat(_ARTICLES, key)
    newsroom.call("PATCH", path, "admin", etag="*", json={"topics": ["river"]})
    assert [each["topic"]["key"] for each in hot.call(_ARTICLES, key).get_json()["data"]] == ["river"]
    assert hot.call(own, key).status_code in {200, 404}


def test_a_withdrawal_is_seen_at_once(newsroom: Newsroom) -> None:
    """What was withdrawn is gone for a partner with the next request, from every process: none trusts its memory."""
    article = newsroom.publish("ru")
    key, processes = parties.reader(newsroom, **_contract()), [Hot(newsroom) for _ in range(2)]
    path = f"/v1/articles/{article}?lang=en"
    for hot in processes:
        hot.heat(path, key)
        assert hot.is_hot(path, key)
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    assert [hot.call(path, key).status_code for hot in processes] == [410, 410]


def test_a_hot_answer_is_a_receipt(newsroom_with_news: Newsroom) -> None:
    """What a partner was given from memory is noted as given to it, 304 too, and what HEAD told is not."""
    newsroom, hot = newsroom_with_news, Hot(newsroom_with_news)
    one, *others = [parties.partner(newsroom, name, **_contract()) for name in ("One", "Two", "Three", "Four")]
    key, *rest = [parties.key(newsroom, each) for each in (one, *others)]
    article = newsroom.get(_ARTICLES)["data"][0]["id"]
    path, whole = f"/v1/articles/{article}?lang=en", "/v1/articles?lang=en&include=body"
    tag = hot.heat(path, key).headers["ETag"]
    hot.heat(whole, key)
    assert hot.is_hot(path, rest[0], If_None_Match=tag)
    before = len(hot.asked)
    assert hot.call(path, rest[1], "HEAD").status_code == 200
    hot.call(whole, rest[2])
    assert len(hot.asked) == before
    hot.collector.write(is_last=True)
    assert receipts(others[0]) == [(article, "en", True, "read")]
    assert receipts(others[1]) == []
    assert len(receipts(others[2])) == 2
    assert {row[0] for row in receipts(one)} >= {article}


def test_other_spellings_of_a_key_are_the_application_s(newsroom_with_news: Newsroom) -> None:
    """A key in another scheme or spelling, two at once, with a cookie, or one of a sandbox is answered as ever."""
    newsroom, hot = newsroom_with_news, Hot(newsroom_with_news)
    partner = parties.partner(newsroom, **_contract())
    key, test = parties.key(newsroom, partner), parties.key(newsroom, partner, sandbox=True)
    hot.heat(_ARTICLES, key)
    for spelled in (
        *(f"bearer {key}", f"BEARER {key}", f"Bearer  {key}", f"Bearer {key} ", f"Basic {key}", f"Bearer {test}", key),
        *(f"Bearer {key}, Bearer {key}", f"Bearer {key},{key}", "Bearer pwk_", f"Bearer {key}{'a' * 60_000}", "Bearer"),
    ):
        before = len(hot.asked)
        found = hot.call(_ARTICLES, None, Authorization=spelled)
        plain = newsroom.call("GET", _ARTICLES, headers={"Authorization": spelled})
        assert len(hot.asked) == before + 1, spelled[:80]
        assert _told(found) == _told(plain), spelled[:80]
    before = len(hot.asked)
    assert hot.call(_ARTICLES, key, Cookie="a=b").status_code == 200
    assert len(hot.asked) == before + 1


def test_a_passage_cannot_be_forged(newsroom_with_news: Newsroom) -> None:
    """Whatever headers a client sends, each of its requests is judged and counted."""
    key, hot = parties.reader(newsroom_with_news, **_contract()), Hot(newsroom_with_news)
    first = left(hot.call(_ARTICLES, key)) or 0
    for number, name in enumerate(("polyweek.passage", "Polyweek-Passage", "HTTP_POLYWEEK.PASSAGE", "passage"), 1):
        assert left(hot.call(_ARTICLES, key, **{name: "1"})) == first - number
        assert hot.call(_ARTICLES, "pwk_" + "0" * 49, **{name: "1"}).status_code == 401


def test_a_key_in_the_address_is_refused_as_ever(newsroom_with_news: Newsroom) -> None:
    """A key in the query is refused before anything is looked at, and does not count, hot or not."""
    key, hot = parties.reader(newsroom_with_news, **_contract()), Hot(newsroom_with_news)
    before = left(hot.heat(_ARTICLES, key)) or 0
    for _ in range(3):
        assert hot.call(f"{_ARTICLES}&cursor={key}", key).status_code == 401
    assert left(hot.call(_ARTICLES, key)) == before - 1
