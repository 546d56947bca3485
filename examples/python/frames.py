"""What frames articles in the mirror of `follower.py`: issues, topics, bylines, the languages and the site."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from newsroom import Newsroom, Refused

if TYPE_CHECKING:  # made by make_types.py, and needed by nobody who only runs this
    from polyweek_types import Change, LanguageList

TABLES = """
CREATE TABLE IF NOT EXISTS frame (
    resource TEXT, id TEXT, language TEXT, document TEXT NOT NULL, PRIMARY KEY (resource, id, language)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (resource TEXT, id TEXT, href TEXT NOT NULL, PRIMARY KEY (resource, id)) WITHOUT ROWID;
"""
_GONE = {404, 410}

Frames = dict[tuple[str, str], tuple[str | None, dict[str, str]]]  # by resource and id: address, JSON by language


def read(newsroom: Newsroom, file: sqlite3.Connection, entries: Iterable[Change], language: str | None) -> Frames:
    """Read anew what entries tell of; all of it where the languages themselves changed. No pictures are kept."""
    told: dict[tuple[str, str], str | None] = {
        (entry["resource"], entry["id"] or entry["key"] or ""): entry["href"] if entry["type"] != "withdrawn" else None
        for entry in entries
        if entry["resource"] != "article" and entry["resource"] != "picture"
    }
    if any(resource == "language" for resource, _ in told):
        known = file.execute("SELECT resource, id, href FROM place")
        told = {(resource, id_): href for resource, id_, href in known} | told
    if not told:
        return {}
    languages: LanguageList = newsroom.read("/v1/languages").data
    wanted = [one["code"] for one in languages["data"] if language in {None, one["code"]}]
    return {place: (href, _in_each(newsroom, href, wanted) if href else {}) for place, href in told.items()}


def keep(file: sqlite3.Connection, frames: Mapping[tuple[str, str], tuple[str | None, dict[str, str]]]) -> None:
    """Put them in the place of what there was; within the caller's transaction."""
    for place, (href, documents) in frames.items():
        file.execute("DELETE FROM frame WHERE (resource, id) = (?, ?)", place)
        file.execute("DELETE FROM place WHERE (resource, id) = (?, ?)", place)
        if href is not None:
            file.execute("INSERT INTO place VALUES (?, ?, ?)", (*place, href))
        for language, text in documents.items():
            file.execute("INSERT INTO frame VALUES (?, ?, ?, ?)", (*place, language, text))


def _in_each(newsroom: Newsroom, href: str, languages: Sequence[str]) -> dict[str, str]:
    """Read something in each language in which it is to be had."""
    found = {}
    for language in languages:
        try:
            found[language] = json.dumps(newsroom.read(href, lang=language).data, ensure_ascii=False)
        except Refused as refused:
            if refused.status not in _GONE:  # else a later entry says so
                raise
    return found
