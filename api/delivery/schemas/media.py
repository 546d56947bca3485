"""What readers ask of files of pictures."""

from __future__ import annotations

import marshmallow as ma

from api.platform import fields
from api.platform.schemas import ProblemSchema

_LATEST = 2**32 - 1  # seconds since 1970: the year 2106


class MediaQuery(ma.Schema):
    """By which right a picture is read that is not public: what the desk's `preview` has behind its question mark."""

    until = fields.Whole(
        0, _LATEST, load_default=None, metadata={"description": "When the address ends, as Unix time."}
    )
    seal = ma.fields.String(load_default=None, validate=fields.length(1, 100))


class PictureProblem(ProblemSchema):
    """A problem with a picture."""
