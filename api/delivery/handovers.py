"""Handovers: what the present request gives to a partner, noted for the account of what each has received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import flask
import orjson
from flask import request

from api.delivery import readers
from api.publishing.admissions import PASSAGE, Passage
from api.publishing.handovers import Handover


def note(given: Sequence[Handover], *, page: str = "") -> None:
    """Note what the present request hands over, where it is a partner's; a HEAD request is given nothing.

    What the edge has made for others too, the edge notes, of each to whom it gives it (`Passage`).
    """
    if not given or (partner := readers.audience()) is None:
        return
    passage: Passage | None = request.environ.get(PASSAGE)
    if passage is not None and passage.handovers is not None:
        passage.handovers += given
    elif request.method != "HEAD":
        flask.current_app.extensions["receipts"].given(partner, given, page=page)


def note_texts(documents: Iterable[bytes]) -> None:
    """Note the texts that the present request hands over with others, where it is a partner's."""
    if (partner := readers.audience()) is not None:
        shown = [orjson.loads(document) for document in documents]
        note(
            [
                Handover(each["id"], each["language"], partner.generation, is_there=True, has_text=True, is_direct=True)
                for each in shown
                if "id" in each and "language" in each
            ]
        )


def note_return(page: str) -> None:
    """Note that a partner has come with the cursor of a page."""
    if (partner := readers.audience()) is not None:
        flask.current_app.extensions["receipts"].came_back(partner, page)


def note_read(article_id: str, language: str | None, *, is_there: bool = True) -> None:
    """Note that the present request asks for one article and gets it, or is told that it is not there."""
    if language is not None and (partner := readers.audience()) is not None:
        found = Handover(article_id, language, partner.generation, is_there, has_text=is_there, is_direct=True)
        note([found])
