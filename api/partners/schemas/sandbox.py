"""What crosses the wire about a partner's sandbox."""

from __future__ import annotations

import marshmallow as ma

from api.partners.sandboxes import events, views
from api.platform import fields


class NewSandboxEvent(ma.Schema):
    """Something that is to happen in the sandbox; without `article_id` to the article that is usual for it."""

    event = fields.Choice(*events.EVENTS, required=True)
    article_id = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=fields.length(1, 64),
        metadata={"description": "Of an article of the sandbox, for events of articles"},
    )


class SandboxEventSchema(ma.Schema):
    """What has happened in the sandbox, to which article or issue; `embargoed_until` of a text under embargo."""

    event = fields.Choice(*events.EVENTS, required=True)
    at = fields.Moment(required=True)
    article_id = ma.fields.String(required=True, allow_none=True)
    issue = ma.fields.String(required=True, allow_none=True)
    embargoed_until = fields.Moment(required=True, allow_none=True)


class SandboxArticle(ma.Schema):
    """An article of the sandbox; `revision` is the latest that was public, `embargoed_until` null where it may be."""

    key = ma.fields.String(required=True)
    id = ma.fields.String(required=True)
    state = fields.Choice(*views.STATES, required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    embargoed_until = fields.Moment(required=True, allow_none=True)


class SandboxIssue(ma.Schema):
    """An issue of the sandbox."""

    key = ma.fields.String(required=True)
    is_public = ma.fields.Boolean(required=True)


class SandboxSchema(ma.Schema):
    """The sandbox of a partner, whatever its contract leaves of it."""

    articles = ma.fields.List(ma.fields.Nested(SandboxArticle), required=True)
    issues = ma.fields.List(ma.fields.Nested(SandboxIssue), required=True)
