"""What crosses the desk's wire of releases."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing import releases


class NewRelease(ma.Schema):
    """What goes out in which languages, and when (null: now). `notes` tell readers of corrections, by language."""

    languages = ma.fields.List(ma.fields.String(), required=True, validate=fields.at_most(100))
    at = fields.Moment(load_default=None, allow_none=True)
    leave_out_unready = fields.Flag(load_default=False)
    notes = fields.ByLanguage(fields.Note(2_000), load_default=dict)


class ReleasedVersion(ma.Schema):
    """A version that went out."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)


class LeftOutVersion(ma.Schema):
    """A version that was not ready and stayed behind."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    reason = fields.Code("FaultCode", required=True)


class ReleaseFault(ma.Schema):
    """One reason why a scheduled release failed."""

    code = fields.Code("FaultCode", required=True)
    detail = ma.fields.String(required=True)
    pointer = ma.fields.String(required=True, allow_none=True)
    article_id = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)


class ReleaseFailure(ma.Schema):
    """Why a scheduled release did not go out."""

    code = fields.Code("ProblemCode", required=True)
    detail = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(ReleaseFault), required=True)


class ReleaseSchema(ma.Schema):
    """A release: scheduled, published, cancelled or failed."""

    id = ma.fields.String(required=True)
    state = fields.Choice(*get_args(releases.State), required=True)
    at = fields.Moment(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    items = ma.fields.List(ma.fields.Nested(ReleasedVersion), required=True)
    left_out = ma.fields.List(ma.fields.Nested(LeftOutVersion), required=True)
    failure = ma.fields.Nested(ReleaseFailure, required=True, allow_none=True)


class ReleaseList(Envelope):
    """Releases, the latest first."""

    data = ma.fields.List(ma.fields.Nested(ReleaseSchema), required=True)
