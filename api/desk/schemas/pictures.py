"""What crosses the desk's wire of pictures."""

from __future__ import annotations

from typing import Any, get_args

import marshmallow as ma

from api.content import leads
from api.content.pictures import redactions, renditions
from api.content.pictures.facts import CONSENTS, LONGEST
from api.desk.schemas.accounts import PersonRef
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery, ProblemSchema
from api.publishing import uses

TYPES = ("image/jpeg", "image/png", "image/webp", "image/avif", "application/octet-stream")
PARTS = "multipart/form-data"
_CREDIT = "Who made it, as readers are told."
_PREVIEW = (
    "Where it is read without a token for the next hour, public or not: a template, in which `{width}` and `{format}` "
    "are to be filled in, as in `640.webp` or `16x9/640.webp`. For the eyes of who works here."
)
_USE = "Those that readers have, that no public and no latest text names, or that are withdrawn."
_HASH = "ThumbHash, as base64: what to show until the picture is there."


class FocalPoint(ma.Schema):
    """The point that stays in sight in every crop, in parts of width and height."""

    x = fields.Share(required=True)
    y = fields.Share(required=True)


class PictureChange(ma.Schema):
    """Facts of a picture; what is left out stays as it is."""

    credit = fields.Text(0, LONGEST["credit"], metadata={"description": _CREDIT})
    source = fields.Text(0, LONGEST["source"], metadata={"description": "Where it comes from."})
    licence = fields.Text(0, LONGEST["licence"], metadata={"example": "CC BY 4.0"})
    licence_url = fields.Text(0, LONGEST["licence_url"], metadata={"description": "Empty, or an address of https."})
    usage = fields.Text(0, LONGEST["usage"], metadata={"description": "Terms of use, in the holder's words."})
    holder = fields.Text(0, LONGEST["holder"], metadata={"description": "Who holds the rights."})
    note = fields.Text(0, LONGEST["note"], metadata={"description": "For the desk alone."})
    syndication = fields.Flag(metadata={"description": "Whether partners may have it."})
    rights_expire_at = fields.Moment(allow_none=True)
    consent_expires_at = fields.Moment(allow_none=True)
    focal_point = ma.fields.Nested(FocalPoint)
    has_people = fields.Flag()
    consent = fields.Choice(*CONSENTS, allow_none=True, metadata={"description": "Of the people in it; null: none."})


class RedactionShape(ma.Schema):
    """A shape that is painted over, in parts of the upright picture's width and height, inside of it."""

    x = fields.Share(required=True)
    y = fields.Share(required=True)
    width = fields.Share(required=True)
    height = fields.Share(required=True)
    shape = fields.Choice(*get_args(redactions.Shape), load_default="rectangle")
    style = fields.Choice(*get_args(redactions.Style), load_default="solid")


class NewRedactions(ma.Schema):
    """What is to be painted over, besides what is already."""

    redactions = ma.fields.List(
        ma.fields.Nested(RedactionShape),
        required=True,
        metadata={"minItems": 1, "maxItems": redactions.MOST},
    )


class PictureSubstitute(ma.Schema):
    """The picture that takes the place of a withdrawn one, and what it shows by language; without, it is decoration."""

    id = ma.fields.String(required=True)
    alts = fields.ByLanguage(fields.Line(1, leads.LONGEST), load_default=dict)


class StandingPictureSubstitute(ma.Schema):
    """The picture that has taken the place of a withdrawn one, and what it shows by language."""

    id = ma.fields.String(required=True)
    alts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)


class NewPictureWithdrawal(ma.Schema):
    """Why a picture may be shown no longer, for the desk alone, and what is shown in its place (null: nothing)."""

    reason = fields.Text(1, 2_000, required=True)
    substitute = ma.fields.Nested(PictureSubstitute, load_default=None, allow_none=True)


