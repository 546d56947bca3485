"""Biographies: what readers are told of an author, by language; plain text with blank lines between paragraphs."""

from __future__ import annotations

from api.content import naming
from api.content.models import BylineBiography

BIOGRAPHIES = naming.texts(BylineBiography, "byline", "text", "/biographies")
put, of = BIOGRAPHIES.put, BIOGRAPHIES.of
