"""Handovers: what the present request gives to a partner, noted for the account of what each has received."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import flask
import orjson
from flask import request

from api.delivery import readers
from api.platform import bindings
from api.publishing.admissions import PASSAGE, Passage
from api.publishing.audience import MARK, Audience
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
        flask.after_this_request(partial(_tell, partner, tuple(given), page))


def _tell(partner: Audience, given: Sequence[Handover], page: str, response: flask.Response) -> flask.Response:
    """Tell when all has been read: in a sandbox it is written down at once, which no snapshot allows."""
    flask.current_app.extensions["receipts"].given(partner, given, page=page)
    return response


def note_texts(documents: Iterable[bytes]) -> None:
    """Note the texts that the present request hands over with others, where it is a partner's."""
    _note_shown(documents, has_text=True)


def note_long(documents: Iterable[bytes]) -> Callable[[], object]:
    """Note that the present request offers a partner texts in a long answer; gives what notes that they were taken.

    That is to be called when the last piece has been asked for, when the request is over. Of an answer that is left, or
    dies with its server, the texts were offered and no more. In a sandbox all is noted with the request, which alone is
    in there.
    """
    given = list(documents)
    if (partner := readers.audience()) is None or bindings.bound() is not None:
        note_texts(given)
        return lambda: None
    note_offers(given)
    return partial(flask.current_app.extensions["receipts"].given, partner, _shown(given, partner, has_text=True))


def note_offers(documents: Iterable[bytes]) -> None:
    """Note that the present request tells a partner of texts by their list form, which has title and summary."""
    _note_shown(documents, has_text=False)


def note_feed(language: str, shown: Iterable[str], withdrawn: Iterable[str], *, has_text: bool) -> None:
    """Note the articles of a page of a feed, where it is a partner's: those that it shows, and those it takes back.

    What is shown there whole is fetched like any text. A tombstone is told, and nothing proves that it was understood.
    """
    if (partner := readers.audience()) is None:
        return
    up_to = partner.generation
    given = [Handover(id_, language, up_to, is_there=True, has_text=has_text, is_direct=has_text) for id_ in shown]
    note([*given, *(Handover(id_, language, up_to, is_there=False, has_text=False) for id_ in withdrawn)])


def note_return(page: str) -> None:
    """Note that a partner has come with the cursor of a page."""
    if (partner := readers.audience()) is not None:
        flask.current_app.extensions["receipts"].came_back(partner, page)


def note_read(
    article_id: str, language: str | None, *, is_there: bool = True, ahead_revision: int | None = None
) -> None:
    """Note that the present request asks for one article and gets it, or is told that it is not there."""
    if language is not None and (partner := readers.audience()) is not None:
        found = Handover(
            article_id, language, partner.generation, is_there, has_text=is_there, is_direct=True,
            ahead_revision=ahead_revision,
        )  # fmt: skip
        note([found])


def _note_shown(documents: Iterable[bytes], *, has_text: bool) -> None:
    if (partner := readers.audience()) is not None:
        note(_shown(documents, partner, has_text=has_text))


def _shown(documents: Iterable[bytes], partner: Audience, *, has_text: bool) -> list[Handover]:
    return [
        Handover(
            each["id"], each["language"], partner.generation, is_there=True, has_text=has_text, is_direct=has_text,
            ahead_revision=each.get("revision") if MARK in each else None,
        )
        for each in map(orjson.loads, documents)
        if "id" in each and "language" in each
    ]  # fmt: skip
