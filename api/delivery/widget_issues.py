"""An issue as a widget shows it: its articles with their links and pictures, or why there is nothing to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.delivery import answers, issues
from api.delivery.views import issues as views
from api.delivery.views import widgets
from api.languages import words
from api.languages.languages import Known
from api.platform import instance
from api.platform.errors import Phrase, say, say_n
from api.publishing.pages import Pages

_Query = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the widget; `articles` are in list form, each with its `href` and the picture that it may show.

    `more` says how many are left out; without articles `empty` says why, and `elsewhere` has (language, its name,
    address) of where there are some. `tags` are a CDN's, `canonical` is whose likeness this is.
    """

    heading: str
    title_language: str | None
    period: str | None
    href: str | None
    articles: Sequence[Mapping[str, Any]]
    more: Phrase | None
    empty: Phrase | None
    elsewhere: Sequence[tuple[str, str, str]]
    tags: Sequence[str]
    canonical: str


def read(query: _Query, reader: Known, known: Mapping[str, Known], of_site: Pages) -> Shown:
    """Give an issue to readers of a language; `known` are all languages in the newsroom's order."""
    name, fallback = query["issue"] or "latest", query["fallback"]
    row = views.issue_row(name, reader.code, fallback)
    found = views.issues([row], reader.code, fallback) if row is not None else []
    if not found:
        return _empty(query, reader, known, of_site)
    brief = issues.brief(found[0], reader, known, of_site, fallback)
    listed = views.issue_articles(brief["key"], reader.code, fallback)
    articles = [orjson.loads(each) for each in list(listed.values())[: query["limit"]]]
    left = len(listed) - len(articles)
    return Shown(
        heading=brief["title"] or brief["period_label"],
        title_language=brief["title_language"],
        period=brief["period_label"],
        href=_href(brief["links"]),
        articles=_linked(articles, with_pictures=query["pictures"] == "on"),
        more=say_n("{n} more article", "{n} more articles", left) if left else None,
        empty=None,
        elsewhere=[],
        tags=["issues", "site", f"issue-{brief['key']}", f"lang-{reader.code}", *answers.article_tags(listed)],
        canonical=brief["links"]["page"] or brief["links"]["self"],
    )


_ISSUE = say("Weekly issue")
_NO_ISSUE = say("There is no issue yet.")
_NOT_THIS_WEEK = say("There is nothing to read of this week.")
_NOT_IN_LANGUAGE = say("There is nothing in this language yet.")


def _empty(query: _Query, reader: Known, known: Mapping[str, Known], of_site: Pages) -> Shown:
    """Say that there is nothing, and where there is something: only what is public has a say."""
    found = _elsewhere(query["issue"] or "latest", known, of_site)
    nowhere = _NO_ISSUE if query["issue"] is None else _NOT_THIS_WEEK
    return Shown(
        heading=words.say_in(_ISSUE, reader.code),  # and not the week: so all that are not public look the same
        title_language=None,
        period=None,
        href=None,
        articles=[],
        more=None,
        empty=_NOT_IN_LANGUAGE if found else nowhere,
        elsewhere=found,
        tags=["issues", "site", f"lang-{reader.code}"],
        canonical=f"/v1/issues?lang={reader.code}",
    )


def _elsewhere(name: str, known: Mapping[str, Known], of_site: Pages) -> list[tuple[str, str, str]]:
    """Give the languages that the issue has texts of their own in."""
    rows = {code: views.issue_row(name, code, "none") for code in known}
    return [
        (code, known[code].native_name, of_site.of_issue(row[0], code) or _own(f"/v1/issues/{row[0]}?lang={code}"))
        for code, row in rows.items()
        if row is not None
    ]


def _linked(articles: Sequence[dict[str, Any]], *, with_pictures: bool) -> list[dict[str, Any]]:
    """Give each article its address, and of pictures those that may be on other people's pages and come from here."""
    ids = [each["picture"]["id"] for each in articles if each["picture"] is not None] if with_pictures else []
    allowed = widgets.for_others(ids)
    return [{**each, "href": _href(each["links"]), "picture": _picture(each["picture"], allowed)} for each in articles]


def _picture(shown: Mapping[str, Any] | None, allowed: set[str]) -> dict[str, Any] | None:
    base = instance.base_url()
    if shown is None or shown["id"] not in allowed or not shown["href"].startswith(f"{base}/"):
        return None
    return {**shown, "href": shown["href"].removeprefix(base)}


def _href(links: Mapping[str, str | None]) -> str:
    return links["page"] or _own(links["self"] or "")


def _own(path: str) -> str:
    return instance.base_url() + path
