"""The canonical addresses of what readers ask for: one way to ask, whatever way it was asked in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from api.platform import clock, paging, web


def pairs(query: Mapping[str, Any], language: str | None) -> list[tuple[str, str]]:
    """Give what was asked for in the one way to ask for it: language first, defaults left out, keys in order."""
    found = [("lang", language)] if language is not None else []
    for name, default in _DEFAULTS.items():
        value = query.get(name, default)
        if value != default:
            found.append((name.rstrip("_"), _written(value)))
    return found


def address(path: str, asked: Sequence[tuple[str, str]], **more: str | int | None) -> str:
    """Write the address of what was asked for; `more` adds parameters, but for those that are None."""
    query = urlencode([*asked, *((name, value) for name, value in more.items() if value is not None)], safe=",:")
    return f"{path}?{query}" if query else path


def page_links(
    path: str, asked: Sequence[tuple[str, str]], page: paging.Page, purpose: str, query: Mapping[str, Any]
) -> dict[str, str | None]:
    """Give the canonical addresses of a page and of the ones around it; they name the language whatever chose it."""
    limit = unless_default(query["limit"])

    def at(cursor: str | None) -> str:
        return address(path, asked, limit=limit, cursor=cursor)

    return {
        "self": at(query["cursor"]),
        "next": at(web.signer().write(page.next, purpose)) if page.next else None,
        "prev": at(web.signer().write(page.prev, purpose)) if page.prev else None,
    }


def unless_default(limit: int) -> int | None:
    """Give a limit that an address must name."""
    return limit if limit != paging.DEFAULT_LIMIT else None


_DEFAULTS: dict[str, Any] = {
    "fallback": "chain",
    "topic": (),
    "trend": (),
    "issue": (),
    "byline": (),
    "year": None,
    "from_": None,
    "to": None,
    "compare_from": None,
    "compare_to": None,
    "updated_since": None,
    "sort": "-published_at",
    "body": "html",
    "fields_": (),
    "include": (),
    "theme": "light",
    "heading": "on",
}


def _written(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, tuple):
        return ",".join(value)
    return clock.to_wire(value) if isinstance(value, datetime) else str(value)
