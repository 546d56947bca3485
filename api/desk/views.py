"""What the desk reads: data in the shapes of its schemas, from a few statements each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from api.accounts.roles import Actor
from api.content import articles, bylines
from api.content.models import Article, Revision
from api.languages import words
from api.platform import db, paging
from api.platform.errors import NotFound, Phrase, say
from api.publishing import publications
from api.publishing.documents import freshness_of
from api.publishing.models import Release, ReleaseItem
from api.publishing.publications import Standing
from api.translation import catalogues, differences, splitting, states, status
from api.translation.catalogues import Catalogue, Line
from api.translation.drafts import Revised
from api.translation.models import Comment, Step
from api.translation.uploads import Upload

Speak = Callable[[Phrase], str]


def person(actor: Actor) -> dict[str, Any]:
    """Show the person who acts."""
    return {
        "id": actor.id,
        "login": actor.login,
        "name": actor.name,
        "locale": actor.locale,
        "grants": [{"role": grant.role, "language": grant.language} for grant in actor.grants],
    }


def whole_list(address: str, data: list[dict[str, Any]]) -> dict[str, Any]:
    """Give a list that is always whole, in the form that all lists have."""
    return {"data": data, "links": {"self": address, "next": None, "prev": None}, "meta": {"limit": len(data)}}


def article(found: Article) -> dict[str, Any]:
    """Show an article with its latest revision and how far each language is."""
    return articles_([found])[0]


def articles_(found: Sequence[Article]) -> list[dict[str, Any]]:
    """Show some articles; a few statements for all of them."""
    versions = catalogues.of_articles([row.id for row in found])
    return [
        {
            "id": row.id,
            "source_language": row.source_language_id,
            "topic": row.topic.key,
            "issue": row.issue.key if row.issue is not None else None,
            "trend": row.trend,
            "bylines": bylines.keys_of(row.id),
            "revision": revision(articles.revision(row.id)),
            "versions": [version_brief(catalogue) for catalogue in versions[row.id].values()],
        }
        for row in found
    ]


def article_page(issue_key: str | None, cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of article ids, the latest first."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        where, params = ["1 = 1"], []
        if issue_key is not None:
            where.append("issue_id = (SELECT id FROM issue WHERE key = ?)")
            params.append(issue_key)
        if place is not None:
            where.append("id > ?" if backwards else "id < ?")
            params.append(place[0])
        order = "ASC" if backwards else "DESC"
        sql = f"SELECT id FROM article WHERE {' AND '.join(where)} ORDER BY id {order} LIMIT ?"  # noqa: S608 - fixed parts
        return db.rows(sql, (*params, count))

    return paging.page(fetch, cursor, limit, lambda row: row)


def revision(found: Revision) -> dict[str, Any]:
    """Show a revision."""
    return {
        "number": found.number,
        "title": found.title,
        "summary": found.summary,
        "body": found.body,
        "created_at": found.created_at,
        "created_by": {"id": found.created_by.id, "name": found.created_by.name},
        "weight": found.weight,
        "note": found.note,
    }


def revised(saved: Revised, standing: dict[str, Standing], *, dry_run: bool) -> dict[str, Any]:
    """Show a revision just saved, or tried, with its impact on each other language."""
    return {
        **revision(saved.revision),
        "dry_run": dry_run,
        "impact": [
            {
                "language": language,
                "messages": {
                    "unchanged": impact.unchanged,
                    "changed": impact.changed,
                    "new": impact.new,
                    "removed": impact.removed,
                    "moved": impact.moved,
                },
                "words_to_do": impact.words_to_do,
                "published": language in standing and standing[language].is_public,
            }
            for language, impact in saved.impact.items()
        ],
    }


def version_brief(catalogue: Catalogue) -> dict[str, Any]:
    """Show a language version in short."""
    return {
        "language": catalogue.language,
        "status": status.status(catalogue),
        "progress": progress(catalogue),
    }


def progress(catalogue: Catalogue) -> dict[str, Any]:
    """Show how far a version is."""
    counted = status.progress(catalogue)
    return {"messages": counted.messages, "words": counted.words, "percent": counted.percent}


def version(article_id: str, language: str, speak: Speak) -> tuple[dict[str, Any], int]:
    """Show a language version; gives its serial beside it.

    Raises:
        NotFound: there is no such version.
    """
    catalogue = catalogues.load(article_id, language)
    standing = publications.standing([article_id]).get(article_id, {})
    shown = {
        "article_id": article_id,
        "source_language": catalogue.source_language,
        "is_source": catalogue.is_source,
        "revision": catalogue.revision,
        "publication": _publication(catalogue, standing),
        **version_brief(catalogue),
        "blockers": blockers(catalogue, speak),
        "assignee": asdict(catalogue.assignee) if catalogue.assignee else None,
        "due_at": catalogue.due_at,
        "change_request": _change_request(catalogue),
    }
    return shown, catalogue.serial


def blockers(catalogue: Catalogue, speak: Speak) -> list[dict[str, Any]]:
    """Show what keeps a version from going on."""
    return [
        {"code": blocker.code, "detail": speak(blocker.detail), "message_ids": list(blocker.message_ids)}
        for blocker in status.blockers(catalogue)
    ]


def message(catalogue: Catalogue, line: Line) -> dict[str, Any]:
    """Show one message of a version."""
    entry = line.entry
    return {
        "id": entry.key,
        "position": entry.position,
        "kind": entry.kind,
        "source": entry.source,
        "previous_source": states.previous_source(entry.source, entry.translation, entry.translated_source),
        "translation": entry.translation,
        "state": status.state(catalogue, line),
        "checks": [],
        "etag": f'"{line.tag}"',
        "updated_at": line.updated_at,
        "updated_by": asdict(line.updated_by) if line.updated_by else None,
    }


def history(catalogue: Catalogue, key: str) -> list[dict[str, Any]]:
    """Show what happened to a message, the latest first.

    Raises:
        NotFound: the article has no such message.
    """
    catalogue.line(key)
    return [
        {
            "id": event_id,
            "action": action,
            "translation": text,
            "source": source,
            "state": state,
            "at": db.read_time(at),
            "by": {"id": person_id, "name": name},
        }
        for event_id, action, text, source, state, at, person_id, name in db.rows(_HISTORY, (catalogue.version_id, key))
    ]


def difference(article_id: str, against: int, number: int) -> dict[str, Any]:
    """Show what differs between two revisions of an article; 0 is the empty text before the first.

    Raises:
        NotFound: there is no such revision.
    """
    after = splitting.split(articles.text_of(articles.revision(article_id, number)))
    before = splitting.split(articles.text_of(articles.revision(article_id, against))) if against else []
    return {"from_": against, "to": number, "blocks": [asdict(block) for block in differences.diff(before, after)]}


def upload(done: Upload, speak: Speak, *, dry_run: bool) -> dict[str, Any]:
    """Show what an upload did, or would do, entry by entry."""
    return {
        "dry_run": dry_run,
        "revision": done.revision,
        "file_revision": done.file_revision,
        "counts": done.counts,
        "entries": [
            {
                "message_id": decision.key,
                "outcome": decision.outcome,
                "reason": decision.reason,
                "detail": speak(decision.detail),
                "line": decision.line,
            }
            for decision in done.decisions
        ],
    }


_HISTORY = """
SELECT event.id, event.action, event.text, event.source, event.state, event.at, person.id, person.name
  FROM message_event AS event
  JOIN person ON person.id = event."by"
 WHERE event.version_id = ? AND event.key = ?
 ORDER BY event.id DESC
