"""Names for life: what an article in a language is called outside of our addresses."""

from __future__ import annotations

import uuid


def of_version(article_id: str, language: str) -> str:
    """Give the URN of an article in a language: a UUID version 5 of the language in its id (RFC 9562, section 5.5).

    It is the same for ever, whatever becomes of slug, title and host, and tells nothing of them.
    """
    return uuid.uuid5(uuid.UUID(article_id), language).urn
