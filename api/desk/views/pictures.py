"""What the desk reads of pictures: data in the shapes of its schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.accounts.models import Person
from api.content import markdown_inline
from api.content.pictures import facts, files, library, pictures, renditions
from api.content.pictures.addresses import Addresses
from api.content.pictures.models import Picture
from api.content.pictures.renditions import Rendition
from api.platform import db, paging
from api.publishing import exposure, uses
from api.publishing.uses import Use

Address = Callable[[str, Rendition], str]
_SAME = (
    *("id", "width", "height", "thumbhash", "colour", "credit", "source", "licence", "licence_url", "usage", "holder"),
    *("note", "syndication", "rights_expire_at", "consent_expires_at", "has_people", "consent", "created_at"),
)


def picture(picture_id: str, address: Address, preview: Addresses) -> dict[str, Any]:
    """Show a picture; four statements.

    `address(id, rendition)` gives where a file is read with a token, `preview` where without one.
    """
    return _shown([pictures.get(picture_id)], address, preview)[0]


def picture_page(
    cursor: paging.Cursor | None, limit: int, *, words: str, use: Use | None, address: Address, preview: Addresses
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of the library, the newest first; five statements."""
    page, found = library.page(cursor, limit, words=words, chosen=uses.CONDITIONS[use] if use is not None else "TRUE")
    return page, _shown(found, address, preview)


def use_page(picture_id: str, cursor: paging.Cursor | None, limit: int) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of the texts that show a picture, by article and language; one statement."""
    page = uses.page(picture_id, cursor, limit)
    return page, [
        {
            "article_id": article_id,
            "title": markdown_inline.plain(title),
            "language": language,
            "revision": revision,
            "is_lead": bool(is_lead),
            "is_public": kind == "public",
            "since": db.read_time(since),
        }
        for article_id, language, kind, revision, title, is_lead, since in page.rows
    ]


def _shown(found: Sequence[Picture], address: Address, preview: Addresses) -> list[dict[str, Any]]:
    names = _names({person for row in found for person in (row.created_by_id, row.withdrawn_by_id) if person})
    public = exposure.public([row.id for row in found])
    there = files.of_all([row.id for row in found])
    return [
        {
            **{name: getattr(row, name) for name in _SAME},
            "focal_point": {"x": (focus := facts.focus_of(row)).x, "y": focus.y},
            "is_complete": row.is_rendered,
            "preview": preview.template(row.id),
            "is_public": row.id in public,
            "withdrawal": _withdrawal(row, names),
            "created_by": {"id": row.created_by_id, "name": names[row.created_by_id]},
            "files": [
                {
                    "crop": one.crop,
                    "width": one.width,
                    "format": one.format,
                    "bytes": there[row.id][one].size,
                    "href": address(row.id, one),
                }
                for one in renditions.wanted(row.width, row.height)
                if one in there[row.id]
            ],
        }
        for row in found
    ]


def _withdrawal(row: Picture, names: Mapping[str, str]) -> dict[str, Any] | None:
    if row.withdrawn_at is None:
        return None
    by, other = row.withdrawn_by_id, row.substitute
    return {
        "at": row.withdrawn_at,
        "by": {"id": by, "name": names[by]} if by is not None else None,
        "reason": row.withdrawn_reason,
        "substitute": {"id": other, "alts": json.loads(row.substitute_alts or "{}")} if other is not None else None,
    }


def _names(people: set[str]) -> dict[str, str]:
    return {person.id: person.name for person in Person.select().where(Person.id.in_(list(people)))}
