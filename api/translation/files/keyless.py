"""Entries that name no message: some tools drop `msgctxt`. They are found by their source, and equal ones by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from api.translation.entries import Entry
from api.translation.files.exchange import FileEntry


def named(entries: Sequence[FileEntry], current: Sequence[Entry]) -> list[FileEntry]:
    """Give the entries, each that names no message with the key of the one that it means, as far as that is clear.

    It means a message of its source that no other entry names, one of the document before an obsolete one. As many
    entries as messages are told apart by their order: that of the blocks they were exported from (`#:`) where all have
    one, else that of the file; a different number, by the block itself.
    """
    waiting: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        if not entry.key:
            waiting[entry.source].append(index)
    if not waiting:
        return list(entries)
    found = list(entries)
    places = _places(current, {entry.key for entry in entries}, set(waiting))
    for source, indexes in waiting.items():
        for index, message in _pairs(entries, indexes, places.get(source, [])):
            found[index] = replace(entries[index], key=message.key)
    return found


def _places(current: Sequence[Entry], taken: set[str], sources: set[str]) -> dict[str, list[Entry]]:
    """Give the messages that may be meant, by source, in the order of the document."""
    free = [message for message in current if message.source in sources and message.key not in taken]
    living: dict[str, list[Entry]] = defaultdict(list)
    for message in sorted(free, key=lambda message: (message.position is None, message.position or 0)):
        same = living[message.source]
        if message.position is not None or not same or same[0].position is None:
            same.append(message)
    return living


def _pairs(entries: Sequence[FileEntry], indexes: Sequence[int], places: Sequence[Entry]) -> list[tuple[int, Entry]]:
    if len(indexes) == len(places):
        marks = {index: entries[index].place for index in indexes}
        is_placed = None not in marks.values() and len(set(marks.values())) == len(marks)
        ordered = sorted(indexes, key=lambda index: marks[index] or 0) if is_placed else indexes
        return list(zip(ordered, places, strict=True))
    at = {message.position: message for message in places if message.position is not None}
    wanted = [(index, entries[index].place) for index in indexes]
    return [(index, at.pop(place)) for index, place in wanted if place is not None and place in at]
