"""Mirrors all that is published in one SQLite file: for everybody without a key, for a partner with one.

    python follower.py http://127.0.0.1:8000 mirror.db            # for ever: hears of each change within a second
    python follower.py http://127.0.0.1:8000 mirror.db --once     # what has happened since, and no more
    python follower.py http://127.0.0.1:8000 mirror.db --prove    # that too; then proves the mirror equal
    python follower.py http://127.0.0.1:8000 mirror.db --topic river --lang en

A partner's key is read from the variable NEWSROOM_KEY. Table `article` has a document for each article and language,
`frame` each issue, topic and byline, the languages and the site, in each language, and `state` the contract of a key;
what was withdrawn is deleted. The cursor is written in the transaction that writes what stands before it: whenever the
program is killed, the next run goes on from there. Only `receiver.py` may write to the file at the same time.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import frames
import proofs
from newsroom import Newsroom, Refused, key, rest

if TYPE_CHECKING:  # made by make_types.py, and needed by nobody who only runs this
    from polyweek_types import ArticleChange, ChangeList

WAIT = 15  # seconds for which the server may hold an empty page back
HOUR = 3600.0  # seconds between two looks at the contract, and between two tries where there is none for now
SHUT = {"partner_suspended", "contract_ended"}  # for which the newsroom may let the same key in again
TABLES = f"""
CREATE TABLE IF NOT EXISTS article (
    article_id TEXT, language TEXT, topic TEXT, document TEXT NOT NULL, PRIMARY KEY (article_id, language)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
{frames.TABLES}
"""


@dataclass(frozen=True)
class Scope:
    """What is followed: one language or all, some topics or all."""

    language: str | None = None
    topics: tuple[str, ...] = ()


class Mirror:
    """The SQLite file. Each page of the journal is taken whole or not at all, with the cursor behind it."""

    def __init__(self, path: str, newsroom: Newsroom, scope: Scope = Scope()) -> None:
        self._newsroom, self._scope = newsroom, scope
        self._file = sqlite3.connect(path, timeout=60, isolation_level=None)  # others may read it meanwhile
        self._file.executescript(TABLES)
        told = json.dumps([newsroom.has_key, scope.language, *scope.topics])
        self._file.execute("INSERT OR IGNORE INTO state VALUES ('scope', ?)", (told,))
        if self._state("scope") != told:
            raise SystemExit(
                "This file follows other languages or topics, or with a key or without. Begin another one."
            )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def follow(self, *, is_once: bool, pause: float = HOUR) -> Iterator[int]:
        """Take page after page; gives after each how many entries it had. Ends at the journal's end if `is_once`.

        Else a suspension or an ended contract ends nothing: it says so, and asks again after so many seconds.

        Raises:
            Refused: the newsroom gives no more, for good or, if `is_once`, for now.
        """
        while True:
            try:
                yield from self._pages(is_once=is_once)
            except Refused as refused:
                if is_once or not refused.codes & SHUT:
                    raise
                sys.stderr.write(f"{refused} The newsroom is asked again in {pause / 60:.0f} minutes.\n")
                sys.stderr.flush()
            else:
                return
            rest(pause)

    def read_contract(self) -> None:
        """Keep the contract as it is now: licence, line to print and end are not in the journal."""
        if self._newsroom.has_key:
            contract = json.dumps(self._newsroom.read("/v1/partner/me").data["contract"], ensure_ascii=False)
            self._file.execute("INSERT OR REPLACE INTO state VALUES ('contract', ?)", (contract,))

    def differences(self) -> list[str]:
        """Give the languages and weeks in which the mirror is not what the newsroom has; follow to the end before.

        Raises:
            Refused: 409, where more has happened since.
        """
        scope = self._scope
        asked = {"cursor": self._state("cursor"), "lang": scope.language, "topic": scope.topics}
        told = proofs.told(self._newsroom.read("/v1/changes/proof", **asked).data)
        held = proofs.parts(json.loads(text) for (text,) in self._file.execute("SELECT document FROM article"))
        return [" ".join(place) for place in sorted(told.keys() | held.keys()) if told.get(place) != held.get(place)]

    def _pages(self, *, is_once: bool) -> Iterator[int]:
        read_at = -HOUR
        while True:
            if time.monotonic() > read_at + HOUR:
                self.read_contract()
                read_at = time.monotonic()
            removals = self._state("removals")
            page, pause = self._page(0 if is_once else WAIT)
            if self._take(page, removals):
                yield len(page["data"])
                if is_once and not page["meta"]["has_more"]:
                    return
            if pause:
                rest(pause)

    def _page(self, wait: int) -> tuple[ChangeList, float]:
        cursor, scope = self._state("cursor"), self._scope
        start = {"since": cursor} if cursor is not None else {"initial": "true"}
        how = {"include": "document", "limit": "100", "wait": str(wait)}
        try:
            answer = self._newsroom.read("/v1/changes", lang=scope.language, topic=scope.topics, **how, **start)
        except Refused as refused:
            if cursor is None or not refused.codes & {"invalid_cursor", "gone"}:
                raise
            self._forget()  # what was withdrawn since nobody can tell any longer
            return self._page(wait)
        page: ChangeList = answer.data
        return page, answer.rest

    def _take(self, page: ChangeList, removals: str | None) -> bool:
        """Take a page; whatever else must be read for it is read before the transaction begins.

        Not if a withdrawal was heard of after it had been asked for: it may have that text, so it is asked for again.
        """
        found = frames.read(self._newsroom, self._file, page["data"], self._scope.language)
        with self._writing():
            if self._state("removals") != removals:
                return False
            for entry in page["data"]:
                if entry["resource"] == "article":
                    self._take_article(entry)
            frames.keep(self._file, found)
            self._file.execute("INSERT OR REPLACE INTO state VALUES ('cursor', ?)", (page["meta"]["cursor"],))
        return True

    def _take_article(self, entry: ArticleChange) -> None:
        place = (entry["article_id"], entry["language"])
        document = entry.get("document")
        has_left = bool(self._scope.topics) and entry["topic"] not in self._scope.topics
        if entry["type"] == "withdrawn" or document is None or has_left:
            self._file.execute("DELETE FROM article WHERE (article_id, language) = (?, ?)", place)
        else:
            text = json.dumps(document, ensure_ascii=False)
            self._file.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", (*place, entry["topic"], text))

    def _forget(self) -> None:
        with self._writing():
            for statement in ("FROM article", "FROM frame", "FROM place", "FROM state WHERE name = 'cursor'"):
                self._file.execute(f"DELETE {statement}")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._file.execute("COMMIT")
        except BaseException:
            self._file.execute("ROLLBACK")
            raise

    def _state(self, name: str) -> str | None:
        found = self._file.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found is not None else None


def main() -> None:
    """Follow what the command line names."""
    parser = argparse.ArgumentParser(description="Keeps all that a newsroom publishes in one SQLite file.")
    parser.add_argument("address")
    parser.add_argument("file")
    parser.add_argument("--once", action="store_true", help="take what has happened and end")
    parser.add_argument("--prove", action="store_true", help="that too; then prove the mirror equal")
    parser.add_argument("--lang", help="one language only")
    parser.add_argument("--topic", action="append", default=[], help="one topic only; repeated for several")
    asked = parser.parse_args()
    newsroom = Newsroom(asked.address, key())
    with closing(Mirror(asked.file, newsroom, Scope(asked.lang, tuple(sorted(asked.topic))))) as mirror:
        for count in mirror.follow(is_once=asked.once or asked.prove):
            if count:
                sys.stdout.write(f"{count} entries taken\n")
                sys.stdout.flush()
        if asked.prove and (found := mirror.differences()):
            sys.exit(f"not what the newsroom has: {', '.join(found)}; remove the file and begin anew")
        if asked.prove:
            sys.stdout.write("equal\n")


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(str(refused))
    except KeyboardInterrupt:
        sys.exit(130)
