"""Narrowing: the part of each table of what is public that some languages, topics and times leave, as SQL. Pure.

A statement is narrowed by text: each table that it reads is replaced by a statement of the part, under the same name.
Whatever the statement then counts, joins or lists is of that part. Values stand in the text, since marks could not be
put into the middle of somebody else's: codes, keys, ids and times, of which none needs a quotation mark, or it fails.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from api.platform import db
from api.publishing.embargoes import visible

# A table that a statement reads, by the keywords in capitals; quoted ones are written by peewee, for verbs.
_TABLE = re.compile(
    r"\b(?P<how>FROM|JOIN)\s+"
    r"(?P<table>reading_byline|reading|language|slug|change|frame_change|publication|picture|search_word)\b"
    r"(?!\()(?:\s+AS\s+(?P<alias>\w+))?"
)
_ONLY_FROM = {"publication", "picture"}  # joined, they only complete what has been found
OUTSIDE = "outside_contract"  # why somebody is told that a text is withdrawn which is only theirs no longer
_SAFE = re.compile(r"[0-9A-Za-z:._-]+", re.ASCII)


@dataclass(frozen=True)
class Scope:
    """What somebody sees at a moment (`at`): languages by code, topics by id with their keys, each None for all.

    `chains` are the languages that they may ask in, each with those that it may fall back to; `delay` is after the
    first publication. `ahead` is up to which planned release they also see what is under embargo, None for nothing.
    """

    languages: frozenset[str] | None
    chains: Mapping[str, Sequence[str]]
    topics: Mapping[str, str] | None
    delay: timedelta
    at: datetime
    ahead: datetime | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it is less than everything."""
        return self.languages is not None or self.topics is not None or bool(self.delay)

    def narrow(self, sql: str) -> str:
        """Put the part that is seen in the place of each table of what is public."""
        return _narrowed(sql, self._parts)

    def sees(self, row: str) -> str:
        """Write whether a row of `reading`, by this alias, is seen; of a withdrawn one, whether it was."""
        said = [self._in_languages(row), self._in_topics(row), self._in_time(row)]
        return " AND ".join(filter(None, said)) or "TRUE"

    def has_seen(self, row: str, until: int, *, apart_from: Scope | None = None) -> str:
        """Write whether a version, by a row of `reading`, was ever seen in a text of up to a generation.

        With `apart_from`: in one that was not of that scope.
        """
        was = self.was("shown", until=f"{until:d}")
        if apart_from is not None:
            was = f"{was} AND NOT ({apart_from.was('shown', until=f'{until:d}')})"
        return f"({self._in_languages(row) or 'TRUE'} AND {_WAS_READ.format(row=row, was=was)})"

    def embargoed(self, columns: str) -> str:
        """Write what is under embargo and seen, by some columns of `embargoed` (`ahead`)."""
        return visible.rows(columns, *self._under_embargo())

    def _under_embargo(self) -> tuple[str, str]:
        """Write up to which planned release it is seen, and which of it."""
        if self.ahead is None:
            return "NULL", "FALSE"
        topics = _among("ahead.topic_id", None if self.topics is None else self.topics.keys())
        return _moment(self.ahead), f"{self._codes('ahead.language')} AND {topics}"

    @cached_property
    def _parts(self) -> tuple[tuple[str, str], ...]:
        """The part of each table, as a statement."""
        parts = self._narrow_parts() if self.is_narrow else {"picture": _PICTURES.format(ever="TRUE")}
        if self.ahead is not None:
            readings = parts.get("reading", _WHERE.format(table="reading", condition="TRUE"))
            parts["reading"] = visible.with_readings(readings, *self._under_embargo())
            bylines = parts.get("reading_byline", "SELECT byline, article_id FROM reading_byline")
            parts["reading_byline"] = visible.with_bylines(bylines, *self._under_embargo())
        return tuple(parts.items())

    def _narrow_parts(self) -> dict[str, str]:
        parts = {
            "reading": _WHERE.format(table="reading", condition=self.sees("own")),
            "reading_byline": _BYLINES.format(sees=self.sees("read_")),
            "publication": _WHERE.format(table="publication", condition=self.was("own")),
            "change": _CHANGES.format(
                was=self.was("shown", by="own"),
                sees=self.sees("read_"),
                lang=self._codes("own.language"),
                among=self._is_among("own.alternates"),
            ),
            "frame_change": _FRAMES.format(
                was=self.was("shown", by="own"),
                shown_by=self.was_shown_by("shown", "latest", by="own"),
                concerned=_CONCERNED.format(was=self.was("shown", by="own")),
                code=self._codes("own.key"),
                topic=_among("own.key", None if self.topics is None else self.topics.values()),
            ),
            "picture": _PICTURES.format(ever=_EVER_SHOWN.format(was=self.was("shown"))),
            "search_word": "SELECT * FROM search_word WHERE FALSE",  # it counts in all texts: `search/pools` is for it
        }
        if self.languages is not None:
            parts["language"] = _LANGUAGES.format(
                code=self._codes("own.code"),
                fallback=self._codes("own.fallback"),
                parent=self._codes("own.transliteration_of"),
            )
            parts["slug"] = _WHERE.format(table="slug", condition=self._codes("own.language"))
        return parts

    def _codes(self, column: str) -> str:
        return _among(column, self.languages)

    def _is_among(self, column: str) -> str:
        """Write whether a column, of languages between strokes, has one of theirs: of others nothing is told."""
        if self.languages is None:
            return "TRUE"
        found = [f"REPLACE({column}, '|' || {_text(each)} || '|', '') <> {column}" for each in sorted(self.languages)]
        return f"({' OR '.join(found) or 'FALSE'})"

    def _in_languages(self, row: str) -> str:
        if self.languages is None:
            return ""
        pairs = [f"({_text(asked)}, {_text(code)})" for asked, chain in self.chains.items() for code in chain]
        return f"({row}.requested_language, {row}.language) IN (VALUES {', '.join(pairs)})" if pairs else "FALSE"

    def _in_topics(self, row: str) -> str:
        if self.topics is None:
            return ""
        return f"({row}.topic IS NULL OR {_among(f'{row}.topic', self.topics.values())})"

    def _in_time(self, row: str) -> str:
        """Write whether its time has come; a withdrawn row is told to those who had it before."""
        if self.topics is None and not self.delay:
            return ""
        was = _WAS_READ.format(row=row, was=self.was("shown"))
        come = f"{row}.published_at <= {_text(db.write_time(self.at - self.delay))}" if self.delay else "TRUE"
        return f"CASE WHEN {row}.published_at IS NULL THEN {was} ELSE {come} END"

    def was(self, row: str, by: str | None = None, until: str | None = None) -> str:
        """Write whether a row of `publication` is or was for this audience: ever, or up to a generation.

        `by` is an entry of the journal, up to which it was; `until` writes a generation.
        """
        until = f"{by}.generation" if by is not None else until
        said = [_among(f"{row}.language", self.languages), self._was_in_topics(row, until)]
        if until is not None:
            said.append(f"{row}.generation <= {until}")
        if self.delay:
            said.append(self._had_come(row, *([f"{by}.at"] if by else [])))
        return " AND ".join(said)

    def was_shown_by(self, row: str, latest: str, by: str | None = None) -> str:
        """Write whether a row of `publication` was for this audience with what a later one of its article brought.

        `latest` is the alias of that: the same row, or one of another language. `by` is as in `was`.
        """
        of_topic = _among(f"{latest}.topic_id", None if self.topics is None else self.topics.keys())
        said = [_among(f"{row}.language", self.languages), of_topic]
        if by is not None:
            said.append(f"{latest}.generation <= {by}.generation")
        if self.delay:
            said.append(self._had_come(row, *([f"{by}.at"] if by else [])))
        return f"{' AND '.join(said)} AND ({latest}.id = {row}.id OR {_BROUGHT.format(row=row, latest=latest)})"

    def _had_come(self, row: str, *moments: str) -> str:
        """Write whether the time of a row of `publication` has come, and had when it was withdrawn, and at moments."""
        return _later(
            f"{row}.first_published_at", self.delay, [_text(db.write_time(self.at)), f"{row}.withdrawn_at", *moments]
        )

    def _was_in_topics(self, row: str, until: str | None) -> str:
        """Write whether a publication was in a topic: its own, or that which another language's release brought."""
        if self.topics is None:
            return "TRUE"
        own, other = (_among(f"{each}.topic_id", self.topics.keys()) for each in (row, "moved"))
        limit = f"AND moved.generation <= {until}" if until is not None else ""
        return f"({own} OR {_MOVED.format(row=row, topics=other, limit=limit)})"


