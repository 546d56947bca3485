"""Routes: an issue as one ZIP file, for partners.

All that is public can be read by everybody, but an archive is made anew for each, and says on whose terms: so it takes
a key. It is made in a file without a name in the folder of data, so that a slow reader keeps nobody from having theirs
made: two are made at once, each partner's one after the other. Few more are given at once, three to each partner, since
whoever reads one holds a thread and the room of the file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import IO, Any

import flask
import orjson
from flask import request

from api.content.pictures import files, storage
from api.content.pictures.renditions import Rendition
from api.delivery import addresses, answers, forms, handovers, interchange, issues, readers, signatures
from api.delivery.door import door
from api.delivery.schemas import archives as schemas
from api.delivery.views import issues as views
from api.formats import archives
from api.formats import signatures as written
from api.formats.archive_parts import Archive, Entry, File
from api.languages import languages
from api.languages.languages import Known
from api.platform import db, instance, places, web
from api.platform.errors import NotFound, Unavailable, say
from api.publishing import exposure, pages, signing, syndication
from api.publishing.audience import Audience

_WIDEST = 1280  # pixels of a picture in it
_PIECE = 64 * 1024  # bytes
_MADE_AS = "2"  # another where the same content becomes other bytes
_FILE = {"type": "string", "format": "binary"}


@door.route("/issues/<issue>/archive.zip")
@readers.for_partners
@door.refuses(404, 422, 503)
@door.query(schemas.ArchiveQuery)
@door.response(200, _FILE, content_type=archives.MEDIA_TYPE, description="The archive")
def show_archive(query: dict[str, Any], issue: str, audience: Audience) -> flask.Response:
    """Show an issue as one file: its articles as pages, text and JSON, as one to be printed, pictures, lists, terms.

    It has what the contract has, in one language or its fallbacks, in the editors' order, with the rights in it. The
    same content is the same bytes. Two are made at once, and whoever comes beside them gets 503 with `Retry-After`.
    """
    readers.require_form("zip")
    language = readers.asked_language(query["lang"])
    with places.ARCHIVES.held(audience.partner_id):
        with db.snapshot():
            archive = _archive(issue, languages.everything()[language], query["fallback"], audience)
        response = _answer(archive, addresses.pairs(query, language), negotiated=query["lang"] is None)
        if response.status_code == 200 and request.method != "HEAD":  # noqa: PLR2004 - else it is 304
            _fill(response, archive, audience.partner_id)
    return response


def _answer(archive: Archive, asked: list[tuple[str, str]], *, negotiated: bool) -> flask.Response:
    """Answer without a body: with the tag of what would be in it, or with 304."""
    seal = _seal(archive)
    key, name = archive.issue["key"], f"{archive.name}.zip"
    response = answers.answer(
        seal,
        answers.tag_of(seal),
        language=archive.language,
        cache_tags=[f"issue-{key}", *answers.article_tags(entry.document["id"] for entry in archive.entries)],
        pictures=list(archive.files),
        negotiated=negotiated,
        links=web.link_field([("canonical", addresses.address(f"{issues.PATH}/{key}/archive.zip", asked))]),
        media_type=archives.MEDIA_TYPE,
        more=[("Content-Disposition", f'attachment; filename="{name}"')],
    )
    response.headers.pop("Content-Length", None)
    return response


def _fill(response: flask.Response, archive: Archive, partner_id: str) -> None:
    """Make the archive and let the answer give it, which is noted when it has, to its end.

    Raises:
        Unavailable: as many are being read as may be, or there is no room for the file.
    """
    with ExitStack() as stack:
        stack.enter_context(places.DOWNLOADS.held(partner_id))
        db.release_connection()
        out = stack.enter_context(_written(archive))
        response.headers["Content-Length"] = str(out.tell())
        out.seek(0)
        taken = handovers.note_long(orjson.dumps(entry.document) for entry in archive.entries)
        held = stack.pop_all()
        response.response = _pieces(out, held, taken)
        response.call_on_close(held.close)  # where it is left before its end


def _written(archive: Archive) -> IO[bytes]:
    """Write an archive to a file without a name."""
    store = storage.current()

    def fetch(file: File) -> bytes:
        rendition = Rendition("", file.width, "jpg")
        return files.fetch(store, file.picture_id, files.File(rendition, 0, file.sha256))

    with ExitStack() as stack:
        try:
            out = stack.enter_context(tempfile.TemporaryFile(dir=instance.data_dir()))
            archives.write(archive, out, fetch)
        except OSError as error:
            raise Unavailable(say("There is no room to make this just now.")) from error
        stack.pop_all()
    return out


def _pieces(file: IO[bytes], held: ExitStack, taken: Callable[[], object]) -> Iterator[bytes]:
    with held:
        while piece := file.read(_PIECE):
            yield piece
    taken()


def _archive(name: str, reader: Known, fallback: views.Fallback, audience: Audience) -> Archive:
    """Read an issue with all that its archive has, at one moment.

    Raises:
        NotFound: there is no such issue for this partner.
    """
    row = views.issue_row(name, reader.code, fallback)
    found = views.issues([row], reader.code, fallback) if row is not None else []
    if not found:
        raise NotFound(say("There is no such issue."))
    known = languages.everything()
    shown = issues.brief(found[0], reader, known, pages.current(), fallback)
    listed = views.issue_articles(found[0].key, reader.code, fallback)
    served = {article_id: orjson.loads(each)["language"] for article_id, each in listed.items()}
    entries = list(_entries(served, known))
    return Archive(
        shown,
        interchange.publisher(reader),
        reader.direction,
        audience.rights(shown),
        entries,
        _files(entries),
        written.key_set(signing.public_keys()),
    )


def _entries(served: Mapping[str, str], known: Mapping[str, Known]) -> Iterator[Entry]:
    """Read each article in the language of its text, with the pictures that partners may have."""
    for number, (article_id, language) in enumerate(served.items(), 1):
        whole = syndication.read(article_id, language, for_partners=True)
        if whole is None:
            continue
        document = orjson.loads(forms.syndicated(whole.document))
        lead = document["picture"]
        others = [each for each in whole.pictures if lead is None or each["id"] != lead["id"]]
        yield Entry(
            number,
            len(served),
            document,
            whole.text,
            [*([lead] if lead is not None else []), *others],
            whole.version,
            _signature(document),
            known[language].direction,
        )


def _signature(document: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return signatures.of_document(document)
    except Unavailable:
        return None


def _files(entries: Sequence[Entry]) -> dict[str, File]:
    """Choose a file of each picture that is public now: the widest JPEG that is not too wide."""
    told = {each["id"]: each for entry in entries for each in entry.pictures}
    public = exposure.public(list(told))
    made = files.of_all(sorted(public)) if public else {}
    chosen = {}
    for picture_id, by_rendition in made.items():
        fitting = [one for one in by_rendition if (one.crop, one.format) == ("", "jpg") and one.width <= _WIDEST]
        if fitting:
            rendition = max(fitting, key=lambda one: one.width)
            picture = told[picture_id]
            height = max(1, round(rendition.width * picture["height"] / picture["width"]))
            chosen[picture_id] = File(picture_id, rendition.width, height, by_rendition[rendition].sha256)
    return chosen


def _seal(archive: Archive) -> bytes:
    """Give bytes that are others where anything in the archive is."""
    told = [
        [_MADE_AS, archive.issue, archive.publisher, archive.rights, archive.keys],
        *([entry.document, entry.text, entry.pictures, entry.version, entry.signature] for entry in archive.entries),
        [[file.name, file.sha256] for file in archive.files.values()],
    ]
    return hashlib.sha256(orjson.dumps(told)).digest()
