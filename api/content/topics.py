"""Topics: the standing beats, named in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import peewee

from api.content import naming
from api.content.models import Topic, TopicName
from api.platform import db
from api.platform.errors import Fault, Invalid, say


@dataclass(frozen=True, slots=True)
class Name:
    """What a topic is called, and what it is about, in one language."""

    name: str
    description: str


TOPICS = naming.Kind(
    "topic",
    Topic,
    naming.Words(
        TopicName, "topic", ("name", "description"), "/names", Name, lambda name: (name.name, name.description)
    ),
    used=("article", "publication"),
    missing=say("There is no such topic."),
    taken=say("There is already a topic {key}."),
    in_use=say("The topic {key} is in use."),
)
get, lock, touch, remove = TOPICS.get, TOPICS.lock, TOPICS.touch, TOPICS.remove
put_names, names, names_by_key, described = TOPICS.put_names, TOPICS.names, TOPICS.names_by_key, TOPICS.words.of


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
        Invalid, Conflict: as `naming.Kind.create`.
    """
    last = Topic.select(peewee.fn.MAX(Topic.position)).scalar()
    return TOPICS.create(key, names, position=0 if last is None else last + 1)


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


def move(topic: Topic, position: int) -> None:
    """Put a topic at a place in the order, from 0; the others make room. A step inside a transaction."""
    db.require_transaction()
    others = Topic.select().where(Topic.id != topic.id).order_by(Topic.position, Topic.key)
    order = list(db.for_update(others, keeps_key=True))
    order.insert(position, topic)
    for place, each in enumerate(order):
        if each.position != place:
            Topic.update(position=place, serial=Topic.serial + 1).where(Topic.id == each.id).execute()


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
