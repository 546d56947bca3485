"""Tables of the hub: feeds that somebody follows, who follows them, and what is still to be asked of a callback."""

from __future__ import annotations

import peewee

from api.platform.db import Model, TimeField


class WebsubTopic(Model):
    """A feed with subscriptions; `mark` tells what it said at a `generation`, up to which has been looked."""

    url = peewee.TextField(primary_key=True)
    mark = peewee.TextField()
    generation = peewee.BigIntegerField()


class WebsubSubscription(Model):
    """Somebody who is sent a feed until `expires_at`. `secret` is sealed; None where deliveries are not signed.

    `mark` is of what the callback has, empty where nobody knows. Something is to be sent from `due_at` on, nothing if
    that is None. It is `claimed_by` a worker until `claimed_until`. `host` and `network` (a keyed hash) are where the
    callback is, to count by. `created_at` and `last_success_at` are cut to the hour.
    """

    id = peewee.TextField(primary_key=True)
    topic = peewee.ForeignKeyField(WebsubTopic, on_delete="CASCADE", index=False)
    topic_id: str
    callback = peewee.TextField()
    host = peewee.TextField(index=True)
    network = peewee.TextField(index=True)
    secret = peewee.TextField(null=True)
    mark = peewee.TextField()
    created_at = TimeField()
    expires_at = TimeField(index=True)
    due_at = TimeField(null=True, index=True)
    failures = peewee.IntegerField(default=0)
    last_success_at = TimeField(null=True)
    claimed_by = peewee.TextField(null=True)
    claimed_until = TimeField(null=True)

    class Meta:
        indexes = ((("topic", "callback"), True),)


class WebsubIntent(Model):
    """A question to a callback that has no answer yet: one for each callback and topic, the latest.

    `mode` is `subscribe`, `unsubscribe` or `denied`, which only tells, with a `reason`. `mark` is of what the feed said
    when it was asked for. `network` is a keyed hash of where the request came from.
    """

    id = peewee.TextField(primary_key=True)
    topic = peewee.TextField()
    callback = peewee.TextField()
    host = peewee.TextField(index=True)
    network = peewee.TextField(index=True)
    mode = peewee.TextField()
    lease_seconds = peewee.IntegerField()
    secret = peewee.TextField(null=True)
    mark = peewee.TextField()
    reason = peewee.TextField(null=True)
    created_at = TimeField()
    due_at = TimeField(index=True)
    attempts = peewee.IntegerField(default=0)
    claimed_by = peewee.TextField(null=True)
    claimed_until = TimeField(null=True)

    class Meta:
        indexes = ((("topic", "callback"), True),)
