"""Routes: what the publication says of itself in each language, and where its pages are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import marshmallow as ma

from api.accounts import guard
from api.administration import schemas
from api.administration.door import door
from api.content import site as texts
from api.content.site import SiteWords
from api.platform import clock
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.publishing import pages, site


@door.route("/site")
@guard.requires("administer")
@door.response(200, schemas.SiteTexts)
def show_site() -> Any:  # noqa: ANN401
    """Show name, tagline and about text by language, and the templates of the site's pages."""
    return _show()


@door.route("/site", methods=["PUT"])
@guard.requires("administer")
@door.refuses(422)
@door.arguments(schemas.SiteChange, unknown=ma.INCLUDE)
@door.response(200, schemas.SiteTexts)
@door.conditional
def change_site(data: dict[str, Any], expected: Expected) -> Any:  # noqa: ANN401
    """Set name, tagline and about text in some languages, and templates of `pages`; what is not named stays.

    A template that is null is taken away.
    """
    words = {language: SiteWords(**texts_) for language, texts_ in data["texts"].items()}
    site.put(words, data["pages"], expected=expected, by=guard.actor(), at=clock.now())
    return _show()


def _show() -> tuple[dict[str, Any], int, dict[str, str]]:
    shown: dict[str, Any] = {language: asdict(words) for language, words in texts.everything().items()}
    shown["pages"] = asdict(pages.current())
    return shown, 200, {"ETag": etag(site.tag())}
