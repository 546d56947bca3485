"""Documents of drafts: versions shown as readers would get them if they were released as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.content import articles, bylines, illustrations, layout, seo
from api.content.models import Article
from api.content.pictures import addresses
from api.content.seo import Seo
from api.languages import words
from api.publishing import bodies, documents, published, readings, renderings
from api.publishing.documents import Context
from api.publishing.published import Published
from api.publishing.renderings import Rendering
from api.translation import freshness, status
from api.translation import seo as kept
from api.translation.catalogues import Catalogue


@dataclass(frozen=True, slots=True)
class Draft:
    """A version as it stands, rendered, with what surrounds it."""

    catalogue: Catalogue
    rendering: Rendering
    published: Published
    context: Context


def read(catalogues: Sequence[Catalogue], *, at: datetime) -> list[Draft]:
    """Render some versions, each of another article, and load what surrounds them; a dozen statements for all."""
    ids = [catalogue.article_id for catalogue in catalogues]
    rows = {row.id: row for row in Article.select().where(Article.id.in_(ids))}
    written = bylines.ids_of(ids)
    made = [renderings.of(catalogue) for catalogue in catalogues]
    told = _told(catalogues, made)
    drafts = [
        _draft(catalogue, rendering, rows[catalogue.article_id], written[catalogue.article_id], seo_, at=at)
        for catalogue, rendering, seo_ in zip(catalogues, made, told, strict=True)
    ]
    surroundings = readings.load({draft.article_id: {draft.language: draft} for draft in drafts})
    files = addresses.sealed(at=at)
    found = []
    for catalogue, rendering, draft in zip(catalogues, made, drafts, strict=True):
        context = surroundings.context(draft.language, {draft.language: draft}, draft)
        slugs = {draft.language: ""}
        context = replace(context, source=None, alternates=(), slugs=slugs, addresses=files)
        found.append(Draft(catalogue, rendering, draft, context))
    return found


def listed(draft: Draft, links: Mapping[str, str | None]) -> dict[str, Any]:
    """Give a draft in list form, at its addresses, with `is_preview` and its `progress`.

    Where nothing is translated, it is a fallback. `freshness` is null until all is. What only a release decides (times
    and address) is null.
    """
    shown = documents.list_form(draft.published, draft.context)
    shown |= dict.fromkeys(("slug", "published_at", "updated_at"))
    return shown | {"links": links, "is_preview": True, **_state(draft.catalogue)}


def whole(draft: Draft, links: Mapping[str, str | None], form: str) -> bytes:
    """Give a draft as the JSON of a full article, with its body in a form; it has no neighbours."""
    document = documents.core(draft.published, draft.context, listed(draft, links), body(draft, form))
    return documents.with_neighbours(document, None, None)


def body(draft: Draft, form: str) -> dict[str, Any] | None:
    """Give the body of a draft in a form, None for `none`.

    What is not translated yet stands in the source's words, and is marked: `is_untranslated` in blocks, and in HTML
    `data-untranslated`.
    """
    return _body(draft.catalogue, draft.rendering, form, draft.context)


def is_complete(draft: Draft) -> bool:
    """Tell whether no word of the source stands in it for want of a translation."""
    return draft.catalogue.is_source or not _untranslated(draft.catalogue)


def _state(catalogue: Catalogue) -> dict[str, Any]:
    """Tell how far the draft is, and claim nothing of what is not there yet."""
    counted = status.progress(catalogue)
    progress = {"messages": counted.messages, "words": counted.words, "percent": counted.percent}
    is_fallback = status.status(catalogue) == "missing"
    shown: dict[str, Any] = {"progress": progress, "is_fallback": is_fallback}
    if is_fallback:
        shown["language"] = catalogue.source_language
    if _untranslated(catalogue):
        shown |= {"freshness": None, "freshness_label": None}
    elif _stale(catalogue):
        label = words.say_in(documents.FRESHNESS["outdated"], catalogue.language)
        shown |= {"freshness": "outdated", "freshness_label": label}
    return shown


def _untranslated(catalogue: Catalogue) -> set[str]:
    """Give the messages that stand in the source's words because there are no others."""
    return {line.entry.key for line in catalogue.placed if not catalogue.text_of(line)}


def _stale(catalogue: Catalogue) -> set[str]:
    """Give the messages whose source has changed since they were translated."""
    if catalogue.is_source:
        return set()
    entries = [line.entry for line in catalogue.placed]
    return {entry.key for entry in entries if entry.translation and entry.translated_source != entry.source}


def _body(catalogue: Catalogue, made: Rendering, form: str, context: Context) -> dict[str, Any] | None:
    stale, untranslated = _stale(catalogue), _untranslated(catalogue)
    if form == "none":
        return None
    pictures = (context.figures, catalogue.language, context.addresses)
    if form == "blocks":
        return bodies.of_blocks(made.blocks, *pictures, is_stale=stale, is_untranslated=untranslated)
    if form == "html":
        html = layout.mark(illustrations.html(made.html, *pictures), "data-stale", stale)
        return {"format": form, "content": layout.mark(html, "data-untranslated", untranslated)}
    if form == "markdown":
        return {"format": form, "content": illustrations.markdown(made.text.body, *pictures)}
    return {"format": form, "content": illustrations.text(made.plain, made.text.body, *pictures)}


def _told(catalogues: Sequence[Catalogue], made: Sequence[Rendering]) -> list[Seo]:
    """Give what search engines would be told of each."""
    ids = [catalogue.article_id for catalogue in catalogues]
    said, corrected = kept.of_articles(ids), articles.last_corrections(ids)
    found = []
    for catalogue, rendering in zip(catalogues, made, strict=True):
        own = said.get((catalogue.article_id, catalogue.language), kept.Kept())
        corrected_in = corrected.get(catalogue.article_id, 0)
        found.append(seo.standing(own.seo, own.revision, corrected_in=corrected_in, pictures=rendering.pictures))
    return found


def _draft(
    catalogue: Catalogue, made: Rendering, article: Article, written: Sequence[str], told: Seo, *, at: datetime
) -> Published:
    return Published(
        id="",
        article_id=article.id,
        language=catalogue.language,
        revision=catalogue.revision,
        topic_id=article.topic_id,
        issue_id=article.issue_id,
        trend=article.trend,
        title=made.text.title,
        summary=made.text.summary,
        body=made.text.body,
        lead=made.text.lead,
        html=made.html,
        seo=told,
        messages=tuple(freshness.shown(catalogue)),
        pictures=published.pictures(made.text.lead, made.html, revision=catalogue.revision, corrected_in=0),
        word_count=made.word_count,
        generation=0,
        first_published_at=at,
        published_at=at,
        withdrawn_at=None,
        bylines=tuple(written),
    )
