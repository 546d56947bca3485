"""Previews of a whole issue in a language, as it would be released now, for who holds the token.

One lives as long as the very grant by which its maker may work in that language: gone with it, it stays ended. Whatever
ends all keys of a person ends it too. What was withdrawn is in none of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from api.accounts import audit
from api.accounts.models import Grant, Person
from api.accounts.roles import ALLOWED, Actor
from api.content import issues, naming, titles, weeks
from api.languages import languages
from api.platform import clock, db, heartbeat, ids
from api.platform.errors import Fault, Invalid, InvalidParameter, NotFound, say
from api.platform.preconditions import ANY, Expected
from api.publishing import documents, draft_documents, pages, previews, published, readiness
from api.publishing.draft_documents import Draft
from api.publishing.models import IssuePreview
from api.publishing.previews import Made
from api.publishing.published import Published
from api.translation import catalogues, versions

PREFIX = "pi_"
MOST_WITH_BODIES = 50  # articles that are given in one answer with their bodies


def make(issue_id: str, language: str, *, expires_at: datetime | None, by: Actor, at: datetime) -> Made:
    """Make a preview of an issue in a language; one transaction. It lives as long as one of a version may.

    Raises:
        Forbidden: the person does not work in this language.
        NotFound: there is no such issue.
        Invalid: the newsroom has no such language, or nobody works in it, for it is a transliteration; or it would have
            expired already, or live too long.
    """
    by.require("read")
    at = heartbeat.believed(at, heartbeat.newest())
    expires_at = at + previews.USUAL if expires_at is None else expires_at
    previews.require_span(expires_at, at=at)
    text, preview_id = previews.new_text(PREFIX), ids.new()
    with db.transaction():
        versions.keep_languages()
        _require_written(language)
        by.require("translate", language)
        IssuePreview.create(
            id=preview_id,
            hash=previews.digest(text),
            issue=issues.get(issue_id).id,
            language=language,
            created_at=at,
            created_by=by.id,
            grant_id=_grant(by, language),
            expires_at=expires_at,
            key_serial=Person.get_by_id(by.id).key_serial,
        )
        audit.note("issue.preview", by=by.id, at=at, thing="issue", thing_id=issue_id, language=language)
    return Made(preview_id, text, expires_at, pages.current().of_preview(text, language))


def of_issue(issue_id: str, *, at: datetime) -> list[dict[str, Any]]:
    """Give the previews of an issue that can be opened, the latest first, without their tokens.

    Each as `{"id", "language", "created_at", "expires_at", "by": {"id", "name"}}`.
    """
    sql = f"{_LIVING} AND issue_preview.issue_id = ? ORDER BY issue_preview.created_at DESC, issue_preview.id"
    return [
        {
            "id": id_,
            "language": language,
            "created_at": db.read_time(created_at),
            "expires_at": db.read_time(expires_at),
            "by": {"id": person_id, "name": name},
        }
        for id_, _, language, created_at, expires_at, person_id, name in db.rows(
            sql, (previews.write_believed(at), issue_id)
        )
    ]


def revoke(issue_id: str, preview_id: str, *, expected: Expected = ANY, by: Actor, at: datetime) -> None:
    """End a preview by its id, which is its ETag too; one transaction.

    Raises:
        Forbidden: somebody else made it, and the person who acts does not edit.
        NotFound: the issue has no such preview, or not any longer.
        PreconditionFailed: the caller means another.
    """
    by.require("read")
    with db.transaction():
        ended = previews.require_endable(of_issue(issue_id, at=at), preview_id, expected=expected, by=by)
        IssuePreview.delete().where(IssuePreview.id == preview_id).execute()
        audit.note(
            "issue.preview_end",
            by=by.id,
            at=at,
            thing="issue",
            thing_id=issue_id,
            language=ended["language"],
            made_by=ended["by"]["id"],
        )


def end(language: str) -> int:
    """End the previews of all issues in a language; gives how many. A step inside a transaction."""
    db.require_transaction()
    return int(IssuePreview.delete().where(IssuePreview.language == language).execute())


def prune(*, at: datetime) -> int:
    """Forget the previews that have expired; gives how many. One transaction."""
    with db.transaction():
        return int(IssuePreview.delete().where(IssuePreview.expires_at <= at).execute())


@db.snapshot()
def show(text: str, *, form: str = "none", at: datetime) -> bytes:
    """Give the issue that a token opens, as JSON: its articles in the editor's order, each as it stands.

    An article is in list form, with its `body` in a form (null for `none`), `is_ready` and the codes that keep it from
    going out; `left_out` are those that were withdrawn, of which nothing else is told.

    Raises:
        NotFound: the token is unknown, expired or revoked, or its maker may not make it any longer; which of these is
            not told.
        InvalidParameter: there are too many articles to give all of their bodies.
    """
    issue_id, language, expires_at = _opened(text, at=at)
    drafts, withdrawn = _drafts(issues.articles_of(issue_id), language, at=at)
    if form != "none" and len(drafts) > MOST_WITH_BODIES:
        detail = say("must have at most {count} items", count=MOST_WITH_BODIES)
        raise InvalidParameter(detail, Fault("too_many", detail, parameter="body"))
    address = f"/v1/preview/issues/{text}"
    shown = _issue(issue_id, language) | {
        "expires_at": clock.to_readers(expires_at),
        "articles": [_article(draft, address, form) for draft in drafts],
        "left_out": [{"id": id_, "blockers": ["withdrawn"]} for id_ in withdrawn],
        "links": {"self": address, "page": pages.current().of_preview(text, language)},
    }
    return orjson.dumps(shown)


@db.snapshot()
def show_article(text: str, article_id: str, *, form: str = "html", at: datetime) -> bytes:
    """Give an article of the issue that a token opens, as a preview of its own would show it.

    Raises:
        NotFound: the token opens nothing (as `show`), or the issue has no such article, or it was withdrawn.
    """
    issue_id, language, _ = _opened(text, at=at)
    of_it = [id_ for id_ in issues.articles_of(issue_id) if id_ == article_id]
    drafts, _ = _drafts(of_it, language, at=at)
    if not drafts:
        raise NotFound(say("There is no such article."))
    return draft_documents.whole(drafts[0], _links(f"/v1/preview/issues/{text}", drafts[0]), form)


_LIVING = """
SELECT issue_preview.id, issue_preview.issue_id, issue_preview.language, issue_preview.created_at,
       issue_preview.expires_at, person.id, person.name
  FROM issue_preview
  JOIN person ON person.id = issue_preview.created_by
 WHERE issue_preview.expires_at > ?
   AND person.suspended_at IS NULL
   AND person.key_serial = issue_preview.key_serial
   AND EXISTS (SELECT 1 FROM "grant" WHERE "grant".id = issue_preview.grant_id AND "grant".person_id = person.id)
