"""Snapshots of what is under embargo, written by the worker: one for each version, anew when it would be another.

They are made of approved words alone, with no picture: those come with the release. What is written is only offered;
whether it counts is decided at each reading (`visible`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from api.content.pictures.addresses import PUBLIC
from api.platform import clock, db
from api.publishing import bodies, documents, draft_documents, journal
from api.publishing.audience import MARK
from api.publishing.draft_documents import Draft
from api.publishing.embargoes import visible
from api.publishing.embargoes.models import Embargoed
from api.publishing.pages import Pages
from api.translation import catalogues, status

_AT_ONCE = 20  # articles that are made anew in one turn: to render takes milliseconds, at most a second each
_IN_DOCUMENT = f'"{MARK}":'.encode()  # in a JSON text the quotes would be escaped


@dataclass(frozen=True, slots=True)
class _Planned:
    """A version that is approved for a release."""

    release_id: str
    until: datetime
    article_id: str
    article_serial: int
    language: str
    version_serial: int
    text_hash: str


def follow(until: datetime, *, at: datetime) -> int:
    """Write what is planned for release at a time at most, and drop what is so no longer; gives how many rows changed.

    What would be the same is not touched. Texts that are public or once were are left out: their changes come when
    they are released. One snapshot to read, one transaction to write, and neither where nothing has changed.
    """
    with db.snapshot():
        planned = _planned(until)
        stamps = _stamps(planned)
        kept = {(article_id, language): stamp for article_id, language, stamp in db.rows(_KEPT)}
        wanted = {(each.article_id, each.language): stamps[each.article_id] for each in planned}
        gone = [place for place in kept if place not in wanted]
        stale = _next(wanted, kept)
        records = _records([each for each in planned if each.article_id in stale], stamps, at=at)
    if not gone and not records:
        return 0
    with db.transaction():
        db.write_each("DELETE FROM embargoed WHERE article_id = ? AND language = ?", gone)
        db.put(Embargoed, records, key=["article", "language"])
    return len(gone) + len(records)


def clear() -> int:
    """Drop all snapshots, where nobody reads ahead any longer; gives how many. One transaction, if there are any."""
    if db.row("SELECT 1 FROM embargoed LIMIT 1") is None:
        return 0
    with db.transaction():
        return int(Embargoed.delete().execute())


def is_marked(document: bytes) -> bool:
    """Tell whether a document is under embargo."""
    return _IN_DOCUMENT in document


def body(article_id: str, language: str, form: str) -> dict[str, Any] | None:
    """Give the body of a document under embargo as one of `bodies.OTHERS`; None where there is none any longer."""
    found = db.row("SELECT bodies FROM embargoed WHERE article_id = ? AND language = ?", (article_id, language))
    return orjson.loads(found[0])[form] if found is not None else None


def end(until: datetime) -> datetime:
    """Give the end of an embargo as readers know it: the full minute at which it is over for certain."""
    return clock.minute_after(until - timedelta(microseconds=1))


def told(until: datetime) -> str:
    """Write the end of an embargo for readers."""
    return clock.to_wire(end(until))


_KEPT = "SELECT article_id, language, stamp FROM embargoed ORDER BY written_at, article_id, language"

_CANDIDATES = f"""
SELECT planned.id, planned.at, planned.languages, subject.id, subject.serial, said.language, said.serial, said.text_hash
  FROM release AS planned
  {visible.PLANNED}
   AND planned.at <= ?
 ORDER BY planned.at, planned.created_at, planned.id, subject.id, said.language
