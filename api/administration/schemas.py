"""What crosses the administrators' wire."""

from __future__ import annotations

import marshmallow as ma

from api.accounts.roles import ROLES
from api.platform import fields


class HeldGrant(ma.Schema):
    """A role, for one language or, where it is null, for all."""

    role = fields.Choice(*ROLES, required=True)
    language = ma.fields.String(load_default=None, allow_none=True)


class NewPerson(ma.Schema):
    """A person to be added."""

    login = ma.fields.String(required=True)
    name = fields.Text(1, 200, required=True)
    password = ma.fields.String(required=True)
    locale = ma.fields.String(load_default="en")
    grants = ma.fields.List(ma.fields.Nested(HeldGrant), load_default=list, validate=fields.at_most(100))


class PersonSchema(ma.Schema):
    """A person with their roles."""

    id = ma.fields.String(required=True)
    login = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    locale = ma.fields.String(required=True)
    grants = ma.fields.List(ma.fields.Nested(HeldGrant), required=True)
    suspended_at = fields.Moment(required=True, allow_none=True)
