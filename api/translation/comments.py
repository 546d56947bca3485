"""Comments: what people say to each other about a version or one message of it. Readers never see them."""

from __future__ import annotations

from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.platform import db, ids
from api.platform.errors import Fault, Invalid, say
from api.translation import versions
from api.translation.models import Comment, Message


def add(article_id: str, language: str, *, text: str, message_id: str | None, by: Actor, at: datetime) -> str:
    """Say something of a version, or of one message of it, and give the comment's id; one transaction.

    The version itself stays as it is, and so does its ETag.

    Raises:
        Forbidden: the person has no work here.
        NotFound: there is no such article or language.
        Invalid: the article never had such a message; the fault stands at `/message_id`.
    """
    by.require("read")
    with db.transaction():
        version = versions.lock(article_id, language)
        known = Message.select().where(Message.article == article_id, Message.key == message_id)
        if message_id is not None and not known.exists():
            detail = say("There is no such message.")
            raise Invalid(detail, Fault("unknown_message", detail, pointer="/message_id"))
        comment_id = ids.new()
        Comment.create(id=comment_id, version=version.id, key=message_id, text=text, at=at, by=by.id)
        audit.note(
            "version.comment",
            by=by.id,
            at=at,
            thing="article",
            thing_id=article_id,
            language=language,
            message=message_id,
        )
    return comment_id
