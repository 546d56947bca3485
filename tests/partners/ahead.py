"""What tests of embargoes share: a partner that reads ahead, texts that are planned, and the worker's turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from api.partners import embargoes
from api.platform import clock, db
from tests.newsroom import Newsroom
from tests.partners import parties

LEAD = 120  # minutes


def partner(newsroom: Newsroom) -> str:
    """Add a partner that reads English and Belarusian texts on society two hours ahead, and give its id."""
    return parties.partner(
        newsroom,
        languages=["be", "en"],
        topics=["society"],
        embargo_lead_minutes=LEAD,
        licence="CC BY",
        per_minute=6_000,
    )


def follow() -> int:
    """Do what the worker does."""
    return embargoes.follow(at=clock.now())


def at(**later: int) -> Any:
    """Be at a later time."""
    return time_machine.travel(clock.now() + timedelta(**later))


def hour(**later: int) -> str:
    """Give a later time as a release is asked for it."""
    return clock.to_wire(clock.now() + timedelta(**later))


def approved(newsroom: Newsroom) -> str:
    """Write a text that is approved in Belarusian and English, and give its id."""
    article = newsroom.write(source_language="be")
    newsroom.approve(article, "be")
    newsroom.translate(article, "en")
    newsroom.approve(article, "en")
    return article


def planned(newsroom: Newsroom, *, hours: int) -> tuple[str, str]:
    """Plan a text for release in Belarusian and English; gives its id, and the end of its embargo as it is told."""
    article = approved(newsroom)
    return article, plan(newsroom, article, minutes=60 * hours)


def plan(newsroom: Newsroom, article: str, *, minutes: int) -> str:
    """Plan its release in both languages; gives the end of its embargo as it is told."""
    moment = clock.now() + timedelta(minutes=minutes)
    newsroom.release(article, "be", "en", at=clock.to_wire(moment))
    return clock.to_wire(clock.minute_after(moment))


def cancel(newsroom: Newsroom, article: str) -> None:
    """Cancel the release of it that is planned."""
    (release_id, serial) = db.rows(
        "SELECT id, serial FROM release WHERE article_id = ? AND state = 'scheduled'", (article,)
    )[0]
    assert newsroom.call("DELETE", f"/v1/desk/releases/{release_id}", "editor", etag="*").status_code == 204, serial


def status(newsroom: Newsroom, article: str, key: str) -> int:
    """Tell with which status a partner reads it in English."""
    return parties.call(newsroom, f"/v1/articles/{article}?lang=en", key).status_code
