"""Transliterations: what is published in a language, out in its other scripts too, and gone with it.

Nobody works on one and no release names it: its publication is its parent's with other letters, made in the same
transaction, so that the two never say different things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.content import seo
from api.languages import languages, scripts
from api.platform import db, ids
from api.publishing import touched
from api.publishing.journal import News
from api.publishing.models import Correction, Publication, PublicationByline, PublicationPicture
from api.publishing.published import Published
from api.publishing.renderings import Rendering
from api.translation import freshness

Place = tuple[str, str]  # article and language


def following(standing: Mapping[str, Published], language: str) -> list[Published]:
    """Give what is public of an article in transliterations of a language; `standing` is its last, by language."""
    others = languages.transliterations().get(language, ())
    return [standing[code] for code in others if code in standing and standing[code].is_public]


def publish(
    made: Sequence[tuple[News, Rendering]], addresses: Mapping[Place, str], *, generation: int, at: datetime
) -> list[News]:
    """Put out what was rendered of publications in other scripts, and tell of that; each with the news of its parent.

    `addresses` are their slugs. A step inside a publishing transaction, in which their parents are written already;
    some ten statements, however many they are.
    """
    db.require_transaction()
    former = _end([(each.article_id, each.language) for _, each in made], at=at)
    texts = touched.texts(list(former.values()))
    parents = {row["id"]: row for row in _rows([news.publication_id for news, _ in made])}
    own = {(news.publication_id, each.language): ids.new() for news, each in made}
    records = []
    told = []
    for news, each in made:
        id_, place = own[news.publication_id, each.language], (each.article_id, each.language)
        parent = parents[news.publication_id]
        changes = touched.since(texts.get(former.get(place, "")), each, freshness.from_json(parent["messages"]))
        records.append(_record(parent, each, id_, addresses[place], generation))
        reason = news.reason and scripts.written(news.reason, news.language, each.language)
        told.append(News(news.type if place in former else "published", *place, id_, reason, changes))
    db.append(Publication, records)
    _copy(PublicationByline, own)
    _copy(PublicationPicture, own)
    _correct([((news.article_id, news.language), each.language) for news, each in made])
    return told


def _end(places: Sequence[Place], *, at: datetime) -> dict[Place, str]:
    """End what stands in some places, and give the ids of what readers had there."""
    wanted = set(places)
    article_ids, codes = {article_id for article_id, _ in wanted}, {language for _, language in wanted}
    chosen = Publication.select(
        Publication.id, Publication.article, Publication.language, Publication.withdrawn_at
    ).where(Publication.article.in_(article_ids), Publication.language.in_(codes), Publication.ended_at.is_null())
    found = [row for row in chosen if (row.article_id, row.language_id) in wanted]
    if found:
        Publication.update(ended_at=at).where(Publication.id.in_([row.id for row in found])).execute()
    return {(row.article_id, row.language_id): row.id for row in found if row.withdrawn_at is None}


def _rows(publication_ids: Sequence[str]) -> list[dict[str, Any]]:
    chosen: Any = Publication.select().where(Publication.id.in_(publication_ids))
    return list(chosen.dicts())


def _record(
    parent: Mapping[str, Any], made: Rendering, publication_id: str, slug: str, generation: int
) -> dict[str, Any]:
    """Give a publication's columns: its parent's, its times too, but for what is said and where it is found."""
    return {
        **parent,
        "id": publication_id,
        "language": made.language,
        "slug": slug,
        **made.columns,
        "seo": _told(parent["seo"], parent["language"], made.language),
        "generation": generation,
    }


def _told(kept: str | None, parent: str, language: str) -> str | None:
    """Write what search engines are told in another script."""
    told = seo.from_json(kept)
    words = {name: getattr(told, name) for name in ("title", "description")}
    said = {name: scripts.written(text, parent, language) for name, text in words.items() if text}
    return seo.to_json(replace(told, **said))


def _copy(table: type[db.Model], own: Mapping[tuple[str, str], str]) -> None:
    """Give publications what hangs on their parents; `own` are their ids by parent and language."""
    model: Any = table
    parents = {parent for parent, _ in own}
    rows = list(model.select().where(model.publication.in_(parents)).dicts())
    by_parent: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_parent.setdefault(row["publication"], []).append(row)
    db.append(
        table, [{**row, "publication": id_} for (parent, _), id_ in own.items() for row in by_parent.get(parent, ())]
    )


def _correct(made: Sequence[tuple[Place, str]]) -> None:
    """Tell in each language of those corrections of its parent that were not told of in it yet."""
    found = Correction.select().where(Correction.article.in_({article_id for (article_id, _), _ in made}))
    told: dict[Place, dict[datetime, str | None]] = {}
    for row in found.order_by(Correction.at, Correction.id):
        told.setdefault((row.article_id, row.language_id), {})[row.at] = row.note
    records = [
        {
            "id": ids.new(),
            "article": article_id,
            "language": language,
            "at": at,
            "note": note and scripts.written(note, parent, language),
        }
        for (article_id, parent), language in made
        for at, note in told.get((article_id, parent), {}).items()
        if at not in told.get((article_id, language), {})
    ]
    db.append(Correction, records)
