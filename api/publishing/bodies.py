"""The body of an article in the form that a reader asks for, from what its publication keeps; nothing is parsed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import orjson

from api.content import illustrations, trees
from api.content.illustrations import Figures
from api.content.pictures import exhibits
from api.content.pictures.addresses import PUBLIC, Addresses
from api.platform import db
from api.publishing import renderings
from api.translation import freshness

FORMS = ("html", "markdown", "text", "blocks", "none")
OTHERS = ("markdown", "text", "blocks")  # those that no reading holds


def read(
    article_id: str, language: str, form: str, *, is_for_partner: bool = False
) -> tuple[bytes, dict[str, Any]] | None:
    """Give the reading of an article for readers of a language, and its body as one of OTHERS; None where it has gone.

    For a partner it is without the pictures that are not for partners. Both are of one moment, from one statement; what
    is shown for the pictures in it is asked behind it.
    """
    found = db.row(_READ, (article_id, language))
    if found is None or found[0] is None:
        return None
    document, shown_in, summary, markdown, blocks, text, messages, source = found
    figures = exhibits.load(illustrations.named(markdown))
    if is_for_partner:
        figures = {
            id_: figure if figure is not None and figure.syndication else None for id_, figure in figures.items()
        }
    pictures = (figures, shown_in, PUBLIC)
    if form == "markdown":
        return bytes(document), {"format": form, "content": illustrations.markdown(markdown, *pictures)}
    if blocks is None:  # of before, and the worker has not come to it yet
        forms = renderings.from_publication(article_id, summary, markdown, messages)
        blocks, text = orjson.dumps(forms.blocks), forms.text
    if form == "text":
        return bytes(document), {"format": form, "content": illustrations.text(text, markdown, *pictures)}
    return bytes(document), of_blocks(blocks, *pictures, is_stale=_stale(messages, source))


def of_blocks(
    blocks: str | bytes, figures: Figures, language: str, addresses: Addresses, **marked: Collection[str]
) -> dict[str, Any]:
    """Give a body as a tree with its pictures, and the leaves of these messages marked, as by `is_stale`."""
    tree = illustrations.blocks(orjson.loads(blocks), figures, language, addresses)
    for name, ids in marked.items():
        trees.mark(tree, name, ids)
    return {"format": "blocks", "content": tree}


def _stale(messages: str, source: str | None) -> set[str]:
    now: Sequence[freshness.Shown] | None = freshness.from_json(source) if source is not None else None
    return freshness.stale_keys(freshness.from_json(messages), now)


_READ = """
SELECT reading.full_json, reading.language, shown.summary, shown.body, shown.blocks, shown.text, shown.messages,
       source.messages
  FROM reading
  JOIN article ON article.id = reading.article_id
  JOIN publication AS shown
    ON shown.article_id = reading.article_id
   AND shown.language = reading.language
   AND shown.ended_at IS NULL
  LEFT JOIN publication AS source
    ON source.article_id = reading.article_id
   AND source.language = article.source_language
   AND source.ended_at IS NULL
 WHERE reading.article_id = ? AND reading.requested_language = ?
"""
