"""Feeds that are followed: whenever something public changes, it is looked which of them say something else now."""

from __future__ import annotations

from datetime import datetime

from api.partners.websub import intents, subscriptions
from api.partners.websub.feeds import Content, Contents
from api.partners.websub.models import WebsubSubscription, WebsubTopic
from api.platform import db, instance
from api.publishing import journal

_AT_ONCE = 20  # feeds that are made before what is due is sent
_GONE = "There is no such feed any longer."


def follow(contents: Contents, *, at: datetime) -> int:
    """Look at some of the feeds that have not been looked at in the present generation; gives how many say more.

    One transaction for each.
    """
    now = journal.generation()
    stale = db.rows(
        "SELECT url FROM websub_topic WHERE generation < ? ORDER BY generation, url LIMIT ?", (now, _AT_ONCE)
    )
    return sum(_look(url, contents.of(url), generation=now, at=at) for (url,) in stale)


def _look(url: str, content: Content | None, *, generation: int, at: datetime) -> bool:
    """Note what a feed says, as made in a generation or later; unless another worker has noted something newer."""
    with db.transaction():
        intents.lock()
        topic = db.for_update(WebsubTopic.select().where(WebsubTopic.url == url)).get_or_none()
        if topic is None or topic.generation >= generation:
            return False
        if content is None:
            _end(topic, generation, at=at)
            return False
        is_urgent = content.mark != topic.mark and _has_withdrawal(topic.generation)
        _tell(url, content.mark, is_urgent=is_urgent, at=at)
        WebsubTopic.update(mark=content.mark, generation=generation).where(WebsubTopic.url == url).execute()
        return bool(content.mark != topic.mark)


def _tell(url: str, mark: str, *, is_urgent: bool, at: datetime) -> None:
    """Let a feed be sent to those who have not what it says; a withdrawal at once, also to those who are left alone.

    Also if the feed itself says nothing new: it may have been made later than its generation tells.
    """
    own = (WebsubSubscription.topic == url) & (WebsubSubscription.mark != mark)
    waits = WebsubSubscription.due_at.is_null() | (WebsubSubscription.due_at > at)
    chosen = own & (waits if is_urgent else WebsubSubscription.due_at.is_null())
    WebsubSubscription.update(due_at=at).where(chosen).execute()


def _end(topic: WebsubTopic, generation: int, *, at: datetime) -> None:
    """Deny those who follow a feed that is gone; those of another address of ours end with their leases.

    The other may be that of the newsroom of which this one is a copy, whose subscribers it must not disturb.
    """
    if not topic.url.startswith(f"{instance.base_url()}/"):
        WebsubTopic.update(generation=generation).where(WebsubTopic.url == topic.url).execute()
        return
    found = WebsubSubscription.select().where(WebsubSubscription.topic == topic.url).order_by(WebsubSubscription.id)
    subscriptions.deny_all(list(db.for_update(found)), _GONE, at=at)
    WebsubTopic.delete().where(WebsubTopic.url == topic.url).execute()


def _has_withdrawal(generation: int) -> bool:
    """Tell whether something was withdrawn since a generation, in whatever language: that is rare enough."""
    return db.row("SELECT 1 FROM change WHERE generation > ? AND type = 'withdrawn' LIMIT 1", (generation,)) is not None
