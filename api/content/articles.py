"""Articles: what each is about, when it appears, whose it is, and its revisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import bylines, draft_pictures, issues, topics
from api.content.models import Article, Revision
from api.content.texts import Lead, Text
from api.platform import db, ids, rows
from api.platform.errors import NotFound, say
from api.platform.preconditions import Expected

Trend = Literal["improved", "unchanged", "worsened"]
TRENDS: tuple[Trend, ...] = get_args(Trend)


def add(
    *,
    source_language: str,
    topic: str,
    issue: str | None,
    trend: str | None,
    by_keys: Sequence[str],
    by: Actor,
    at: datetime,
) -> str:
    """Open an article, without a text yet, and give its id. A step inside a transaction.

    Raises:
        Invalid: the topic, issue or a byline is not known; each fault names its place.
    """
    db.require_transaction()
    issue_id = issues.id_of(issue) if issue is not None else None
    article = Article.create(
        id=ids.new(),
        source_language=source_language,
        topic=topics.id_of(topic),
        issue=issue_id,
        trend=trend,
        position=issues.next_position(issue_id),
        created_at=at,
        created_by=by.id,
        serial=0,
    )
    bylines.put(article.id, by_keys)
    return str(article.id)


def change(article_id: str, changes: Mapping[str, Any], *, expected: Expected, by: Actor, at: datetime) -> None:
    """Change some of an article's `topic`, `issue`, `trend` and `bylines`; one transaction.

    An article that comes into another issue stands last there.

    Raises:
        Forbidden: the person does not write.
        NotFound: there is no such article.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: the topic, issue or a byline is not known; the fault names its place.
    """
    by.require("write")
    with db.transaction():
        article = lock(article_id, expected=expected)
        columns: dict[str, object] = {}
        if "topic" in changes:
            columns["topic"] = topics.id_of(changes["topic"])
        if "trend" in changes:
            columns["trend"] = changes["trend"]
        if "issue" in changes:
            issue_id = issues.id_of(changes["issue"]) if changes["issue"] is not None else None
            if issue_id != article.issue_id:
                columns |= {"issue": issue_id, "position": issues.next_position(issue_id)}
        if "bylines" in changes:
            bylines.put(article_id, changes["bylines"])
        if columns:
            Article.update(**columns).where(Article.id == article_id).execute()
        if changes:
            touch(article)
            changed = " ".join(sorted(changes))
            audit.note("article.change", by=by.id, at=at, thing="article", thing_id=article_id, changed=changed)


def get(article_id: str) -> Article:
    """Give an article by its id.

    Raises:
        NotFound: there is none.
    """
    found = Article.get_or_none(Article.id == article_id)
    if found is None:
        raise NotFound(say("There is no such article."))
    return found


def lock(article_id: str, *, expected: Expected) -> Article:
    """Give an article, locked until the transaction ends, as the caller expects it. A step inside a transaction.

    Raises:
        NotFound: there is none.
        PreconditionFailed: it has changed since.
    """
    return rows.lock(Article, Article.id == article_id, missing=say("There is no such article."), expected=expected)


def touch(article: Article) -> int:
    """Raise an article's serial, which is its ETag, and give it. A step inside a transaction."""
    db.require_transaction()
    article.serial += 1
    Article.update(serial=article.serial).where(Article.id == article.id).execute()
    return int(article.serial)


def save_revision(
    article_id: str,
    text: Text,
    *,
    structure: str,
    undescribed: int,
    weight: str | None,
    note: str | None,
    by: Actor,
    at: datetime,
) -> Revision:
    """Save a text in normal form as the next revision. A step inside a transaction.

    With it goes the hash of its structure, and how many of its pictures lack an alternative text.
    """
    db.require_transaction()
    draft_pictures.put(article_id, text)
    return Revision.create(
        id=ids.new(),
        article=article_id,
        number=latest_number(article_id) + 1,
        title=text.title,
        summary=text.summary,
        body=text.body,
        **lead_columns(text.lead),
        structure=structure,
        undescribed=undescribed,
        weight=weight,
        note=note,
        created_at=at,
        created_by=by.id,
    )


