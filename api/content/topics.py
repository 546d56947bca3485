"""Topics: the standing beats, named in each language."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from api.content import naming
from api.content.models import Topic, TopicName
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, say

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Name:
    """What a topic is called, and what it is about, in one language."""

    name: str
    description: str


def add(key: str, names: Mapping[str, Name]) -> str:
    """Add a topic with its names by language and give its id; one transaction.

    Raises:
        Invalid: the key is not of lower-case letters, digits and single dashes.
        Conflict: there is a topic of that key.
    """
    check_key(key)
    with db.transaction():
        if Topic.select().where(Topic.key == key).exists():
            raise Conflict(say("There is a topic {key} already.", key=key))
        topic_id = ids.new()
        Topic.create(id=topic_id, key=key, position=Topic.select().count())
        for language, name in names.items():
            TopicName.create(topic=topic_id, language=language, name=name.name, description=name.description)
    return topic_id


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


def check_key(key: str) -> None:
    """Refuse a key that would not read well in an address.

    Raises:
        Invalid: the key is not of lower-case letters, digits and single dashes.
    """
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        detail = say("A key is of lower-case letters a–z, digits and single dashes.")
        raise Invalid(detail, Fault("invalid_key", detail, pointer="/key"))
