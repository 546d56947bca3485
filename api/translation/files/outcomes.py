"""What an upload's answer says of each entry, in words: the outcomes and the reasons. Clients rely on both."""

from __future__ import annotations

from api.platform.errors import Phrase, say
from api.translation.files.exchange import Outcome

OUTCOMES: dict[Outcome, Phrase] = {
    "applied": say("The entry's translation, or its fuzzy mark, was taken."),
    "unchanged": say("There was nothing to take."),
    "stale": say("The source has changed since the export: the translation was kept, to be checked."),
    "moved": say("The source stands in another place now, and the translation followed it."),
    "unknown": say("No message could be found for the entry. It was skipped."),
    "refused": say("The translation was not taken."),
}
REASONS: dict[str, Phrase] = {
    "filled": say("The message had no checked translation; the file's was filled in."),
    "replaced": say("The message had a translation; the file's replaced it."),
    "overwrote": say("The message had been edited here since the export; the mode replace overwrote that."),
    "marked_fuzzy": say("The text was the same; the fuzzy mark was taken over."),
    "confirmed": say("The text is the same; the file no longer marks it as fuzzy, and it counts as checked."),
    "same": say("The message already has this very translation."),
    "not_touched": say("The file has the message as it was exported; what was done here since stays."),
    "still_fuzzy": say("The text is the same and stays fuzzy: a missing mark does not prove a check."),
    "still_checked": say("The text is the same and stays checked; the mode replace marks it as fuzzy."),
    "superseded": say("The message had this very text since the export; what was made of it afterwards stays."),
    "repeated": say(
        "This very file was brought before; what was done here since stays. The mode replace takes it again."
    ),
    "empty": say("The file has no translation for this message."),
    "source_changed": say("The source has changed since the export; the translation was taken as fuzzy."),
    "source_removed": say("The source has been removed; the translation is kept, should it come back."),
    "source_moved": say("The same source stands in another message now."),
    "no_such_message": say("The article has no such message, nor one with this source."),
    "ambiguous": say("Several messages have this source: it is not clear which is meant."),
    "already_translated": say("The message is translated already, against its source as it is now."),
    "edited_meanwhile": say("The message has been edited here since the export; the mode replace would overwrite it."),
    "structure": say("The translation cannot stand here, in its links, footnotes or markup; detail says why."),
    "too_long": say("The text is too long; detail gives the limit."),
}
