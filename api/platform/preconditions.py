"""If-Match: which version of a thing the caller has read before changing it (RFC 9110 section 13.1.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from api.platform.errors import Fault, PreconditionFailed, PreconditionRequired, say

_LONGEST = 8_192  # characters of If-None-Match that are looked at: some hundred tags
# RFC 9110 section 8.8.3; werkzeug's parse_etags takes words without quotes for strong tags, so any `5` would match.
_TAGS = re.compile(r'(?<![^ \t,])(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


@dataclass(frozen=True, slots=True)
class Expected:
    """The entity tags that the caller would accept, without their quotes; None stands for any (`If-Match: *`)."""

    tags: frozenset[str] | None = None

    def check(self, tag: object) -> None:
        """Compare with the thing's present tag, mostly a serial.

        Raises:
            PreconditionFailed: the thing has changed since the caller read it.
        """
        if self.tags is not None and str(tag) not in self.tags:
            detail = say("This has changed since you read it. Read it again and decide afresh.")
            raise PreconditionFailed(detail, Fault("stale", detail, header="If-Match"))


ANY = Expected()


def expected(header: str) -> Expected:
    """Read If-Match. A weak tag matches nothing (RFC 9110 section 13.1.1)."""
    return ANY if header == "*" else Expected(frozenset(tag for weak, tag in _TAGS.findall(header) if not weak))


def named(header: str) -> frozenset[str] | None:
    """Give the tags in If-None-Match, weak or not: their comparison is weak (section 13.1.2); None for any (`*`)."""
    text = header[:_LONGEST].strip()
    return None if text == "*" else frozenset(tag for _, tag in _TAGS.findall(text))


def required() -> PreconditionRequired:
    """Give the refusal of a write that does not say what its caller has read (RFC 6585 section 3)."""
    detail = say("Send the ETag that you read in If-Match.")
    return PreconditionRequired(detail, Fault("required", detail, header="If-Match"))
