"""What the desk reads of pictures: data in the shapes of its schemas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from api.accounts.models import Person
from api.content.pictures import facts, files, library, pictures, renditions
from api.content.pictures.addresses import Addresses
from api.content.pictures.models import Picture
from api.content.pictures.renditions import Rendition
from api.platform import paging

Address = Callable[[str, Rendition], str]
_SAME = (
    *("id", "width", "height", "thumbhash", "colour", "credit", "source", "licence", "licence_url", "usage", "holder"),
    *("note", "syndication", "rights_expire_at", "consent_expires_at", "has_people", "consent", "created_at"),
)


def picture(picture_id: str, address: Address, preview: Addresses) -> dict[str, Any]:
    """Show a picture; three statements.

    `address(id, rendition)` gives where a file is read with a token, `preview` where without one.
    """
    return _shown([pictures.get(picture_id)], address, preview)[0]


def picture_page(
    cursor: paging.Cursor | None, limit: int, *, words: str, address: Address, preview: Addresses
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of the library, the newest first; four statements."""
    page, found = library.page(cursor, limit, words=words)
    return page, _shown(found, address, preview)


def _shown(found: Sequence[Picture], address: Address, preview: Addresses) -> list[dict[str, Any]]:
    names = _names({row.created_by_id for row in found})
    there = files.of_all([row.id for row in found])
    return [
        {
            **{name: getattr(row, name) for name in _SAME},
            "focal_point": {"x": (focus := facts.focus_of(row)).x, "y": focus.y},
            "is_complete": row.is_rendered,
            "preview": preview.template(row.id),
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


def _names(people: set[str]) -> dict[str, str]:
    return {person.id: person.name for person in Person.select().where(Person.id.in_(list(people)))}
