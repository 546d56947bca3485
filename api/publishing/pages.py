"""Pages: where the site itself shows what is published, which the API's own addresses are not."""

from __future__ import annotations

from dataclasses import dataclass

from api.content import site, templates


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates of the site's pages (`content/templates.py`); None where the newsroom names none.

    Each verb gives the absolute address of a page as a URI, or None.
    """

    site: str | None = None
    article: str | None = None
    issue: str | None = None
    topic: str | None = None
    byline: str | None = None
    preview: str | None = None

    def of_site(self, language: str) -> str | None:
        """Give the front page."""
        return _filled(self.site, language)

    def of_article(self, slug: str, language: str) -> str | None:
        """Give the page of an article by its slug, in the language of its text."""
        return _filled(self.article, language, slug=slug)

    def of_issue(self, key: str, language: str) -> str | None:
        """Give the page of an issue."""
        return _filled(self.issue, language, key=key)

    def of_topic(self, key: str, language: str) -> str | None:
        """Give the page of a topic."""
        return _filled(self.topic, language, key=key)

    def of_byline(self, key: str, language: str) -> str | None:
        """Give the page of a byline."""
        return _filled(self.byline, language, key=key)

    def of_preview(self, token: str, language: str) -> str | None:
        """Give the page on which the site shows the draft that a token opens."""
        return _filled(self.preview, language, token=token)


def current() -> Pages:
    """Give the templates as the database has them now; one statement."""
    return Pages(**site.templates())


def _filled(template: str | None, language: str, **own: str) -> str | None:
    return templates.fill(template, language, **own) if template is not None else None
