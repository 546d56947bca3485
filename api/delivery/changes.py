"""Routes: the journal of what became public, changed and was withdrawn, to be followed by a cursor."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import flask
import orjson

from api.accounts import guard
from api.delivery import addresses, answers, epochs, followers, forms, handovers, horizons, readers, signatures
from api.delivery.door import door
from api.delivery.horizons import Since
from api.delivery.schemas import changes as schemas
from api.delivery.signatures import Sign
from api.delivery.views import changes as views
from api.delivery.views import contracts, keys
from api.platform import clock, db, paging, web
from api.platform.errors import Fault, InvalidParameter, say
from api.platform.paging import Cursor
from api.publishing import signing
from api.publishing.audience import MARK
from api.publishing.handovers import Handover

_PATH = "/v1/changes"
_PURPOSE = "changes"

_Places = Mapping[tuple[str, str], list[dict[str, Any]]]  # by article and language

_COME_BACK = 5  # seconds, for whoever found no place to wait in
# To be asked for anew each time: a withdrawal must reach those who follow at once.
_CACHE_CONTROL = "public, no-cache"


@door.route("/changes")
@guard.public
@door.refuses(401, 403, 422, 429, 503)
@door.refuses(410, schema=schemas.ChangesProblem)
@door.query(schemas.ChangesQuery)
@door.response(200, schemas.ChangeList)
def list_changes(query: dict[str, Any]) -> flask.Response:
    """List what happened after a cursor, in the order in which it became public; without `since` from the beginning.

    With `initial=true` it begins with what stands now, each thing once, and the cursor leads on to what happens since.
    A newsroom may keep its journal for some time only, 90 days or longer. Then that is the beginning for everybody, and
    a cursor behind which something is missing gets 410, with `links.first` to begin anew: drop what you hold before.
    `meta.cursor` is where to go on, also on an empty page. `include=document` puts the article beside each entry as
    readers get it now, but for its neighbours, which change without it; what else changed is to be read at `href`.
    `include=signature` puts beside each entry what `/v1/articles/…/signature` gives of the text in its own language.
    `lang` and `topic` leave out articles of others; the cursor is good for any of them. Who follows a topic is told of
    an article that has left it too, and sees by `topic` in which it is now.

    With a partner's key it is that of its contract; 401, 403 and 429 come to those who send one.

    With `wait` an empty page comes when there is something to tell, or after so many seconds. One that comes sooner and
    empty has `Retry-After`: too many wait just now, or the server is about to end.
    """
    if query["lang"] is not None:
        readers.asked_language(query["lang"])
    keys.require_ever_known(query["topic"])
    is_whole, is_signed = (name in query["include"] for name in ("document", "signature"))
    sign = signing.signer() if is_signed else None  # 503 where there is none: nobody waits for a page in vain
    since = _since(query)
    try:
        found, is_cut = _awaited(query, since, documents=is_whole or is_signed)
    except horizons.Expired:
        raise horizons.refusal(start(query), parameter="since") from None
    page = contracts.mark() if readers.audience() is not None else ""
    cursor = _cursor(Since(found.end, since.began), page)
    handovers.note([given for row in found.rows if (given := _handover(row, is_whole=is_whole))], page=page)
    asked = addresses.pairs(query, query["lang"])
    first = [("initial", "true")] if query["initial"] else []
    how = {"limit": addresses.unless_default(query["limit"]), "wait": query["wait"] or None}
    links = {
        "self": addresses.address(_PATH, [*asked, *first], since=query["since"], **how),
        "next": addresses.address(_PATH, asked, since=cursor, **how) if found.has_more else None,
        "prev": None,
    }
    meta = {"limit": query["limit"], "cursor": cursor, "has_more": found.has_more}
    places = _places(found.rows)
    entries = [_entry(row, query["fields_"], places, is_whole=is_whole) for row in found.rows]
    if sign is not None:
        entries = [_signed(entry, row, sign) for entry, row in zip(entries, found.rows, strict=True)]
    data = b",".join(entries)
    body = b'{"data":[%s],"links":%s,"meta":%s}' % (data, orjson.dumps(links), orjson.dumps(meta))
    return answers.answer(
        body,
        answers.tag_of(body),
        language=None,
        cache_tags=[
            "changes",
            *([signatures.TAG] if is_signed else []),
            *answers.article_tags(row[6] for row in found.rows if row[6] is not None),
        ],
        links=web.link_field(links.items()),
        cache_control=_CACHE_CONTROL,
        more=[("Retry-After", str(_COME_BACK))] if is_cut else (),
    )


def start(query: dict[str, Any]) -> str:
    """Give the address at which to begin anew with what a query asks for."""
    asked = [*addresses.pairs(query, query["lang"]), ("initial", "true")]
    return addresses.address(_PATH, asked, limit=addresses.unless_default(query.get("limit", paging.DEFAULT_LIMIT)))


def place(text: str, parameter: str) -> Since:
    """Read a cursor of the journal, which stood in a parameter.

    Raises:
        InvalidParameter: it is none of ours, or not the caller's, or was given before a restore.
    """
    held = web.signer().read(text, _purpose(), parameter=parameter).place
    return horizons.read(epochs.position(held, parameter=parameter))


def is_end(since: Since) -> bool:
    """Tell whether there is nothing behind a place.

    Raises:
        Expired: nobody can tell, since the journal does not reach back so far.
    """
    found = _found(since, contracts.Filter(None, (), documents=False, limit=1))
    return not found.rows and not found.has_more


def _awaited(query: dict[str, Any], since: Since, *, documents: bool) -> tuple[views.Part, bool]:
    """Give the part that is asked for, and whether it came before its time though it is empty."""
    asked = contracts.Filter(query["lang"], query["topic"], documents=documents, limit=query["limit"])
    if not query["wait"]:
        return _found(since, asked), False

    def read(position: views.Position) -> views.Part:
        with readers.renewed():  # meanwhile a contract may have changed, and more time has passed
            return _found(Since(position, since.began), asked)

    began = time.monotonic()
    found, is_cut = followers.followed(read, since.position, until=began + query["wait"], who=guard.network())
    flask.g.began += time.monotonic() - began  # whoever measures us is told how long we work
    if not found.rows and not found.has_more:
        with readers.renewed():  # a contract or key may have ended, which no entry tells
            pass
    return found, is_cut


def _found(since: Since, asked: contracts.Filter) -> views.Part:
    """Give a part of the journal, as far as it is told."""
    found = _part(since.position, asked)
    anew = horizons.anew(since)
    return found if anew is None else _part(anew, asked)


def _part(since: views.Position, asked: contracts.Filter) -> views.Part:
    """Give a part of the journal: to a partner that of its contract, through which its own cursor goes."""
    if (audience := readers.audience()) is not None:
        return contracts.part(audience, since, asked)
    return (views.public_now if views.is_in_public_now(since) else views.part)(
        since,
        language=asked.language,
        topics=asked.topics,
        documents=asked.documents,
        limit=asked.limit,
    )


def _handover(row: tuple[Any, ...], *, is_whole: bool) -> Handover | None:
    """Tell of what an entry is to a partner; the text beside it is that of now."""
    generation, _, resource, _, kind, _, article_id, language, _, revision, _, is_read, document, *_ = row
    if (partner := readers.audience()) is None or resource != "article":
        return None
    is_there = kind != "withdrawn" and bool(is_read)
    has_text = is_there and is_whole and document is not None
    reached = partner.generation if has_text or generation is None else generation
    ahead_revision = revision if has_text and len(row) > views.WIDTH else None
    return Handover(article_id, language, reached, is_there, has_text, ahead_revision=ahead_revision)


def _places(rows: Sequence[tuple[Any, ...]]) -> _Places | None:
    """Find where a partner has said that it shows the texts of entries; None where it is no partner's."""
    if (partner := readers.audience()) is None:
        return None
    articles = {row[6] for row in rows if row[6] is not None}
    return cast("_Places", flask.current_app.extensions["republished"](partner.partner_id, articles))


