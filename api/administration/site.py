"""Routes: what the publication says of itself, in each language."""

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
from api.publishing import site


@door.route("/site")
@guard.requires("administer")
@door.response(200, schemas.SiteTexts)
def show_site() -> Any:  # noqa: ANN401
    """Show name, tagline and about text by language."""
    return _show()


@door.route("/site", methods=["PUT"])
@guard.requires("administer")
@door.refuses(422)
@door.arguments(schemas.SiteTexts, unknown=ma.INCLUDE)
@door.response(200, schemas.SiteTexts)
@door.conditional
def change_site(data: dict[str, dict[str, str]], expected: Expected) -> Any:  # noqa: ANN401
    """Set name, tagline and about text in some languages; those that are not named keep theirs."""
    words = {language: SiteWords(**texts_) for language, texts_ in data.items()}
    site.put(words, expected=expected, by=guard.actor(), at=clock.now())
    return _show()


def _show() -> tuple[dict[str, Any], int, dict[str, str]]:
    shown = {language: asdict(words) for language, words in texts.everything().items()}
    return shown, 200, {"ETag": etag(site.tag())}
