"""What readers ask of feeds, and what they get in JSON; what Atom and RSS are, their specifications say."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import Keys
from api.platform import fields
from api.platform.schemas import PageQuery
from api.publishing import documents
from api.publishing.article_schemas import CorrectionSchema, RightsSchema, TopicRef

_OPTIONAL = "Left out where there is none."


class FeedLink(ma.Schema):
    """Where the same is in another language or another form."""

    url = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    mime_type = ma.fields.String(required=True)


class FeedTombstone(ma.Schema):
    """An item that was withdrawn."""

    id = ma.fields.String(required=True)
    when = fields.Moment(required=True)


class FeedAuthor(ma.Schema):
    """A byline, or the publication."""

    name = ma.fields.String(required=True)
    url = ma.fields.String(metadata={"description": _OPTIONAL})


class FeedAttachment(ma.Schema):
    """A file of the item's picture."""

    url = ma.fields.String(required=True)
    mime_type = ma.fields.String(required=True)
    size_in_bytes = ma.fields.Integer(metadata={"description": _OPTIONAL})


class FeedPicture(ma.Schema):
    """What is said of the item's picture, and whose it is."""

    alt = ma.fields.String(required=True)
    caption = ma.fields.String(required=True)
    credit = ma.fields.String(required=True)
    holder = ma.fields.String(required=True)
    licence_url = ma.fields.String(required=True)
    width = ma.fields.Integer(required=True)
    height = ma.fields.Integer(required=True)
    terms = ma.fields.String(metadata={"description": "For partners: on which terms it may be shown, for people."})


class FeedItemExtension(ma.Schema):
    """What JSON Feed has no word for in an item."""

    revision = ma.fields.Integer(required=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True)
    topic = ma.fields.Nested(TopicRef, required=True)
    corrections = ma.fields.List(ma.fields.Nested(CorrectionSchema), required=True)
    alternates = ma.fields.List(ma.fields.Nested(FeedLink), required=True)
    picture = ma.fields.Nested(FeedPicture, required=True, allow_none=True)
    rights = ma.fields.Nested(RightsSchema, metadata={"description": "For partners."})


class FeedItem(ma.Schema):
    """An article in the feed's language, with its whole text or with its summary as `content_text`."""

    id = ma.fields.String(required=True, metadata={"description": "A URN that never changes."})
    url = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    content_html = ma.fields.String(metadata={"description": "With body=full."})
    content_text = ma.fields.String(metadata={"description": "With body=summary."})
    summary = ma.fields.String(metadata={"description": _OPTIONAL})
    image = ma.fields.String(metadata={"description": _OPTIONAL})
    date_published = fields.Moment(required=True)
    date_modified = fields.Moment(required=True)
    authors = ma.fields.List(ma.fields.Nested(FeedAuthor), metadata={"description": _OPTIONAL})
    tags = ma.fields.List(ma.fields.String(), required=True)
    language = ma.fields.String(required=True)
    attachments = ma.fields.List(ma.fields.Nested(FeedAttachment), metadata={"description": _OPTIONAL})
    polyweek = ma.fields.Nested(FeedItemExtension, required=True, data_key="_polyweek")


class FeedHub(ma.Schema):
    """Where one subscribes to the feed, and by which protocol."""

    type = fields.Choice("WebSub", required=True)
    url = ma.fields.String(required=True)


class FeedExtension(ma.Schema):
    """What JSON Feed has no word for in a feed."""

    about = ma.fields.String(required=True)
    id = ma.fields.String(required=True, metadata={"description": "A URN that never changes."})
    updated = fields.Moment(required=True)
    first_url = ma.fields.String(required=True)
    previous_url = ma.fields.String(required=True, allow_none=True)
    alternates = ma.fields.List(ma.fields.Nested(FeedLink), required=True)
    deleted = ma.fields.List(ma.fields.Nested(FeedTombstone), required=True)


class JsonFeed(ma.Schema):
    """A page of a feed (JSON Feed 1.1)."""

    version = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    home_page_url = ma.fields.String(required=True)
    feed_url = ma.fields.String(required=True)
    description = ma.fields.String(metadata={"description": _OPTIONAL})
    language = ma.fields.String(required=True)
    authors = ma.fields.List(ma.fields.Nested(FeedAuthor), required=True)
    next_url = ma.fields.String(metadata={"description": "Left out on the last page."})
    hubs = ma.fields.List(
        ma.fields.Nested(FeedHub), metadata={"description": "On a first page of usual length, where there is a hub."}
    )
    polyweek = ma.fields.Nested(FeedExtension, required=True, data_key="_polyweek")
    items = ma.fields.List(ma.fields.Nested(FeedItem), required=True)


class FeedQuery(PageQuery):
    """Which entries of a feed, and how much of each."""

    topic = Keys()
    body = fields.Choice("full", "summary", load_default="full")