"""


def release(release_id: str, language: str) -> tuple[dict[str, Any], int]:
    """Show a release, its failure in a reader's language; gives its serial beside it.

    Raises:
        NotFound: there is none.
    """
    found = Release.get_or_none(Release.id == release_id)
    if found is None:
        raise NotFound(say("There is no such release."))
    items = ReleaseItem.select().where(ReleaseItem.release == release_id)
    shown = {
        "id": found.id,
        "state": found.state,
        "at": found.at,
        "languages": json.loads(found.languages),
        "items": [
            {"article_id": row.article_id, "language": row.language_id, "revision": row.revision}
            for row in items.order_by(ReleaseItem.article, ReleaseItem.language)
        ],
        "left_out": json.loads(found.left_out),
        "failure": _failure(found.failure, language),
    }
    return shown, found.serial


def _publication(catalogue: Catalogue, standing: dict[str, Standing]) -> dict[str, Any] | None:
    own, source = standing.get(catalogue.language), standing.get(catalogue.source_language)
    if own is None or not own.is_public:
        return None
    return {
        "revision": own.revision,
        "published_at": own.published_at,
        "freshness": freshness_of(own, source if source is not None and source.is_public else None),
    }


def _change_request(catalogue: Catalogue) -> dict[str, Any] | None:
    if catalogue.last_step is None or catalogue.last_step.kind != "change_request":
        return None
    step = Step.select().where(Step.version == catalogue.version_id).order_by(Step.id.desc()).get()
    remarks = Comment.select().where(Comment.step == step.id).order_by(Comment.id)
    return {
        "note": step.note,
        "remarks": [{"message_id": row.key, "text": row.text} for row in remarks],
        "at": step.at,
        "by": {"id": step.by.id, "name": step.by.name},
    }


def _failure(text: str | None, language: str) -> dict[str, Any] | None:
    if text is None:
        return None

    def said(kept: dict[str, Any]) -> str:
        return words.say_in(Phrase(kept["text"], kept["params"]), language)

    failure = json.loads(text)
    return {
        "code": failure["code"],
        "detail": said(failure["detail"]),
        "errors": [{**entry, "detail": said(entry["detail"])} for entry in failure["errors"]],
    }