"""


def _require_written(language: str) -> None:
    known = languages.everything().get(language)
    if known is None:
        detail = languages.unknown(language)
        raise Invalid(detail, Fault("unknown_language", detail, pointer="/language"))
    if known.transliteration_of is not None:
        detail = languages.of_itself(language, known.transliteration_of)
        raise Invalid(detail, Fault("transliteration", detail, pointer="/language"))


def _grant(by: Actor, language: str) -> str:
    """Give the grant by which a person works in a language, an editor's first."""
    found = Grant.select().where(
        Grant.person == by.id,
        Grant.role.in_(sorted(ALLOWED["translate"])),
        Grant.language.is_null() | (Grant.language == language),
    )
    return str(found.order_by(Grant.role, Grant.id).get().id)


def _opened(text: str, *, at: datetime) -> tuple[str, str, datetime]:
    """Give what a token opens: the issue's id and the language; and until when."""
    sql = f"{_LIVING} AND issue_preview.hash = ?"
    found = db.row(sql, (previews.write_believed(at), previews.digest(text)))
    if found is None:
        raise previews.gone()
    _, issue_id, language, _, expires_at, *_ = found
    return issue_id, language, db.read_time(expires_at)


def _drafts(article_ids: list[str], language: str, *, at: datetime) -> tuple[list[Draft], list[str]]:
    """Give the articles that may be shown, rendered, and the ids of those that may not, since they were withdrawn."""
    found, before = catalogues.of_articles(article_ids), published.last(article_ids)
    wanted = [found[id_][language] for id_ in article_ids if language in found.get(id_, {})]
    shown, withdrawn = [], []
    for catalogue, draft in zip(wanted, draft_documents.read(wanted, at=at), strict=True):
        last = before.get(catalogue.article_id, {})
        if _is_withdrawn(last.get(catalogue.language)) or (
            not draft_documents.is_complete(draft) and _is_withdrawn(last.get(catalogue.source_language))
        ):
            withdrawn.append(catalogue.article_id)
        else:
            shown.append(draft)
    return shown, withdrawn


def _is_withdrawn(publication: Published | None) -> bool:
    return publication is not None and not publication.is_public


def _issue(issue_id: str, language: str) -> dict[str, Any]:
    found = issues.get(issue_id)
    chosen = naming.chosen(titles.of([issue_id])[issue_id], languages.everything()[language].chain)
    start, last = weeks.parse(found.key) or (None, None)
    return {
        "id": found.id,
        "key": found.key,
        "period": {"start": start, "end": last},
        "period_label": documents.period_label(found.key, language),
        "title": chosen[1] if chosen is not None else None,
        "title_language": chosen[0] if chosen is not None else None,
        "language": language,
        "is_preview": True,
    }


def _article(draft: Draft, address: str, form: str) -> dict[str, Any]:
    blocker = readiness.blocker(draft.catalogue)
    return draft_documents.listed(draft, _links(address, draft)) | {
        "body": draft_documents.body(draft, form),
        "is_ready": blocker is None,
        "blockers": [] if blocker is None else [blocker],
    }


def _links(address: str, draft: Draft) -> dict[str, str | None]:
    """Give the addresses of a draft; the site's page is of a text's own preview, and so none."""
    return {"self": f"{address}/articles/{draft.catalogue.article_id}", "page": None}
