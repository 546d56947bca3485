"""Pages of an archive: each article and the list of them as HTML, all of them as one to be printed, and texts. Pure.

Nothing on them is from elsewhere: pictures are those beside them or, on the page to be printed, in it. A page is given
piece by piece, so that no more than one picture need be in memory.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html import escape
from typing import Any

from api.formats import captions, terms
from api.formats.archive_parts import Archive, Entry, File
from api.languages import languages, periods, words
from api.platform.errors import Phrase, say

Fetch = Callable[[File], bytes]
Source = Callable[[File], Iterator[str]]  # gives what stands in `src` for a picture's file

# As `figures.html` writes it; the attributes before and behind the addresses stay.
_PICTURE = re.compile(
    r'<picture>.*?<img(?P<before>[^>]*?) src="[^"]*/media/(?P<id>[0-9a-f-]{36})/[^"]*" srcset="[^"]*" sizes="[^"]*"'
    r' width="\d+" height="\d+"(?P<behind>[^>]*)></picture>',
    re.DOTALL,
)
_LAZY = ' loading="lazy" decoding="async"'
_FOREIGN = re.compile(r'<img[^>]*? src="(?P<src>https?://[^"]*)"[^>]*?>')
_ALT = re.compile(r' alt="([^"]*)"')

_STYLE = """
body{font:1rem/1.5 Georgia,"Times New Roman","Noto Serif",serif;max-width:42rem;margin:2rem auto;padding:0 1rem}
body{color:#111}
h1,h2{line-height:1.2}img{max-width:100%;height:auto}figure{margin:1.5rem 0}
figcaption,footer,.by{font-size:.875rem;color:#444}.credit{font-style:italic}.terms{display:block}.summary{font-weight:bold}
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem;text-align:start}
pre{white-space:pre-wrap}footer{border-top:1px solid #999;margin-top:2rem}blockquote{margin-inline-start:1.5rem}
"""
_PRINT_STYLE = """
@page{size:A4;margin:20mm 18mm 22mm;@bottom-center{content:counter(page);font:9pt serif}}
@page:first{@bottom-center{content:none}}
@media print{body{font-size:11pt;max-width:none;margin:0;padding:0;hyphens:auto}
header.cover{min-height:60mm;padding-top:40mm}}
article{break-before:page}h1,h2,h3{break-after:avoid}figure,table,blockquote{break-inside:avoid}
figure img{max-height:120mm;width:auto;max-width:100%}p{orphans:3;widows:3}
a{color:inherit}
"""


def article(archive: Archive, entry: Entry) -> Iterator[str]:
    """Write a page of an article, whose pictures are the files beside it."""

    def beside(file: File) -> Iterator[str]:
        yield f"../{file.name}"

    shown = entry.document
    yield _head(shown["title"], shown["language"], entry.direction, _STYLE)
    yield from _article(archive, entry, beside, level=1)
    yield "</body></html>\n"


def contents(archive: Archive) -> Iterator[str]:
    """Write the page that leads to all others."""
    language = archive.language
    yield _head(archive.title, language, archive.direction, _STYLE)
    yield f"<h1>{_text(archive.title)}</h1>"
    yield f"<p>{_text(archive.publisher)} · {_text(archive.issue['period_label'])}</p>\n<ol>\n"
    for entry in archive.entries:
        shown = entry.document
        yield (
            f'<li><a href="{entry.name}.html" lang="{escape(shown["language"])}">{_text(shown["title"])}</a>'
            f"{_text(other_language(archive, entry))}<br>{_text(entry.byline)}</li>\n"
        )
    yield "</ol>\n"
    links = {"print.html": say("All of it, to be printed"), "README.txt": say("What is in this archive")}
    listed = "".join(
        f'<li><a href="{name}">{_text(words.say_in(said, language))}</a></li>' for name, said in links.items()
    )
    yield f"<ul>{listed}</ul>\n<footer><p>{_text(terms.of_text(archive.rights, language))}</p></footer></body></html>\n"


def printed(archive: Archive, fetch: Fetch) -> Iterator[str]:
    """Write all articles as one page to be printed, or made a PDF of: each picture is in it."""

    def inside(file: File) -> Iterator[str]:
        return _data(file, fetch)

    yield _head(archive.title, archive.language, archive.direction, _STYLE + _PRINT_STYLE)
    yield f'<header class="cover"><p>{_text(archive.publisher)}</p><h1>{_text(archive.title)}</h1>'
    yield f"<p>{_text(archive.issue['period_label'])}</p></header>\n<ol>\n"
    for entry in archive.entries:
        shown = entry.document
        language = escape(shown["language"])
        yield f'<li><a href="#text-{entry.number}" lang="{language}">{_text(shown["title"])}</a></li>\n'
    yield f"</ol>\n<p>{_text(terms.of_text(archive.rights, archive.language))}</p>\n"
    for entry in archive.entries:
        yield from _article(archive, entry, inside, level=2)
    yield "</body></html>\n"


def text(archive: Archive, entry: Entry) -> str:
    """Write an article as plain text: title, who signs it, the text, whom to name beside pictures, and the terms."""
    shown = entry.document
    pictures = [told for told in entry.pictures if told["id"] in archive.files]
    parts = [
        shown["title"],
        entry.byline,
        shown["summary"],
        entry.text,
        *_corrections(shown),
        "\n".join(
            " ".join(filter(None, [f"[{archive.files[told['id']].name}]", _under(told), _terms(told, entry)]))
            for told in pictures
        ),
        f"© {shown['published_at'][:4]} {archive.publisher}",
        terms.of_text(entry.rights, shown["language"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def other_language(archive: Archive, entry: Entry) -> str:
    """Say by its own name, in brackets, in which language a text is that is not in the archive's; else nothing."""
    code = str(entry.document["language"])
    return f" ({languages.name_in(code, code)})" if code != archive.language else ""


def credits(archive: Archive) -> str:  # noqa: A001 - what it is
    """Write whom to name beside which picture, and on which terms it may be used."""
    told = {each["id"]: (each, entry) for entry in archive.entries for each in entry.pictures}
    lines = []
    for id_, (each, entry) in told.items():
        if (file := archive.files.get(id_)) is not None:
            lines += [f"{file.name}: {_under(each)}", f"    {terms.of_picture(each, archive.language, entry.rights)}"]
    return "\n".join([*(line.rstrip() for line in lines), ""])


def _article(archive: Archive, entry: Entry, source: Source, *, level: int) -> Iterator[str]:
    shown = entry.document
    language = escape(shown["language"])
    yield f'<article id="text-{entry.number}" lang="{language}" dir="{entry.direction}">\n<header>'
    yield f"<h{level}>{_text(shown['title'])}</h{level}>"
    day = _day(shown["published_at"], shown["language"])
    yield f'<p class="by">{_text(" · ".join(filter(None, [entry.byline, day])))}</p>'
    yield f'<p class="summary">{_text(shown["summary"])}</p>' if shown["summary"] else ""
    yield "</header>\n"
    yield from _lead(archive, entry, source)
    yield from _body(archive, entry, source)
    yield "<footer>"
    yield "".join(f"<p>{_text(line)}</p>" for line in _corrections(shown))
    said = terms.of_text(entry.rights, shown["language"])
    yield f"<p>© {shown['published_at'][:4]} {_text(archive.publisher)}. {_text(said)}</p>"
    yield "</footer></article>\n"


def _lead(archive: Archive, entry: Entry, source: Source) -> Iterator[str]:
    told = entry.document["picture"]
    if told is None or (file := archive.files.get(told["id"])) is None:
        return
    yield '<figure class="picture"><img src="'
    yield from source(file)
    below = captions.below(_text(_under(told)), _terms(told, entry))
    yield f'"{_size(file)} alt="{escape(told["alt"])}"><figcaption>{below}</figcaption></figure>\n'


def _body(archive: Archive, entry: Entry, source: Source) -> Iterator[str]:
    """Give the HTML of a body with each picture in its place; what is on another host is a link, not a picture."""
    terms_ = {told["id"]: _terms(told, entry) for told in entry.pictures}
    html, end = captions.with_terms(entry.document["body"]["content"], terms_), 0
    for found in _PICTURE.finditer(html):
        yield _without_foreign(html[end : found.start()])
        end = found.end()
        if (file := archive.files.get(found["id"])) is not None:
            yield f'<img{found["before"]} src="'
            yield from source(file)
            yield f'"{_size(file)}{found["behind"].replace(_LAZY, "")}>'
    yield _without_foreign(html[end:])


def _size(file: File) -> str:
    return f' width="{file.width}" height="{file.height}"'


def _without_foreign(html: str) -> str:
    def link(found: re.Match[str]) -> str:
        alt = _ALT.search(found[0])
        return f'<a href="{found["src"]}">{alt[1] if alt and alt[1] else found["src"]}</a>'

    return _FOREIGN.sub(link, html)


def _data(file: File, fetch: Fetch) -> Iterator[str]:
    yield "data:image/jpeg;base64,"
    yield base64.b64encode(fetch(file)).decode()


def _under(told: Mapping[str, Any]) -> str:
    """Give what stands below a picture: its caption and whom to name."""
    return " — ".join(filter(None, [told["caption"], told["credit"]]))


def _terms(told: Mapping[str, Any], entry: Entry) -> str:
    """Say how a picture may be used, in the language of the text that it stands in."""
    return terms.beside_picture(told, entry.document["language"], entry.rights)


def _corrections(shown: Mapping[str, Any]) -> Iterator[str]:
    for each in sorted(shown["corrections"], key=lambda each: str(each["at"])):
        day, note = _day(each["at"], shown["language"]), each["note"]
        said: Phrase = (
            say("Corrected on {date}: {note}", date=day, note=note)
            if note
            else say("Corrected on {date}.", date=day.removesuffix("."))  # 2026 г.
        )
        yield words.say_in(said, shown["language"])


def _day(moment: str, language: str) -> str:
    """Write the day of a moment as a language does."""
    day = date.fromisoformat(moment[:10])
    return periods.label(day, day, language)


def _head(title: str, language: str, direction: str, style: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">'
        f"<title>{_text(title)}</title><style>{style}</style></head>\n<body>\n"
    )


def _text(value: str) -> str:
    return escape(value, quote=False)
