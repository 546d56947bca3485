"""What crosses the desk's wire (CONTRACT.md, "Desk")."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.accounts import people
from api.accounts.roles import ROLES
from api.content.articles import TRENDS
from api.content.texts import WEIGHTS
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery
from api.translation.status import Status

LONGEST_TITLE = 300
LONGEST_SUMMARY = 2_000
LONGEST_BODY = 2 * 1024 * 1024  # characters; the room `content` bounds the bytes and says so by line
LONGEST_TRANSLATION = 100_000

TITLE = "In the caller's language, where the newsroom has it, else in its default one; or else `titles`, by language."


class PersonRef(ma.Schema):
    """Someone as shown beside what they did."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class GrantSchema(ma.Schema):
    """A role, for one language or, where it is null, for all."""

    role = fields.Choice(*ROLES, required=True)
    language = ma.fields.String(required=True, allow_none=True)


class Me(ma.Schema):
    """The person whose token this is."""

    id = ma.fields.String(required=True)
    login = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    locale = ma.fields.String(required=True)
    grants = ma.fields.List(ma.fields.Nested(GrantSchema), required=True)


class MeChange(ma.Schema):
    """What changes of oneself; what is left out stays."""

    name = fields.Line(1, people.LONGEST_NAME)
    locale = ma.fields.String()


class NewPassword(ma.Schema):
    """Another password, and the one that it takes the place of."""

    current_password = ma.fields.String(required=True, validate=fields.length(1, 1_000))
    password = ma.fields.String(required=True)


class Login(ma.Schema):
    """A login with its password."""

    login = ma.fields.String(required=True, validate=fields.length(1, 100))
    password = ma.fields.String(required=True, validate=fields.length(1, 1_000))


class Session(ma.Schema):
    """A session token."""

    token = ma.fields.String(required=True)
    expires_at = fields.Moment(required=True)
    person = ma.fields.Nested(Me, required=True)


class NewToken(ma.Schema):
    """A token to be made: what it is for, and until when; null stands for the latest moment allowed.

    That is the end of the token in use or, with one's password, a year from now.
    """

    name = fields.Line(1, 100, required=True)
    expires_at = fields.Moment(load_default=None, allow_none=True)
    password = ma.fields.String(load_default=None, allow_none=True, validate=fields.length(1, 1_000))


class TokenSchema(ma.Schema):
    """A token of one's own; its text is shown once, when it is made."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    created_at = fields.Moment(required=True)
    expires_at = fields.Moment(required=True, allow_none=True)
    last_used_on = ma.fields.String(required=True, allow_none=True, metadata={"format": "date"})
    etag = ma.fields.String(required=True)


class MadeToken(TokenSchema):
    """A token just made, with its text."""

    token = ma.fields.String(required=True)


class DryRun(ma.Schema):
    """Whether to try only."""

    dry_run = fields.Flag(load_default=False)


class NewIssue(ma.Schema):
    """A week to be planned."""

    key = ma.fields.String(required=True, metadata={"example": "2017-W37"})
    titles = fields.ByLanguage(fields.Line(1, LONGEST_TITLE))
    title = fields.Line(1, LONGEST_TITLE, allow_none=True, metadata={"description": TITLE})


class IssuePeriod(ma.Schema):
    """Monday and Sunday of the week."""

    start = fields.Day(required=True)
    end = fields.Day(required=True)


class IssueSchema(ma.Schema):
    """An issue as it is planned, with its articles in the editor's order."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    title = ma.fields.String(required=True, allow_none=True, metadata={"description": "In the caller's language."})
    titles = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    period = ma.fields.Nested(IssuePeriod, required=True)
    articles = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "Ids, in order."})
    created_at = fields.Moment(required=True)
    deadline_at = fields.Moment(required=True, allow_none=True)


class NewArticle(ma.Schema):
    """An article with its first text, in Markdown (CommonMark with tables and footnotes)."""

    source_language = ma.fields.String(required=True)
    topic = ma.fields.String(required=True, metadata={"description": "A topic's key."})
    issue = ma.fields.String(load_default=None, allow_none=True, metadata={"description": "An issue's key."})
    trend = fields.Choice(*TRENDS, load_default=None, allow_none=True)
    bylines = ma.fields.List(
        ma.fields.String(), load_default=list, validate=fields.at_most(20), metadata={"description": "Keys, in order."}
    )
    title = ma.fields.String(required=True, validate=fields.length(1, LONGEST_TITLE))
    summary = ma.fields.String(load_default="", validate=fields.length(0, LONGEST_SUMMARY))
    body = ma.fields.String(required=True, validate=fields.length(0, LONGEST_BODY))


