"""Topics: the standing beats, named in each language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import cast

import peewee

from api.content import naming
from api.content.models import Topic, TopicName
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import Expected


@dataclass(frozen=True, slots=True)
class Name:
    """What a topic is called, and what it is about, in one language."""

    name: str
    description: str


def add(key: str, names: Mapping[str, Name]) -> str:
    """Add a topic with its names by language, last in order, and give its id; one transaction.

    Raises:
        Invalid, Conflict: as `create`.
    """
    with db.transaction():
        return create(key, names)


def create(key: str, names: Mapping[str, Name]) -> str:
    """Add a topic with its names by language, last in order, and give its id. A step inside a transaction.

    Raises:
        Invalid: the key is not of lower-case letters, digits and single dashes, or the newsroom lacks a language.
        Conflict: there is a topic of that key.
    """
    db.require_transaction()
    naming.check_key(key)
    topic_id = ids.new()
    last = Topic.select(peewee.fn.MAX(Topic.position)).scalar()
    if not db.insert(Topic, id=topic_id, key=key, position=0 if last is None else last + 1):
        raise Conflict(say("There is already a topic {key}.", key=key))
    put_names(topic_id, names)
    return topic_id


def get(key_or_id: str) -> Topic:
    """Give a topic by its key or id.

    Raises:
        NotFound: there is none.
    """
    found = Topic.get_or_none(Topic.id == key_or_id if ids.is_id(key_or_id) else Topic.key == key_or_id)
    if found is None:
        raise NotFound(say("There is no such topic."))
    return found


def lock(topic_id: str, *, expected: Expected) -> Topic:
    """Give a topic, locked until the transaction ends, as the caller expects it. A step inside a transaction.

    Raises:
        NotFound: there is none.
        PreconditionFailed: it has changed since.
    """
    db.require_transaction()
    found = db.for_update(Topic.select().where(Topic.id == topic_id)).get_or_none()
    if found is None:
        raise NotFound(say("There is no such topic."))
    expected.check(found.serial)
    return cast("Topic", found)


def completed(topic_id: str, changes: Mapping[str, Mapping[str, str] | None]) -> dict[str, Name | None]:
    """Complete changes of a topic's `name` and `description` by language with what they leave as it is.

    Raises:
        Invalid: there is a description without a name; the place is that of the name.
    """
    former = described([topic_id])[topic_id]
    names: dict[str, Name | None] = {}
    for language, change in changes.items():
        kept = asdict(former[language]) if language in former else {"description": ""}
        if change is not None and "name" not in {**kept, **change}:
            detail = say("A name is needed beside the description.")
            raise Invalid(detail, Fault("required", detail, pointer=f"/names/{language}/name"))
        names[language] = None if change is None else Name(**{**kept, **change})
    return names


def put_names(topic_id: str, names: Mapping[str, Name | None]) -> None:
    """Name a topic anew in some languages; None takes a name away. A step inside a transaction.

    Raises:
        Invalid: the newsroom lacks a language, or no name would be left.
    """
    db.require_transaction()
    naming.check_languages(names)
    gone = [language for language, name in names.items() if name is None]
    TopicName.delete().where(TopicName.topic == topic_id, TopicName.language.in_(gone)).execute()
    kept = [(language, name) for language, name in names.items() if name is not None]
    records = [
        {"topic": topic_id, "language": language, "name": name.name, "description": name.description}
        for language, name in kept
    ]
    db.put(TopicName, records, key=["topic", "language"])
    naming.require_name("topic", topic_id)


def touch(topic: Topic) -> None:
    """Raise a topic's serial, which is its ETag. A step inside a transaction."""
    db.require_transaction()
    Topic.update(serial=Topic.serial + 1).where(Topic.id == topic.id).execute()


def move(topic: Topic, position: int) -> None:
    """Put a topic at a place in the order, from 0; the others make room. A step inside a transaction."""
    db.require_transaction()
    others = Topic.select().where(Topic.id != topic.id).order_by(Topic.position, Topic.key)
    order = list(db.for_update(others))
    order.insert(position, topic)
    for place, each in enumerate(order):
        if each.position != place:
            Topic.update(position=place, serial=Topic.serial + 1).where(Topic.id == each.id).execute()


def remove(topic: Topic) -> None:
    """Remove a topic with its names. A step inside a transaction.

    Raises:
        Conflict: an article is about it, or was once published under it.
    """
    db.require_transaction()
    if db.row(_USED, (topic.id, topic.id)) is not None:
        raise Conflict(say("The topic {key} is in use.", key=topic.key))
    Topic.delete().where(Topic.id == topic.id).execute()


_USED = """
SELECT 1 FROM article WHERE topic_id = ?
 UNION ALL
SELECT 1 FROM publication WHERE topic_id = ?
 LIMIT 1
"""


def id_of(key: str, *, pointer: str = "/topic") -> str:
    """Give a topic's id by its key.

    Raises:
        Invalid: there is no such topic; the fault stands at `pointer`.
    """
    found = Topic.get_or_none(Topic.key == key)
    if found is None:
        detail = say("There is no topic {key}.", key=key)
        raise Invalid(detail, Fault("unknown_topic", detail, pointer=pointer))
    return str(found.id)


def names(ids_: Collection[str] | None = None) -> dict[str, tuple[str, dict[str, str]]]:
    """Give topics by id, all or some: the key, and the names by language, in the newsroom's order."""
    return naming.load("topic", ids_)


def names_by_key(keys: Collection[str]) -> dict[str, dict[str, str]]:
    """Give the names of some topics by key, then by language in the newsroom's order."""
    return naming.by_key("topic", keys)


def described(ids_: Collection[str]) -> dict[str, dict[str, Name]]:
    """Give the names of some topics with what they are about, by id, then by language in the newsroom's order."""
    found: dict[str, dict[str, Name]] = {topic_id: {} for topic_id in ids_}
    marks = ",".join("?" * len(found))
    for topic_id, language, name, description in db.rows(_DESCRIBED.format(marks=marks), list(found)) if found else ():
        found[topic_id][language] = Name(name, description)
    return found


_DESCRIBED = """
SELECT topic_name.topic_id, topic_name.language, topic_name.name, topic_name.description
  FROM topic_name
  JOIN language ON language.code = topic_name.language
 WHERE topic_name.topic_id IN ({marks})
 ORDER BY language.position, language.code
"""
