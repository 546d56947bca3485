"""Audiences: who reads, where that is not everybody. The one place that narrows what a partner sees.

A partner's requests read the same tables by the same statements as everybody's. On their way to the database each table
of what is public is replaced by the part of it that the contract has (`narrowing`), as by row-level security: what is
outside is not found, counted, listed or joined by any statement, whichever route asks and whoever wrote it. What comes
back as a document is put in the contract's terms (`document`): no other languages among its alternates, no neighbours
from outside, no pictures that are not for partners, and the rights beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal, get_args

import orjson

from api.languages import languages
from api.platform import clock, db, lenses
from api.publishing.narrowing import Scope

Format = Literal["json", "ninjs", "json_ld", "atom", "rss", "json_feed", "zip"]
FORMATS: tuple[Format, ...] = get_args(Format)  # in which a text can be had; JSON, our own, by every contract

MARK = "embargoed_until"  # a member of each document under embargo, and of no other
_DOCUMENT = b'{"id":"'
_OF_READERS = b'"requested_language":'
_KEPT = re.compile(r'<figure class="picture" data-syndication="false">.*?</figure>\n?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a text may be shown: `attribution` by language; `base_url` is what canonical addresses begin with.

    `expires_at` is the end of the contract, if it has one; `formats` are the forms in which a text may be taken, None
    for all.
    """

    licence: str
    attribution: Mapping[str, str]
    expires_at: datetime | None
    base_url: str
    formats: tuple[str, ...] | None = None

    @property
    def mark(self) -> str:
        """The digest of all of them: two partners who have the same are shown the same bytes of a text."""
        lines = list(self.attribution.items())  # in their order, since the first is that of all other languages
        told = [self.licence, lines, self.expires_at, self.base_url, self.formats]
        return hashlib.sha256(orjson.dumps(told)).hexdigest()


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A change of what a partner reads: in which generation, when, and as whom it read before.

    `is_of_terms`: the rights of each document are others since.
    """

    generation: int
    at: datetime
    before: Audience
    is_of_terms: bool = False


def _no_history() -> Sequence[ContractChange]:
    return ()


@dataclass(frozen=True)
class Audience:
    """A partner as reading sees it, at a moment (`at`): which languages and topics, how long after publication.

    `languages` are codes and `topics` keys by id, each None for all. `history` gives the changes of its contract, the
    earliest first. `ahead` is up to which planned release its contract lets it see what is under embargo, None where it
    does not; it sees that only while it `looks_ahead`, so that no route shows it unasked.
    What it reads is of `generation` or later.
    """

    partner_id: str
    languages: frozenset[str] | None
    topics: Mapping[str, str] | None
    delay: timedelta
    terms: Terms
    at: datetime
    history: Callable[[], Sequence[ContractChange]] = _no_history
    ahead: datetime | None = None
    looks_ahead: bool = False
    generation: int = 0

    @cached_property
    def scope(self) -> Scope:
        """What it sees; one statement where its languages are named."""
        ahead = self.ahead if self.looks_ahead else None
        return Scope(self.languages, self._chains(), self.topics, self.delay, self.at, ahead)

    @cached_property
    def looking_ahead(self) -> Audience:
        """The same partner, who also sees what is under embargo."""
        return replace(self, looks_ahead=True)

    @cached_property
    def looking_back(self) -> Audience:
        """The same partner, who sees nothing that is under embargo."""
        return replace(self, looks_ahead=False)

    @property
    def is_whole(self) -> bool:
        """Whether it sees just what everybody does: all of it, at once, and nothing ahead.

        Languages are all of them only where the contract names none: of a list, the next one would be missing.
        """
        return self.languages is None and self.topics is None and not self.delay and self.ahead is None

    def has_ahead(self) -> bool:
        """Tell whether there is something under embargo that it may see; one statement, where its contract says so."""
        return self.ahead is not None and db.row(f"{self.looking_ahead.scope.embargoed('1')} LIMIT 1") is not None

    @cached_property
    def pools(self) -> dict[str, Any] | None:
        """Keep what search counts of the texts that it sees (`search/pools`); None where it sees all."""
        return {} if self.scope.is_narrow else None

    def narrow(self, sql: str) -> str:
        """Put the part that this audience sees in the place of each table of what is public."""
        return self.scope.narrow(sql)

    def may_take(self, form: Format) -> bool:
        """Tell whether the contract has a form."""
        return self.terms.formats is None or form in self.terms.formats

    def document(self, value: bytes) -> bytes:
        """Put an article, in list form or whole, in the terms of this audience; other bytes stay as they are.

        What stands around a public text is public, also for who looks ahead.
        """
        if self.looks_ahead:
            with lenses.through(self.looking_back):
                return self.looking_back.document(value)
        if not value.startswith(_DOCUMENT) or _OF_READERS not in value:
            return value
        shown, is_open = _read(value)
        if "alternates" in shown:
            self._complete(shown)
        else:
            _without_kept_lead(shown)
        written = orjson.dumps(shown)
        return written[:-1] if is_open else written

    def _chains(self) -> Mapping[str, Sequence[str]]:
        """Give the languages to ask in, each with its fallbacks up to the first that is not theirs."""
        if self.languages is None:
            return {}
        with lenses.through(None):
            known = languages.everything()
        found: dict[str, list[str]] = {}
        for code in known:
            chain = known[code].chain
            last = next((n for n, each in enumerate(chain) if each not in self.languages), len(chain))
            if last:
                found[code] = list(chain[:last])
        return found

    def _complete(self, shown: dict[str, Any]) -> None:
        """Put a whole article in this audience's terms."""
        if MARK in shown:
            sql = self.looking_ahead.scope.embargoed("ahead.language")
            visible = {code for (code,) in db.rows(f"{sql} AND ahead.article_id = ?", (shown["id"],))}
            shown["alternates"] = [each for each in shown["alternates"] if each["language"] in visible]
        elif self.scope.is_narrow:
            readable = {code for (code,) in db.rows(_READABLE, (shown["id"],))}
            shown["alternates"] = [each for each in shown["alternates"] if each["language"] in readable]
            if "previous" in shown:
                shown["previous"], shown["next"] = _neighbours(shown["id"], shown["requested_language"])
        for beside in ("previous", "next"):
            if shown.get(beside) is not None:
                _without_kept_lead(shown[beside])
        _without_kept_pictures(shown)
        shown["rights"] = self.rights(shown)

    def rights(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """Give on which terms an article or an issue may be shown, by its language and its own address."""
        terms = self.terms
        return {
            "licence": terms.licence,
            "attribution": terms.attribution.get(shown["language"]) or next(iter(terms.attribution.values()), ""),
            "canonical_url": terms.base_url + shown["links"]["self"],
            "expires_at": None if terms.expires_at is None else clock.to_readers(terms.expires_at),
            "formats": None if terms.formats is None else list(terms.formats),
        }


def _read(value: bytes) -> tuple[dict[str, Any], bool]:
    """Read an article, and tell whether it was left open for its neighbours."""
    try:
        return orjson.loads(value), False
    except orjson.JSONDecodeError:
        return orjson.loads(value + b"}"), True


def _neighbours(article_id: str, language: str) -> tuple[Any, Any]:
    """Give the list forms of the articles before and after one in its topic that this audience reads."""
    found = [db.row(sql, (article_id, language)) for sql in _BESIDE]
    before, after = (orjson.loads(bytes(row[0])) if row is not None else None for row in found)
    return before, after


def _without_kept_pictures(shown: dict[str, Any]) -> None:
    """Take out of a whole article the pictures that are not for partners: the lead, the social, those in its HTML."""
    if shown["picture"] is not None and not shown["picture"]["rights"]["syndication"]:
        shown["picture"] = None
    social = shown.get("seo", {}).get("picture")
    if social is not None and not social["syndication"]:
        shown["seo"]["picture"] = None
    if isinstance(shown["body"], dict) and shown["body"]["format"] == "html":
        shown["body"]["content"] = _KEPT.sub("", shown["body"]["content"])


def _without_kept_lead(shown: dict[str, Any]) -> None:
    """Take out of a list form a picture that is not for partners."""
    if shown.get("picture") is not None and db.row(_FOR_PARTNERS, (shown["picture"]["id"],)) is None:
        shown["picture"] = None


_READABLE = """
SELECT language FROM reading WHERE article_id = ? AND requested_language = language AND list_json IS NOT NULL
"""
_FOR_PARTNERS = "SELECT 1 FROM picture WHERE id = ? AND syndication"
_BESIDE = [
    f"""
SELECT beside.list_json
  FROM reading AS own
  JOIN reading AS beside ON beside.requested_language = own.requested_language AND beside.topic = own.topic
 WHERE own.article_id = ? AND own.requested_language = ?
   AND (beside.published_at, beside.article_id) {sign} (own.published_at, own.article_id)
 ORDER BY beside.published_at {order}, beside.article_id {order}
 LIMIT 1
"""  # noqa: S608 - fixed parts
    for sign, order in (("<", "DESC"), (">", "ASC"))
]
