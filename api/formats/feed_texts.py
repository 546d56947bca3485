"""Texts as they stand in feeds, far from our pages: addresses whole, corrections and staleness told in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from urllib.parse import urljoin

from api.formats import captions
from api.formats import terms as said
from api.formats.feeds import Correction, Rights, moment
from api.languages import periods, words
from api.platform.errors import Phrase, say

NO_TERMS: Mapping[str, str] = {}

_CORRECTION = say("Correction")
_CORRECTED = say("This text has been corrected.")

# A tag with its attributes, as what has passed the allow-list is written; an address in one of them.
_TAG = re.compile(r'<[a-z][a-z0-9]*(?:\s+[a-zA-Z-]+(?:="[^"]*")?)+\s*/?>')
_ADDRESS = re.compile(r'(\s(?:href|src|cite)=")([^"]*)(?=")')


def whole(
    html: str,
    *,
    base: str,
    language: str,
    freshness: Phrase | None,
    corrections: Sequence[Correction],
    terms: str = "",
    of_pictures: Mapping[str, str] = NO_TERMS,
) -> str:
    """Give the HTML of a text, with a note that its source has moved on, if it has, and its corrections at its end.

    `base` is the address of the article, by which relative addresses in it are made absolute; `terms` are what a
    partner must print, at the very end, and `of_pictures` the terms of pictures by their ids, each below its picture.
    """
    html = captions.with_terms(html, of_pictures)
    above = [f"<p><em>{_escaped(words.say_in(freshness, language))}</em></p>\n"] if freshness is not None else []
    below = [f"\n<hr>\n{''.join(_corrected(each, language) for each in corrections)}"] if corrections else []
    last = [f"\n<p><small>{_escaped(terms)}</small></p>"] if terms else []
    return "".join([*above, absolute(html, base), *below, *last])


def terms_line(rights: Rights, language: str) -> str:
    """Give a partner's terms in a line: what to print beside the text, its licence, and until when it may be shown."""
    told = {"expires_at": rights.expires_at}
    return " · ".join(filter(None, [rights.attribution, rights.licence, said.end_of_text(told, language)]))


def lede(summary: str, *, language: str, corrections: Sequence[Correction]) -> str:
    """Give what stands for a text in a feed of summaries, with its corrections."""
    label = words.say_in(_CORRECTION, language)
    said = [f"{label}: {_note(each, language)}" for each in corrections]
    return "\n".join(filter(None, [summary, *said]))


def absolute(html: str, base: str) -> str:
    """Give HTML in which each link, picture and footnote leads to where it does on the page at `base`."""
    plain = base.partition("#")[0]

    def joined(found: re.Match[str]) -> str:
        return found[1] + escape(_joined(plain, unescape(found[2])))

    return _TAG.sub(lambda tag: _ADDRESS.sub(joined, tag[0]), html)


def _joined(base: str, address: str) -> str:
    if address.startswith("#"):
        return base + address
    try:
        return urljoin(base, address)
    except ValueError:  # no address at all, as `//[`
        return address


def _corrected(each: Correction, language: str) -> str:
    day = each.at.date()
    label = f"{words.say_in(_CORRECTION, language)}, {periods.label(day, day, language)}"
    note = _escaped(_note(each, language)).replace("\n", "<br>")
    return f'<p><strong><time datetime="{moment(each.at)}">{_escaped(label)}</time>:</strong> {note}</p>\n'


def _note(each: Correction, language: str) -> str:
    return each.note or words.say_in(_CORRECTED, language)


def _escaped(text: str) -> str:
    return escape(text, quote=False)
