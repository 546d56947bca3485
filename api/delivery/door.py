"""The public door, how its readers' language is chosen, and the form of its answers."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

import flask
import orjson
from flask import g, request
from werkzeug.datastructures import Headers
from werkzeug.http import http_date, parse_date

from api.languages import languages
from api.platform import clock, lenses, web
from api.platform.doors import Door, refusing
from api.platform.errors import NotFound, Unauthenticated, Unavailable, say
from api.publishing.audience import Audience, Format
from api.publishing.handovers import Handover

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST_TAGS = (
    16_000  # bytes of Cache-Tag, which CDNs cut off or refuse beyond 16 kB: some 300 pictures with their articles
)

View = TypeVar("View", bound=Callable[..., Any])

_http_date = functools.lru_cache(maxsize=4_096)(http_date)


class PublicDoor(Door):
    """A door whose views answer with bytes: what flask-smorest would wrap around each is written down and left out.

    Five calls within calls cost a cold answer more than the database does. Whoever comes with a partner's key is given
    what the contract has, by every route of such a door.
    """

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
        """Bind a route."""
        bind = super().route(rule, **options)
        return lambda view: bind(_for_audience(view))

    def response(self, status: int, schema: Any = None, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
        """Say how a view answers."""
        return _noted(super().response(status, schema, **options))

    def alt_response(self, status: int, **options: Any) -> Callable[[View], View]:  # noqa: ANN401
        """Say how else a view answers."""
        return _noted(super().alt_response(status, **options))


def _for_audience(view: View) -> View:
    """Let whoever comes with a partner's key read through the lens of its contract."""

    @functools.wraps(view)
    def narrowed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if "HTTP_AUTHORIZATION" not in request.environ or (audience := _resolved()) is None:
            return view(*args, **kwargs)
        with lenses.through(audience):
            return view(*args, **kwargs)

    narrowed.is_narrowed = True  # type: ignore[attr-defined]
    return cast("View", narrowed)


def _resolved() -> Audience | None:
    g.audience = flask.current_app.extensions["audience"]()
    return audience()


@contextmanager
def renewed() -> Iterator[None]:
    """Read in the block as whoever asks may by now, where the request has waited.

    Raises:
        Unauthenticated, Forbidden: a key has ended meanwhile, or its contract.
    """
    if audience() is None:
        yield
        return
    g.audience = flask.current_app.extensions["audience"](is_anew=True)
    with lenses.through(g.audience):
        yield


@contextmanager
def by_feed_token(token: str) -> Iterator[str]:
    """Read in the block by the contract of the partner to whom a feed token was given; gives the partner's id.

    Raises:
        Unauthenticated, Forbidden, RateLimited: it lets nobody in, now or from there.
    """
    found: Audience = flask.current_app.extensions["audience_of_feed"](token)
    g.audience = found
    with lenses.through(found):
        yield found.partner_id


def audience() -> Audience | None:
    """Give the partner for whom the present request reads; None where it is a reader like any other."""
    return cast("Audience | None", g.get("audience"))


@contextmanager
def ahead() -> Iterator[None]:
    """Read in the block also what is under embargo, as far as the contract of whoever asks lets them see it ahead.

    A route that does not say so shows none of it.
    """
    found = audience()
    if found is None or not found.has_ahead():
        yield
        return
    with lenses.through(found.looking_ahead):
        yield


def require_form(form: Format) -> None:
    """Refuse a form that the contract of whoever asks does not have, as an address at which there is nothing.

    Raises:
        NotFound: it has not.
    """
    if not has_form(form):
        raise NotFound(say("There is nothing at this address."))


def has_form(form: Format) -> bool:
    """Tell whether whoever asks may take a form: readers all of them, a partner those of its contract."""
    found = audience()
    return found is None or found.may_take(form)


def account(handovers: Sequence[Handover], *, page: str = "") -> None:
    """Note what the present request hands over, where it is a partner's; a HEAD request is given nothing."""
    if handovers and request.method != "HEAD" and (partner := audience()) is not None:
        flask.current_app.extensions["receipts"].given(partner, handovers, page=page)