@lru_cache(maxsize=2_048)
def _narrowed(sql: str, parts: tuple[tuple[str, str], ...]) -> str:
    known = dict(parts)

    def replaced(found: re.Match[str]) -> str:
        how, table, alias = found["how"], found["table"], found["alias"]
        if table not in known or (table in _ONLY_FROM and how == "JOIN"):
            return found[0]
        return f"{how} ({known[table]}) AS {alias or table}"

    return _TABLE.sub(replaced, sql)


def _among(column: str, values: Collection[str] | None) -> str:
    """Write whether a column holds one of some texts, sorted so that the statement is the same each time."""
    if values is None:
        return "TRUE"
    return f"{column} IN ({', '.join(map(_text, sorted(values)))})" if values else "FALSE"


def _text(value: str) -> str:
    """Write a text of ours into a statement: codes, keys, ids and times, none of which needs a quotation mark."""
    if not _SAFE.fullmatch(value):
        raise ValueError(value)
    return f"'{value}'"


def _moment(value: datetime) -> str:
    """Write a moment into a statement, to be compared with a column of times."""
    written = _text(db.write_time(value))
    return f"CAST({written} AS timestamptz)" if db.is_postgres() else written


def _later(column: str, delay: timedelta, moments: Sequence[str]) -> str:
    """Write whether a delay after the moment in a column had passed at each of some moments, null being none."""
    hours = round(delay.total_seconds() / 3_600)
    if db.is_postgres():
        return " AND ".join(
            f"({moment} IS NULL OR {column} + INTERVAL '{hours} hours' <= CAST({moment} AS timestamptz))"
            for moment in moments
        )
    return " AND ".join(
        f"({moment} IS NULL OR julianday({column}) + {hours} / 24.0 <= julianday({moment}))" for moment in moments
    )


