"""Acknowledgements: a partner says that it has followed a correction, or taken down what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from api.partners import audiences
from api.partners.callers import Caller
from api.partners.receipts import places, receipts, standings
from api.partners.receipts.models import Acknowledgement, Receipt
from api.platform import db, ids, instance, lenses
from api.platform.errors import Fault, Invalid, say
from api.publishing.audience import Audience

Type = Literal["corrected", "withdrawn"]
TYPES: tuple[Type, ...] = get_args(Type)
Action = Literal["removed", "corrected", "not_published"]
ACTIONS: tuple[Action, ...] = get_args(Action)

MOST = 100  # entries of one call
_ALL = 2**62  # beyond every generation
_SKEW = timedelta(minutes=5)  # of a partner's clock


@dataclass(frozen=True, slots=True)
class Entry:
    """A correction or withdrawal that a partner acknowledges, with what it says of it.

    It is named as `/v1/changes` names it. The `revision` of a withdrawal is not looked at, and may be left out.
    `done_at` is when it was done.
    """

    type: Type
    article_id: str
    language: str
    revision: int | None = None
    action: Action | None = None
    url: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    generation: int
    revision: int | None


def create(caller: Caller, entries: Sequence[Entry], *, at: datetime) -> list[str]:
    """Acknowledge some entries of the journal, all or none, and give the ids; one transaction.

    What is acknowledged already keeps its time, and takes what is said of it now. It needs no contract that still
    covers the text: who has lost it must be able to say that it is gone.

    Raises:
        Invalid: each fault names its place; a partner was never told of such an entry, whether there is one or not.
    """
    _require_good(entries, at=at)
    with db.transaction():
        found = _found(caller, entries, at=at)
        made: dict[int, str] = {}
        for place in sorted(range(len(found)), key=lambda n: _key(caller, found[n].entry)):
            made[place] = _acknowledge(caller, found[place], at=at)
    return [made[place] for place in range(len(found))]


def _require_good(entries: Sequence[Entry], *, at: datetime) -> None:
    faults: list[Fault] = []
    for place, entry in enumerate(entries):
        if entry.type == "corrected" and entry.revision is None:
            faults.append(Fault("required", say("is required"), pointer=f"/entries/{place}/revision"))
        if entry.done_at is not None and entry.done_at > at + _SKEW:
            detail = say("lies in the future")
            faults.append(Fault("out_of_range", detail, pointer=f"/entries/{place}/done_at"))
        if entry.url is not None:
            faults += places.faults(entry.url, f"/entries/{place}/url")
    if faults:
        raise Invalid(faults[0].sentence, *faults)


def _found(caller: Caller, entries: Sequence[Entry], *, at: datetime) -> list[_Found]:
    audience = audiences.of(caller, base_url=instance.base_url(), at=at)
    found = [_look(audience, entry) for entry in entries]
    detail = say("You were told of no such correction or withdrawal.")
    faults = [
        Fault("unknown_entry", detail, pointer=f"/entries/{place}") for place, each in enumerate(found) if each is None
    ]
    if faults:
        raise Invalid(detail, *faults)
    return [each for each in found if each is not None]


def _look(audience: Audience, entry: Entry) -> _Found | None:
    """Give an entry with the generation up to which it is acknowledged; None where the partner knows of none."""
    version = (entry.article_id, entry.language)
    if entry.type == "corrected":
        with lenses.through(audience):
            row = db.row(_CORRECTED, (*version, entry.revision))
        return _Found(entry, int(row[0]), entry.revision) if row is not None and row[0] is not None else None
    with lenses.through(audience.looking_ahead):
        if db.row(_READABLE, version) is not None:
            return None
    return _Found(entry, audience.generation, entry.revision) if was_offered(audience, *version) else None


def was_offered(audience: Audience, article_id: str, language: str) -> bool:
    """Tell whether a partner was ever told of a version, by its receipts or by any contract that it has had."""
    if db.row(_RECEIVED, (audience.partner_id, article_id, language)) is not None:
        return True
    return any(_sees(each, until, article_id, language) for each, until in ever(audience))


def ever(audience: Audience) -> Iterable[tuple[Audience, int]]:
    """Give a partner as it reads now, and as it read by each contract before, with the generation that ended that."""
    yield audience, _ALL
    for change in audience.history():
        yield replace(change.before, at=change.at), change.generation


def _sees(audience: Audience, until: int, article_id: str, language: str) -> bool:
    with lenses.through(audience):
        return db.row(_EVER_PUBLIC, (article_id, language, until)) is not None


def _acknowledge(caller: Caller, found: _Found, *, at: datetime) -> str:
    entry, key = found.entry, _key(caller, found.entry)
    receipts.offer([(key, 0, at)])
    mine = (Receipt.partner == key[0]) & (Receipt.article_id == key[1]) & (Receipt.language == key[2])
    receipt = db.for_update(Receipt.select().where(mine)).get()
    standing = _standing(receipt, found)
    is_gone = entry.type == "withdrawn"
    if standing is None:
        column = "withdrawal_acknowledged" if is_gone else "correction_acknowledged"
        former = getattr(receipt, column)
        # What was under embargo goes without a new generation; what is handed over again after it is told by its time.
        reached = found.generation + 1 if is_gone else found.generation
        when = {"gone_acknowledged_at": at} if is_gone else {}
        Receipt.update({column: max(reached, former or 0), **when}).where(mine).execute()
        receipts.learn([(key, (found.generation, is_gone, at), "acknowledgement")])
        standing = _write(caller, found, at=at)
    said = {"action": entry.action, "url": entry.url, "done_at": entry.done_at}
    if told := {name: value for name, value in said.items() if value is not None}:
        Acknowledgement.update(told).where(Acknowledgement.id == standing).execute()
    return standing


def _write(caller: Caller, found: _Found, *, at: datetime) -> str:
    """Write an acknowledgement, in the place of one of the same generation: that was of what came before."""
    entry = found.entry
    same = (Acknowledgement.partner == caller.partner_id) & (Acknowledgement.article_id == entry.article_id)
    same &= (Acknowledgement.language == entry.language) & (Acknowledgement.type == entry.type)
    Acknowledgement.delete().where(same & (Acknowledgement.generation == found.generation)).execute()
    made = Acknowledgement.create(
        id=ids.new(), partner=caller.partner_id, article_id=entry.article_id, language=entry.language,
        type=entry.type, generation=found.generation, revision=found.revision, at=at, key_id=caller.key_id,
    )  # fmt: skip
    return str(made.id)


def _standing(receipt: Any, found: _Found) -> str | None:  # noqa: ANN401 - a row
    """Give the acknowledgement of the very same that stands already."""
    same = (
        (Acknowledgement.partner == receipt.partner_id)
        & (Acknowledgement.article_id == receipt.article_id)
        & (Acknowledgement.language == receipt.language)
        & (Acknowledgement.type == found.entry.type)
    )
    if found.entry.type == "corrected":
        same &= Acknowledgement.generation == found.generation
    elif not _is_done(receipt):
        return None
    row = Acknowledgement.select().where(same).order_by(Acknowledgement.generation.desc()).first()
    return str(row.id) if row is not None else None


def _is_done(receipt: Any) -> bool:  # noqa: ANN401 - a row
    """Tell whether a withdrawal is acknowledged, and the text was not handed over once more since."""
    got = max(receipt.fetched_generation or -1, receipt.delivered_generation or -1)
    return standings.is_acknowledged(
        receipt.withdrawal_acknowledged, got, at=receipt.gone_acknowledged_at, fetched_at=receipt.fetched_at
    )


def _key(caller: Caller, entry: Entry) -> receipts.Key:
    return caller.partner_id, entry.article_id, entry.language


_CORRECTED = """
SELECT MAX(c.generation)
  FROM change AS c JOIN publication AS p ON p.id = c.publication_id
 WHERE c.article_id = ? AND c.language = ? AND c.type = 'corrected' AND p.revision = ?
"""
_READABLE = """
SELECT 1 FROM reading AS r
 WHERE r.article_id = ? AND r.requested_language = ? AND r.language = r.requested_language AND r.list_json IS NOT NULL
"""
_RECEIVED = "SELECT 1 FROM receipt WHERE partner_id = ? AND article_id = ? AND language = ?"
_EVER_PUBLIC = "SELECT 1 FROM publication WHERE article_id = ? AND language = ? AND generation < ? LIMIT 1"
