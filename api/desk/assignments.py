"""Routes: who has a version in hand."""

from __future__ import annotations

from typing import Any

from api.accounts import guard
from api.desk import version_schemas, version_views, workflow_schemas
from api.desk.door import article_at, door
from api.platform import clock, web
from api.platform.web import etag, expected
from api.translation import assignments

_ASSIGNMENT = "/articles/<article>/versions/<language>/assignment"


@door.route(_ASSIGNMENT, methods=["PUT"])
@guard.requires("translate")
@door.refuses(401, 403, 404, 422)
@door.conditional_if_there
@door.arguments(workflow_schemas.NewAssignment)
@door.response(200, version_schemas.VersionSchema)
def assign_version(data: dict[str, Any], article: str, language: str) -> Any:  # noqa: ANN401
    """Give a version to a person, with an hour; editors to anyone, others take it themselves."""
    article_id = article_at(article).id
    assignments.assign(article_id, language, **data, expected=web.expected_if_any(), by=guard.actor(), at=clock.now())
    shown, serial = version_views.version(article_id, language, web.speak)
    return shown, 200, {"ETag": etag(serial)}


@door.route(_ASSIGNMENT, methods=["DELETE"])
@guard.requires("translate")
@door.refuses(401, 403, 404)
@door.conditional
@door.response(204)
def unassign_version(article: str, language: str) -> None:
    """Take a version out of everybody's hand."""
    assignments.assign(
        article_at(article).id,
        language,
        person_id=None,
        due_at=None,
        expected=expected(),
        by=guard.actor(),
        at=clock.now(),
    )
