"""Routes: an article in one language: how far it is, who has it in hand, and what readers have of it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.desk.door import article_at, door
from api.desk.schemas import versions as schemas
from api.desk.views import versions as views
from api.languages import languages
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.publishing import publications, slugs
from api.translation import assignments

_VERSION = "/articles/<article>/versions/<language>"


@door.route(_VERSION)
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.VersionSchema)
def show_version(article: str, language: str) -> Any:  # noqa: ANN401
    """Show how far an article is in one language, and what readers have of it."""
    shown, serial = views.version(article_at(article).id, language, web.speak, at=clock.now())
    return shown, 200, {"ETag": etag(serial)}


@door.route(f"{_VERSION}/assignment", methods=["PUT"])
@guard.requires("translate")
@door.refuses(404, 422)
@door.arguments(schemas.NewAssignment)
@door.response(200, schemas.VersionSchema)
@door.conditional_if_there
def assign_version(data: dict[str, Any], article: str, language: str, expected: Expected | None) -> Any:  # noqa: ANN401
    """Give a version to a person, with an hour; editors to anyone, others take it themselves."""
    article_id = article_at(article).id
    assignments.assign(article_id, language, **data, expected=expected, by=guard.actor(), at=clock.now())
    shown, serial = views.version(article_id, language, web.speak, at=clock.now())
    return shown, 200, {"ETag": etag(serial)}


@door.route(f"{_VERSION}/assignment", methods=["DELETE"])
@guard.requires("translate")
@door.refuses(404)
@door.response(204)
@door.conditional
def unassign_version(article: str, language: str, expected: Expected) -> None:
    """Take a version out of everybody's hand."""
    assignments.assign(
        article_at(article).id,
        language,
        person_id=None,
        due_at=None,
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
    )


@door.route(f"{_VERSION}/withdrawal", methods=["POST"])
@guard.requires("release")
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewWithdrawal)
@door.response(201, schemas.VersionSchema)
def withdraw_version(data: dict[str, Any], article: str, language: str) -> Any:  # noqa: ANN401
    """Take a published version from its readers: it answers 410 from now on."""
    article_id = article_at(article).id
    publications.withdraw(article_id, language, reason=data["reason"], by=guard.actor(), at=clock.now())
    shown, serial = views.version(article_id, language, web.speak, at=clock.now())
    location = url_for("desk.show_version", article=article_id, language=language)
    return shown, 201, {"Location": location, "ETag": etag(serial)}


@door.route(f"{_VERSION}/slug", methods=["PUT"])
@guard.requires("release")
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewSlug)
@door.response(200, schemas.VersionSchema)
@door.conditional
def change_slug(data: dict[str, Any], article: str, language: str, expected: Expected) -> Any:  # noqa: ANN401
    """Give a published version another address; the old one redirects.

    A transliteration has one too. It is no version: If-Match and the answer are of the language that it is of.
    """
    article_id = article_at(article).id
    slugs.change(article_id, language, data["slug"], expected=expected, by=guard.actor(), at=clock.now())
    shown, serial = views.version(article_id, languages.worked_in(language), web.speak, at=clock.now())
    return shown, 200, {"ETag": etag(serial)}
