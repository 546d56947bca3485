"""Deeds: what the audit says of releases and of the versions that they put out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from api.accounts import audit
from api.content import issues
from api.publishing.journal import News
from api.publishing.models import Release


def note(action: audit.Action, release: Release, *, by: str, at: datetime, **details: str | int | None) -> None:
    """Write down what was done to a release, with what it is of and in which languages. A step.

    An administrator, who may read the audit, may not read releases.
    """
    audit.note(
        action,
        by=by,
        at=at,
        thing="release",
        thing_id=release.id,
        language=None,
        issue=issues.get(release.issue_id).key if release.issue_id is not None else None,
        article=release.article_id,
        languages=" ".join(json.loads(release.languages)),
        **details,
    )


def note_news(release: Release, news: Sequence[News], revisions: Mapping[str, int], *, at: datetime) -> None:
    """Write down each version that a release put out, by whoever ordered it; `revisions` by article. A step.

    What readers had already as it stands is no news, and has no entry.
    """
    for entry in news:
        audit.note(
            "version.publish",
            by=release.created_by_id,
            at=at,
            thing="article",
            thing_id=entry.article_id,
            language=entry.language,
            revision=revisions[entry.article_id],
            change=entry.type,
            release=release.id,
        )