def account_texts(documents: Iterable[bytes]) -> None:
    """Note the texts that the present request hands over with others, where it is a partner's."""
    if (partner := audience()) is not None:
        shown = [orjson.loads(document) for document in documents]
        account(
            [
                Handover(each["id"], each["language"], partner.generation, is_there=True, has_text=True, is_direct=True)
                for each in shown
                if "id" in each and "language" in each
            ]
        )


def account_return(page: str) -> None:
    """Note that a partner has come with the cursor of a page."""
    if (partner := audience()) is not None:
        flask.current_app.extensions["receipts"].came_back(partner, page)


def account_read(article_id: str, language: str | None, *, is_there: bool = True) -> None:
    """Note that the present request asks for one article and gets it, or is told that it is not there."""
    if language is not None and (partner := audience()) is not None:
        found = Handover(article_id, language, partner.generation, is_there, has_text=is_there, is_direct=True)
        account([found])


def for_partners(view: View) -> View:
    """Let in nobody but partners, by a key that may read; the view is given for whom it reads, as `audience`.

    Stands right below the route. The reference says that it refuses with 401, 403 and 429.
    """

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if (found := audience()) is None:
            raise Unauthenticated(say("Send an API key: Authorization: Bearer pwk_…"))
        return view(*args, audience=found, **kwargs)

    guarded.credential_rule = "partner"  # type: ignore[attr-defined]
    known = getattr(view, "_apidoc", {})
    docs = {**known.get("manual_doc", {}), "security": [{"key": []}], "x-scope": "read"}
    guarded._apidoc = {**known, "manual_doc": docs}  # type: ignore[attr-defined]  # noqa: SLF001
    return cast("View", refusing(guarded, 401, 403, 429))


def _noted(decorate: Callable[[Any], Any]) -> Callable[[View], View]:
    def note(view: View) -> View:
        view._apidoc = decorate(view)._apidoc  # type: ignore[attr-defined]  # noqa: SLF001
        return view

    return note


door = PublicDoor(
    "delivery",
    __name__,
    url_prefix="/v1",
    description="Public reading, without a credential.",
    template_folder="templates",
)

# A minute in the reader's browser; a CDN may keep it longer, since Cache-Tag lets it be purged; and both may serve
# what they have while they ask again (RFC 5861).
CACHE_CONTROL = "public, max-age=60, s-maxage=300, stale-while-revalidate=600"
# What shows more than its tags can name is not found by a purge, so it is soon gone by itself.
BRIEFLY = "public, max-age=60, s-maxage=60"

# Where the edge finds, in the request's environ, the moment from which an answer will be another one by time alone.
HOLDS_UNTIL = "polyweek.holds_until"


def keep_private(response: flask.Response) -> flask.Response:
    """Keep out of every cache what came with a credential."""
    if "HTTP_AUTHORIZATION" in request.environ:
        response.headers["Cache-Control"] = "private, no-store"
    return response


door.after_request(keep_private)


def asked_language(lang: str | None) -> str:
    """Give the language that a reader wants: `lang`, else by Accept-Language, else the default.

    Raises:
        InvalidParameter: the newsroom has no such language.
        Unavailable: it has none at all yet.
    """
    known = languages.everything()
    if lang is not None:
        return languages.require(lang, known).code
    if not known:
        raise Unavailable(say("The newsroom has no language yet."))
    return languages.negotiate(request.headers.get("Accept-Language", ""), known)


