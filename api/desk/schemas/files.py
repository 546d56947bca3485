"""What crosses the desk's wire when a version is exchanged as a file."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.desk.schemas.revisions import DryRun
from api.platform import fields
from api.translation.files.outcomes import OUTCOMES, REASONS

_REASON = "`/docs/problems#uploads` explains each. A later version may have more of them."


class UploadQuery(DryRun):
    """How a file is taken."""

    mode = fields.Choice("fill", "replace", load_default="fill")


class UploadEntry(ma.Schema):
    """What became of one entry of a file, and why."""

    message_id = ma.fields.String(required=True, metadata={"description": "Empty where the file names no message."})
    outcome = fields.Choice(*OUTCOMES, required=True)
    reason = fields.Choice(*REASONS, required=True, metadata={"description": _REASON})
    detail = ma.fields.String(required=True)
    line = ma.fields.Integer(required=True)


class UploadSchema(ma.Schema):
    """What an upload did, or would do: an answer for every entry, in the file's order."""

    dry_run = ma.fields.Boolean(required=True)
    revision = ma.fields.Integer(required=True)
    file_revision = ma.fields.Integer(required=True, allow_none=True)
    counts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    entries = ma.fields.List(ma.fields.Nested(UploadEntry), required=True)


def file_body(*types: str) -> dict[str, Any]:
    """Describe a request body that is a file of one of these media types."""
    content = {"schema": {"type": "string", "format": "binary"}}
    return {"required": True, "content": dict.fromkeys(types, content)}
