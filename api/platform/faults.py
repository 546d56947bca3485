"""The codes inside a problem's `errors`, each with what it means. Clients rely on them.

A code may be new in a later version; a client that does not know it goes by the problem's own code. A reason why a
version is not ready, or was left out of a release, is of the same kind and stands here too.
"""

from __future__ import annotations

from api.platform.errors import Phrase, say

_REQUEST: dict[str, Phrase] = {
    "malformed_json": say("The JSON breaks off here, or this is not JSON."),
    "too_deep": say("The JSON is nested too deep."),
    "duplicate_field": say("A field appears twice in one object."),
    "unknown_field": say("There is no such field here."),
    "unknown_parameter": say("There is no such parameter here."),
    "repeated": say("A parameter that may be given once is given twice."),
    "required": say("What is needed is missing, empty or null."),
    "stale": say("It has changed since the ETag in If-Match was read."),
    "invalid_type": say("The value is of the wrong type: a text, say, where a number belongs."),
    "invalid_value": say("The value cannot be accepted."),
    "invalid_choice": say("The value is not one of the words that are accepted here; detail lists them."),
    "invalid_text": say("The text holds a control character, a NUL, half of a surrogate pair, or is not UTF-8."),
    "invalid_length": say("The text is too short or too long; detail gives the limits."),
    "too_long": say("The text is too long; detail gives the limit."),
    "too_many": say("The list is too long; detail gives the limit."),
    "out_of_range": say("The number or the time lies outside its limits."),
    "invalid_time": say("This is not a time with a time zone such as 2017-09-11T06:00:00Z (RFC 3339)."),
    "invalid_date": say("This is not a date such as 2017-09-11."),
    "in_the_past": say("The time has already passed."),
    "too_late": say("The time lies too far ahead; detail gives the limit."),
    "low_contrast": say("The colour cannot be read on its ground; detail gives the contrast that it needs."),
    "invalid_cursor": say("The cursor is not one of ours, or belongs to another query."),
    "expired_cursor": say("What lies behind the cursor is kept no longer; links.first is where to begin anew."),
    "invalid_key": say("A key, or the Idempotency-Key, has characters that it may not have."),
}
_NAMES: dict[str, Phrase] = {
    "duplicate": say("The same thing is named twice."),
    "unknown_language": say("There is no such language here, or the API does not speak it."),
    "unknown_topic": say("There is no such topic."),
    "unknown_byline": say("There is no such byline."),
    "unknown_issue": say("There is no such issue."),
    "unknown_article": say("There is no such article, or it is of another issue."),
    "unknown_picture": say("There is no such picture in the library."),
    "picture_not_shown": say("The picture is not one that the text shows."),
    "withdrawn_picture": say("The picture has been withdrawn or deleted."),
    "missing_article": say("The order leaves out an article of the issue."),
    "unknown_feed": say("This is not the address of one of our feeds."),
    "unknown_entry": say("The partner was told of no such correction or withdrawal."),
    "unknown_message": say("The version has no such message."),
    "unknown_person": say("There is no such person, or they are suspended."),
    "unknown_role": say("There is no such role."),
    "wrong_language": say("The person does not work in this language."),
    "invalid_language": say("This is not a language tag (BCP 47), or the role is not for one language."),
    "invalid_login": say("This is not a valid login; detail describes what one looks like."),
    "invalid_password": say("The password cannot be accepted; detail says why."),
    "invalid_week": say("This is not an ISO week such as 2017-W37."),
    "invalid_page": say("The address of a page of the site cannot be accepted; detail says why."),
    "invalid_slug": say("The address has characters that it may not have; detail describes them."),
    "transliteration": say("The language is a transliteration, or cannot be one of that language."),
    "circle": say("The languages would fall back in a circle."),
}
_KEYS: dict[str, Phrase] = {
    "malformed_key": say("The API key is incomplete: it has been cut off or mistyped."),
    "unknown_key": say("The API key is not one of ours."),
    "revoked_key": say("The API key has been revoked."),
    "expired_key": say("The API key has expired."),
    "key_in_query": say("An API key is in the address, where logs keep it; it belongs in the header."),
    "feed_token": say("A feed token opens feeds by their address, and nothing else; a key belongs here."),
    "wrong_address": say("The API key may not be used from this address."),
    "blocked_address": say("Nothing is sent to this address; detail says which are accepted."),
    "missing_scope": say("The API key has no scope for this; detail names it."),
    "partner_suspended": say("The partner is suspended."),
    "contract_ended": say("The contract of the partner has ended."),
}
_TEXTS: dict[str, Phrase] = {
    "raw_html": say("The text holds raw HTML."),
    "invisible_character": say("The text holds an invisible character."),
    "invalid_link": say("The link leads to an address that is not accepted."),
    "invalid_picture": say("The picture has an address that is not accepted."),
    "picture_alone": say("A picture of the library stands in a line of text, in a heading or in a cell."),
    "foreign_picture": say("The picture is of another host, where only those of the library are shown."),
    "too_many_pictures": say("The text shows too many pictures; detail gives the limit."),
    "decorative_alt": say("A picture is marked as decoration and has an alternative text."),
    "inline_only": say("Pictures and footnotes belong in the body, not in the title or the summary."),
    "line_break": say("A line is broken where only a paragraph may have line breaks."),
    "too_much_markup": say("There is too much markup; detail gives the limit."),
    "unclosed_markup": say("Markup is begun and not closed; detail names the place."),
    "nested_too_deep": say("Lists and quotations are nested too deep."),
    "too_many_blocks": say("The body has too many blocks; detail gives the limit."),
    "too_many_references": say("The body has too many link definitions."),
    "table_too_large": say("The table has too many cells; detail gives the limit."),
    "footnote_label": say("The footnote has a name that is not accepted."),
    "footnote_empty": say("The footnote has no text."),
    "footnote_undefined": say("There is no footnote of this name."),
    "footnote_duplicate": say("The footnote is defined twice."),
    "footnote_unreferenced": say("Nothing refers to the footnote."),
    "footnote_references": say("The translation refers to other footnotes than its source."),
    "link_targets": say("The translation links to other addresses than its source."),
    "pictures": say("The translation shows other pictures than its source."),
    "malformed_file": say("The file cannot be read here."),
}
_PICTURES: dict[str, Phrase] = {
    "picture_type": say("The file is no picture of a type that is taken; detail lists them."),
    "picture_too_large": say("The picture has too many bytes; detail gives the limit."),
    "picture_too_many_pixels": say("The picture has too many pixels; detail gives the limit."),
    "picture_too_complex": say("The picture takes too much time or memory to open."),
    "picture_shape": say("The picture is a mere line; detail gives the limit."),
    "picture_animated": say("The picture moves; only still ones are taken."),
    "picture_broken": say("The picture is broken or breaks off."),
    "redaction_outside": say("The redaction does not lie inside the picture."),
}
_READINESS: dict[str, Phrase] = {
    "missing_alt": say("A picture has neither an alternative text nor the mark of decoration."),
    "structure_changed": say("Blocks, their order, code or pictures have changed since the last step of the review."),
    "untranslated_messages": say("The message has no translation yet."),
    "fuzzy_messages": say("The translation of the message must be checked."),
    "missing": say("The article has no translation in this language yet."),
    "not_approved": say("The version is not approved."),
    "withdrawn": say("The version was withdrawn; only a release of its own article brings it back."),
}

_TYPOS: dict[str, Phrase] = {
    "typo_title": say("The title has changed; a typo leaves it alone."),
    "typo_number": say("A number, a numeral, a date or what it counts has changed; a typo leaves them alone."),
    "typo_name": say("A name or an abbreviation has changed, or what may be one; a typo leaves them alone."),
    "typo_negation": say("A negation has changed, or a sign beside one; a typo leaves them alone."),
    "typo_link": say("The address or the text of a link, or a picture, has changed; a typo leaves them alone."),
    "typo_footnote": say("A reference to a footnote has changed; a typo leaves them alone."),
    "typo_quotation": say("Quotation marks or a question mark have changed; a typo leaves them alone."),
    "typo_wording": say("A word was put in, taken away or replaced by another; a typo is of letters."),
    "typo_extent": say("More words have changed since the approval than typos do: of the message, or of the text."),
    "typo_structure": say("Blocks, pictures or code have come, gone, changed or moved; a typo leaves them alone."),
}

CODES: dict[str, Phrase] = _REQUEST | _NAMES | _KEYS | _TEXTS | _PICTURES | _READINESS | _TYPOS