_WHERE = "SELECT own.* FROM {table} AS own WHERE {condition}"
# In quotation marks: where another contract is asked for, that of now does not narrow it.
_WAS_READ = """
EXISTS (SELECT 1 FROM "publication" AS shown
         WHERE shown.article_id = {row}.article_id AND shown.language = {row}.language AND {was})
"""

# All languages show the topic, issue and authors that were last released in any, for as long as they are public.
_BROUGHT = """
{latest}.generation > {row}.generation
AND ({row}.ended_at IS NULL OR {row}.ended_at > {latest}.published_at)
AND ({row}.withdrawn_at IS NULL OR {row}.withdrawn_at > {latest}.published_at)
"""
_MOVED = f"""
EXISTS (SELECT 1 FROM "publication" AS moved
         WHERE moved.article_id = {{row}}.article_id AND {_BROUGHT.format(row="{row}", latest="moved")}
           AND {{topics}} {{limit}})
"""  # noqa: S608 - fixed parts

_BYLINES = """
SELECT own.byline, own.article_id FROM reading_byline AS own
 WHERE CASE WHEN EXISTS (SELECT 1 FROM reading AS read_
                          WHERE read_.article_id = own.article_id AND read_.published_at IS NOT NULL AND {sees})
            THEN TRUE ELSE FALSE END
"""

