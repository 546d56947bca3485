"""Topics as readers get them: named, described and in order, wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import topics
from api.content.topics import Name
from api.platform import db
from api.platform.preconditions import Expected
from api.publishing import frames, journal, rebuilds
from api.publishing.journal import Notice


def add(key: str, names: Mapping[str, Name], *, by: Actor, at: datetime) -> str:
    """Add a topic, last in order, and give its id; one transaction.

    Raises:
        Forbidden: the person does not release.
        Invalid: the key is not of lower-case letters, digits and single dashes, or the newsroom lacks a language.
        Conflict: there is a topic of that key.
    """
    by.require("release")
    with db.transaction():
        journal.begin()
        topic_id = topics.create(key, names)
        audit.note("topic.add", by=by.id, at=at, thing="topic", thing_id=topic_id)
    return topic_id


def change(
    topic_id: str,
    names: Mapping[str, Mapping[str, str] | None],
    position: int | None,
    *,
    expected: Expected,
    by: Actor,
    at: datetime,
) -> None:
    """Name a topic anew in some languages and move it in the order; one transaction.

    Of `name` and `description` in a language what is left out stays; None takes both away.

    All that shows a name which is another now is made anew, and the journal tells of it (`rebuilds.rename`).

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such topic.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the newsroom lacks a language, a language has a description only, or no name would be left.
    """
    by.require("release")
    with db.transaction():
        generation = journal.begin()
        topic = topics.lock(topic_id, expected=expected)
        before, described = topics.names([topic_id]), topics.described([topic_id])
        topics.put_names(topic_id, topics.completed(topic_id, names))
        if position is not None:
            topics.move(topic, position)
        topics.touch(topic)
        if topics.names([topic_id]) != before:
            rebuilds.rename(_shown_in(topic.key), generation, at=at)
        is_another = position is not None or topics.described([topic_id]) != described
        if is_another and frames.is_public("topic", topic.key):
            journal.announce(generation, [Notice("topic", topic.key, "updated")], at=at)
        audit.note("topic.change", by=by.id, at=at, thing="topic", thing_id=topic_id)


def remove(topic_id: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Remove a topic that nothing is or was about; one transaction.

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such topic.
        PreconditionFailed: it has changed since the caller read it.
        Conflict: it is in use.
    """
    by.require("release")
    with db.transaction():
        journal.begin()
        topics.remove(topics.lock(topic_id, expected=expected))
        audit.note("topic.remove", by=by.id, at=at, thing="topic", thing_id=topic_id)


_SHOWN_IN = """
SELECT DISTINCT article_id
  FROM reading
 WHERE requested_language IN (SELECT code FROM language) AND topic = ?
"""


def _shown_in(key: str) -> list[str]:
    return [article_id for (article_id,) in db.rows(_SHOWN_IN, (key,))]
