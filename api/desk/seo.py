"""Routes: what search engines and messengers are told of a language version."""

from __future__ import annotations

from typing import Any

from api.accounts import guard
from api.content.seo import Seo
from api.desk.door import article_at, door
from api.desk.schemas import seo as schemas
from api.desk.views import seo as views
from api.platform import clock
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.translation import seo

_SEO = "/articles/<article>/versions/<language>/seo"


@door.route(_SEO)
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.SeoSchema)
def show_seo(article: str, language: str) -> Any:  # noqa: ANN401
    """Show what is set to be told of a version by search engines and messengers; its ETag is the version's."""
    return _show(article_at(article).id, language)


@door.route(_SEO, methods=["PUT"])
@guard.requires("translate")
@door.refuses(404, 422)
@door.arguments(schemas.NewSeo)
@door.response(200, schemas.SeoSchema)
@door.conditional
def change_seo(data: dict[str, Any], article: str, language: str, expected: Expected) -> Any:  # noqa: ANN401
    """Set title, description and picture for search engines and messengers; what is null follows from the text.

    Readers have it with the next release of the version, which may hold nothing else that is new. Once the version is
    approved only an editor may set it.
    """
    article_id = article_at(article).id
    seo.put(article_id, language, Seo(**data), expected=expected, by=guard.actor(), at=clock.now())
    return _show(article_id, language)


def _show(article_id: str, language: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    shown, serial = views.of_version(article_id, language)
    return shown, 200, {"ETag": etag(serial)}
