"""Entries of feeds, made of the documents that readers get: nothing that they do not show stands in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from api.content.pictures import exhibits, figures, files, renditions
from api.content.pictures.addresses import PUBLIC
from api.content.pictures.figures import Figure
from api.delivery import forms
from api.formats import captions, feed_texts, urns
from api.formats import terms as said
from api.formats.feeds import Author, Correction, Entry, Link, Picture, Rights, Tombstone, Topic
from api.platform import instance
from api.publishing import documents
from api.publishing.pages import Pages

_HTML, _JSON = "text/html", "application/json"

_Document = Mapping[str, Any]
_Sizes = Mapping[tuple[str, int], int]
Figures = Mapping[str, Figure | None]  # what is shown for a picture, by its id


def entries(shown: Sequence[bytes], pages: Pages, *, is_brief: bool) -> list[Entry]:
    """Make entries of whole documents, without the pictures that are not for others; one statement, for their sizes.

    `is_brief`: without the texts. For a partner there is one more where texts show pictures, for the terms of those.
    """
    read = [orjson.loads(forms.syndicated(document)) for document in shown]
    sizes = files.jpegs([each["picture"]["id"] for each in read if each["picture"] is not None])
    figures_ = _figures(read, is_brief=is_brief)
    return [_entry(each, pages, sizes, figures_, is_brief=is_brief) for each in read]


def tombstone(article_id: str, language: str, at: datetime) -> Tombstone:
    """Give what stands for an entry that was withdrawn."""
    return Tombstone(urns.of_version(article_id, language), at)


def _figures(read: Sequence[_Document], *, is_brief: bool) -> Figures:
    """Give what is known of the pictures in the texts of partners."""
    bodies = [] if is_brief else [each["body"]["content"] for each in read if "rights" in each]
    named = {picture_id for html in bodies for picture_id in captions.pictures(html)}
    return exhibits.load(named) if named else {}


def _entry(told: _Document, pages: Pages, sizes: _Sizes, figures_: Figures, *, is_brief: bool) -> Entry:
    language = told["language"]
    page = pages.of_article(told["slug"], language)
    own = instance.base_url() + told["links"]["self"]
    corrections = [Correction(_moment(each["at"]), each["note"]) for each in told["corrections"]]
    said_of_corrections = corrections if is_brief else []
    rights = _rights(told.get("rights"))
    terms = feed_texts.terms_line(rights, language) if rights is not None else ""
    return Entry(
        id=urns.of_version(told["id"], language),
        title=told["title"],
        lede=feed_texts.lede(told["summary"], language=language, corrections=said_of_corrections),
        html=None if is_brief else _text(told, page or own, corrections, terms, _of_pictures(told, figures_)),
        href=page or own,
        media_type=_JSON if page is None else _HTML,
        published=_moment(told["published_at"]),
        updated=_moment(told["updated_at"]),
        authors=[Author(each["name"], pages.of_byline(each["key"], language)) for each in told["bylines"]],
        topic=Topic(told["topic"]["key"], told["topic"]["name"], f"{instance.base_url()}/v1/topics"),
        picture=_picture(told, sizes),
        corrections=corrections,
        alternates=_alternates(told, pages),
        revision=told["revision"],
        freshness=told["freshness"],
        rights=rights,
        terms=terms,
    )


def _rights(told: _Document | None) -> Rights | None:
    if told is None:
        return None
    return Rights(**told)


def _of_pictures(told: _Document, figures_: Figures) -> dict[str, str]:
    """Say to a partner how each picture in its text may be used, by their ids."""
    if "rights" not in told:
        return {}
    shown = {id_: figures_.get(id_) for id_ in captions.pictures(told["body"]["content"])}
    return {
        id_: said.beside_picture({"rights": figures.rights(figure)}, told["language"], told["rights"])
        for id_, figure in shown.items()
        if figure is not None
    }


def _text(
    told: _Document, base: str, corrections: Sequence[Correction], terms: str, of_pictures: Mapping[str, str]
) -> str:
    freshness = told["freshness"]
    return feed_texts.whole(
        told["body"]["content"],
        base=base,
        language=told["language"],
        freshness=documents.FRESHNESS[freshness] if freshness != "current" else None,
        corrections=corrections,
        terms=terms,
        of_pictures=of_pictures,
    )


def _alternates(told: _Document, pages: Pages) -> list[Link]:
    """Give the pages of the other languages; and the API's documents, this one's too where people read a page."""
    found = []
    for other in told["alternates"]:
        page = pages.of_article(other["slug"], other["language"])
        is_own = other["language"] == told["language"]
        if page is not None and not is_own:
            found.append(Link(page, other["language"], _HTML))
        if page is not None or not is_own:
            found.append(Link(instance.base_url() + other["href"], other["language"], _JSON))
    return found


def _picture(told: _Document, sizes: _Sizes) -> Picture | None:
    """Give the size of a lead picture that is made in its upload, and so is always there."""
    shown, contract = told["picture"], told.get("rights")
    if shown is None:
        return None
    first = renditions.first(shown["width"], shown["height"])
    rights = shown["rights"]
    return Picture(
        href=PUBLIC.file(shown["id"], first),
        media_type=renditions.MEDIA_TYPES[first.format],
        length=sizes.get((shown["id"], first.width)),
        width=first.width,
        height=max(1, round(shown["height"] * first.width / shown["width"])),
        alt=shown["alt"],
        caption=shown["caption"],
        credit=shown["credit"],
        holder=rights["holder"],
        licence_url=rights["licence_url"],
        terms=said.beside_picture(shown, told["language"], contract) if contract is not None else "",
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