class ArticleChange(ma.Schema):
    """What may be changed about an article beside its text; what is left out stays."""

    topic = ma.fields.String()
    issue = ma.fields.String(allow_none=True)
    trend = fields.Choice(*TRENDS, allow_none=True)
    bylines = ma.fields.List(ma.fields.String(), validate=fields.at_most(20))


class RevisionSchema(ma.Schema):
    """A saved state of the source text."""

    number = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)
    summary = ma.fields.String(required=True)
    body = ma.fields.String(required=True)
    created_at = fields.Moment(required=True)
    created_by = ma.fields.Nested(PersonRef, required=True)
    weight = fields.Choice(*WEIGHTS, required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)


class NewRevision(ma.Schema):
    """A change of the source text; what is left out stays. `note` is what readers are told of a correction.

    `override_reason` lets approvals stand over what is called a typo and is more; the audit keeps it.
    """

    title = ma.fields.String(validate=fields.length(1, LONGEST_TITLE))
    summary = ma.fields.String(validate=fields.length(0, LONGEST_SUMMARY))
    body = ma.fields.String(validate=fields.length(0, LONGEST_BODY))
    weight = fields.Choice(*WEIGHTS, load_default="meaning")
    note = fields.Note(2_000)
    override_reason = fields.Note(1_000)


class ImpactCounts(ma.Schema):
    """Messages by what the revision did to them."""

    unchanged = ma.fields.Integer(required=True)
    changed = ma.fields.Integer(required=True)
    new = ma.fields.Integer(required=True)
    removed = ma.fields.Integer(required=True)
    moved = ma.fields.Integer(required=True)


class ImpactSchema(ma.Schema):
    """What a revision does to one language."""

    language = ma.fields.String(required=True)
    messages = ma.fields.Nested(ImpactCounts, required=True)
    words_to_do = ma.fields.Integer(required=True)
    published = ma.fields.Boolean(required=True)


class SavedRevision(RevisionSchema):
    """A revision just saved, or tried, with its impact on each other language."""

    dry_run = ma.fields.Boolean(required=True)
    impact = ma.fields.List(ma.fields.Nested(ImpactSchema), required=True)


class ProgressCounts(ma.Schema):
    """By state."""

    total = ma.fields.Integer(required=True)
    untranslated = ma.fields.Integer(required=True)
    fuzzy = ma.fields.Integer(required=True)
    translated = ma.fields.Integer(required=True)
    approved = ma.fields.Integer(required=True)


class ProgressSchema(ma.Schema):
    """How far a version is; `percent` is of words that need nothing more."""

    messages = ma.fields.Nested(ProgressCounts, required=True)
    words = ma.fields.Nested(ProgressCounts, required=True)
    percent = ma.fields.Integer(required=True)


class VersionBrief(ma.Schema):
    """A language version in short."""

    language = ma.fields.String(required=True)
    status = fields.Choice(*get_args(Status), required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)


class ArticleSchema(ma.Schema):
    """An article with its latest revision and how far each language is."""

    id = ma.fields.String(required=True)
    source_language = ma.fields.String(required=True)
    topic = ma.fields.String(required=True)
    issue = ma.fields.String(required=True, allow_none=True)
    trend = fields.Choice(*TRENDS, required=True, allow_none=True)
    bylines = ma.fields.List(ma.fields.String(), required=True)
    revision = ma.fields.Nested(RevisionSchema, required=True)
    versions = ma.fields.List(ma.fields.Nested(VersionBrief), required=True)


class ArticleQuery(PageQuery):
    """Which articles."""

    issue = ma.fields.String(load_default=None, metadata={"description": "An issue's key."})


class TokenList(Envelope):
    """Tokens, the latest first."""

    data = ma.fields.List(ma.fields.Nested(TokenSchema), required=True)


class RevisionList(Envelope):
    """Revisions, the latest first."""

    data = ma.fields.List(ma.fields.Nested(RevisionSchema), required=True)


class ArticleList(Envelope):
    """Articles, the latest first."""

    data = ma.fields.List(ma.fields.Nested(ArticleSchema), required=True)
