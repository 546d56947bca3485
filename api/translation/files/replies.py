"""What an uploader is told of one entry: the decisions that write nothing, and the words of those that do."""

from __future__ import annotations

from api.platform.errors import Phrase, say
from api.translation.files.exchange import LONGEST_TRANSLATION, Decision, FileEntry, Outcome

FILLED = say("The translation was filled in.")
REPLACED = say("The translation was replaced.")
OVERWROTE = say("This message has been edited here since the export. It was replaced; its history keeps both texts.")
MARKED = say("The text is the same; it was marked as fuzzy, as in the file.")
CONFIRMED = say("The text is the same; the file no longer marks it as fuzzy, and it counts as checked.")
CHANGED = say("The source has changed since the export. The translation was taken as fuzzy, to be checked against it.")
REMOVED = say("The source of this message has been removed. The translation is kept with it, should it come back.")
MOVED = say("The source stands in another place now. The translation followed it.")
CUT = say("The translation ends with a space, as in a file that was cut off. It was taken as fuzzy: look at its end.")


def empty(entry: FileEntry) -> Decision:
    """The file has nothing to say."""
    return _keep(entry, "empty", say("The file has no translation for this message."))


def same(entry: FileEntry) -> Decision:
    """What the file says stands there."""
    return _keep(entry, "same", say("The message already has this very translation."))


def same_elsewhere(entry: FileEntry) -> Decision:
    """What the file says stands where its source is now."""
    return _keep(entry, "same", say("The message that has this source has this very translation already."))


def not_touched(entry: FileEntry) -> Decision:
    """Only we have changed the text since the export."""
    return _keep(
        entry, "not_touched", say("The file has this message as it was exported. It has been edited here since.")
    )


def checked_since(entry: FileEntry) -> Decision:
    """The file's mark is that of the export."""
    checked = say("The file has this message as it was exported, fuzzy. It has been checked here since.")
    return _keep(entry, "not_touched", checked)


def superseded(entry: FileEntry) -> Decision:
    """Somebody has thought better of the text."""
    changed = say("The message had this very text since the export; what was made of it afterwards stays.")
    return _keep(entry, "superseded", changed)


def still_fuzzy(entry: FileEntry) -> Decision:
    """A missing mark proves nothing."""
    needs_yes = say("The text is the same and stays fuzzy: that a file has no fuzzy mark does not prove a check.")
    return _keep(entry, "still_fuzzy", needs_yes)


def still_checked(entry: FileEntry) -> Decision:
    """Filling takes no check away."""
    return _keep(
        entry, "still_checked", say("The text is the same and stays checked; the mode replace marks it as fuzzy.")
    )


def repeated(decision: Decision) -> Decision:
    """Make of a decision to write that the file has been brought before."""
    detail = say("This very file was brought before; what was done here since stays. The mode replace takes it again.")
    return Decision(decision.key, "unchanged", "repeated", detail, decision.line)


def already(entry: FileEntry) -> Decision:
    """Our text stands."""
    detail = say("The message is translated already, against its source as it is now.")
    return Decision(entry.key, "refused", "already_translated", detail, entry.line)


def edited_meanwhile(entry: FileEntry) -> Decision:
    """Both sides have changed the text since the export."""
    detail = say("This message has been edited here since the export. The mode replace overwrites it.")
    return Decision(entry.key, "refused", "edited_meanwhile", detail, entry.line)


def unfit(entry: FileEntry, why: Phrase) -> Decision:
    """The text cannot stand there."""
    return Decision(entry.key, "refused", "structure", why, entry.line)


def crowded(decision: Decision, why: Phrase) -> Decision:
    """Make of a decision to write that the version has no room for it."""
    return Decision(decision.key, "refused", "structure", why, decision.line)


def too_long(entry: FileEntry) -> Decision:
    """Nobody would read it."""
    limit = say("A source or translation has at most {limit} characters.", limit=LONGEST_TRANSLATION)
    return Decision(entry.key, "refused", "too_long", limit, entry.line)


def no_such_message(entry: FileEntry) -> Decision:
    """Neither id nor source is known."""
    return _left(entry, "no_such_message", say("The article has no such message, nor one with this source."))


def ambiguous(entry: FileEntry) -> Decision:
    """More than one message has the source."""
    return _left(entry, "ambiguous", say("Several messages have this source: it is not clear which is meant."))


def source_is_translated(entry: FileEntry) -> Decision:
    """The one message that has the source takes no text from elsewhere."""
    return _left(entry, "already_translated", say("The message that has this source is translated already."))


def _keep(entry: FileEntry, reason: str, detail: Phrase) -> Decision:
    return Decision(entry.key, "unchanged", reason, detail, entry.line)


def _left(entry: FileEntry, reason: str, detail: Phrase) -> Decision:
    outcome: Outcome = "unknown"
    return Decision(entry.key, outcome, reason, detail, entry.line)
