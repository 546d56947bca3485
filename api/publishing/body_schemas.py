"""The body of an article in each of its forms, as OpenAPI describes it: the form says which, and so does each block.

What the fields mean stands in `content/trees`.
"""

from __future__ import annotations

import marshmallow as ma

from api.platform import fields
from api.publishing.picture_schemas import PictureWhole


class LeafSchema(ma.Schema):
    """What every leaf has: the id of its message, what stands inside its element, and what it says."""

    id = ma.fields.String(required=True, allow_none=True)
    html = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    is_stale = ma.fields.Boolean(required=True)
    is_untranslated = ma.fields.Boolean(
        metadata={"description": "In previews: it stands in the source's words, since there are no others yet."}
    )


class ParagraphBlock(LeafSchema):
    """A paragraph."""

    kind = fields.Choice("paragraph", required=True)


class HeadingBlock(LeafSchema):
    """A heading; the title of the article is the one of level 1."""

    kind = fields.Choice("heading", required=True)
    level = ma.fields.Integer(required=True, validate=ma.validate.Range(2, 6))


class CodeBlock(LeafSchema):
    """Code, which is not translated, and in which language it is written where that was said."""

    kind = fields.Choice("code", required=True)
    language = ma.fields.String(required=True, allow_none=True)


class CellSchema(LeafSchema):
    """A cell of a table; an empty one has no message."""

    kind = fields.Choice("cell", required=True)


class AlternativeSchema(LeafSchema):
    """What a picture shows, for who cannot see it; an empty one has no message."""

    kind = fields.Choice("alternative", required=True)


class CaptionSchema(LeafSchema):
    """What stands below a picture."""

    kind = fields.Choice("caption", required=True)


class ListItem(ma.Schema):
    """An item of a list."""

    blocks = ma.fields.List(fields.OneOf("BodyBlock", "kind", lambda: BLOCKS), required=True)


class ListBlock(ma.Schema):
    """A list: ordered ones begin at `start`; in a tight one paragraphs stand in their items without a distance."""

    kind = fields.Choice("list", required=True)
    ordered = ma.fields.Boolean(required=True)
    start = ma.fields.Integer(required=True, allow_none=True)
    is_tight = ma.fields.Boolean(required=True)
    items = ma.fields.List(ma.fields.Nested(ListItem), required=True)


class QuoteBlock(ma.Schema):
    """A quotation."""

    kind = fields.Choice("quote", required=True)
    blocks = ma.fields.List(fields.OneOf("BodyBlock", "kind", lambda: BLOCKS), required=True)


class TableBlock(ma.Schema):
    """A table: how each column is aligned, its heading cells, and its rows."""

    kind = fields.Choice("table", required=True)
    align = ma.fields.List(fields.Choice("left", "center", "right", allow_none=True), required=True)
    head = ma.fields.List(ma.fields.Nested(CellSchema), required=True)
    rows = ma.fields.List(ma.fields.List(ma.fields.Nested(CellSchema)), required=True)


class PictureBlock(ma.Schema):
    """A picture that stands by itself; `picture` says all of one of the library, and is null of one from elsewhere."""

    kind = fields.Choice("picture", required=True)
    src = ma.fields.String(required=True)
    picture = ma.fields.Nested(PictureWhole, required=True, allow_none=True)
    alternative = ma.fields.Nested(AlternativeSchema, required=True)
    caption = ma.fields.Nested(CaptionSchema, required=True, allow_none=True)


class FootnoteBlock(ma.Schema):
    """A footnote; they stand at the end, by number. `anchor` is where references lead, `references` where they are."""

    kind = fields.Choice("footnote", required=True)
    number = ma.fields.Integer(required=True)
    anchor = ma.fields.String(required=True)
    references = ma.fields.List(ma.fields.String(), required=True)
    blocks = ma.fields.List(fields.OneOf("BodyBlock", "kind", lambda: BLOCKS), required=True)


class RuleBlock(ma.Schema):
    """A line between two parts."""

    kind = fields.Choice("rule", required=True)


BLOCKS: dict[str, type[ma.Schema]] = {
    "paragraph": ParagraphBlock,
    "heading": HeadingBlock,
    "list": ListBlock,
    "quote": QuoteBlock,
    "table": TableBlock,
    "code": CodeBlock,
    "picture": PictureBlock,
    "rule": RuleBlock,
    "footnote": FootnoteBlock,
}


class HtmlBody(ma.Schema):
    """The text as HTML through an allow-list; `id="m-…"` names messages, `data-stale` marks those that are stale."""

    format = fields.Choice("html", required=True)
    content = ma.fields.String(required=True)


class MarkdownBody(ma.Schema):
    """The text as Markdown."""

    format = fields.Choice("markdown", required=True)
    content = ma.fields.String(required=True)


class TextBody(ma.Schema):
    """What the text says, without any marks."""

    format = fields.Choice("text", required=True)
    content = ma.fields.String(required=True)


class BlocksBody(ma.Schema):
    """The text as a tree of blocks, from which all of it can be laid out."""

    format = fields.Choice("blocks", required=True)
    content = ma.fields.List(fields.OneOf("BodyBlock", "kind", lambda: BLOCKS), required=True)


BODIES: dict[str, type[ma.Schema]] = {
    "html": HtmlBody,
    "markdown": MarkdownBody,
    "text": TextBody,
    "blocks": BlocksBody,
}