def revision(article_id: str, number: int | None = None) -> Revision:
    """Give a revision of an article by its number, the latest where none is named.

    Raises:
        NotFound: there is none.
    """
    query = Revision.select().where(Revision.article == article_id).order_by(Revision.number.desc())
    found = (query if number is None else query.where(Revision.number == number)).first()
    if found is None:
        raise NotFound(say("There is no such revision."))
    return cast("Revision", found)


def texts(numbers: Collection[tuple[str, int]]) -> dict[tuple[str, int], Text]:
    """Give the words of some revisions, by article and number; one statement."""
    if not numbers:
        return {}
    sql = _TEXTS.format(pairs=", ".join(["(?, ?)"] * len(numbers)))
    read = db.rows(sql, [part for pair in sorted(numbers) for part in pair])
    return {(article_id, number): _text(*columns) for article_id, number, *columns in read}


_TEXTS = """
SELECT article_id, number, title, summary, body, picture, picture_alt, picture_caption, picture_is_decorative
  FROM revision
 WHERE (article_id, number) IN (VALUES {pairs})
"""


def _text(title: str, summary: str, body: str, *lead: Any) -> Text:  # noqa: ANN401 - as the columns are
    return Text(title, summary, body, lead_of(*lead))


def lead_columns(lead: Lead | None) -> dict[str, Any]:
    """Give a lead picture as columns, which `lead_of` reads."""
    if lead is None:
        return {"picture": None, "picture_alt": "", "picture_caption": "", "picture_is_decorative": False}
    return {
        "picture": lead.picture,
        "picture_alt": lead.alt,
        "picture_caption": lead.caption,
        "picture_is_decorative": lead.is_decorative,
    }


def lead_of(picture: str | None, alt: str, caption: str, is_decorative: bool) -> Lead | None:  # noqa: FBT001 - a row
    """Give the lead picture that columns tell of, None where there is none."""
    return None if picture is None else Lead(picture, alt, caption, bool(is_decorative))


def correction_notes(article_ids: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Give the numbers and notes of the corrections of some articles that have one, by article; one statement."""
    query = Revision.select(Revision.article, Revision.number, Revision.note).where(
        Revision.article.in_(article_ids), Revision.weight == "correction"
    )
    found: dict[str, list[tuple[int, str]]] = {article_id: [] for article_id in article_ids}
    for row in query.order_by(Revision.number):
        if row.note:
            found[row.article_id].append((row.number, row.note))
    return found


def last_corrections(article_ids: Collection[str]) -> dict[str, int]:
    """Give the number of the latest correction of each of some articles that has one; one statement."""
    if not article_ids:
        return {}
    return dict(db.rows(_CORRECTED.format(marks=",".join("?" * len(article_ids))), list(article_ids)))


_CORRECTED = """
SELECT article_id, MAX(number)
  FROM revision
 WHERE article_id IN ({marks}) AND weight = 'correction'
 GROUP BY article_id
"""


def latest_number(article_id: str) -> int:
    """Give the number of an article's latest revision, 0 before the first."""
    found = (
        Revision.select(Revision.number).where(Revision.article == article_id).order_by(Revision.number.desc()).first()
    )
    return int(found.number) if found is not None else 0


@dataclass(frozen=True, slots=True)
class Hand:
    """Who saved a revision, by id, and whether it changed the structure of the text."""

    person: str
    is_structural: bool


def authors(article_ids: Sequence[str]) -> dict[str, dict[int, Hand]]:
    """Give by article who wrote each of its revisions, by number; one statement."""
    found: dict[str, dict[int, Hand]] = {article_id: {} for article_id in article_ids}
    columns = (Revision.article, Revision.number, Revision.created_by, Revision.structure)
    last: dict[str, str] = {}
    for row in Revision.select(*columns).where(Revision.article.in_(article_ids)).order_by(Revision.number):
        is_structural = last.get(row.article_id, row.structure) != row.structure
        found[row.article_id][row.number] = Hand(row.created_by_id, is_structural)
        last[row.article_id] = row.structure
    return found


def text_of(revision: Revision) -> Text:
    """Give the words of a revision."""
    lead = (revision.picture, revision.picture_alt, revision.picture_caption, revision.picture_is_decorative)
    return Text(revision.title, revision.summary, revision.body, lead_of(*lead))
