"""What an upload's answer says of each entry: its outcome and its reason, each in words. Clients rely on both.

A reason is phrased here and nowhere else: `detail` of an answer and the page of problems say it by the same sentence. A
few details say more than that, where the case is a special one; they stand beside it.
"""

from __future__ import annotations

from api.platform.errors import Phrase, say
from api.translation.entries import LONGEST_READ
from api.translation.files.exchange import Decision, FileEntry, Outcome

OUTCOMES: dict[Outcome, Phrase] = {
    "applied": say("The entry's translation, or its fuzzy mark, was taken."),
    "unchanged": say("There was nothing to take."),
    "stale": say("The source has changed since the export: the translation was kept, to be checked."),
    "moved": say("The source stands in another place now, and the translation followed it."),
    "unknown": say("No message could be found for the entry. It was skipped."),
    "refused": say("The translation was not taken."),
}
REASONS: dict[str, Phrase] = {
    "filled": say("The translation was filled in."),
    "replaced": say("The translation was replaced."),
    "overwrote": say(
        "This message has been edited here since the export. It was replaced; its history keeps both texts."
    ),
    "marked_fuzzy": say("The text is the same; it was marked as fuzzy, as in the file."),
    "confirmed": say("The text is the same; the file no longer marks it as fuzzy, and it counts as checked."),
    "same": say("The message already has this very translation."),
    "not_touched": say("The file has this message as it was exported. It has been edited here since."),
    "still_fuzzy": say("The text is the same and stays fuzzy: that a file has no fuzzy mark does not prove a check."),
    "still_checked": say("The text is the same and stays checked; the mode replace marks it as fuzzy."),
    "superseded": say("The message had this very text since the export; what was made of it afterwards stays."),
    "repeated": say(
        "This very file was brought before; what was done here since stays. The mode replace takes it again."
    ),
    "empty": say("The file has no translation for this message."),
    "source_changed": say(
        "The source has changed since the export. The translation was taken as fuzzy, to be checked against it."
    ),
    "source_removed": say(
        "The source of this message has been removed. The translation is kept with it, should it come back."
    ),
    "source_moved": say("The source stands in another place now. The translation followed it."),
    "no_such_message": say("The article has no such message, nor one with this source."),
    "ambiguous": say("Several messages have this source: it is not clear which is meant."),
    "already_translated": say("The message is translated already, against its source as it is now."),
    "edited_meanwhile": say("This message has been edited here since the export. The mode replace overwrites it."),
    "structure": say("The translation cannot stand here, in its links, footnotes or markup; detail says why."),
    "too_long": say("The text is too long; detail gives the limit."),
}

# Details that say more than their reason does.
SAME_ELSEWHERE = say("The message that has this source has this very translation already.")
CHECKED_SINCE = say("The file has this message as it was exported, fuzzy. It has been checked here since.")
SOURCE_IS_TRANSLATED = say("The message that has this source is translated already.")
CUT_OFF = say(
    "The translation ends with a space, as in a file that was cut off. It was taken as fuzzy: look at its end."
)
TOO_LONG = say("A source or translation has at most {limit} characters.", limit=LONGEST_READ)


def unchanged(of: FileEntry | Decision, reason: str, detail: Phrase | None = None) -> Decision:
    """Answer that nothing was to be taken; what was decided before no longer holds."""
    return _decision(of, "unchanged", reason, detail)


def refused(of: FileEntry | Decision, reason: str, detail: Phrase | None = None) -> Decision:
    """Answer that the translation was not taken; what was decided before no longer holds."""
    return _decision(of, "refused", reason, detail)


def unknown(of: FileEntry, reason: str, detail: Phrase | None = None) -> Decision:
    """Answer that no message was found that could take the translation."""
    return _decision(of, "unknown", reason, detail)


def _decision(of: FileEntry | Decision, outcome: Outcome, reason: str, detail: Phrase | None) -> Decision:
    return Decision(of.key, outcome, reason, detail or REASONS[reason], of.line)
