"""What an endpoint is told when a delay has passed, besides what the journal told of before.

A text in one language is named in those of the others, so they are told again when its time has come; and a contract
that changes lets other texts come later than at its change, or queued ones at another time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from api.partners.contracts import Contract
from api.partners.sending import queue
from api.partners.sending.queue import Item
from api.platform import db

_Article = dict[str, tuple[datetime, int]]  # by language: when its time comes, and its revision
_Told = tuple[str, str, datetime]  # article, language, when


def due_at(happened_at: datetime, published_at: datetime | None, contract: Contract) -> datetime:
    """Give when something that happened to a version may be told: not before its delay has passed."""
    return max(happened_at, (published_at or happened_at) + timedelta(hours=contract.delay_hours))


def beside(webhook_id: str, contract: Contract, article_ids: Collection[str], *, at: datetime) -> list[Item]:
    """Give what is to be told of articles when other languages of theirs come; one statement or two.

    Nothing where the contract has no delay. A step inside a transaction.
    """
    if not contract.delay_hours or not article_ids:
        return []
    found = _late(contract, at=at, among=sorted(article_ids))
    return _items(webhook_id, [each for id_ in found for each in _named_later(id_, found[id_], at=at)], found, at=at)


def anew(webhook_id: str, contract: Contract, *, at: datetime) -> list[Item]:
    """Let what is queued come when a changed contract says, and give what is still to come by it.

    Some statements. A step inside a transaction.
    """
    db.require_transaction()
    waiting = db.rows(_WAITING, (webhook_id,))
    queue.move(
        [
            (id_, due_at(db.read_time(happened), db.read_time(published), contract))
            for id_, happened, published in waiting
        ]
    )
    if not contract.delay_hours:
        return []
    found = _late(contract, at=at)
    told = [(id_, language, due) for id_, of in found.items() for language, (due, _) in of.items() if due > at]
    told += [each for id_ in found for each in _named_later(id_, found[id_], at=at)]
    return _items(webhook_id, told, found, at=at)


def _late(contract: Contract, *, at: datetime, among: Collection[str] | None = None) -> Mapping[str, _Article]:
    """Give the articles of a contract of which a language is still to come, with all that are its."""
    sql, values = _LATE, [db.write_time(at - timedelta(hours=contract.delay_hours))]
    for column, allowed in (
        ("r.language", contract.languages), ("t.id", contract.topics), ("r.article_id", among),
    ):  # fmt: skip
        if allowed is not None:
            sql += f" AND {column} IN ({','.join('?' * len(allowed))})"
            values += allowed
    found: dict[str, _Article] = defaultdict(dict)
    for article_id, language, published_at, revision in db.rows(sql, values):
        found[article_id][language] = due_at(db.read_time(published_at), None, contract), int(revision)
    return found


def _named_later(article_id: str, languages: _Article, *, at: datetime) -> list[_Told]:
    """Give when each language of an article is to be told again, since another one comes then."""
    times = {due for due, _ in languages.values() if due > at}
    return [(article_id, language, due) for language, (own, _) in languages.items() for due in times if due > own]


def _items(webhook_id: str, told: Collection[_Told], articles: Mapping[str, _Article], *, at: datetime) -> list[Item]:
    """Give what is to be told that is not queued for that time already."""
    if not told:
        return []
    queued = {
        (id_, language, db.read_time(due)) for id_, language, due in db.rows(_QUEUED, (webhook_id, db.write_time(at)))
    }
    wanted = sorted(set(told) - queued, key=lambda each: (each[2], each[0], each[1]))
    return [_item(id_, language, due, articles[id_][language], at=at) for id_, language, due in wanted]


def _item(article_id: str, language: str, due: datetime, version: tuple[datetime, int], *, at: datetime) -> Item:
    """Give what tells of a version at a time: that it has come, or that it is another then, which happens only then."""
    is_new = due == version[0]
    event, happened_at = ("article.published", at) if is_new else ("article.updated", due)
    return Item(event, article_id, happened_at, due, article_id, language, version[1])


# What has been tried is left as it is: its time had come.
_WAITING = """
SELECT d.id, d.at, r.published_at
  FROM delivery AS d
  JOIN reading AS r
    ON r.article_id = d.article_id AND r.requested_language = d.language AND r.language = d.language
 WHERE d.webhook_id = ? AND d.state = 'queued' AND NOT d.is_urgent AND d.attempts = 0 AND r.published_at IS NOT NULL
"""
_QUEUED = """
SELECT article_id, language, due_at FROM delivery
 WHERE webhook_id = ? AND state = 'queued' AND NOT is_urgent AND due_at > ? AND article_id IS NOT NULL
"""
_LATE = """
SELECT r.article_id, r.language, r.published_at, p.revision
  FROM reading AS r
  JOIN topic AS t ON t.key = r.topic
  JOIN publication AS p ON p.article_id = r.article_id AND p.language = r.language AND p.ended_at IS NULL
 WHERE r.requested_language = r.language AND r.list_json IS NOT NULL
   AND r.article_id IN (SELECT late.article_id FROM reading AS late
                         WHERE late.requested_language = late.language AND late.published_at > ?)
"""
