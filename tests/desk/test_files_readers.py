from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po
from translate.storage.pypo import pofile as toolkit_file

from api import app
from api.demo.newsroom import raise_newsroom
from api.demo.people import token
from api.platform import db, migrate
from tests import databases

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)
MSGFMT = shutil.which("msgfmt")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Raise the demo newsroom and take every translation in it away over HTTP, with its messages beside it."""
    folder = tmp_path_factory.mktemp("demo")
    settings = databases.settings(folder, f"sqlite:///{folder / 'polyweek.db'}")
    db.open_database(settings)
    migrate.up()
    raise_newsroom(settings, at=AT)
    client = app.create_app(settings).test_client()
    headers = {"Authorization": f"Bearer {token(settings, 'editor')}"}
    found = {}
    for article, language in db.rows(
        "SELECT article.id, version.language FROM article JOIN version ON version.article_id = article.id"
        " WHERE version.language <> article.source_language ORDER BY article.id, version.language"
    ):
        path = f"/v1/desk/articles/{article}/versions/{language}/catalogue.po"
        found[path] = client.get(path, headers=headers).data
    yield found
    db.close_database()


def said(data: bytes) -> list[tuple[str | None, str, str, bool, bool]]:
    """Give the entries as polib reads them: context, source, translation, fuzzy, obsolete."""
    return [
        (entry.msgctxt, entry.msgid, entry.msgstr, "fuzzy" in entry.flags, bool(entry.obsolete))
        for entry in polib.pofile(data.decode())
    ]


def test_there_is_a_file_for_every_translation_of_the_demo(exports: dict[str, bytes]) -> None:
    """Sixteen articles in two other languages, with translated, fuzzy and untranslated messages among them."""
    assert len(exports) == 32
    everything = [entry for data in exports.values() for entry in said(data)]
    assert any(text and not fuzzy for _, _, text, fuzzy, _ in everything)
    assert any(fuzzy for *_, fuzzy, _ in everything)
    assert any(not text for _, _, text, _, _ in everything)


@pytest.mark.skipif(MSGFMT is None, reason="msgfmt (gettext) is not installed")
def test_msgfmt_finds_nothing_wrong(exports: dict[str, bytes], tmp_path: Path) -> None:
    """`msgfmt -c` reads every file without an error or a warning."""
    for data in exports.values():
        path = tmp_path / "file.po"
        path.write_bytes(data)
        done = subprocess.run([str(MSGFMT), "-c", "-o", "/dev/null", str(path)], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_babel_reads_the_same_texts(exports: dict[str, bytes]) -> None:
    """Sources, translations and fuzzy marks are those that polib reads."""
    for data in exports.values():
        catalogue = read_po(io.BytesIO(data), abort_invalid=True)
        entries = [message for message in catalogue if message.id]
        found = [(m.context, m.id, m.string, m.fuzzy, False) for m in entries]
        obsolete = [(m.context, m.id, m.string, m.fuzzy, True) for m in catalogue.obsolete.values()]
        assert found + obsolete == said(data)


def test_translate_toolkit_reads_the_same_texts(exports: dict[str, bytes]) -> None:
    """The toolkit behind Pootle and Weblate reads what polib reads."""
    for data in exports.values():
        units = [unit for unit in toolkit_file(io.BytesIO(data)).units if not unit.isheader()]
        found = [
            (unit.getcontext(), str(unit.source), str(unit.target), unit.isfuzzy(), unit.isobsolete()) for unit in units
        ]
        assert found == said(data)
