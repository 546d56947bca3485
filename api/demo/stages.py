"""How far each article of the demo's newest week is, so that every state of a version can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from api.accounts.roles import Actor
from api.content.texts import Text
from api.platform.preconditions import ANY
from api.publishing import releases
from api.publishing.releases import Order
from api.translation import assignments, catalogues, drafts, reviews, splitting, uploads
from api.translation.drafts import Draft
from api.translation.files.exchange import File, FileEntry
from api.translation.reviews import Remark

Stage = Literal["published", "approved", "in_review", "half", "stale", "missing", "change_request"]
PUBLISHED: Stage = "published"
OF_THE_WEEK: tuple[Stage, ...] = get_args(Stage)[1:]

LANGUAGES = ("be", "ru", "en")

# When the work of a stage is due, from Monday at eight: the others wait for their issue's deadline.
_DUE: Mapping[Stage, timedelta] = {
    "half": timedelta(days=3, hours=4),
    "change_request": timedelta(days=3, hours=10),
    "stale": timedelta(days=4, hours=4),
    "missing": timedelta(days=4, hours=10),
}


def bring(
    article: Mapping[str, Any],
    issue_key: str,
    texts: Mapping[str, Text],
    stage: Stage,
    actors: Mapping[str, Actor],
    *,
    at: datetime,
) -> str:
    """Write an article and bring its languages to a stage; gives its id."""
    source = article["source_language"]
    draft = Draft(source, article["topic"], issue_key, article["trend"], tuple(article["bylines"]), texts[source])
    article_id = drafts.create(draft, by=actors["editor"], at=at)
    approve(article_id, source, actors, by=actors["editor"], at=at)
    others = [language for language in LANGUAGES if language != source]
    if stage == "missing":
        others = others[:1]
    for number, language in enumerate(others):
        translator = actors[f"translator-{language}"]
        share = 0.5 if stage == "half" and number == 0 else 1.0
        translate(article_id, language, texts, share=share, by=translator, at=at + timedelta(minutes=20))
        if stage in {"published", "approved"} or number:
            approve(article_id, language, actors, by=translator, at=at + timedelta(minutes=40))
        elif stage == "in_review":
            reviews.submit(article_id, language, expected=ANY, by=translator, at=at)
        elif stage == "change_request":
            _return(article_id, language, actors, by=translator, at=at)
    if stage == "stale":
        edited = texts[f"{source}.edited"]
        drafts.revise(
            article_id,
            title=edited.title,
            summary=edited.summary,
            body_=edited.body,
            weight="meaning",
            note=None,
            expected=ANY,
            by=actors["editor"],
            at=at + timedelta(minutes=50),
        )
    return article_id


def assign(
    article: Mapping[str, Any],
    article_id: str,
    stage: Stage,
    actors: Mapping[str, Actor],
    *,
    monday: datetime,
    at: datetime,
) -> None:
    """Give the version that shows a stage to its translator, until some hour of the week; what is approved is done."""
    if stage not in _DUE:
        return
    others = [language for language in LANGUAGES if language != article["source_language"]]
    language = others[1 if stage == "missing" else 0]
    assignments.assign(
        article_id,
        language,
        person_id=actors[f"translator-{language}"].id,
        due_at=monday + _DUE[stage],
        expected=None,
        by=actors["editor"],
        at=at,
    )


def release(issue_id: str, actors: Mapping[str, Actor], *, at: datetime) -> None:
    """Put an issue out in every language."""
    releases.release(Order(issue_id, None, LANGUAGES), by=actors["editor"], at=at)


def translate(
    article_id: str,
    language: str,
    texts: Mapping[str, Text],
    *,
    share: float,
    by: Actor,
    at: datetime,
) -> None:
    """Fill in a version from the article's text in that language, which has the same blocks in the same order."""
    placed = catalogues.load(article_id, language).placed
    units = splitting.split(texts[language])
    entries = tuple(
        FileEntry(line.entry.key, line.entry.source, unit.source, is_fuzzy=False, is_obsolete=False, line=0)
        for line, unit in list(zip(placed, units, strict=True))[: round(len(placed) * share)]
    )
    file = File(article_id, language, None, None, entries)
    uploads.upload(article_id, language, file, mode="fill", by=by, at=at)


def approve(article_id: str, language: str, actors: Mapping[str, Actor], *, by: Actor, at: datetime) -> None:
    """Submit a version and have the reviewer of its language approve it."""
    reviews.submit(article_id, language, expected=ANY, by=by, at=at)
    reviewer = actors[f"reviewer-{language}"]
    reviews.approve(article_id, language, override_reason=None, expected=ANY, by=reviewer, at=at)


def _return(article_id: str, language: str, actors: Mapping[str, Actor], *, by: Actor, at: datetime) -> None:
    reviews.submit(article_id, language, expected=ANY, by=by, at=at)
    paragraph = next(
        line.entry.key for line in catalogues.load(article_id, language).placed if line.entry.kind == "paragraph"
    )
    reviews.request_changes(
        article_id,
        language,
        note="The tone of the opening is warmer than the source; please keep its distance.",
        remarks=[Remark(paragraph, "The source reports this; here it sounds as if we had seen it ourselves.")],
        expected=ANY,
        by=actors[f"reviewer-{language}"],
        at=at,
    )
