"""What the desk reads of what search engines and messengers are told of a version."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from api.content import articles, draft_pictures, seo
from api.platform import db
from api.publishing import published
from api.translation import overviews
from api.translation import seo as kept
from api.translation.seo import Kept


@db.snapshot()
def of_version(article_id: str, language: str) -> tuple[dict[str, Any], int]:
    """Show what is set of a version, whether it holds and whether readers have it; gives the version's serial beside.

    Raises:
        NotFound: there is no such version.
    """
    serial = overviews.load(article_id, language).serial
    told = kept.of_articles([article_id]).get((article_id, language), Kept())
    corrected_in = articles.last_corrections([article_id]).get(article_id, 0)
    pictures = draft_pictures.of(article_id)
    standing = seo.standing(told.seo, told.revision, corrected_in=corrected_in, pictures=pictures)
    public = published.last([article_id]).get(article_id, {}).get(language)
    shown = {
        "article_id": article_id,
        "language": language,
        **asdict(told.seo),
        "revision": told.revision or None,
        "is_overtaken": (told.seo.title, told.seo.description) != (standing.title, standing.description),
        "is_released": public is not None and public.is_public and public.seo == standing,
    }
    return shown, serial
