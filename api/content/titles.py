"""Titles of issues, by language: most weeks have none, and are known by their dates."""

from __future__ import annotations

from api.content import naming
from api.content.models import IssueTitle

TITLES = naming.texts(IssueTitle, "issue", "title", "/titles")
put, of = TITLES.put, TITLES.of
