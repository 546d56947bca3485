"""The answers of topics and bylines, which have the same form: a list of what is named, and one of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import flask
import orjson

from api.delivery import addresses, answers, forms
from api.platform import paging, web


def cursor(path: str, query: dict[str, Any], language: str) -> paging.Cursor | None:
    """Read the place in a list from which to go on."""
    return web.signer().read(query["cursor"], _purpose(path, query, language)) if query["cursor"] else None


def listed(
    path: str, data: list[dict[str, Any]], page: paging.Page, query: dict[str, Any], language: str
) -> flask.Response:
    """Answer with a page of what is named."""
    asked = addresses.pairs(query, language)
    links = addresses.page_links(path, asked, page, _purpose(path, query, language), query)
    body = orjson.dumps({"data": data, "links": links, "meta": {"limit": query["limit"]}})
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=[path.removeprefix("/v1/"), f"lang-{language}"],
        negotiated=query["lang"] is None,
        links=web.link_field(links.items()),
    )


def shown(
    one: dict[str, Any],
    query: dict[str, Any],
    language: str,
    by_language: Mapping[str, str],
    *,
    cache_tags: Sequence[str],
) -> flask.Response:
    """Answer with one of what is named, with its canonical address; `by_language` are its pages, if it has any."""
    body = orjson.dumps(forms.picked(one, query["fields_"]))
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=[*cache_tags, f"lang-{language}"],
        negotiated=query["lang"] is None,
        links=forms.link_field(one["links"]["page"] or one["links"]["self"], by_language),
    )


def _purpose(path: str, query: dict[str, Any], language: str) -> str:
    return addresses.address(path, addresses.pairs(query, language))
