"""Embargoes of a sandbox: a text that readers never had is planned for some minutes ahead, or pulled before its hour.

It is done as at a desk, by a scheduled release; what the worker does of embargoes in a newsroom is done at once here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from api.partners import embargoes
from api.partners.sandboxes import corpus, writing
from api.platform.errors import Conflict, say
from api.platform.preconditions import ANY
from api.publishing import published, releases, schedule
from api.publishing.embargoes import snapshots
from api.publishing.models import Release
from api.publishing.releases import Order

AHEAD = 5  # minutes at most: enough to look at the text, and not too long to wait for its hour


def plan(article_id: str, lead: int, *, at: datetime) -> None:
    """Plan a text in all languages, and offer it ahead; `lead` is the contract's, in minutes. A step.

    Raises:
        Conflict: the contract has no lead, readers have had the text, or it is planned already.
    """
    if not lead:
        raise Conflict(say("Your contract has no lead, so nothing comes to you ahead of its release."))
    if published.last([article_id]).get(article_id):
        raise Conflict(say("Only what was never public comes ahead of its release: begin anew with reset."))
    if _planned(article_id):
        raise Conflict(say("This article is under embargo already: wait for its hour, or pull it by article.pulled."))
    hour = at + timedelta(minutes=min(lead, AHEAD))
    releases.release(Order(None, article_id, corpus.CODES, at=hour), by=writing.writer(), at=at)
    embargoes.follow(at=at)


def pull(article_id: str, *, at: datetime) -> None:
    """Cancel what is planned of a text, and take it back from who had it ahead. A step.

    Raises:
        Conflict: nothing is planned of it.
    """
    planned = _planned(article_id)
    if not planned:
        raise Conflict(say("This article is not under embargo: plan its release by article.embargoed first."))
    for release in planned:
        schedule.cancel(release.id, expected=ANY, by=writing.writer(), at=at)
    embargoes.follow(at=at)


def ends(article_ids: Collection[str]) -> dict[str, datetime]:
    """Give when the embargoes of some articles end, by article; what readers have had is under none."""
    found, had = Release.select().where(_waiting(article_ids)), published.last(list(article_ids))
    return {str(row.article_id): snapshots.end(row.at) for row in found if not had.get(str(row.article_id))}


def first(article_ids: Collection[str]) -> str | None:
    """Give that of some articles which comes out first of what is planned; None where nothing is."""
    found = Release.select().where(_waiting(article_ids)).order_by(Release.at, Release.id).first()
    return found.article_id if found is not None else None


def _planned(article_id: str) -> list[Release]:
    return list(Release.select().where(_waiting([article_id])))


def _waiting(article_ids: Collection[str]) -> Any:  # noqa: ANN401 - peewee's expressions have no type
    return Release.article.in_(list(article_ids)) & (Release.state == "scheduled")
