"""What readers must not ask: each public route refuses it with a reason, in time linear in the input."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any
from urllib.parse import quote

from api.platform.errors import InvalidParameter
from api.publishing.search import questions
from tests.contract import walk
from tests.effort import effort
from tests.newsroom import Newsroom

# Of each list its address, and another question that has a cursor of its own.
_PAGED = {
    "/v1/articles?lang=en&limit=1": "/v1/articles?lang=en&limit=1&sort=published_at",
    "/v1/search?q=council&lang=en&limit=1": "/v1/search?q=vote&lang=en&limit=1",
}
_SORTED = ("/v1/articles?", "/v1/search?q=council&")
_WEEKS = {"issue": ("/v1/articles?", "/v1/search?q=council&"), "from": ("/v1/trends?", "/v1/trends.svg?")}
ODDITIES = [
    *("\u202e" * 50, "\u0000", "\ufffe", "\ufdd0", "\u200b" * 200, "a\u0300" * 100, "\U000e0041" * 60, "\ufdfa" * 100),
    *("\u0130" * 200, "\u00df" * 200, "\ufb03" * 200, "\u1e9e" * 200, "\U0001f468\u200d\U0001f469" * 60, "\u200d"),
    *("\u0663\u0667", "\U0001d4fb\U0001d4f2\U0001d4ff", "\u0430\u0301" * 60, "\u02bc\u2019'" * 60, "\ud7ff\ue000"),
    *("\ud800", "(a+)+$" * 30, ".*" * 100, "[" * 200, "\\" * 200, '"' * 200, "-" * 200, "*" * 200, "a*" * 100),
    *("' OR 1=1 --", "NEAR/3", "a:b", "{a}", "^a", "a & !b"),
]


def _public(room: Newsroom, article: str) -> list[str]:
    """Give every public address under /v1 by its path."""
    values = {"slug_or_id": (article,), "token": ("none",), "issue_token": ("none",)}
    paths = {address.partition("?")[0] for address in walk.public_addresses(room, **values)}
    return sorted(path for path in paths if path.startswith("/v1/"))


def test_a_long_query_is_refused_by_every_public_route(sqlite_newsroom: Newsroom) -> None:
    """100 KB of it, known parameter or not, is 413 or 422, and costs about as much as any other request."""
    article = sqlite_newsroom.publish()
    for path in _public(sqlite_newsroom, article):
        for name in ("q", "lang", "cursor", "x"):
            response = sqlite_newsroom.call("GET", f"{path}?{name}={'a' * 100_000}")
            assert response.status_code in {404, 413, 422}, (path, name)
            assert response.get_json()["code"], path


def test_an_unknown_language_is_refused_by_every_public_route(sqlite_newsroom: Newsroom) -> None:
    """It is 422 wherever a language can be asked for, and never answered in another one."""
    article = sqlite_newsroom.publish()
    for path in _public(sqlite_newsroom, article):
        for language in ("xx", "be-Cyrl-XX", "1", "e" * 100, "en;q=1", "../en", "\u0131t"):
            asked = f"{path}?q=council&lang={quote(language)}" if path in {"/v1/search", "/v1/suggest"} else None
            response = sqlite_newsroom.call("GET", asked or f"{path}?lang={quote(language)}")
            assert response.status_code in {404, 422}, (path, language)


def test_a_cursor_belongs_to_its_question(sqlite_newsroom: Newsroom) -> None:
    """One of another question, one that was tampered with and one that is none are 422 by the same code."""
    for number in range(3):
        sqlite_newsroom.publish(title=f"Council {number}")
    for path, other in _PAGED.items():
        cursor = sqlite_newsroom.get(path)["links"]["next"].partition("cursor=")[2]
        for wrong in (
            _of(sqlite_newsroom, other),
            cursor[:-1],
            cursor + "A",
            ("B" if cursor[0] == "A" else "A") + cursor[1:],
            cursor[::-1],
            "A" * 2_000,
            quote("\u202e"),
        ):
            response = sqlite_newsroom.call("GET", f"{path}&cursor={wrong}")
            assert response.status_code == 422, (path, wrong)
            (fault,) = response.get_json()["errors"]
            assert fault["parameter"] == "cursor", wrong
        assert sqlite_newsroom.call("GET", f"{path}&cursor={cursor}").status_code == 200


def _of(room: Newsroom, path: str) -> Any:
    following = room.get(path)["links"]["next"] or ""
    return following.partition("cursor=")[2] or "none"


def test_nothing_is_sorted_by_what_is_hidden(sqlite_newsroom: Newsroom) -> None:
    """Columns that readers are not shown are as unknown as those that there are not."""
    sqlite_newsroom.publish()
    for path in _SORTED:
        for sort in (
            "modified_at",
            "-modified_at",
            "etag",
            "position",
            "place",
            "id;",
            "published_at,id",
            "--published_at",
        ):
            response = sqlite_newsroom.call("GET", f"{path}sort={sort}")
            assert (response.status_code, response.get_json()["errors"][0]["parameter"]) == (422, "sort"), sort


def test_a_week_that_does_not_exist_is_refused(sqlite_newsroom: Newsroom) -> None:
    """2018 had 52 weeks; wherever a week can be asked for, its 53rd is 422, and as an address 404."""
    sqlite_newsroom.publish()
    for parameter, paths in _WEEKS.items():
        for path in paths:
            for week in ("2018-W53", "2018-W00", "2018-W99", "18-W01", "2018-W1", "2018W01"):
                response = sqlite_newsroom.call("GET", f"{path}{parameter}={week}")
                assert response.status_code == 422, (path, week)
                assert response.get_json()["errors"][0]["parameter"] == parameter
    assert sqlite_newsroom.call("GET", "/v1/issues/2018-W53").status_code == 404


def test_whatever_unicode_has_is_an_answer_or_a_refusal(newsroom: Newsroom) -> None:
    """Never an error of ours, in search and in suggestions, on both databases."""
    newsroom.publish()
    for text in ODDITIES:
        for path in ("/v1/search", "/v1/suggest"):
            response = newsroom.call("GET", f"{path}?lang=en&q={quote(text, errors='surrogatepass')}")
            assert response.status_code in {200, 422}, (path, text)


def test_a_question_is_read_in_linear_time() -> None:
    """Whatever signs stand in it; what is too long is not read at all."""
    for sign in ("a ", '"', "-", "*", "(a+)+", "a\u0300", "’", "\u200b", '-"a', "a*", "\\", "İ"):
        short = (sign * questions.LONGEST)[: questions.LONGEST]
        assert effort(partial(_read, short)) < 5, sign
        assert effort(partial(_read, sign * 500_000)) < 5, sign


def _read(text: str) -> None:
    with contextlib.suppress(InvalidParameter):
        questions.read(text)
