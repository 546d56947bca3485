"""Follows all that is published and keeps it in one SQLite file. Python 3.11 and its standard library are all it takes.

    python follower.py http://127.0.0.1:8000 mirror.db            # for ever: hears of each change within a second
    python follower.py http://127.0.0.1:8000 mirror.db --once     # what has happened since, and no more
    python follower.py http://127.0.0.1:8000 mirror.db --topic river --lang en

Table `article` has a document for each article and language, `frame` each issue, topic and byline, the languages and
the site, in each language; what was withdrawn is deleted. The cursor is written in the transaction that writes what
stands before it: whenever the program is killed, the next run goes on from there. Nothing else writes to the file.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

if TYPE_CHECKING:  # made by make_types.py, and needed by nobody who only runs this
    from polyweek_types import ArticleChange, ChangeList, FrameChange, LanguageList, Problem

WAIT = 15  # seconds for which the server may hold an empty page back
PATIENCE = WAIT + 30  # seconds for an answer
LARGEST = 64 * 2**20  # bytes of an answer; a page of a hundred long articles has a few of them
SHORTEST, LONGEST = 1.0, 60.0  # seconds between two tries
_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE}
_LATER |= {HTTPStatus.GATEWAY_TIMEOUT}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}

_TABLES = """
CREATE TABLE IF NOT EXISTS article (
    article_id TEXT, language TEXT, topic TEXT, document TEXT NOT NULL, PRIMARY KEY (article_id, language)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frame (
    resource TEXT, id TEXT, language TEXT, document TEXT NOT NULL, PRIMARY KEY (resource, id, language)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (resource TEXT, id TEXT, href TEXT NOT NULL, PRIMARY KEY (resource, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Refused(Exception):
    """What the API refused for good, by its status and, where it told them, its codes."""

    def __init__(self, status: int, problem: Problem | None) -> None:
        super().__init__(f"{problem['code']}: {problem['detail']}" if problem is not None else f"status {status}")
        self.status = status
        self.codes = (
            {problem["code"], *(fault["code"] for fault in problem["errors"])} if problem is not None else set()
        )


class Broken(Exception):
    """An answer that is not what was asked for: cut off, too large, or no JSON. Another try may get it whole."""


@dataclass(frozen=True)
class Answer:
    """What was answered, and for how many seconds the server asks to be left alone."""

    data: Any
    rest: float


class Newsroom:
    """The public side of a newsroom at an address; tries again and again where this helps."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def read(self, path: str, **query: str | Sequence[str] | None) -> Answer:
        """Read JSON.

        Raises:
            Refused: it is not to be had, now or later.
        """
        asked = [(name, value) for name, value in query.items() if value]
        address = f"{self._address}{path}{'?' if asked else ''}{urlencode(asked, doseq=True)}"
        tries = 0
        while True:
            try:
                return _answer(address)
            except HTTPError as error:
                with closing(error):
                    if error.code not in _LATER:
                        raise Refused(error.code, _problem(error)) from None
                    rest = _seconds(error.headers.get("Retry-After"))
            except (OSError, HTTPException, Broken):
                rest = 0.0
            _sleep(max(rest, min(SHORTEST * 2**tries, LONGEST)))
            tries = min(tries + 1, 10)


def _answer(address: str) -> Answer:
    with urlopen(Request(address, headers={"Accept": "application/json"}), timeout=PATIENCE) as answer:
        body = answer.read(LARGEST + 1)
        told = answer.headers.get("Content-Length")
        if len(body) > LARGEST or (told is not None and int(told) != len(body)):
            raise Broken("cut off, or too large")
        if answer.headers.get_content_type() != "application/json":
            raise Broken("no JSON")
        try:
            return Answer(json.loads(body), _seconds(answer.headers.get("Retry-After")))
        except ValueError:
            raise Broken("no JSON") from None


def _problem(error: HTTPError) -> Problem | None:
    try:
        problem: Problem = json.loads(error.read(LARGEST))
    except (OSError, HTTPException, ValueError):
        return None
    return problem


def _seconds(told: str | None) -> float:
    return float(told) if told is not None and told.isdecimal() else 0.0


def _sleep(seconds: float) -> None:
    """Rest at least so long, and a little longer than others who were told the same."""
    time.sleep(seconds * random.uniform(1, 1.5))  # noqa: S311 - no secret


@dataclass(frozen=True)
class Scope:
    """What is followed: one language or all, some topics or all."""

    language: str | None = None
    topics: tuple[str, ...] = ()


class Mirror:
    """The SQLite file. Each page of the journal is taken whole or not at all, with the cursor behind it."""

    def __init__(self, path: str, newsroom: Newsroom, scope: Scope) -> None:
        self._newsroom = newsroom
        self._scope = scope
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.executescript(_TABLES)
        told = json.dumps([scope.language, *scope.topics])
        self._file.execute("INSERT OR IGNORE INTO state VALUES ('scope', ?)", (told,))
        if self._state("scope") != told:
            raise SystemExit("This file follows other languages or topics. Begin another one.")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def follow(self, *, is_once: bool) -> Iterator[int]:
        """Take page after page; gives after each how many entries it had. Ends at the journal's end if `is_once`."""
        while True:
            page, rest = self._page(0 if is_once else WAIT)
            self._take(page)
            yield len(page["data"])
            if is_once and not page["meta"]["has_more"]:
                return
            if rest:
                _sleep(rest)

    def _page(self, wait: int) -> tuple[ChangeList, float]:
        cursor = self._state("cursor")
        start = {"since": cursor} if cursor is not None else {"initial": "true"}
        how = {"include": "document", "limit": "100", "wait": str(wait)}
        scope = self._scope
        try:
            answer = self._newsroom.read("/v1/changes", lang=scope.language, topic=scope.topics, **how, **start)
        except Refused as refused:
            if cursor is None or not refused.codes & {"invalid_cursor", "gone"}:
                raise
            self._forget()  # what was withdrawn since nobody can tell any longer
            return self._page(wait)
        page: ChangeList = answer.data
        return page, answer.rest

    def _take(self, page: ChangeList) -> None:
        """Take a page: whatever else must be read for it is read before the transaction begins."""
        frames = self._frames([entry for entry in page["data"] if entry["resource"] != "article"])
        self._file.execute("BEGIN IMMEDIATE")
        try:
            for entry in page["data"]:
                if entry["resource"] == "article":
                    self._take_article(entry)
            for (resource, id_), (href, documents) in frames.items():
                self._take_frame(resource, id_, href, documents)
            self._file.execute("INSERT OR REPLACE INTO state VALUES ('cursor', ?)", (page["meta"]["cursor"],))
            self._file.execute("COMMIT")
        except BaseException:
            self._file.execute("ROLLBACK")
            raise

    def _take_article(self, entry: ArticleChange) -> None:
        place = (entry["article_id"], entry["language"])
        document = entry.get("document")
        has_left = bool(self._scope.topics) and entry["topic"] not in self._scope.topics
        if entry["type"] == "withdrawn" or document is None or has_left:
            self._file.execute("DELETE FROM article WHERE (article_id, language) = (?, ?)", place)
        else:
            text = json.dumps(document, ensure_ascii=False)
            self._file.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", (*place, entry["topic"], text))

    def _frames(self, entries: Sequence[FrameChange]) -> dict[tuple[str, str], tuple[str | None, dict[str, str]]]:
        """Read anew what frames articles; all of it where the languages themselves changed. No pictures are kept."""
        told: dict[tuple[str, str], str | None] = {
            (entry["resource"], entry["id"] or entry["key"] or ""): entry["href"]
            for entry in entries
            if entry["resource"] != "picture"
        }
        if any(resource == "language" for resource, _ in told):
            known = self._file.execute("SELECT resource, id, href FROM place")
            told = {(resource, id_): href for resource, id_, href in known} | told
        if not told:
            return {}
        languages: LanguageList = self._newsroom.read("/v1/languages").data
        codes = [language["code"] for language in languages["data"]]
        wanted = [code for code in codes if self._scope.language in {None, code}]
        return {place: (href, self._read_in(href, wanted)) for place, href in told.items()}

    def _read_in(self, href: str | None, languages: Sequence[str]) -> dict[str, str]:
        """Read something in each language in which it is to be had."""
        found = {}
        for language in languages if href is not None else ():
            try:
                found[language] = json.dumps(self._newsroom.read(href or "", lang=language).data, ensure_ascii=False)
            except Refused as refused:
                if refused.status not in _GONE:  # else a later entry says so
                    raise
        return found

    def _take_frame(self, resource: str, id_: str, href: str | None, documents: dict[str, str]) -> None:
        self._file.execute("DELETE FROM frame WHERE (resource, id) = (?, ?)", (resource, id_))
        self._file.execute("DELETE FROM place WHERE (resource, id) = (?, ?)", (resource, id_))
        if href is not None:
            self._file.execute("INSERT INTO place VALUES (?, ?, ?)", (resource, id_, href))
        for language, text in documents.items():
            self._file.execute("INSERT INTO frame VALUES (?, ?, ?, ?)", (resource, id_, language, text))

    def _forget(self) -> None:
        self._file.execute("BEGIN IMMEDIATE")
        for statement in ("FROM article", "FROM frame", "FROM place", "FROM state WHERE name = 'cursor'"):
            self._file.execute(f"DELETE {statement}")
        self._file.execute("COMMIT")

    def _state(self, name: str) -> str | None:
        found = self._file.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found is not None else None


def main() -> None:
    """Follow what the command line names."""
    parser = argparse.ArgumentParser(description="Keeps all that a newsroom publishes in one SQLite file.")
    parser.add_argument("address")
    parser.add_argument("file")
    parser.add_argument("--once", action="store_true", help="take what has happened and end")
    parser.add_argument("--lang", help="one language only")
    parser.add_argument("--topic", action="append", default=[], help="one topic only; repeated for several")
    asked = parser.parse_args()
    scope = Scope(asked.lang, tuple(sorted(asked.topic)))
    with closing(Mirror(asked.file, Newsroom(asked.address), scope)) as mirror:
        for count in mirror.follow(is_once=asked.once):
            if count:
                sys.stdout.write(f"{count} entries taken\n")
                sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(str(refused))
    except KeyboardInterrupt:
        sys.exit(130)
