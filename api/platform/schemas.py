"""Schemas that every door shares: problems, the frame of a list, and how a caller pages through one."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.platform import fields, paging


class ListLinks(ma.Schema):
    """Where a list goes on."""

    self = ma.fields.String(required=True)
    next = ma.fields.String(required=True, allow_none=True)
    prev = ma.fields.String(required=True, allow_none=True)


class ListMeta(ma.Schema):
    """Of a list."""

    limit = ma.fields.Integer(required=True)


class Envelope(ma.Schema):
    """The frame that all lists have; each adds its `data`, which then stands first."""

    links = ma.fields.Nested(ListLinks, required=True)
    meta = ma.fields.Nested(ListMeta, required=True)

    @ma.post_dump
    def _data_first(self, shown: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        return {"data": shown["data"], **shown}


class PageQuery(ma.Schema):
    """How much of a list, and from where."""

    limit = fields.Whole(1, paging.LARGEST_LIMIT, load_default=paging.DEFAULT_LIMIT)
    cursor = ma.fields.String(load_default=None, validate=fields.length(1, 500))


class FaultSchema(ma.Schema):
    """One thing that is wrong, at exactly one place."""

    code = fields.Code("FaultCode", required=True)
    detail = ma.fields.String(required=True)
    pointer = ma.fields.String(metadata={"description": "Into the JSON body (RFC 6901)."})
    parameter = ma.fields.String(metadata={"description": "Of the query or path."})
    header = ma.fields.String()
    line = ma.fields.Integer(metadata={"description": "Of the text or file, from 1."})
    entry = ma.fields.String(metadata={"description": "A message id."})
    article_id = ma.fields.String(metadata={"description": "Where a call is about several articles."})
    language = ma.fields.String(metadata={"description": "Where a call is about several languages."})


class ProblemSchema(ma.Schema):
    """A problem (RFC 9457)."""

    type = ma.fields.String(required=True, metadata={"description": "The page that explains the code."})
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    code = fields.Code("ProblemCode", required=True)
    request_id = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(FaultSchema), required=True)
