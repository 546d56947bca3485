"""Freshness: whether what readers have of a translation still says and shows what the published source does. Pure.

It compares two publications and never looks at a draft, whose existence it would otherwise tell.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.content.texts import Lead
from api.translation.catalogues import Catalogue

Freshness = Literal["current", "outdated", "awaiting_correction"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a publication shows it: which source, and the revisions that gave it its meaning and correction."""

    key: str
    source_hash: str
    meant_in: int
    corrected_in: int


def shown(catalogue: Catalogue) -> list[Shown]:
    """Give what a publication of this version would show, message by message in order."""
    return [
        Shown(line.entry.key, _hash(line.entry.source), line.meant_in, line.corrected_in) for line in catalogue.placed
    ]


def pictured(lead: Lead | None, described: Sequence[tuple[str, str]], *, revision: int, corrected_in: int) -> Shown:
    """Give the pictures of a publication as one message more, which is compared as the others are.

    `described` are those in the body, each with the message that describes it; `corrected_in` is the latest correction
    among the revisions up to its own, 0 where there is none.
    """
    above = (lead.picture, lead.is_decorative) if lead is not None else None
    return Shown("pictures", _hash(json.dumps((above, sorted(described)))), revision, corrected_in)


def to_json(messages: Sequence[Shown]) -> str:
    """Write what a publication shows, as it keeps it."""
    columns = [(message.key, message.source_hash, message.meant_in, message.corrected_in) for message in messages]
    return json.dumps(columns, separators=(",", ":"))


def from_json(text: str) -> list[Shown]:
    """Read what a publication shows."""
    return [Shown(*columns) for columns in json.loads(text)]


def freshness(translation: Sequence[Shown], source: Sequence[Shown] | None) -> Freshness:
    """Tell whether the published source has moved on in a message that the published translation shows.

    What `pictured` gives stands among the messages of both. A typo moves nothing on; what is the same again has not
    moved. Without a published source nothing can have.
    """
    moved = [] if source is None else _moved(translation, source)
    if any(now is not None and now.corrected_in > then.meant_in for then, now in moved):
        return "awaiting_correction"
    return "outdated" if moved else "current"


def stale_keys(translation: Sequence[Shown], source: Sequence[Shown] | None) -> set[str]:
    """Give the messages of a published translation in which the published source has moved on."""
    return set() if source is None else {then.key for then, _ in _moved(translation, source)}


def _moved(translation: Sequence[Shown], source: Sequence[Shown]) -> list[tuple[Shown, Shown | None]]:
    by_key = {message.key: message for message in source}
    pairs = [(then, by_key.get(then.key)) for then in translation]
    return [
        (then, now)
        for then, now in pairs
        if now is None or (now.source_hash != then.source_hash and now.meant_in > then.meant_in)
    ]


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:16]
