"""Routes: the languages that the newsroom publishes in."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.administration import schemas
from api.administration.door import door
from api.languages import chains
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.publishing import languages


@door.route("/languages")
@guard.requires("administer")
@door.response(200, schemas.LanguageList)
def list_languages() -> dict[str, Any]:
    """List the languages in the newsroom's order; the first is the default."""
    return web.whole_list(url_for("admin.list_languages"), chains.everything())


@door.route("/languages", methods=["POST"])
@guard.requires("administer")
@door.refuses(409, 422)
@door.arguments(schemas.NewLanguage)
@door.response(201, schemas.LanguageSchema)
def add_language(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Add a language, last in order; readers who ask in it are answered through its fallbacks from now on."""
    languages.add(**data, by=guard.actor(), at=clock.now())
    shown, _, headers = _show(data["code"])
    return shown, 201, headers | {"Location": url_for("admin.show_language", language=data["code"])}


@door.route("/languages/<language>")
@guard.requires("administer")
@door.refuses(404)
@door.response(200, schemas.LanguageSchema)
def show_language(language: str) -> Any:  # noqa: ANN401
    """Show a language."""
    return _show(language)


@door.route("/languages/<language>", methods=["PATCH"])
@guard.requires("administer")
@door.refuses(404, 422)
@door.arguments(schemas.LanguageChange)
@door.response(200, schemas.LanguageSchema)
@door.conditional
def change_language(data: dict[str, Any], language: str, expected: Expected) -> Any:  # noqa: ANN401
    """Change a language's own name, its fallback, or its place in the order."""
    languages.change(language, data, expected=expected, by=guard.actor(), at=clock.now())
    return _show(language)


@door.route("/languages/<language>", methods=["DELETE"])
@guard.requires("administer")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def remove_language(language: str, expected: Expected) -> None:
    """Remove a language in which nothing was ever written."""
    languages.remove(language, expected=expected, by=guard.actor(), at=clock.now())


def _show(code: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    shown = chains.get(code)
    return shown, 200, {"ETag": etag(shown["serial"])}
