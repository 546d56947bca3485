"""Routes: sitemaps, which tell search engines of the site's own pages. They stand outside of `/v1`, as crawlers expect.

Only the newsroom knows where its pages are. The articles of a month and a language are a sitemap of their own, so that
what is published today changes one of them; issues, topics and bylines have one each by language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import flask
from flask import request

from api.accounts import guard
from api.content import naming, site
from api.delivery import answers
from api.delivery.door import PublicDoor
from api.delivery.views import sitemaps as views
from api.delivery.views.sitemaps import Listed, Shelf
from api.formats import sitemaps
from api.formats.sitemaps import MOST_PAGES, News, Page
from api.languages import languages
from api.languages.languages import Known
from api.platform import clock, instance, parsing
from api.platform.errors import NotFound, say
from api.publishing import pages
from api.publishing.pages import Pages

door = PublicDoor("sitemaps", __name__, description="Lists of the site's own pages, for search engines.")
door.after_request(answers.keep_private)

Address = Callable[[str, str], str | None]

_NEWS_TIME = timedelta(hours=48)
_XML = {"type": "string"}
_TAGS = ["sitemaps", "articles", "issues", "topics", "site"]
# Of a language: the articles of a month, or a part of them beyond the first; or all of something else.
_NAME = re.compile(
    r"(?P<language>[A-Za-z0-9-]+)-(?:(?P<month>[12][0-9]{3}(?:0[1-9]|1[0-2]))(?:-(?P<part>[1-9][0-9]{0,3}))?|(?P<kind>[a-z]+))",
    re.ASCII,
)
_FRAMES: Mapping[str, tuple[Callable[[], dict[str, Listed]], Callable[[Pages, str, str], str | None]]] = {
    "issues": (views.issues, Pages.of_issue),
    "topics": (views.topics, Pages.of_topic),
    "bylines": (views.bylines, Pages.of_byline),
}


@door.route("/sitemap.xml")
@guard.public
@door.refuses(404)
@door.response(200, _XML, content_type=sitemaps.MEDIA_TYPE, description="An index of sitemaps")
def show_sitemap_index() -> flask.Response:
    """Show which sitemaps there are: of articles by language and month, and of issues, topics and bylines.

    There are none before an administrator has said where the site's own pages are.
    """
    _require_bare()
    of_site, known = _required(pages.current()), languages.everything()
    found = [*_months(of_site), *_frames(of_site, known)]
    if not found:
        raise NotFound(say("There is nothing to list yet."))
    at = f"{instance.base_url()}/sitemaps"
    return _answer(sitemaps.index((f"{at}/{name}.xml", changed) for name, changed in found), _TAGS)


@door.route("/sitemaps/<name>.xml")
@guard.public
@door.refuses(404)
@door.response(200, _XML, content_type=sitemaps.MEDIA_TYPE, description="Pages with their other languages")
def show_sitemap(name: str) -> flask.Response:
    """Show some of the site's pages in a language, each with its other languages; the index says which there are."""
    _require_bare()
    match, known = _NAME.fullmatch(name), languages.everything()
    if match is None or match["language"] not in known:
        raise _unknown()
    of_site, language = _required(pages.current()), match["language"]
    found = _listed(match, of_site)
    listed = list(_pages(found[0], language, found[1], known)) if found is not None else []
    if not listed:
        raise _unknown()
    return _answer(sitemaps.pages(listed), [*_TAGS, f"lang-{language}"])


@door.route("/sitemap-news.xml")
@guard.public
@door.refuses(404)
@door.response(200, _XML, content_type=sitemaps.MEDIA_TYPE, description="Pages that are news, by Google's extension")
def show_news_sitemap() -> flask.Response:
    """Show the articles of the last 48 hours in all languages, the latest 1,000 of them.

    A sitemap must not be empty: where nothing is so new, the latest article stands in it without being told as news.
    """
    _require_bare()
    of_site, known = _required(pages.current(), "article"), languages.everything()
    found = views.news(clock.to_minute(clock.now()) - _NEWS_TIME, sitemaps.MOST_NEWS)
    said = site.everything()
    listed = [
        _news(each, address, known, said) for each in found if (address := of_site.of_article(each.slug, each.language))
    ]
    last = views.latest() if not listed else None
    instead = of_site.of_article(last.slug, last.language) if last is not None else None
    if not listed and instead is None:
        raise NotFound(say("There is nothing to list yet."))
    if listed:  # to the minute, as readers are told when it was published
        oldest = min(each.published_at for each in listed)
        request.environ[answers.HOLDS_UNTIL] = clock.minute_after(oldest) + _NEWS_TIME
    return _answer(sitemaps.news(listed, latest=instead), _TAGS)


