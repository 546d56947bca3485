"""A picture as readers get it: as JSON for whoever lays out a page, and as HTML that chooses its size itself. Pure.

What it shows and who may use it is the picture's; what is said of it is the text's, in which it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from api.content.pictures import renditions
from api.content.pictures.addresses import Addresses
from api.content.pictures.renditions import Focus, Rendition
from api.languages import scripts
from api.platform import clock

# What a page that says nothing else gives it: where `auto` is known, the browser takes the width it is laid out with
# (HTML, 4.8.4.2.2).
_SIZES = "auto, 100vw"
_CARD = "1200x630"
WHOLE = ("caption", "crops", "rights")  # what `whole` has and `brief` has not


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as it is shown now, in the place of the one that a text names.

    `alts` are the alternative texts by language of one that stands for another, about which the text says nothing;
    None where the text speaks of this very picture. `expires_at` is when it must be shown no longer.
    """

    id: str
    width: int
    height: int
    thumbhash: str
    colour: str
    focus: Focus
    credit: str
    holder: str
    licence: str
    licence_url: str
    usage: str
    expires_at: datetime | None
    syndication: bool
    alts: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of a picture, as plain texts in its language. Where `is_decorative`, `alt` is empty."""

    language: str
    alt: str
    caption: str
    is_decorative: bool


def said_of(figure: Figure, said: Said) -> Said:
    """Give what is said of a picture: by the text, or by who has put it in the place of another."""
    if figure.alts is None:
        return said
    alt = figure.alts.get(said.language) or scripts.of_another(figure.alts, said.language) or ""
    return Said(said.language, alt, "", is_decorative=not alt)


def brief(figure: Figure, said: Said, addresses: Addresses) -> dict[str, Any]:
    """Give a picture as it stands in lists. `{width}` and `{format}` in `href` are for the reader to fill in."""
    told = said_of(figure, said)
    first = renditions.first(figure.width, figure.height)
    return {
        "id": figure.id,
        "alt": told.alt,
        "is_decorative": told.is_decorative,
        "language": told.language,
        "width": figure.width,
        "height": figure.height,
        "widths": list(renditions.widths(figure.width, figure.height)),
        "formats": list(renditions.FORMATS),
        "href": addresses.template(figure.id),
        "fallback": addresses.file(figure.id, first),
        "thumbhash": figure.thumbhash,
        "colour": figure.colour,
        "focal_point": {"x": figure.focus.x, "y": figure.focus.y},
        "credit": figure.credit,
    }


def whole(figure: Figure, said: Said, addresses: Addresses) -> dict[str, Any]:
    """Give a picture with its caption, its crops, and who may use it."""
    return {
        **brief(figure, said, addresses),
        "caption": said_of(figure, said).caption,
        "crops": {
            crop: {
                "widths": list(renditions.widths(figure.width, figure.height, crop)),
                "formats": list(renditions.formats(crop)),
                "href": addresses.template(figure.id, crop),
            }
            for crop in renditions.CROPS
        },
        "rights": rights(figure),
    }


def rights(figure: Figure) -> dict[str, Any]:
    """Give who may use a picture how, as its whole form has it."""
    return {
        "holder": figure.holder,
        "licence": figure.licence,
        "licence_url": figure.licence_url,
        "usage": figure.usage,
        "expires_at": None if figure.expires_at is None else clock.to_readers(figure.expires_at),
        "syndication": figure.syndication,
    }


def card(figure: Figure, said: Said, addresses: Addresses) -> dict[str, Any]:
    """Give a picture as messengers show it beside a link: one JPEG of 1200 × 630, or smaller in that shape."""
    *_, wide, high = renditions.area(figure.width, figure.height, _CARD, figure.focus)
    width = renditions.widths(figure.width, figure.height, _CARD)[-1]
    return {
        "id": figure.id,
        "alt": said_of(figure, said).alt,
        "href": addresses.file(figure.id, Rendition(_CARD, width, "jpg")),
        "width": width,
        "height": round(width * high / wide),
        "type": renditions.MEDIA_TYPES["jpg"],
        "syndication": figure.syndication,
    }


def html(figure: Figure, said: Said, ids: tuple[str, str], addresses: Addresses) -> str:
    """Give a picture as a `<figure>`; `ids` are the whole `id="…"` of alternative text and caption, or nothing."""
    told = said_of(figure, said)
    alt_id, caption_id = ids if figure.alts is None else ("", "")
    kept = "" if figure.syndication else ' data-syndication="false"'
    sources = "".join(
        f'<source type="{renditions.MEDIA_TYPES[format_]}" srcset="{_srcset(figure, format_, addresses)}"'
        f' sizes="{_SIZES}">'
        for format_ in renditions.FORMATS[:-1]
    )
    first = escape(addresses.file(figure.id, renditions.first(figure.width, figure.height)))
    last = _srcset(figure, renditions.FORMATS[-1], addresses)
    image = (
        f'<img{alt_id} src="{first}" srcset="{last}" sizes="{_SIZES}" width="{figure.width}" height="{figure.height}"'
        f' alt="{escape(told.alt)}" loading="lazy" decoding="async">'
    )
    below = " ".join(_below(told.caption, figure.credit))
    named = f"<figcaption{caption_id if told.caption else ''}>{below}</figcaption>" if below else ""
    return f'<figure class="picture"{kept}><picture>{sources}{image}</picture>{named}</figure>'


def _below(caption: str, credit: str) -> Iterator[str]:
    if caption:
        yield escape(caption, quote=False)
    if credit:
        yield f'<span class="credit">{escape(credit, quote=False)}</span>'


def _srcset(figure: Figure, format_: str, addresses: Addresses) -> str:
    sizes = renditions.widths(figure.width, figure.height)
    return ", ".join(f"{escape(addresses.file(figure.id, Rendition('', size, format_)))} {size}w" for size in sizes)
