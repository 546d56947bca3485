"""What a typo leaves standing: reviews that go on, and approvals that hold where it changed nothing much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.platform.errors import Fault, NotTypo, Phrase, say
from api.translation import history, reviews, status
from api.translation.catalogues import Catalogue, Line
from api.translation.matching import typos
from api.translation.matching.typos import Reworded, Touch, Touched

_MOST_FAULTS = 20


def carry(
    before: Mapping[str, Catalogue],
    after: Mapping[str, Catalogue],
    *,
    is_reframed: bool,
    override_reason: str | None,
    by: Actor,
    at: datetime,
) -> bool:
    """Let reviews and approvals stand over a typo, and tell whether that took the reason of an editor.

    A version is approved anew that was approved and is so still in every message: nothing new, split or joined is among
    them. One in review stays there, where it lacks nothing. `is_reframed` tells that the text has other blocks, or the
    same in another order. A step inside a transaction, once the revision is saved.

    Raises:
        NotTypo: the edit touches what an approval was given for, and there is no reason; a fault for each.
    """
    carried = {language: _carried(before[language], catalogue) for language, catalogue in after.items()}
    found = _touched(before, after, carried, is_reframed=is_reframed)
    if found and not override_reason:
        raise NotTypo(
            say("This is more than a typo: an approval would not hold. Save it as “meaning”."), *_faults(found)
        )
    reason = override_reason if found else None
    for language, catalogue in after.items():
        _carry(before[language], catalogue, carried[language], reason, by=by, at=at)
    return bool(found)


def _carried(before: Catalogue, after: Catalogue) -> list[Line]:
    """Give the messages whose source changed and whose approval stands all the same."""
    approved = {line.entry.key: line.entry.source for line in before.placed if status.state(before, line) == "approved"}
    return [
        line
        for line in after.placed
        if status.state(after, line) == "approved"
        and line.entry.key in approved
        and approved[line.entry.key] != line.entry.source
    ]


def _touched(
    before: Mapping[str, Catalogue],
    after: Mapping[str, Catalogue],
    carried: Mapping[str, Sequence[Line]],
    *,
    is_reframed: bool,
) -> list[Touched]:
    """Say what no typo may touch, of all that was approved in any language; each thing once."""
    found: list[Touched] = []
    if is_reframed and any(_stays_approved(before[language], after[language]) for language in after):
        found.append(Touched("typo_structure"))
    stakes = {language: carried[language] for language in after if carried[language]}
    serials = reviews.last_looks([after[language].version_id for language in stakes])
    for language, lines in stakes.items():
        was, catalogue = before[language], after[language]
        sources = history.sources_at(was.version_id, serials.get(was.version_id, 0))
        approved = {line.entry.key: line.entry.source for line in was.placed if status.state(was, line) == "approved"}
        looked_at = {key: sources.get(key) or source for key, source in approved.items()}
        new = {line.entry.key for line in lines}
        reworded = [
            Reworded(key, line.entry.kind, looked_at[key], line.entry.source, is_new=key in new)
            for line in catalogue.placed
            if (key := line.entry.key) in looked_at and looked_at[key] != line.entry.source
        ]
        found += typos.touched(reworded, looked_at.values())
    return list(dict.fromkeys(found))


def _stays_approved(before: Catalogue, after: Catalogue) -> bool:
    return status.status(before) == "approved" and status.is_approved(after)


def _faults(found: Sequence[Touched]) -> list[Fault]:
    return [
        Fault(each.what, _said(each), entry=each.key) if each.key else Fault(each.what, _said(each), pointer="/body")
        for each in found[:_MOST_FAULTS]
    ]


def _said(each: Touched) -> Phrase:
    if each.before or each.after:
        return say("{what} {before} → {after}", what=_TOLD[each.what], before=each.before, after=each.after)
    return _TOLD[each.what]


_TOLD: dict[Touch, Phrase] = {
    "typo_title": say("The title has changed:"),
    "typo_number": say("A number or a date has changed:"),
    "typo_name": say("A name has changed, or what may be one:"),
    "typo_negation": say("A negation has changed:"),
    "typo_link": say("A link or a picture has changed:"),
    "typo_footnote": say("A footnote has changed its place:"),
    "typo_quotation": say("A quotation or a question has changed:"),
    "typo_wording": say("Another word stands there:"),
    "typo_extent": say("More words have changed since the approval than typos do."),
    "typo_structure": say("Blocks have come, gone or moved."),
}


def _carry(
    before: Catalogue, after: Catalogue, carried: Sequence[Line], reason: str | None, *, by: Actor, at: datetime
) -> None:
    if carried and after.is_source:  # where the text itself is the source, nothing else in its history tells of it
        events = [
            history.Event(line.entry.key, "carried", line.entry.translation, line.entry.source, "approved")
            for line in carried
        ]
        history.note(after.version_id, after.serial, events, by=by.id, at=at, turn=1)
    was = status.status(before)
    is_review = was == "in_review" and not status.unfinished(after)
    if carried or is_review:
        audit.note(
            "version.carry",
            by=by.id,
            at=at,
            thing="article",
            thing_id=after.article_id,
            language=after.language,
            revision=after.revision,
            messages=len(carried),
            override_reason=reason,
        )
    if is_review or _stays_approved(before, after):
        reviews.carry(after, reason=None if is_review else reason, by=by, at=at)
