"""Pictures as ninjs, as associations of the text that shows them: files, words, and who may use them how. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.formats import shapes, terms
from api.formats.locations import uri
from api.formats.ninjs_parts import Item, named, said
from api.formats.terms import Rights

Picture = Mapping[str, Any]

_CROPS = ("", "1x1", "16x9", "1200x630")


def of_article(document: Mapping[str, Any], pictures: Sequence[Picture]) -> list[tuple[str, Picture]]:
    """Give the pictures with what they are to the text: the lead first, those in the body once each."""
    lead = document["picture"]
    shown = [("lead", lead)] if lead is not None else []
    return [*shown, *(("picture", each) for each in pictures if lead is None or each["id"] != lead["id"])]


def picture(told: Picture, rel: str, language: str, rights: Rights | None) -> Item:
    """Write a picture in whole form, with what it is to its text; `rights` are those of a partner's contract."""
    own, credit = told["rights"], told["credit"]
    return {
        "name": told["caption"] or told["alt"] or told["id"],
        "uri": f"urn:uuid:{told['id']}",
        "rel": rel,
        "type": "picture",
        "representationType": "full",
        "pubStatus": "usable",
        "language": language,
        "descriptions": [said(role, told[role]) for role in ("alt", "caption") if told[role]],
        "by": credit,
        "infoSources": [{"name": credit, "role": "credit"}] if credit else [],
        "copyrightHolder": own["holder"],
        "copyrightNotice": f"© {own['holder'].removeprefix('©').strip()}" if own["holder"] else "",
        "usageTerms": terms.of_picture(told, language, rights),
        "rightsInfo": {"linkedRights": uri(own["licence_url"])} if own["licence_url"] else None,
        "expires": terms.end_of_picture(told, rights),
        "altIds": [named("picture", told["id"])],
        "renditions": [_rendition(file, told) for file in shapes.files(told, *_CROPS)],
    }


def _rendition(file: shapes.File, told: Picture) -> Item:
    point = told["focal_point"]
    poi = {"x": round(point["x"] * file.width), "y": round(point["y"] * file.height)}
    return {
        "name": f"{file.crop}-{file.width}" if file.crop else str(file.width),
        "href": file.href,
        "contentType": file.media_type,
        "width": file.width,
        "height": file.height,
        **({"poi": poi} if not file.crop else {}),
    }
