"""Schemas that every door shares: the frame of a list, and how a caller pages through one."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.platform import fields, paging


class Links(ma.Schema):
    """Where a list goes on."""

    self = ma.fields.String(required=True)
    next = ma.fields.String(required=True, allow_none=True)
    prev = ma.fields.String(required=True, allow_none=True)


class Meta(ma.Schema):
    """Of a list."""

    limit = ma.fields.Integer(required=True)


class Envelope(ma.Schema):
    """The frame that all lists have; each adds its `data`, which then stands first."""

    links = ma.fields.Nested(Links, required=True)
    meta = ma.fields.Nested(Meta, required=True)

    @ma.post_dump
    def _data_first(self, shown: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        return {"data": shown["data"], **shown}


class PageQuery(ma.Schema):
    """How much of a list, and from where."""

    limit = fields.Whole(1, paging.LARGEST_LIMIT, load_default=paging.DEFAULT_LIMIT)
    cursor = ma.fields.String(load_default=None, validate=fields.length(1, 500))
