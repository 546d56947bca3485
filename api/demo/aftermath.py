"""What came after a past issue of the demo had gone out: corrections, and a version withdrawn for a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from api.accounts.roles import Actor
from api.content.texts import Text
from api.demo import stages
from api.platform.preconditions import ANY
from api.publishing import publications, releases
from api.publishing.releases import Order
from api.translation import drafts


def as_first_printed(article: Mapping[str, Any], texts: Mapping[str, Text]) -> dict[str, Text]:
    """Give an article's texts with the mistake that its correction puts right."""
    passages = article.get("correction", {}).get("passages", {})
    return {
        language: replace(text, body=text.body.replace(passages[language]["right"], passages[language]["wrong"]))
        if language in passages
        else text
        for language, text in texts.items()
    }


def follow(
    article: Mapping[str, Any],
    article_id: str,
    texts: Mapping[str, Text],
    actors: Mapping[str, Actor],
    *,
    at: datetime,
) -> None:
    """Do to a released article what `newsroom.json` tells of it, within a day from `at`."""
    if "withdrawal" in article:
        _withdraw_for_a_day(article["withdrawal"], article_id, actors, at=at)
    if "correction" in article:
        _correct(article, article_id, texts, actors, at=at)


def _withdraw_for_a_day(told: Mapping[str, str], article_id: str, actors: Mapping[str, Actor], *, at: datetime) -> None:
    editor = actors["editor"]
    publications.withdraw(article_id, told["language"], reason=told["reason"], by=editor, at=at)
    back = Order(None, article_id, (told["language"],))
    releases.release(back, by=editor, at=at + timedelta(hours=20))


def _correct(
    article: Mapping[str, Any],
    article_id: str,
    texts: Mapping[str, Text],
    actors: Mapping[str, Actor],
    *,
    at: datetime,
) -> None:
    """Put the source right, and the languages that have a note; the others go on awaiting it."""
    source, notes = article["source_language"], article["correction"]["notes"]
    drafts.revise(
        article_id,
        title=None,
        summary=None,
        body_=texts[source].body,
        weight="correction",
        note=notes[source],
        expected=ANY,
        by=actors["editor"],
        at=at,
    )
    stages.approve(article_id, source, actors, by=actors["editor"], at=at)
    for language in notes.keys() - {source}:
        translator = actors[f"translator-{language}"]
        stages.translate(article_id, language, texts, share=1.0, by=translator, at=at + timedelta(hours=1))
        stages.approve(article_id, language, actors, by=translator, at=at + timedelta(hours=2))
    order = Order(None, article_id, tuple(notes), notes=notes)
    releases.release(order, by=actors["editor"], at=at + timedelta(hours=3))
