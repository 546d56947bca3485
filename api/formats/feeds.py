"""What a feed says, whatever the format that it is written in: what readers get of a language, page by page. Pure data.

Moments are cut to their minute by whoever makes it; addresses are absolute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.platform import clock

# When a feed that says nothing was last changed: never, by any clock.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Link:
    """Where something else is: the same in another language, in another format, or on the site."""

    href: str
    language: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Author:
    """A byline, with its page where the site has one."""

    name: str
    page: str | None


@dataclass(frozen=True, slots=True)
class Topic:
    """What an entry is about: `scheme` is the address of the list in which the key is."""

    key: str
    name: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of a picture that readers may see, and what is said of it; `length` is in bytes, where it is known.

    `terms` say to a partner how it may be used, and are empty for everybody.
    """

    href: str
    media_type: str
    length: int | None
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    holder: str
    licence_url: str
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong and is right now; `note` is None where nothing was said of it."""

    at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class Rights:
    """On which terms a partner has a text; `attribution` is the line to print beside it, `formats` None for all."""

    licence: str
    attribution: str
    canonical_url: str
    expires_at: str | None
    formats: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the feed's language.

    `html` is its text, ready to stand anywhere, or None in a feed of summaries. `lede` is its summary, which in such a
    feed also tells of corrections. `href` is where people read it; `alternates` are the same in other languages, and
    this one in other forms. `published` is of the first time, `updated` of the last. `rights` are a partner's, None for
    everybody, and `terms` the same in a line that people read, empty for everybody.
    """

    id: str
    title: str
    lede: str
    html: str | None
    href: str
    media_type: str
    published: datetime
    updated: datetime
    authors: Sequence[Author]
    topic: Topic
    picture: Picture | None
    corrections: Sequence[Correction]
    alternates: Sequence[Link]
    revision: int
    freshness: str
    rights: Rights | None = None
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was withdrawn (RFC 6721). Nothing else is told of it: its title can be the harm."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed: its entries and its tombstones, the latest change first in both.

    `href` is the address of this very page, `first`, `next` and `previous` those around it (RFC 5005 section 3).
    `alternates` are the same feed in other languages and formats; `home` is what it is a feed of. `hub` is the address
    of a WebSub hub at which one subscribes to it.
    """

    id: str
    title: str
    subtitle: str
    author: str
    language: str
    href: str
    first: str
    next: str | None
    previous: str | None
    home: Link
    alternates: Sequence[Link]
    about: str
    hub: str | None
    entries: Sequence[Entry]
    tombstones: Sequence[Tombstone]

    @property
    def updated(self) -> datetime:
        """When something in it last changed."""
        moments = [*(entry.updated for entry in self.entries), *(gone.at for gone in self.tombstones)]
        return max(moments, default=_NEVER)


def moment(at: datetime) -> str:
    """Write a moment as RFC 3339 has it, cut to its minute."""
    return clock.to_readers(at)
