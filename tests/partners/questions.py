"""What tests of what partners read share: every public path as it is asked, and what of its answer lasts."""

from __future__ import annotations

import re

from tests.newsroom import Newsroom
from tests.partners import parties

_CURSOR = re.compile(rb'(?<="cursor":")[^"]+|(?<=since=)[^"&]+')
_ID = re.compile(rb'(?<="request_id":")[^"]+')


def paths(asked: dict[str, list[str]], places: dict[str, str]) -> list[str]:
    """Give the paths of routes by how each is asked; `{…}` in a question are of `places`."""
    return [
        re.sub(r"<\w+>.*$", "", rule.replace("<language>", "en")) + question.format(**places)
        for rule, questions in asked.items()
        for question in questions
    ]


def answer(newsroom: Newsroom, path: str, key: str) -> tuple[int, bytes]:
    """Give status and body of what a partner reads, but for what is another each time."""
    response = parties.call(newsroom, path, key)
    return response.status_code, lasting(response.data)


def lasting(body: bytes) -> bytes:
    """Leave out of a body its cursors of the journal and the id of the request: they are others each time."""
    return _CURSOR.sub(b"", nameless(body))


def nameless(body: bytes) -> bytes:
    """Leave out of a body the id of the request."""
    return _ID.sub(b"", body)
