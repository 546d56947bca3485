"""An issue as one ZIP file, for whoever prints it, keeps it or puts it up by hand. Pure.

The same content is the same bytes: files stand in one order, and their times are the minutes of what is in them, in
UTC. It is written piece by piece: of pictures no more than one is in memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO

from api.formats import archive_lists, archive_pages, terms, xmp
from api.formats.archive_pages import Fetch
from api.formats.archive_parts import Archive, Entry, File
from api.formats.xmp import Credit
from api.languages import words
from api.platform.errors import Phrase, say

MEDIA_TYPE = "application/zip"

_MODE = 0o100644 << 16  # a file that its owner may write
_LEVEL = 6

_FILES: dict[str, Phrase] = {
    "index.html": say("the list of the articles, with links to them"),
    "print.html": say("all articles on one page, to be printed or made a PDF of; the pictures are in it"),
    "articles/": say("each article as a page, as plain text, as the API gives it, and its signature"),
    "pictures/": say("the pictures, each with its credit and terms inside"),
    "credits.txt": say("whom to name beside which picture, and on which terms it may be used"),
    "articles.csv, pictures.csv": say("the same as tables"),
    "metadata.json": say("all of these lists for programs"),
    "keys.json": say("the newsroom's public keys, by which the signatures are verified"),
    "LICENCE.txt": say("on which terms the texts may be used"),
}


def write(archive: Archive, out: IO[bytes], fetch: Fetch) -> None:
    """Write an archive to a file that can be sought in; `fetch` gives the bytes of a picture's file.

    What `fetch` raises goes through, and what was written until then is of no use.
    """
    told = _credits(archive)

    def credited(file: File) -> bytes:
        return xmp.credited(fetch(file), told[file.picture_id])

    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as folder:
        for name, at, pieces in _texts(archive, credited):
            with folder.open(_info(archive, name, at, zipfile.ZIP_DEFLATED), "w") as file:
                for piece in pieces:
                    file.write(piece)
        for picture in sorted(archive.files.values(), key=lambda file: file.name):
            info = _info(archive, picture.name, archive.changed_at, zipfile.ZIP_STORED)
            with folder.open(info, "w") as file:
                file.write(credited(picture))


def _credits(archive: Archive) -> dict[str, Credit]:
    """Give what is told in the file of each picture, which goes on to readers: its own terms, and no contract's end."""
    pictures = {told["id"]: told for entry in archive.entries for told in entry.pictures}
    return {
        id_: Credit(
            told["credit"],
            told["rights"]["holder"],
            terms.of_picture(told, archive.language, None),
            told["rights"]["licence_url"] or terms.licence_url(told["rights"]["licence"]) or "",
        )
        for id_, told in pictures.items()
    }


def _texts(archive: Archive, fetch: Fetch) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    """Give each file but the pictures: its name, its time, and its bytes piece by piece."""
    at = archive.changed_at
    yield "README.txt", at, [_readme(archive).encode()]
    yield "LICENCE.txt", at, [_licence(archive).encode()]
    yield "index.html", at, _encoded(archive_pages.contents(archive))
    yield "print.html", at, _encoded(archive_pages.printed(archive, fetch))
    yield "articles.csv", at, [archive_lists.articles(archive)]
    yield "pictures.csv", at, [archive_lists.pictures(archive)]
    yield "credits.txt", at, [archive_pages.credits(archive).encode()]
    yield "metadata.json", at, [archive_lists.metadata(archive)]
    yield "keys.json", at, [archive_lists.written(archive.keys)]
    for entry in archive.entries:
        yield from _article(archive, entry)


def _article(archive: Archive, entry: Entry) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    at = entry.document["updated_at"]
    yield f"{entry.name}.html", at, _encoded(archive_pages.article(archive, entry))
    yield f"{entry.name}.txt", at, [archive_pages.text(archive, entry).encode()]
    yield f"{entry.name}.json", at, [archive_lists.document(entry)]
    if entry.signature is not None:
        yield f"{entry.name}.signature.json", at, [archive_lists.written(entry.signature)]


def _info(archive: Archive, name: str, at: str, how: int) -> zipfile.ZipInfo:
    moment = datetime.fromisoformat(at)
    info = zipfile.ZipInfo(f"{archive.name}/{name}", (*moment.timetuple()[:5], 0))
    info.compress_type, info.external_attr, info.create_system = how, _MODE, 3  # 3 is Unix, whatever this runs on
    return info


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)


def _readme(archive: Archive) -> str:
    language = archive.language
    listed = [f"{name}: {words.say_in(said, language)}" for name, said in _FILES.items()]
    articles = [
        f"{entry.number}. {entry.document['title']}{archive_pages.other_language(archive, entry)}"
        for entry in archive.entries
    ]
    parts = [
        "\n".join([archive.publisher, archive.title, archive.issue["period_label"]]),
        "\n".join(articles),
        "\n".join(listed),
        words.say_in(
            say("As it stood at {time} UTC. What is withdrawn later is to be taken down all the same.",
                time=archive.changed_at[:16].replace("T", " ")),
            language,
        ),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _licence(archive: Archive) -> str:
    language = archive.language
    general = [f"© {archive.issue['published_at'][:4]} {archive.publisher}", terms.of_text(archive.rights, language)]
    single = [
        f"{entry.name}\n    {terms.of_text(entry.rights, entry.document['language'])}" for entry in archive.entries
    ]
    pictures = words.say_in(say("The pictures have terms of their own, which stand in credits.txt."), language)
    return "\n\n".join(part for part in [*general, pictures, *single] if part) + "\n"
