"""Tables of the ground floor."""

from __future__ import annotations

import peewee

from api.platform.db import Model, TimeField


class Lease(Model):
    """Which worker holds a duty, and until when."""

    name = peewee.TextField(primary_key=True)
    holder = peewee.TextField()
    until = TimeField()


class RateCounter(Model):
    """How often something was tried in a window of time. The key is a keyed hash: nobody's address or login."""

    key = peewee.TextField(primary_key=True)
    count = peewee.IntegerField()
    expires_at = TimeField(index=True)


class Heartbeat(Model):
    """The newest time recorded, in its one row, by which a clock that has jumped ahead is noticed."""

    name = peewee.TextField(primary_key=True)
    at = TimeField()


class OutboundHold(Model):
    """That nothing goes out, and since when: by hand, by the setting; and when the latest hold ended (`holding`)."""

    name = peewee.TextField(primary_key=True)
    at = TimeField()


class IdempotencyRecord(Model):
    """A POST that its caller may repeat: `state` is running, committed or answered, the last with the answer.

    The key is a hash of the credential and of what the caller sent, the owner one of the credential; `holder` is who
    does the work until `held_until`.
    """

    key = peewee.TextField(primary_key=True)
    owner = peewee.TextField(index=True)
    fingerprint = peewee.TextField()
    state = peewee.TextField()
    holder = peewee.TextField()
    held_until = TimeField()
    expires_at = TimeField(index=True)
    status = peewee.IntegerField(null=True)
    headers = peewee.TextField(null=True)
    body = peewee.BlobField(null=True)


class Letter(Model):
    """Something to be told by e-mail, in a language, and what came of it.

    It waits until it has a `sent_at` or is given up; who sends it holds it until `claimed_until`. `error` is why the
    latest try failed. Some time after its end nothing is left of subject and text.
    """

    id = peewee.TextField(primary_key=True)
    address = peewee.TextField()
    kind = peewee.TextField()
    subject = peewee.TextField()
    text = peewee.TextField()
    language = peewee.TextField(default="en")
    created_at = TimeField()
    attempts = peewee.IntegerField(default=0)
    first_tried_at = TimeField(null=True)
    due_at = TimeField(null=True)
    claimed_by = peewee.TextField(null=True)
    claimed_until = TimeField(null=True)
    sent_at = TimeField(null=True, index=True)
    given_up_at = TimeField(null=True)
    error = peewee.TextField(null=True)
