"""Differences: which blocks of a published text another publication of it has changed, added and removed. Pure.

Blocks are named by the ids of their messages, which stay the same from revision to revision as long as a paragraph is
the same paragraph (`translation/matching`). Nothing but what was published is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from api.content import trees
from api.translation.freshness import Shown

Part = Literal["title", "summary", "picture", "code"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Published:
    """A publication as it is compared: what stands above its body, its tree of blocks, and what its messages show."""

    title: str
    summary: str
    picture: tuple[Any, ...]
    blocks: Sequence[trees.Block]
    messages: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of blocks, and the parts without one, in which two publications differ.

    `stale` are those that whoever translated the former must look at again: changed other than by a correction of
    spelling, or removed; `stale_parts` the same of parts.
    """

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    stale: tuple[str, ...] = ()
    stale_parts: tuple[Part, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether they differ at all."""
        return bool(self.changed or self.added or self.removed or self.parts)

    @property
    def is_any_for_translation(self) -> bool:
        """Whether a translation of the former is behind."""
        return bool(self.stale or self.added or self.stale_parts)


def between(before: Published, now: Published) -> Difference:
    """Tell in what a publication differs from one before it; ids are in the order of the text that has them."""
    then, shown = _leaves(before.blocks), _leaves(now.blocks)
    changed = tuple(id_ for id_, html in shown.items() if id_ in then and then[id_] != html)
    removed = tuple(id_ for id_ in then if id_ not in shown)
    typos = _typos(before.messages, now.messages)
    parts = tuple(part for part in PARTS if _part(before, part) != _part(now, part))
    return Difference(
        changed=changed,
        added=tuple(id_ for id_ in shown if id_ not in then),
        removed=removed,
        parts=parts,
        stale=tuple(id_ for id_ in then if id_ in removed or (id_ in changed and id_ not in typos)),
        stale_parts=tuple(part for part in parts if _key(now, part) not in typos),
    )


def _leaves(blocks: Sequence[trees.Block]) -> dict[str, str]:
    """Give what each block says; one with several leaves (a picture with its caption) says all of them."""
    found: dict[str, str] = {}
    for leaf in trees.leaves(blocks):
        if leaf["id"] is not None:
            found[leaf["id"]] = found.get(leaf["id"], "") + str(leaf["html"])
    return found


def _typos(before: Sequence[Shown], now: Sequence[Shown]) -> set[str]:
    """Give the messages whose source was changed only in its spelling."""
    then: Mapping[str, Shown] = {message.key: message for message in before}
    return {
        message.key
        for message in now
        if message.key in then
        and message.source_hash != then[message.key].source_hash
        and message.meant_in <= then[message.key].meant_in
    }


def _part(publication: Published, part: Part) -> object:
    if part == "code":
        return [leaf["html"] for leaf in trees.leaves(publication.blocks) if leaf["id"] is None]
    return getattr(publication, part)


def _key(publication: Published, part: Part) -> str | None:
    """Give the message of a part; title and summary are the first ones."""
    place = {"title": 0, "summary": 1}.get(part)
    return publication.messages[place].key if place is not None and place < len(publication.messages) else None
