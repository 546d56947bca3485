"""The site: what the publication says of itself in each language, and the addresses of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from api.content.models import SitePage, SiteText
from api.platform import characters, db, instance
from api.platform.errors import Fault, say

LONGEST_NAME = 200  # characters
LONGEST_TAGLINE = 300
LONGEST_ABOUT = 20_000


@dataclass(frozen=True, slots=True)
class SiteWords:
    """Name, tagline and about text."""

    name: str
    tagline: str
    about: str


def put(language: str, words: SiteWords) -> None:
    """Set what the publication says of itself in a language; one transaction."""
    with db.transaction():
        save({language: words})


def save(by_language: Mapping[str, SiteWords]) -> None:
    """Set what the publication says of itself in some languages. A step inside a transaction."""
    db.put(
        SiteText, [{"language": language, **asdict(words)} for language, words in by_language.items()], key=["language"]
    )


def save_templates(by_name: Mapping[str, str | None]) -> None:
    """Set the templates of some kinds of pages; None takes one away. A step inside a transaction."""
    db.require_transaction()
    gone = [name for name, template in by_name.items() if template is None]
    SitePage.delete().where(SitePage.resource.in_(gone)).execute()
    records = [{"resource": name, "template": template} for name, template in by_name.items() if template is not None]
    db.put(SitePage, records, key=["resource"])


def templates() -> dict[str, str]:
    """Give the templates of the site's pages by what they show; what has no page is not there."""
    return dict(db.rows("SELECT resource, template FROM site_page ORDER BY resource"))


def faults(words: SiteWords, pointer: str) -> list[Fault]:
    """Give the faults of the site's texts in a language; `pointer` is the place of that language."""
    tagline = characters.of_line(words.tagline, 0, LONGEST_TAGLINE)
    about = characters.of_text(words.about, 0, LONGEST_ABOUT)
    return [
        *characters.name_faults(words.name, LONGEST_NAME, f"{pointer}/name"),
        *characters.faults(tagline, say("The tagline"), f"{pointer}/tagline"),
        *characters.faults(about, say("The about text"), f"{pointer}/about"),
    ]


def everything() -> dict[str, SiteWords]:
    """Give what the publication says of itself by language, in the newsroom's order."""
    return {language: SiteWords(*words) for language, *words in db.rows(_EVERYTHING)}


def called(language: str) -> str:
    """Give how the publication is called, if need be in another language or by the host of its address."""
    names = {code: told.name for code, told in everything().items() if told.name}
    return names.get(language) or next(iter(names.values()), str(urlsplit(instance.base_url()).hostname))


_EVERYTHING = """
SELECT site_text.language, site_text.name, site_text.tagline, site_text.about
  FROM site_text
  JOIN language ON language.code = site_text.language
 ORDER BY language.position, language.code
"""
