"""Routes: each step of a version's review as a resource."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.desk.door import article_at, door
from api.desk.schemas import reviews as schemas
from api.desk.schemas.versions import VersionSchema
from api.desk.views import versions as version_views
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.translation import reviews
from api.translation.reviews import Remark

_VERSION = "/articles/<article>/versions/<language>"


@door.route(f"{_VERSION}/submission", methods=["POST"])
@guard.requires("read")
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewSubmission)
@door.response(201, VersionSchema)
@door.conditional
def submit_version(data: dict[str, Any], article: str, language: str, expected: Expected) -> Any:  # noqa: ANN401, ARG001
    """Give a version to review; untranslated and fuzzy messages stand in the way, each named."""
    article_id = article_at(article).id
    reviews.submit(article_id, language, expected=expected, by=guard.actor(), at=clock.now())
    return _taken(article_id, language)


@door.route(f"{_VERSION}/change-request", methods=["POST"])
@guard.requires("review")
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewChangeRequest)
@door.response(201, VersionSchema)
@door.conditional
def request_changes(data: dict[str, Any], article: str, language: str, expected: Expected) -> Any:  # noqa: ANN401
    """Return a version to its translator, with remarks on messages."""
    article_id = article_at(article).id
    reviews.request_changes(
        article_id,
        language,
        note=data["note"],
        remarks=[Remark(**remark) for remark in data["remarks"]],
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
    )
    return _taken(article_id, language)


@door.route(f"{_VERSION}/approval", methods=["POST"])
@guard.requires("review")
@door.refuses(404, 409, 422, "four_eyes")
@door.arguments(schemas.NewApproval)
@door.response(201, VersionSchema)
@door.conditional
def approve_version(data: dict[str, Any], article: str, language: str, expected: Expected) -> Any:  # noqa: ANN401
    """Approve a version as it stands; never one's own work, unless an editor overrides with a reason."""
    article_id = article_at(article).id
    reviews.approve(
        article_id,
        language,
        override_reason=data["override_reason"],
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
    )
    return _taken(article_id, language)


@door.route(f"{_VERSION}/approval", methods=["DELETE"])
@guard.requires("review")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def withdraw_approval(article: str, language: str, expected: Expected) -> None:
    """Take an approval back; the version is in review again."""
    article_id = article_at(article).id
    reviews.withdraw_approval(article_id, language, expected=expected, by=guard.actor(), at=clock.now())


def _taken(article_id: str, language: str) -> Any:  # noqa: ANN401
    shown, serial = version_views.version(article_id, language, web.speak, at=clock.now())
    location = url_for("desk.show_version", article=article_id, language=language)
    return shown, 201, {"Location": location, "ETag": etag(serial)}
