"""An article with all that is told of it: what those need who write it down in a form of another system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from api.content import illustrations
from api.content.illustrations import Figures
from api.content.pictures import exhibits
from api.content.pictures.addresses import PUBLIC
from api.platform import db
from api.publishing import renderings


@dataclass(frozen=True, slots=True)
class Whole:
    """An article in a language, as readers have it now.

    `document` is its full form (CONTRACT.md), as bytes, with its lead picture and its HTML. `text` is the body in plain
    words, `bare` the same without what is said of pictures; `pictures` are those in the body, in order, in whole form.
    `version` counts its publications and withdrawals in this language, from 1.
    """

    document: bytes
    text: str
    bare: str
    pictures: Sequence[dict[str, Any]]
    version: int


def read(article_id: str, language: str, *, for_partners: bool) -> Whole | None:
    """Give an article in a language in which it is published; None where it has gone.

    `for_partners`: without the pictures, and what is said of them, that are not for partners. `document` still has
    those in its HTML, and as the lead.
    """
    found = db.row(_READ, (article_id, language))
    if found is None or found[0] is None:
        return None
    document, summary, markdown, blocks, text, messages, version = found
    if blocks is None:  # of before, and the worker has not come to it yet
        forms = renderings.from_publication(article_id, summary, markdown, messages)
        blocks, text = orjson.dumps(forms.blocks), forms.text
    figures = _shown(exhibits.load(illustrations.named(markdown)), for_partners=for_partners)
    tree = illustrations.blocks(orjson.loads(blocks), figures, language, PUBLIC)
    return Whole(
        bytes(document),
        illustrations.text(text, markdown, figures, language, PUBLIC),
        illustrations.text(text, markdown, dict.fromkeys(figures), language, PUBLIC),
        list({picture["id"]: picture for picture in _pictures(tree)}.values()),
        version,
    )


def withdrawal(article_id: str, language: str) -> tuple[int, datetime] | None:
    """Give the version that a withdrawal is, counted as `Whole.version`, and when it was; None where there is none."""
    count, at = db.row(_WITHDRAWAL, (article_id, language)) or (0, None)
    return (count, db.read_time(at)) if at is not None else None


_WITHDRAWAL = """
SELECT COUNT(*) + COUNT(withdrawn_at), MAX(withdrawn_at) FROM publication WHERE article_id = ? AND language = ?
"""


def _shown(figures: Figures, *, for_partners: bool) -> Figures:
    return {
        name: figure if figure is not None and (figure.syndication or not for_partners) else None
        for name, figure in figures.items()
    }


def _pictures(tree: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in tree:
        if block["kind"] == "picture" and block["picture"] is not None:
            yield block["picture"]
        for inner in ("blocks", "items"):
            yield from _pictures([{"kind": "item", **each} for each in block.get(inner) or ()])


_READ = """
SELECT reading.full_json, shown.summary, shown.body, shown.blocks, shown.text, shown.messages,
       (SELECT COUNT(*) + COUNT(every.withdrawn_at)
          FROM publication AS every
         WHERE every.article_id = shown.article_id AND every.language = shown.language)
  FROM reading
  JOIN publication AS shown
    ON shown.article_id = reading.article_id
   AND shown.language = reading.language
   AND shown.ended_at IS NULL
 WHERE reading.article_id = ? AND reading.requested_language = ?
"""