def answer(
    body: bytes,
    tag: str,
    *,
    language: str | None,
    modified_at: datetime | None = None,
    cache_tags: Sequence[str] = (),
    pictures: Sequence[str] = (),
    negotiated: bool = False,
    links: str = "",
    cache_control: str = CACHE_CONTROL,
    media_type: str = "application/json",
    more: Sequence[tuple[str, str]] = (),
) -> flask.Response:
    """Answer with public bytes, JSON mostly, or with 304 if the reader has them (RFC 9110 sections 8.8 and 15.4.5).

    `pictures`: the ids of those that it shows, for a purge as `cache_tags` are; where all tags together are too long,
    as many as fit are told, and caches keep it for a minute only.
    `negotiated`: Accept-Language had a say, so caches must look at it, and no time of change is told: it may be that of
    another language too. `links`: a Link field (RFC 8288). `more`: headers that it has beside these.
    """
    if "HTTP_AUTHORIZATION" in request.environ and audience() is not None:  # another contract is another answer
        tag, modified_at = tag_of(body), None
    modified_at = None if negotiated else modified_at
    tags = ",".join([*cache_tags, *(f"picture-{picture_id}" for picture_id in pictures)])
    if len(tags) > MOST_TAGS:
        tags, cache_control = tags[:MOST_TAGS].rpartition(",")[0], BRIEFLY
    headers = [("ETag", web.etag(tag)), ("Cache-Control", cache_control), ("Accept-Ranges", "none"), *more]
    if tags:
        headers.append(("Cache-Tag", tags))
    if negotiated:
        headers.append(("Vary", "Accept-Language"))
    if _is_fresh(tag, modified_at):
        return Ready(None, 304, headers)
    headers += [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    if language is not None:
        headers.append(("Content-Language", language))
    if (told := _last_modified(modified_at)) is not None:
        headers.append(("Last-Modified", _http_date(told)))
    elif modified_at is not None:
        request.environ[HOLDS_UNTIL] = clock.minute_after(modified_at)
    if links:
        headers.append(("Link", links))
    return Ready([body], 200, headers)


class Ready(flask.Response):
    """An answer whose header is whole: it goes out as it stands, instead of being copied and corrected once more."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:  # noqa: ARG002 - werkzeug's signature
        """Give the header."""
        return self.headers


def article_tags(article_ids: Iterable[str]) -> list[str]:
    """Give the tags by which a CDN purges all that shows something of some articles, each once.

    A tag has the last twelve characters of the id, which are random: with all of them a page of a hundred articles and
    their neighbours would pass the 16 kB that a header may have.
    """
    return list(dict.fromkeys(f"article-{article_id[-12:]}" for article_id in article_ids))


def tag_of(body: bytes) -> str:
    """Give the entity tag of an answer made on request."""
    return hashlib.sha256(body).hexdigest()[:32]


def moved(target: str, *, cache_tags: Sequence[str]) -> flask.Response:
    """Answer that an address has another one now, for good (RFC 9110 section 15.4.9)."""
    headers = [("Location", target), ("Cache-Control", CACHE_CONTROL), ("Cache-Tag", ",".join(cache_tags))]
    return Ready(None, 308, [*headers, ("Content-Length", "0")])


def gone(body: bytes, *, language: str, media_type: str, negotiated: bool) -> flask.Response:
    """Answer that something was withdrawn, in the words of another system (RFC 9110 section 15.5.11)."""
    headers = [("Cache-Control", "no-store"), *([("Vary", "Accept-Language")] if negotiated else [])]
    headers += [("Content-Type", media_type), ("Content-Length", str(len(body))), ("Content-Language", language)]
    return Ready([body], 410, headers)


def _is_fresh(tag: str, modified_at: datetime | None) -> bool:
    """Tell whether the reader has this already; If-Modified-Since counts only without If-None-Match."""
    if "HTTP_IF_NONE_MATCH" in request.environ:
        return web.is_fresh(tag)
    since = request.environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and (told := _last_modified(modified_at)) is not None and parse_date(since) == told


def _last_modified(modified_at: datetime | None) -> datetime | None:
    """Give the moment by which a change is told: the end of its minute, since nobody is told the second.

    None before it has come: whoever asks by it has seen all that happened in that minute, and each later change is
    told by a later one (`neighbours.after`). Only this very moment is compared with: by a reader's own, a change that
    was not committed yet when they read would be 304 to them (RFC 9110 section 13.1.3 warns of such).
    """
    told = clock.minute_after(modified_at) if modified_at is not None else None
    return told if told is not None and told <= clock.now() else None
