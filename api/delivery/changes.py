"""Routes: the journal of what became public, changed and was withdrawn, to be followed by a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import addresses, forms, journal, queries, schemas, views
from api.delivery import door as doors
from api.delivery.door import door
from api.platform import clock, db, web
from api.platform.paging import Cursor

_PATH = "/v1/changes"
_PURPOSE = "changes"

# To be asked for anew each time: a withdrawal must reach those who follow at once.
_CACHE_CONTROL = "public, no-cache"


@door.route("/changes")
@guard.public
@door.refuses(422)
@door.query(queries.ChangesQuery)
@door.response(200, schemas.ChangeList)
def list_changes(query: dict[str, Any]) -> flask.Response:
    """List what happened after a cursor, in the order in which it became public; without `since` from the beginning.

    `meta.cursor` is where to go on, also on an empty page. `include=document` puts the article beside each entry as
    readers get it now. `lang` and `topic` leave out the others; the cursor is good for any of them.
    """
    if query["lang"] is not None:
        doors.asked_language(query["lang"])
    views.require_ever_known(query["topic"])
    is_whole = "document" in query["include"]
    found = journal.part(
        _since(query["since"]),
        language=query["lang"],
        topics=query["topic"],
        documents=is_whole,
        limit=query["limit"],
    )
    cursor = web.signer().write(Cursor("next", found.end), _PURPOSE)
    asked = addresses.pairs(query, query["lang"])
    limit = addresses.unless_default(query["limit"])
    links = {
        "self": addresses.address(_PATH, asked, since=query["since"], limit=limit),
        "next": addresses.address(_PATH, asked, since=cursor, limit=limit) if found.has_more else None,
        "prev": None,
    }
    meta = {"limit": query["limit"], "cursor": cursor, "has_more": found.has_more}
    data = b",".join(_entry(row, query["fields_"], is_whole=is_whole) for row in found.rows)
    body = b'{"data":[%s],"links":%s,"meta":%s}' % (data, orjson.dumps(links), orjson.dumps(meta))
    return doors.answer(
        body,
        doors.tag_of(body),
        language=None,
        cache_tags=["changes"],
        links=web.link_field(links.items()),
        cache_control=_CACHE_CONTROL,
    )


def _since(text: str | None) -> journal.Place:
    if text is None:
        return journal.BEGINNING
    generation, position = web.signer().read(text, _PURPOSE, parameter="since").place
    return generation, position


def _entry(row: tuple[Any, ...], names: Sequence[str], *, is_whole: bool) -> bytes:
    """Write an entry. Of a version that is withdrawn no entry gives the slug or a note: those can be the harm."""
    _, _, kind, at, article_id, language, slug, revision, reason, is_read, document = row
    is_there = kind != "withdrawn" and bool(is_read)
    entry = {
        "type": kind,
        "at": clock.to_readers(db.read_time(at)),
        "article_id": article_id,
        "language": language,
        "slug": slug if is_there else None,
        "revision": revision,
        "reason": reason if is_there or kind == "withdrawn" else None,
        "href": addresses.address(f"/v1/articles/{article_id}", [("lang", language)]),
    }
    shown = orjson.dumps(forms.picked(entry, names))
    if not is_whole:
        return shown
    return b'%s,"document":%s}' % (shown[:-1], bytes(document) if is_there else b"null")
