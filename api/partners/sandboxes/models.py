"""Table of the sandboxes."""

from __future__ import annotations

import peewee

from api.partners.models import Partner
from api.platform.db import Model, TimeField


class Sandbox(Model):
    """A partner's sandbox. In the newsroom's database it tells which file it is, and when the worker is to look at it.

    `number` rises with each new beginning; `due_at` is null while there is nothing to send. In the sandbox's own file
    `serial` is that of the partner whose contract stands there.
    """

    partner = peewee.ForeignKeyField(Partner, primary_key=True, on_delete="CASCADE")
    partner_id: str
    number = peewee.IntegerField(default=1)
    serial = peewee.IntegerField(default=0)
    due_at = TimeField(null=True, index=True)
