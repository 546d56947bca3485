"""Articles and issues in the forms of other systems: what `format` asks for, and the answers. Made on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import flask
import orjson
from flask import request

from api.content import naming, site
from api.delivery import door as doors
from api.delivery import forms
from api.delivery.views import issues as issue_views
from api.formats import json_ld, ninjs
from api.formats.locations import Locations
from api.languages.languages import Known
from api.platform import instance, web
from api.platform.errors import Fault, InvalidParameter, say
from api.publishing import pages, syndication
from api.publishing.audience import Format
from api.publishing.pages import Pages

MEDIA_TYPES = {"ninjs": ninjs.MEDIA_TYPE, "jsonld": json_ld.MEDIA_TYPE}
SCHEMAS: dict[str, dict[str, Any]] = {
    "ninjs": {
        "type": "object",
        "required": ["uri"],
        "properties": {"uri": {"type": "string", "format": "uri"}},
        "additionalProperties": True,
        "externalDocs": {"url": ninjs.SCHEMA, "description": "ninjs 3.1"},
    },
    "jsonld": {"type": "object", "additionalProperties": True, "externalDocs": {"url": "https://schema.org/"}},
}


NAMES: dict[str, Format] = {"ninjs": "ninjs", "jsonld": "json_ld"}  # as contracts call them


def require_alone(form: str) -> None:
    """Refuse a form that the contract of whoever asks has not, and what chooses among our own fields beside it.

    Raises:
        NotFound: it has not.
        InvalidParameter: one fault for each such parameter of the request.
    """
    doors.require_form(NAMES[form])
    chosen = [name for name in ("body", "fields") if name in request.args]
    faults = [
        Fault("invalid_value", say("cannot be given together with {other}", other="format"), parameter=name)
        for name in chosen
    ]
    if faults:
        detail = say("{one} cannot be given together with {other}.", one=", ".join(chosen), other="format")
        raise InvalidParameter(detail, *faults)


def article(form: str, article_id: str, reader: Known) -> tuple[bytes, str] | None:
    """Write an article in a form, in the language of its text, which is the reader's; None where it has gone.

    Gives the bytes and the address at which people read it.
    """
    whole = syndication.read(article_id, reader.code, for_partners=form == "ninjs" or doors.audience() is not None)
    if whole is None:
        return None
    places, publisher = Locations(instance.base_url(), pages.current()), _publisher(reader)
    if form == "jsonld":
        document = orjson.loads(whole.document)
        written = json_ld.article(document, whole.pictures, publisher=publisher, places=places)
    else:
        document = orjson.loads(forms.syndicated(whole.document))
        texts, issue_id = (whole.text, whole.bare), _issue_id(document)
        written = ninjs.article(
            document,
            texts,
            whole.pictures,
            version=whole.version,
            issue_id=issue_id,
            publisher=publisher,
            places=places,
        )
    return written, places.article(document["slug"], document["language"])


def issue(
    form: str, shown: Mapping[str, Any], articles: Sequence[Mapping[str, Any]], reader: Known, of_site: Pages
) -> tuple[bytes, str]:
    """Write an issue in a form, from its list form and those of its articles; gives the bytes and where it is read."""
    places, publisher = Locations(instance.base_url(), of_site), _publisher(reader)
    write = json_ld.issue if form == "jsonld" else ninjs.issue
    written = write(shown, articles, publisher=publisher, places=places)
    return written, places.issue(shown["key"], reader.code)


def answer(
    form: str, written: tuple[bytes, str], language: str, cache_tags: Sequence[str], *, negotiated: bool
) -> flask.Response:
    """Answer with what was written, for caches to keep as they keep the plain form.

    No time of change is told, since a renamed site or another page's address changes it too.
    """
    body, canonical = written
    return doors.answer(
        body,
        doors.tag_of(body),
        language=language,
        cache_tags=[*cache_tags, "site"],
        pictures=forms.pictures(body),
        negotiated=negotiated,
        links=web.link_field([("canonical", canonical)]),
        media_type=MEDIA_TYPES[form],
    )


def _publisher(reader: Known) -> str:
    """Give the name of the publication in the language, the first of its chain that has one, or any."""
    said = naming.chosen(site.everything(), reader.chain)
    return said[1].name if said is not None else "Polyweek"


def _issue_id(document: Mapping[str, Any]) -> str | None:
    """Give the id of an article's issue, by which a form names it for life."""
    week = document["issue"]
    row = issue_views.issue_row(week["key"], document["language"], "chain") if week is not None else None
    return str(row[1]) if row is not None else None