_LANGUAGES = """
SELECT own.code, own.native_name, own.position, CASE WHEN {fallback} THEN own.fallback END AS fallback,
       CASE WHEN {parent} THEN own.transliteration_of END AS transliteration_of
  FROM language AS own WHERE {code}
"""

# What is not theirs any longer (its topic has changed) is told as withdrawn.
_IS_OVER = """
own.type = 'withdrawn' OR NOT EXISTS (
    SELECT 1 FROM reading AS read_
     WHERE read_.article_id = own.article_id AND read_.requested_language = own.language
       AND read_.language = own.language AND read_.published_at IS NOT NULL AND {sees})
"""
_STANDS = """
EXISTS (SELECT 1 FROM reading AS stands
         WHERE stands.article_id = own.article_id AND stands.requested_language = own.language
           AND stands.language = own.language AND stands.published_at IS NOT NULL)
"""
# Within CASE, PostgreSQL goes through the journal in its order and looks at each entry, instead of joining all of it.
_CHANGES = f"""
SELECT own.generation, own.position, own.at, own.article_id, own.language, own.publication_id,
       CASE WHEN {_IS_OVER} THEN 'withdrawn' ELSE own.type END AS type,
       CASE WHEN own.type = 'withdrawn' OR NOT ({_IS_OVER}) THEN own.reason
            WHEN {_STANDS} THEN '{OUTSIDE}' END AS reason, own.touched
  FROM change AS own
 WHERE CASE WHEN {{lang}}
                 AND EXISTS (SELECT 1 FROM publication AS shown
                              WHERE shown.article_id = own.article_id AND shown.language = own.language AND {{was}})
            THEN own.alternates IS NULL OR {{among}}
            ELSE FALSE END
"""  # noqa: S608 - fixed parts

# An issue is another because of an article in it; if all that changed with it are of others, it is the same to them.
_CONCERNED = """
EXISTS (SELECT 1 FROM change JOIN publication AS shown ON shown.id = change.publication_id
         WHERE change.generation = own.generation AND {was}
           AND (shown.generation = change.generation OR change.type = 'withdrawn'))
"""
_FRAMES = """
SELECT own.* FROM frame_change AS own
 WHERE CASE own.resource
       WHEN 'site' THEN TRUE
       WHEN 'language' THEN {code}
       WHEN 'topic' THEN {topic}
       WHEN 'issue' THEN EXISTS (
            SELECT 1 FROM issue JOIN publication AS latest ON latest.issue_id = issue.id
              JOIN publication AS shown ON shown.article_id = latest.article_id
             WHERE issue.key = own.key AND {shown_by})
            AND ({concerned} OR NOT EXISTS (SELECT 1 FROM change WHERE change.generation = own.generation))
       WHEN 'byline' THEN EXISTS (
            SELECT 1 FROM byline JOIN publication_byline ON publication_byline.byline_id = byline.id
              JOIN publication AS latest ON latest.id = publication_byline.publication_id
              JOIN publication AS shown ON shown.article_id = latest.article_id
             WHERE byline.key = own.key AND {shown_by})
       WHEN 'picture' THEN EXISTS (
            SELECT 1 FROM picture AS before JOIN publication_picture ON publication_picture.picture_id = before.id
              JOIN publication AS shown ON shown.id = publication_picture.publication_id
             WHERE own.key IN (before.id, before.replaced_by, before.substitute) AND {was})
       ELSE FALSE END
"""

_PICTURES = "SELECT own.* FROM picture AS own WHERE own.syndication AND {ever}"
_EVER_SHOWN = """
EXISTS (SELECT 1 FROM picture AS before JOIN publication_picture ON publication_picture.picture_id = before.id
          JOIN publication AS shown ON shown.id = publication_picture.publication_id
         WHERE own.id IN (before.id, before.replaced_by, before.substitute) AND {was})
"""
