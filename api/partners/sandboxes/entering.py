"""Entering a sandbox: from there on, the present thread works in the partner's own database, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.content.pictures import storage
from api.partners import contracts, partners
from api.partners.keys import Caller
from api.partners.models import Partner
from api.partners.sandboxes import files, terms
from api.partners.sandboxes.models import Sandbox
from api.partners.sending.models import Delivery, DeliveryAttempt, Webhook
from api.platform import bindings, db
from api.platform.drivers import Sqlite
from api.platform.models import IdempotencyRecord

_STAYS = (Webhook, Delivery, DeliveryAttempt, IdempotencyRecord)  # what a new beginning leaves as it was
_AT_ONCE = 100  # rows


def enter(caller: Caller, *, at: datetime) -> Caller:
    """Bind the present thread to a partner's sandbox, and give the caller with the contract that stands there.

    Until `leave`. The contract is brought after the real one where that has changed.
    """
    with bindings.on(None):
        live = Partner.get_by_id(caller.partner_id)
        number = _number(caller.partner_id)
        db.release_connection()
    _bind(files.database(caller.partner_id, number))
    if _follow(live, at=at):
        wake(caller.partner_id, at=at)
    return replace(caller, contract=contracts.of(Partner.get_by_id(caller.partner_id)))


def leave() -> None:
    """Let the present thread work on the newsroom's own database again, after a request."""
    if bindings.bound() is not None:
        try:
            db.release_connection()
        finally:
            _bind(None)  # whatever is wrong with the sandbox, the next request of this thread is not in it


def wake(partner_id: str, *, at: datetime) -> None:
    """Have the worker look whether a sandbox has something to send."""
    with bindings.on(None), db.transaction(aside=True):
        Sandbox.update(due_at=at).where(Sandbox.partner == partner_id).execute()


def live(partner_id: str) -> Partner:
    """Give a partner with its real contract, from within its sandbox."""
    with bindings.on(None):
        return Partner.get_by_id(partner_id)


def begin_anew(partner_id: str, *, at: datetime) -> None:
    """Put a new sandbox in the place of a partner's, and bind the present thread to it.

    Endpoints and their log stay, but for what waited; every cursor ends. Two at once come one after the other.
    """
    old = bindings.bound()
    assert old is not None  # noqa: S101 - the caller has entered
    with db.watched(first=_nothing, last=_nothing), bindings.on(None), db.transaction():
        ((number,),) = db.rows(
            "UPDATE sandbox SET number = number + 1 WHERE partner_id = ? RETURNING number", (partner_id,)
        )
        new, partner = files.begin(partner_id, int(number)), Partner.get_by_id(partner_id)
        with files.inside(new):
            _follow(partner, at=at)
        _carry(old, new)
    with bindings.on(old):
        db.release_connection()
    _bind(new)
    with db.transaction():
        pass  # what is watched of a write is done here: that the caller still may, and that the request is marked


def _nothing() -> None:
    """Do nothing where a write is watched: what is made for its sake is not the write itself."""


def _bind(other: Sqlite | None) -> None:
    bindings.bind(other)
    storage.bind(files.store() if other is not None else None)


def _number(partner_id: str) -> int:
    found = db.row("SELECT number FROM sandbox WHERE partner_id = ?", (partner_id,))
    if found is None:
        with db.transaction(aside=True):
            db.insert(Sandbox, partner=partner_id)
        found = db.row("SELECT number FROM sandbox WHERE partner_id = ?", (partner_id,))
    assert found is not None  # noqa: S101 - it is there now
    return int(found[0])


def _follow(live: Partner, *, at: datetime) -> bool:
    """Bring the contract in the present sandbox after the real one; tells whether that has changed."""
    known = db.row("SELECT serial FROM sandbox WHERE partner_id = ?", (live.id,))
    if known is not None and int(known[0]) == live.serial:
        return False
    values = {"name": live.name, "contact": live.contact, **terms.of(contracts.of(live))}
    if known is not None:
        partners.change(live.id, values, by=None, at=at)
    with db.transaction():
        if known is None:
            partners.copy(live.id, values, at=live.created_at)
        db.put(Sandbox, [{"partner": live.id, "serial": live.serial}], key=["partner"])
    return True


def _carry(old: Sqlite, new: Sqlite) -> None:
    """Take what stays into another file."""
    for model in _STAYS:
        with files.inside(old):
            rows = list(model.select().where(_stays(model)).dicts())
        with files.inside(new), db.transaction():
            for place in range(0, len(rows), _AT_ONCE):
                model.insert_many(rows[place : place + _AT_ONCE]).execute()


def _stays(model: Any) -> Any:  # noqa: ANN401 - of any of these tables, and a condition of peewee's
    waiting = Delivery.state == "queued"
    conditions: dict[Any, Callable[[], Any]] = {
        Delivery: lambda: ~waiting,
        DeliveryAttempt: lambda: DeliveryAttempt.delivery.not_in(Delivery.select(Delivery.id).where(waiting)),
    }
    return conditions.get(model, lambda: True)()
