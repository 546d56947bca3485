"""Showings: the pictures that a text shows, whether it may show them, and that they stay while it is being saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from api.content import body, leads, mentions
from api.content.body import Document
from api.content.texts import Text
from api.platform import characters, db, instance
from api.platform.errors import Fault, Invalid, Phrase, say

MOST = 200  # pictures of the library in one text


class Showing(NamedTuple):
    """A picture where a text shows it: its address as Markdown has it, and its line, None for the lead's."""

    address: str
    line: int | None

    @property
    def picture(self) -> str | None:
        """The id of the picture, None for one of another host."""
        mention = mentions.read(self.address)
        return mention.picture if mention is not None else None

    def fault(self, code: str, detail: Phrase) -> Fault:
        """Give a fault at this place."""
        if self.line is None:
            return Fault(code, detail, pointer=f"{leads.POINTER}/id")
        return Fault(code, detail, line=self.line)


def of(text: Text, document: Document) -> list[Showing]:
    """Give the pictures that a text shows: its lead, then those of its body in order, each as often as it is shown."""
    lead = [Showing(f"{mentions.SCHEME}{text.lead.picture}", None)] if text.lead is not None else []
    return lead + [Showing(*shown) for shown in document.pictures]


def require_own(showings: Sequence[Showing], before: Text | None) -> None:
    """Refuse too many pictures, and those of other hosts that the text `before` did not show, unless a setting lets in.

    Raises:
        Invalid: codes `too_many_pictures` and `foreign_picture`, each with its line.
    """
    own = [showing for showing in showings if showing.picture is not None]
    if len(own) > MOST:
        detail = say("A text shows at most {limit} pictures of the library.", limit=MOST)
        raise Invalid(detail, own[MOST].fault("too_many_pictures", detail))
    foreign = [showing for showing in showings if showing.picture is None]
    if not foreign or instance.has_foreign_pictures():
        return
    former = _addresses(before)
    new = [showing for showing in foreign if showing.address not in former]
    if new:
        body.refuse([showing.fault("foreign_picture", _foreign(showing.address)) for showing in new])


def keep(showings: Iterable[Showing], before: Text | None) -> None:
    """Keep the pictures of a text from being deleted or replaced until the transaction ends, if it may show them.

    One that another has replaced may be shown: readers see the other. One that was withdrawn or deleted may, where the
    text `before` named it already: its place stays empty. One statement. A step inside a transaction, as the last that
    locks.

    Raises:
        Invalid: codes `unknown_picture` and `withdrawn_picture`, each with its place.
    """
    own = [showing for showing in showings if showing.picture is not None]
    found = _kept({str(showing.picture) for showing in own})
    unknown = [showing for showing in own if showing.picture not in found]
    gone = [showing for showing in own if found.get(str(showing.picture)) is False]
    former = {address.partition("#")[0] for address in _addresses(before)} if gone else set()
    new = [showing for showing in gone if showing.address.partition("#")[0] not in former]
    faults = [showing.fault("unknown_picture", leads.UNKNOWN) for showing in unknown]
    faults += [showing.fault("withdrawn_picture", _WITHDRAWN) for showing in new]
    if faults:
        body.refuse(faults)


def undescribed(text: Text, document: Document) -> list[Fault]:
    """Give a fault for each picture of the library that is neither described nor marked as decoration.

    What cannot be seen describes nothing. Code `missing_alt`; the lines are those of the text in its normal form, of
    which `document` is.
    """
    found = []
    if text.lead is not None and not text.lead.is_decorative and not characters.is_visible(text.lead.alt):
        found.append(Fault("missing_alt", _MISSING, pointer=f"{leads.POINTER}/alt"))
    for token in document.tokens:
        mention = mentions.read(str(token.attrs["src"])) if token.type == "picture" else None
        if mention is not None and not mention.is_decorative and not characters.is_visible(token.meta["alt"]):
            found.append(Fault("missing_alt", _MISSING, line=(token.map or [0])[0] + 1))
    return found


_WITHDRAWN = say("This picture has been withdrawn or deleted.")
_MISSING = say("This picture has no alternative text, and is not marked as decoration.")

# Those that took the place of others are read, and kept, with them.
_STANDING = """
SELECT id, replaced_by, withdrawn_at IS NULL AND deleted_at IS NULL, has_files
  FROM picture
 WHERE id IN ({marks}) OR id IN (SELECT replaced_by FROM picture WHERE id IN ({marks}))
 ORDER BY id
"""


def _foreign(address: str) -> Phrase:
    return say("A picture comes from the library, not from {address}: add it there first.", address=address[:200])


def _addresses(text: Text | None) -> set[str]:
    """Read which pictures a saved text shows, by address."""
    return {showing.address for showing in of(text, body.read(text.body))} if text is not None else set()


def _kept(ids: set[str]) -> dict[str, bool]:
    """Give of some pictures, as far as there are any, whether they can be shown; they are locked, shared with others.

    On PostgreSQL one that took another's place while we waited for the lock is not among those found; it has files.
    """
    if not ids:
        return {}
    sql = _STANDING.format(marks=", ".join("?" * len(ids)))
    found = {picture: columns for picture, *columns in db.keep(sql, [*sorted(ids), *sorted(ids)], only_key=True)}
    standing = {}
    for picture in ids & found.keys():
        replaced_by, is_open, has_files = found[picture]
        if replaced_by is not None:
            _, is_open, has_files = found.get(replaced_by, (None, is_open, True))
        standing[picture] = bool(is_open and has_files)
    return standing
