"""Tables of the ground floor."""

from __future__ import annotations

import peewee

from api.platform.db import Model, TimeField


class Lease(Model):
    """Which worker holds a duty, and until when."""

    name = peewee.TextField(primary_key=True)
    holder = peewee.TextField()
    until = TimeField()
