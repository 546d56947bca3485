"""Articles and issues in the forms of other systems: what `format` asks for, and the answers. Made on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flask
import orjson
from flask import request

from api.content import naming, site
from api.delivery import answers, forms, readers
from api.delivery.views import issues as issue_views
from api.formats import json_ld, ninjs, ninjs_parts, vocabulary
from api.formats.locations import Locations
from api.formats.ninjs_parts import Version
from api.languages.languages import Known
from api.platform import clock, instance, web
from api.platform.errors import Fault, InvalidParameter, say
from api.publishing import pages, syndication
from api.publishing.audience import Format
from api.publishing.pages import Pages

OLDEST: Version = "3.1"  # and what who asks for no version gets
MEDIA_TYPES = {"ninjs": ninjs_parts.media_type(OLDEST), "jsonld": json_ld.MEDIA_TYPE}
SCHEMAS: dict[str, dict[str, Any]] = {
    "ninjs": {
        "type": "object",
        "required": ["uri"],
        "properties": {"uri": {"type": "string", "format": "uri"}},
        "additionalProperties": True,
        "externalDocs": {"url": ninjs_parts.schema(OLDEST), "description": "ninjs 3.1, or 3.2 where it is asked for"},
    },
    "jsonld": {"type": "object", "additionalProperties": True, "externalDocs": {"url": "https://schema.org/"}},
}


NAMES: dict[str, Format] = {"ninjs": "ninjs", "jsonld": "json_ld"}  # as contracts call them


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked for: `ninjs` or `jsonld`, and the version of the former."""

    name: str
    version: Version = OLDEST

    @property
    def media_type(self) -> str:
        """The media type of what is written in it."""
        return ninjs_parts.media_type(self.version) if self.name == "ninjs" else MEDIA_TYPES[self.name]


def asked(query: Mapping[str, Any]) -> Form | None:
    """Give the form that is asked for, None for our own.

    Raises:
        NotFound: the contract of whoever asks has not that form.
        InvalidParameter: beside it fields of our own are chosen, or a version of something that has none.
    """
    name, version = query["format"], query["version"]
    if version is not None and name != "ninjs":
        detail = say("can only be given together with {other}", other="format=ninjs")
        raise InvalidParameter(
            say("{one} can only be given together with {other}.", one="version", other="format=ninjs"),
            Fault("invalid_value", detail, parameter="version"),
        )
    if name is None:
        return None
    readers.require_form(NAMES[name])
    _require_alone()
    return Form(name, version or OLDEST)


def _require_alone() -> None:
    """Refuse what chooses among our own fields beside a form that has none of them."""
    chosen = [name for name in ("body", "fields") if name in request.args]
    faults = [
        Fault("invalid_value", say("cannot be given together with {other}", other="format"), parameter=name)
        for name in chosen
    ]
    if faults:
        detail = say("{one} cannot be given together with {other}.", one=", ".join(chosen), other="format")
        raise InvalidParameter(detail, *faults)


def article(form: Form, article_id: str, reader: Known) -> tuple[bytes, str] | None:
    """Write an article in a form, in the language of its text, which is the reader's; None where it has gone.

    Gives the bytes and the address at which people read it.
    """
    whole = syndication.read(
        article_id, reader.code, for_partners=form.name == "ninjs" or readers.audience() is not None
    )
    if whole is None:
        return None
    places, name = Locations(instance.base_url(), pages.current()), publisher(reader)
    if form.name == "jsonld":
        document = orjson.loads(whole.document)
        written = json_ld.article(document, whole.pictures, publisher=name, places=places)
    else:
        document = orjson.loads(forms.syndicated(whole.document))
        texts, issue_id = (whole.text, whole.bare), _issue_id(document)
        written = ninjs.article(
            document,
            texts,
            whole.pictures,
            version=whole.version,
            issue_id=issue_id,
            publisher=name,
            places=places,
            of=form.version,
            embargoed_until=document.get("embargoed_until"),
        )
    return written, places.article(document["slug"], document["language"])


def withdrawn(form: Form, article_id: str, language: str) -> bytes | None:
    """Write that an article has been withdrawn, in a form that has words for it; None where it has none."""
    if (form.name, form.version) == ("ninjs", OLDEST) or form.name != "ninjs":
        return None
    found = syndication.withdrawal(article_id, language)
    if found is None:
        return None
    version, at = found
    return ninjs.withdrawn(article_id, language, version=version, at=clock.to_readers(at), of=form.version)


def issue(
    form: Form, shown: Mapping[str, Any], articles: Sequence[Mapping[str, Any]], reader: Known, of_site: Pages
) -> tuple[bytes, str]:
    """Write an issue in a form, from its list form and those of its articles; gives the bytes and where it is read."""
    places, name = Locations(instance.base_url(), of_site), publisher(reader)
    audience = readers.audience()
    rights = audience.rights(shown) if audience is not None else None
    if form.name == "jsonld":
        written = json_ld.issue(shown, articles, publisher=name, places=places, rights=rights)
    else:
        written = ninjs.issue(shown, articles, publisher=name, places=places, of=form.version, rights=rights)
    return written, places.issue(shown["key"], reader.code)


def answer(
    form: Form, written: tuple[bytes, str], language: str, cache_tags: Sequence[str], *, negotiated: bool
) -> flask.Response:
    """Answer with what was written, for caches to keep as they keep the plain form.

    No time of change is told, since a renamed site or another page's address changes it too.
    """
    body, canonical = written
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=[*cache_tags, "site"],
        pictures=forms.pictures(body),
        negotiated=negotiated,
        links=web.link_field([("canonical", canonical), *_explained(form)]),
        media_type=form.media_type,
    )


def publisher(reader: Known) -> str:
    """Give the name of the publication in the language, the first of its chain that has one, or any."""
    said = naming.chosen(site.everything(), reader.chain)
    return said[1].name if said is not None else "Polyweek"


def _explained(form: Form) -> list[tuple[str, str]]:
    """Tell where the words are explained that a form leaves to us (RFC 8288; the relation is POWDER's, W3C)."""
    return [("describedby", vocabulary.PATH)] if form.name == "ninjs" else []


def _issue_id(document: Mapping[str, Any]) -> str | None:
    """Give the id of an article's issue, by which a form names it for life."""
    week = document["issue"]
    row = issue_views.issue_row(week["key"], document["language"], "chain") if week is not None else None
    return str(row[1]) if row is not None else None