class PictureWithdrawal(ma.Schema):
    """That a picture may be shown no longer: by whom it was withdrawn, or null where its time was over.

    `reason` is in words, or `rights_expired`, `consent_expired` or `consent_withdrawn`.
    """

    at = fields.Moment(required=True)
    by = ma.fields.Nested(PersonRef, required=True, allow_none=True)
    reason = ma.fields.String(required=True)
    substitute = ma.fields.Nested(StandingPictureSubstitute, required=True, allow_none=True)


class PictureQuery(PageQuery):
    """Which pictures to list."""

    q = fields.Line(1, 200, load_default="", metadata={"description": "Words of credit, source, holder or note."})
    use = fields.Choice(*uses.USES, load_default=None, metadata={"description": _USE})


class PictureUse(ma.Schema):
    """A text that names a picture: one that readers have, or the latest revision where they have another.

    `since` is when it was published, or saved.
    """

    article_id = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
    is_lead = ma.fields.Boolean(required=True, metadata={"description": "Whether it stands above the text."})
    is_public = ma.fields.Boolean(required=True, metadata={"description": "Whether readers have the text."})
    since = fields.Moment(required=True)


class PictureUseList(Envelope):
    """The texts that name a picture, by article and language."""

    data = ma.fields.List(ma.fields.Nested(PictureUse), required=True)


class PictureFile(ma.Schema):
    """A file of a picture: of the whole where `crop` is empty."""

    crop = fields.Choice("", *renditions.CROPS, required=True)
    width = ma.fields.Integer(required=True)
    format = fields.Choice(*renditions.FORMATS, required=True)
    bytes = ma.fields.Integer(required=True)
    href = ma.fields.String(required=True, metadata={"description": "Its address at the desk."})


class PictureSchema(ma.Schema):
    """A picture of the library, with the sizes that are made already."""

    id = ma.fields.String(required=True)
    width = ma.fields.Integer(required=True)
    height = ma.fields.Integer(required=True)
    thumbhash = ma.fields.String(required=True, metadata={"description": _HASH})
    colour = ma.fields.String(required=True, metadata={"example": "#a1b2c3"})
    credit = ma.fields.String(required=True, metadata={"description": _CREDIT})
    source = ma.fields.String(required=True)
    licence = ma.fields.String(required=True)
    licence_url = ma.fields.String(required=True)
    usage = ma.fields.String(required=True)
    holder = ma.fields.String(required=True)
    note = ma.fields.String(required=True)
    syndication = ma.fields.Boolean(required=True)
    rights_expire_at = fields.Moment(required=True, allow_none=True)
    consent_expires_at = fields.Moment(required=True, allow_none=True)
    focal_point = ma.fields.Nested(FocalPoint, required=True)
    has_people = ma.fields.Boolean(required=True)
    consent = fields.Choice(*CONSENTS, required=True, allow_none=True)
    is_complete = ma.fields.Boolean(required=True, metadata={"description": "Whether all sizes are made."})
    preview = ma.fields.String(required=True, metadata={"description": _PREVIEW})
    is_public = ma.fields.Boolean(required=True, metadata={"description": "Whether readers have it now."})
    withdrawal = ma.fields.Nested(PictureWithdrawal, required=True, allow_none=True)
    created_at = fields.Moment(required=True)
    created_by = ma.fields.Nested(PersonRef, required=True)
    files = ma.fields.List(ma.fields.Nested(PictureFile), required=True)


class PictureList(Envelope):
    """Pictures, the newest first."""

    data = ma.fields.List(ma.fields.Nested(PictureSchema), required=True)


class PictureProblem(ProblemSchema):
    """A problem with a picture, whose place another has taken, or which was deleted."""

    replaced_by = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "The id of the one that took its place; null: none."}
    )


def upload_body() -> dict[str, Any]:
    """Describe the body of an upload: a file, or parts of which one is the file."""
    file = {"schema": {"type": "string", "format": "binary"}}
    parts = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "facts": {"type": "string", "description": "JSON of `DeskPictureChange`."},
            "redactions": {"type": "string", "description": "JSON: a list of `DeskRedactionShape`."},
        },
    }
    return {"required": True, "content": {**dict.fromkeys(TYPES, file), PARTS: {"schema": parts}}}