def _require_bare() -> None:
    """Refuse any parameter, `lang` too: each sitemap has one address, and is so made once, whoever asks for it.

    Raises:
        InvalidParameter: there is one.
        NotFound: there is none, but marks that would part them.
    """
    parsing.require_known(request.query_string, set())
    if request.query_string:
        raise _unknown()


def _required(of_site: Pages, *names: str) -> Pages:
    """Refuse where no page is named that could be listed, be it one of `names` alone.

    Raises:
        NotFound: says what an administrator must set.
    """
    wanted = names or ("article", "issue", "topic", "byline")
    if not any(getattr(of_site, name) for name in wanted):
        setting = ", ".join(f"pages.{name}" for name in wanted)
        raise NotFound(
            say(
                "No pages of the site are named. An administrator sets {setting} by PUT /v1/admin/site.",
                setting=setting,
            )
        )
    return of_site


def _unknown() -> NotFound:
    return NotFound(say("There is no such sitemap."))


def _months(of_site: Pages) -> Iterator[tuple[str, datetime | None]]:
    """Give the names of the sitemaps of articles: one for each month, and more where it has too many for one."""
    for shelf in views.shelves() if of_site.article is not None else ():
        yield from ((name, shelf.updated_at) for name in _parts(shelf))


def _parts(shelf: Shelf) -> Iterator[str]:
    name = f"{shelf.language}-{shelf.month}"
    yield name
    yield from (f"{name}-{part}" for part in range(1, -(-shelf.count // MOST_PAGES)))


def _frames(of_site: Pages, known: Iterable[str]) -> Iterator[tuple[str, datetime | None]]:
    """Give the names of the other sitemaps, those that list something."""
    for kind, (read, _) in _FRAMES.items():
        if getattr(of_site, kind.removesuffix("s")) is None:
            continue
        found = read().values()
        for language in known:
            own = [each.updated_at[language] for each in found if language in each.names]
            if own:
                yield f"{language}-{kind}", max((at for at in own if at is not None), default=None)


def _listed(match: re.Match[str], of_site: Pages) -> tuple[Iterable[Listed], Address] | None:
    """Give what a sitemap lists, with what gives the page of each; None where there is no such sitemap."""
    if match["month"] is not None:
        offset = int(match["part"] or 0) * MOST_PAGES
        return views.articles(match["language"], match["month"], MOST_PAGES, offset), of_site.of_article
    if match["kind"] not in _FRAMES:
        return None
    read, address = _FRAMES[match["kind"]]
    return read().values(), partial(address, of_site)


def _pages(listed: Iterable[Listed], language: str, address: Address, known: Mapping[str, Known]) -> Iterator[Page]:
    """Give the pages of what is listed in a language, their languages in the newsroom's order.

    Readers of no other language are led to the newsroom's default one, else to the first that there is.
    """
    for each in listed:
        found = {code: page for code in known if code in each.names and (page := address(each.names[code], code))}
        if language in found:
            yield Page(found[language], found, next(iter(found.values())), each.updated_at[language])


def _news(each: views.News, address: str, known: Mapping[str, Known], said: Mapping[str, Any]) -> News:
    named = naming.chosen(said, known[each.language].chain)
    publication = named[1].name if named is not None else "Polyweek"
    return News(address, publication, each.language, each.published_at, each.title)


def _answer(body: bytes, cache_tags: list[str]) -> flask.Response:
    return answers.answer(
        body, answers.tag_of(body), language=None, cache_tags=cache_tags, media_type=sitemaps.MEDIA_TYPE
    )
