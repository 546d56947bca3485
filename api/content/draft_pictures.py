"""Which pictures the latest texts of articles name, kept beside them so that no list reads a text to know it."""

from __future__ import annotations

from api.content import illustrations
from api.content.models import DraftPicture
from api.content.texts import Text
from api.platform import db


def of(article_id: str) -> set[str]:
    """Give the ids of the pictures that the latest text of an article names."""
    return {row.picture for row in DraftPicture.select().where(DraftPicture.article == article_id)}


def put(article_id: str, text: Text) -> None:
    """Note which pictures the text names that has become an article's latest. A step inside a transaction."""
    db.require_transaction()
    lead = {text.lead.picture} if text.lead is not None else set()
    DraftPicture.delete().where(DraftPicture.article == article_id).execute()
    named = sorted(lead | illustrations.named(text.body))
    db.append(DraftPicture, [{"article": article_id, "picture": picture} for picture in named])
