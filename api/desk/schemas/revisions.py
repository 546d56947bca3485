"""What crosses the desk's wire of revisions of an article's text, and of what differs between two."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.content import leads
from api.content.texts import WEIGHTS, Lead
from api.desk.schemas.accounts import PersonRef
from api.platform import fields
from api.platform.schemas import Envelope
from api.translation.matching.differences import CHANGES

LONGEST_TITLE = 300
LONGEST_SUMMARY = 2_000
LONGEST_ID = 100
LONGEST_BODY = 2 * 1024 * 1024  # characters; the room `content` bounds the bytes and says so by line


class DryRun(ma.Schema):
    """Whether to try only."""

    dry_run = fields.Flag(load_default=False)


class LeadPicture(ma.Schema):
    """The picture above a text, and what is said of it there: plain texts, which are messages of each language.

    One that `is_decorative` says nothing to readers, and has no alternative text.
    """

    id = ma.fields.String(required=True, validate=fields.length(1, LONGEST_ID))
    alt = ma.fields.String(load_default="", validate=fields.length(0, leads.LONGEST))
    caption = ma.fields.String(load_default="", validate=fields.length(0, leads.LONGEST))
    is_decorative = fields.Flag(load_default=False)

    @ma.post_load
    def lead(self, data: dict[str, Any], **_: Any) -> Lead:  # noqa: ANN401 - marshmallow's own
        """Give it as texts have it."""
        return Lead(data["id"], data["alt"], data["caption"], data["is_decorative"])


class NewRevision(ma.Schema):
    """A change of the source text; what is left out stays. `note` is what readers are told of a correction.

    `picture` is the lead picture, whole, with its texts; null takes it away.
    `override_reason` lets approvals stand over what is called a typo and is more; the audit keeps it.
    """

    title = ma.fields.String(validate=fields.length(1, LONGEST_TITLE))
    summary = ma.fields.String(validate=fields.length(0, LONGEST_SUMMARY))
    body = ma.fields.String(validate=fields.length(0, LONGEST_BODY))
    picture = ma.fields.Nested(LeadPicture, allow_none=True)
    weight = fields.Choice(*WEIGHTS, load_default="meaning")
    note = fields.Note(2_000)
    override_reason = fields.Note(1_000)


class RevisionPicture(ma.Schema):
    """The picture above a text, and what is said of it there."""

    id = ma.fields.String(required=True)
    alt = ma.fields.String(required=True)
    caption = ma.fields.String(required=True)
    is_decorative = ma.fields.Boolean(required=True)


class RevisionSchema(ma.Schema):
    """A saved state of the source text."""

    number = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)
    summary = ma.fields.String(required=True)
    body = ma.fields.String(required=True)
    picture = ma.fields.Nested(RevisionPicture, required=True, allow_none=True)
    created_at = fields.Moment(required=True)
    created_by = ma.fields.Nested(PersonRef, required=True)
    weight = fields.Choice(*WEIGHTS, required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)


class RevisionList(Envelope):
    """Revisions, the latest first."""

    data = ma.fields.List(ma.fields.Nested(RevisionSchema), required=True)


class ImpactCounts(ma.Schema):
    """Messages by what the revision did to them."""

    unchanged = ma.fields.Integer(required=True)
    changed = ma.fields.Integer(required=True)
    new = ma.fields.Integer(required=True)
    removed = ma.fields.Integer(required=True)
    moved = ma.fields.Integer(required=True)


class ImpactSchema(ma.Schema):
    """What a revision does to one language."""

    language = ma.fields.String(required=True)
    messages = ma.fields.Nested(ImpactCounts, required=True)
    words_to_do = ma.fields.Integer(required=True)
    published = ma.fields.Boolean(required=True)


class SavedRevision(RevisionSchema):
    """A revision just saved, or tried, with its impact on each other language."""

    dry_run = ma.fields.Boolean(required=True)
    impact = ma.fields.List(ma.fields.Nested(ImpactSchema), required=True)


class DiffQuery(ma.Schema):
    """Against which revision."""

    against = fields.Whole(0, 999_999_999, load_default=None)


class DiffBlock(ma.Schema):
    """One block of either text: `before` is null where it is new, `after` where it was removed."""

    change = fields.Choice(*CHANGES, required=True)
    before = ma.fields.String(required=True, allow_none=True)
    after = ma.fields.String(required=True, allow_none=True)


class PictureDiff(ma.Schema):
    """The lead pictures of two texts: `before` is null where it is new, `after` where it was removed."""

    change = fields.Choice("same", "changed", "new", "removed", required=True)
    before = ma.fields.Nested(RevisionPicture, required=True, allow_none=True)
    after = ma.fields.Nested(RevisionPicture, required=True, allow_none=True)


class RevisionDiff(ma.Schema):
    """What differs between two revisions. `picture` is null where neither has a lead picture."""

    from_ = ma.fields.Integer(required=True, data_key="from")
    to = ma.fields.Integer(required=True)
    picture = ma.fields.Nested(PictureDiff, required=True, allow_none=True)
    blocks = ma.fields.List(ma.fields.Nested(DiffBlock), required=True)
