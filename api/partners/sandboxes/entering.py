"""Entering a sandbox: from there on, the present thread works in the partner's own database, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.content.pictures import storage
from api.partners import contracts, partners
from api.partners.callers import Caller
from api.partners.models import Partner
from api.partners.sandboxes import files, terms
from api.partners.sandboxes.models import Sandbox
from api.partners.sending.models import Delivery, DeliveryAttempt, Webhook
from api.platform import bindings, db
from api.platform.drivers import Sqlite
from api.platform.errors import Damaged, say
from api.platform.models import IdempotencyRecord

log = logging.getLogger("polyweek")

_STAYS = (Webhook, Delivery, DeliveryAttempt, IdempotencyRecord)  # what a new beginning leaves as it was
_AT_ONCE = 100  # rows


def enter(caller: Caller, *, at: datetime) -> Caller:
    """Bind the present thread to a partner's sandbox, and give the caller with the contract that stands there.

    Until `leave`. The contract is brought after the real one where that has changed.

    Raises:
        Damaged: the file of the sandbox is.
    """
    with bindings.on(None):
        live = Partner.get_by_id(caller.partner_id)
        number = _number(caller.partner_id)
        db.release_connection()
    try:
        _bind(files.database(caller.partner_id, number))
        if _follow(live, at=at):
            wake(caller.partner_id, at=at)
        return replace(caller, contract=contracts.of(Partner.get_by_id(caller.partner_id)))
    except Damaged as error:
        raise Damaged(say("This sandbox is damaged: begin anew with reset.")) from error


def enter_to_leave_behind(caller: Caller, *, at: datetime) -> Caller:
    """Enter, as `enter`, a sandbox that is to begin anew in a moment, whatever has become of its file.

    One that is damaged is put aside, and another is in its place already, with what could be read of the endpoints.
    """
    with bindings.on(None):
        number = _number(caller.partner_id)
    try:
        found = enter(caller, at=at)
        files.require_whole()
    except Damaged:
        leave()
        _mend(caller.partner_id, number, at=at)
        return enter(caller, at=at)
    return found


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
        new = _begun(partner_id, int(number), at=at)
        for model in _STAYS:
            _carry(model, old, new)
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
    wanted = terms.of(contracts.of(live))
    known = db.row(_KNOWN, (live.id,))
    if known == (live.serial, wanted["embargo_lead_minutes"]):
        return False
    values = {"name": live.name, "contact": live.contact, **wanted}
    if known is not None:
        partners.change(live.id, values, by=None, at=at)
    with db.transaction():
        if known is None:
            partners.copy(live.id, values, at=live.created_at)
        db.put(Sandbox, [{"partner": live.id, "serial": live.serial}], key=["partner"])
    return True


# The lead beside the serial number: sandboxes once had none, whatever the contract said.
_KNOWN = """
SELECT s.serial, p.embargo_lead_minutes FROM sandbox AS s JOIN partner AS p ON p.id = s.partner_id
 WHERE s.partner_id = ?
"""


def _mend(partner_id: str, number: int, *, at: datetime) -> None:
    """Put a damaged sandbox aside, and another in its place unless somebody has done so already."""
    with bindings.on(None), db.transaction():
        known = db.rows(
            "UPDATE sandbox SET number = number + 1 WHERE partner_id = ? AND number = ? RETURNING number",
            (partner_id, number),
        )
        if not known:
            return
        new, old = _begun(partner_id, number + 1, at=at), files.put_aside(partner_id, number)
        try:
            lost = _carry_readable(old, new)
        finally:
            old.close_all()
    told = {"partner_id": partner_id, "number": number, "lost": lost}
    log.warning("a sandbox was damaged: it is put aside and begins anew", extra=told)


def _begun(partner_id: str, number: int, *, at: datetime) -> Sqlite:
    new, partner = files.begin(partner_id, number), Partner.get_by_id(partner_id)
    with files.inside(new):
        _follow(partner, at=at)
    return new


def _carry_readable(old: Sqlite, new: Sqlite) -> list[str]:
    """Take what stays into another file as far as it can be read; gives the tables that could not, and those after."""
    for place, model in enumerate(_STAYS):
        try:
            _carry(model, old, new)
        except Exception as error:  # whatever a damaged row may do
            log.info("a table of a damaged sandbox is lost", exc_info=error)
            return [each._meta.table_name for each in _STAYS[place:]]  # noqa: SLF001
    return []


def _carry(model: Any, old: Sqlite, new: Sqlite) -> None:  # noqa: ANN401 - any of these tables
    """Take what stays of a table into another file."""
    with files.inside(old):
        rows = list(model.select().where(_stays(model)).dicts())
    with files.inside(new), db.transaction():
        for place in range(0, len(rows), _AT_ONCE):
            model.insert_many(rows[place : place + _AT_ONCE]).execute()


def _stays(model: Any) -> Any:  # noqa: ANN401 - of any of these tables, and a condition of peewee's
    waiting = (Delivery.state == "queued") & (Delivery.event != "ping")  # that is of an endpoint, which stays
    conditions: dict[Any, Callable[[], Any]] = {
        Delivery: lambda: ~waiting,
        DeliveryAttempt: lambda: DeliveryAttempt.delivery.not_in(Delivery.select(Delivery.id).where(waiting)),
    }
    return conditions.get(model, lambda: True)()