def _cursor(since: Since, page: str) -> str:
    position = since.position if readers.audience() is None else contracts.write(since.position, page)
    held = horizons.written(Since(position, since.began))
    return web.signer().write(Cursor("next", epochs.stamped(held)), _purpose())


def _purpose() -> str:
    """Say whose cursor it is: that of a partner is good for no other."""
    audience = readers.audience()
    return _PURPOSE if audience is None else f"{_PURPOSE} {audience.partner_id}"


def _since(query: dict[str, Any]) -> Since:
    text, audience = query["since"], readers.audience()
    if text is None:
        return _beginning(is_initial=query["initial"])
    if query["initial"]:
        detail = say("With a cursor, leave initial out: the cursor knows where to go on.")
        raise InvalidParameter(detail, Fault("invalid_value", detail, parameter="initial"))
    since = place(text, "since")
    if audience is not None and (mark := contracts.mark_of(since.position)):
        handovers.note_return(mark)
    return since


def _beginning(*, is_initial: bool) -> Since:
    """Begin with what stands now, or with the first entry if that is kept."""
    audience, is_initial = readers.audience(), is_initial or horizons.is_bounded()
    if audience is not None:
        began = views.BEGINNING if is_initial else contracts.end(audience)
        return Since(contracts.beginning(audience, is_initial=is_initial), began)
    return Since(views.start_of_public_now()) if is_initial else Since(views.BEGINNING, views.end())


