"""What readers are told, as `documents` makes it, for the tests of forms that are written of it."""

from __future__ import annotations

from typing import Any

from api.formats.locations import Locations
from api.publishing.pages import Pages

ARTICLE = "01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f5061"
PICTURE = "01a2b3c4-d5e6-7f80-9a0b-1c2d3e4f5062"
BASE = "https://api.example"
BARE = Locations(BASE, Pages())
PLACED = Locations(
    BASE,
    Pages(
        article="https://news.example/{language}/{slug}",
        issue="https://news.example/{language}/weeks/{key}",
        topic="https://news.example/{language}/topics/{key}",
        byline="https://news.example/{language}/by/{key}",
    ),
)


def article(**changes: Any) -> dict[str, Any]:
    """Give an article in English, translated from Belarusian."""
    return {
        "id": ARTICLE,
        "slug": "the-ferry",
        "language": "en",
        "requested_language": "en",
        "is_fallback": False,
        "source_language": "be",
        "title": "The ferry is back",
        "summary": "The council gave in.",
        "seo": {"title": "The ferry is back", "description": "What the council did.", "picture": None},
        "topic": {"key": "society", "name": "Society"},
        "trend": {"value": "improved", "label": "The situation got better"},
        "issue": {"key": "2017-W37", "period_label": "September 11–17, 2017"},
        "bylines": [{"key": "hanna", "name": "Hanna Charot"}, {"key": "vasil", "name": "Vasil Peravoz"}],
        "published_at": "2017-09-16T08:00:00Z",
        "updated_at": "2017-09-17T08:00:00Z",
        "revision": 3,
        "freshness": "current",
        "freshness_label": "Up to date",
        "word_count": 7,
        "reading_minutes": 1,
        "picture": None,
        "body": {"format": "html", "content": "<p>The ferry is back on the river.</p>"},
        "corrections": [],
        "alternates": [_alternate("be", "parom"), _alternate("ru", "parom-ru"), _alternate("en", "the-ferry")],
        **changes,
    }


def picture(**changes: Any) -> dict[str, Any]:
    """Give a picture in whole form."""
    href = f"{BASE}/media/{PICTURE}"
    return {
        "id": PICTURE,
        "alt": "A ferry",
        "caption": "The ferry in May",
        "is_decorative": False,
        "language": "en",
        "width": 1200,
        "height": 801,
        "widths": [320, 640],
        "href": f"{href}/{{width}}.{{format}}",
        "focal_point": {"x": 0.25, "y": 0.5},
        "credit": "Hanna Charot",
        "crops": {
            crop: {"widths": widths, "href": f"{href}/{crop}/{{width}}.{{format}}"}
            for crop, widths in (("1x1", [320]), ("16x9", [320, 640]), ("1200x630", [1200]))
        },
        "rights": {
            "holder": "Neman Review",
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
            "usage": "Not for advertising.",
            "expires_at": "2027-01-01T00:00:00Z",
            "syndication": True,
        },
        **changes,
    }


def _alternate(language: str, slug: str) -> dict[str, Any]:
    return {"language": language, "slug": slug, "title": f"Title in {language}", "freshness": "current"}