"""  # noqa: S608 - fixed parts


def _planned(until: datetime) -> list[_Planned]:
    """Give the versions that go out by a time, each in the first release that it is in."""
    found: dict[tuple[str, str], _Planned] = {}
    for release_id, moment, languages, article_id, serial, language, *rest in db.rows(
        _CANDIDATES, (db.write_time(until),)
    ):
        if language in json.loads(languages):
            each = _Planned(release_id, db.read_time(moment), article_id, serial, language, *rest)
            found.setdefault((article_id, language), each)
    return list(found.values())


def _stamps(planned: Iterable[_Planned]) -> dict[str, str]:
    """Give for each article what its documents depend on; names and all else that is public go by the generation."""
    told: dict[str, list[Any]] = {}
    generation = journal.generation()
    for each in planned:
        told.setdefault(each.article_id, [generation]).append(
            (each.release_id, db.write_time(each.until), each.article_serial, each.language, each.version_serial)
        )
    return {id_: hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32] for id_, said in told.items()}


def _next(wanted: Mapping[tuple[str, str], str], kept: Mapping[tuple[str, str], str]) -> set[str]:
    """Give the articles to be made anew in this turn: what is not there yet, then what was made longest ago.

    So each comes to its turn, also where something public changes each second.
    """
    missing = [place for place in wanted if place not in kept]
    stale = [place for place, stamp in kept.items() if wanted.get(place, stamp) != stamp]
    return set(list(dict.fromkeys(article_id for article_id, _ in [*missing, *stale]))[:_AT_ONCE])


def _records(planned: Sequence[_Planned], stamps: Mapping[str, str], *, at: datetime) -> list[dict[str, Any]]:
    """Make the rows of some versions; what the messages themselves do not call approved has none."""
    found = catalogues.of_articles(list(dict.fromkeys(each.article_id for each in planned)))
    chosen = {
        (each.article_id, each.language): each
        for each in planned
        if status.status(found[each.article_id][each.language]) == "approved"
    }
    drafts: dict[tuple[str, str], Draft] = {}
    for language in dict.fromkeys(language for _, language in chosen):
        wanted = [found[article_id][language] for article_id, own in chosen if own == language]
        drafts |= {(draft.catalogue.article_id, language): draft for draft in draft_documents.read(wanted, at=at)}
    shown = {place: _at_release(draft, chosen[place].until) for place, draft in drafts.items()}
    return [
        _record(chosen[article_id, language], _among(draft, shown, article_id), stamps[article_id], at=at)
        for (article_id, language), draft in shown.items()
    ]


def _at_release(draft: Draft, until: datetime) -> Draft:
    """Give a draft as it would be published at a time, but for its address and its pictures."""
    published = replace(draft.published, first_published_at=until, published_at=until)
    context = replace(draft.context, pages=Pages(), figures=dict.fromkeys(draft.context.figures), addresses=PUBLIC)
    return replace(draft, published=published, context=context)


def _among(draft: Draft, shown: Mapping[tuple[str, str], Draft], article_id: str) -> Draft:
    """Give a draft that names the article's other languages under embargo, and its id for an address."""
    beside = [other.published for (id_, _), other in shown.items() if id_ == article_id]
    slugs = dict.fromkeys((each.language for each in beside), article_id)
    return replace(draft, context=replace(draft.context, alternates=beside, slugs=slugs))


def _record(planned: _Planned, draft: Draft, stamp: str, *, at: datetime) -> dict[str, Any]:
    said, context = draft.published, draft.context
    listed = documents.list_form(said, context) | {MARK: told(planned.until)}
    core = documents.core(said, context, listed, draft_documents.body(draft, "html"))
    whole = documents.with_neighbours(core, None, None)
    return {
        "article": planned.article_id,
        "language": planned.language,
        "release": planned.release_id,
        "embargoed_until": planned.until,
        "stamp": stamp,
        "article_serial": planned.article_serial,
        "text_hash": draft.catalogue.text_hash,
        "revision": said.revision,
        "topic_id": said.topic_id,
        "topic": context.topic.key,
        "trend": context.trend,
        "issue": context.issue,
        "written_at": at,
        "etag": documents.etag(whole),
        "list_json": orjson.dumps(listed),
        "full_json": whole,
        "core_length": len(core),
        "bodies": orjson.dumps({form: draft_documents.body(draft, form) for form in bodies.OTHERS}).decode(),
    }
