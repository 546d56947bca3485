"""A picture as readers get it, as OpenAPI describes it. `content/pictures/figures` makes it."""

from __future__ import annotations

import marshmallow as ma

from api.content.pictures import renditions
from api.platform import fields

_HREF = "Where its files are; put one of `widths` and one of `formats` in the place of `{width}` and `{format}`."
_LANGUAGE = "That of the alternative text and the caption, which may be a fallback."
_THUMBHASH = "ThumbHash, as base64: what to show until the picture is there."
_SYNDICATION = "Whether partners may have it; what they get shows it not, if not."
_EXPIRES = "When it must be shown no longer, by its holder's rights or by the consent of the people in it."


class FocalPoint(ma.Schema):
    """The point that stays in sight in every crop, in parts of width and height."""

    x = ma.fields.Float(required=True)
    y = ma.fields.Float(required=True)


class PictureBrief(ma.Schema):
    """A picture in list form."""

    id = ma.fields.String(required=True)
    alt = ma.fields.String(required=True, metadata={"description": "What it shows, for who cannot see it."})
    is_decorative = ma.fields.Boolean(required=True, metadata={"description": "It says nothing, and has no `alt`."})
    language = ma.fields.String(required=True, metadata={"description": _LANGUAGE})
    width = ma.fields.Integer(required=True)
    height = ma.fields.Integer(required=True)
    widths = ma.fields.List(ma.fields.Integer(), required=True)
    formats = ma.fields.List(fields.Choice(*renditions.FORMATS), required=True)
    href = ma.fields.String(required=True, metadata={"description": _HREF})
    fallback = ma.fields.String(required=True, metadata={"description": "One file, which is there from the beginning."})
    thumbhash = ma.fields.String(required=True, metadata={"description": _THUMBHASH})
    colour = ma.fields.String(required=True, metadata={"example": "#a1b2c3"})
    focal_point = ma.fields.Nested(FocalPoint, required=True)
    credit = ma.fields.String(required=True)


class PictureCrop(ma.Schema):
    """The files of a picture cut to one shape around its focal point."""

    widths = ma.fields.List(ma.fields.Integer(), required=True)
    formats = ma.fields.List(fields.Choice(*renditions.FORMATS), required=True)
    href = ma.fields.String(required=True)


class PictureCrops(ma.Schema):
    """The shapes that a picture is cut to: for lists, for cards, and for previews of links in messengers."""

    square = ma.fields.Nested(PictureCrop, required=True, data_key="1x1")
    wide = ma.fields.Nested(PictureCrop, required=True, data_key="16x9")
    card = ma.fields.Nested(PictureCrop, required=True, data_key="1200x630")


class PictureRights(ma.Schema):
    """Whose a picture is, and who may use it how; texts are empty where nobody said."""

    holder = ma.fields.String(required=True)
    licence = ma.fields.String(required=True)
    licence_url = ma.fields.String(required=True)
    usage = ma.fields.String(required=True)
    expires_at = fields.Moment(required=True, allow_none=True, metadata={"description": _EXPIRES})
    syndication = ma.fields.Boolean(required=True, metadata={"description": _SYNDICATION})


class SocialPicture(ma.Schema):
    """A picture as messengers show it beside a link: one file, for `og:image` and its like."""

    id = ma.fields.String(required=True)
    alt = ma.fields.String(required=True, metadata={"description": "What it shows, for who cannot see it."})
    href = ma.fields.String(required=True)
    width = ma.fields.Integer(required=True)
    height = ma.fields.Integer(required=True)
    type = fields.Choice(renditions.MEDIA_TYPES["jpg"], required=True)
    syndication = ma.fields.Boolean(required=True, metadata={"description": _SYNDICATION})


class PictureWhole(PictureBrief):
    """A picture with its caption, its crops, and who may use it."""

    caption = ma.fields.String(required=True, metadata={"description": "Empty where there is none."})
    crops = ma.fields.Nested(PictureCrops, required=True)
    rights = ma.fields.Nested(PictureRights, required=True)
