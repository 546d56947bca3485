"""What an archive of an issue holds: its articles in order, the pictures that they show, the names of files. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.formats.terms import Rights

PICTURES = "pictures"
ARTICLES = "articles"

_LONGEST_NAME = 60  # characters of a slug in the name of a file
_UNSAFE = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class File:
    """A picture's file as it goes into the archive: its width and height in pixels, and what its bytes hash to."""

    picture_id: str
    width: int
    height: int
    sha256: str

    @property
    def name(self) -> str:
        """Its name in the archive."""
        return f"{PICTURES}/{self.picture_id}.jpg"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article: its document in a partner's terms, its text in plain words, its pictures in whole form.

    The lead picture stands first. `number` counts from 1 in the editors' order, of `count`; `version` counts its
    publications. `signature` is what `/v1/articles/{id}/signature` answers, None where there is no key.
    """

    number: int
    count: int
    document: Mapping[str, Any]
    text: str
    pictures: Sequence[Mapping[str, Any]]
    version: int
    signature: Mapping[str, Any] | None
    direction: str

    @property
    def name(self) -> str:
        """The name of its files, without an ending, in letters that every system takes: `articles/03-the-ferry`."""
        slug = _UNSAFE.sub("-", self.document["slug"].lower())[:_LONGEST_NAME].strip("-") or "text"
        return f"{ARTICLES}/{self.number:0{max(2, len(str(self.count)))}}-{slug}"

    @property
    def rights(self) -> Rights:
        """On which terms it may be shown."""
        rights: Rights = self.document["rights"]
        return rights

    @property
    def byline(self) -> str:
        """Who signs it, as one line."""
        return ", ".join(each["name"] for each in self.document["bylines"])


@dataclass(frozen=True, slots=True)
class Archive:
    """An issue: in list form, with its articles and the files of pictures by their ids.

    `changed_at` is the minute of the last change of an article in it (RFC 3339); `keys` a JWK Set.
    """

    issue: Mapping[str, Any]
    publisher: str
    direction: str
    rights: Rights
    entries: Sequence[Entry]
    files: Mapping[str, File]
    keys: Mapping[str, Any]

    @property
    def language(self) -> str:
        """The language that it was asked for in; single articles may be in another, by its fallbacks."""
        return str(self.issue["language"])

    @property
    def name(self) -> str:
        """What the archive and the folder in it are called."""
        return f"{self.issue['key']}-{_UNSAFE.sub('-', self.language.lower())}"

    @property
    def title(self) -> str:
        """What the issue is called."""
        return str(self.issue["title"] or self.issue["period_label"])

    @property
    def changed_at(self) -> str:
        """When something in it changed last."""
        times: list[str] = [each.document["updated_at"] for each in self.entries]
        times.append(self.issue["published_at"])
        return max(times)
