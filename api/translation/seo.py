"""What search engines and messengers are told of a version, as its translator or an editor sets it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles, draft_pictures, seo
from api.content.seo import NOTHING, Seo
from api.platform import db
from api.platform.errors import Fault, Forbidden, Invalid, say
from api.platform.preconditions import Expected
from api.translation import versions, workflow
from api.translation.models import VersionSeo


@dataclass(frozen=True, slots=True)
class Kept:
    """What is set of a version, and the latest revision of its article when it was."""

    seo: Seo = NOTHING
    revision: int = 0


def put(article_id: str, language: str, wanted: Seo, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Set what search engines and messengers are told of a version; one transaction.

    Readers get it with the next release. Who works on the text may set it; once the version is approved, only an editor
    may, since nobody looks at it again but who releases it. The version's ETag is another then, so that nobody approves
    what they have not seen.

    Raises:
        Forbidden: the person does not work on this text, or it is approved and they do not release.
        NotFound: there is no such article or language.
        PreconditionFailed: the version has changed since the caller read it.
        Invalid: the text does not show the picture; at `/picture`.
    """
    wanted = seo.normal(wanted)
    with db.transaction():
        by.require(workflow.right_to_work(articles.get(article_id).source_language_id, language), language)
        version = versions.lock(article_id, language, expected=expected)
        if version.status == "approved" and not by.may("release"):
            raise Forbidden(say("This version is approved: from now on an editor says what search engines are told."))
        if wanted.picture is not None and wanted.picture not in draft_pictures.of(article_id):
            detail = say("The text does not show this picture.")
            raise Invalid(detail, Fault("picture_not_shown", detail, pointer="/picture"))
        revision = articles.latest_number(article_id)
        if of_articles([article_id]).get((article_id, language), Kept(revision=revision)) == Kept(wanted, revision):
            return
        VersionSeo.delete().where(VersionSeo.version == version.id).execute()
        if wanted != NOTHING:
            VersionSeo.insert(version=version.id, revision=revision, **asdict(wanted)).execute()
        versions.touch(version)
        audit.note("version.seo", by=by.id, at=at, thing="article", thing_id=article_id, language=language)


def of_articles(article_ids: Collection[str]) -> dict[tuple[str, str], Kept]:
    """Give what is set of the versions of some articles, by article and language, where something is; one statement."""
    if not article_ids:
        return {}
    sql = _OF_ARTICLES.format(marks=",".join("?" * len(article_ids)))
    return {
        (article_id, language): Kept(Seo(title, description, picture), revision)
        for article_id, language, title, description, picture, revision in db.rows(sql, sorted(article_ids))
    }


_OF_ARTICLES = """
SELECT version.article_id, version.language, set_.title, set_.description, set_.picture, set_.revision
  FROM version
  JOIN version_seo AS set_ ON set_.version_id = version.id
 WHERE version.article_id IN ({marks})
"""
