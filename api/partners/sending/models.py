"""Tables of webhooks: endpoints, what is to be delivered to them, and each attempt."""

from __future__ import annotations

import peewee

from api.partners.models import Partner
from api.platform.db import Model, TimeField


class Webhook(Model):
    """An endpoint of a partner. `events` is a JSON list, `payload` thin or full.

    `state` is `unverified` until a ping has been answered, then `active`; `paused` when it has failed for days, and
    `disabled` by the partner or by its own 410; `cause` says why. `secret` and `former_secret` are sealed. From
    `begins_at`, its first verification, events are kept for it. `failures` counts those since the last success, and
    nothing but withdrawals is sent before `not_before`. `last_failure` is the status or the failure's name.
    `last_number` is that of its latest delivery. `contract` is
    the serial of the partner, and a digest of the contract, when it was last told of that; or that it has missed
    something while the partner was not let in.
    """

    id = peewee.TextField(primary_key=True)
    partner = peewee.ForeignKeyField(Partner, on_delete="CASCADE")
    partner_id: str
    url = peewee.TextField()
    name = peewee.TextField()
    events = peewee.TextField()
    payload = peewee.TextField()
    state = peewee.TextField(default="unverified")
    cause = peewee.TextField(null=True)
    secret = peewee.TextField()
    former_secret = peewee.TextField(null=True)
    former_until = TimeField(null=True)
    created_at = TimeField()
    begins_at = TimeField(null=True)
    stopped_at = TimeField(null=True)
    failing_since = TimeField(null=True)
    failures = peewee.IntegerField(default=0)
    not_before = TimeField(null=True)
    last_success_at = TimeField(null=True)
    last_failure_at = TimeField(null=True)
    last_failure = peewee.TextField(null=True)
    last_number = peewee.BigIntegerField(default=0)
    contract = peewee.TextField(default="")
    serial = peewee.IntegerField(default=1)


class Delivery(Model):
    """Something to be told to an endpoint; its id is the `webhook-id` of each attempt. No text of an article is in it.

    `number` counts those of the endpoint in the order in which they happened. Those of one `subject` (an article, an
    issue) go one after the other. `state` is `queued`, `delivered`, `dead` (given up) or `replaced` (by a withdrawal);
    one that was being sent when the withdrawal came is `is_overtaken`, and not sent again. It is `claimed_by` a worker
    until `claimed_until`. `touched` is as the journal has it.
    """

    id = peewee.TextField(primary_key=True)
    webhook = peewee.ForeignKeyField(Webhook, on_delete="CASCADE", index=False)
    webhook_id: str
    number = peewee.BigIntegerField()
    event = peewee.TextField()
    subject = peewee.TextField()
    article_id = peewee.TextField(null=True)
    language = peewee.TextField(null=True)
    revision = peewee.IntegerField(null=True)
    touched = peewee.TextField(null=True)
    reason = peewee.TextField(null=True)
    at = TimeField()
    state = peewee.TextField(default="queued")
    is_urgent = peewee.BooleanField(default=False)
    is_overtaken = peewee.BooleanField(default=False)
    due_at = TimeField()
    first_tried_at = TimeField(null=True)
    attempts = peewee.IntegerField(default=0)
    claimed_by = peewee.TextField(null=True)
    claimed_until = TimeField(null=True)
    finished_at = TimeField(null=True, index=True)

    class Meta:
        indexes = (
            (("webhook", "number"), True),
            (("webhook", "state", "is_urgent", "due_at", "number"), False),
            (("webhook", "state", "subject", "number"), False),
            (("state",), False),
        )


class DeliveryAttempt(Model):
    """One try of a delivery: the status that came back or the name of the failure, and a piece of the answer."""

    id = peewee.TextField(primary_key=True)
    delivery = peewee.ForeignKeyField(Delivery, on_delete="CASCADE")
    delivery_id: str
    number = peewee.IntegerField()
    at = TimeField(index=True)
    milliseconds = peewee.IntegerField()
    status = peewee.IntegerField(null=True)
    failure = peewee.TextField(null=True)
    detail = peewee.TextField(null=True)
    answer = peewee.TextField(default="")


class FollowedJournal(Model):
    """Up to which entry of the journal deliveries have been made."""

    name = peewee.TextField(primary_key=True)
    generation = peewee.BigIntegerField()
    position = peewee.IntegerField()
