"""What crosses the desk's wire of people: logging in, who somebody is, and their tokens."""

from __future__ import annotations

import marshmallow as ma

from api.accounts import people
from api.accounts.roles import ROLES
from api.platform import fields
from api.platform.schemas import Envelope


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


class TokenList(Envelope):
    """Tokens, the latest first."""

    data = ma.fields.List(ma.fields.Nested(TokenSchema), required=True)
