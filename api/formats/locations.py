"""Where things are to be found from outside: absolute addresses, of the site's own pages where it names them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from api.publishing.pages import Pages

_KEPT = "%-._~:/?@!$&'()*+,;="  # what an address is made of beside letters and digits (RFC 3986 section 2)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def uri(address: str) -> str:
    """Write an address that people typed as a URI (RFC 3986)."""
    path, mark, fragment = _LONE_PERCENT.sub("%25", address.strip()).partition("#")
    return f"{quote(path, safe=_KEPT)}{mark}{quote(fragment, safe=_KEPT)}"


@dataclass(frozen=True, slots=True)
class Locations:
    """`base` is the API's address, without a slash at its end; `pages` are the site's own."""

    base: str
    pages: Pages

    def article(self, slug: str, language: str) -> str:
        """Give where people read an article: its page, else its document."""
        return self.pages.of_article(slug, language) or self.document(slug, language)

    def document(self, slug: str, language: str, **asked: str) -> str:
        """Give where the API has an article; `asked` are more parameters."""
        return self._at(f"/v1/articles/{slug}", language, asked)

    def issue(self, key: str, language: str) -> str:
        """Give where people read an issue."""
        return self.pages.of_issue(key, language) or self.issue_document(key, language)

    def issue_document(self, key: str, language: str, **asked: str) -> str:
        """Give where the API has an issue; `asked` are more parameters."""
        return self._at(f"/v1/issues/{key}", language, asked)

    def topic(self, key: str, language: str) -> str:
        """Give where people read of a topic."""
        return self.pages.of_topic(key, language) or self._at(f"/v1/topics/{key}", language, {})

    def byline(self, key: str, language: str) -> str:
        """Give where people read of an author."""
        return self.pages.of_byline(key, language) or self._at(f"/v1/bylines/{key}", language, {})

    def concept(self, *parts: str) -> str:
        """Give the name of a concept of ours, the same in every language: `https://…/v1/topics/river`."""
        return "/".join((self.base, "v1", *parts))

    def _at(self, path: str, language: str, asked: dict[str, str]) -> str:
        return f"{self.base}{path}?{urlencode({'lang': language, **asked})}"