def _entry(row: tuple[Any, ...], names: Sequence[str], places: _Places | None, *, is_whole: bool) -> bytes:
    """Write an entry. Of a version that is withdrawn no entry gives the slug or a note: those can be the harm.

    Nor does any give the key of what frames nothing public any longer, which can be an author's name. Of a picture
    there is its id, and nothing else.
    """
    (
        _,
        _,
        resource,
        key,
        kind,
        at,
        article_id,
        language,
        slug,
        revision,
        said,
        is_read,
        document,
        id_,
        topic,
        touched,
    ) = row[: views.WIDTH]
    is_there = kind != "withdrawn" and bool(is_read)
    entry = {
        "resource": resource,
        "id": id_,
        "key": key if is_read and resource != "picture" else None,
        "type": kind,
        "at": clock.to_readers(db.read_time(at)) if at is not None else None,
        "article_id": article_id,
        "language": language,
        "slug": slug if is_there else None,
        "topic": topic if is_there else None,
        "revision": revision,
        "note": said if is_there else None,
        "touched": orjson.Fragment(touched) if is_there and touched is not None else None,
        "reason": said if kind == "withdrawn" else None,
        "href": _href(resource, key, article_id, language) if is_read or resource == "article" else None,
    }
    if places is not None:
        entry["republications"] = places.get((article_id, language), [])
    if len(row) > views.WIDTH:
        entry[MARK] = row[-1]
    shown = orjson.dumps(forms.picked(entry, names))
    if not is_whole:
        return shown
    return b'%s,"document":%s}' % (shown[:-1], _whole(document) if is_there else b"null")


def _signed(entry: bytes, row: tuple[Any, ...], sign: Sign) -> bytes:
    """Put beside an entry the signature of its article as it stands now, or null where it is none that readers have.

    A text under embargo has none, as it has none at its own address: only what is public is signed.
    """
    kind, is_read, document = row[4], row[11], row[12]
    is_ahead = len(row) > views.WIDTH and row[-1] is not None
    if document is None or kind == "withdrawn" or not is_read or is_ahead:
        return b'%s,"signature":null}' % entry[:-1]
    made = signatures.of_document(orjson.loads(bytes(document) + b"}"), sign)
    return b'%s,"signature":%s}' % (entry[:-1], orjson.dumps(made))


def _whole(document: Any) -> bytes:  # noqa: ANN401 - bytes of either driver, or None
    """Close an article that was left open for its neighbours, without the pictures that partners may not have."""
    return forms.syndicated(bytes(document) + b"}") if document is not None else b"null"


_PLACES = {"site": "/v1/site", "language": "/v1/languages"}


def _href(resource: str, key: str | None, article_id: str, language: str) -> str | None:
    if resource == "picture":
        return None
    if resource == "article":
        return addresses.address(f"/v1/articles/{article_id}", [("lang", language)])
    return _PLACES.get(resource, f"/v1/{resource}s/{key}")
