"""What crosses the administrators' wire."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.accounts import audit, people
from api.accounts.roles import ROLES
from api.content import site
from api.languages import languages
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery

_OPEN = "A later version may have more of them."


class NewGrant(ma.Schema):
    """A role to be given, for one language or, where it is null, for all."""

    role = fields.Choice(*ROLES, required=True)
    language = ma.fields.String(load_default=None, allow_none=True, validate=fields.length(1, 35))


class GrantSchema(ma.Schema):
    """A role that a person has, for one language or, where it is null, for all."""

    id = ma.fields.String(required=True)
    role = fields.Choice(*ROLES, required=True)
    language = ma.fields.String(required=True, allow_none=True)


class NewPerson(ma.Schema):
    """A person to be added."""

    login = ma.fields.String(required=True)
    name = fields.Line(1, people.LONGEST_NAME, required=True)
    password = ma.fields.String(required=True)
    locale = ma.fields.String(load_default="en")
    grants = ma.fields.List(ma.fields.Nested(NewGrant), load_default=list, validate=fields.at_most(100))


class PersonChange(ma.Schema):
    """What changes of a person; what is left out stays."""

    name = fields.Line(1, people.LONGEST_NAME)
    locale = ma.fields.String()


class NewPassword(ma.Schema):
    """Another password."""

    password = ma.fields.String(required=True)


class PersonSchema(ma.Schema):
    """A person with their roles; of tokens only how many are valid."""

    id = ma.fields.String(required=True)
    login = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    locale = ma.fields.String(required=True)
    grants = ma.fields.List(ma.fields.Nested(GrantSchema), required=True)
    suspended_at = fields.Moment(required=True, allow_none=True)
    created_at = fields.Moment(required=True)
    token_count = ma.fields.Integer(required=True)


class PersonList(Envelope):
    """A page of people."""

    data = ma.fields.List(ma.fields.Nested(PersonSchema), required=True)


class NewLanguage(ma.Schema):
    """A language to be added; a transliteration falls back to its parent, if to no other."""

    code = fields.LanguageTag(required=True)
    native_name = fields.Line(1, languages.LONGEST_NAME, required=True)
    fallback = fields.LanguageTag(load_default=None, allow_none=True)
    transliteration_of = fields.LanguageTag(load_default=None, allow_none=True)


class LanguageChange(ma.Schema):
    """What changes of a language; what is left out stays."""

    native_name = fields.Line(1, languages.LONGEST_NAME)
    fallback = fields.LanguageTag(allow_none=True)
    transliteration_of = fields.LanguageTag(allow_none=True)
    position = fields.Whole(0, 999, metadata={"description": "Its place in the order, from 0, the default language's."})


class LanguageSchema(ma.Schema):
    """A language of the newsroom; `fallback` is the next of its chain.

    Texts of a transliteration are rewritten from those of the language that it names, and nobody works on them.
    """

    code = ma.fields.String(required=True)
    native_name = ma.fields.String(required=True)
    fallback = ma.fields.String(required=True, allow_none=True)
    transliteration_of = ma.fields.String(required=True, allow_none=True)
    position = ma.fields.Integer(required=True)


class LanguageList(Envelope):
    """All languages."""

    data = ma.fields.List(ma.fields.Nested(LanguageSchema), required=True)


class SiteWordsSchema(ma.Schema):
    """What the publication says of itself in one language."""

    name = fields.Line(1, site.LONGEST_NAME, required=True)
    tagline = fields.Line(0, site.LONGEST_TAGLINE, required=True)
    about = fields.Text(0, site.LONGEST_ABOUT, required=True)


def _page(own: str | None, what: str, **options: Any) -> ma.fields.String:  # noqa: ANN401
    within = f"`{own}` and `{{language}}`" if own is not None else "`{language}`"
    description = f"{what} An https address with {within} in it."
    return ma.fields.String(allow_none=True, metadata={"description": description}, **options)


class PagesChange(ma.Schema):
    """Templates of pages that are set; one that is null is taken away, one that is left out stays."""

    site = _page(None, "The front page.")
    article = _page("{slug}", "The page of an article in one language.")
    issue = _page("{key}", "The page of an issue.")
    topic = _page("{key}", "The page of a topic.")
    byline = _page("{key}", "The page of a byline.")
    preview = _page("{token}", "The page of a draft.")


class SitePages(ma.Schema):
    """Templates of the addresses at which the site shows what is published; null where it does not."""

    site = _page(None, "The front page.", required=True)
    article = _page("{slug}", "The page of an article in one language.", required=True)
    issue = _page("{key}", "The page of an issue.", required=True)
    topic = _page("{key}", "The page of a topic.", required=True)
    byline = _page("{key}", "The page of a byline.", required=True)
    preview = _page("{token}", "The page of a draft.", required=True)


class SiteChange(ma.Schema):
    """What changes of what the publication says of itself, by language, and of its `pages`; what is left out stays."""

    class Meta:
        unknown = ma.INCLUDE
        values = SiteWordsSchema

    pages = ma.fields.Nested(PagesChange)

    @ma.post_load
    def _read(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Read each language's words; complaints stand at their places. Gives `pages`, and `texts` by language."""
        pages = data.pop("pages", {})
        found, complaints = {}, {}
        for language, words in data.items():
            try:
                found[language] = SiteWordsSchema().load(words)
            except ma.ValidationError as error:
                complaints[language] = error.messages
        if complaints:
            raise ma.ValidationError(complaints)
        return {"pages": pages, "texts": found}


class SiteTexts(ma.Schema):
    """What the publication says of itself, by language: `{"be": {"name", "tagline", "about"}, …}`; and its `pages`."""

    class Meta:
        values = SiteWordsSchema

    pages = ma.fields.Nested(SitePages, required=True)

    @ma.post_dump(pass_original=True)
    def _write(self, data: dict[str, Any], original: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401
        """Write each language's words beside the pages."""
        texts = {language: words for language, words in original.items() if language != "pages"}
        return {language: SiteWordsSchema().dump(words) for language, words in texts.items()} | data


class AuditQuery(PageQuery):
    """Which part of the audit."""

    person = ma.fields.String(load_default=None, validate=fields.length(1, 64), metadata={"description": "An id"})
    action = ma.fields.String(load_default=None, validate=fields.length(1, 64))
    thing_id = ma.fields.String(load_default=None, validate=fields.length(1, 100))
    since = fields.Moment(load_default=None)


class PersonRef(ma.Schema):
    """Who did something."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class AuditEntrySchema(ma.Schema):
    """One deed; `person` is null for the command line."""

    id = ma.fields.String(required=True)
    at = fields.Moment(required=True)
    person = ma.fields.Nested(PersonRef, required=True, allow_none=True)
    action = fields.Choice(*audit.ACTIONS, required=True, metadata={"description": _OPEN})
    thing = fields.Choice(*audit.THINGS, required=True, metadata={"description": _OPEN})
    thing_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True, allow_none=True)
    details = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Raw(metadata={"type": ["string", "integer"]}), required=True
    )


class AuditEntryList(Envelope):
    """A page of the audit."""

    data = ma.fields.List(ma.fields.Nested(AuditEntrySchema), required=True)
